"""A desk whose gateway's address leads to something else: it says what, keeps every decision, and recovers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.sync.strange_server import Answer, StrangeServer
from counterseal.seal.keystore import write_private
from counterseal.sync import following, outbox
from counterseal.sync.api import SourceView
from counterseal.sync.profile import Profile
from counterseal.sync.served_at import ADDRESS_FILE, read_address
from gateway.desks import Bench

Opens = Callable[..., Bench]
Serves = Callable[[Answer], StrangeServer]
EMPTY = {"items": [], "full": True, "version": 1}


def leads_to(home: Path, url: str, **changed: Any) -> None:
    members = {"url": url, "token": "wrong", "pid": os.getpid(), "origin": origin_of(home), **changed}
    write_private(home / ADDRESS_FILE, json.dumps(members).encode())


def origin_of(home: Path) -> str:
    profile = Profile.open(home)
    try:
        return profile.log.origin
    finally:
        profile.close()


def own(bench: Bench) -> SourceView:
    return bench.desk.status().sources[0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.html(), "not a Counterseal gateway"),
        (Answer.of({}), "not a gateway's"),
        (Answer.of([]), "not a gateway's"),
        (Answer.of({**EMPTY, "sources": [], "version": "x"}), "not a gateway's"),
        (Answer.of({**EMPTY, "sources": [], "items": [{"id": 5}]}), "cannot read"),
        (Answer.of({**EMPTY, "sources": [], "items": 5}), "not a gateway's"),
        (Answer.of({**EMPTY, "sources": [], "version": float("inf")}), "not a gateway's"),
        (Answer.of(EMPTY), "not a gateway's"),
        (Answer.of({"title": "Not yours", "code": "bad_token"}, 401), "Not yours"),
        (Answer(hang_up=True), "broke"),
    ],
)
def test_the_window_and_doctor_say_what_answers_there(
    home: Path, opens: Opens, serves: Serves, answer: Answer, words: str
) -> None:
    leads_to(home, serves(answer).url)
    bench = opens(serve=False)
    assert own(bench).state == "reconnecting"
    assert words in own(bench).note
    (line,) = [line for line in bench.desk.doctor().result(60) if line.name == "Local gateway"]
    assert line.level == "warning"
    assert words in line.found


def test_a_desk_that_may_serve_needs_no_old_address(home: Path, opens: Opens, serves: Serves) -> None:
    leads_to(home, serves(Answer.html()).url)
    bench = opens()
    assert own(bench).state == "live"
    assert bench.agent().propose()["state"] == "held"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"url":"x"}', '{"url":"x","token":"t","pid":"p","origin":"o"}', "\x00"],
)
def test_a_broken_address_file_means_no_gateway(home: Path, opens: Opens, text: str) -> None:
    (home / ADDRESS_FILE).write_text(text)
    assert read_address(home) is None
    assert own(opens(serve=False)).state == "off"


def test_the_address_of_another_profile_is_not_used(home: Path, opens: Opens, serves: Serves) -> None:
    leads_to(home, serves(Answer.of(EMPTY)).url, origin="counterseal/other")
    assert own(opens(serve=False)).state == "off"


def test_the_address_of_a_dead_process_means_off_at_once(home: Path, opens: Opens) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    leads_to(home, "http://127.0.0.1:9", pid=child)
    bench = opens(serve=False)
    assert own(bench).state == "off"
    assert "ended" in own(bench).note


def test_it_recovers_when_the_right_gateway_comes_back(home: Path, opens: Opens, serves: Serves) -> None:
    leads_to(home, serves(Answer.html()).url)
    reader = opens(serve=False)
    assert own(reader).state == "reconnecting"
    server = opens()
    asked = server.agent().propose()
    reader.ear.until(lambda: own(reader).state == "live", "the reader to connect")
    assert reader.held(asked["id"]).item.id == asked["id"]


def test_a_wrong_token_is_named_and_mended_by_the_file(home: Path, opens: Opens) -> None:
    server = opens()
    good = (home / ADDRESS_FILE).read_bytes()
    write_private(home / ADDRESS_FILE, json.dumps({**json.loads(good), "token": "wrong"}).encode())
    reader = opens(serve=False)
    assert own(reader).state == "reconnecting"
    assert "token" in own(reader).note
    write_private(home / ADDRESS_FILE, good)
    reader.ear.until(lambda: own(reader).state == "live", "the reader to connect")
    assert reader.desk.gateway_url == server.desk.gateway_url


def test_decisions_wait_while_something_else_answers(
    home: Path, opens: Opens, serves: Serves, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address turns into a sign-in page between looking and deciding: signed, stored, kept, and delivered later."""
    first = opens()
    agent = first.agent()
    action = agent.propose()["id"]
    reader = opens(serve=False)
    draft = reader.draft(action)
    link = reader.desk.linked().own
    assert link.client is not None
    real, page = link.client._client.base_url, serves(Answer.html())
    link.client._client.base_url = page.url
    # The serving desk would carry it for its neighbour; here nobody can.
    monkeypatch.setattr("counterseal.sync.outbox.claim", refuse_for(first))
    receipt = reader.desk.decide(draft).result(60)
    assert receipt.state == "stored"
    reader.ear.until(lambda: own(reader).state == "reconnecting", "the page to be noticed")
    assert reader.desk.outbox_state(receipt.envelope_sha256)[0] == "queued"
    assert agent.status(action)["state"] == "held"
    link.client._client.base_url = real
    assert reader.ear.receipt(receipt).state == "delivered"
    assert agent.permit(action)["permit"]


def refuse_for(bench: Bench) -> Callable[..., Any]:
    claim, other = outbox.claim, bench.desk.linked().own.carrier.claimant

    def claims(connection: Any, clock: Any, claimant: str, *more: Any) -> Any:
        return None if claimant == other else claim(connection, clock, claimant, *more)

    return claims


@pytest.mark.parametrize(
    "told", [None, 5, {}, [5], [{"log": [], "size": 1}], [{"log": "a"}], [{"log": "a", "size": "9"}]]
)
def test_witnesses_that_are_told_in_other_words_count_as_not_followed(told: Any) -> None:
    assert following.cosigned_sizes(told) == {}
