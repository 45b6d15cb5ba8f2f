"""Register an agent, and show its token this once."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.actions import check_agent_id
from counterseal.model.views import AgentView
from counterseal.sync.api_autonomy import Registered
from counterseal_desktop.agents.form import Labelled
from counterseal_desktop.agents.rows_card import dotted
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.choice_box import ChoiceBox
from counterseal_desktop.widgets.schema_editors import BlockInput
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

AGAIN = mark(
    "There is an agent of this id. It gets a new token, the one it has now ends at once, and it falls to L1 at most."
)
OTHERS = mark("You would answer for it from now on; a second owner must sign that too, and its charter ends.")


class RegisterSheet(SignedSheet):
    """Its ``done`` carries a ``Registered``."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp) -> None:
        status = bridge.desk.status()
        who = display_line(status.identity.name, 60)
        words = (
            tr("Register an agent"),
            tr(
                "{person} answers for it from now on. It starts at L1 Operator: whatever it wants to do waits for a "
                "person.",
                person=who,
            ),
            tr("Register"),
        )
        super().__init__(deck, bridge, step_up, "registerSheet", words, risky=False, asks_reason="none")
        self.name = QLineEdit()
        self.name.setObjectName("registerName")
        self.name.setMaxLength(120)
        self.name.setPlaceholderText(tr("Refunds agent"))
        self.id = QLineEdit()
        self.id.setObjectName("registerId")
        self.id.setProperty("mono", "true")
        self.id.setMaxLength(64)
        self.id.setPlaceholderText("refunds")
        self.runbook = BlockInput(most_lines=5)
        self.runbook.setObjectName("registerRunbook")
        self.gateway = ChoiceBox()
        self.gateway.setObjectName("registerGateway")
        self.gateway.addItem(tr("This profile's own gateway"), "")
        for source in status.sources:
            if source.kind == "gateway" and source.name != status.sources[0].name:
                self.gateway.addItem(display_line(source.name, 60), source.name)
        where = Labelled(
            tr("Enforced by"), tr("The gateway that lets its actions through or holds them."), self.gateway
        )
        for field in (
            Labelled(tr("Name"), tr("What people call it."), self.name),
            Labelled(tr("Id"), tr("Short and for ever: a-z, 0-9, dot, dash and underscore."), self.id),
            Labelled(tr("Runbook"), tr("What a person does when it goes wrong (optional)."), self.runbook),
            where,
        ):
            self.fields.addWidget(field)
        where.setVisible(self.gateway.count() > 1)
        self._id_typed = False
        self.id.textEdited.connect(self._on_id)
        self.name.textEdited.connect(self._on_name)
        self.again = OwnLabel("", "warn", wrap=True)
        self.again.setObjectName("registerAgain")
        self.again.hide()
        self.fields.addWidget(self.again)
        self._known: dict[str, AgentView] = {}
        self._me = status.identity.person_id
        self.id.textChanged.connect(lambda _text: self._say_again())
        bridge.run(bridge.desk.agents(), self, self._on_agents, lambda _error: None)
        self.start_at(self.name)

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.name.text().strip():
            return tr("Give it a name that people know it by."), self.name
        try:
            check_agent_id(self.id.text().strip())
        except InvalidInput:
            return tr(
                "The id is made of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit."
            ), self.id
        return None

    def call(self) -> Future[Any]:
        return self._bridge.desk.autonomy.register(
            self.id.text().strip(),
            self.name.text().strip(),
            (),
            self.runbook.toPlainText().strip(),
            self.gateway.currentData() or "",
        )

    def _on_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._known = {agent.id: agent for agent in agents}
        self._say_again()

    def _say_again(self) -> None:
        known = self._known.get(self.id.text().strip())
        if known is not None and known.owner_id == self._me:
            self.again.say(tr(AGAIN))
        elif known is not None:
            owner = display_line(known.owner, 60) or tr("nobody")
            taken = tr("There is an agent of this id, and {owner} answers for it.", owner=owner)
            self.again.say(f"{taken} {tr(OTHERS)}")
        self.again.setVisible(known is not None)
        self.refit()

    def _on_id(self, text: str) -> None:
        self._id_typed = bool(text)

    def _on_name(self, text: str) -> None:
        if not self._id_typed:
            self.id.setText(_id_from(text))  # trusted: letters, digits and dashes


class TokenSheet(Sheet):
    """Shows a new agent's token, which is stored nowhere but as a hash."""

    secret = True

    def __init__(self, deck: SheetDeck, registered: Registered) -> None:
        agent = display_line(registered.agent, 64)
        title = tr("{agent} is registered", agent=agent)
        if registered.waits:
            title = tr("{agent} waits for a second owner", agent=agent)
        super().__init__(
            deck.host,
            "tokenSheet",
            title,
            tr(
                "Its process needs these settings. The token is shown this once: copy it to where the agent's secrets "
                "are kept. Who has it can ask in the agent's name. Registering the agent again makes a new one."
            ),
            width=600,
        )
        self._text = registered.settings
        if registered.waits:
            words = tr("Who answers for it changes, so the token is good only when a second owner has signed too.")
            self.body.addWidget(dotted("amber", tr("Waits for a second owner"), words))
        text = UntrustedText()
        text.setObjectName("tokenText")
        text.set_text(self._text, mono=True)
        self.body.addWidget(text)
        self.said = OwnLabel("", "good", wrap=True)
        self.said.setObjectName("tokenSaid")
        self.said.hide()
        self.body.addWidget(self.said)
        copy = ActionButton(tr("Copy all"), icon_name="copy")
        copy.setObjectName("tokenCopy")
        copy.clicked.connect(self._on_copy)
        close = ActionButton(tr("I have stored it"))
        close.setObjectName("tokenClose")
        close.clicked.connect(self.leave)
        for button in (copy, close):
            self.foot.addWidget(button)

    def leave(self) -> None:
        self._text = ""
        super().leave()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)  # trusted: a copy
        self.said.say(tr("Copied. Other programs can read the clipboard until something else is copied."))
        self.said.show()
        self.refit()


def _id_from(name: str) -> str:
    """An id made from a name: ``Refunds agent`` gives ``refunds-agent``."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:64]
