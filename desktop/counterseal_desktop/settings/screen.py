"""Settings: what is connected, who may sign, what is told, looks, keys, where it lies, and what Doctor finds."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus, DoctorLine
from counterseal.sync.api_evidence import EvidenceView
from counterseal_desktop import theme
from counterseal_desktop.locking.card import LockingCard
from counterseal_desktop.people.page import PeoplePage
from counterseal_desktop.settings.appearance import AppearancePage
from counterseal_desktop.settings.keys_page import KeysPage
from counterseal_desktop.settings.notifications_page import NotificationsPage
from counterseal_desktop.settings.sources_page import SourcesPage
from counterseal_desktop.settings.storage_page import StoragePage
from counterseal_desktop.settings.table import SettingsTable
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow

PAGES = (
    ("sources", mark("Sources")),
    ("people", mark("People and keys")),
    ("notifications", mark("Notifications")),
    ("appearance", mark("Appearance")),
    ("keys", mark("Keys")),
    ("storage", mark("Storage")),
    ("doctor", mark("Doctor")),
)
P = TypeVar("P", bound=QWidget)
DOCTOR_TONES = {"ok": "green", "note": "grey", "warning": "amber", "failure": "red"}


class SettingsScreen(QWidget):
    """Its pages.

    Attributes:
        people, storage, sources, notifications, appearance, keys: the pages that others reach into.
    """

    def __init__(self, window: MainWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsScreen")
        self.setAccessibleName(tr("Settings"))
        bridge, deck, step_up, clock = window.bridge, window.deck, window.step_up, window.clock
        self._bridge = bridge
        self._shown: DeskStatus | None = None
        self.people = PeoplePage(bridge, deck, step_up, clock)
        self.people.lock_wanted.connect(window.locker.lock)
        self.people.unlock_wanted.connect(window.unlocking.ask)
        self.locking = LockingCard(window.locker)
        self.people.layout().addWidget(self.locking)
        self.storage = StoragePage(bridge, deck, step_up, clock)
        self.sources = SourcesPage(bridge, deck)
        self._window = window
        self._again = QuietButton(tr("Check again"))
        self._again.setObjectName("doctorAgain")
        self._again.clicked.connect(self.examine)
        self._doctor = SettingsTable(tr("Doctor"), self._again, self)
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
        contents = {
            "sources": self.sources,
            "people": self.people,
            "storage": self.storage,
            "doctor": self._doctor,
        }
        for name, words in PAGES:
            # The rest are made when they are looked at: each widget costs something at every change of the look.
            self._pages[name] = _scrolled(contents.get(name), tr(words))
            self.stack.addWidget(self._pages[name])
        bridge.status_changed.connect(self.set_status)
        evidence = window.evidence.watch
        evidence.changed.connect(self._on_evidence)
        if evidence.view is not None:
            self._on_evidence(evidence.view)
        self.show_page("sources")

    @cached_property
    def notifications(self) -> NotificationsPage:
        """Made when it is first asked for, as the two below."""
        page = self._placed("notifications", NotificationsPage(self._window))
        page.reload()
        return page

    @cached_property
    def appearance(self) -> AppearancePage:
        return self._placed("appearance", AppearancePage(self._window.looks))

    @cached_property
    def keys(self) -> KeysPage:
        return self._placed("keys", KeysPage(self._window.key_map))

    def start(self) -> None:
        """Show what is known and look again at what is shown."""
        self.set_status(self._bridge.desk.status())
        self.locking.refresh()
        if "notifications" in self.__dict__:
            self.notifications.reload()
        self.sources.reload()
        self.people.reload()
        self.storage.reload()
        self.examine()

    def show_page(self, name: str) -> None:
        """One of ``PAGES``. Raises KeyError for another name."""
        area = self._pages[name]
        if area.widget() is None:
            getattr(self, name)
        if any(pill.hasFocus() for pill in self._pills.values()):
            self._pills[name].setFocus()
        self._pills[name].setChecked(True)
        self.stack.setCurrentWidget(area)

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

    def _placed(self, name: str, page: P) -> P:
        _put(page, self._pages[name])
        return page

    def _on_evidence(self, view: EvidenceView) -> None:
        self.sources.set_evidence(view)
        self.people.set_replicas(view.replicas)

    def _make_head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(4))
        head.setSpacing(theme.px(8))
        head.addWidget(OwnLabel(tr("Settings"), "title"))
        holder = QWidget()
        line = WrapLayout(holder, theme.px(2))
        group = QButtonGroup(self)
        for name, words in PAGES:
            pill = FilterPill(tr(words))
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
        self._doctor.set_rows([("red", tr("Doctor"), error.what, error.todo)])


def _scrolled(content: QWidget | None, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if content is not None:
        _put(content, area)
    return area


def _put(content: QWidget, area: QScrollArea) -> None:
    holder = QWidget()
    holder.setMaximumWidth(theme.px(904))
    # Else the area would give wrapped labels the height that they need at their narrowest, and scroll into nothing.
    holder.setMinimumHeight(1)
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(theme.px(22), theme.px(8), theme.px(22), theme.px(18))
    rows.addWidget(content)
    rows.addStretch(1)
    area.setWidget(holder)
