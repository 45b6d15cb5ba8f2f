"""Settings: what is connected, who may sign, how it looks, where it lies, and what Doctor finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus, DoctorLine, SourceView
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.rail import SOURCE_TONES
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton, StatusDot
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line

SCHEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
SCALES = (1.0, 1.25, 1.5, 2.0)
DOCTOR_TONES = {"ok": "green", "note": "grey", "warning": "amber", "failure": "red"}


class SettingsScreen(QScrollArea):
    """Signals: appearance_wanted(str scheme, float scale)."""

    appearance_wanted = Signal(str, float)

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsScreen")
        self.setAccessibleName(self.tr("Settings"))
        self._bridge = bridge
        self._shown: DeskStatus | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.setWidget(content)
        self._sources = _Table(self.tr("Sources"), None, content)
        self._sources.setObjectName("settingsSources")
        self._people = _Table(self.tr("You and your key"), None, content)
        self._people.setObjectName("settingsPeople")
        self._storage = _Table(self.tr("Storage"), None, content)
        self._storage.setObjectName("settingsStorage")
        self._again = QuietButton(self.tr("Check again"))
        self._again.setObjectName("doctorAgain")
        self._again.clicked.connect(self.examine)
        self._doctor = _Table(self.tr("Doctor"), self._again, content)
        self._doctor.setObjectName("settingsDoctor")
        content.setMaximumWidth(theme.px(860))
        rows = QVBoxLayout(content)
        rows.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(18))
        rows.setSpacing(theme.px(12))
        rows.addWidget(OwnLabel(self.tr("Settings"), "title"))
        for card in (self._sources, self._people, self._make_appearance(content), self._storage, self._doctor):
            rows.addWidget(card)
        rows.addStretch(1)
        bridge.status_changed.connect(self.set_status)

    def start(self) -> None:
        """Show what is known and let Doctor look."""
        self.set_status(self._bridge.desk.status())
        self._mark_appearance()
        self.examine()

    def examine(self) -> None:
        """Run Doctor again."""
        self._again.setEnabled(False)
        self._bridge.run(self._bridge.desk.doctor(), self, self._on_doctor, self._on_doctor_failed)

    def set_status(self, status: DeskStatus) -> None:
        if status == self._shown:
            return
        self._shown = status
        self._sources.set_rows([_source(source) for source in status.sources] or [("grey", "None yet", _ADD, "")])
        who = status.identity
        roles = ", ".join(who.roles)
        solo = "You are the only owner or reviewer: every quorum is you, and the record says so." if who.solo else ""
        self._people.set_rows(
            [
                ("", "Person", who.name, ""),
                ("", "Roles", roles, solo),
                ("", "Key id", who.key_id, ""),
                ("amber" if who.key_warning else "green", "Key", who.key_place, who.key_warning),
                ("", "Locked", "Yes" if who.locked else "No", ""),
            ]
        )
        ledger = status.ledger
        self._storage.set_rows(
            [
                ("", "Profile", str(self._bridge.desk.home), ""),
                ("", "Ledger", ledger.origin, ledger.note),
                ("", "Entries", f"{ledger.size:,}, verified to {ledger.verified_to:,}", ""),
                ("", "Gateway", status.gateway, ""),
            ]
        )

    def _make_appearance(self, content: QWidget) -> Card:
        card = Card(self.tr("Appearance"), None, content)
        card.setObjectName("settingsAppearance")
        self._schemes: dict[str, FilterPill] = {}
        self._scales: dict[float, FilterPill] = {}
        group, sizes = QButtonGroup(self), QButtonGroup(self)
        colours = QHBoxLayout()
        colours.setSpacing(0)
        for name, words in SCHEMES:
            pill = FilterPill(words)
            pill.setObjectName(f"scheme_{name}")
            pill.clicked.connect(self._on_appearance)
            group.addButton(pill)
            colours.addWidget(pill)
            self._schemes[name] = pill
        colours.addStretch(1)
        texts = QHBoxLayout()
        texts.setSpacing(0)
        for size in SCALES:
            pill = FilterPill(f"{size:.0%}")
            pill.setObjectName(f"scale_{size:g}")
            pill.clicked.connect(self._on_appearance)
            sizes.addButton(pill)
            texts.addWidget(pill)
            self._scales[size] = pill
        texts.addStretch(1)
        grid = QGridLayout()
        grid.setContentsMargins(theme.px(20), 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(150))
        grid.setColumnStretch(1, 1)
        grid.addWidget(OwnLabel(self.tr("Colours"), "muted"), 0, 0)
        grid.addLayout(colours, 0, 1)
        grid.addWidget(OwnLabel(self.tr("Text size"), "muted"), 1, 0)
        grid.addLayout(texts, 1, 1)
        card.body.addLayout(grid)
        return card

    def _mark_appearance(self) -> None:
        self._schemes[theme.scheme()].setChecked(True)
        nearest = min(SCALES, key=lambda size: abs(size - theme.scale()))
        self._scales[nearest].setChecked(True)

    def _on_appearance(self) -> None:
        scheme = next((name for name, pill in self._schemes.items() if pill.isChecked()), "system")
        size = next((value for value, pill in self._scales.items() if pill.isChecked()), 1.0)
        self.appearance_wanted.emit(scheme, size)

    def _on_doctor(self, lines: tuple[DoctorLine, ...]) -> None:
        self._again.setEnabled(True)
        self._doctor.set_rows(
            [(DOCTOR_TONES.get(line.level, "grey"), line.name, line.found, line.todo) for line in lines]
        )

    def _on_doctor_failed(self, error: KnownError) -> None:
        self._again.setEnabled(True)
        self._doctor.set_rows([("red", "Doctor", error.what, error.todo)])


_ADD = "Add one with: counterseal upstream add"


def _source(source: SourceView) -> tuple[str, str, str, str]:
    said = f"{source.kind}, {source.state}"
    if source.note:
        said = f"{source.kind}, {source.note}" if source.note.startswith(source.state) else f"{said}: {source.note}"
    return SOURCE_TONES.get(source.state, "grey"), source.name, said, source.guard


class _Table(Card):
    """Rows of dot, name, value and an advice under it."""

    def __init__(self, title: str, right: QWidget | None, parent: QWidget) -> None:
        super().__init__(title, right, parent)
        let_grow(self)
        self._holder: QWidget | None = None

    def set_rows(self, rows: list[tuple[str, str, str, str]]) -> None:
        """(tone or empty, name, value, advice) each; all may be outside text."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(7))
        # A column that holds nothing gets no spacing either.
        grid.setColumnMinimumWidth(0, theme.px(10 if any(tone for tone, *_rest in rows) else 20))
        grid.setColumnStretch(2, 1)
        for number, (tone, name, value, advice) in enumerate(rows):
            if tone:
                mark = QVBoxLayout()
                mark.setContentsMargins(0, theme.px(3), 0, 0)
                mark.addWidget(StatusDot(tone, tone))
                mark.addStretch(1)
                grid.addLayout(mark, number, 0)
            label = ElidedUntrusted(color="muted")
            label.set_text(name)
            label.setFixedWidth(theme.px(150))
            cell = QVBoxLayout()
            cell.setSpacing(theme.px(2))
            text = UntrustedText()
            text.set_text(value, max_lines=4)
            cell.addWidget(text)
            if advice:
                cell.addWidget(OwnLabel(display_line(advice, 400), "small", wrap=True))
            grid.addWidget(label, number, 1, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(cell, number, 2)
        self.body.addWidget(self._holder)
