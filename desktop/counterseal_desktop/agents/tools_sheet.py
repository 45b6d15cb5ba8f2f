"""The list of an agent's tools: which are described, how risky each is, and the way to each description."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal.sync.api_autonomy import AgentDetail, ToolView
from counterseal_desktop import theme
from counterseal_desktop.agents.units import amount_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.chips import RiskChip, chip_size
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line
from counterseal_desktop.widgets.vocabulary import risk_word

SHOWN = 30


class ToolsSheet(Sheet):
    """Signals: tool_wanted(str): describe this tool; empty for a new one."""

    tool_wanted = Signal(str)

    def __init__(self, deck: SheetDeck, detail: AgentDetail) -> None:
        name = display_line(detail.view.name, 80)
        super().__init__(
            deck.host,
            "toolsSheet",
            tr("Tools of {agent}", agent=name),
            tr("Risk, facts and limits come from these descriptions. A tool that is not described counts as Critical."),
            width=680,
        )
        self._tools = sorted(detail.tools, key=lambda tool: (tool.described, tool.tool))
        self._holder: QWidget | None = None
        self.search = QLineEdit()
        self.search.setObjectName("toolsSearch")
        self.search.setPlaceholderText(tr("Find a tool"))
        self.search.setAccessibleName(tr("Find a tool"))
        # Rows are made anew for what is found, so not at every letter.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._show)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.setVisible(len(self._tools) > 8)
        self.body.addWidget(self.search)
        add = ActionButton(tr("Describe another tool…"), icon_name="plus")
        add.setObjectName("toolsAdd")
        add.clicked.connect(lambda: self.tool_wanted.emit(""))
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("toolsClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(add)
        self.foot.addWidget(close)
        self._show()

    def _show(self) -> None:
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        sought = self.search.text().strip().lower()
        found = [tool for tool in self._tools if sought in tool.tool.lower()]
        self._holder = QWidget()
        rows = QVBoxLayout(self._holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(7))
        for number, tool in enumerate(found[:SHOWN]):
            if number:
                rows.addWidget(hairline())
            rows.addWidget(_ToolRow(tool, self.tool_wanted.emit))
        if not found:
            words = (
                tr("None has this in its name.") if sought else tr("None yet. Whatever it calls counts as Critical.")
            )
            rows.addWidget(OwnLabel(words, "muted", wrap=True))
        if len(found) > SHOWN:
            rows.addWidget(OwnLabel(_more(len(found) - SHOWN), "small"))
        self.body.addWidget(self._holder)
        self._holder.show()
        self.refit()


class _ToolRow(QWidget):
    """One tool: its risk, its name and what is signed about it, and the way to its description."""

    def __init__(self, tool: ToolView, wanted: Callable[[str], None]) -> None:
        super().__init__()
        chip = RiskChip(Risk(tool.risk) if tool.risk in Risk.__members__ else Risk.R4)
        first = QWidget()
        first.setFixedWidth(max(chip_size(risk_word(risk), risk).width() for risk in Risk))
        before = QHBoxLayout(first)
        before.setContentsMargins(0, 0, 0, 0)
        before.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        name = ElidedUntrusted(mono=True, weight="semibold")
        name.set_text(tool.tool)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(3))
        middle.addWidget(name)
        middle.addWidget(OwnLabel(tool_words(tool), "small", wrap=True))
        act = LinkButton(tr("Change…") if tool.described else tr("Describe…"))
        act.setObjectName("toolsOpen")
        called = display_line(tool.tool, 80)
        act.setAccessibleName(
            tr("Change {tool}", tool=called) if tool.described else tr("Describe {tool}", tool=called)
        )
        act.clicked.connect(lambda: wanted(tool.tool))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(middle, 1)
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)


def tool_words(tool: ToolView) -> str:
    """What is signed about a tool, in one line."""
    said = _described(tool)
    if tool.asked:
        said.append(_asked(tool.asked))
    return " ".join(said)


def _described(tool: ToolView) -> list[str]:
    if not tool.described or tool.descriptor is None:
        return [tr("Not described, so it counts as Critical.")]
    try:
        read = read_descriptor(tool.descriptor)
    except InvalidInput:
        return [tr("Its description cannot be read, so it counts as Critical.")]
    return [*_cases_words(read), _undo_words(read)]


def _asked(times: int) -> str:
    return tr("Asked for 1 time.") if times == 1 else tr("Asked for {number} times.", count=times, number=figure(times))


def _more(number: int) -> str:
    if number == 1:
        return tr("1 more: find it by name.")
    return tr("{number} more: find them by name.", count=number, number=figure(number))


def _cases_words(tool: ToolDescriptor) -> list[str]:
    said = []
    for case in tool.when:
        known = tool.fields.get(case.field)
        label = display_line(known.label if known and known.label else case.field, 40)
        most = amount_words(case.at_most, known.currency or "" if known else "", known.unit if known else "")
        said.append(tr("{risk} while {field} is at most {most}.", risk=risk_word(case.risk), field=label, most=most))
    return said


def _undo_words(tool: ToolDescriptor) -> str:
    minutes = tool.undo.minutes
    if minutes is None:
        return tr("Cannot be taken back.")
    if minutes == 1:
        return tr("Can be taken back for 1 minute.")
    return tr("Can be taken back for {number} minutes.", count=minutes, number=figure(minutes))
