"""How the person at this desk decides, for that person alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counterseal.sync.api_insights import Figure, Insights
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard
from counterseal_desktop.insights.drift_card import room
from counterseal_desktop.insights.words import share_words, time_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure as in_figures
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton


class OwnCard(RowsCard):
    """Signals: rows_wanted(object): the rows of one line."""

    rows_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Yours only: how you decide"), (), parent)
        self.setObjectName("ownCard")
        private = OwnLabel(tr("shown to nobody else"), "small")
        self.header.addWidget(private)

    def set_insights(self, found: Insights) -> None:
        own = found.own
        if not self.is_new(own):
            return
        if not own.seen and not own.longest_run.value:
            self.set_rows([OwnLabel(tr("You decided nothing at this desk in this period."), "muted", wrap=True)])
            return
        rows: list[QWidget] = []
        if own.risky_median_ms is not None:
            look = tr(
                "{time}, over {number}", time=time_words(own.risky_median_ms / 1000), number=in_figures(own.risky.value)
            )
            rows.append(self._row(tr("Median look before approving High or Critical"), look, own.risky))
        if own.seen:
            within = time_words(own.fast_ms / 1000)
            fast = tr("{number} of {all}", number=in_figures(own.fast.value), all=in_figures(own.seen))
            rows.append(self._row(tr("Approved within {time} of opening", time=within), fast, own.fast, of=own.seen))
        for name, figure, of in (
            (tr("Approved without the trace in view"), own.no_trace, own.with_trace),
            (tr("Approved without the context in view"), own.no_context, own.with_context),
        ):
            if of:
                words = tr("{number} of {all} that had one", number=in_figures(figure.value), all=in_figures(of))
                rows.append(self._row(name, words, figure, of=of))
        if own.longest_run.value > 1:
            pause = time_words(own.pause_s)
            run = tr("longest {number}", number=in_figures(own.longest_run.value))
            rows.append(self._row(tr("Decided in a row without {time} of pause", time=pause), run, own.longest_run))
        rows.append(
            OwnLabel(
                tr("Counted on this computer from your own decisions. No screen shows this about anybody else."),
                "small",
                wrap=True,
            )
        )
        self.set_rows([*rows, room()])

    def _row(self, name: str, words: str, figure: Figure, of: int = 0) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(10))
        label = OwnLabel(name, "muted", wrap=True)
        said = (
            tr("{words}, {share}", words=words, share=share_words(figure.value / of)) if of and figure.value else words
        )
        value = OwnLabel(said, wrap=True)
        value.setAccessibleName(tr("{name}: {value}", name=name, value=said))
        line.addWidget(label, 5, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(value, 4, Qt.AlignmentFlag.AlignVCenter)
        show = LinkButton(tr("Show rows"))
        show.setAccessibleName(tr("Show rows: {name}", name=name))
        show.clicked.connect(lambda: self.rows_wanted.emit(figure.rows))
        show.setEnabled(figure.value > 0)
        line.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return row
