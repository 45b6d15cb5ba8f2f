"""What an empty inbox shows somebody who has no agent yet: the three steps to the first question."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton, QuietButton
from counterseal_desktop.widgets.untrusted import UntrustedText

EXAMPLE = """from counterseal.agents.client import AgentClient
from counterseal.agents.gated import gated

desk = AgentClient()  # reads COUNTERSEAL_URL and COUNTERSEAL_TOKEN

@gated(desk, tool="refunds.issue")
def refund(order: str, amount_minor: int) -> str:
    ...  # runs only after a person's yes, with the arguments of that yes"""


class FirstSteps(QScrollArea):
    """Signals: register_wanted(), connect_wanted(), said(str)."""

    register_wanted = Signal()
    connect_wanted = Signal()
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("firstSteps")
        self.setAccessibleName(tr("Connect your first agent"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(680))
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(theme.px(34), theme.px(30), theme.px(34), theme.px(24))
        self._rows.setSpacing(theme.px(10))
        self._rows.addWidget(OwnLabel(tr("Connect your first agent"), "title", wrap=True))
        self._rows.addWidget(
            OwnLabel(tr("Nothing waits: no agent is connected yet. Three steps to the first question:"), "muted", True)
        )
        register = ActionButton(tr("Register an agent…"), kind="primary")
        register.setObjectName("stepRegister")
        register.clicked.connect(self.register_wanted)
        self._step(
            "1",
            tr("Register it"),
            tr("You answer for it from then on. Its token is shown once, and at first nothing runs alone."),
            register,
        )
        code = UntrustedText()
        code.setObjectName("stepCode")
        code.set_text(EXAMPLE, max_lines=0, mono=True)
        copy = QuietButton(tr("Copy"), icon_name="copy")
        copy.setObjectName("stepCopy")
        copy.clicked.connect(self._on_copy)
        self._step(
            "2",
            tr("Let it ask"),
            tr(
                "In Python, put the decorator on what it may only do after a yes. Registering shows the two settings "
                "that its process needs."
            ),
            copy,
            code,
        )
        connect = ActionButton(tr("Connect a server…"))
        connect.setObjectName("stepConnect")
        connect.clicked.connect(self.connect_wanted)
        self._step(
            tr("or"),
            tr("Does it run on a LangGraph server?"),
            tr("Then connect that server: what it parks for a person appears here, and your answer resumes it."),
            connect,
        )
        self._step("3", tr("Decide"), tr("Its first question appears in this list. Nothing is approved by waiting."))
        self._rows.addStretch(1)
        holder = QWidget()
        holder.setMinimumHeight(1)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        line.addWidget(inner, 20)
        line.addStretch(1)
        self.setWidget(holder)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(EXAMPLE)  # trusted: ours
        self.said.emit(tr("Copied."))

    def _step(
        self, number: str, title: str, text: str, button: QWidget | None = None, more: QWidget | None = None
    ) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.px(14))
        mark = QLabel(number)  # trusted: ours
        mark.setTextFormat(Qt.TextFormat.PlainText)
        mark.setProperty("role", "figure" if number.isdigit() else "muted")
        mark.setFixedWidth(theme.px(26))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(OwnLabel(title, "strong", wrap=True))
        words.addWidget(OwnLabel(text, "muted", wrap=True))
        if more is not None:
            words.addWidget(more)
        if button is not None:
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            words.addLayout(row)
        line.addLayout(words, 1)
        self._rows.addLayout(line)
        self._rows.addSpacing(theme.px(6))
