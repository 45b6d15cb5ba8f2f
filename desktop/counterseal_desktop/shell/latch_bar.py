"""The bar across the window while anything is halted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.model.views import AgentView
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line


class LatchBar(QWidget):
    """Across the window while anything is halted. Signals: reset_wanted(str agent), agents_wanted()."""

    reset_wanted = Signal(str)
    agents_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("latchBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._halted: tuple[AgentView, ...] = ()
        self.words = OwnLabel("", "strong", wrap=True)
        self.words.setObjectName("latchWords")
        self._act = ActionButton(tr("Reset…"))
        self._act.setObjectName("latchReset")
        self._act.clicked.connect(self._on_act)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(3), theme.px(10), theme.px(3))
        row.addWidget(self.words, 1)
        row.addWidget(self._act)
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        """Say which are halted; nothing when none is."""
        before = "" if self.isHidden() else self.words.text()
        self._halted = tuple(agent for agent in agents if agent.state == "halted")
        if self._halted:
            first = self._halted[0]
            names = ", ".join(display_line(agent.name, 40) for agent in self._halted[:3])
            if len(self._halted) > 3:
                names = tr("{names} and {count} more", names=names, count=len(self._halted) - 3)
            self.words.say(_halted_words(names, len(self._halted), first))
            self._act.setText(tr("Reset…") if len(self._halted) == 1 else tr("Show agents"))  # trusted: literals
            if self.words.text() != before:
                announce(self, self.words.text(), urgent=True)
        self.setVisible(bool(self._halted))

    def _on_act(self) -> None:
        if len(self._halted) == 1:
            self.reset_wanted.emit(self._halted[0].id)
        else:
            self.agents_wanted.emit()

    def _restyle(self) -> None:
        ink, ground = theme.current().tone("red")
        self.setStyleSheet(
            f"#latchBar {{ background: {ground}; border-bottom: 1px solid {ink}; }} #latchWords {{ color: {ink}; }}"
        )


def _halted_words(names: str, count: int, first: AgentView) -> str:
    """Who is halted, by whom and since when, as far as that is known of the first."""
    who = display_line(first.halted_by, 60)
    since = f"{parse_stamp(first.halted_at).astimezone():%H:%M}" if first.halted_at else ""
    one = count == 1
    if who and since:
        said = (
            mark("{names} is halted by {who} since {time}") if one else mark("{names} are halted by {who} since {time}")
        )
    elif who:
        said = mark("{names} is halted by {who}") if one else mark("{names} are halted by {who}")
    elif since:
        said = mark("{names} is halted since {time}") if one else mark("{names} are halted since {time}")
    else:
        said = mark("{names} is halted") if one else mark("{names} are halted")
    return tr(said, count=count, names=names, who=who, time=since)
