"""Notices by mail: over TLS or to this machine, with no more in them, and what a mail server refuses."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.sync.mail_server import MailServer
from core.sync.notice_core import Core, certificates, item
from counterseal.errors import Forbidden, InvalidInput, KnownError, Unreachable
from counterseal.sync import notice_mail
from counterseal.sync.api_notices import MAIL, MailView
from counterseal.sync.notice_mail import Mailer
from gateway.desks import PATIENCE, make_profile


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    make_profile(tmp_path / "profile")
    made = Core(tmp_path / "profile").start()
    yield made
    made.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificates(tmp_path_factory.mktemp("tls"))


def by_mail(server: MailServer, **changes: Any) -> MailView:
    made = MailView(True, "127.0.0.1", server.port, "none", "", "desk@example.com", ("maria@example.com",))
    return replace(made, **changes)


def test_a_mail_tells_no_more(core: Core, mail: MailServer) -> None:
    core.keep(mail=by_mail(mail))
    core.say(item(agent_name="Refunds\r\nBcc: thief@example.com"))
    got = mail.wait(1)
    assert got["Subject"].startswith("[Counterseal] High: Refunds Bcc: thief@example.com wants to: Refund")
    assert got["Bcc"] is None
    assert (got["From"], got["To"]) == ("desk@example.com", "maria@example.com")
    # Made of chance, whose digits may be any.
    chance, _at, place = got["Message-ID"].strip("<>").partition("@")
    assert (set(chance) <= set("0123456789."), place) == (True, "counterseal.invalid")
    del got["Message-ID"]
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
    "changes",
    [{"host": "bad host"}, {"port": 0}, {"security": "plain"}, {"host": "mail.example.com"}, {"to": ()},
     {"to": ("a@b.example\r\nBcc: x@y.example",)}, {"to": ("maria@example.com", "[*|@[{a")},
     {"to": (":group@example.com",)}, {"sender": "(note)desk@example.com"}, {"sender": "nobody"}, {"user": "desk"}],
)  # fmt: skip
def test_mail_settings_that_cannot_work_are_refused(core: Core, mail: MailServer, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        core.keep(mail=by_mail(mail, **changes))


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
