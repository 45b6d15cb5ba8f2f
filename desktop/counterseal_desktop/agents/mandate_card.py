"""What the agent may do alone, in words, and how much of it is used."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.sync.api_autonomy import AgentDetail, BudgetView
from counterseal_desktop import theme
from counterseal_desktop.agents.bars import BudgetBar
from counterseal_desktop.agents.mandate_words import budget_words, mandate_lines
from counterseal_desktop.agents.rows_card import Beside, RowsCard, dotted
from counterseal_desktop.agents.units import read_tools
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

NONE_YET = mark(
    "No mandate is signed. Whatever its level, nothing runs alone without one: every action waits for a person, or is "
    "refused at L0."
)


class MandateCard(RowsCard):
    """Signals: mandate_wanted()."""

    mandate_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Mandate"), (("openMandate", tr("Change…")),), parent)
        self.setObjectName("mandateCard")
        self.link["openMandate"].clicked.connect(self.mandate_wanted)

    def set_detail(self, detail: AgentDetail, now: datetime) -> None:
        mandate = detail.mandate
        self.link["openMandate"].setText(tr("Sign one…") if mandate is None else tr("Change…"))
        if not self.is_new(mandate, detail.budgets, detail.tools, now.date()):
            return
        if mandate is None:
            self.set_rows([OwnLabel(tr(NONE_YET), "muted", wrap=True)])
            return
        rows: list[QWidget] = [_BudgetRow(budget) for budget in detail.budgets]
        if parse_stamp(mandate.expires_at) <= now:
            rows.insert(
                0,
                dotted("amber", tr("Ended"), tr("This mandate has ended: everything waits until a new one is signed.")),
            )
        lines = mandate_lines(mandate, read_tools(detail.tools), now)
        rows.extend(OwnLabel(line, "muted" if number else "", wrap=True) for number, line in enumerate(lines))
        self.set_rows(rows)


class _BudgetRow(QWidget):
    """A window of the mandate: its name, used of at most, a bar."""

    def __init__(self, budget: BudgetView) -> None:
        super().__init__()
        words = budget_words(budget)
        called = display_line(budget.name, 60)
        self.setAccessibleName(tr("{name}: {value}", name=called, value=words))
        name = ElidedUntrusted(size_delta=-0.5)
        name.set_text(budget.name, most=60)
        bar = BudgetBar()
        bar.set_use(budget.used, budget.at_most, tr("{name}: {amount} used", name=called, amount=words))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, theme.px(4))
        rows.setSpacing(theme.px(4))
        rows.addWidget(Beside(name, OwnLabel(words, "small")))
        rows.addWidget(bar)
