"""Rules for people as the bundle's verifier reads them from the specification, beside the ledger's own: one verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from core.ledger.cast import OTHER_LOG, REVIEWER, Cast, judged
from core.ledger.people_plays import BAD, GOOD, a_role_comes
from core.ledger.story import Story, refund
from counterseal.ledger import roster as rosters
from counterseal.ledger.bundle_checker import Checker
from counterseal.ledger.log import Draft
from counterseal.model.decisions import Verdict
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who, sign_order


@pytest.fixture
def cast(make_story: Callable[..., Story]) -> Cast:
    return Cast.of(make_story())


@pytest.mark.parametrize("play", GOOD, ids=lambda play: play.__name__)
def test_what_the_rules_allow(cast: Cast, tmp_path: Path, play: Callable[[Cast], None]) -> None:
    play(cast)
    found = judged(cast.story, tmp_path / "bundle")
    assert isinstance(found, Checker), found
    assert found.people.sha256 == cast.newest


@pytest.mark.parametrize("play", BAD, ids=lambda play: play.__name__)
def test_what_the_rules_refuse(cast: Cast, tmp_path: Path, play: Callable[[Cast], None]) -> None:
    play(cast)
    last = cast.story.size() - 1
    said = judged(cast.story, tmp_path / "bundle")
    assert isinstance(said, str), "it was taken"
    assert said.startswith(f"entries.jsonl line {last + 1}: ")


@pytest.mark.parametrize(("kind", "good"), [("order", True), ("key_enrolled", True), ("key_revoked", False)])
def test_a_role_comes_under_two_types(cast: Cast, tmp_path: Path, kind: str, good: bool) -> None:
    a_role_comes(cast, kind)
    assert isinstance(judged(cast.story, tmp_path / "bundle"), Checker) is good


@pytest.mark.parametrize("kind", ["order", "key_rotated", "key_revoked"])
def test_enrolled_under_the_wrong_type(cast: Cast, tmp_path: Path, kind: str) -> None:
    cast.order([cast.me, cast.new("Anna", REVIEWER)], kind)
    assert isinstance(judged(cast.story, tmp_path / "bundle"), str)


def test_doubtful_signatures_are_counted_and_named(cast: Cast, tmp_path: Path) -> None:
    jonas = cast.pair()
    who = Who(jonas.id, jonas.name, "reviewer")
    key = cast.keys[jonas.id]
    signed = [cast.story.decide(refund(n), Verdict.APPROVE, f"Refund {n}", key=key, who=who) for n in (1, 2, 3)]
    cast.order([cast.me], "key_revoked", body={"compromised": {cast.keys[jonas.id].id: signed[1]}})
    found = judged(cast.story, tmp_path / "bundle")
    assert isinstance(found, Checker)
    assert found.doubtful == signed[1:]


HERE = {"here": {"size": 1, "root": "00" * 32}, "first_lost": 1}
HELD = {"holder": "x", "size": 2, "root": "00" * 32}


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"first_lost": 2}, False),
        ({"here": {"size": 99, "root": "00" * 32}}, False),
        ({"elsewhere": [{**HELD, "holder": ""}]}, False),
        ({"elsewhere": [{**HELD, "holder": 5}]}, False),
        ({"elsewhere": [HELD] * 1_001}, False),
    ],
)
def test_the_body_of_a_restore(cast: Cast, tmp_path: Path, change: dict[str, object], good: bool) -> None:
    log = cast.story.log.origin
    cast.story.order("restore", {**HERE, "elsewhere": [HELD], **change}, log, "restored")
    assert isinstance(judged(cast.story, tmp_path / "bundle"), Checker) is good


def test_an_order_for_another_log_changes_nothing_here(cast: Cast, tmp_path: Path) -> None:
    foreign = SigningKey.generate()
    body = rosters.roster_body([cast.me], foreign.public, OTHER_LOG)
    envelope = sign_order(
        "roster",
        body,
        subject=OTHER_LOG,
        who=cast.story.me,
        audience=OTHER_LOG,
        nonce="00" * 16,
        supersedes=None,
        reason="adopted",
        at=cast.story.now(),
        key=cast.story.profile.key,
    )
    person = cast.story.profile.person_id
    cast.story.add(Draft("order", cast.story.now(), OTHER_LOG, envelope, verdict="roster", person=person, title="x"))
    found = judged(cast.story, tmp_path / "bundle")
    assert isinstance(found, Checker)
    assert found.people.sha256 == cast.newest
    assert hashlib.sha256(foreign.public).hexdigest() != found.log_key
