"""Enrol somebody: their card, the code from their screen, their roles.

The code of the card is shown only once the typed one agrees, so that it cannot be typed off this screen: the comparison
is worth something only when the code comes from the newcomer.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_people import CardView, PendingEnrolment, RosterApi
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.people.code_view import CodeView, plain_code, same_code
from counterseal_desktop.shell.choices import CheckBox
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

ROLES = (
    ("owner", mark("Owner"), mark("answers for agents, enrols and revokes")),
    ("reviewer", mark("Reviewer"), mark("decides what agents ask for")),
    ("auditor", mark("Auditor"), mark("reads and verifies, changes nothing")),
)
CODE_SIGNS = 15
LARGEST_CARD = 64 * 1024


class EnrolSheet(SignedSheet):
    """Announces, seconds or finishes an enrolment, whichever is due.

    Args:
        roster: where to enrol. ``rule`` says what that takes there. ``pending`` is the enrolment to go on with.
    """

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        roster: RosterApi,
        rule: str,
        pending: PendingEnrolment | None = None,
    ) -> None:
        title = (
            tr("Enrol somebody")
            if pending is None
            else tr("Go on with enrolling {person}", person=display_line(pending.name, 60))
        )
        super().__init__(
            deck, bridge, step_up, "enrolSheet", (title, display_line(rule, 400), tr("Enrol")), asks_reason="optional"
        )
        self._roster = roster
        self._pending = pending
        self.read: CardView | None = None
        self._make_card()
        self._make_code()
        self._make_roles(pending.roles if pending else ("reviewer",))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._read_card)
        self.card_text.textChanged.connect(self._pause.start)
        self.code.textChanged.connect(self._compare)
        self.start_at(self.card_text)
        self._compare()

    def problem(self) -> tuple[str, QWidget] | None:
        if self._pause.isActive():
            self._pause.stop()
            self._read_card()
        if self.read is None:
            return tr("Paste the newcomer's card first, or open its file."), self.card_text
        if not same_code(self.code.text(), self.read.code):
            return tr("Type the code from the newcomer's screen. It must be the same as this card's."), self.code
        if not self._roles():
            return tr("Choose at least one role."), self.roles["reviewer"]
        return None

    def call(self) -> Future[Any]:
        card = self.card_text.toPlainText()
        return self._roster.enrol(card, self._roles(), self.code.text().strip(), self.reason_text())

    def open_card(self, path: Path) -> None:
        """Read a card from a file."""
        try:
            if path.stat().st_size > LARGEST_CARD:
                self._say_card(tr("This file is too large to be a card."), "bad")
                return
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self._say_card(tr("The file cannot be read: {why}", why=display_line(str(error), 200)), "bad")
            return
        self.card_text.setPlainText(text)  # trusted: a plain-text editor the person sees
        self._read_card()

    def _make_card(self) -> None:
        head = QHBoxLayout()
        head.addWidget(OwnLabel(tr("1  The newcomer's card"), "strong"), 1)
        browse = LinkButton(tr("Open a file…"))
        browse.setObjectName("enrolOpen")
        browse.clicked.connect(self._on_open)
        head.addWidget(browse)
        self.card_text = QPlainTextEdit()
        self.card_text.setObjectName("enrolCard")
        self.card_text.setProperty("mono", "true")
        self.card_text.setAccessibleName(tr("The newcomer's card"))
        self.card_text.setPlaceholderText(tr("Paste the card here"))
        self.card_text.setTabChangesFocus(True)
        self.card_text.setFixedHeight(theme.px(64))
        self.name = UntrustedText(strong=True)
        self.name.setObjectName("enrolName")
        self.name.hide()
        self.card_said = OwnLabel("", "muted", wrap=True)
        self.card_said.setObjectName("enrolCardSaid")
        self.card_said.hide()
        self.fields.addLayout(head)
        for widget in (self.card_text, self.name, self.card_said):
            self.fields.addWidget(widget)

    def _make_code(self) -> None:
        self.fields.addWidget(OwnLabel(tr("2  The code from the newcomer's own screen"), "strong"))
        self.code = QLineEdit()
        self.code.setObjectName("enrolCode")
        self.code.setProperty("mono", "true")
        self.code.setMaxLength(40)
        self.code.setAccessibleName(tr("The code from the newcomer's screen"))
        self.code.setPlaceholderText(tr("XXXXX-XXXXX-XXXXX, as they read it to you"))
        self.same = CodeView()
        self.same.setObjectName("enrolSame")
        self.same.hide()
        self.code_said = OwnLabel("", "muted", wrap=True)
        self.code_said.setObjectName("enrolCodeSaid")
        for widget in (self.code, self.same, self.code_said):
            self.fields.addWidget(widget)

    def _make_roles(self, chosen: tuple[str, ...]) -> None:
        self.fields.addWidget(OwnLabel(tr("3  What they may do"), "strong"))
        self.roles: dict[str, CheckBox] = {}
        for role, word, says in ROLES:
            box = CheckBox(tr("{name}: {value}", name=tr(word), value=tr(says)))
            box.setObjectName(f"enrolRole_{role}")
            box.setChecked(role in chosen)
            box.setEnabled(self._pending is None)
            self.roles[role] = box
            self.fields.addWidget(box)

    def _roles(self) -> tuple[str, ...]:
        return tuple(role for role, box in self.roles.items() if box.isChecked())

    def _read_card(self) -> None:
        self._pause.stop()
        text = self.card_text.toPlainText().strip()
        self.read = None
        self.name.hide()
        if not text:
            self.card_said.hide()
        else:
            try:
                self.read = self._roster.read_card(text)
            except KnownError as error:
                self._say_card(display_line(error.text(), 300), "bad")
        if self.read is not None and self._pending is not None and self.read.person_id != self._pending.person_id:
            self.read = None
            self._say_card(tr("This is somebody else's card."), "bad")
        if self.read is not None:
            self.name.set_text(self.read.name)
            self.name.show()
            count = len(self.read.keys)
            said = tr("1 key, each proved to be the newcomer's own.")
            if count != 1:
                said = tr("{count} keys, each proved to be the newcomer's own.", count=count)
            self._say_card(said, "muted")
        self._compare()

    def _say_card(self, text: str, role: str) -> None:
        self.card_said.set_role(role)
        self.card_said.say(text)
        self.card_said.show()
        self.refit()

    def _compare(self) -> None:
        typed = plain_code(self.code.text())
        self.same.setVisible(self.read is not None and same_code(typed, self.read.code))
        if self.read is None or len(typed) < CODE_SIGNS:
            self.code_said.set_role("muted")
            self.code_said.say(tr("Ask them for it by voice or face to face, never by the way the card came."))
        elif same_code(typed, self.read.code):
            self.same.set_code(self.read.code, "green")
            self.code_said.set_role("good")
            self.code_said.say(tr("The same on both screens: this is their card."))
        else:
            self.code_said.set_role("bad")
            self.code_said.say(
                tr(
                    "Not the same. Read it again; if it stays different, somebody may have changed the card on its "
                    "way: do not enrol it."
                )
            )
        self.refit()

    def _on_open(self) -> None:
        dialog = QFileDialog(self, tr("Open a card"))
        dialog.setObjectName("enrolDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_card(Path(name)))
        dialog.open()
