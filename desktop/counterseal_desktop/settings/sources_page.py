"""Settings, Sources: gateways and upstreams with a test that names the cause, and the logs that are replicated here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api import DeskStatus, SourceView
from counterseal.sync.api_connections import Check, Connection
from counterseal.sync.api_evidence import EvidenceView, ReplicaView
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.words import REPLICA_STATES
from counterseal_desktop.settings.connect_sheet import ConnectSheet, check_row
from counterseal_desktop.settings.table import Row, SettingsTable
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.rail import SOURCE_TONES
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, Banner, LinkButton, StatusDot
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText, display_line
from counterseal_desktop.widgets.vocabulary import entries_words, source_word


class SourcesPage(QWidget):
    """What is connected, and how it is doing."""

    def __init__(self, bridge: DeskBridge, deck: SheetDeck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourcesPage")
        self._bridge, self._deck = bridge, deck
        self._connections: dict[str, Connection] = {}
        self._sources: tuple[SourceView, ...] = ()
        self._checks: dict[str, tuple[Check, ...]] = {}
        self._holder: QWidget | None = None
        self.report = Banner("red")
        self.report.setObjectName("sourcesReport")
        self.report.hide()
        self.add = ActionButton(tr("Connect…"), icon_name="plus")
        self.add.setObjectName("sourceAdd")
        self.add.clicked.connect(lambda: self.open_add())
        self._card = Card(tr("Sources"), self.add, self)
        self._card.setObjectName("settingsSources")
        let_grow(self._card)
        self._replicas = SettingsTable(tr("Replicated logs"), None, self)
        self._replicas.setObjectName("settingsReplicas")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(12))
        for widget in (self.report, self._card, self._replicas):
            rows.addWidget(widget)
        self._replicas.hide()
        self._fill()

    def reload(self) -> None:
        """Ask anew what is configured."""
        self._bridge.run(self._bridge.desk.connections.listed(), self, self.set_connections, self._failed)

    def set_connections(self, connections: tuple[Connection, ...]) -> None:
        """What is configured, without its secrets."""
        self._connections = {one.name: one for one in connections}
        self._fill()

    def set_status(self, status: DeskStatus) -> None:
        if status.sources != self._sources:
            self._sources = status.sources
            self._fill()

    def set_evidence(self, view: EvidenceView) -> None:
        """The replicas, where there are any."""
        self._replicas.set_rows([_replica(replica) for replica in view.replicas])
        self._replicas.setVisible(bool(view.replicas))

    def open_add(self, name: str = "") -> ConnectSheet:
        """The sheet that connects something new, or changes the connection of this name."""
        sheet = ConnectSheet(self._deck, self._bridge, self._connections.get(name))
        sheet.kept.connect(self._on_kept)
        self._deck.open(sheet)
        return sheet

    def try_it(self, name: str) -> None:
        """Test a connection; the steps appear under it."""
        known = self._connections[name]
        self._checks[name] = (Check(tr("Trying…"), True, ""),)
        self._fill()

        def ok(checks: tuple[Check, ...]) -> None:
            self._checks[name] = checks
            self._fill()
            bad = next((check for check in checks if not check.ok), None)
            words = tr("The connection works.") if bad is None else display_line(f"{bad.found} {bad.todo}", 300)
            announce(self, words, urgent=bad is not None)

        def failed(error: KnownError) -> None:
            self._checks.pop(name, None)
            self._fill()
            self._failed(error)

        try:
            future = self._bridge.desk.connections.test(known)
        except KnownError as error:
            failed(error)
            return
        self._bridge.run(future, self, ok, failed)

    def remove(self, name: str) -> None:
        """Ask, then forget a connection."""
        sheet = RemoveSheet(self._deck, self._connections[name])
        sheet.act.clicked.connect(lambda: self._remove(sheet, name))
        self._deck.open(sheet)

    def _remove(self, sheet: Sheet, name: str) -> None:
        sheet.leave()

        def ok(_kind: str) -> None:
            self._checks.pop(name, None)
            self.reload()

        self._bridge.run(self._bridge.desk.connections.remove(name), self, ok, self._failed)

    def _fill(self) -> None:
        before = self._holder
        self._holder = QWidget()
        rows = QVBoxLayout(self._holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        listed = {source.name for source in self._sources}
        # A gateway that serves elsewhere knows its own sources; here they are only configured.
        quiet = [SourceView(one.name, one.kind, "off") for one in self._connections.values() if one.name not in listed]
        for number, source in enumerate((*self._sources, *quiet)):
            if number:
                rows.addWidget(hairline())
            rows.addWidget(self._row(source))
        if not self._sources and not quiet:
            rows.addWidget(OwnLabel(tr("None yet."), "muted"))
        self._card.body.addWidget(self._holder)
        if before is not None:
            self._card.body.removeWidget(before)
            before.hide()
            before.deleteLater()

    def _row(self, source: SourceView) -> QWidget:
        row = QWidget()
        row.setObjectName(f"source_{source.name}")
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnStretch(1, 1)
        name = ElidedUntrusted(weight="semibold")
        name.set_text(source.name)
        grid.addWidget(StatusDot(SOURCE_TONES.get(source.state, "grey"), source_word(source.state)), 0, 0)
        grid.addWidget(name, 0, 1)
        known = self._connections.get(source.name)
        if known is not None:
            grid.addLayout(self._links(known), 0, 2)
        said = UntrustedText()
        said.set_text(_said(source, known), max_lines=4)
        grid.addWidget(said, 1, 1, 1, 2)
        if source.guard:
            grid.addWidget(OwnLabel(display_line(source.guard, 300), "small", wrap=True), 2, 1, 1, 2)
        for number, check in enumerate(self._checks.get(source.name, ())):
            grid.addWidget(check_row(check), 3 + number, 1, 1, 2)
        return row

    def _links(self, known: Connection) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.px(4))
        shown = display_line(known.name, 60)
        for words, accessible, name, call in (
            (tr("Test"), tr("Test {name}", name=shown), "sourceTest", self.try_it),
            (tr("Change…"), tr("Change {name}", name=shown), "sourceChange", self.open_add),
            (tr("Remove…"), tr("Remove {name}", name=shown), "sourceRemove", self.remove),
        ):
            link = LinkButton(words)
            link.setObjectName(f"{name}_{known.name}")
            link.setAccessibleName(accessible)
            link.clicked.connect(lambda _on=False, call=call: call(known.name))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _on_kept(self, _name: str) -> None:
        self.report.hide()
        self.reload()

    def _failed(self, error: KnownError) -> None:
        self.report.set_message(display_line(error.text(), 400), tr("Close"), self.report.hide)
        self.report.show()


class RemoveSheet(Sheet):
    """Asks before a connection is forgotten. ``act`` is the button that does it."""

    def __init__(self, deck: SheetDeck, known: Connection) -> None:
        super().__init__(
            deck.host,
            "removeSheet",
            tr("Remove {name}?", name=display_line(known.name, 60)),
            tr(
                "What waits from it ends here, and its server is no longer asked. What was decided stays in the ledger."
            ),
            width=460,
        )
        cancel = ActionButton(tr("Keep it"), "Esc")
        cancel.setObjectName("removeCancel")
        cancel.clicked.connect(self.leave)
        self.act = ActionButton(tr("Remove"), kind="danger-plain")
        self.act.setObjectName("removeAct")
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.act)


def _said(source: SourceView, known: Connection | None) -> str:
    said = f"{source.kind}, {source_word(source.state)}"
    if source.note:
        said = f"{source.kind}, {source.note}" if source.note.startswith(source.state) else f"{said}: {source.note}"
    return f"{said}\n{known.url}" if known is not None else said


def _replica(replica: ReplicaView) -> Row:
    word, tone = REPLICA_STATES.get(replica.state, (replica.state, "grey"))
    said = tr("{entries}, {state}", entries=entries_words(replica.size), state=tr(word))
    return tone, replica.name, said, replica.note
