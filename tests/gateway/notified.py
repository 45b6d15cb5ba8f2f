"""A service manager's end of the notification socket, read as messages come, as systemd does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 60.0
_END = b"the test is over"


class Manager:
    """What a service has told its manager so far."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._news = threading.Condition()
        self._heard: list[str] = []
        self._reader = threading.Thread(target=self._read, name="service-manager")
        self._reader.start()

    def _read(self) -> None:
        while (message := self._sock.recv(4096)) != _END:
            with self._news:
                self._heard.append(message.decode())
                self._news.notify_all()

    def until(self, wanted: Callable[[list[str]], bool]) -> list[str]:
        """All messages, once they are as wanted."""
        with self._news:
            assert self._news.wait_for(lambda: wanted(self._heard), PATIENCE), self._heard
            return list(self._heard)

    def close(self, path: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.connect(path)
            sock.send(_END)
        self._reader.join()


@contextmanager
def manager_at(path: str) -> Iterator[Manager]:
    """A manager that listens at a path; a short one, because such addresses have little room."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(path)
        manager = Manager(sock)
        try:
            yield manager
        finally:
            manager.close(path)
