"""Settings: what is connected, who may sign, how it looks, where it lies, and what Doctor finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus, DoctorLine
from counterseal.sync.api_evidence import EvidenceView
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.watch import EvidenceWatch
from counterseal_desktop.locking.card import LockingCard
from counterseal_desktop.locking.locker import Locker
from counterseal_desktop.people.page import PeoplePage
from counterseal_desktop.settings.appearance import AppearanceCard
from counterseal_desktop.settings.sources_page import SourcesPage
from counterseal_desktop.settings.storage_page import StoragePage
from counterseal_desktop.settings.table import SettingsTable
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton

PAGES = (
    ("sources", "Sources"),
    ("people", "People and keys"),
    ("storage", "Storage"),
    ("appearance", "Appearance"),
    ("doctor", "Doctor"),
)
DOCTOR_TONES = {"ok": "green", "note": "grey", "warning": "amber", "failure": "red"}


class SettingsScreen(QWidget):
    """Signals: appearance_wanted(str scheme, float scale).

    Attributes:
        people, storage, sources: the pages that others reach into.
    """

    appearance_wanted = Signal(str, float)

    def __init__(
        self,
        bridge: DeskBridge,
        deck: SheetDeck,
        step_up: StepUp,
        locker: Locker,
        evidence: EvidenceWatch,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsScreen")
        self.setAccessibleName(self.tr("Settings"))
        self._bridge = bridge
        self._shown: DeskStatus | None = None
        self.people = PeoplePage(bridge, deck, step_up, clock)
        self.locking = LockingCard(locker)
        self.people.layout().addWidget(self.locking)
        self.storage = StoragePage(bridge, deck, step_up, clock)
        self.sources = SourcesPage()
        self.appearance = AppearanceCard(self)
        self.appearance.wanted.connect(self.appearance_wanted)
        self._again = QuietButton(self.tr("Check again"))
        self._again.setObjectName("doctorAgain")
        self._again.clicked.connect(self.examine)
        self._doctor = SettingsTable(self.tr("Doctor"), self._again, self)
        self._doctor.setObjectName("settingsDoctor")
        self._pages: dict[str, QScrollArea] = {}
        self._pills: dict[str, FilterPill] = {}
        self.stack = QStackedWidget()
        self.stack.setObjectName("settingsPages")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._make_head())
        rows.addWidget(self.stack, 1)
        contents = (self.sources, self.people, self.storage, self.appearance, self._doctor)
        for (name, words), content in zip(PAGES, contents, strict=True):
            self._pages[name] = _scrolled(content, words)
            self.stack.addWidget(self._pages[name])
        bridge.status_changed.connect(self.set_status)
        evidence.changed.connect(self._on_evidence)
        if evidence.view is not None:
            self._on_evidence(evidence.view)
        self.show_page("sources")

    def start(self) -> None:
        """Show what is known and look again at what is shown."""
        self.set_status(self._bridge.desk.status())
        self.appearance.mark()
        self.locking.refresh()
        self.people.reload()
        self.storage.reload()
        self.examine()

    def show_page(self, name: str) -> None:
        """One of ``PAGES``. Raises KeyError for another name."""
        if any(pill.hasFocus() for pill in self._pills.values()):
            self._pills[name].setFocus()
        self._pills[name].setChecked(True)
        self.stack.setCurrentWidget(self._pages[name])

    def page(self) -> str:
        """The name of the page that is shown."""
        return next(name for name, page in self._pages.items() if page is self.stack.currentWidget())

    def examine(self) -> None:
        """Run Doctor again."""
        self._again.setEnabled(False)
        self._bridge.run(self._bridge.desk.doctor(), self, self._on_doctor, self._on_doctor_failed)

    def set_status(self, status: DeskStatus) -> None:
        if status == self._shown:
            return
        before, self._shown = self._shown, status
        self.sources.set_status(status)
        self.people.set_status(status)
        self.storage.set_status(status)
        if before is not None and before.ledger.size != status.ledger.size and self.isVisible():
            # Somebody may have been enrolled or revoked, here or by another process.
            self.people.reload()

    def _on_evidence(self, view: EvidenceView) -> None:
        self.sources.set_evidence(view)
        self.people.set_replicas(view.replicas)

    def _make_head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(4))
        head.setSpacing(theme.px(8))
        head.addWidget(OwnLabel(self.tr("Settings"), "title"))
        holder = QWidget()
        line = WrapLayout(holder, theme.px(2))
        group = QButtonGroup(self)
        for name, words in PAGES:
            pill = FilterPill(words)
            pill.setObjectName(f"settingsPill_{name}")
            pill.clicked.connect(lambda _on=False, wanted=name: self.show_page(wanted))
            group.addButton(pill)
            line.addWidget(pill)
            self._pills[name] = pill
        head.addWidget(holder)
        return head

    def _on_doctor(self, lines: tuple[DoctorLine, ...]) -> None:
        self._again.setEnabled(True)
        self._doctor.set_rows(
            [(DOCTOR_TONES.get(line.level, "grey"), line.name, line.found, line.todo) for line in lines]
        )

    def _on_doctor_failed(self, error: KnownError) -> None:
        self._again.setEnabled(True)
        self._doctor.set_rows([("red", "Doctor", error.what, error.todo)])


def _scrolled(content: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget()
    holder.setMaximumWidth(theme.px(904))
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(theme.px(22), theme.px(8), theme.px(22), theme.px(18))
    rows.addWidget(content)
    rows.addStretch(1)
    area.setWidget(holder)
    return area
