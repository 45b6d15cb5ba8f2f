"""What stands in place of the agents' table while it has no row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import ActionButton

HOW = mark(
    "Register one: it gets a token, and whatever it wants to do waits here for you. It starts at L1 Operator, where "
    "nothing runs alone. On the command line: counterseal agents register ID --name NAME"
)
NONE_YET = (mark("No agent asks here yet"), HOW)
NONE_OF = {
    "mine": (mark("None of the agents is yours"), mark("You answer for no agent here. All shows those of others.")),
    "attention": (
        mark("Nothing needs attention"),
        mark("Every agent runs as its owner signed it, and no incident is open."),
    ),
}


class AgentsEmpty(QWidget):
    """Says why there is no row, and how to get one: ``register`` one, or ask ``again`` where they could not be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agentsEmpty")
        self._offered = False
        self._may_register = True
        self.title = OwnLabel("", "heading", wrap=True)
        self.words = OwnLabel("", "muted", wrap=True)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.register = ActionButton(tr("Register an agent"), kind="primary")
        self.register.setObjectName("emptyRegister")
        self.again = ActionButton(tr("Try again"))
        self.again.setObjectName("agentsAgain")
        self.again.hide()
        inner = QWidget()
        inner.setMaximumWidth(theme.px(460))
        rows = QVBoxLayout(inner)
        rows.setSpacing(theme.px(10))
        rows.addWidget(self.title)
        rows.addWidget(self.words)
        for button in (self.register, self.again):
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inner, 20)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)

    def say_none(self, pill: str, others: bool) -> None:
        """No agent in this filter; ``others``: there are some outside it."""
        title, words = NONE_OF[pill] if others and pill in NONE_OF else NONE_YET
        self._say(tr(title), tr(words), not others)
        self.again.hide()

    def say_failed(self, words: str) -> None:
        """They cannot be read now; ``words`` are safe to show."""
        self._say(tr("The agents cannot be read"), words, False)
        self.again.show()

    def _say(self, title: str, words: str, register: bool) -> None:
        self.title.say(title)
        self.words.say(words)
        self.setAccessibleName(tr("{title}. {words}", title=title, words=words))
        self._offered = register
        self.register.setVisible(register and self._may_register)

    def set_may_register(self, may: bool) -> None:
        """Only owners register agents."""
        self._may_register = may
        self.register.setVisible(self._offered and may)
