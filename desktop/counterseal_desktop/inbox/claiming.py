"""Saying to the others that an action is being looked at here: claimed while it is open, given back when it is left.

A claim is a courtesy that keeps two people from doing the same work. It decides nothing and ends by itself.
"""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer

from counterseal.errors import KnownError
from counterseal_desktop.bridge import DeskBridge

SETTLED_MS = 350
"""How long an action must stay open before it is claimed: who steps through the list claims nothing on the way."""
AGAIN_MS = 60_000
"""A claim lasts two minutes at the gateway."""


class Claiming(QObject):
    """One for an inbox. ``wanted`` is False where claims make no sense: alone on the roster, or only reading.

    What is said is said in order, one after the other: a claim that arrived behind its own release would stand for
    two minutes in the name of somebody who has left.
    """

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.wanted = False
        self._open = ""
        self._claimed = ""
        self._waiting: deque[tuple[str, bool]] = deque()
        self._saying = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._claim)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._claim)

    @property
    def settling(self) -> bool:
        """Whether a claim is about to be made."""
        return self._settled.isActive()

    def open(self, action_id: str) -> None:
        """This action is on the screen; whatever was open before no longer is."""
        if action_id == self._open:
            return
        self.leave()
        self._open = action_id
        self._settled.start()

    def leave(self) -> None:
        """Nothing is on the screen."""
        self._settled.stop()
        self._again.stop()
        self._open = ""
        if self._claimed:
            claimed, self._claimed = self._claimed, ""
            self._say(claimed, False)

    def _claim(self) -> None:
        if self._open and self.wanted and not (self._saying and self._claimed == self._open):
            self._claimed = self._open
            self._say(self._open, True)
            self._again.start()

    def _say(self, action_id: str, claim: bool) -> None:
        if self._saying:
            self._waiting.append((action_id, claim))
            return
        self._saying = True

        def unheard(_error: KnownError) -> None:
            # Others see no claim, and may look as well. The status bar says what is offline.
            self._said()

        self._bridge.run(self._bridge.desk.autonomy.claim(action_id, claim), self, lambda _name: self._said(), unheard)

    def _said(self) -> None:
        self._saying = False
        if self._waiting:
            self._say(*self._waiting.popleft())
