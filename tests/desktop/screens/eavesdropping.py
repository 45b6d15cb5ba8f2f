"""Finds out whether showing something opened a file, a socket or a process, in Python or below it."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import threading
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

_EVENTS = ("open", "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.listdir", "os.scandir",
           "urllib.", "http.", "webbrowser.", "ftplib.", "smtplib.")  # fmt: skip
_IN_ACCESS, _IN_OPEN = 0x1, 0x20
# Icons of ours are read when they are first drawn.
_RESOURCES = str(files("counterseal_resources"))
_listening: list[Eavesdropper] = []


class Eavesdropper:
    """Listens while it is entered; afterwards ``heard`` holds each thing that was opened.

    Threads that were running before it was entered have work of their own, such as a gateway that writes its heads, and
    are not listened to; the thread that shows is, and every thread that begins meanwhile.
    A trap file and a listening port, named by ``bait``, catch what Qt itself would open, which Python is not told of.
    The file's half needs Linux.

    Args:
        folder: where the trap file is put.
    """

    def __init__(self, folder: Path) -> None:
        self.heard: list[str] = []
        self._others: tuple[threading.Thread, ...] = ()
        self._trap = folder / "trap.png"
        # The beginning of a PNG, so that a loader which looks first goes on to read.
        self._trap.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
        self._port = socket.create_server(("127.0.0.1", 0))
        self._port.setblocking(False)
        self._watch = _watch(self._trap)
        if _hook not in _hooked:
            sys.addaudithook(_hook)
            _hooked.append(_hook)

    def bait(self) -> dict[str, str]:
        """Texts that lead to the traps by every way in which text was ever followed."""
        file, port = self._trap.as_uri(), f"http://127.0.0.1:{self._port.getsockname()[1]}/trap.png"
        return {
            "bait in html": f"<img src='{file}'><img src='{port}'><link rel=stylesheet href='{port}'>",
            "bait in markdown": f"![photo]({file}) ![photo]({port}) [more]({port})",
            "bait in a style": f"* {{ background-image: url({self._trap}); border-image: url({port}) }}",
            "bait as an address": f"{port}\n{file}\n{self._trap}",
        }

    def __enter__(self) -> Eavesdropper:
        self._others = tuple(one for one in threading.enumerate() if one.ident != threading.get_ident())
        _listening.append(self)
        return self

    def hears(self, thread: int) -> bool:
        """Whether what a thread does is put down to what is shown.

        Args:
            thread: its identifier, as of ``threading.get_ident``.
        """
        # A number is given again once its thread has ended.
        return not any(one.ident == thread and one.is_alive() for one in self._others)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        _listening.remove(self)
        try:
            self._port.accept()[0].close()
            self.heard.append("a connection to the trap port")
        except BlockingIOError:
            pass
        if self._watch is not None and _read(self._watch):
            self.heard.append("the trap file was opened")

    def close(self) -> None:
        self._port.close()
        if self._watch is not None:
            os.close(self._watch)


_hooked: list[Any] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _listening and event.startswith(_EVENTS) and not str(arguments[0]).startswith(_RESOURCES):
        for one in _listening:
            if one.hears(threading.get_ident()):
                one.heard.append(f"{event} {arguments!r}"[:200])


def _watch(path: Path) -> int | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    made = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if made < 0 or library.inotify_add_watch(made, os.fsencode(path), _IN_ACCESS | _IN_OPEN) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    return int(made)


def _read(watch: int) -> bytes:
    try:
        return os.read(watch, 4096)
    except BlockingIOError:
        return b""
