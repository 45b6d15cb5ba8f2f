"""Every rule of the bundle's walk over entries: one line that breaks it, and word for word what is said of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from core.ledger.cast import OTHER_LOG
from core.ledger.copies import eventful
from core.ledger.lines import Walk, b64, compact
from core.ledger.story import action_id
from counterseal.ledger import bundle_checker
from counterseal.ledger.bundle_checker import Checker
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey

Change = Callable[[dict[str, Any]], Any]
MEMBERS = "a line has seq, leaf, envelope and payloads"
ORDER = "entry 10 is missing or out of order"
LEAF = "the leaf has missing or unknown members"
FIT = "attachments and commits do not fit each other"
PERSON = "it names another person than its key"
MAY_NOT = "who signed may not do that"
SPARE = SigningKey(b"\5" * 32)


@pytest.fixture(scope="module")
def walked() -> Walk:
    return Walk(eventful())


def put(**values: Any) -> Change:
    return lambda members: members.update(values)


def drop(name: str) -> Change:
    return lambda members: members.pop(name)


def predicate(**values: Any) -> Change:
    return lambda said: said["predicate"].update(values)


def test_what_was_walked(walked: Walk) -> None:
    checker = walked.at(-1)
    assert (checker.size, checker.signatures, checker.attachments) == (22, 10, 24)
    assert checker.doubtful == [13]
    assert checker.root() == walked.copies.head.root
    assert [mark[:2] + mark[4:] for mark in checker.marks if mark[4]] == [(3, 17, True), (8, 19, True)]
    assert {mark[:3] for mark in checker.marks} == {
        (2, 17, "action_received"), (3, 17, "decision"), (4, 18, "delivered"), (8, 18, "decision"), (8, 19, "decision"),
        (9, 18, "delivered"), (13, 18, "decision"),
    }  # fmt: skip
    assert {seq: set(listed) for seq, listed in checker.erasures.items()} == {17: {2, 3}, 19: {8}}
    assert {seq: cut["reached"] for seq, cut in checker.cuts.items()} == {18: {4, 8, 9, 13}}
    checker.check_marks()
    assert sorted(len(one) for one in checker.by_key.values()) == [1, 9]


@pytest.mark.parametrize(
    ("seq", "change", "why"),
    [
        (10, put(more=1), MEMBERS), (10, drop("payloads"), MEMBERS), (10, put(seq=9), ORDER), (10, put(seq=11), ORDER),
        (10, put(seq=10.0), ORDER), (10, put(leaf=None), "leaf is not Base64"),
        (10, put(leaf=b64(b"x")), "Expecting value*"),
        (10, put(envelope=None), "the envelope is missing"),
        (10, put(envelope={}), "an envelope has payload, payloadType, signatures"),
        (11, put(envelope={"erased": 17}), "there is an envelope that the leaf does not name"),
        (10, put(payloads=None), FIT), (10, put(payloads={}), FIT), (10, lambda e: e["payloads"].update(x=1), FIT),
        (10, lambda e: e["payloads"].update(listing=1), "an attachment has salt and bytes"),
        (10, lambda e: e["payloads"]["listing"].update(x=1), "an attachment has salt and bytes"),
        (10, lambda e: e["payloads"]["listing"].update(salt="x"), "salt is not Base64"),
        (10, lambda e: e["payloads"]["listing"].update(bytes="x"), "bytes is not Base64"),
        (10, lambda e: e["payloads"]["listing"].update(bytes=""), "an attachment was changed"),
        (10, lambda e: e["payloads"]["listing"].update(salt=e["payloads"]["listing"]["salt"][:-4] + "AAA="),
         "an attachment was changed"),
        (10, lambda e: e["payloads"].update(listing={"erased": 17}), ""),
        (10, put(envelope={"erased": 17}), ""),
        (17, put(envelope={"erased": 18}), "an entry of type erasure is never erased"),
        (20, put(envelope={"erased": 20}), "an erased mark names no later entry"),
        (20, put(envelope={"erased": "21"}), "an erased mark names no later entry"),
        (11, lambda e: e["payloads"].update(receipt={"erased": 11}), "an erased mark names no later entry"),
        (11, lambda e: e["payloads"].update(receipt={"erased": True}), "an erased mark names no later entry"),
        (11, lambda e: e["payloads"].update(receipt={"erased": 12}), ""),
        (11, lambda e: e["payloads"].update(receipt={"erased": 12, "x": 1}), "an attachment has salt and bytes"),
        (18, lambda e: e["payloads"].pop("verdicts"), FIT),
        (18, lambda e: e["payloads"].update(verdicts={"erased": 19}), "an entry of type retention_cut is never erased"),
    ],
)  # fmt: skip
def test_a_line(walked: Walk, seq: int, change: Change, why: str) -> None:
    expect_said(walked.changed(seq, change), why)


def expect_said(found: Checker | str, why: str) -> None:
    """``why`` is all that is said; of what Python itself says, the beginning. Empty: it is taken."""
    if why == "":
        assert isinstance(found, Checker), found
    elif why.endswith("*"):
        assert str(found).startswith(why[:-1])
    else:
        assert found == why


def test_a_line_in_another_spelling(walked: Walk) -> None:
    raw = compact(walked.entry(10))
    for spelling in (raw.replace(b":", b": ", 1), raw[:-1] + b" \n", raw.replace(b'"seq":10', b'"seq":10,"seq":10')):
        assert walked.judge(10, spelling) == "the line is not in compact form"
    assert walked.judge(10, raw[:-1]) == "the line is cut off or too long"
    assert isinstance(walked.judge(10, raw), Checker)


def test_a_line_of_the_greatest_length(walked: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = compact(walked.entry(10))
    monkeypatch.setattr(bundle_checker, "LONGEST_LINE", len(raw))
    assert isinstance(walked.judge(10, raw), Checker)
    monkeypatch.setattr(bundle_checker, "LONGEST_LINE", len(raw) - 1)
    assert walked.judge(10, raw) == "the line is cut off or too long"


@pytest.mark.parametrize(
    ("seq", "change", "why"),
    [
        (5, put(more=1), LEAF), (5, drop("at"), LEAF), (5, put(v=2), "the leaf is not of version 1"),
        (5, put(v=True), "the leaf is not of version 1"),
        (5, put(seq=4), "the leaf has another number than its line"),
        (5, put(seq="5"), "the leaf has another number than its line"),
        (5, put(log="counterseal/x"), "the leaf belongs to another log"),
        (5, put(type="x"), "the leaf is of an unknown type"),
        (5, put(type=["viewed"]), "the leaf is of an unknown type"),
        (5, put(at="2026-11-21T13:00:00Z"), "the leaf's time is malformed"),
        (5, put(at="2026-11-21T13:00:00.000Z\n"), "the leaf's time is malformed"),
        (5, put(at=5), "the leaf's time is malformed"),
        (5, put(key="x"), "a digest is not 64 hex digits"), (5, put(key=5), "a digest is not 64 hex digits"),
        (10, put(dsse_sha256="x"), "a digest is not 64 hex digits"),
        (10, put(dsse_sha256=None), "a digest is not 64 hex digits"),
        (5, put(subject=""), "the leaf's subject is not text"), (5, put(subject=5), "the leaf's subject is not text"),
        (5, put(subject=None), "the leaf's subject is not text"),
        (5, put(subject="other"), ""), (5, drop("subject"), ""),
        (10, drop("subject"), "the statement is about something else than its entry"),
        (5, put(commits={}), "the leaf's commits are not a list"), (5, put(commits=[5]), "a commit has name and c"),
        (5, put(commits=[{"name": "a"}]), "a commit has name and c"),
        (5, put(commits=[{"name": "a", "c": "00" * 32, "x": 1}]), "a commit has name and c"),
        (5, put(commits=[{"name": "a", "c": "x"}]), "a commit is not 64 hex digits"),
        (5, put(commits=[{"name": "a", "c": 5}]), "a commit is not 64 hex digits"),
        (5, put(commits=[{"name": "", "c": "00" * 32}]), "a commit has no name"),
        (5, put(commits=[{"name": 5, "c": "00" * 32}]), "a commit has no name"),
        (5, put(commits=[{"name": "b", "c": "00" * 32}, {"name": "a", "c": "00" * 32}]), "commits are not sorted"),
        (5, put(commits=[{"name": "a", "c": "00" * 32}, {"name": "a", "c": "00" * 32}]), "commits are not sorted"),
        (5, put(commits=[]), FIT), (5, put(type="halt"), ""), (5, put(type="pause"), ""),
        (5, put(key="00" * 32), "the leaf names a key that did not sign it"),
        *[(5, put(type=kind), f"an entry of type {kind} must carry a person's signature")
          for kind in sorted(bundle_checker.MUST_BE_SIGNED)],
        (0, drop("dsse_sha256"), "there is an envelope that the leaf does not name"),
        (10, put(key="00" * 32), "the leaf names another key than its envelope"),
        (10, put(dsse_sha256="00" * 32), "the envelope is not the one that the leaf names"),
        (10, put(type="viewed"), "an entry of type viewed carries no envelope"),
        (10, put(type="decision"), "the statement is not a urn:counterseal:decision:v1"),
        (10, put(type="pause"), "an order of that kind does not belong under pause"),
        (10, put(type="order"), ""), (3, put(key="00" * 32), "the signing key was not valid there"),
        (13, put(type="incident"), "the statement is not a urn:counterseal:order:v1"),
    ],
)  # fmt: skip
def test_a_leaf(walked: Walk, seq: int, change: Change, why: str) -> None:
    expect_said(walked.leaf(seq, change), why)


def test_a_leaf_in_another_spelling(walked: Walk) -> None:
    entry = walked.entry(10)
    leaf = json.loads(walked_leaf(entry))
    for data in (json.dumps(leaf).encode(), canonical(leaf) + b"\n", canonical(leaf).replace(b'"v":1', b'"v":1,"v":1')):
        assert walked.judge(10, {**entry, "leaf": b64(data)}) == "the leaf is not in canonical form (RFC 8785)"
    assert walked.judge(10, {**entry, "leaf": b64(b"[]")}) == LEAF


def walked_leaf(entry: dict[str, Any]) -> bytes:
    return base64.b64decode(entry["leaf"])


def test_entry_0_is_the_signed_roster(walked: Walk) -> None:
    entry = walked.entry(0)
    leaf = json.loads(walked_leaf(entry))
    del leaf["dsse_sha256"]
    bare = {**entry, "leaf": b64(canonical(leaf)), "envelope": None}
    assert walked.judge(0, bare) == "entry 0 is not the log's signed roster"
    assert walked.leaf(0, put(type="key_enrolled")) == "entry 0 is not the log's signed roster"
    assert walked.signed(0, predicate(kind="level")) == "entry 0 is not the log's signed roster"
    assert walked.signed(0, predicate(), SPARE) == "no roster before it makes the signing key valid there"
    assert walked.signed(0, lambda said: said["predicate"]["body"].update(log_key="00" * 32)) == (
        "the roster names another log key"
    )


# -- signed statements ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seq", "change", "why"),
    [
        (10, predicate(), ""), (20, predicate(), ""), (10, predicate(person=None), PERSON),
        (10, predicate(person={"id": action_id(5)}), PERSON),
        (20, predicate(person={}), PERSON),
        (20, lambda said: said["predicate"]["action"].update(id=action_id(6)), "the decision is about another action"),
        (20, lambda said: said["predicate"]["action"].update(tool="x"),
         "the digest is not that of what the statement says"),
        (20, lambda said: said["predicate"]["action"].update(more=1), "an action has six members"),
        (20, predicate(action=None), "an action has six members"),
        (20, predicate(verdict="maybe"), "the verdict is unknown"), (20, predicate(verdict="reject"), ""),
        (10, lambda said: said["subject"][0].update(name="other"),
         "the statement is about something else than its entry"),
        (10, predicate(kind="roster"), "an order of that kind does not belong under halt"),
        (1, predicate(kind="key"), "an announcement has change, person and proofs"),
        (1, predicate(kind="halt"), ""),
        (1, predicate(kind="restore"), "an order of that kind does not belong under order"),
    ],
)  # fmt: skip
def test_a_statement(walked: Walk, seq: int, change: Change, why: str) -> None:
    expect_said(walked.signed(seq, change), why)


def test_signatures_and_digests(walked: Walk) -> None:
    body = walked.signed(10, lambda said: said["predicate"]["body"].update(scope="all"), digest=False)
    assert body == "the digest is not that of what the statement says"
    assert walked.signed(10, predicate(), SPARE) == "no roster before it makes the signing key valid there"
    entry = walked.entry(10)
    entry["envelope"]["signatures"][0]["sig"] = b64(bytes(64))
    assert walked.judge(10, entry) == "a signature is wrong (InvalidSignature)"
    checker = walked.changed(10, lambda _entry: None)
    assert isinstance(checker, Checker)
    assert (checker.signatures, checker.size) == (walked.at(10).signatures + 1, 11)
    assert list(checker.by_key[walked.copies.person.id])[-1] == 10


@pytest.mark.parametrize(
    ("role", "kind", "entry_type", "why"),
    [
        (role, kind, entry_type, why)
        for role in ("owner", "reviewer", "auditor", "recovery")
        for kind, entry_type, allowed in (
            ("level", "order", ("owner", "reviewer")), ("halt", "halt", ("owner", "reviewer", "auditor")),
            ("pause", "pause", ("owner", "reviewer", "auditor")), ("halt", "order", ("owner", "reviewer", "auditor")),
            ("pause", "order", ("owner", "reviewer", "auditor")), ("reset", "reset", ("owner", "reviewer")),
            ("incident", "incident", ("owner", "reviewer")), ("erasure", "erasure", ("owner",)),
            ("erasure", "retention_cut", ("owner",)), ("restore", "restored", ("owner",)),
        )
        for why in ("" if role in allowed else MAY_NOT,)
    ],
)  # fmt: skip
def test_who_may_order_what(walked: Walk, role: str, kind: str, entry_type: str, why: str) -> None:
    """The span of the signing key says in which roles it counts."""
    body = {"erasure": {"erased": []}, "retention_cut": CUT, "restored": RESTORE}.get(entry_type, {})
    attached = {"verdicts": b'{"v":1,"verdicts":{}}'} if entry_type == "retention_cut" else None
    with as_role(walked, role):
        expect_said(walked.order(kind, body, entry_type, attached=attached), why)


@pytest.mark.parametrize(
    ("role", "why"), [("owner", ""), ("reviewer", ""), ("auditor", MAY_NOT), ("recovery", MAY_NOT)]
)
def test_who_may_decide(walked: Walk, role: str, why: str) -> None:
    with as_role(walked, role):
        expect_said(walked.decision(lambda _said: None), why)


class as_role:  # noqa: N801  (used as a statement)
    """Every key counts in this role alone, after the last line."""

    def __init__(self, walked: Walk, role: str) -> None:
        self.walked, self.role = walked, role
        self.spans = walked.before[-1].people.spans

    def __enter__(self) -> None:
        self.walked.before[-1].people.spans = [{**span, "roles": [self.role]} for span in self.spans]

    def __exit__(self, *_error: object) -> None:
        self.walked.before[-1].people.spans = self.spans


# -- erasure, cut, restore ------------------------------------------------------------------------------------------
CUT = {"cut": {"class": "c", "types": ["viewed"], "below": 22, "envelopes": True}}
FORM, LISTS = bundle_checker.CUT, bundle_checker.ERASURE


def cut(**values: Any) -> dict[str, Any]:
    return {"cut": {**CUT["cut"], **values}}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (CUT, ""), ({**CUT, "ground": "g"}, ""), ({**CUT, "ground": 5}, FORM), ({**CUT, "more": 5}, FORM), ({}, FORM),
        ({"cut": None}, FORM),
        (cut(more=1), FORM), (cut(types=[]), "a cut names types of entries"),
        (cut(types="viewed"), "a cut names types of entries"),
        (cut(types=["viewed", "x"]), "a cut names types that are unknown or never erased"),
        (cut(types=["export"]), "a cut names types that are unknown or never erased"),
        (cut(below=0), "a retention cut lists entries that it does not reach"),
        (cut(below=23), "a cut reaches earlier entries only"),
        (cut(below=-1), "a cut reaches earlier entries only"), (cut(below=1.5), "a cut reaches earlier entries only"),
        (cut(**{"class": 5}), FORM), (cut(envelopes=1), FORM),
        (cut(below=15), "a retention cut lists entries that it does not reach"), (cut(below=16), ""),
    ],
)  # fmt: skip
def test_the_body_of_a_cut(walked: Walk, body: dict[str, Any], why: str) -> None:
    expect_said(walked.order("erasure", body, "retention_cut", attached=reaching({"": [15]})), why)


def reaching(lists: Any) -> dict[str, bytes]:
    return {"verdicts": canonical({"v": 1, "verdicts": lists})}


@pytest.mark.parametrize(
    ("attached", "why"),
    [
        (None, "a retention cut says in its attachment which entries it reached"),
        ({"other": b"{}"}, "a retention cut says in its attachment which entries it reached"),
        ({"verdicts": b"{}"}, "verdicts"), ({"verdicts": b"x"}, "Expecting value*"),
        (reaching([]), "'list' object has no attribute 'values'"),
        (reaching({"": [22]}), "a retention cut lists entries that it does not reach"),
        (reaching({"": [-1]}), "a retention cut lists entries that it does not reach"),
        (reaching({"": ["1"]}), "a retention cut lists entries that it does not reach"),
        (reaching({"": [1], "x": [1]}), "an entry stands twice in a retention cut"),
        (reaching({"": [1, 1]}), "an entry stands twice in a retention cut"), (reaching({}), ""),
        (reaching({"a": [1], "b": [2, 3]}), ""),
    ],
)  # fmt: skip
def test_what_a_cut_says_it_reached(walked: Walk, attached: dict[str, bytes] | None, why: str) -> None:
    found = walked.order("erasure", CUT, "retention_cut", attached=attached)
    if why == "verdicts":
        assert found == "'verdicts'"
        return
    expect_said(found, why)


def test_what_an_order_for_another_log_reaches_here(walked: Walk) -> None:
    far = cut(below=5_000)
    found = walked.order("erasure", far, "retention_cut", audience=OTHER_LOG, subject=OTHER_LOG)
    assert isinstance(found, Checker), found
    assert set(found.cuts) == {18}
    listed = {"erased": [{"seq": 5_000, "type": "decision", "verdict": "", "key": "00"}]}
    found = walked.order("erasure", listed, "erasure", audience=OTHER_LOG, subject=OTHER_LOG)
    assert isinstance(found, Checker), found
    assert set(found.erasures) == {17, 19}
    found = walked.order("restore", RESTORE, "restored", subject=OTHER_LOG)
    assert isinstance(found, Checker), found
    assert found.restored == []
    roster = walked.order("roster", {"people": 5}, "order", audience=OTHER_LOG, subject=OTHER_LOG)
    assert isinstance(roster, Checker), roster
    assert roster.people.sha256 == walked.at(-1).people.sha256
    assert walked.order("roster", {"people": 5}, "order") == "a roster has people, log_key and log"


ONE = {"seq": 15, "type": "viewed", "verdict": "", "key": "00" * 32}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"erased": [ONE]}, ""), ({"erased": []}, ""), ({"erased": [ONE], "ground": "g"}, ""),
        ({"erased": [ONE], "ground": 5}, LISTS),
        ({"erased": [ONE], "more": 5}, LISTS), ({}, LISTS), ({"erased": {}}, LISTS), ({"erased": [5]}, LISTS),
        ({"erased": [{**ONE, "more": 1}]}, LISTS),
        ({"erased": [{**ONE, "seq": 22}]}, LISTS), ({"erased": [{**ONE, "seq": 21}]}, ""),
        ({"erased": [{**ONE, "seq": -1}]}, LISTS),
        ({"erased": [{**ONE, "seq": "1"}]}, LISTS), ({"erased": [ONE, ONE]}, LISTS),
        ({"erased": [ONE, {**ONE, "seq": 0}]}, ""),
    ],
)  # fmt: skip
def test_the_body_of_an_erasure(walked: Walk, body: dict[str, Any], why: str) -> None:
    found = walked.order("erasure", body, "erasure")
    expect_said(found, why)
    if isinstance(found, Checker):
        assert found.erasures[22] == {one["seq"]: (one["type"], one["key"]) for one in body["erased"]}


HERE, ELSEWHERE = {"size": 22, "root": "00" * 32}, {"holder": "x", "size": 30, "root": "11" * 32}
RESTORE: dict[str, Any] = {"here": HERE, "elsewhere": [ELSEWHERE], "first_lost": 22}
RESTORED, LOST = "a restored entry is malformed", "a restored entry names the first entry that was lost"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""), ({"more": 1}, "a restored entry has here, elsewhere, first_lost"), ({"here": None}, RESTORED),
        ({"here": {**HERE, "x": 1}}, RESTORED),
        ({"elsewhere": {}}, RESTORED), ({"elsewhere": [5]}, RESTORED), ({"elsewhere": [HERE]}, RESTORED),
        ({"elsewhere": []}, "a head is malformed"),
        ({"here": {**HERE, "size": -1}}, "a head is malformed"),
        ({"here": {**HERE, "root": "x"}}, "a head is malformed"),
        ({"elsewhere": [{**ELSEWHERE, "size": None}]}, "a head is malformed"),
        ({"elsewhere": [ELSEWHERE, {**ELSEWHERE, "root": 5}]}, "a head is malformed"),
        ({"elsewhere": [ELSEWHERE] * 1_000}, ""), ({"elsewhere": [ELSEWHERE] * 1_001}, RESTORED),
        ({"elsewhere": [{**ELSEWHERE, "holder": ""}]}, "a holder has no name"),
        ({"elsewhere": [{**ELSEWHERE, "holder": 5}]}, "a holder has no name"),
        ({"elsewhere": [{**ELSEWHERE, "holder": "h" * 200}]}, ""),
        ({"elsewhere": [{**ELSEWHERE, "holder": "h" * 201}]}, "a holder has no name"), ({"first_lost": 23}, LOST),
        ({"first_lost": -1}, LOST), ({"first_lost": 0}, ""),
        ({"here": {**HERE, "size": 23}}, "a restored entry speaks of more entries than stand before it"),
        ({"here": {**HERE, "size": 21}}, LOST),
    ],
)  # fmt: skip
def test_the_body_of_a_restore(walked: Walk, changes: dict[str, Any], why: str) -> None:
    body = {**RESTORE, **changes}
    found = walked.order("restore", body, "restored")
    expect_said(found, why)
    if isinstance(found, Checker):
        assert found.restored == [(22, body["first_lost"])]


@pytest.mark.parametrize(
    ("mark", "good"),
    [
        ((3, 17, "decision", None, True), True), ((3, 17, "decision", "00", True), False),
        ((3, 17, "viewed", None, True), False), ((3, 18, "decision", None, True), False),
        ((4, 18, "delivered", None, False), True), ((4, 18, "delivered", "00", False), True),
        ((4, 18, "viewed", None, False), False), ((4, 18, "delivered", None, True), False),
        ((5, 18, "delivered", None, False), False), ((4, 17, "delivered", None, False), False),
        ((4, 16, "delivered", None, False), False), ((8, 19, "decision", None, True), True),
    ],
)  # fmt: skip
def test_marks(walked: Walk, mark: tuple[int, int, str, str | None, bool], good: bool) -> None:
    seq, by, kind, key, envelope = mark
    checker = walked.at(-1)
    checker.marks = [(seq, by, kind, key or json.loads(walked_leaf(walked.entry(seq)))["key"], envelope)]
    if good:
        checker.check_marks()
        return
    with pytest.raises(NotVerified) as caught:
        checker.check_marks()
    found = (caught.value.where, caught.value.why, caught.value.seq)
    assert found == (f"entries.jsonl line {seq + 1}", f"entry {by} does not erase entry {seq}", seq)
    checker.cuts[by] = {"reached": {seq}, "types": [kind], "envelopes": True}
    checker.check_marks()
