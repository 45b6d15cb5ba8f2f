"""What other programs may answer at a gateway's address, and what the desk makes of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from core.sync.strange_server import Answer, StrangeServer
from counterseal.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    KnownError,
    LedgerDamaged,
    Locked,
    NotFound,
    Stale,
    Unauthorised,
    Unreachable,
)
from counterseal.sync import transport
from counterseal.sync.transport import GatewayClient

Serves = Callable[[Answer], StrangeServer]


def ask(url: str) -> object:
    async def work() -> object:
        client = GatewayClient(url, "token")
        try:
            return await client.get("/v1/queue")
        finally:
            await client.close()

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.html(), "not a Counterseal gateway"),
        (Answer.html(502), "not a Counterseal gateway"),
        (Answer(200, "", b"{}"), "not a Counterseal gateway"),
        (Answer(500, "text/plain", b"Internal Server Error"), "not a Counterseal gateway"),
        (Answer(200, "application/json", b"<html>"), "not JSON"),
        (Answer(200, "application/json", b"[" * 100_000), "not JSON"),
        (Answer(200, "application/json", b"\xff\xfe"), "not JSON"),
        (Answer(400, "application/json", b"[]"), "not a problem report"),
        (Answer(hang_up=True), "broke"),
    ],
)
def test_what_is_not_a_gateways_answer_is_unreachable(serves: Serves, answer: Answer, words: str) -> None:
    server = serves(answer)
    with pytest.raises(Unreachable) as refused:
        ask(server.url)
    assert words in refused.value.text()
    assert server.url in refused.value.where


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "bad_token", Unauthorised),
        (403, "halted", Forbidden),
        (404, "not_found", NotFound),
        (409, "already_decided", Conflict),
        (409, "wrong_nonce", Stale),
        (409, "old_epoch", Stale),
        (422, "expired", Stale),
        (422, "too_large", InvalidInput),
        (413, "too_large", InvalidInput),
        (423, "locked", Locked),
        (429, "slow_down", Unreachable),
        (500, "defect", Unreachable),
        (500, "ledger_damaged", LedgerDamaged),
        (503, "unreachable", Unreachable),
        (507, "disk", Unreachable),
    ],
)
def test_problems_keep_their_kind_code_and_words(
    serves: Serves, status: int, code: str, kind: type[KnownError]
) -> None:
    said = {
        "title": "What happened",
        "code": code,
        "where": "there",
        "todo": "Do this.",
        "status": status,
        "seen_size": 5,
    }
    server = serves(Answer.of(said, status))
    with pytest.raises(KnownError) as refused:
        ask(server.url)
    error = refused.value
    assert type(error) is kind
    assert (error.what, error.where, error.todo, error.code) == ("What happened", "there", "Do this.", code)
    assert error.extra == {"seen_size": 5}


def test_an_answer_without_end_is_given_up(serves: Serves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_ANSWER", 10_000)
    server = serves(Answer(200, "application/json", b'"' + b"x" * 20_000 + b'"'))
    with pytest.raises(Unreachable) as refused:
        ask(server.url)
    assert "too large" in refused.value.text()


def test_nobody_there() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        # Held and not listened at: else somebody else may have it by now.
        with pytest.raises(Unreachable) as refused:
            ask(f"http://127.0.0.1:{bound.getsockname()[1]}")
    assert "cannot be reached" in refused.value.text()


def test_a_redirect_is_not_followed(serves: Serves) -> None:
    with pytest.raises(KnownError):
        ask(serves(Answer.of({"title": "Moved"}, 307)).url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://[::bad", "not a url", ""])
def test_a_broken_address_is_a_known_error(url: str) -> None:
    with pytest.raises(Unreachable):
        ask(url)
