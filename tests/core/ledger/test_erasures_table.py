"""Erasures and retention cuts as they are read: every form, every refusal, and what of the log they reach."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger.copies import Copies, eventful, rewrite
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged
from counterseal.ledger import doubts, erasures
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.entry_check import NEVER_ERASED, Leaf, read_leaf
from counterseal.ledger.erasures import Cut, Erased, Order, read_body
from counterseal.ledger.log import ENTRY_TYPES
from counterseal.ledger.roster import Roster
from counterseal.seal.digests import commitment
from counterseal.seal.statements import sign_order

KEY = "ab" * 32
ONE = {"seq": 3, "type": "decision", "verdict": "approve", "key": KEY}
HAS, GROUND = "An erasure has what is erased, and its ground", "The ground of an erasure is text"
LISTS = "An erasure lists seq, type, verdict and key of each erased entry"
EARLIER = "An erasure lists earlier entries, each once"
TEXT = "Type, verdict and key of an erased entry are text"
CUT = {"class": "c", "types": ["viewed"], "below": 9, "envelopes": True}
MEMBERS, TYPES = "A retention cut has class, types, below and envelopes", "A retention cut names types of entries"
UNKNOWN = "A retention cut names types of entries that are unknown, or never erased"
BELOW = "A retention cut reaches earlier entries only"
SAYS = "A retention cut has a class, and says whether signed statements go"


@pytest.fixture(scope="module")
def copies() -> Copies:
    return eventful()


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("erasure", None, HAS), ("erasure", [], HAS), ("erasure", {}, HAS),
        ("erasure", {"erased": [], "more": 1}, HAS), ("erasure", {"ground": "g"}, HAS),
        ("erasure", {"cut": CUT}, HAS), ("retention_cut", {"erased": []}, HAS),
        ("retention_cut", {"cut": CUT, "erased": []}, HAS),
        ("erasure", {"erased": [], "ground": 5}, GROUND), ("retention_cut", {"cut": CUT, "ground": None}, GROUND),
        ("erasure", {"erased": {}}, LISTS), ("erasure", {"erased": None}, LISTS), ("erasure", {"erased": [5]}, LISTS),
        ("erasure", {"erased": [{**ONE, "more": 1}]}, LISTS),
        ("erasure", {"erased": [{"seq": 3}]}, LISTS), ("erasure", {"erased": [{**ONE, "seq": True}]}, LISTS),
        ("erasure", {"erased": [{**ONE, "seq": 3.0}]}, LISTS),
        ("erasure", {"erased": [{**ONE, "seq": -1}]}, EARLIER),
        ("erasure", {"erased": [{**ONE, "seq": 10}]}, EARLIER), ("erasure", {"erased": [ONE, ONE]}, EARLIER),
        ("erasure", {"erased": [{**ONE, "type": 5}]}, TEXT),
        ("erasure", {"erased": [{**ONE, "verdict": None}]}, TEXT), ("erasure", {"erased": [{**ONE, "key": 5}]}, TEXT),
        ("retention_cut", {"cut": None}, MEMBERS), ("retention_cut", {"cut": {**CUT, "more": 1}}, MEMBERS),
        ("retention_cut", {"cut": {"class": "c"}}, MEMBERS),
        ("retention_cut", {"cut": {**CUT, "types": []}}, TYPES),
        ("retention_cut", {"cut": {**CUT, "types": "viewed"}}, TYPES),
        ("retention_cut", {"cut": {**CUT, "types": [5]}}, TYPES),
        ("retention_cut", {"cut": {**CUT, "types": ["viewed", "x"]}}, UNKNOWN),
        ("retention_cut", {"cut": {**CUT, "types": ["viewed", "order"]}}, UNKNOWN),
        ("retention_cut", {"cut": {**CUT, "below": 11}}, BELOW),
        ("retention_cut", {"cut": {**CUT, "below": -1}}, BELOW),
        ("retention_cut", {"cut": {**CUT, "below": True}}, BELOW),
        ("retention_cut", {"cut": {**CUT, "class": 5}}, SAYS),
        ("retention_cut", {"cut": {**CUT, "envelopes": 1}}, SAYS),
    ],
)  # fmt: skip
def test_a_body_that_is_refused(kind: str, body: Any, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_body(kind, 10, body)
    assert refused.value.what == why


def test_bodies_that_are_read() -> None:
    listed = {"erased": [ONE, {**ONE, "seq": 0, "verdict": ""}, {**ONE, "seq": 9}], "ground": "asked by letter"}
    assert read_body("erasure", 10, listed) == {
        3: Erased(10, "decision", "approve", KEY, 10), 0: Erased(10, "decision", "", KEY, 10),
        9: Erased(10, "decision", "approve", KEY, 10),
    }  # fmt: skip
    assert read_body("erasure", 10, MappingProxyType({"erased": [MappingProxyType(ONE)]})) != {}
    assert read_body("erasure", 10, {"erased": []}) == {}
    whole = {"cut": {**CUT, "types": ["viewed", "decision"], "below": 10}, "ground": ""}
    assert read_body("retention_cut", 10, whole) == Cut("c", ("viewed", "decision"), 10, True)
    none = read_body("retention_cut", 10, {"cut": {**CUT, "below": 0, "envelopes": False}})
    assert none == Cut("c", ("viewed",), 0, False)
    assert none.members() == {**CUT, "below": 0, "envelopes": False}


def test_the_reach_of_a_cut() -> None:
    cut = Cut("c", ("viewed", "decision"), 9, True)
    assert [cut.covers(seq, kind) for seq, kind in ((8, "viewed"), (9, "viewed"), (8, "halt"), (0, "decision"))] == [
        True, False, False, True,
    ]  # fmt: skip
    assert erasures.verdict_bytes({4: "b", 1: "a", 3: "b"}) == b'{"v":1,"verdicts":{"a":[1],"b":[3,4]}}'
    assert erasures.verdict_bytes({}) == b'{"v":1,"verdicts":{}}'


def test_a_later_order_takes_the_statement_and_nothing_else() -> None:
    first, second, third = (Erased(by, "decision", "v", KEY, of) for by, of in ((5, None), (7, 7), (9, 9)))
    found: dict[int, Erased] = {}
    for one, expected in (
        (first, first),
        (second, replace(first, envelope_by=7)),
        (third, replace(first, envelope_by=7)),
    ):
        erasures._add(found, 3, one)
        assert found == {3: expected}


# -- in a real log --------------------------------------------------------------------------------------------------
def leaf_of(copies: Copies, seq: int) -> Leaf:
    with copies.changed() as connection:
        return read_leaf(ledger_log.leaf_bytes(connection, seq), copies.origin, seq)


def people_of(copies: Copies) -> Roster:
    with copies.changed() as connection:
        return rosters.load(connection)


def test_what_is_erased_of_it(copies: Copies) -> None:
    cut = Cut("decisions", ("decision", "delivered"), 14, False)
    me = copies.person.id
    listed = {seq: leaf_of(copies, seq) for seq in (2, 3, 8)}
    with copies.changed() as connection:
        found = erasures.load(connection, copies.origin)
        assert found == {
            2: Erased(17, "action_received", "", listed[2].key, 17), 3: Erased(17, "decision", "approve", me, 17),
            4: Erased(18, "", "", "", None, cut), 8: Erased(18, "", "reject", "", 19, cut),
            9: Erased(18, "", "", "", None, cut),
            13: Erased(18, "", "approve", "", None, cut),
        }  # fmt: skip
        for seq in range(22):
            assert erasures.of(connection, copies.origin, seq) == found.get(seq)
        people = rosters.load(connection)
        for seq, reached in ((17, {2, 3}), (18, {4, 8, 9, 13}), (19, {8})):
            order = erasures.read(connection, copies.origin, seq, people)
            assert (order.seq, order.person, set(order.erased)) == (seq, copies.me.id, reached)
        folded = erasures._People(connection)
        assert [folded.before(seq).seq for seq in (1, 12, 13, 14, 15, 22, 3)] == [0, 0, 12, 12, 14, 14, 0]
        assert folded.before(13) is folded.before(14)


@pytest.mark.parametrize(
    ("erased", "seq", "why"),
    [
        (Erased(17, "decision", "approve", "", 17), 3, "The erasure describes this entry differently"),
        (Erased(17, "viewed", "approve", KEY, 17), 3, "The erasure describes this entry differently"),
        (Erased(18, "", "", "", None, Cut("c", ("delivered",), 4, True)), 4,
         "The retention cut does not cover this entry"),
        (Erased(18, "", "", "", None, Cut("c", ("viewed",), 9, True)), 4,
         "The retention cut does not cover this entry"),
        (Erased(18, "", "", "", None, Cut("c", ("halt",), 19, True)), 10, ""),
        (Erased(18, "", "", "", None, Cut("c", ("order",), 19, True)), 1, "An entry of type order is never erased"),
    ],
)  # fmt: skip
def test_entries_are_held_to_their_erasure(copies: Copies, erased: Erased, seq: int, why: str) -> None:
    leaf, people = leaf_of(copies, seq), people_of(copies)
    with pytest.raises(InvalidInput) as unknown:
        erased.check(leaf, None)
    assert unknown.value.what == "Entry 0 is never erased"
    if not why:
        erased.check(leaf, people)
        return
    with pytest.raises(KnownError) as refused:
        erased.check(leaf, people)
    assert refused.value.what == why


SIGNED_17 = "(SELECT envelope FROM entries WHERE seq = 17)"
VERDICTS = "WHERE seq = 18 AND name = 'verdicts'"
IN_ATTACHMENT = "A retention cut says in its attachment which entries it reached"
BY_VERDICT = "The attachment of a retention cut lists entries by verdict"
CHANGED = "Its list of reached entries was changed after it was written"


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        (f"DELETE FROM envelopes WHERE sha256 = {SIGNED_17}", 17, "There is no such envelope*"),
        ("DELETE FROM entries WHERE seq = 17", 17, "There is no such ledger entry (17)."),
        (f"UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 = {SIGNED_17}", 17, "A DSSE envelope has*"),
        (f"DELETE FROM payloads {VERDICTS}", 18, f"{IN_ATTACHMENT}."),
        (f"UPDATE payloads SET name = 'x' {VERDICTS}", 18, f"{IN_ATTACHMENT}."),
        (f"UPDATE payloads SET bytes = x'7b7d' {VERDICTS}", 18, f"{CHANGED}."),
        (f"UPDATE payloads SET salt = zeroblob(32) {VERDICTS}", 18, f"{CHANGED}."),
        (f"UPDATE payloads SET salt = CAST(salt || x'00' AS BLOB) {VERDICTS}", 18, f"{CHANGED}."),
        ("UPDATE listing SET type = 'erasure' WHERE seq = 10", 10, "An entry of type halt erases nothing."),
    ],
)  # fmt: skip
def test_orders_that_do_not_hold(copies: Copies, statement: str, seq: int, why: str) -> None:
    with copies.changed(statement) as connection, pytest.raises(LedgerDamaged) as refused:
        erasures.load(connection, copies.origin)
    assert (refused.value.what, refused.value.extra["seq"]) == ("An erasure does not hold", seq)
    where = refused.value.where
    assert where.startswith(f"entry {seq}: {why[:-1]}") if why.endswith("*") else where == f"entry {seq}: {why}"


def test_the_index_names_an_order_that_does_not_name_the_entry(copies: Copies) -> None:
    with copies.changed("INSERT INTO erased VALUES (5, 17, 17)") as connection, pytest.raises(LedgerDamaged) as refused:
        erasures.of(connection, copies.origin, 5)
    said = (refused.value.what, refused.value.where)
    assert said == ("The order that is said to have erased it does not name it", "entry 17")


@pytest.mark.parametrize(
    ("attached", "why"),
    [
        (b"", BY_VERDICT), (b"[]", BY_VERDICT), (b"[" * 100_000, BY_VERDICT), (b"{}", BY_VERDICT),
        (b'{"verdicts":[]}', BY_VERDICT), (b'{"verdicts":{"a":5}}', BY_VERDICT),
        (b'{"verdicts":{"a":["1"]}}', BY_VERDICT), (b'{"verdicts":{"a":[true]}}', BY_VERDICT),
        (b'{"verdicts":{"a":[1,1]}}', "An entry stands twice in the attachment of a retention cut"),
        (b'{"verdicts":{"a":[1],"b":[1]}}', "An entry stands twice in the attachment of a retention cut"),
        (b'{"verdicts":{"a":[14]}}', "The attachment of a retention cut names entries that it does not cover"),
        (b'{"verdicts":{"a":[-1]}}', "The attachment of a retention cut names entries that it does not cover"),
        (b'{"verdicts":{"a":[0,13],"b":[5]}}', ""), (b'{"verdicts":{}}', ""),
    ],
)  # fmt: skip
def test_what_a_cut_says_it_reached(copies: Copies, attached: bytes, why: str) -> None:
    """As its commit promises it: the leaf is not asked whether it is signed."""
    cut = Cut("c", ("viewed",), 14, True)
    leaf = leaf_of(copies, 18)
    with copies.changed(f"UPDATE payloads SET bytes = :data {VERDICTS}", data=attached) as connection:
        salt = connection.execute(text(f"SELECT salt FROM payloads {VERDICTS}")).scalar_one()
        promised = replace(leaf, commits=((erasures.VERDICTS, commitment(salt, attached)),))
        if why:
            with pytest.raises(KnownError) as refused:
                erasures._by_cut(cut, 18, erasures._verdicts(connection, promised))
            assert refused.value.what == why
            return
        found = erasures._by_cut(cut, 18, erasures._verdicts(connection, promised))
    assert {seq: one.verdict for seq, one in found.items()} in ({0: "a", 13: "a", 5: "b"}, {})
    assert all(replace(one, verdict="") == Erased(18, "", "", "", 18, cut) for one in found.values())
    assert all(
        one.envelope_by is None for one in erasures._by_cut(replace(cut, envelopes=False), 18, {3: "x"}).values()
    )


def test_an_order_for_another_log_reaches_nothing_here(copies: Copies) -> None:
    body = {"erased": [{**ONE, "seq": 5_000}]}
    envelope = sign_order(
        "erasure", body, subject=copies.origin, who=copies.me, audience="counterseal/other", nonce="00" * 16,
        supersedes=None, reason="", at="2026-11-21T13:00:00.000Z", key=copies.person,
    )  # fmt: skip
    row = {"sha": envelope.sha256, "raw": envelope.to_bytes()}
    with copies.changed("INSERT INTO envelopes VALUES (:sha, :raw)", **row) as connection:
        people = rosters.load(connection)
        rewrite(connection, 17, lambda leaf: leaf.update(dsse_sha256=envelope.sha256))
        assert erasures.read(connection, copies.origin, 17, people) == Order(17, copies.me.id, {})
    with copies.changed() as connection:
        with pytest.raises(LedgerDamaged, match="belongs to another log"):
            erasures.read(connection, "counterseal/other", 17, people)
        with pytest.raises(LedgerDamaged, match="The signing key is not on the roster"):
            erasures.read(connection, copies.origin, 17, replace(people, keys=()))


# -- doubts ---------------------------------------------------------------------------------------------------------
def test_doubtful_signatures(copies: Copies) -> None:
    people = people_of(copies)
    jonas, me = next(iter(people.compromised)), copies.person.id
    with copies.changed() as connection:
        for compromised, seqs in (
            ({}, ()), ({jonas: 13}, (13,)), ({jonas: 14}, ()), ({jonas: 0}, (13,)), ({me: 17}, (17, 18, 19, 20)),
            ({me: 19, jonas: 2}, (13, 19, 20)), ({me: 2, jonas: 14}, (3, 8, 10, 12, 14, 17, 18, 19, 20)),
            ({KEY: 0}, ()),
        ):  # fmt: skip
            assert doubts.doubtful(connection, replace(people, compromised=compromised)) == seqs
    assert doubts.words(people, jonas, 12) == doubts.words(people, me, 13) == "valid then"
    assert (
        doubts.words(people, jonas, 1_300) == "valid then, but the key was later reported compromised from entry 13 on"
    )
    assert doubts.words(replace(people, compromised={me: 1_000}), me, 1_000).endswith("from entry 1,000 on")
    sheet = replace(people.keys[0], id=KEY, roles=("recovery",))
    both = replace(people, keys=(*people.keys, sheet))
    assert [doubts.key_words(both, key) for key in (me, KEY, "00")] == ["key", "recovery key", "key"]
    one = "1 signature is valid, but its key was later reported compromised from before it on: entry 1,300."
    assert doubts.sentence((1_300,)) == one
    assert doubts.sentence(tuple(range(1_300, 2_500))) == (
        "1,200 signatures are valid, but their keys were later reported compromised from before them on;"
        " the first is entry 1,300."
    )


def test_types_that_are_known() -> None:
    for kind in ENTRY_TYPES:
        body = {"cut": {**CUT, "types": [kind]}}
        if kind in NEVER_ERASED:
            with pytest.raises(InvalidInput, match="never erased"):
                read_body("retention_cut", 10, body)
        else:
            assert read_body("retention_cut", 10, body) == Cut("c", (kind,), 9, True)
