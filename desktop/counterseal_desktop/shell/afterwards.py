"""What a window gets ready once its inbox can be used, a piece at a time, so that nobody waits for the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

BETWEEN_MS = 20
"""Between two pieces, so that a key pressed meanwhile waits for one of them at most."""
LATEST_MS = 500
"""The queue may be empty, or its gateway away: then nothing tells that the inbox is as it will be."""


class Afterwards(QObject):
    """One for a window.

    Args:
        pieces: each a step of a few milliseconds; done once, in their order.
    """

    def __init__(self, pieces: Iterable[Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._pieces = iter(pieces)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self._under_way = self._over = False

    def begin(self) -> None:
        """Wait for the inbox, but not for ever."""
        if not self._over and not self._under_way:
            self._timer.start(LATEST_MS)

    def usable(self) -> None:
        """The inbox shows what waits: go on as soon as that is painted."""
        if not self._over and not self._under_way and self._timer.isActive():
            self._under_way = True
            self._timer.start(BETWEEN_MS)

    def stop(self) -> None:
        """Nothing more; the window is closing."""
        self._over = True
        self._timer.stop()

    def _next(self) -> None:
        self._under_way = True
        piece = next(self._pieces, None)
        if piece is None:
            self._over = True
            return
        piece()
        if not self._over:
            self._timer.start(BETWEEN_MS)
