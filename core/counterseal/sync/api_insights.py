"""Insights: what the desktop may ask of the figures, and the values that it gets."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from counterseal.insights import views as views
from counterseal.insights.statistics import LEAST_DAYS as LEAST_DAYS
from counterseal.insights.statistics import LEAST_TRIALS as LEAST_TRIALS
from counterseal.insights.views import Alert as Alert
from counterseal.insights.views import Backlog as Backlog
from counterseal.insights.views import CharterFigure as CharterFigure
from counterseal.insights.views import Drift as Drift
from counterseal.insights.views import Figure as Figure
from counterseal.insights.views import Insights as Insights
from counterseal.insights.views import InsightsWanted as InsightsWanted
from counterseal.insights.views import Limits as Limits
from counterseal.insights.views import Load as Load
from counterseal.insights.views import Own as Own
from counterseal.insights.views import RateChart as RateChart
from counterseal.insights.views import RatePoint as RatePoint
from counterseal.insights.views import Span as Span
from counterseal.insights.views import Totals as Totals
from counterseal.insights.views import VolumeDay as VolumeDay
from counterseal.insights.views import WaitPoint as WaitPoint
from counterseal.sync.api_records import Progress


class InsightsApi(Protocol):
    """Figures over the ledger: the own log and the replicas, each decision counted once."""

    def look(self, wanted: InsightsWanted, step: Callable[[int, int], None] | None = None) -> Future[Insights]:
        """The figures for one question. A newer question cancels an older one that is still being answered.

        Args:
            step: told (days read, days in all) on a thread of the core.

        The future fails with InvalidInput for another period than 7, 30 or 90 days, with Cancelled (``cancelled``)
        where a newer question or ``stop`` ended it, and with other KnownErrors.
        """

    def export(self, out: Path, form: str, found: Insights, progress: Progress | None = None) -> Future[int]:
        """Write figures and the rows behind them into a new folder, as ``figures`` and ``rows``; how many rows.

        What only the person at this desk sees of themselves is not written.

        Args:
            form: ``api_records.CSV`` or ``JSON_LINES``.
            progress: gets (rows done, rows known of); what it raises ends the work, and nothing is left.

        The future fails with InvalidInput for another form, Conflict where there is something at ``out``, DiskTrouble.
        """

    def stop(self) -> None:
        """Nobody waits for an answer any more."""
