"""One window for each profile: the first start listens, a later one asks it to come to the front and ends.

What a later start may say is ``show``, with or without a link. There is no word for a decision.

On POSIX systems the socket lies in the account's runtime folder with mode 0600 and answers only this account. A lock
file beside it, which the system frees when its holder dies, says whether the socket is somebody's or was left behind.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from counterseal.errors import InvalidInput, KnownError, Unreachable
from counterseal_desktop.native import links
from counterseal_desktop.native.place import address, lock_file
from counterseal_desktop.translating import tr

VERSION = 1
MOST_BYTES = 1024
PATIENCE_MS = 3_000


class SingleInstance(QObject):
    """Holds the profile's place, or finds who does.

    Signals:
        shown(str link): another start asks this window to come to the front; the link is empty or a good one.
    """

    shown = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address(home)
        self._lock = QLockFile(str(lock_file(home)))
        # Never by age: a window is open for days. The system tells whether its process lives.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def take(self) -> bool:
        """Whether this process is the profile's one now, and listens. False: another one is.

        Raises:
            KnownError: the place for the socket cannot be used.
        """
        if not self._lock.tryLock(0):
            if self._lock.error() == QLockFile.LockError.LockFailedError:
                return False
            raise KnownError(
                tr("The place for the window's socket cannot be used"), where=self._address, code="no_socket"
            )
        # Whoever holds the lock owns the socket; one that is there was left by a process that died.
        QLocalServer.removeServer(self._address)
        server = QLocalServer(self)
        # Set by hand below: on POSIX systems Qt's own option hides that an address is in use.
        before = os.umask(0o177) if sys.platform != "win32" else 0
        try:
            listens = server.listen(self._address)
        finally:
            if sys.platform != "win32":
                os.umask(before)
        if not listens:
            self._lock.unlock()
            raise KnownError(
                tr("The window cannot be reached by later starts"), where=f"{self._address}: {server.errorString()}"
            )
        if sys.platform != "win32":
            os.chmod(self._address, 0o600)
        server.newConnection.connect(self._on_connection)
        self._server = server
        return True

    def give_up(self) -> None:
        """Listen no more and let the next start have the place."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
            self._lock.unlock()

    def pass_on(self, link: str = "") -> None:
        """Ask the one that holds the place to come to the front. Raises Unreachable: it does not answer."""
        line = QLocalSocket()
        line.connectToServer(self._address)
        if not line.waitForConnected(PATIENCE_MS):
            raise _no_answer(line.errorString())
        said = {"v": VERSION, "do": "show", **({"link": link} if link else {})}
        line.write(json.dumps(said).encode() + b"\n")
        line.waitForBytesWritten(PATIENCE_MS)
        while not line.canReadLine():
            if not line.waitForReadyRead(PATIENCE_MS):
                raise _no_answer(line.errorString())
        answer = _read(bytes(line.readLine().data()))
        line.disconnectFromServer()
        if answer.get("ok") is not True:
            raise Unreachable(tr("The open window refused"), where=str(answer.get("why", ""))[:200], code="refused")

    def _on_connection(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            line = self._server.nextPendingConnection()
            line.disconnected.connect(line.deleteLater)
            if not _is_ours(line):
                line.abort()
                continue
            line.readyRead.connect(lambda line=line: self._on_words(line))
            if line.bytesAvailable():
                self._on_words(line)

    def _on_words(self, line: QLocalSocket) -> None:
        if not line.canReadLine():
            if line.bytesAvailable() > MOST_BYTES:
                line.abort()
            return
        try:
            link = _wanted(_read(bytes(line.readLine(MOST_BYTES + 1).data())))
        except KnownError as error:
            line.write(json.dumps({"v": VERSION, "ok": False, "why": error.what}).encode() + b"\n")
        else:
            line.write(json.dumps({"v": VERSION, "ok": True}).encode() + b"\n")
            self.shown.emit(link)
        line.flush()
        line.disconnectFromServer()


def _read(data: bytes) -> dict[str, object]:
    try:
        said = json.loads(data) if len(data) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("v") != VERSION:
        raise InvalidInput(tr("That is not this version's message"), todo=tr("Close the open window and start again."))
    return said


def _wanted(said: dict[str, object]) -> str:
    """The link in a message; empty for none. Raises InvalidInput for whatever else it says."""
    if said.get("do") != "show" or set(said) - {"v", "do", "link"}:
        raise InvalidInput(tr("A later start may only ask to be shown something"))
    link = said.get("link", "")
    if not isinstance(link, str):
        raise InvalidInput(tr("A link is text"))
    return links.read(link).text() if link else ""


def _is_ours(line: QLocalSocket) -> bool:
    """Whether the other side is a process of this account, where the system can tell."""
    peer = getattr(socket, "SO_PEERCRED", None)
    if peer is None:
        return True
    with socket.socket(fileno=os.dup(int(line.socketDescriptor()))) as other:
        _pid, uid, _gid = struct.unpack("3i", other.getsockopt(socket.SOL_SOCKET, peer, struct.calcsize("3i")))
    return bool(uid == os.getuid())


def _no_answer(why: str) -> Unreachable:
    return Unreachable(
        tr("This profile is open already, and its window does not answer"),
        where=why,
        todo=tr("Look for it in the tray or among your programs; end it if it hangs."),
        code="no_answer",
    )
