"""A network between a program and its gateway that can be cut: bytes then go nowhere, and nobody is told."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from urllib.parse import urlsplit


class Wire:
    """A TCP relay on loopback to one gateway, whose own ``Host`` it puts into what it passes on."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._names = (f"127.0.0.1:{port}".encode(), f"127.0.0.1:{self._target[1]}".encode())
        assert len(self._names[0]) == len(self._names[1]), "the length of a request must not change"
        self._lines: dict[socket.socket, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._cut = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._relay, name="test-wire", daemon=True)
        self._thread.start()

    def cut(self) -> float:
        """From now on nothing passes; when that was, on the monotonic clock."""
        self._cut.set()
        return time.monotonic()

    def mend(self) -> None:
        """New connections pass again; of those that were cut, bytes are lost."""
        self._cut.clear()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        for line in (self._listener, *self._lines):
            line.close()
        self._selector.close()

    def _relay(self) -> None:
        while not self._ended.is_set():
            for key, _events in self._selector.select(0.01):
                line = key.fileobj
                assert isinstance(line, socket.socket)
                if line is self._listener:
                    self._accept()
                else:
                    self._pass(line)

    def _accept(self) -> None:
        line, _from = self._listener.accept()
        other = socket.create_connection(self._target)
        self._lines |= {line: other, other: line}
        for one in (line, other):
            self._selector.register(one, selectors.EVENT_READ)

    def _pass(self, line: socket.socket) -> None:
        try:
            data = line.recv(65536)
        except OSError:
            data = b""
        if self._cut.is_set():
            if not data:
                self._selector.unregister(line)
            return
        other = self._lines[line]
        try:
            if data:
                other.sendall(data.replace(*self._names))
                return
            other.shutdown(socket.SHUT_WR)
        except OSError:
            # The other side was closed first.
            data = b""
        self._selector.unregister(line)
