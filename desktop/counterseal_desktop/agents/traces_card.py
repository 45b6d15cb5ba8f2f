"""What is kept of the spans that an agent's program exports."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counterseal.model.traces import Capture
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop.agents.rows_card import RowsCard
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import mark, tr

WORDS: Mapping[Capture, str] = {
    Capture.OFF: mark("Nothing is kept of what its program exports."),
    Capture.STRUCTURE: mark("Names, times, tokens and which tools were called are kept; no word that was said."),
    Capture.CONTENT: mark("Messages, arguments and results are kept too, with secrets masked."),
}


class TracesCard(RowsCard):
    """Signals: traces_wanted()."""

    traces_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Exported traces"), (("openTraces", tr("Choose…")),), parent)
        self.setObjectName("tracesCard")
        self.link["openTraces"].clicked.connect(self.traces_wanted)

    def set_detail(self, detail: AgentDetail) -> None:
        if self.is_new(detail.capture):
            quiet = "muted" if detail.capture is Capture.OFF else ""
            self.set_rows([OwnLabel(tr(WORDS[detail.capture]), quiet, wrap=True)])
