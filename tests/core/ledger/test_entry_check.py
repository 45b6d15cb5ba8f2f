"""The rules of single entries: the form of a leaf, and what an envelope may say there, one rule at a time."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.ledger.story import action_id, refund
from counterseal.errors import Forbidden, InvalidInput, KnownError, LedgerDamaged
from counterseal.ledger import entry_check
from counterseal.ledger import roster as rosters
from counterseal.ledger.entry_check import Leaf, check_envelope, check_erased, check_unsigned, read_leaf, tells
from counterseal.ledger.log import ENTRY_TYPES
from counterseal.ledger.roster import Roster
from counterseal.model.decisions import ORDER_KINDS, Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import action_sha256, canonical, sha256_hex
from counterseal.seal.dsse import Envelope, seal
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import DecisionContent, Who, sign_decision, sign_order

ORIGIN = f"counterseal/{action_id(1)}"
AT = "2026-11-21T13:00:00.000Z"
LOG_KEY, OWNER, REVIEWER, AUDITOR = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3, 4))
ROLES = {OWNER.id: Role.OWNER, REVIEWER.id: Role.REVIEWER, AUDITOR.id: Role.AUDITOR}
PEOPLE = [
    Person(action_id(10 + number), f"P{number}", (role,), {key.id: key.public.hex()})
    for number, (key, role) in enumerate(((OWNER, Role.OWNER), (REVIEWER, Role.REVIEWER), (AUDITOR, Role.AUDITOR)))
]


def who(key: SigningKey) -> Who:
    person = next(p for p in PEOPLE if key.id in p.keys)
    return Who(person.id, person.name, person.roles[0].value)


def order(kind: str, body: dict[str, Any], key: SigningKey = OWNER, subject: str = ORIGIN, **more: Any) -> Envelope:
    said = {"who": who(key), "audience": ORIGIN, "nonce": "ab" * 16, "supersedes": None, "reason": "why", "at": AT}
    return sign_order(kind, body, subject=subject, key=key, **{**said, **more})


def decision(key: SigningKey = OWNER, verdict: Verdict = Verdict.APPROVE, **more: Any) -> Envelope:
    action = refund(1)
    said: dict[str, Any] = {
        "verdict": verdict, "action": action, "original_sha256": action_sha256(action), "who": who(key),
        "audience": ORIGIN, "nonce": "ab" * 16, "halt_epoch": 0, "decided_at": AT, "expires_at": None,
    }  # fmt: skip
    return sign_decision(DecisionContent(**{**said, **more}), key)


FIRST = order("roster", rosters.roster_body(PEOPLE, LOG_KEY.public, ORIGIN))
IN_FORCE: Roster = rosters.first(FIRST)


def leaf(kind: str, envelope: Envelope | None = None, **more: Any) -> Leaf:
    subject = "" if envelope is None else str(envelope.statement()["subject"][0]["name"])
    said = Leaf(
        ORIGIN, 5, kind, AT, envelope.keyid if envelope else LOG_KEY.id, subject, envelope and envelope.sha256, ()
    )
    return replace(said, **more)


# -- the leaf ---------------------------------------------------------------------------------------------------------
MEMBERS: dict[str, Any] = {
    "v": 1, "log": ORIGIN, "seq": 5, "type": "viewed", "at": AT, "key": LOG_KEY.id,
    "commits": [{"c": "ab" * 32, "name": "facts"}, {"c": "cd" * 32, "name": "listing"}],
}  # fmt: skip


def test_a_leaf_is_read_as_it_was_written() -> None:
    read = read_leaf(canonical(MEMBERS), ORIGIN, 5)
    assert read == Leaf(ORIGIN, 5, "viewed", AT, LOG_KEY.id, "", None, (("facts", "ab" * 32), ("listing", "cd" * 32)))
    full = read_leaf(canonical({**MEMBERS, "subject": "s", "dsse_sha256": "ef" * 32}), ORIGIN, 5)
    assert (full.subject, full.dsse_sha256) == ("s", "ef" * 32)
    for kind in ENTRY_TYPES:
        assert read_leaf(canonical({**MEMBERS, "type": kind}), ORIGIN, 5).type == kind


WRONG_LEAVES: list[tuple[dict[str, Any], str]] = [
    ({"v": 2}, "The leaf is not of version 1"),
    ({"v": True}, "The leaf is not of version 1"),
    ({"v": "1"}, "The leaf is not of version 1"),
    ({"seq": 6}, "The leaf numbers itself 6, not 5"),
    ({"seq": "5"}, "The leaf numbers itself 5, not 5"),
    ({"seq": "9" * 40}, f"The leaf numbers itself {'9' * 20}, not 5"),
    ({"seq": None}, "The leaf numbers itself None, not 5"),
    ({"log": "counterseal/other"}, "The leaf belongs to another log"),
    ({"log": [ORIGIN]}, "The leaf belongs to another log"),
    ({"type": "invented"}, "The leaf is of an unknown type"),
    ({"type": ["viewed"]}, "The leaf is of an unknown type"),
    ({"type": {}}, "The leaf is of an unknown type"),
    ({"at": "2026-11-21T13:00:00Z"}, "The leaf's time is not a UTC time with milliseconds"),
    ({"at": AT + "\n"}, "The leaf's time is not a UTC time with milliseconds"),
    ({"at": 7}, "The leaf's time is not a UTC time with milliseconds"),
    ({"at": "2026-02-30T13:00:00.000Z"}, ""),
    ({"subject": ""}, "The leaf's subject is not text"),
    ({"subject": None}, "The leaf's subject is not text"),
    ({"subject": ["s"]}, "The leaf's subject is not text"),
    ({"key": "ab" * 31}, "The leaf's key or envelope digest is not 64 hex digits"),
    ({"key": "AB" * 32}, "The leaf's key or envelope digest is not 64 hex digits"),
    ({"key": None}, "The leaf's key or envelope digest is not 64 hex digits"),
    ({"dsse_sha256": None}, "The leaf's key or envelope digest is not 64 hex digits"),
    ({"dsse_sha256": "xy" * 32}, "The leaf's key or envelope digest is not 64 hex digits"),
    ({"commits": {}}, "The leaf's commits are not a list"),
    ({"commits": ["x"]}, "A commit has name and c"),
    ({"commits": [{"name": "a"}]}, "A commit has name and c"),
    ({"commits": [{"name": "a", "c": "ab" * 32, "d": 1}]}, "A commit has name and c"),
    ({"commits": [{"name": 1, "c": "ab" * 32}]}, "A commit has name and c"),
    ({"commits": [{"name": "", "c": "ab" * 32}]}, "A commit's name is empty or its c is not 64 hex digits"),
    ({"commits": [{"name": "a", "c": "ab"}]}, "A commit's name is empty or its c is not 64 hex digits"),
    ({"commits": [{"name": n, "c": "ab" * 32} for n in "ba"]},
     "The leaf's commits are not sorted by name, or one stands twice"),
    ({"commits": [{"name": n, "c": "ab" * 32} for n in "aa"]},
     "The leaf's commits are not sorted by name, or one stands twice"),
    ({"more": 1}, "The leaf has missing or unknown members"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), WRONG_LEAVES)
def test_a_leaf_of_another_form_is_refused_with_its_reason(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_leaf(canonical({**MEMBERS, **change}), ORIGIN, 5)
    assert caught.value.what.startswith(said)
    assert caught.value.what == said or not said


@pytest.mark.parametrize("name", MEMBERS)
def test_no_member_of_a_leaf_may_be_missing(name: str) -> None:
    with pytest.raises(InvalidInput, match=r"^The leaf has missing or unknown members"):
        read_leaf(canonical({k: v for k, v in MEMBERS.items() if k != name}), ORIGIN, 5)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b"nan", b"{}x"])
def test_what_is_no_json_is_no_leaf(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"^The leaf is not JSON"):
        read_leaf(data, ORIGIN, 5)


@pytest.mark.parametrize("data", [b"[]", b"null", b'"leaf"', b"5"])
def test_json_that_is_no_object_is_no_leaf(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"^The leaf has missing or unknown members"):
        read_leaf(data, ORIGIN, 5)


def test_another_spelling_of_the_same_json_is_refused() -> None:
    plain = canonical({**MEMBERS, "subject": "Ärger"})
    read_leaf(plain, ORIGIN, 5)
    for other in (
        plain.replace(b":", b": ", 1),
        plain + b"\n",
        plain.replace("Ä".encode(), b"\\u00c4"),
        json.dumps(dict(reversed(json.loads(plain).items())), separators=(",", ":"), ensure_ascii=False).encode(),
    ):
        with pytest.raises(InvalidInput, match=r"^The leaf is not in canonical form \(RFC 8785\)"):
            read_leaf(other, ORIGIN, 5)
    lonely = canonical(MEMBERS).replace(b'"type"', b'"subject":"\\ud800","type"')
    with pytest.raises(InvalidInput, match="canonical form"):
        read_leaf(lonely, ORIGIN, 5)


# -- what is signed ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("key", [OWNER, REVIEWER])
def test_a_decision_is_good_when_a_decider_signed_it(key: SigningKey, verdict: Verdict) -> None:
    envelope = decision(key, verdict)
    signed, after = check_envelope(leaf("decision", envelope), envelope, IN_FORCE)
    assert (signed.person.id, signed.verdict, after) == (who(key).id, verdict.value, IN_FORCE)
    assert signed.predicate["nonce"] == "ab" * 16


RIGHTS = {
    "owner": (OWNER, {"halt", "pause", "erasure", "restore", "agent", "reset", "incident"}),
    "reviewer": (REVIEWER, {"halt", "pause", "agent", "reset", "incident"}),
    "auditor": (AUDITOR, {"halt", "pause"}),
}
UNDER = {"erasure": "erasure", "restore": "restored"}
RESTORED = {"here": {"size": 5, "root": "ab" * 32}, "elsewhere": [], "first_lost": 5}


@pytest.mark.parametrize("role", RIGHTS)
@pytest.mark.parametrize("kind", sorted(RIGHTS["owner"][1]))
def test_who_may_give_which_order(role: str, kind: str) -> None:
    key, may = RIGHTS[role]
    body = RESTORED_BODY if kind == "restore" else {"about": "it"}
    envelope = order(kind, body, key)
    at = leaf(UNDER.get(kind, "order" if kind == "agent" else kind), envelope)
    if kind in may:
        signed, after = check_envelope(at, envelope, IN_FORCE)
        assert (signed.person.id, signed.verdict, after) == (who(key).id, kind, IN_FORCE)
    else:
        with pytest.raises(Forbidden, match=rf"^Who signed may not give an order of kind {kind}") as caught:
            check_envelope(at, envelope, IN_FORCE)
        assert caught.value.where == who(key).name


RESTORED_BODY: dict[str, Any] = {
    "here": {"size": 5, "root": "ab" * 32},
    "elsewhere": [{"holder": "counterseal/other", "size": 9, "root": "cd" * 32}],
    "first_lost": 5,
}


def test_a_restore_speaks_of_what_stands_before_it() -> None:
    envelope = order("restore", {**RESTORED_BODY, "here": {"size": 6, "root": "ab" * 32}, "first_lost": 6})
    with pytest.raises(InvalidInput, match=r"^The restore speaks of more entries than stand before it"):
        check_envelope(leaf("restored", envelope), envelope, IN_FORCE)


@pytest.mark.parametrize("kind", ORDER_KINDS)
@pytest.mark.parametrize("entry", sorted(set(ENTRY_TYPES) - {"decision"}))
def test_an_order_stands_under_its_own_types_only(kind: str, entry: str) -> None:
    allowed = {
        "order": set(ORDER_KINDS) - {"erasure", "restore"}, "pause": {"pause"}, "halt": {"halt"}, "reset": {"reset"},
        "key_enrolled": {"roster"}, "key_rotated": {"roster"}, "key_revoked": {"roster"}, "incident": {"incident"},
        "erasure": {"erasure"}, "retention_cut": {"erasure"}, "restored": {"restore"},
    }  # fmt: skip
    envelope = order(kind, RESTORED_BODY if kind == "restore" else {"about": "it"})
    if kind in allowed.get(entry, set()):
        if kind in ("roster", "key"):
            return  # their bodies have rules of their own: test_roster
        check_envelope(leaf(entry, envelope), envelope, IN_FORCE)
        return
    said = f"An order of kind {kind} does not belong under {entry}"
    if entry not in allowed:
        said = f"An entry of type {entry} carries no envelope"
    with pytest.raises(InvalidInput, match=f"^{re.escape(said)}"):
        check_envelope(leaf(entry, envelope), envelope, IN_FORCE)


def resealed(envelope: Envelope, key: SigningKey, change: Callable[[dict[str, Any]], object]) -> Envelope:
    statement = json.loads(envelope.payload)
    change(statement)
    return seal(json.dumps(statement).encode(), key)


WRONG_SIGNED: dict[str, tuple[Envelope, dict[str, Any], str]] = {
    "another envelope": (decision(), {"dsse_sha256": "00" * 32}, "The envelope is not the one that the entry names"),
    "another key": (decision(), {"key": REVIEWER.id}, "The entry names another key than its envelope"),
    "another subject": (decision(), {"subject": action_id(7)}, "The decision is about another action than its entry"),
    "another subject of an order": (order("halt", {}), {"type": "halt", "subject": "x"},
                                    "The order is about something else than its entry says"),
    "verdict unknown": (resealed(decision(), OWNER, lambda s: s["predicate"].update(verdict="maybe")), {},
                        "The decision has an unknown verdict"),
    "another digest": (resealed(decision(), OWNER, lambda s: s["subject"][0]["digest"].update(sha256="00" * 32)), {},
                       "The decision's subject digest is not that of its action"),
    "another action": (resealed(decision(), OWNER, lambda s: s["predicate"].update(action=refund(2).members())), {},
                       "The decision is about another action than its entry"),
    "another person": (decision(who=who(REVIEWER)), {}, "The statement names another person than the key's"),
    "another person's order": (order("halt", {}, who=who(REVIEWER)), {"type": "halt"},
                               "The statement names another person than the key's"),
    "nobody": (resealed(decision(), OWNER, lambda s: s["predicate"].update(person=None)), {},
               "The statement names another person than the key's"),
    "another body": (resealed(order("halt", {}), OWNER, lambda s: s["predicate"].update(body={"a": 1})),
                     {"type": "halt"}, "The order's subject digest is not that of its body"),
    "no body": (resealed(order("halt", {}), OWNER, lambda s: s["predicate"].update(body=None)),
                {"type": "halt"}, "The order's subject digest is not that of its body"),
    "a list for a kind": (resealed(order("halt", {}), OWNER, lambda s: s["predicate"].update(kind=["halt"])),
                          {"type": "halt"}, "An order of kind"),
    "an auditor decides": (decision(AUDITOR), {}, "Who signed may not decide"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_SIGNED)
def test_what_does_not_fit_its_entry_is_refused_with_its_reason(name: str) -> None:
    envelope, change, said = WRONG_SIGNED[name]
    with pytest.raises((InvalidInput, Forbidden)) as caught:
        check_envelope(leaf("decision", envelope, **change), envelope, IN_FORCE)
    assert caught.value.what.startswith(said), caught.value


def test_entry_0_is_the_roster_and_nothing_else() -> None:
    signed, after = check_envelope(leaf("order", FIRST, seq=0), FIRST, None)
    assert (signed.person.id, signed.verdict, after) == (PEOPLE[0].id, "roster", IN_FORCE)
    with pytest.raises(LedgerDamaged, match=r"^Entry 0 is not the log's roster"):
        check_envelope(leaf("decision", decision()), decision(), None)
    halt = order("halt", {})
    with pytest.raises(KnownError):
        check_envelope(leaf("halt", halt, seq=0), halt, None)
    other = order("roster", rosters.roster_body(PEOPLE, LOG_KEY.public, "counterseal/other"))
    with pytest.raises(InvalidInput, match=r"^The roster is that of another log"):
        check_envelope(leaf("order", other, seq=0), other, None)


ODD: tuple[Any, ...] = (None, True, 0, -1, 2**60, 1.5, "", "x", [], {}, [[]], [{}], {"a": []}, [None], "00" * 32)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield from _places(inner, (*path, name))


SIGNABLE: dict[str, tuple[str, Envelope]] = {
    "decision": ("decision", decision()),
    "order": ("order", order("agent", {"id": "a"})),
    "erasure": ("erasure", order("erasure", {"erased": []})),
    "restored": ("restored", order("restore", RESTORED_BODY)),
    "roster": ("key_revoked", order("roster", rosters.roster_body(PEOPLE[:2], LOG_KEY.public, ORIGIN,
                                                                  compromised={AUDITOR.id: 1}, proofs={"a": "b"}),
                                    supersedes=FIRST.sha256)),
    "announcement": ("order", order("key", rosters.announcement_body(PEOPLE[2], {}), supersedes=FIRST.sha256)),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNABLE)
def test_a_signed_statement_of_any_form_is_refused_and_never_an_accident(name: str) -> None:
    """Whoever has a key may sign anything; a statement that is no good is a finding, not a crash."""
    kind, good = SIGNABLE[name]
    check_envelope(leaf(kind, good), good, IN_FORCE)
    statement = json.loads(good.payload)
    for path in list(_places(statement))[1:]:
        for odd in ODD:
            changed = copy.deepcopy(statement)
            inner = changed
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = odd
            if path[:2] == ("predicate", "body"):
                body = changed["predicate"]["body"]
                try:
                    changed["subject"][0]["digest"]["sha256"] = sha256_hex(canonical(body))
                except InvalidInput:
                    continue  # a number that nobody can sign
            envelope = seal(json.dumps(changed).encode(), OWNER)
            at = leaf(kind, good, dsse_sha256=envelope.sha256)
            try:
                signed, _after = check_envelope(at, envelope, IN_FORCE)
            except KnownError:
                continue
            assert signed.person.id == PEOPLE[0].id


# -- what is not signed, and what was erased --------------------------------------------------------------------------
MUST = {
    "decision",
    "order",
    "reset",
    "erasure",
    "retention_cut",
    "restored",
    "key_enrolled",
    "key_rotated",
    "key_revoked",
}
KEPT = {
    "order",
    "key_enrolled",
    "key_rotated",
    "key_revoked",
    "erasure",
    "retention_cut",
    "restored",
    "export",
    "cosigned",
}


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_which_entries_need_a_person(kind: str) -> None:
    if kind in MUST:
        with pytest.raises(InvalidInput, match=rf"^An entry of type {kind} must carry a person's signature"):
            check_unsigned(leaf(kind), LOG_KEY.id)
    else:
        check_unsigned(leaf(kind), LOG_KEY.id)
    with pytest.raises(InvalidInput, match=r"^Entry 0 is not the log's signed roster"):
        check_unsigned(leaf(kind, seq=0), LOG_KEY.id)


def test_an_unsigned_entry_names_the_log_key() -> None:
    with pytest.raises(InvalidInput, match=r"^The entry names a key that did not sign it"):
        check_unsigned(leaf("viewed", key=OWNER.id), LOG_KEY.id)


@pytest.mark.parametrize("kind", ENTRY_TYPES)
def test_which_entries_are_never_erased(kind: str) -> None:
    at = leaf(kind, key=LOG_KEY.id)
    if kind in KEPT:
        with pytest.raises(InvalidInput, match=rf"^An entry of type {kind} is never erased"):
            check_erased(at, kind, LOG_KEY.id, IN_FORCE)
    else:
        check_erased(at, kind, LOG_KEY.id, IN_FORCE)


def test_an_erased_entry_is_as_its_erasure_says() -> None:
    signed = leaf("decision", decision())
    check_erased(signed, "decision", OWNER.id, IN_FORCE)
    for kind, key in (("viewed", OWNER.id), ("decision", REVIEWER.id)):
        with pytest.raises(InvalidInput, match=r"^The erasure describes this entry differently"):
            check_erased(signed, kind, key, IN_FORCE)
    with pytest.raises(Forbidden, match=r"^The signing key was not valid there") as caught:
        check_erased(replace(signed, key=LOG_KEY.id), "decision", LOG_KEY.id, IN_FORCE)
    assert (caught.value.code, caught.value.where) == ("key_not_valid", LOG_KEY.id[:16])
    late = replace(IN_FORCE, keys=tuple(replace(key, from_seq=6) for key in IN_FORCE.keys))
    with pytest.raises(Forbidden, match=r"^The signing key was not valid there"):
        check_erased(signed, "decision", OWNER.id, late)
    sheet = replace(IN_FORCE, keys=tuple(replace(key, roles=("recovery",)) for key in IN_FORCE.keys))
    with pytest.raises(Forbidden, match=r"^The signing key was not valid there"):
        check_erased(signed, "decision", OWNER.id, sheet)


@pytest.mark.parametrize(
    ("payload", "verdict", "agrees"),
    [
        (b'{"outcome":"done"}', "done", True),
        (b'{"outcome":"done"}', "failed", False),
        (b'{"outcome":null}', "failed", True),
        (b'{"other":"done"}', "failed", True),
        (b'["done"]', "failed", True),
        (b"not json", "failed", True),
        (b"[" * 100_000, "failed", True),
        (b"\xff\xfe", "failed", True),
        (b'{"outcome":"done"}'.ljust(1 << 20), "failed", False),
        (b'{"outcome":"done"}'.ljust((1 << 20) + 1), "failed", True),
    ],
)
def test_what_an_outcome_says_of_itself(payload: bytes, verdict: str, agrees: bool) -> None:
    assert tells(payload, verdict) is agrees


def test_a_key_as_people_see_it() -> None:
    assert entry_check.short_key("7f2c" + "0" * 58 + "c9") == "7f2c…c9"
