"""The rules of entries, keys and erasures, held even against whoever has the log key and redoes every hash."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.ledger.story import Story, action_id, erase, refund, unguard
from counterseal.ledger import log as ledger_log
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.tree import fold, leaf_hash, push
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.model.history import VerifyReport
from counterseal.model.people import Person, Role
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who


def _replace_leaf(story: Story, seq: int, change: Callable[[dict[str, object]], None]) -> VerifyReport:
    """Rewrite one leaf and everything above it, signing new heads with the log key."""
    with story.profile.database.write() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        leaf = json.loads(ledger_log.leaf_bytes(connection, seq))
        change(leaf)
        data = canonical(leaf)
        connection.execute(
            text("UPDATE entries SET leaf = :leaf, leaf_hash = :hash, envelope = :envelope WHERE seq = :seq"),
            {"leaf": data, "hash": leaf_hash(data), "envelope": leaf.get("dsse_sha256"), "seq": seq},
        )
        connection.execute(
            text("UPDATE listing SET at = :at, type = :type, subject = :subject WHERE seq = :seq"),
            {"at": leaf["at"], "type": leaf["type"], "subject": leaf.get("subject", ""), "seq": seq},
        )
        frontier: list[bytes] = []
        size = connection.execute(text("SELECT size FROM log_state")).scalar_one()
        for index in range(size):
            push(frontier, index, leaf_hash(ledger_log.leaf_bytes(connection, index)))
            head = Head(story.log.origin, index + 1, fold(frontier))
            connection.execute(
                text("UPDATE heads SET root = :root, note = :note WHERE size = :size"),
                {"root": head.root, "note": sign_head(head, story.log.key), "size": head.size},
            )
        connection.execute(text("UPDATE log_state SET frontier = :edge"), {"edge": b"".join(frontier)})
    return verify_log(story.profile.database, story.log.verifier)


@pytest.mark.parametrize(
    ("seq", "changes", "said"),
    [
        (3, {"type": "delivered"}, "carries no envelope"),
        (3, {"type": "order"}, "not a urn:counterseal:order:v1"),
        (10, {"type": "reset"}, "does not belong under reset"),
        (3, {"subject": action_id(7)}, "about another action"),
        (10, {"subject": "other"}, "about something else"),
        (3, {"key": "00" * 32}, "another key than its envelope"),
        (4, {"key": "00" * 32}, "did not sign it"),
        (4, {"type": "reset"}, "must carry a person's signature"),
        (4, {"v": 2}, "version"),
        (4, {"seq": 5}, "numbers itself"),
        (4, {"log": "counterseal/other"}, "another log"),
        (4, {"type": "invented"}, "unknown type"),
        (4, {"at": "2026-11-21T13:00:00Z"}, "milliseconds"),
        (4, {"at": "2026-13-41T13:00:00.000Z"}, "time"),
        (4, {"subject": ""}, "subject"),
        (4, {"commits": []}, "does not promise"),
        (4, {"extra": 1}, "members"),
        (0, {"type": "halt"}, "does not belong under halt"),
    ],
)
def test_a_leaf_that_no_honest_program_writes_is_found(
    story: Story, seq: int, changes: dict[str, object], said: str
) -> None:
    """Even with the log key, and every hash above redone."""
    assert _replace_leaf(story, seq, lambda leaf: None).ok
    report = _replace_leaf(story, seq, lambda leaf: leaf.update(changes))
    assert (report.ok, report.bad_seq) == (False, seq)
    assert said in report.sentences[0]


def test_who_may_sign_what(make_story: Callable[..., Story]) -> None:
    def fails(role: Role, act: Callable[[Story, SigningKey], int], said: str) -> None:
        story = make_story(f"case-{os.urandom(4).hex()}")
        key = SigningKey.generate()
        story.enrol("Ana Kovač", key, role)
        seq = act(story, key)
        report = verify_log(story.profile.database, story.log.verifier)
        assert (report.ok, report.bad_seq) == (False, seq)
        assert said in report.sentences[0]

    def ana(story: Story) -> Who:
        people = story.profile.roster().people.values()
        return Who(next(p.id for p in people if p.name != "Maria Lind"), "Ana", "auditor")

    run, aud = refund(1), Role.AUDITOR
    fails(aud, lambda s, k: s.decide(run, Verdict.APPROVE, "t", key=k, who=ana(s)), "may not decide")
    fails(Role.REVIEWER, lambda s, k: s.decide(run, Verdict.APPROVE, "t", key=k), "another person")
    fails(aud, lambda s, k: s.decide(run, Verdict.APPROVE, "t", key=SigningKey.generate()), "not on the roster")
    fails(aud, lambda s, k: s.order("reset", {"agent": "a"}, "a", "reset", key=k, who=ana(s)), "may not give")
    fails(Role.REVIEWER, lambda s, k: s.order("erasure", {"erased": []}, "a", key=k, who=ana(s)), "does not belong")

    story = make_story("good")
    key = SigningKey.generate()
    story.enrol("Ana Kovač", key, Role.AUDITOR)
    story.order("halt", {"agent": "a"}, "a", "halt", key=key, who=ana(story))
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences


def test_keys_count_only_where_the_roster_says(make_story: Callable[..., Story]) -> None:
    story = make_story()
    key = SigningKey.generate()
    story.enrol("Jonas Öberg", key, Role.REVIEWER)
    jonas = next(p for p in story.profile.roster().people.values() if p.name == "Jonas Öberg")
    who = Who(jonas.id, jonas.name, "reviewer")
    story.decide(refund(1), Verdict.APPROVE, "t", key=key, who=who)
    owner = story.profile.roster().person(story.profile.person_id)
    story.roster([owner])
    assert verify_log(story.profile.database, story.log.verifier).ok
    back = Person(jonas.id, jonas.name, (Role.AUDITOR, Role.REVIEWER), jonas.keys)
    announced = story.announce(back, key)
    story.clock.at += timedelta(hours=72)
    story.roster([owner, back], key, because=[announced])
    story.decide(refund(2), Verdict.REJECT, "t", key=key, who=who)
    assert verify_log(story.profile.database, story.log.verifier).ok, "a key may come back"
    spans = [(k.from_seq, k.until_seq) for k in story.profile.roster().keys if k.id == key.id]
    assert spans == [(1, 3), (5, None)]
    story.roster([owner])
    late = story.decide(refund(3), Verdict.APPROVE, "t", key=key, who=who)
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, late)
    assert "not valid there" in report.sentences[0]


def test_erasure_by_signed_order_is_good_and_any_other_absence_is_not(make_story: Callable[..., Story]) -> None:
    good = make_story("good")
    good.tell()
    erase(good, 2, 3)
    report = verify_log(good.profile.database, good.log.verifier)
    assert report.ok, report.sentences
    assert any("2 entries erased" in sentence for sentence in report.sentences)

    for name, options, said in (
        ("unlisted", {"listed": False}, "missing"),
        ("other-key", {"key": "00" * 32}, "describes this entry differently"),
    ):
        story = make_story(name)
        story.tell()
        erase(story, 3, **options)  # type: ignore[arg-type]
        report = verify_log(story.profile.database, story.log.verifier)
        assert (report.ok, report.bad_seq) == (False, 3)
        assert said in report.sentences[0]

    wordy = make_story("wordy")
    wordy.tell()
    erase(wordy, 3)
    unguard(wordy)
    with wordy.profile.database.write() as connection:
        connection.execute(text("UPDATE listing SET title = 'never happened' WHERE seq = 3"))
    assert verify_log(wordy.profile.database, wordy.log.verifier).bad_seq == 3

    order = make_story("order")
    order.tell()
    erase(order, 1)
    report = verify_log(order.profile.database, order.log.verifier)
    assert (report.ok, report.bad_seq) == (False, 1)
