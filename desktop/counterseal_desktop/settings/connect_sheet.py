"""The sheet that connects a server or a separate gateway: try it first, then keep it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api_connections import GATEWAY, SOURCE_KINDS, Check, Connection
from counterseal_desktop import theme
from counterseal_desktop.agents.form import Labelled, Problem
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.settings.agent_answers import AgentAnswers
from counterseal_desktop.settings.rows import choice, choose
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, StatusDot
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

KIND_WORDS = {
    "": mark("Find out by its address"),
    "langgraph": mark("LangGraph server"),
    "adk": mark("Google ADK server"),
    "a2a": mark("A2A agent"),
    GATEWAY: mark("A separate Counterseal gateway"),
}


# The kind whose agents each read words of their own as a yes and a no.
ANSWERED = "a2a"


class ConnectSheet(Sheet):
    """Adds a connection, or changes one.

    Signals:
        kept(str name): it is stored.
    """

    kept = Signal(str)

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, known: Connection | None = None) -> None:
        title = tr("Connect a server") if known is None else tr("Change a connection")
        super().__init__(
            deck.host, "connectSheet", title, tr("A test tells what is wrong before anything is kept."), width=600
        )
        self._bridge = bridge
        self._known = known
        self._asked = 0
        found_out = ("",) if known is None else ()
        kinds: list[tuple[str, object]] = [
            (tr(KIND_WORDS.get(kind, kind)), kind) for kind in (*found_out, *SOURCE_KINDS, GATEWAY)
        ]
        self.kind = choice("connectKind", tr("What it is"), kinds)
        self.name = _field("connectName", tr("What to call it here"), "langgraph-prod")
        self.url = _field("connectUrl", tr("Address"), "https://agents.example.com")
        self.agent = choice("connectAgent", tr("The agent its actions belong to"), [])
        self.key = _field("connectKey", tr("API key (optional)"), "", secret=True)
        self.vkey = _field("connectVkey", tr("Log key"), "counterseal/…+…")
        self.pin = _field("connectPin", tr("Key of its TLS (PIN)"), "")
        self._of_source = [
            Labelled(
                tr("Agent"), tr("A registered agent: its owner, level and mandate count for what comes."), self.agent
            ),
            Labelled(
                tr("API key"),
                tr(
                    "Kept in a file that only this account can read, so that the gateway restarts "
                    "by itself. Empty keeps the one that is there."
                ),
                self.key,
            ),
        ]
        self.answers = AgentAnswers()
        self._of_gateway = [
            Labelled(tr("Log key"), tr("As its gateway init prints it, on its own terminal."), self.vkey),
            Labelled(tr("PIN"), tr("As its gateway certificate prints it; needed with https."), self.pin),
        ]
        for widget in (
            Labelled(tr("What it is"), "", self.kind),
            Labelled(tr("Name"), "", self.name),
            Labelled(tr("Address"), "", self.url),
            *self._of_source,
            *self.answers.rows,
            *self._of_gateway,
        ):
            self.body.addWidget(widget)
        self.results = QVBoxLayout()
        self.results.setSpacing(theme.px(6))
        self.body.addLayout(self.results)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("connectWrong")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self._make_foot()
        self.kind.currentIndexChanged.connect(lambda _at: self._show_kind())
        self._fill()
        bridge.run(bridge.desk.agents(), self, self._on_agents, self._failed)

    def wanted(self) -> Connection:
        """What the fields say. Raises Problem: one of them cannot be read."""
        kind = str(self.kind.currentData())
        gateway = kind == GATEWAY
        options = {} if gateway or self._known is None else dict(self._known.options)
        return Connection(
            name=self.name.text().strip(),
            kind=kind,
            url=self.url.text().strip(),
            agent="" if gateway else str(self.agent.currentData() or ""),
            agents={} if gateway or self._known is None else dict(self._known.agents),
            options=self.answers.options() if kind == ANSWERED else options,
            vkey=self.vkey.text().strip() if gateway else "",
            pin=self.pin.text().strip() if gateway else "",
        )

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """The steps of a test; the first failed one names the cause."""
        self._clear()
        for check in checks:
            self.results.addWidget(check_row(check))
        bad = next((check for check in checks if not check.ok), None)
        said = tr("The connection works.") if bad is None else f"{bad.found} {bad.todo}".strip()
        announce(self, display_line(said, 300), urgent=bad is not None)
        self._show_end()

    def leave(self) -> None:
        self.key.clear()
        super().leave()

    def _make_foot(self) -> None:
        self.test = ActionButton(tr("Test"))
        self.test.setObjectName("connectTest")
        self.test.clicked.connect(self._on_test)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.setObjectName("connectCancel")
        cancel.clicked.connect(self.leave)
        self.keep = ActionButton(tr("Connect") if self._known is None else tr("Keep"), kind="primary")
        self.keep.setObjectName("connectKeep")
        self.keep.clicked.connect(self._on_keep)
        for one in (self.test, cancel, self.keep):
            self.foot.addWidget(one)
        self.start_at(self.name)

    def _fill(self) -> None:
        known = self._known
        if known is not None:
            choose(self.kind, known.kind)
            for field, text in (
                (self.name, known.name),
                (self.url, known.url),
                (self.vkey, known.vkey),
                (self.pin, known.pin),
            ):
                field.setText(text)  # trusted: what a person here typed once
            # The name is what everything else knows it by.
            self.name.setReadOnly(True)
            self.kind.setEnabled(False)
            self.answers.fill(known.options)
            if known.has_key:
                self.key.setPlaceholderText(tr("Kept"))
        self._show_kind()

    def _show_kind(self) -> None:
        gateway = self.kind.currentData() == GATEWAY
        for widget in self._of_source:
            widget.setVisible(not gateway)
        for widget in self.answers.rows:
            widget.setVisible(self.kind.currentData() == ANSWERED)
        for widget in self._of_gateway:
            widget.setVisible(gateway)
        self.refit()

    def _on_agents(self, agents: tuple[AgentView, ...]) -> None:
        own = [agent for agent in agents if not agent.gateway]
        for agent in own:
            self.agent.addItem(display_line(f"{agent.name} ({agent.id})", 80), agent.id)
        if self._known is not None:
            choose(self.agent, self._known.agent)
        if not own and self.kind.currentData() != GATEWAY:
            self.say_wrong(tr("No agent is registered yet, and a server's actions belong to one. Register it first."))

    def say_wrong(self, text: str) -> None:
        """Something is missing or was refused; the words are safe."""
        self.wrong.say(text)
        self.wrong.show()
        announce(self.wrong, text, urgent=True)
        self._show_end()

    def _show_end(self) -> None:
        """What was found stands below the fields, which a low window cuts off."""
        self.refit()
        bar = self._scroll.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum()))

    def _find_out(self, then: Callable[[], None], button: ActionButton) -> None:
        """Ask what answers at the address, choose that, and go on."""
        self._clear()
        self.wrong.hide()
        url = self.url.text().strip()
        if not url:
            self.say_wrong(tr("An address is needed to find out what answers there."))
            self.url.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        button.setEnabled(False)

        def ok(kind: str) -> None:
            button.setEnabled(True)
            choose(self.kind, kind)
            then()

        def failed(error: KnownError) -> None:
            button.setEnabled(True)
            self._failed(error)

        self._bridge.run(self._bridge.desk.connections.find(url), self, ok, failed)

    def _on_test(self) -> None:
        if not self.kind.currentData():
            self._find_out(self._on_test, self.test)
            return
        self._clear()
        self.wrong.hide()
        self.test.setEnabled(False)
        self.results.addWidget(OwnLabel(tr("Trying…"), "muted"))
        self.refit()
        self._asked += 1
        number = self._asked

        def ok(checks: tuple[Check, ...]) -> None:
            self.test.setEnabled(True)
            if number == self._asked:
                self.show_checks(checks)

        def failed(error: KnownError) -> None:
            self.test.setEnabled(True)
            self._clear()
            self._failed(error)

        try:
            future = self._bridge.desk.connections.test(self.wanted(), self.key.text() or None)
        except KnownError as error:
            failed(error)
            return
        self._bridge.run(future, self, ok, failed)

    def _on_keep(self) -> None:
        self.wrong.hide()
        try:
            wanted = self.wanted()
        except Problem as error:
            self._failed(error)
            return
        if not wanted.name or not wanted.url:
            self.say_wrong(tr("A name and an address are needed."))
            (self.name if not wanted.name else self.url).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not wanted.kind:
            # What it turns out to be may take other fields: the person looks at them before it is kept.
            self._find_out(self._on_test, self.keep)
            return
        self.keep.setEnabled(False)

        def ok(_none: None) -> None:
            self.leave()
            self.kept.emit(wanted.name)

        def failed(error: KnownError) -> None:
            self.keep.setEnabled(True)
            self._failed(error)

        try:
            future = self._bridge.desk.connections.add(wanted, self.key.text() or None)
        except KnownError as error:
            failed(error)
            return
        self._bridge.run(future, self, ok, failed)

    def _failed(self, error: KnownError) -> None:
        if isinstance(error, Problem):
            error.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say_wrong(display_line(error.text(), 400))

    def _clear(self) -> None:
        while self.results.count():
            widget = self.results.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def check_row(check: Check) -> QWidget:
    """One step of a test: how it went, what was found, what to do."""
    row = QWidget()
    row.setObjectName("checkRow")
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(10))
    state = tr("works") if check.ok else tr("fails")
    mark_at = QVBoxLayout()
    mark_at.setContentsMargins(0, theme.px(4), 0, 0)
    mark_at.addWidget(StatusDot("green" if check.ok else "red", state))
    mark_at.addStretch(1)
    line.addLayout(mark_at)
    words = QVBoxLayout()
    words.setSpacing(theme.px(2))
    words.addWidget(OwnLabel(display_line(check.name, 60), "strong", wrap=True))
    found = UntrustedText()
    found.set_text(check.found, max_lines=4)
    words.addWidget(found)
    if check.todo:
        words.addWidget(OwnLabel(display_line(check.todo, 300), "small", wrap=True))
    line.addLayout(words, 1)
    return row


def _field(name: str, accessible: str, hint: str, secret: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(accessible)
    field.setPlaceholderText(hint)  # trusted: ours
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
