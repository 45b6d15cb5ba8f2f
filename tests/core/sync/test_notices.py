"""Outward notices: what leaves, how it is signed, and what happens when it does not arrive; to real servers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import os
import ssl
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.sync.hook_server import HookServer
from core.sync.mail_server import MailServer
from counterseal.clock import SystemClock
from counterseal.errors import Forbidden, InvalidInput, KnownError, Unreachable
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync import notice_mail, notice_settings, notice_words
from counterseal.sync.api import Event
from counterseal.sync.api_notices import MAIL, WEBHOOK, MailView, NoticeChange, NoticesView, WebhookView
from counterseal.sync.notice_mail import Mailer
from counterseal.sync.notices import TOLD_FILE, Notices
from counterseal.sync.profile import Profile
from gateway.desks import PATIENCE, make_profile, running_bench

SECRET = "whsec_" + base64.b64encode(b"a secret of 24 octets !!").decode()
RAW_SECRET = base64.b64decode(SECRET.removeprefix("whsec_"))


def item(number: int = 1, **changes: Any) -> QueueItem:
    made = QueueItem(
        id=f"00000000-0000-7000-8000-{number:012d}",
        agent="refunds",
        agent_name="Refunds agent",
        owner="Maria Lind",
        owner_id="maria",
        tool="refunds.issue",
        title="Refund €1,240.00 for order 88213 to card 4417",
        risk=Risk.R3,
        state=State.HELD,
        asked_at="2026-11-21T13:02:11.482Z",
        expires_at=None,
        digest=f"{number:064x}",
        source="",
        nonce="00",
        halt_epoch=0,
        verdicts=("approve", "reject"),
        deadline="2026-11-21T14:03:20.000Z",
        verb="Refund",
    )
    return replace(made, **changes)


class Core:
    """What ``Notices`` uses of a desk: a real profile, a real loop on a thread, and a queue that tests set."""

    def __init__(self, home: Path) -> None:
        self.profile, self.home, self.clock = Profile.open(home), home, SystemClock()
        self.items: tuple[QueueItem, ...] = ()
        self.serving = True
        self._hears: list[Callable[[Event], None]] = []
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="notices-loop")
        self._thread.start()
        self.notices = Notices(self, lambda: self.serving)  # type: ignore[arg-type]
        self.notices.gather, self.notices.pauses = 0.0, (0.01,)

    def call(self, work: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def queue(self) -> tuple[QueueItem, ...]:
        return self.items

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self._hears.append(listener)
        return lambda: self._hears.remove(listener)

    def start(self) -> Core:
        self.call(self.notices.start()).result(PATIENCE)
        return self

    def say(self, *items: QueueItem) -> None:
        self.items = items
        for listener in self._hears:
            listener(Event("queue", items))

    def keep(self, **change: Any) -> NoticesView:
        return self.notices.change(NoticeChange(**change)).result(PATIENCE)

    def state(self, kind: str) -> tuple[str, str]:
        view = self.notices.view().result(PATIENCE)
        return next((one.state, one.note) for one in view.channels if one.kind == kind)

    def until(self, kind: str, state: str) -> str:
        """The note of a channel once it is in this state."""

        async def look() -> str:
            async with asyncio.timeout(PATIENCE):
                while self.state(kind)[0] != state:
                    await asyncio.sleep(0.005)
            return self.state(kind)[1]

        return str(self.call(look()).result(PATIENCE + 5))

    async def _stop(self) -> None:
        """As a desk does: what nobody will answer is cancelled."""
        await self.notices.stop()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def close(self) -> None:
        self.call(self._stop()).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.notices.close()
        self.loop.close()
        self.profile.close()


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    make_profile(tmp_path / "profile")
    made = Core(tmp_path / "profile").start()
    yield made
    made.close()


@pytest.fixture
def hook() -> Iterator[HookServer]:
    server = HookServer()
    yield server
    server.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client contexts: a certificate for 127.0.0.1, and one that trusts just that."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    import ipaddress

    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode())


def by_hook(core: Core, hook: HookServer, secret: str = "") -> NoticesView:
    secrets = {"url": hook.url, **({"secret": secret} if secret else {})}
    return core.keep(webhook=WebhookView(on=True), secrets=secrets)


def by_mail(server: MailServer, **changes: Any) -> MailView:
    made = MailView(True, "127.0.0.1", server.port, "none", "", "desk@example.com", ("maria@example.com",))
    return replace(made, **changes)


def test_a_webhook_gets_risk_agent_verb_and_deadline_and_nothing_else(core: Core, hook: HookServer) -> None:
    by_hook(core, hook)
    core.say(item(why=("amount over the mandate's 500",), claimed_name="Jonas"))
    post = hook.wait(1)
    assert post.path == "/hooks/T0K3N"
    assert json.loads(post.body) == {
        "v": 1,
        "kind": "waiting",
        "count": 1,
        "actions": [
            {
                "risk": "R3",
                "risk_word": "High",
                "agent": "Refunds agent",
                "verb": "Refund",
                "deadline": "2026-11-21T14:03:20.000Z",
            }
        ],
        "text": "High: Refunds agent wants to: Refund, until 2026-11-21 14:03 UTC",
    }
    everything = (post.body + repr(post.headers).encode()).decode()
    for private in ("1,240", "88213", "4417", "Maria", "Jonas", "mandate", item().id, item().digest):
        assert private not in everything, private


def test_a_signed_post_can_be_checked_by_whoever_shares_the_secret(core: Core, hook: HookServer) -> None:
    view = by_hook(core, hook, SECRET)
    assert view.webhook == WebhookView(True, hook.url.split("/")[2], True)
    core.say(item())
    post = hook.wait(1)
    signed = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.".encode() + post.body
    expected = base64.b64encode(hmac.new(RAW_SECRET, signed, hashlib.sha256).digest()).decode()
    assert post.headers["webhook-signature"] == f"v1,{expected}"


def test_a_burst_is_one_notice_and_nothing_is_told_twice(core: Core, hook: HookServer) -> None:
    core.notices.gather = 0.05
    by_hook(core, hook)
    many = tuple(item(n, risk=Risk.R4 if n == 7 else Risk.R2) for n in range(1, 41))
    core.say(*many)
    told = json.loads(hook.wait(1).body)
    assert (told["count"], len(told["actions"])) == (40, notice_words.MOST_LINES)
    assert told["text"].splitlines()[0] == "40 actions wait, the riskiest is Critical"
    assert told["text"].splitlines()[-1] == "and 20 more"
    core.say(*many, item(41))
    assert json.loads(hook.wait(2).body)["count"] == 1
    core.say(*many, item(41, escalated_to=("jonas",)))
    assert json.loads(hook.wait(3).body)["count"] == 1, "an escalation asks other people"
    core.until(WEBHOOK, "ok")
    assert len(hook.posts) == 3


def test_less_risky_and_ended_actions_are_not_told(core: Core, hook: HookServer) -> None:
    core.keep(least_risk="R3")
    by_hook(core, hook)
    core.say(
        item(1, risk=Risk.R2), item(2, state=State.APPROVED), item(3, verb="", tool="notes.add\u202e", risk=Risk.R4)
    )
    told = json.loads(hook.wait(1).body)
    assert [one["verb"] for one in told["actions"]] == ["notes.add⟦U+202E⟧"]


def test_what_fails_is_tried_again_and_said_until_it_arrives(core: Core, hook: HookServer) -> None:
    hook.status = 503
    by_hook(core, hook)
    core.say(item())
    hook.wait(2)
    assert "503" in core.until(WEBHOOK, "retrying")
    hook.status = 200
    assert core.until(WEBHOOK, "ok").startswith("told at ")
    count = len(hook.posts)
    core.say(item())
    core.call(asyncio.sleep(0.05)).result(PATIENCE)
    assert len(hook.posts) == count


def test_news_does_not_shorten_the_pause_of_what_fails(core: Core, hook: HookServer) -> None:
    hook.status = 500
    core.notices.pauses = (600.0,)
    by_hook(core, hook)
    core.say(item())
    core.until(WEBHOOK, "retrying")
    for number in range(2, 6):
        core.say(item(), item(number))
    core.call(asyncio.sleep(0.05)).result(PATIENCE)
    assert len(hook.posts) == 1


def test_what_was_told_is_remembered_over_a_restart(tmp_path: Path, hook: HookServer) -> None:
    make_profile(tmp_path / "profile")
    first = Core(tmp_path / "profile").start()
    by_hook(first, hook)
    first.say(item(1))
    first.until(WEBHOOK, "ok")
    first.close()
    second = Core(tmp_path / "profile").start()
    try:
        second.say(item(1), item(2))
        assert json.loads(hook.wait(2).body)["count"] == 1
    finally:
        second.close()


def test_only_the_process_that_serves_the_gateway_sends(core: Core, hook: HookServer) -> None:
    core.serving = False
    by_hook(core, hook)
    core.say(item())
    assert "another program" in core.until(WEBHOOK, "waiting")
    assert hook.posts == []


@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (401, Forbidden, "401"),
        (302, InvalidInput, "another address"),
        (404, InvalidInput, "404"),
        (429, Unreachable, "now"),
    ],
)
def test_a_test_names_the_cause(core: Core, hook: HookServer, status: int, kind: type[KnownError], word: str) -> None:
    by_hook(core, hook)
    assert core.notices.test(WEBHOOK).result(PATIENCE).startswith("204")
    assert json.loads(hook.wait(1).body)["kind"] == "test"
    hook.status = status
    with pytest.raises(kind, match=word):
        core.notices.test(WEBHOOK).result(PATIENCE)
    assert all(post.path == "/hooks/T0K3N" for post in hook.posts), "no redirect is followed"


def test_a_webhook_over_tls_must_be_trusted(core: Core, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server = HookServer(tls[0])
    try:
        by_hook(core, server)
        with pytest.raises(Unreachable, match="certificate is not trusted"):
            core.notices.test(WEBHOOK).result(PATIENCE)
        core.notices.tls = tls[1]
        assert core.notices.test(WEBHOOK).result(PATIENCE).startswith("204")
    finally:
        server.close()
    with pytest.raises(Unreachable, match="cannot be reached"):
        core.notices.test(WEBHOOK).result(PATIENCE)


def test_a_mail_tells_no_more(core: Core, mail: MailServer) -> None:
    core.keep(mail=by_mail(mail))
    core.say(item(agent_name="Refunds\r\nBcc: thief@example.com"))
    got = mail.wait(1)
    assert got["Subject"].startswith("[Counterseal] High: Refunds Bcc: thief@example.com wants to: Refund")
    assert got["Bcc"] is None
    assert (got["From"], got["To"]) == ("desk@example.com", "maria@example.com")
    whole = got.as_string()
    for private in ("1,240", "88213", "4417", item().id, os.uname().nodename):
        assert private not in whole, private
    assert "Nothing can be decided by this mail" in got.get_content()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_over_tls_with_a_password(
    core: Core, tls: tuple[ssl.SSLContext, ssl.SSLContext], security: str
) -> None:
    server = MailServer(tls[0], starttls=security == "starttls", password="kept well")
    try:
        wanted = by_mail(server, security=security, user="desk")
        view = core.keep(mail=wanted, secrets={"password": "kept well"})
        assert view.mail.has_password
        with pytest.raises(Unreachable, match="certificate is not trusted"):
            core.notices.test(MAIL).result(PATIENCE)
        core.notices.tls = tls[1]
        assert "taken by" in core.notices.test(MAIL).result(PATIENCE)
        assert server.logins == ["desk"]
        core.keep(mail=wanted, secrets={"password": "guessed"})
        with pytest.raises(Forbidden, match="refused name or password"):
            core.notices.test(MAIL).result(PATIENCE)
    finally:
        server.close()


@pytest.mark.parametrize(
    ("answer", "kind"), [("451 later", Unreachable), ("550 no such user", Forbidden), ("554 never", InvalidInput)]
)
def test_a_refused_mail_says_why(core: Core, mail: MailServer, answer: str, kind: type[KnownError]) -> None:
    core.keep(mail=by_mail(mail))
    mail.refuse = answer
    with pytest.raises(kind, match=answer.split()[0]):
        core.notices.test(MAIL).result(PATIENCE)


def test_closing_does_not_wait_for_a_mail_server_that_says_nothing(tmp_path: Path, mail: MailServer) -> None:
    make_profile(tmp_path / "profile")
    core = Core(tmp_path / "profile").start()
    mail.silent = True
    core.keep(mail=by_mail(mail))
    trying = core.notices.test(MAIL)
    assert mail.heard.wait(PATIENCE)
    core.close()
    with pytest.raises((CancelledError, KnownError)):
        trying.result(PATIENCE)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "http://example.com/hook", "https://", "https://u:p@example.com/", "https://a b", "nonsense",
     "https://example.com:99999/", "https://\u2603.net/", "https://xn--/", "https://1.2.3.999/"],
)  # fmt: skip
def test_an_address_that_would_leak_or_cannot_work_is_refused(core: Core, url: str) -> None:
    with pytest.raises(InvalidInput, match=r"address|TLS|name and password"):
        core.keep(webhook=WebhookView(on=True), secrets={"url": url})
    assert not core.notices.view().result(PATIENCE).webhook.on


@pytest.mark.parametrize(
    "changes",
    [{"host": "bad host"}, {"port": 0}, {"security": "plain"}, {"host": "mail.example.com"}, {"to": ()},
     {"to": ("a@b.example\r\nBcc: x@y.example",)}, {"to": ("maria@example.com", "[*|@[{a")},
     {"to": (":group@example.com",)}, {"sender": "(note)desk@example.com"}, {"sender": "nobody"}, {"user": "desk"}],
)  # fmt: skip
def test_mail_settings_that_cannot_work_are_refused(core: Core, mail: MailServer, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        core.keep(mail=by_mail(mail, **changes))


def test_secrets_lie_apart_and_only_this_account_reads_them(core: Core, hook: HookServer) -> None:
    by_hook(core, hook, SECRET)
    told = (core.home / notice_settings.FILE).read_text("utf-8")
    assert "T0K3N" not in told
    assert SECRET not in told
    kept = core.home / "notice-webhook.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text()) == {"url": hook.url, "secret": SECRET}
    view = core.keep(webhook=WebhookView(on=True), secrets={"secret": ""})
    assert not view.webhook.signs
    core.keep(webhook=WebhookView(on=False), secrets={"url": ""})
    assert not kept.exists()


@pytest.mark.parametrize("readable", [True, False])
def test_spoilt_settings_are_said_and_stop_nothing(tmp_path: Path, readable: bool) -> None:
    make_profile(tmp_path / "profile")
    kept = tmp_path / "profile" / notice_settings.FILE
    if readable:
        kept.write_text('{"least_risk": 7}')
    else:
        kept.mkdir()
    core = Core(tmp_path / "profile").start()
    try:
        state, note = core.state(MAIL)
        assert state == "retrying"
        assert ("cannot be read" in note) if readable else (notice_settings.FILE in note)
    finally:
        core.close()


def test_what_cannot_be_noted_as_told_is_told_all_the_same(tmp_path: Path, hook: HookServer) -> None:
    make_profile(tmp_path / "profile")
    (tmp_path / "profile" / TOLD_FILE).mkdir()
    core = Core(tmp_path / "profile").start()
    try:
        by_hook(core, hook)
        core.say(item(1))
        assert core.until(WEBHOOK, "ok").startswith("told at ")
        core.say(item(1), item(2))
        assert json.loads(hook.wait(2).body)["count"] == 1
    finally:
        core.close()


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!", "whsec_\u00e9"])
def test_a_signing_secret_that_is_none_is_refused(core: Core, hook: HookServer, secret: str) -> None:
    with pytest.raises(InvalidInput, match="Base64") as refused:
        by_hook(core, hook, secret)
    assert secret.removeprefix("whsec_") not in refused.value.text() or secret == "whsec_"


def test_a_password_that_cannot_be_sent_is_said_without_it(core: Core) -> None:
    server = MailServer(password="kept well")
    try:
        wanted = by_mail(server, user="desk")
        core.keep(mail=wanted, secrets={"password": "k\u00e5pt"})
        with pytest.raises(InvalidInput, match="ASCII") as refused:
            core.notices.test(MAIL).result(PATIENCE)
        assert "k\u00e5pt" not in repr(refused.value)
        assert "\\xe5" not in repr(refused.value)
    finally:
        server.close()


def test_who_a_mail_server_does_not_know_is_named_and_the_others_are_told_once(core: Core, mail: MailServer) -> None:
    mail.unknown = "gone@example.com"
    core.keep(mail=by_mail(mail, to=("maria@example.com", "gone@example.com")))
    core.say(item())
    assert "refused for gone@example.com" in core.until(MAIL, "ok")
    core.say(item())
    core.call(asyncio.sleep(0.05)).result(PATIENCE)
    assert len(mail.mails) == 1


def test_a_mailer_that_was_stopped_looks_for_no_server(monkeypatch: pytest.MonkeyPatch, mail: MailServer) -> None:
    mailer = Mailer()
    mailer.stop()
    monkeypatch.setattr(notice_mail.socket, "create_connection", lambda *_where: pytest.fail("it was looked for"))
    with pytest.raises(Unreachable, match="closing"):
        mailer.send(by_mail(mail), "", "subject", "text")
    assert not mailer.connecting


def test_no_log_names_a_webhook_s_address(core: Core, hook: HookServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    by_hook(core, hook)
    core.notices.test(WEBHOOK).result(PATIENCE)
    hook.status = 503
    core.say(item())
    core.until(WEBHOOK, "retrying")
    assert any("503" in record.getMessage() for record in caplog.records)
    assert "T0K3N" not in caplog.text


def test_a_real_agent_s_question_reaches_a_real_webhook(tmp_path: Path, hook: HookServer) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        bench.desk.notices.gather = 0.0
        change = NoticeChange(webhook=WebhookView(on=True), secrets={"url": hook.url})
        bench.desk.notices.change(change).result(PATIENCE)
        bench.agent().propose()
        told = json.loads(hook.wait(1).body)
        assert told["actions"][0]["verb"] == "Refund"
        assert told["actions"][0]["agent"] == "Refunds Agent" or told["actions"][0]["agent"] == "Refunds agent"
        assert "88213" not in json.dumps(told)
