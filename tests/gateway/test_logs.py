"""What a served gateway writes to stderr: one JSON line a request, and nothing of what anybody sent."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from counterseal.errors import Conflict
from counterseal.gateway import log_side
from counterseal.gateway.home import GatewayHome
from counterseal.gateway.observing import REQUESTS
from counterseal.sync import service_log
from counterseal.sync.listening import LOOPBACK
from gateway.notified import manager_at
from gateway.offices import Desktop, Office, answer, propose, running_office

SECRET = "ghp_" + "Qm7xW2pLk9ZtRv4Y" * 3
LINE = {"at", "level", "logger", "message", "request", "method", "route", "status", "ms"}
PATIENCE = 60.0
Told = Callable[[int], str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def told(office: Office) -> Iterator[Told]:
    """Waits for so many lines since the last look: a line is written after its answer."""
    written = Written(office)
    with service_log.to_stderr(as_json=True, stream=written):
        # What was asked before this test may have its line still to come; this one's comes after it.
        with office.owner.http() as http:
            written.begin(http.get("/healthz").headers["x-request-id"])
        yield written.look


class Written(io.StringIO):
    """What the gateway's thread writes and the test's reads; what any other of this process writes is none of it."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._news = threading.Condition()
        self._lines: list[str] = []

    def write(self, text: str) -> int:
        with self._news:
            if threading.current_thread() is self._office.process._thread:
                self._lines.append(text)
            self._news.notify_all()
        return len(text)

    def begin(self, request: str) -> None:
        """Forget all up to the line of this request."""
        with self._news:
            assert self._news.wait_for(lambda: any(request in line for line in self._lines), PATIENCE), self._lines
            self._lines = []

    def look(self, count: int) -> str:
        with self._news:
            assert self._news.wait_for(lambda: len(self._lines) >= count, PATIENCE), self._lines
            text, self._lines = "".join(self._lines), []
        assert text.count("\n") == count, text
        return text


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_request_is_one_line_with_ids_of_ours(office: Office, told: Told) -> None:
    agent = office.agent("logged")
    token = agent.headers["Authorization"].partition(" ")[2]
    told(2)
    action = propose(agent, 77_777)
    answer(agent.get(f"/v1/actions/{action}"))
    answer(agent.get("/v1/actions/no-such-action", headers={"X-Request-ID": "of the client"}), 404)
    wrong = answer(agent.post("/v1/actions", json={"tool": "refunds.issue", "arguments": SECRET}), 422)
    answered = agent.post(f"/v1/actions/{action}/withdraw", json={})
    agent.close()
    text = told(5)
    found = lines(text)
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("POST", "/v1/actions", 201),
        ("GET", "/v1/actions/{action_id}", 200),
        ("GET", "/v1/actions/{action_id}", 404),
        ("POST", "/v1/actions", 422),
        ("POST", "/v1/actions/{action_id}/withdraw", 200),
    ]
    assert all(set(line) >= LINE and line["logger"] == REQUESTS and line["agent"] == "logged" for line in found)
    assert [line.get("action") for line in found] == [None, action, None, None, action]
    assert [line.get("code") for line in found] == [None, None, "not_found", wrong["code"], None]
    assert answered.headers["x-request-id"] == found[-1]["request"]
    assert len({line["request"] for line in found}) == len(found)
    for foreign in (token, SECRET, "no-such-action", "refunds.issue", "of the client"):
        assert foreign not in text
    # Alone: an id of chance may have any digits.
    assert re.search(r"(?<![\w.-])(77777|88213)(?![\w-])", text) is None


def test_a_token_that_is_refused_is_not_written_either(office: Office, told: Told) -> None:
    with office.owner.http("cs1.not-a-real-token") as http:
        answer(http.get("/v1/queue?after=0&token=in-the-address"), 401)
    (line,) = lines(text := told(1))
    assert (line["status"], line["code"], "agent" in line) == (401, "bad_token", False)
    assert "not-a-real" not in text
    assert "in-the-address" not in text


def test_a_new_token_ends_the_old_one(office: Office, told: Told) -> None:
    first = office.agent("rotated")
    old = first.headers["Authorization"].partition(" ")[2]
    with office.process.house.reading() as connection:
        made = connection.exec_driver_sql("SELECT order_envelope FROM agents WHERE id = 'rotated'").scalar_one()
    second = office.agent("rotated", supersedes=made)
    answer(second.get("/v1/lease"))
    assert answer(first.post("/v1/lease", json={}), 401)["code"] == "bad_token"
    new = second.headers["Authorization"].partition(" ")[2]
    first.close()
    second.close()
    text = told(6)
    for folder in (office.home, office.owner.profile.home):
        for path in folder.rglob("*"):
            assert not path.is_file() or not any(t.encode() in path.read_bytes() for t in (old, new)), path
    assert old not in text
    assert new not in text


def test_a_defect_is_told_by_its_place_and_not_by_its_words(
    office: Office, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(_context: object, _connection: object) -> None:
        raise RuntimeError(f"the arguments were {SECRET}")

    monkeypatch.setattr(log_side, "health", explode)
    with office.owner.http() as http:
        assert answer(http.get("/healthz"), 500)["code"] == "defect"
    text = told(2)
    found = lines(text)
    assert {"status": 500, "route": "/healthz"}.items() <= found[0].items()
    defect = found[-1]
    assert (defect["level"], defect["error"]) == ("error", "RuntimeError")
    assert any(place.endswith(" explode") for place in defect["at_code"])
    assert SECRET not in text
    assert str(Path(__file__).parents[2]) not in text


def test_lines_stay_lines_and_mask_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    for as_json in (True, False):
        capsys.readouterr()
        with service_log.to_stderr(as_json=as_json):
            log = logging.getLogger("counterseal.tests")
            log.warning("a source says %s", f"one\ntwo \x1b[31m\u202e {SECRET} {'x' * 9_000}")
            try:
                raise Conflict("Taken", where=SECRET, code="taken_already")
            except Conflict:
                log.exception("it failed")
            logging.getLogger(REQUESTS).info("GET / 200")
            log.info("not written")
        first, second, *rest = capsys.readouterr().err.splitlines()
        assert bool(rest) is as_json, "requests are for those who read JSON"
        assert SECRET not in first + second
        assert "masked: GitHub token" in first
        assert first.isascii()
        assert len(first) < 2 * service_log.LONGEST
        assert "\x1b" not in first
        assert ("taken_already" in second) is as_json
        assert "Conflict" in second
    assert logging.getLogger(REQUESTS).level == logging.NOTSET


def test_an_error_of_the_database_quotes_no_value(office: Office) -> None:
    statement = text("INSERT INTO meta (name, value) VALUES ('origin', :value)")
    with pytest.raises(DBAPIError) as refused, office.process.house.database.write() as connection:
        connection.execute(statement, {"value": SECRET})
    assert "UNIQUE" in str(refused.value)
    assert SECRET not in str(refused.value)


# -- the process ----------------------------------------------------------------------------------------------------
@pytest.mark.skipif(sys.platform == "win32", reason="signals and Unix sockets")
def test_the_service_starts_answers_and_stops_as_its_manager_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Desktop(tmp_path / "maria", "Maria Lind")
    GatewayHome.create(tmp_path / "gateway", owner.card(), "Payments").close()
    owner.close()
    token = tmp_path / "figures"
    token.write_text("so that Prometheus may read\n")
    token.chmod(0o600)
    monkeypatch.chdir(tmp_path)
    with manager_at("notify") as manager:
        serving = subprocess.Popen(
            [
                *(sys.executable, "-m", "counterseal.cli.main", "gateway", "serve", "--json", "--tls", "--log-json"),
                *("--profile", str(tmp_path / "gateway"), "--metrics-token-file", str(token)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NOTIFY_SOCKET": "notify", "WATCHDOG_USEC": "400000"},
        )
        try:
            assert serving.stdout is not None
            said = json.loads(serving.stdout.readline())
            assert said["url"].startswith(f"https://{LOOPBACK}:")
            bearer = {"Authorization": "Bearer so that Prometheus may read"}
            with httpx.Client(base_url=said["url"], headers=bearer, trust_env=False, verify=False, timeout=60) as http:
                assert "counterseal_log_entries 0" in http.get("/metrics").text
                assert answer(http.get("/v1/log/request"))["v"] == 2
            manager.until(lambda heard: "WATCHDOG=1" in heard)
            serving.send_signal(signal.SIGTERM)
            _out, err = serving.communicate(timeout=60)
        finally:
            serving.kill()
            serving.wait()
            for stream in (serving.stdout, serving.stderr):
                if stream is not None:
                    stream.close()
        heard = manager.until(lambda heard: "STOPPING=1" in heard)
    assert (heard[0], heard[-1]) == ("READY=1\nSTATUS=Serving", "STOPPING=1")
    assert serving.returncode == 0, err
    routes = [json.loads(line)["route"] for line in err.splitlines() if line.startswith("{")]
    assert routes == ["/metrics", "/v1/log/request"]
