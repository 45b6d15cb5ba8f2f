"""A webhook on loopback that keeps what is posted to it, over HTTP or HTTPS."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookServer:
    """Answers with ``status``; tests change it while it runs."""

    tls: ssl.SSLContext | None = None
    status: int = 204
    posts: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.arrived = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(outer.status)
                if 300 <= outer.status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                with outer.arrived:
                    outer.posts.append(Post(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                    outer.arrived.notify_all()

            def log_message(self, *_words: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                return  # a client that does not trust us hangs up

        self._server = Server(("127.0.0.1", 0), Handler)
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), name="hook-server")
        self._thread.start()

    @property
    def url(self) -> str:
        scheme = "https" if self.tls is not None else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}/hooks/T0K3N"

    def wait(self, count: int) -> Post:
        """The newest of at least ``count`` posts."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.posts) >= count, 60), f"{len(self.posts)} posts came"
            return self.posts[-1]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
