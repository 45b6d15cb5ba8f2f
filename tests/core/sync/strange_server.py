"""An HTTP server that is not a gateway, or not a good one."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What it says to every request; ``hang_up`` closes the line instead."""

    status: int = 200
    kind: str = "application/json"
    body: bytes = b"{}"
    hang_up: bool = False

    @staticmethod
    def html(status: int = 200) -> Answer:
        return Answer(status, "text/html", b"<!doctype html><title>Sign in</title>")

    @staticmethod
    def of(value: Any, status: int = 200) -> Answer:
        return Answer(status, "application/json", json.dumps(value).encode())


class StrangeServer:
    """Listens on loopback until closed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                given = outer.answer
                self.rfile.read(int(self.headers.get("content-length", 0)))
                if given.hang_up:
                    self.close_connection = True
                    return
                self.send_response(given.status)
                if given.kind:
                    self.send_header("Content-Type", given.kind)
                self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body)

            do_GET = do_POST = handle_any  # noqa: N815

            def log_message(self, *_words: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), name="strange-server")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
