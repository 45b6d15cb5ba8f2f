"""Outward notices: what leaves, how it is signed, and what happens when it does not arrive; to real servers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.sync.hook_server import HookServer
from core.sync.notice_core import Core, certificates, item
from counterseal.errors import Forbidden, InvalidInput, KnownError, Unreachable
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.sync import notice_settings, notice_words
from counterseal.sync.api_notices import MAIL, WEBHOOK, NoticeChange, NoticesView, WebhookView
from counterseal.sync.notices import TOLD_FILE
from gateway.desks import PATIENCE, make_profile, running_bench

SECRET = "whsec_" + base64.b64encode(b"a secret of 24 octets !!").decode()
RAW_SECRET = base64.b64decode(SECRET.removeprefix("whsec_"))


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


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificates(tmp_path_factory.mktemp("tls"))


def by_hook(core: Core, hook: HookServer, secret: str = "") -> NoticesView:
    secrets = {"url": hook.url, **({"secret": secret} if secret else {})}
    return core.keep(webhook=WebhookView(on=True), secrets=secrets)


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
    # The hook's own address has any port.
    del post.headers["host"]
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


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "http://example.com/hook", "https://", "https://u:p@example.com/", "https://a b", "nonsense",
     "https://example.com:99999/", "https://\u2603.net/", "https://xn--/", "https://1.2.3.999/"],
)  # fmt: skip
def test_an_address_that_would_leak_or_cannot_work_is_refused(core: Core, url: str) -> None:
    with pytest.raises(InvalidInput, match=r"address|TLS|name and password"):
        core.keep(webhook=WebhookView(on=True), secrets={"url": url})
    assert not core.notices.view().result(PATIENCE).webhook.on


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
