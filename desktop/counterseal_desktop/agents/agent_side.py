"""The agents screen's side: who answers, how far it may go, what it may call, and the brake."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from counterseal.model.views import AgentView
from counterseal_desktop import theme
from counterseal_desktop.agents.agents_model import LEVEL_NAMES, LEVEL_SENTENCES, level_words
from counterseal_desktop.history.history_model import clock_time, long_time
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

LEVELS = ("L1", "L2", "L3", "L4", "L5")
MOST_TOOLS = 40


class LevelScale(QWidget):
    """The five levels in a row, the agent's own marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = "L1"
        theme.theme_signals().changed.connect(self.updateGeometry)

    def set_level(self, level: str) -> None:
        self._level = level
        self.setAccessibleName(f"Autonomy level {level_words(level)}")
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font("semibold", -2.25))
        widest = sum(metrics.horizontalAdvance(LEVEL_NAMES[level]) + theme.px(8) for level in LEVELS)
        return QSize(widest + 4 * theme.px(5), theme.px(52))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme.px(5)
        small = theme.ui_font("regular", -2.25)
        metrics = QFontMetrics(theme.ui_font("semibold", -2.25))
        wants = [metrics.horizontalAdvance(LEVEL_NAMES[level]) + theme.px(6) for level in LEVELS]
        spare = (self.width() - 4 * gap - sum(wants)) / len(LEVELS)
        names = spare >= 0
        if not names:
            # No room for the names: the sentence below says the level's.
            wants, spare = [0] * len(LEVELS), (self.width() - 4 * gap) / len(LEVELS)
        left = 0.0
        for level, want in zip(LEVELS, wants, strict=True):
            on = level == self._level
            box = QRectF(left + 0.5, 0.5, want + spare - 1, self.height() - 1)
            painter.setPen(QPen(QColor(tokens.accent if on else tokens.border), 1.4 if on else 1))
            painter.setBrush(QColor(tokens.accent_soft if on else tokens.surface))
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
            painter.setPen(QColor(tokens.accent if on else tokens.muted))
            upper = QRectF(box.left(), box.top() + theme.px(6), box.width(), box.height() / 2 - theme.px(4))
            upper = upper if names else box
            lower = QRectF(box.left(), box.center().y(), box.width(), box.height() / 2 - theme.px(6))
            painter.setFont(theme.ui_font("semibold" if on else "regular"))
            painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), level)
            painter.setFont(theme.ui_font("semibold", -2.25) if on else small)
            name = painter.fontMetrics().elidedText(
                LEVEL_NAMES[level], Qt.TextElideMode.ElideRight, int(box.width()) - 2
            )
            if names:
                painter.drawText(lower, int(Qt.AlignmentFlag.AlignCenter), name)
            left += want + spare + gap
        painter.end()


class AgentSide(QScrollArea):
    """Shows one agent. Signals: halt_wanted(str), reset_wanted(str), history_wanted(str): with the agent's id."""

    halt_wanted = Signal(str)
    reset_wanted = Signal(str)
    history_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agentSide")
        self.setAccessibleName(self.tr("The selected agent"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._agent: AgentView | None = None
        content = QWidget()
        self.setWidget(content)
        self.title = OwnLabel("", "title", wrap=True, parent=content)
        self.title.setObjectName("agentTitle")
        self.answers = OwnLabel("", "muted", wrap=True)
        self.answers.setObjectName("agentAnswers")
        self._scale = LevelScale()
        self.level = OwnLabel("", "muted", wrap=True)
        self.level.setObjectName("agentLevelSentence")
        self._autonomy = Card(self.tr("Autonomy"), None, content)
        self._autonomy.body.addWidget(self._scale)
        self._autonomy.body.addWidget(self.level)
        self.state = OwnLabel("", wrap=True)
        self.state.setObjectName("agentState")
        self.lease = OwnLabel("", "muted", wrap=True)
        state = Card(self.tr("State"), None, content)
        state.body.addWidget(self.state)
        state.body.addWidget(self.lease)
        self._tools = Card(self.tr("Tools it may ask for"), None, content)
        self._tool_rows: list[QWidget] = []
        for card in (self._autonomy, state, self._tools):
            let_grow(card)
        self.halt = ActionButton(self.tr("Halt this agent"), kind="danger")
        self.halt.setObjectName("haltAgent")
        self.halt.clicked.connect(lambda: self._agent and self.halt_wanted.emit(self._agent.id))
        self.reset = ActionButton(self.tr("Reset…"))
        self.reset.setObjectName("resetAgent")
        self.reset.clicked.connect(lambda: self._agent and self.reset_wanted.emit(self._agent.id))
        self.history = ActionButton(self.tr("Show in history"))
        self.history.setObjectName("agentHistory")
        self.history.clicked.connect(lambda: self._agent and self.history_wanted.emit(self._agent.id))
        rows = QVBoxLayout(content)
        rows.setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(18))
        rows.setSpacing(theme.px(12))
        head = QVBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(self.title)
        head.addWidget(self.answers)
        rows.addLayout(head)
        for card in (self._autonomy, state, self._tools):
            rows.addWidget(card)
        holder = QWidget()
        buttons = WrapLayout(holder, theme.px(4))
        for button in (self.halt, self.reset, self.history):
            buttons.addWidget(button)
        rows.addWidget(holder)
        rows.addStretch(1)
        content.hide()

    def set_agent(self, agent: AgentView | None) -> None:
        """Show an agent, or nothing."""
        same = self._agent is not None and agent is not None and agent.tools == self._agent.tools
        self._agent = agent
        self.widget().setVisible(agent is not None)
        if agent is None:
            return
        owner = display_line(agent.owner, 80)
        self.title.say(display_line(agent.name, 120))
        decisions = f"{agent.today:,} today, {agent.waiting:,} waiting"
        self.answers.say(f"{owner} answers for every decision it makes: {decisions}.")
        self._scale.set_level(agent.level)
        sentence = LEVEL_SENTENCES.get(agent.level, "This level is not known here: nothing runs alone.")
        self.level.say(f"{level_words(agent.level)}. {sentence}")
        self.state.say(_state_sentence(agent))
        self.state.set_role({"halted": "bad", "running": "good"}.get(agent.state, "warn"))
        lease = agent.lease_until
        self.lease.say(f"Its lease ends at {clock_time(lease)}; without a renewal it stops by itself." if lease else "")
        self.lease.setVisible(bool(lease) and agent.state != "halted")
        self.halt.setVisible(agent.state != "halted")
        self.reset.setVisible(agent.state == "halted")
        if not same:
            self._show_tools(agent.tools)

    def _show_tools(self, tools: tuple[str, ...]) -> None:
        for row in self._tool_rows:
            self._tools.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._tool_rows = []
        for tool in tools[:MOST_TOOLS]:
            line = ElidedUntrusted(mono=True)
            line.set_text(tool)
            self._tool_rows.append(line)
        if len(tools) > MOST_TOOLS:
            self._tool_rows.append(OwnLabel(f"{len(tools) - MOST_TOOLS:,} more", "small"))
        if not tools:
            self._tool_rows.append(
                OwnLabel("None is described yet, so every tool it calls counts as Critical.", "muted", wrap=True)
            )
        for row in self._tool_rows:
            self._tools.body.addWidget(row)


def _state_sentence(agent: AgentView) -> str:
    if agent.state == "halted":
        who = display_line(agent.halted_by, 80) or "somebody"
        since = f" since {long_time(agent.halted_at)}" if agent.halted_at else ""
        return f"Halted by {who}{since}. Nothing starts again by itself."
    if agent.state == "running":
        return "Running."
    if agent.state == "unreachable":
        return "Unreachable. Without a renewed lease it stops by itself."
    return display_line(agent.state.capitalize(), 60)
