"""Roster orders and announcements of the wrong form are refused; what is for another log changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger.story import Story, action_id
from core.ledger.town import LOG_KEY, Town, key, keys, person
from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged
from counterseal.ledger import roster as rosters
from counterseal.ledger.remembered import Remembered
from counterseal.ledger.roster_rules import finishing
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Person, Role
from counterseal.seal.dsse import Envelope, seal
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove

MARIA = person(1, Role.OWNER, Role.REVIEWER, recovery=keys(11))
JONAS = person(2, Role.REVIEWER)
OTHER = "counterseal/01900000-0000-7000-8000-00000000bbbb"
AT = "2026-11-21T10:00:00.000Z"
Body = dict[str, Any]


def pair() -> Town:
    town = Town().found(MARIA)
    assert town.order(MARIA, JONAS, by=1) == ""
    return town


def take(town: Town, body: Body, kind: str = "roster", entry_type: str = "key_revoked", **more: Any) -> str:
    return town.take(town.sign(kind, body, MARIA, key(1).id, **more), kind, entry_type)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda b: b | {"extra": 1}, "and may have"),
        (lambda b: {n: v for n, v in b.items() if n != "log"}, "and may have"),
        (lambda b: b | {"people": []}, "at least one person"),
        (lambda b: b | {"people": {}}, "at least one person"),
        (lambda b: b | {"log": 5}, "names its log"),
        (lambda b: b | {"log": OTHER}, "another log"),
        (lambda b: b | {"log_key": LOG_KEY.public.hex().upper()}, "64 hex digits"),
        (lambda b: b | {"log_key": key(70).public.hex()}, "another log key"),
        (lambda b: b | {"compromised": []}, "Compromised keys map"),
        (lambda b: b | {"compromised": {"ab": 0}}, "Compromised keys map"),
        (lambda b: b | {"compromised": {"ab" * 32: True}}, "Compromised keys map"),
        (lambda b: b | {"compromised": {"ab" * 32: -1}}, "Compromised keys map"),
        (lambda b: b | {"because": "ab" * 32}, "by their digests"),
        (lambda b: b | {"because": ["ab"]}, "by their digests"),
        (lambda b: b | {"proofs": []}, "Proofs map"),
        (lambda b: b | {"proofs": {key(3).id: 1}, "people": [*b["people"], person(3).members()]}, "does not belong"),
    ],
)
def test_the_body_of_a_roster_order(spoil: Callable[[Body], Body], said: str) -> None:
    town = pair()
    body = spoil(town.body([MARIA]))
    assert said in take(town, body)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: {n: v for n, v in p.items() if n != "keys"}, "A person has id"),
        (lambda p: p | {"mail": "x"}, "A person has id"),
        (lambda p: p | {"name": " "}, "name has 1 to 120"),
        (lambda p: p | {"roles": []}, "Roles are owner"),
        (lambda p: p | {"roles": ["king"]}, "Roles are owner"),
        (lambda p: p | {"keys": []}, "Keys map ids"),
        (lambda p: p | {"keys": {"ab" * 32: p["keys"][key(2).id]}}, "does not fit"),
        (lambda p: p | {"keys": {key(2).id: "zz"}}, "64 hex digits"),
        (lambda p: p | {"recovery": p["keys"]}, "stands twice"),
        (lambda p: p | {"logs": {OTHER: key(2).public.hex()}}, "stands twice"),
        (lambda p: p | {"logs": {OTHER: 5}}, "Keys map ids"),
    ],
)
def test_the_entry_of_a_person(change: Callable[[Body], Body], said: str) -> None:
    town = pair()
    body = town.body([MARIA, JONAS])
    body["people"][1] = change(body["people"][1])
    assert said in take(town, body)


@pytest.mark.parametrize("kind", ["roster", "key"])
def test_a_body_is_an_object(kind: str) -> None:
    town = pair()
    statement = town.sign(kind, town.body([MARIA]), MARIA, key(1).id).statement()
    names = ["people", "log_key", "log"] if kind == "roster" else ["change", "person", "proofs"]
    statement["predicate"]["body"] = names
    envelope = seal(json.dumps(statement).encode(), key(1))
    with pytest.raises(InvalidInput, match=r"not a roster order|has change"):
        rosters.after(town.roster, envelope, town.seq, AT, "order")


@pytest.mark.parametrize("logs", [{"elsewhere": "x"}, {"counterseal/1": "x"}])
def test_logs_are_named_by_their_origins(logs: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        rosters.after(pair().roster, order_with(JONAS, logs), 2, AT, "key_enrolled")


def order_with(who: Person, logs: dict[str, str]) -> Envelope:
    town = pair()
    body = town.body([MARIA, who])
    body["people"][1]["logs"] = logs
    return town.sign("roster", body, MARIA, key(1).id)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda b: b | {"change": "leave"}, "about an enrolment"),
        (lambda b: b | {"more": 1}, "change, person and proofs"),
        (lambda b: b | {"proofs": 1}, "Proofs map"),
        (lambda b: b | {"person": 1}, "A person has id"),
        (lambda b: b | {"person": b["person"] | {"recovery": b["person"]["keys"]}}, "stands twice"),
    ],
)
def test_the_body_of_an_announcement(spoil: Callable[[Body], Body], said: str) -> None:
    ana = person(3)
    body = rosters.announcement_body(ana, {key(3).id: prove(key(3), ana.id)})
    assert said in take(pair(), spoil(body), "key", "order")


def test_an_announcement_stands_under_a_plain_order() -> None:
    town = pair()
    body = rosters.announcement_body(person(3), {key(3).id: prove(key(3), person(3).id)})
    envelope = town.sign("key", body, MARIA, key(1).id)
    with pytest.raises(InvalidInput, match="does not belong under"):
        rosters.after(town.roster, envelope, town.seq, AT, "key_enrolled")
    elsewhere = town.sign("key", body, MARIA, key(1).id, audience=OTHER)
    with pytest.raises(InvalidInput, match="another log"):
        rosters.announcing(town.roster, elsewhere, town.seq, AT)


def test_a_roster_order_follows_in_its_own_log_only() -> None:
    town = pair()
    elsewhere = town.sign("roster", town.body([MARIA]), MARIA, key(1).id, audience=OTHER)
    with pytest.raises(InvalidInput, match="another log"):
        rosters.following(town.roster, elsewhere, town.seq, AT, "key_revoked")


def test_what_is_for_another_log_changes_nothing_but_needs_a_valid_key() -> None:
    town = pair()
    body = town.body([JONAS])
    for by in (1, 11):
        envelope = town.sign("roster", body, MARIA, key(by).id, audience=OTHER)
        assert rosters.after(town.roster, envelope, town.seq, AT, "key_rotated") is town.roster
    stranger = town.sign("roster", body, MARIA, key(70).id, audience=OTHER)
    with pytest.raises(Forbidden, match="not on the roster"):
        rosters.after(town.roster, stranger, town.seq, AT, "key_rotated")


@pytest.mark.parametrize(
    ("founder", "entry_type", "seq", "said"),
    [
        (MARIA, "key_enrolled", 0, "Entry 0 is not"),
        (MARIA, "order", 1, "Entry 0 is not"),
        (JONAS, "order", 0, "not signed by an owner"),
    ],
)
def test_entry_0_is_a_plain_order_of_an_owner(founder: Person, entry_type: str, seq: int, said: str) -> None:
    town = Town()
    body = town.body([founder, person(4, Role.OWNER)])
    envelope = town.sign("roster", body, founder, next(iter(founder.keys)), supersedes=None)
    with pytest.raises((Forbidden, InvalidInput), match=said):
        rosters.after(None, envelope, seq, AT, entry_type)


def test_entry_0_reports_nothing_from_the_future() -> None:
    town = Town()
    for since, fine in ((0, True), (1, False)):
        body = town.body([MARIA], compromised={key(70).id: since})
        envelope = town.sign("roster", body, MARIA, key(1).id, supersedes=None)
        if fine:
            assert rosters.after(None, envelope, 0, AT, "order").doubtful(key(70).id, 0)
        else:
            with pytest.raises(InvalidInput, match="from a later entry on"):
                rosters.after(None, envelope, 0, AT, "order")
    plain = town.sign("level", {"level": "L1"}, MARIA, key(1).id, supersedes=None)
    with pytest.raises(InvalidInput, match="not a roster order"):
        rosters.after(None, plain, 0, AT, "order")


def test_a_wrong_signature_is_none() -> None:
    town = pair()
    good = town.sign("roster", town.body([MARIA]), MARIA, key(1).id)
    forged = Envelope(good.payload, good.keyid, bytes(64))
    with pytest.raises(Forbidden, match="signature is wrong") as refused:
        rosters.after(town.roster, forged, town.seq, AT, "key_revoked")
    assert refused.value.code == "bad_signature"


def test_an_exchanged_key_keeps_what_it_decided_and_decides_nothing_new() -> None:
    town = pair()
    at = town.seq
    signed = town.sign("level", {"level": "L1"}, JONAS, key(2).id)
    assert town.roster.check_active(signed) == town.roster.check_still_counts(signed, at - 1) == JONAS
    fresh = replace(JONAS, keys=keys(22))
    assert town.order(MARIA, fresh, by=2) == ""
    assert town.roster.check_still_counts(signed, at - 1) == fresh
    for check in (town.roster.check_active, lambda e: town.roster.check_still_counts(e, at)):
        with pytest.raises(Forbidden, match="not valid there"):
            check(signed)
    assert town.order(MARIA, fresh, by=1, compromised={key(2).id: at - 1}) == ""
    with pytest.raises(Forbidden, match="reported compromised") as refused:
        town.roster.check_still_counts(signed, at - 1)
    assert refused.value.code == "key_compromised"
    mine = town.sign("level", {"level": "L1"}, fresh, key(22).id)
    seq = town.seq - 1
    assert town.order(MARIA, replace(fresh, roles=(Role.AUDITOR,)), by=1, entry_type="key_enrolled")
    assert town.order(MARIA, by=1) == ""
    with pytest.raises(Forbidden, match="no decider any more") as refused:
        town.roster.check_still_counts(mine, seq)
    assert refused.value.code == "no_decider"


def test_former_people_keep_their_names_and_nothing_else() -> None:
    town = pair()
    named = replace(JONAS, name="Jonas Renamed", recovery=keys(32))
    assert town.order(MARIA, named, by=1, because=[town.announce(named, by=2)]) == ""
    assert town.order(MARIA, by=1) == ""
    assert town.roster.names == {MARIA.id: MARIA.name, JONAS.id: "Jonas Renamed"}
    held = {record.id: town.roster.holder(record) for record in town.roster.keys if record.person == JONAS.id}
    assert {identity: one.roles for identity, one in held.items()} == {key(2).id: (Role.REVIEWER,), key(32).id: ()}


def test_who_decides_nothing_finishes_nothing() -> None:
    town = pair()
    aud = person(5, Role.AUDITOR)
    assert town.order(MARIA, JONAS, aud, by=1, because=[town.announce(aud, by=2)]) == ""
    assert finishing(town.roster, person(3), aud.id, AT) is None
    with pytest.raises(Forbidden, match="not on the roster"):
        town.roster.person(action_id(77))


def test_keys_that_only_go_beside_a_new_sheet_are_no_exchange() -> None:
    town = Town().found(MARIA, person(2, holds=(2, 22)), person(3, Role.OWNER))
    less = person(2, holds=(2,), recovery=keys(32))
    assert "takes two people" in town.order(MARIA, less, person(3, Role.OWNER), by=2)


# -- in a database ------------------------------------------------------------------------------------------------
def test_a_roster_order_whose_statement_is_gone_is_damage(story: Story) -> None:
    seq = story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    with story.profile.database.write() as connection:
        guards = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'envelopes'"
        for name in connection.execute(text(guards)).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        gone = "DELETE FROM envelopes WHERE sha256 = (SELECT envelope FROM entries WHERE seq = :s)"
        connection.execute(text(gone), {"s": seq})
    with pytest.raises(LedgerDamaged, match="missing"):
        story.profile.roster()


def test_nothing_stands_before_entry_0(story: Story) -> None:
    with story.profile.reading() as connection, pytest.raises(LedgerDamaged, match="Entry 0 of the log is not"):
        rosters.load(connection, 0)


def test_rosters_of_many_logs_are_kept_for_a_while_only() -> None:
    kept: Remembered[bytes, rosters.Roster] = Remembered(2)
    town = pair()
    for name in (b"a", b"b", b"c"):
        assert kept.put(name, town.roster) is town.roster
    assert [kept.get(name) is None for name in (b"a", b"b", b"c")] == [True, False, False]
    kept.put(b"d", town.roster)
    assert kept.get(b"b") is None, "the one asked for least lately goes first"


def test_orders_for_another_log_stand_in_ones_own(story: Story) -> None:
    """On their way to a separate gateway, under the types that they will have there."""
    key_id = next(iter(story.profile.roster().person(story.profile.person_id).keys))
    body = rosters.roster_body([replace(MARIA, id=story.profile.person_id)], key(50).public, OTHER)
    for entry_type in ("order", "key_enrolled", "key_rotated", "key_revoked"):
        story.order("roster", body, OTHER, entry_type, audience=OTHER)
    story.order("key", {"change": "enrol"}, OTHER, audience=OTHER)
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    assert [r.id for r in story.profile.roster().keys if not r.recovery] == [key_id]


def test_a_first_sheet_and_key_come_after_an_entry_0_without_proofs() -> None:
    """As profiles of the first version have it."""
    old = replace(MARIA, recovery={})
    town = Town()
    body = town.body([old], proofs={})
    assert set(body) == {"people", "log_key", "log"}
    assert set(body["people"][0]) == {"id", "name", "roles", "keys"}
    town.found(old, proofs={})
    assert town.order(replace(old, recovery=keys(31)), by=1) == "", "a first sheet is an exchange"
    assert town.order(replace(old, keys=keys(21), recovery=keys(31)), by=1) == ""
