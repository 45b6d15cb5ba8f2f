"""The card about notices that leave this machine: a webhook and a mailbox, each with a test and how it is doing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from counterseal.errors import KnownError
from counterseal.model.risk import Risk
from counterseal.sync.api_notices import (
    MAIL,
    WEBHOOK,
    ChannelState,
    MailView,
    NoticeChange,
    NoticesView,
    WebhookView,
)
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.native.notifying import RISK_WORDS
from counterseal_desktop.settings.rows import Rows, choice, choose, put, switch
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.sheet import hairline
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import ActionButton, Switch
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.untrusted import display_line

STATES = {
    "off": (mark("Off."), "small"),
    "idle": (mark("On; nothing has been sent yet."), "small"),
    "ok": (mark("On; the last one arrived: {note}."), "good"),
    "retrying": (mark("Failing, tried again by itself: {note}"), "bad"),
    "waiting": (mark("On: {note}."), "small"),
}
SECURITIES = (("tls", mark("TLS")), ("starttls", mark("STARTTLS")), ("none", mark("None, this machine only")))
PORTS = {"tls": 465, "starttls": 587, "none": 25}


class OutwardCard(Card):
    """Reads and keeps ``NoticesView``. Secrets go in and never come back."""

    def __init__(self, bridge: DeskBridge) -> None:
        super().__init__(tr("To the outside"))
        self.setObjectName("outwardCard")
        let_grow(self)
        self._bridge = bridge
        self._filled = False
        self.least = choice(
            "outwardLeast",
            tr("Lowest risk that is told"),
            [(f"{risk.value} {tr(words)}", risk.value) for risk, words in RISK_WORDS.items()],
        )
        self._kept = OwnLabel("", "small", wrap=True)
        self.body.addWidget(
            OwnLabel(
                tr(
                    "Risk, agent, verb and deadline leave this machine, and nothing else. Nothing can be decided there."
                ),
                "muted",
                wrap=True,
            )
        )
        top = Rows()
        top.add(tr("From this risk on"), self.least)
        self.body.addWidget(top)
        self._make_webhook()
        self._make_mail()
        self.body.addWidget(self._kept)
        self.least.currentIndexChanged.connect(lambda _at: self._keep(NoticeChange(least_risk=self._risk())))

    def reload(self) -> None:
        """Ask how it is now."""
        self._bridge.run(self._bridge.desk.notices.view(), self, self.show_view, self._failed_all)

    def show_view(self, view: NoticesView) -> None:
        """Fill what nobody is typing in."""
        choose(self.least, view.least_risk)
        put(self.hook_on, view.webhook.on)
        self.url.setPlaceholderText(
            tr("Kept: {host}/…", host=display_line(view.webhook.host, 80)) if view.webhook.host else "https://"
        )
        self.secret.setPlaceholderText(tr("Kept") if view.webhook.signs else tr("Signing secret (optional)"))
        put(self.mail_on, view.mail.on)
        if not self._filled:
            self._fill_mail(view.mail)
        self.password.setPlaceholderText(tr("Kept") if view.mail.has_password else tr("Password"))
        self._filled = True
        states = {one.kind: one for one in view.channels}
        _say(self.hook_state, states.get(WEBHOOK))
        _say(self.mail_state, states.get(MAIL))
        self._kept.say(tr("Address and secrets are kept in {place}.", place=display_line(view.kept, 120)))

    # Building

    def _make_webhook(self) -> None:
        self.hook_on = switch("hookSwitch", tr("Post to a webhook"))
        self.url = _field("hookUrl", tr("Address of the webhook"), "https://")
        self.secret = _field("hookSecret", tr("Signing secret of the webhook"), tr("Signing secret (optional)"), True)
        self.hook_state = OwnLabel("", "small", wrap=True)
        self.hook_state.setObjectName("hookState")
        self.hook_save, self.hook_test = _buttons("hook", tr("Webhook"))
        self.hook_save.clicked.connect(self._save_webhook)
        self.hook_test.clicked.connect(lambda: self._try(WEBHOOK))
        self.hook_on.toggled.connect(lambda _on: self._save_webhook())
        rows = Rows()
        rows.add(tr("Webhook"), self.hook_on, says=self.hook_state)
        rows.add(tr("Address"), self.url, stretches=True)
        rows.add(
            tr("Secret"),
            self.secret,
            stretches=True,
            says=tr("With one, posts are signed as Standard Webhooks says, so that the receiver can tell ours."),
        )
        rows.add("", self.hook_save, self.hook_test)
        self.body.addWidget(hairline())
        self.body.addWidget(rows)

    def _make_mail(self) -> None:
        self.mail_on = switch("mailSwitch", tr("Send mail"))
        self.host = _field("mailHost", tr("Mail server"), "mail.example.com")
        self.port = NumberBox(tr("Port of the mail server"), 1, 65_535, 465)
        self.port.setObjectName("mailPort")
        options: list[tuple[str, object]] = [(tr(words), name) for name, words in SECURITIES]
        self.security = choice("mailSecurity", tr("How mail is secured"), options)
        self.security.currentIndexChanged.connect(lambda _at: self.port.setValue(PORTS[self.security.currentData()]))
        self.user = _field("mailUser", tr("Name at the mail server"), tr("Name at the server (optional)"))
        self.password = _field("mailPassword", tr("Password at the mail server"), tr("Password"), True)
        self.sender = _field("mailSender", tr("Sender's address"), "counterseal@example.com")
        self.to = _field("mailTo", tr("Recipients, with commas between them"), "on-call@example.com")
        self.mail_state = OwnLabel("", "small", wrap=True)
        self.mail_state.setObjectName("mailState")
        self.mail_save, self.mail_test = _buttons("mail", tr("Mail"))
        self.mail_save.clicked.connect(self._save_mail)
        self.mail_test.clicked.connect(lambda: self._try(MAIL))
        self.mail_on.toggled.connect(lambda _on: self._save_mail())
        rows = Rows()
        rows.add(tr("Mail"), self.mail_on, says=self.mail_state)
        rows.add(tr("Server"), self.host, stretches=True)
        rows.add(tr("Security"), self.security, self.port)
        rows.add(tr("Name"), self.user, stretches=True)
        rows.add(tr("Password"), self.password, stretches=True)
        rows.add(tr("From"), self.sender, stretches=True)
        rows.add(tr("To"), self.to, stretches=True)
        rows.add("", self.mail_save, self.mail_test)
        self.body.addWidget(hairline())
        self.body.addWidget(rows)

    # Keeping and trying

    def _risk(self) -> str:
        return str(self.least.currentData() or Risk.R2.value)

    def _save_webhook(self) -> None:
        secrets = {}
        if self.url.text().strip():
            secrets["url"] = self.url.text().strip()
        if self.secret.text():
            secrets["secret"] = self.secret.text()
        change = NoticeChange(webhook=WebhookView(on=self.hook_on.isChecked()), secrets=secrets)
        self._keep(change, self.hook_state, self.hook_on)

    def _save_mail(self) -> None:
        secrets = {"password": self.password.text()} if self.password.text() else {}
        self._keep(NoticeChange(mail=self._mail(), secrets=secrets), self.mail_state, self.mail_on)

    def _mail(self) -> MailView:
        to = tuple(one.strip() for one in self.to.text().split(",") if one.strip())
        made = MailView(
            on=self.mail_on.isChecked(),
            host=self.host.text().strip(),
            port=self.port.value(),
            security=self.security.currentData(),
            user=self.user.text().strip(),
            sender=self.sender.text().strip(),
            to=to,
        )
        return made if made.host or made.on else replace(MailView(), on=False)

    def _keep(self, change: NoticeChange, said: OwnLabel | None = None, one: Switch | None = None) -> None:
        if not self._filled:
            return

        def ok(view: NoticesView) -> None:
            for field in (self.url, self.secret, self.password):
                field.clear()
            self.show_view(view)

        def failed(error: KnownError) -> None:
            if one is not None and one.isChecked():
                put(one, False)
            _fail(said or self._kept, error)

        self._bridge.run(self._bridge.desk.notices.change(change), self, ok, failed)

    def _try(self, kind: str) -> None:
        button, said = (self.hook_test, self.hook_state) if kind == WEBHOOK else (self.mail_test, self.mail_state)
        button.setEnabled(False)
        said.set_role("small")
        said.say(tr("Sending a test…"))

        def ok(answer: str) -> None:
            button.setEnabled(True)
            said.set_role("good")
            said.say(tr("The test arrived: {answer}", answer=display_line(answer, 160)))

        def failed(error: KnownError) -> None:
            button.setEnabled(True)
            _fail(said, error)

        self._bridge.run(self._bridge.desk.notices.test(kind), self, ok, failed)

    def _fill_mail(self, mail: MailView) -> None:
        choose(self.security, mail.security)
        self.port.setValue(mail.port)
        for field, text in (
            (self.host, mail.host),
            (self.user, mail.user),
            (self.sender, mail.sender),
            (self.to, ", ".join(mail.to)),
        ):
            field.setText(text)  # trusted: what this person once typed here

    def _failed_all(self, error: KnownError) -> None:
        _fail(self._kept, error)


def _field(name: str, accessible: str, hint: str, secret: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(accessible)
    field.setPlaceholderText(hint)  # trusted: ours
    field.setMinimumWidth(theme.px(120))
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _buttons(name: str, words: str) -> tuple[ActionButton, ActionButton]:
    save, test = ActionButton(tr("Keep")), ActionButton(tr("Send a test"))
    save.setObjectName(f"{name}Save")
    test.setObjectName(f"{name}Test")
    for button in (save, test):
        button.setAccessibleName(f"{words}: {button.text()}")
    return save, test


def _say(label: OwnLabel, state: ChannelState | None) -> None:
    if state is None:
        return
    words, role = STATES.get(state.state, STATES["off"])
    text = tr(words, note=display_line(state.note, 300)) if "{note}" in words else tr(words)
    if state.unsent and state.state == "retrying":
        waits = tr("One action is not told yet.")
        if state.unsent > 1:
            waits = tr("{count} actions are not told yet.", count=state.unsent)
        text = f"{text} {waits}"
    label.set_role(role)
    label.say(text)


def _fail(label: OwnLabel, error: KnownError) -> None:
    label.set_role("bad")
    label.say(display_line(error.text(), 400))
