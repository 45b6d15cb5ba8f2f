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
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.chips import RiskChip, chip_size
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

SHOWN = 30


class ToolsSheet(Sheet):
    """Signals: tool_wanted(str): describe this tool; empty for a new one."""

    tool_wanted = Signal(str)

    def __init__(self, deck: SheetDeck, detail: AgentDetail) -> None:
        name = display_line(detail.view.name, 80)
        super().__init__(
            deck.host,
            "toolsSheet",
            f"Tools of {name}",
            "Risk, facts and limits come from these descriptions. A tool that is not described counts as Critical.",
            width=680,
        )
        self._tools = sorted(detail.tools, key=lambda tool: (tool.described, tool.tool))
        self._holder: QWidget | None = None
        self.search = QLineEdit()
        self.search.setObjectName("toolsSearch")
        self.search.setPlaceholderText("Find a tool")
        self.search.setAccessibleName("Find a tool")
        # Rows are made anew for what is found, so not at every letter.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._show)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.setVisible(len(self._tools) > 8)
        self.body.addWidget(self.search)
        add = ActionButton("Describe another tool…", icon_name="plus")
        add.setObjectName("toolsAdd")
        add.clicked.connect(lambda: self.tool_wanted.emit(""))
        close = ActionButton("Close", "Esc")
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
            words = "None has this in its name." if sought else "None yet. Whatever it calls counts as Critical."
            rows.addWidget(OwnLabel(words, "muted", wrap=True))
        if len(found) > SHOWN:
            rows.addWidget(OwnLabel(f"{len(found) - SHOWN:,} more: find them by name.", "small"))
        self.body.addWidget(self._holder)
        self._holder.show()
        self.refit()


class _ToolRow(QWidget):
    """One tool: its risk, its name and what is signed about it, and the way to its description."""

    def __init__(self, tool: ToolView, wanted: Callable[[str], None]) -> None:
        super().__init__()
        chip = RiskChip(Risk(tool.risk) if tool.risk in Risk.__members__ else Risk.R4)
        first = QWidget()
        first.setFixedWidth(max(chip_size(risk.word, risk).width() for risk in Risk))
        before = QHBoxLayout(first)
        before.setContentsMargins(0, 0, 0, 0)
        before.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        name = ElidedUntrusted(mono=True, weight="semibold")
        name.set_text(tool.tool)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(3))
        middle.addWidget(name)
        middle.addWidget(OwnLabel(tool_words(tool), "small", wrap=True))
        act = LinkButton("Change…" if tool.described else "Describe…")
        act.setObjectName("toolsOpen")
        act.setAccessibleName(f"{'Change' if tool.described else 'Describe'} {display_line(tool.tool, 80)}")
        act.clicked.connect(lambda: wanted(tool.tool))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(first, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(middle, 1)
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)


def tool_words(tool: ToolView) -> str:
    """What is signed about a tool, in one line."""
    asked = f" Asked for {tool.asked:,} times." if tool.asked else ""
    if not tool.described or tool.descriptor is None:
        return f"Not described, so it counts as Critical.{asked}"
    try:
        read = read_descriptor(tool.descriptor)
    except InvalidInput:
        return f"Its description cannot be read, so it counts as Critical.{asked}"
    return f"{_cases_words(read)}{_undo_words(read)}{asked}".strip()


def _cases_words(tool: ToolDescriptor) -> str:
    said = []
    for case in tool.when:
        known = tool.fields.get(case.field)
        label = display_line(known.label if known and known.label else case.field, 40)
        most = amount_words(case.at_most, known.currency or "" if known else "", known.unit if known else "")
        said.append(f"{case.risk.word} while {label} is at most {most}.")
    return " ".join(said)


def _undo_words(tool: ToolDescriptor) -> str:
    minutes = tool.undo.minutes
    return " Cannot be taken back." if minutes is None else f" Can be taken back for {minutes:,} minutes."
