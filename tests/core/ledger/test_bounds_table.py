"""Small trees all of them, and the forms of notes, envelopes, tokens and rosters at their very bounds."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

import pytest

from core.ledger import naive_tree
from core.ledger.town import Town, key, person
from counterseal.errors import InvalidInput, Unauthorised
from counterseal.ledger.cosignature import check, cosign, witness_key
from counterseal.ledger.note import Head, NoteLine, read_head, read_line, sign_head
from counterseal.ledger.roster_form import read_body
from counterseal.ledger.tree import (
    consistency_proof,
    frontier_of,
    inclusion_proof,
    perfect_root,
    range_root,
    verify_consistency,
    verify_inclusion,
)
from counterseal.model.people import Role
from counterseal.seal import access
from counterseal.seal.dsse import seal
from counterseal.seal.keys import SigningKey

SIZES = 11
HASHES = [naive_tree.leaf(bytes([i])) for i in range(40)]
ROOTS = [naive_tree.root(HASHES[:size]) for size in range(SIZES + 1)]


def read(level: int, index: int) -> bytes:
    part = HASHES[index << level : (index + 1) << level]
    assert len(part) == 1 << level
    return perfect_root(part)


# -- trees ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("start", [0, 1, 2, 4, 6, 8, 16, 24, 32])
def test_ranges_are_read_in_the_largest_pieces(start: int) -> None:
    """A range begins where a subtree as large as itself may begin."""
    longest = start & -start or len(HASHES)
    for end in range(start + 1, min(start + longest, len(HASHES)) + 1):
        asked: list[tuple[int, int]] = []

        def noted(level: int, index: int, asked: list[tuple[int, int]] = asked) -> bytes:
            asked.append((level, index))
            return read(level, index)

        assert range_root(noted, start, end) == naive_tree.root(HASHES[start:end])
        assert len(asked) == (end - start).bit_count()
        assert sum(1 << level for level, _index in asked) == end - start
    assert range_root(read, start, start) == naive_tree.root([])


def test_frontiers() -> None:
    for size in range(len(HASHES) + 1):
        asked: list[tuple[int, int]] = []

        def noted(level: int, index: int, asked: list[tuple[int, int]] = asked) -> bytes:
            asked.append((level, index))
            return read(level, index)

        assert len(frontier_of(noted, size)) == size.bit_count() == len(asked)


def climbed(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to, as RFC 6962 section 2.1.1 reads backwards; None when it is none of that size."""
    if size == 1:
        return None if path else leaf
    if not path:
        return None
    split = 1 << (size - 1).bit_length() - 1
    left = index < split
    below = climbed(leaf, index if left else index - split, split if left else size - split, path[:-1])
    if below is None:
        return None
    both = (below, path[-1]) if left else (path[-1], below)
    return hashlib.sha256(b"\1" + both[0] + both[1]).digest()


def test_every_path_of_small_trees_against_every_place() -> None:
    places = [(index, size) for size in range(1, SIZES) for index in range(size)]
    paths = {place: inclusion_proof(read, *place) for place in places}
    for (index, size), path in paths.items():
        assert path == naive_tree.path(index, HASHES[:size])
        for claimed, of in places:
            for root in {ROOTS[size], ROOTS[of]}:
                wanted = climbed(HASHES[index], claimed, of, path) == root
                assert verify_inclusion(HASHES[index], claimed, of, path, root) is wanted, (index, size, claimed, of)
        for longer in ([*path, path[-1]] if path else [ROOTS[0]], [ROOTS[0], *path], path[:-1] if path else [ROOTS[1]]):
            assert not verify_inclusion(HASHES[index], index, size, longer, ROOTS[size])


def test_every_growth_of_small_trees_against_every_other() -> None:
    pairs = [(first, second) for second in range(SIZES + 1) for first in range(second + 1)]
    proofs = {pair: consistency_proof(read, *pair) for pair in pairs}
    for (first, second), proof in proofs.items():
        assert proof == ([] if first in (0, second) else naive_tree.proof(first, HASHES[:second]))
        assert verify_consistency(first, second, ROOTS[first], ROOTS[second], proof)
        for other in pairs:
            if other != (first, second) and proofs[other] != proof:
                assert not verify_consistency(first, second, ROOTS[first], ROOTS[second], proofs[other])
        for changed in ([*proof, ROOTS[1]], [ROOTS[1], *proof], proof[:-1] if proof else [ROOTS[0]]):
            assert not verify_consistency(first, second, ROOTS[first], ROOTS[second], changed)
        if first:
            assert not verify_consistency(first, second, ROOTS[0], ROOTS[second], proof)
        if first:
            assert not verify_consistency(first, second, ROOTS[first], ROOTS[0], proof)
    assert not verify_consistency(0, 0, ROOTS[0], ROOTS[1], [])


# -- notes, envelopes, tokens ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    ["\u2014\tx AAAA", "\u2014 x\tAAAA", "\u2014\u00a0x AAAA", "\u2014 x AAAA\t", "\u2014 x AA\nAA", "\u2014 x AA-_",
     "\u2014 x AAA", "\u2014 x AAAA=", "\u2014 x AAAB==", "\u2014 x AAB="],
)  # fmt: skip
def test_a_line_of_a_note_has_single_spaces_and_plain_base64(line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_line(line)
    assert (refused.value.what, refused.value.where) == ("A signature line is malformed", line[:60])


def test_a_root_has_one_spelling() -> None:
    root = base64.b64encode(bytes(32)).decode()
    assert read_head(f"o\n3\n{root}\n").root == bytes(32)
    for other in (f"{root[:-2]}B=", f"{root}=", root[:-1]):
        with pytest.raises(InvalidInput, match="This is not a checkpoint"):
            read_head(f"o\n3\n{other}\n")


def test_a_cosignature_that_no_bundle_could_carry_is_none() -> None:
    """Its bits that padding leaves over would make sixteen lines of one; a bundle with another than ours is refused."""
    note = sign_head(Head("counterseal/x", 3, bytes(32)), SigningKey(bytes(32)))
    witness = SigningKey(b"\1" * 32)
    line = cosign(note, "w", witness, 1_000)
    assert check(note, line, witness_key("w", witness.public)) == 1_000
    spare = chr(ord(line[-4]) + 1)
    with pytest.raises(InvalidInput, match="A signature line is malformed"):
        check(note, f"{line[:-4]}{spare}{line[-3:]}", witness_key("w", witness.public))


def test_a_line_of_a_note() -> None:
    assert read_line("\u2014 x\u00a0y AQIDBAU=") == NoteLine("x\u00a0y", b"\1\2\3\4", b"\5")


def test_the_very_bytes_of_an_envelope() -> None:
    """What is stored, and what verification compares: members by name, no space."""
    made = seal(b"{}", SigningKey(bytes(32)))
    signature = base64.b64encode(made.signature).decode()
    assert (
        made.to_bytes()
        == (
            '{"payload":"e30=","payloadType":"application/vnd.in-toto+json",'
            f'"signatures":[{{"keyid":"{made.keyid}","sig":"{signature}"}}]}}'
        ).encode()
    )


def test_a_token_of_the_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    holder = SigningKey(bytes(32))
    token = access.make(holder, "log", "gateway", 1_000)
    for longest, taken in ((len(token), True), (len(token) - 1, False)):
        monkeypatch.setattr(access, "_LONGEST", longest)
        if taken:
            assert access.check(token, "gateway", lambda _log: holder.public, 900).expires == 1_000
            continue
        with pytest.raises(Unauthorised) as refused:
            access.check(token, "gateway", lambda _log: holder.public, 900)
        assert (refused.value.code, refused.value.where) == ("bad_token", "it has another form")


# -- rosters --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("at", [0, 1])
def test_a_malformed_person_is_named_by_place(at: int) -> None:
    town = Town().found(person(1, Role.OWNER))
    body = town.body([person(1, Role.OWNER), person(2)])
    body["people"][at] = {**body["people"][at], "id": "nobody"}
    with pytest.raises(InvalidInput) as refused:
        read_body(town.sign("roster", body, person(1, Role.OWNER), key(1).id))
    assert refused.value.where.startswith(f"people/{at}")
