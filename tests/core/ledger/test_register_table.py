"""The bundle's own rules about people, one broken by each order, and word for word what it says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.ledger.story import action_id
from core.ledger.town import (
    ANA,
    AUD,
    AUDITOR,
    JONAS,
    LOG_KEY,
    MARIA,
    OLE,
    ORIGIN,
    OTHER_LOG,
    OWNER,
    Town,
    key,
    keys,
    pair,
    trio,
)
from counterseal.ledger import bundle_people
from counterseal.ledger.bundle_forms import SURPRISES, reason
from counterseal.ledger.bundle_people import Order, Register, key_id, moment, prove, read_person
from counterseal.model.people import Person
from counterseal.seal.possession import prove as proof_of

FRESH = replace(JONAS, keys=keys(22))
WRONG = "a signature is wrong (InvalidSignature)"


def alone() -> Town:
    """Maria, the only one who is left."""
    town = pair()
    assert town.order(MARIA, by=1) == ""
    return town


RECOVERY, TWO = (
    "a recovery key signs nothing but new keys for its own person",
    "enrolling takes two people, one of them an owner",
)
ONLY_OWNER = "only an owner takes away from others"
REPLACES = "an order that replaces keys stands under key_rotated"
TAKES = "an order that only takes away stands under key_revoked"
WHOSE = "keys are replaced by the person whose keys they are"
HOURS = "the last one left enrols somebody 72 hours after announcing it, not before"
ON_IT = "a compromised key stands on the roster"


def told(town: Town, wanted: Person, by: int, hours: float = 0) -> list[str]:
    digest = town.announce(wanted, by=by)
    town.wait(hours)
    return [digest]


@pytest.mark.parametrize(
    ("begin", "order", "why"),
    [
        (pair, lambda t: t.order(MARIA, JONAS, by=1, supersedes="ab" * 32),
         "the roster does not follow the one before"),
        (pair, lambda t: t.order(JONAS, by=1), "the roster has no owner with a key"),
        (pair, lambda t: t.order(replace(MARIA, keys={}), JONAS, by=1), "the roster has no owner with a key"),
        (pair, lambda t: t.order(MARIA, by=1, with_key=11), RECOVERY),
        (pair, lambda t: t.order(MARIA, by=1, entry_type="order"), TAKES),
        (pair, lambda t: t.order(MARIA, by=1, entry_type="key_enrolled"), TAKES),
        (pair, lambda t: t.order(MARIA, by=2), ""),
        (trio, lambda t: t.order(MARIA, JONAS, by=2), ONLY_OWNER), (trio, lambda t: t.order(MARIA, JONAS, by=1), ""),
        (pair, lambda t: t.order(MARIA, replace(JONAS, roles=(AUDITOR,)), by=1, entry_type="key_revoked"),
         "an order of type key_revoked does not do what this one does"),
        (pair, lambda t: t.order(replace(MARIA, roles=(OWNER,)), JONAS, by=1, entry_type="order"), ""),
        (pair, lambda t: t.order(replace(MARIA, roles=(OWNER,)), JONAS, by=1, entry_type="key_revoked"), ""),
        (pair, lambda t: t.order(replace(MARIA, roles=(OWNER,)), JONAS, by=2, entry_type="order"), ONLY_OWNER),
        (pair, lambda t: t.order(replace(MARIA, recovery={}), JONAS, by=1, entry_type="order"), TAKES),
        (pair, lambda t: t.order(replace(MARIA, roles=(OWNER,)), JONAS, by=1, entry_type="order",
         compromised={key(77).id: 0}), TAKES),
        (pair, lambda t: t.order(MARIA, FRESH, by=2), ""),
        (pair, lambda t: t.order(MARIA, FRESH, by=2, entry_type="key_enrolled"), REPLACES),
        (pair, lambda t: t.order(MARIA, FRESH, by=1), WHOSE),
        (pair, lambda t: t.order(MARIA, FRESH, by=2, with_key=12), ""),
        (pair, lambda t: t.order(MARIA, replace(JONAS, recovery=keys(32)), by=2, with_key=12),
         "a new sheet is signed by the person's own key"),
        (pair, lambda t: t.order(MARIA, replace(JONAS, recovery=keys(32)), by=2), ""),
        (pair, lambda t: t.order(MARIA, replace(FRESH, name="J"), by=2), TWO),
        (pair, lambda t: t.order(MARIA, replace(FRESH, roles=(AUDITOR,)), by=2), TWO),
        (pair, lambda t: t.order(MARIA, replace(JONAS, keys=keys(2, 22)), by=2), TWO),
        (pair, lambda t: t.order(MARIA, replace(FRESH, logs={OTHER_LOG: key(40).public.hex()}), by=2), TWO),
        (pair, lambda t: t.order(MARIA, replace(JONAS, keys=keys(2, 22)), by=2, with_key=12), RECOVERY),
        (pair, lambda t: t.order(MARIA, FRESH, by=2, compromised={key(2).id: 1}), ""),
        (pair, lambda t: t.order(MARIA, FRESH, by=2, compromised={key(77).id: 1}), ONLY_OWNER),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1), TWO),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, because=told(t, ANA, 2)), ""),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=2, because=told(t, ANA, 1)), ""),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, because=told(t, ANA, 1)), TWO),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, because=told(t, ANA, 1, 100)), TWO),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, because=["ab" * 32]),
         "it rests on an announcement that is not in this log"),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, entry_type="order", because=told(t, ANA, 2)),
         "an order of type order does not do what this one does"),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, entry_type="key_revoked", because=told(t, ANA, 2)),
         "an order of type key_revoked does not do what this one does"),
        (pair, lambda t: t.order(MARIA, replace(JONAS, name="J"), by=1, entry_type="key_enrolled",
         because=told(t, replace(JONAS, name="J"), 2)),
         "an order of type key_enrolled does not do what this one does"),
        (pair, lambda t: t.order(MARIA, replace(JONAS, name="J"), by=1, entry_type="order",
         because=told(t, replace(JONAS, name="J"), 2)), ""),
        (trio, lambda t: t.order(MARIA, JONAS, ANA, by=2, because=told(t, ANA, 1)), ONLY_OWNER),
        (trio, lambda t: t.order(MARIA, OLE, ANA, by=2, because=told(t, ANA, 1)), ""),
        (trio, lambda t: t.order(MARIA, JONAS, OLE, ANA, by=2, because=told(t, ANA, 1), compromised={key(77).id: 0}),
         ONLY_OWNER),
        (alone, lambda t: t.order(MARIA, ANA, by=1), HOURS),
        (alone, lambda t: t.order(MARIA, ANA, by=1, because=told(t, ANA, 1, 71.9)), HOURS),
        (alone, lambda t: t.order(MARIA, ANA, by=1, because=told(t, ANA, 1, 72)), ""),
        (alone, lambda t: t.order(MARIA, ANA, OLE, by=1, because=told(t, ANA, 1, 72)), HOURS),
        (pair, lambda t: t.order(MARIA, by=1, compromised={key(2).id: t.seq}), ""),
        (pair, lambda t: t.order(MARIA, by=1, compromised={key(2).id: t.seq + 1}),
         "a key cannot be compromised from a later entry on"),
        (pair, lambda t: t.order(MARIA, JONAS, by=1, compromised={key(2).id: 0}), ON_IT),
        (pair, lambda t: t.order(MARIA, JONAS, by=1, compromised={key(12).id: 0}), ON_IT),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, proofs={}, because=told(t, ANA, 2)),
         "it is not proven that whoever is enrolled holds the key"),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, proofs={key(3).id: proof_of(key(3), JONAS.id)},
         because=told(t, ANA, 2)), "InvalidSignature"),
        (pair, lambda t: t.order(MARIA, JONAS, ANA, by=1, proofs={key(3).id: "x"}, because=told(t, ANA, 2)),
         "a proof is not Base64"),
    ],
)  # fmt: skip
def test_orders(begin: Callable[[], Town], order: Callable[[Town], str], why: str) -> None:
    """The ledger's own rules agree, which ``Town`` looks at."""
    town = begin()
    order(town)
    assert town.other == why


@pytest.mark.parametrize(
    ("announce", "why"),
    [
        (lambda t: t.announce(ANA, by=2), ""), (lambda t: t.announce(ANA, by=5), "who announced it may not"),
        (lambda t: t.announce(ANA, by=2, with_key=12), RECOVERY),
        (lambda t: t.announce(ANA, by=2, supersedes="ab" * 32), "the announcement does not name the roster in force"),
        (lambda t: t.announce(ANA, by=2, proofs={}), "it is not proven that whoever is enrolled holds the key"),
        (lambda t: t.announce(JONAS, by=2, proofs={}), ""),
        (lambda t: t.announce(ANA, by=2, proofs={key(3).id: proof_of(key(3), JONAS.id)}), "InvalidSignature"),
        (lambda t: t.announce(ANA, by=9), "the signing key was not valid there"),
    ],
)  # fmt: skip
def test_announcements(announce: Callable[[Town], str], why: str) -> None:
    town = pair()
    assert town.order(MARIA, JONAS, AUD, by=1, because=[town.announce(AUD, by=2)]) == ""
    announce(town)
    assert town.other == why


def expect_why(read: Callable[[], object], why: str) -> None:
    with pytest.raises(SURPRISES) as caught:
        read()
    assert reason(caught.value) == why


# -- the forms of orders, which other rules would hide --------------------------------------------------------------
def body(**changes: Any) -> dict[str, Any]:
    made = Town().body([MARIA, JONAS])
    return {name: value for name, value in {**made, **changes}.items() if value is not ...}


HAS, OTHER_ONE = "a roster has people, log_key and log", "the roster is that of another log"
NOT_HEX, NOT_KEY = "compromised keys are malformed", "the roster names another log key"
FOUND, NAMED = "a key stands twice on the roster", "a roster names announcements by their digests"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (None, HAS), ([], HAS), (body(more=1), HAS), (body(people=...), HAS), (body(log=...), HAS),
        (body(log_key=...), HAS),
        (body(log=OTHER_LOG), OTHER_ONE), (body(log_key="x"), OTHER_ONE), (body(log_key=None), OTHER_ONE),
        (body(log_key=key(9).public.hex()), NOT_KEY),
        (body(people={}), "a roster names at least one person"),
        (body(people=[]), "a roster names at least one person"),
        (body(because="x"), NAMED), (body(because=["x"]), NAMED), (body(because={"ab" * 32: 1}), NAMED),
        (body(proofs=[]), "proofs are not an object"),
        (body(people=[MARIA.members(), {**MARIA.members(), "keys": keys(9), "recovery": {}}]),
         "a person stands twice on the roster"),
        (body(people=[MARIA.members(), replace(ANA, keys=keys(1)).members()]), FOUND),
        (body(people=[MARIA.members(), replace(ANA, keys=keys(11)).members()]), FOUND),
        (body(people=[MARIA.members(), replace(ANA, keys={LOG_KEY.id: LOG_KEY.public.hex()}).members()]), FOUND),
        (body(people=[replace(MARIA, logs={ORIGIN: key(9).public.hex()}).members()]),
         "a log stands twice on the roster, or is this one"),
        (body(people=[replace(p, logs={OTHER_LOG: key(n).public.hex()}).members() for n, p in ((40, MARIA),
        (41, JONAS))]), "a log stands twice on the roster, or is this one"),
        (body(compromised=[]), NOT_HEX), (body(compromised={"x": 0}), NOT_HEX),
        (body(compromised={"ab" * 32: -1}), "a compromised key names no entry"),
        (body(compromised={"ab" * 32: True}), "a compromised key names no entry"),
        (body(compromised={key(1).id: 0}), ON_IT), (body(compromised={key(11).id: 0}), ON_IT),
        (body(people=[JONAS.members()]), "the roster has no owner with a key"),
        (body(people=[replace(MARIA, keys={}).members()]), "the roster has no owner with a key"),
    ],
)  # fmt: skip
def test_the_body_of_a_roster(raw: Any, why: str) -> None:
    expect_why(lambda: Register(ORIGIN, LOG_KEY.id).read(raw), why)


def test_a_body_that_is_read() -> None:
    people, compromised = Register(ORIGIN, LOG_KEY.id).read(body(compromised={"ab" * 32: 3}, because=["cd" * 32]))
    assert (list(people), compromised) == ([MARIA.id, JONAS.id], {"ab" * 32: 3})
    assert Register(ORIGIN, LOG_KEY.id).read(body(proofs=..., compromised=..., because=...))[1] == {}


def test_the_first_roster() -> None:
    register = Register(ORIGIN, LOG_KEY.id)
    expect_why(lambda: register.first(1, body(), "s"), "no roster stands before it")
    later = body(compromised={"ab" * 32: 1})
    expect_why(lambda: register.first(0, later, "s"), "a key cannot be compromised from a later entry on")
    register.first(0, body(compromised={"ab" * 32: 0}), "s")
    assert (register.sha256, register.compromised, len(register.spans)) == ("s", {"ab" * 32: 0}, 4)


def announced(**changes: Any) -> Order:
    members: dict[str, Any] = {
        "change": "enrol",
        "person": ANA.members(),
        "proofs": {key(3).id: proof_of(key(3), ANA.id)},
    }
    made = {name: value for name, value in {**members, **changes.pop("body", {})}.items() if value is not ...}
    base = Order(9, "2026-11-21T10:00:00.000Z", "order", made, "s", "d", key(1).id, MARIA.id, False)
    return replace(base, **changes)


MADE = "an announcement has change, person and proofs"


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (announced(body={"more": 1}), MADE), (announced(body={"proofs": ...}), MADE),
        (announced(body={"change": "drop"}), "an announcement is about an enrolment"),
        (announced(recovery=True), RECOVERY),
        (announced(supersedes="t"), "the announcement does not name the roster in force"),
        (announced(signer="nobody"), "who announced it may not"),
        (announced(body={"proofs": []}), "proofs are not an object"),
        (announced(body={"person": {}}), "a person has id, name, roles and keys"),
    ],
)  # fmt: skip
def test_the_form_of_an_announcement(order: Order, why: str) -> None:
    register = Register(ORIGIN, LOG_KEY.id)
    register.first(0, body(), "s")
    expect_why(lambda: register.announce(order), why)
    register.announce(announced())
    register.announce(announced(seq=12))
    assert register.announced["d"].order.seq == 9, "it was announced when it first was"


FORM = "a person has id, name, roles and keys"
NAME, HEX = "a person's name has 1 to 120 characters", "a key is not 64 hex digits"
ROLES = "a person's roles are unknown"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""), ({"logs": {}, "recovery": {}}, ""), ({"more": 1}, FORM), ({"keys": ...}, FORM),
        ({"id": "x"}, "a person's id is malformed"), ({"id": 5}, "a person's id is malformed"),
        ({"id": action_id(3).upper().replace("0", "A")}, "a person's id is malformed"), ({"name": ""}, NAME),
        ({"name": "  "}, NAME), ({"name": 5}, NAME),
        ({"name": "n" * 120}, ""), ({"name": "n" * 121}, NAME), ({"name": f" {'n' * 120} "}, ""), ({"name": "n"}, ""),
        ({"roles": []}, ROLES), ({"roles": "owner"}, ROLES), ({"roles": ["owner", "king"]}, ROLES),
        ({"roles": ["auditor", "owner", "reviewer"]}, ""),
        ({"keys": []}, HEX), ({"keys": {key(3).id: "x"}}, HEX), ({"recovery": {key(3).id: "x"}}, HEX),
        ({"recovery": None}, HEX), ({"logs": {OTHER_LOG: "x"}}, HEX), ({"keys": {}}, ""),
        ({"logs": {"x": key(9).public.hex()}}, "a log's origin is malformed"),
        ({"logs": {"counterseal/x": key(9).public.hex()}}, "a log's origin is malformed"),
        ({"logs": {OTHER_LOG[12:]: key(9).public.hex()}}, "a log's origin is malformed"),
        ({"logs": {OTHER_LOG: key(9).public.hex()}}, ""),
        ({"keys": {"ab" * 32: key(3).public.hex()}}, "a key id does not fit its key"),
        ({"recovery": {"ab" * 32: key(3).public.hex()}}, "a key id does not fit its key"),
        ({"recovery": keys(3)}, FOUND), ({"logs": {OTHER_LOG: key(3).public.hex()}}, FOUND),
        ({"recovery": keys(9)}, ""),
    ],
)  # fmt: skip
def test_the_entry_of_a_person(changes: dict[str, Any], why: str) -> None:
    raw = {"id": ANA.id, "name": "Ana", "roles": ["reviewer"], "keys": keys(3)} | changes
    raw = {name: value for name, value in raw.items() if value is not ...}
    if why:
        expect_why(lambda: read_person(raw), why)
        return
    read = read_person(raw)
    assert (read.id, read.name, list(read.roles), read.keys) == (raw["id"], raw["name"], raw["roles"], raw["keys"])
    assert (read.logs, read.recovery) == (raw.get("logs", {}), raw.get("recovery", {}))
    assert read.decides is bool(read.keys)
    assert set(read.held().values()) == {*read.keys.values(), *read.logs.values(), *read.recovery.values()}


def test_proofs_keys_and_moments() -> None:
    holder = key(3)
    prove(ANA.id, holder.public.hex(), proof_of(holder, ANA.id))
    expect_why(
        lambda: prove(ANA.id, holder.public.hex(), None), "it is not proven that whoever is enrolled holds the key"
    )
    expect_why(lambda: prove(ANA.id, holder.public.hex(), "x"), "a proof is not Base64")
    expect_why(lambda: prove(JONAS.id, holder.public.hex(), proof_of(holder, ANA.id)), WRONG)
    assert key_id(holder.public.hex()) == holder.id
    assert moment("2026-11-21T10:00:00.500Z").isoformat() == "2026-11-21T10:00:00.500000+00:00"
    assert (bundle_people.POSSESSION, bundle_people.ALONE_WAITS.total_seconds()) == (
        b"counterseal/possession/v1\0",
        72 * 3600,
    )


def test_spans_and_logs() -> None:
    town = pair()
    desk = replace(FRESH, logs={OTHER_LOG: key(40).public.hex()})
    assert town.order(MARIA, desk, by=1, because=[town.announce(desk, by=2)]) == ""
    assert town.order(MARIA, by=1, compromised={key(2).id: 1}) == ""
    register = town.register
    assert [register.span(key(2).id, seq) is not None for seq in range(5)] == [False, True, True, False, False]
    assert [register.span(key(22).id, seq) is not None for seq in range(6)] == [False, False, False, True, False, False]
    assert register.span(key(99).id, 1) is None
    assert register.holders()[key(2).id] == JONAS.id
    assert register.logs == {OTHER_LOG: {key(40).public}}, "former ones included"
    assert {record["id"]: record["compromised_since"] for record in register.records()}[key(2).id] == 1
    assert all(record["compromised_since"] is None for record in register.records() if record["id"] != key(2).id)
    assert [span["until_seq"] for span in register.spans if span["person"] == MARIA.id] == [None, None]
