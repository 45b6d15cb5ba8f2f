"""What answers at an address is found out without a key, and nothing is taken for something that it is not."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from counterseal.errors import InvalidInput, NotFound, Unreachable
from counterseal.gateway.upstreams.finding import kind_at
from gateway.desks import PATIENCE, Bench

Serve = Callable[[Mapping[str, Any]], str]
CARD = {"name": "payer", "supportedInterfaces": []}
LANGGRAPH = {"version": "0.16.7", "langgraph_py_version": "1.2.22", "flags": {}}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves fixed JSON by path on loopback; 404 elsewhere. What was asked with a key fails the test."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []
    keyed: list[str] = []

    def start(pages: Mapping[str, Any]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_words: Any) -> None:
                """Nothing on standard error."""

            def do_GET(self) -> None:
                keyed.extend(name for name in ("authorization", "x-api-key") if self.headers.get(name))
                found = pages.get(self.path)
                body = found if isinstance(found, bytes) else json.dumps(found).encode()
                self.send_response(404 if found is None else 200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()
    assert keyed == []


def kind(url: str) -> str:
    return asyncio.run(kind_at(url))


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ({"/info": LANGGRAPH}, "langgraph"),
        # It speaks A2A as well, and is polled as what it is.
        ({"/info": LANGGRAPH, "/.well-known/agent-card.json": CARD}, "langgraph"),
        ({"/list-apps": ["support"]}, "adk"),
        ({"/.well-known/agent-card.json": CARD}, "a2a"),
    ],
)
def test_each_kind_is_known_by_its_answer(serve: Serve, pages: Mapping[str, Any], found: str) -> None:
    url = serve(pages)
    assert kind(url) == found
    assert kind(f"{url}/") == found


def test_a_gateway_of_ours_is_known(shared: Bench) -> None:
    assert kind(shared.desk.gateway_url) == "gateway"
    assert shared.desk.connections.find(shared.desk.gateway_url).result(PATIENCE) == "gateway"


@pytest.mark.parametrize(
    "pages",
    [
        {},
        {"/info": {"version": 1}},
        {"/info": b"<html>"},
        {"/info": b"[" * 5_000},
        {"/list-apps": {"apps": []}},
        {"/list-apps": [1]},
        {"/.well-known/agent-card.json": ["card"]},
        {"/info": b" " * (2 << 20)},
        {"/healthz": {"ok": True, "kind": "separate"}},
    ],
    ids=range(9),
)
def test_what_is_not_known_is_not_guessed(serve: Serve, pages: Mapping[str, Any]) -> None:
    with pytest.raises(NotFound, match="Nothing that Counterseal knows"):
        kind(serve(pages))


def test_an_address_that_is_none_and_one_where_nothing_answers() -> None:
    for wrong in ("agents.example.com", "ftp://agents.example.com", "http://", ""):
        with pytest.raises(InvalidInput):
            kind(wrong)
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9: ."):
        kind("http://127.0.0.1:9")
