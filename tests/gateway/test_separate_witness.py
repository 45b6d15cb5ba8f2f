"""Gateway and desktops as each other's witnesses: pages, cosignatures, forks, shorter histories, signed restores."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from counterseal.clock import SystemClock
from counterseal.gateway import log_side
from counterseal.ledger import cosignature
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, sign_head, verify_head
from counterseal.ledger.tree import leaf_hash, perfect_root, verify_consistency
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Role
from counterseal.sync import gateway_doctor
from gateway.desks import MovingClock
from gateway.offices import Desktop, Office, answer, propose, running_office, stolen


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def office(tmp_path: Path, clock: MovingClock) -> Iterator[Office]:
    with running_office(tmp_path, clock) as office:
        yield office


@pytest.fixture
def owner(office: Office) -> Desktop:
    return office.owner


def halts(who: Desktop, *, old: int) -> dict[str, Any]:
    """A delivery that is not sent."""
    envelope = who.order("halt", {"scope": "all", "target": ""}, "refunds")
    return who.body(envelope, who.store(envelope, "halt"), old)


def kept(office: Office) -> list[dict[str, Any]]:
    """The contradictions that people are shown, as many as anybody is told of."""
    found = list(office.owner.get("/v1/log/conflicts")["conflicts"])
    with httpx.Client(trust_env=False) as http:
        assert answer(http.get(f"{office.url}/healthz"))["conflicts"] == len(found)
    return found


def verified(office: Office) -> None:
    report = verify_log(office.process.house.database, office.process.house.log.verifier)
    assert report.ok, report.sentences


# -- pages ----------------------------------------------------------------------------------------------------------
def test_pages_end_at_signed_heads_and_rebuild_the_tree(office: Office, owner: Desktop) -> None:
    house = office.process.house
    with house.database.write() as connection:
        house.log.append(connection, [Draft("export", "2026-11-21T12:00:00.000Z", title=f"n {i}") for i in range(5)])
        house.log.append(connection, [Draft("export", "2026-11-21T12:00:01.000Z", title="one more")])
    sizes = {1, 6, 7}
    leaves: list[bytes] = []
    while len(leaves) < 7:
        start = len(leaves)
        for end in range(start + 1, 12):
            page = owner.get("/v1/log/entries", start=start, end=end)
            head = verify_head(page["checkpoint"], house.log.verifier)
            assert head.size == start + len(page["entries"])
            best = max((s for s in sizes if start < s <= end), default=min(s for s in sizes if s > start))
            assert head.size == best
            found = [leaf_hash(b64decode(one["leaf"])) for one in page["entries"]]
            assert [one["seq"] for one in page["entries"]] == list(range(start, head.size))
            rebuilt = [*leaves, *found]
        assert head.root == _root(rebuilt), "the recomputed tree is the signed one"
        leaves = rebuilt
    end = owner.get("/v1/log/entries", start=7, end=8)
    assert (end["entries"], verify_head(end["checkpoint"], house.log.verifier).size) == ([], 7)
    assert owner.get("/v1/log/entries", start=8, end=9, expect=422)["code"] == "beyond_end"
    owner.get("/v1/log/entries", start=3, end=3, expect=422)


def _root(hashes: list[bytes]) -> bytes:
    """RFC 6962 over any number of leaves, by its own definition."""
    if len(hashes) & (len(hashes) - 1) == 0:
        return perfect_root(hashes)
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return perfect_root([_root(hashes[:half]), _root(hashes[half:])])


def test_large_pages_are_cut_at_a_head(office: Office, owner: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        owner.halt()
    whole = owner.get("/v1/log/entries", start=0, end=100)
    each = [len(json.dumps(one, separators=(",", ":"))) + 1 for one in whole["entries"]]
    assert len(each) == 5
    monkeypatch.setattr(log_side, "PAGE_BYTES", sum(each[:3]))
    cut = owner.get("/v1/log/entries", start=0, end=100)
    assert cut["entries"] == whole["entries"][:3]
    assert verify_head(cut["checkpoint"], office.process.house.log.verifier).size == 3
    monkeypatch.setattr(log_side, "PAGE_BYTES", 1)
    assert len(owner.get("/v1/log/entries", start=1, end=100)["entries"]) == 1, "one entry is always a page"


def test_the_newest_head_is_proven_from_any_size(office: Office, owner: Desktop) -> None:
    roots = {}
    for _ in range(5):
        head = office.head()[0]
        roots[head.size] = head.root
        owner.halt()
    newest = office.head()[0]
    for size, root in roots.items():
        told = owner.get("/v1/log/checkpoint", **{"from": size})
        proof = [b64decode(one) for one in told["consistency"]]
        assert verify_consistency(size, newest.size, root, newest.root, proof)
    for size in (0, newest.size, newest.size + 1):
        assert owner.get("/v1/log/checkpoint", **{"from": size})["consistency"] == []
    owner.get("/v1/log/checkpoint", expect=422, **{"from": -1})


# -- cosignatures ---------------------------------------------------------------------------------------------------
def test_a_desktops_cosignature_stands_under_the_head(office: Office, owner: Desktop, clock: MovingClock) -> None:
    owner.halt()
    head, note = office.head()
    told = owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(note)})
    assert told == {"witness": owner.log.origin, "size": head.size, "entry": head.size}
    page = owner.get("/v1/log/entries", start=0, end=head.size)
    key = cosignature.witness_key(owner.log.origin, owner.log.key.public)
    cosignature.check(note, page["checkpoint"].removeprefix(note), key)
    (witness,) = owner.get("/v1/log/checkpoint")["witnesses"]
    assert (witness["log"], witness["size"]) == (owner.log.origin, head.size)

    newer = office.head()[1]
    again = owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(newer)})
    assert again["entry"] is None, "a head over nothing but a cosignature is not worth an entry"
    assert owner.get("/v1/log/checkpoint")["checkpoint"].startswith(newer)
    owner.halt()
    assert owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(office.head()[1])})["entry"] is None
    clock.advance(3_601)
    owner.halt()
    assert owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(office.head()[1])})["entry"] is not None
    older = owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(note)})
    assert older["size"] == head.size
    assert owner.get("/v1/log/checkpoint")["witnesses"][0]["size"] > head.size, "the largest one counts"
    assert office.types().count("cosigned") == 2
    verified(office)


def test_cosignatures_of_others_and_wrong_ones_are_refused(office: Office, owner: Desktop, tmp_path: Path) -> None:
    bob, eve = office.desktop(tmp_path / "bob", "Bob"), office.desktop(tmp_path / "eve", "Eve")
    office.enrol(bob)
    note = office.head()[1]

    def refused(checkpoint: Any, code: str, status: int = 422) -> None:
        assert owner.post("/v1/log/cosign", {"checkpoint": checkpoint}, expect=status)["code"] == code

    refused(note, "invalid_input")
    refused(owner.cosigned(owner.cosigned(note)), "invalid_input")
    refused(5, "invalid_input")
    refused(bob.cosigned(note), "wrong_log", 403)
    refused(eve.cosigned(note), "unknown_log", 403)
    refused(owner.cosigned(note, time=int(SystemClock().now().timestamp()) + 3_600), "invalid_input")
    refused(owner.cosigned(note)[:-8] + "AAAAA==\n", "bad_cosignature")
    body, _middle, _lines = note.partition("\n\n")
    other = sign_head(Head(office.origin, 1, b"x" * 32), owner.log.key)
    refused(owner.cosigned(other), "bad_signature")
    refused(f"{body}\n\n" + owner.cosigned(note).removeprefix(note), "bad_signature")
    assert owner.get("/v1/log/checkpoint")["witnesses"] == []
    assert "cosigned" not in office.types()


def test_a_gateway_hears_that_its_own_log_is_shorter_or_forked(office: Office, owner: Desktop) -> None:
    house = office.process.house
    size, root = office.head()[0].size, b"r" * 32
    longer = sign_head(Head(office.origin, size + 3, root), house.log.key)
    assert owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(longer)}, 409)["code"] == "history_shorter"
    forked = sign_head(Head(office.origin, size, root), house.log.key)
    assert owner.post("/v1/log/cosign", {"checkpoint": owner.cosigned(forked)}, 409)["code"] == "history_forked"
    found = kept(office)
    assert [(one["origin"], one["kind"]) for one in found] == [(office.origin, "shorter"), (office.origin, "forked")]
    for one, held in zip(found, (longer, forked), strict=True):
        assert one["held_note"] == owner.cosigned(held, time_of(one["held_note"]))
        assert verify_head(one["shown_note"], house.log.verifier).size == size
    told = [line for line in gateway_doctor.examine(house) if line.name == "Contradiction"]
    assert [line.level for line in told] == ["failure", "failure"]


def time_of(note: str) -> int:
    return cosignature.time_of(note.rstrip("\n").rsplit("\n", 1)[1])


# -- forks ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def thief(office: Office, owner: Desktop, tmp_path: Path) -> Iterator[Desktop]:
    """Holds the owner's log key and personal key, and a copy of the log from before its last two entries."""
    owner.halt()
    thief = stolen(owner, tmp_path / "copy")
    owner.halt()
    owner.halt()
    yield thief
    thief.close()


def grow(who: Desktop, size: int) -> None:
    """Store orders until the own log has so many entries."""
    while True:
        with who.profile.reading() as connection:
            if ledger_log.length(connection) >= size:
                return
        who.store(who.order("halt", {"scope": "all", "target": ""}, "refunds"), "halt")


def test_a_fork_made_with_a_stolen_log_key_is_refused_and_kept(office: Office, owner: Desktop, thief: Desktop) -> None:
    held_size, held_note = owner.seen, owner.get("/v1/log/checkpoint", origin=owner.log.origin)["seen_checkpoint"]
    before = office.types()
    grow(thief, held_size - 1)
    same = halts(thief, old=held_size)
    told = thief.post("/v1/orders", same, expect=409)
    assert (told["code"], told["seen_size"], told["seen_checkpoint"]) == ("fork", held_size, held_note)
    longer = halts(thief, old=held_size)
    told = thief.post("/v1/orders", longer, expect=422)
    assert (told["code"], told["seen_size"]) == ("fork", held_size)
    assert thief.post("/v1/orders", {**longer, "consistency": []}, expect=422)["code"] == "fork"
    without = {name: value for name, value in longer.items() if name != "old"}
    assert thief.post("/v1/orders", without, expect=409)["code"] == "head_mismatch"
    wrong = {**longer, "old": 1}
    assert thief.post("/v1/orders", wrong, expect=409)["code"] == "head_mismatch"

    first, second = kept(office)
    for one, shown in ((first, same), (second, longer)):
        assert (one["origin"], one["kind"]) == (owner.log.origin, "forked")
        assert (one["held_size"], one["held_note"]) == (held_size, held_note)
        assert one["shown_note"] == shown["checkpoint"]
        verify_head(one["shown_note"], owner.log.verifier)
    assert office.types() == before
    assert owner.halt()["state"] == "halted", "the log that was seen first goes on"
    office.restart()
    assert kept(office) == [first, second]
    told = [line for line in gateway_doctor.examine(office.process.house) if line.name == "Contradiction"]
    assert [(line.level, owner.log.origin in line.found) for line in told] == [("warning", True)] * 2
    verified(office)


def test_a_shorter_history_is_refused_and_kept(office: Office, owner: Desktop, thief: Desktop) -> None:
    late = halts(thief, old=0)
    assert thief.post("/v1/orders", late, expect=409)["code"] == "head_mismatch"
    assert kept(office) == [], "who did not know better may only be late"
    late = {**late, "old": owner.seen}
    told = thief.post("/v1/orders", late, expect=409)
    assert (told["code"], told["seen_size"]) == ("head_mismatch", owner.seen)
    (one,) = kept(office)
    assert (one["kind"], one["held_size"], one["shown_note"]) == ("shorter", owner.seen, late["checkpoint"])


# -- restores -------------------------------------------------------------------------------------------------------
def restore(who: Desktop, elsewhere: dict[str, Any], *, old: int | None = None, **order: Any) -> dict[str, Any]:
    """A restore order as the desk of a restored profile signs and stores it; its delivery."""
    with who.profile.reading() as connection:
        here, _note = ledger_log.head(connection)
    body = {
        "here": {"size": here.size, "root": here.root.hex()},
        "elsewhere": [{"holder": "gateway", **elsewhere}],
        "first_lost": here.size,
    }
    envelope = who.order("restore", body, who.log.origin, **order)
    return who.body(envelope, who.store(envelope, "restored"), here.size if old is None else old)


def seen_by(office: Office, who: Desktop) -> dict[str, Any]:
    note = office.owner.get("/v1/log/checkpoint", origin=who.log.origin)["seen_checkpoint"]
    head = verify_head(note, who.log.verifier)
    return {"size": head.size, "root": head.root.hex()}


def test_an_owner_has_a_restored_history_accepted(office: Office, owner: Desktop, thief: Desktop) -> None:
    restored = thief
    seen = seen_by(office, owner)
    late = halts(restored, old=seen["size"])
    assert restored.post("/v1/orders", late, expect=409)["code"] == "head_mismatch"
    delivery = restore(restored, seen, old=seen["size"])
    told = restored.post("/v1/orders", delivery, expect=409)
    here = json.loads(b64decode(delivery["envelope"]["payload"]))["predicate"]["body"]["here"]
    assert (told["code"], told["seen_size"]) == ("head_mismatch", here["size"]), "prove from what is left"
    with restored.profile.reading() as connection:
        envelope = ledger_log.envelope(connection, _sha(delivery))
    delivery = restored.body(envelope, delivery["index"], told["seen_size"])
    assert restored.deliver("/v1/orders", delivery)["state"] == "restored"
    assert restored.deliver("/v1/orders", delivery)["repeated"] is True
    assert seen_by(office, restored)["size"] == delivery["index"] + 1
    assert restored.halt()["state"] == "halted", "the restored desktop goes on"
    assert kept(office)[-1]["kind"] == "shorter"
    assert verify_head(kept(office)[-1]["held_note"], owner.log.verifier).size == seen["size"]
    assert office.types().count("restored") == 1
    assert owner.halt(expect=409)["code"] in ("fork", "head_mismatch"), "the other history is over"
    verified(office)


def _sha(delivery: dict[str, Any]) -> str:
    return str(json.loads(b64decode(delivery["leaf"]))["dsse_sha256"])


def test_a_restore_names_exactly_what_was_seen(office: Office, owner: Desktop, thief: Desktop) -> None:
    seen = seen_by(office, owner)
    for other in ({**seen, "root": "00" * 32}, {**seen, "size": seen["size"] + 1}):
        assert thief.post("/v1/orders", restore(thief, other), expect=422)["code"] == "wrong_head"
    stray = {**restore(thief, seen), "consistency": []}
    assert thief.post("/v1/orders", stray, expect=422)["code"] == "wrong_head"
    assert kept(office) == [], "a restore that does not hold proves nothing"
    body = {"here": {"size": 1, "root": "00" * 32}, "elsewhere": [], "first_lost": 0}
    envelope = thief.order("restore", body, thief.log.origin)
    thief.post("/v1/orders", thief.body(envelope, thief.store(envelope, "restored"), 1), expect=422)
    assert "restored" not in office.types()
    assert seen_by(office, owner) == seen


def test_only_an_owner_of_the_gateway_accepts_a_restore(office: Office, owner: Desktop, tmp_path: Path) -> None:
    bob = office.desktop(tmp_path / "bob", "Bob Berg")
    office.enrol(bob, (Role.REVIEWER,))
    copy = None
    try:
        bob.halt()
        copy = stolen(bob, tmp_path / "copy")
        bob.halt()
        told = copy.post("/v1/orders", restore(copy, seen_by(office, bob)), expect=403)
        assert told["code"] == "wrong_role"
    finally:
        if copy is not None:
            copy.close()
    assert "restored" not in office.types()


def test_deciding_goes_on_beside_an_evidence_of_fork(office: Office, owner: Desktop, thief: Desktop) -> None:
    agent = office.agent()
    action = propose(agent)
    agent.close()
    envelope = thief.decision(thief.detail(action))
    forged = thief.body(envelope, thief.store(envelope, "decision"), owner.seen)
    assert thief.post("/v1/decisions", forged, expect=409)["code"] in ("fork", "head_mismatch")
    assert len(kept(office)) == 1
    assert owner.decide(action)["state"] == "approved"
    verified(office)
