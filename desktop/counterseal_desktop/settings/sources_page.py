"""Settings, Sources: gateways and upstreams, and the logs of gateways that are replicated here."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.sync.api import DeskStatus, SourceView
from counterseal.sync.api_evidence import EvidenceView, ReplicaView
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.words import REPLICA_STATES
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.settings.table import Row, SettingsTable
from counterseal_desktop.shell.rail import SOURCE_TONES
from counterseal_desktop.shell.sheet_deck import SheetDeck

_ADD = "Add one with: counterseal upstream add"


class SourcesPage(QWidget):
    """Two tables."""

    def __init__(self, bridge: DeskBridge, deck: SheetDeck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._deck = bridge, deck
        self.setObjectName("sourcesPage")
        self._sources = SettingsTable(self.tr("Sources"), None, self)
        self._sources.setObjectName("settingsSources")
        self._replicas = SettingsTable(self.tr("Replicated logs"), None, self)
        self._replicas.setObjectName("settingsReplicas")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(12))
        rows.addWidget(self._sources)
        rows.addWidget(self._replicas)
        self._replicas.hide()

    def reload(self) -> None:
        """Ask anew what is configured."""

    def set_status(self, status: DeskStatus) -> None:
        self._sources.set_rows([_source(source) for source in status.sources] or [("grey", "None yet", _ADD, "")])

    def set_evidence(self, view: EvidenceView) -> None:
        """The replicas, where there are any."""
        self._replicas.set_rows([_replica(replica) for replica in view.replicas])
        self._replicas.setVisible(bool(view.replicas))


def _source(source: SourceView) -> Row:
    said = f"{source.kind}, {source.state}"
    if source.note:
        said = f"{source.kind}, {source.note}" if source.note.startswith(source.state) else f"{said}: {source.note}"
    return SOURCE_TONES.get(source.state, "grey"), source.name, said, source.guard


def _replica(replica: ReplicaView) -> Row:
    word, tone = REPLICA_STATES.get(replica.state, (replica.state, "grey"))
    said = f"{count_of(replica.size, 'entry', 'entries')}, {word}"
    return tone, replica.name, said, replica.note
