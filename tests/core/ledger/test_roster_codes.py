"""The codes that refused roster orders carry, which programs go by, and where an order of another log leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ledger.town import ANA, AUD, AUDITOR, JONAS, MARIA, OLE, ORIGIN, OTHER_LOG, Town, key, keys, pair, person
from counterseal.clock import stamp
from counterseal.errors import Forbidden, LedgerDamaged
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Announcement
from counterseal.ledger.roster_form import Body
from counterseal.ledger.roster_rules import Change, Sort, compare
from counterseal.model.people import Person
from counterseal.seal.dsse import seal
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove, proven


@pytest.mark.parametrize(
    ("people", "by", "with_key", "more", "code"),
    [
        ((MARIA,), 1, None, {"supersedes": "00" * 32}, "superseded"),
        ((JONAS,), 1, None, {}, "last"),
        ((replace(MARIA, keys={}), JONAS), 1, None, {}, "last"),
        ((MARIA,), 1, 99, {}, "unknown_key"),
        ((MARIA,), 1, 11, {}, "recovery_key"),
        ((MARIA, replace(JONAS, recovery=keys(22))), 2, 12, {}, "recovery_key"),
        ((MARIA, JONAS, ANA), 1, None, {}, "second_person"),
        ((MARIA, JONAS, ANA), 1, None, {"because": ["ab" * 32]}, "no_announcement"),
        ((replace(MARIA, recovery={}), JONAS), 2, None, {}, "wrong_role"),
        ((MARIA, replace(JONAS, keys=keys(22))), 1, None, {}, "not_yours"),
    ],
)
def test_the_code_of_a_refused_order(
    people: tuple[Person, ...], by: int, with_key: int | None, more: dict[str, object], code: str
) -> None:
    town = pair()
    assert town.order(*people, by=by, with_key=with_key, **more) != ""
    assert town.code == code


def test_the_code_of_a_refused_announcement() -> None:
    town = pair()
    for wanted, by, more, code in (
        (ANA, 2, {"with_key": 12}, "recovery_key"),
        (ANA, 2, {"supersedes": "00" * 32}, "superseded"),
    ):
        town.announce(wanted, by=by, **more)  # type: ignore[arg-type]
        assert town.code == code
    assert town.order(MARIA, JONAS, replace(ANA, roles=(AUDITOR,)), by=1, because=[]) != ""
    auditors = Town().found(MARIA)
    assert auditors.order(MARIA, person(5, AUDITOR), by=1) == ""
    auditors.announce(ANA, by=5)
    assert auditors.code == "wrong_role"


def test_the_codes_of_those_who_may_not_widen() -> None:
    town = Town().found(MARIA)
    assert town.order(MARIA, AUD, by=1) == ""
    assert "may not enrol" in town.order(MARIA, AUD, ANA, by=5)
    assert town.code == "wrong_role"
    with pytest.raises(Forbidden) as unknown:
        town.roster.person(ANA.id)
    assert (unknown.value.code, unknown.value.where) == ("not_on_roster", ANA.id)
    trio = pair()
    assert trio.order(MARIA, JONAS, OLE, by=1, because=[trio.announce(OLE, by=2)]) == ""
    assert "Only an owner" in trio.order(MARIA, JONAS, ANA, by=2, because=[trio.announce(ANA, by=1)])
    assert trio.code == "wrong_role"


def test_what_an_order_does() -> None:
    town = pair()
    here = town.roster
    for people, compromised, sort, gaining, concerned, types in (
        ((MARIA,), {}, Sort.NARROWING, (), {JONAS.id}, {"key_revoked"}),
        ((MARIA, replace(JONAS, roles=())), {}, Sort.NARROWING, (), {JONAS.id}, {"key_revoked", "order"}),
        ((MARIA, JONAS), {key(9).id: 0}, Sort.NARROWING, (), {""}, {"key_revoked"}),
        ((MARIA, replace(JONAS, keys=keys(22))), {}, Sort.ROTATION, (JONAS.id,), {JONAS.id}, {"key_rotated"}),
        ((MARIA, JONAS, ANA), {}, Sort.WIDENING, (ANA.id,), {ANA.id}, {"key_enrolled"}),
        ((MARIA, replace(JONAS, name="J")), {}, Sort.WIDENING, (JONAS.id,), {JONAS.id}, {"order"}),
    ):
        change = compare(here, Body({p.id: p for p in people}, here.log_key, here.log, compromised))
        assert change == Change(sort, gaining, frozenset(concerned), frozenset(types))
    reported = replace(here, compromised={key(9).id: 3})
    same = compare(reported, Body({MARIA.id: MARIA, JONAS.id: JONAS}, here.log_key, here.log, {key(9).id: 3}))
    assert same == Change(Sort.NARROWING, (), frozenset(), frozenset({"key_revoked", "order"}))


def test_what_is_kept_of_an_announcement() -> None:
    town = pair()
    at, seq = stamp(town.at), town.seq
    digest = town.announce(ANA, by=2)
    proofs = {key(3).id: prove(key(3), ANA.id)}
    assert town.roster.announced == (Announcement(digest, seq, at, JONAS.id, key(2).id, ANA, proofs),)


def test_an_order_on_its_way_to_another_log_is_judged_by_its_own_place() -> None:
    """Jonas signed it while his key counted; that it ended since then does not matter."""
    town = pair()
    elsewhere = town.sign("roster", town.body([MARIA]), JONAS, key(2).id, audience=OTHER_LOG)
    assert rosters.after(town.roster, elsewhere, 2, stamp(town.at), "order") is town.roster
    assert town.order(MARIA, by=1) == ""
    assert rosters.after(town.roster, elsewhere, 1, stamp(town.at), "order") is town.roster
    with pytest.raises(Forbidden) as caught:
        rosters.after(town.roster, elsewhere, 2, stamp(town.at), "order")
    assert caught.value.code == "key_not_valid"


def test_what_entry_0_is_called_when_it_is_no_roster() -> None:
    raw = seal(b"{}", SigningKey.generate()).to_bytes()
    with pytest.raises(LedgerDamaged) as caught:
        rosters._next(None, raw, 0, "", "order")
    assert caught.value.what == "Entry 0 is not a roster signed by its owner"
    with pytest.raises(LedgerDamaged) as caught:
        rosters._next(pair().roster, raw, 2, "", "order")
    assert caught.value.what == "A roster order is not valid"
    assert caught.value.where.startswith("entry 2: ")


def test_a_proof_for_an_id_that_no_person_can_have_proves_nothing() -> None:
    holder = key(1)
    assert proven(holder.public, MARIA.id, prove(holder, MARIA.id))
    for identity in ("ü", "\ud800", f"{ORIGIN}é"):
        assert not proven(holder.public, identity, prove(holder, MARIA.id))
