"""The agents' side of the window's benchmarks, in processes of their own; times are the machine's monotonic clock.

Run as ``python desk_agents.py one URL TOKEN`` (a command a line on its input: ``ask N``, ``withdraw ID``, ``run N``) or
``python desk_agents.py flood URL PER_SECOND SECONDS TOKEN…``.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

TOOL = "orders.refund"
CLIENTS = 4


class Line:
    """One connection that is kept."""

    def __init__(self, url: str, token: str) -> None:
        self._http = http.client.HTTPConnection(str(urlsplit(url).netloc), timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def close(self) -> None:
        self._http.close()

    def post(self, path: str, body: Any = None) -> Any:
        return self._send("POST", path, json.dumps({} if body is None else body))

    def get(self, path: str) -> Any:
        return self._send("GET", path, None)

    def ask(self, number: int) -> str:
        arguments = {"order": f"{88_000 + number}", "amount_minor": 1_200 + number % 40_000, "card": "card 4417"}
        claims = {"summary": "The display was cracked on arrival", "confidence": 0.9}
        return str(self.post("/v1/actions", {"tool": TOOL, "arguments": arguments, "claims": claims})["id"])

    def _send(self, method: str, path: str, body: str | None) -> Any:
        self._http.request(method, path, body, self._headers)
        answer = self._http.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:400]!r}")
        return json.loads(said)


def one(url: str, token: str) -> None:
    """Do what each line says, and tell when."""
    line = Line(url, token)
    line.post("/v1/lease")
    leased = time.monotonic()
    for words in sys.stdin:
        if time.monotonic() - leased > 8:
            line.post("/v1/lease")
            leased = time.monotonic()
        command, _, value = words.strip().partition(" ")
        began = time.monotonic()
        if command == "withdraw":
            line.post(f"/v1/actions/{value}/withdraw")
            print(f"withdrawn {value} {began}", flush=True)
            continue
        action = line.ask(int(value))
        print(f"asked {action} {began}", flush=True)
        if command == "run":
            _run(line, action)


def _run(line: Line, action: str) -> None:
    while (state := line.get(f"/v1/actions/{action}?wait=30")["state"]) == "held":
        pass
    released = time.monotonic()
    if state != "approved":
        raise RuntimeError(f"{action} is {state}")
    permit = line.post(f"/v1/actions/{action}/permit")["permit"]
    permitted = time.monotonic()
    line.post(f"/v1/actions/{action}/outcome", {"permit": permit, "outcome": "done"})
    print(f"ran {action} {released} {permitted}", flush=True)


def flood(url: str, per_second: float, seconds: float, tokens: list[str]) -> None:
    """Ask so often, over some connections at once; prints how many were taken, and in how long."""
    numbers, guard = iter(range(int(per_second * seconds))), threading.Lock()
    began = time.monotonic()
    asked = []

    def work(which: int) -> None:
        lines = [Line(url, token) for token in tokens[which::CLIENTS]]
        while True:
            with guard:
                number = next(numbers, None)
            late = time.monotonic() - began
            if number is None or late >= seconds:
                return
            time.sleep(max(number / per_second - late, 0.0))
            lines[number // CLIENTS % len(lines)].ask(number)
            asked.append(number)

    workers = [threading.Thread(target=work, args=(which,)) for which in range(min(CLIENTS, len(tokens)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"flooded {len(asked)} {time.monotonic() - began}", flush=True)


if __name__ == "__main__":
    kind, place, *rest = sys.argv[1:]
    if kind == "one":
        one(place, rest[0])
    else:
        flood(place, float(rest[0]), float(rest[1]), rest[2:])
