"""Proofs and notes at their edges, found by changing the code and seeing no test fail."""

from __future__ import annotations

import base64
import hashlib

import pytest

from counterseal.errors import InvalidInput
from counterseal.ledger.note import ED25519, VerifierKey
from counterseal.ledger.tree import (
    EMPTY_ROOT,
    fold,
    leaf_hash,
    perfect_root,
    push,
    range_root,
    verify_consistency,
    verify_inclusion,
)
from counterseal.seal.keys import SigningKey

LEAVES = [leaf_hash(bytes([n])) for n in range(8)]


def root(size: int) -> bytes:
    frontier: list[bytes] = []
    for number in range(size):
        push(frontier, number, LEAVES[number])
    return fold(frontier)


def test_two_heads_of_one_size_are_consistent_only_when_they_are_one() -> None:
    """A fork at the same size comes with the shortest proof there is."""
    other = hashlib.sha256(b"other").digest()
    assert verify_consistency(5, 5, root(5), root(5), [])
    assert not verify_consistency(5, 5, root(5), other, [])
    assert not verify_consistency(5, 5, root(5), root(5), [other])
    assert not verify_consistency(0, 0, EMPTY_ROOT, other, [])


def test_growth_is_not_consistent_without_a_proof() -> None:
    for first, second in ((3, 5), (5, 7), (6, 7)):
        assert not verify_consistency(first, second, root(first), root(second), [])
        assert not verify_consistency(first, second, root(second), root(second), [])
    assert not verify_consistency(4, 5, root(4), root(5), [])
    assert verify_consistency(4, 5, root(4), root(5), [LEAVES[4]])
    assert not verify_consistency(4, 5, root(4), root(5), [LEAVES[4], LEAVES[4]])


def test_hashes_of_another_length_prove_nothing() -> None:
    short = LEAVES[1][:31]
    assert verify_inclusion(LEAVES[0], 0, 2, [LEAVES[1]], root(2))
    for leaf, proof, head in ((short, [LEAVES[1]], root(2)), (LEAVES[0], [short], root(2)), (LEAVES[0], [], short)):
        assert not verify_inclusion(leaf, 0, 2, proof, head)
    assert not verify_consistency(1, 2, short, root(2), [LEAVES[1]])
    assert not verify_consistency(1, 2, LEAVES[0], root(2), [short])


def test_a_range_is_read_in_the_largest_pieces_there_are() -> None:
    asked: list[tuple[int, int]] = []

    def read(level: int, index: int) -> bytes:
        asked.append((level, index))
        return perfect_root(LEAVES[index << level : (index + 1) << level])

    assert range_root(read, 0, 7) == root(7)
    assert asked == [(2, 0), (1, 2), (0, 6)]
    asked.clear()
    range_root(read, 4, 8)
    assert asked == [(2, 1)]


KEY = VerifierKey("counterseal/x", SigningKey(bytes(32)).public)


def _plus() -> VerifierKey:
    """A key whose Base64 has the sign in it that parts the fields, twice."""
    for number in range(10_000):
        key = VerifierKey("counterseal/x", SigningKey(number.to_bytes(32)).public)
        if key.text().split("+", 2)[2].count("+") > 1:
            return key
    raise AssertionError("there is such a key")


def test_a_verifier_key_is_read_as_it_is_written() -> None:
    for key in (KEY, _plus()):
        assert VerifierKey.parse(key.text()) == key
        assert VerifierKey.parse(f"  {key.text()}\n") == key
    assert KEY.text().startswith("counterseal/x+")
    assert KEY.kind == ED25519 == 1


def _text(
    name: str = "counterseal/x", kind: int = ED25519, public: bytes = KEY.public, short: str | None = None
) -> str:
    key = VerifierKey(name, public, kind)
    return f"{name}+{short or key.hash.hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x+y", "x+y+z", _text(name=""), _text(kind=4), _text(public=KEY.public[:-1]), _text(short="00000000"),
        _text() + "!", _text()[:-1], _text().replace("+", "-"),
        "counterseal/x+00+", "é+00+AA==",
    ],
)  # fmt: skip
def test_what_is_no_verifier_key_is_refused_with_what_it_looks_like(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        VerifierKey.parse(text)
    assert caught.value.what == "This is not a verifier key"
    assert caught.value.todo == "It looks like name+hash+base64."
    assert caught.value.where == text[:60]


def test_only_the_beginning_of_a_long_text_is_repeated() -> None:
    with pytest.raises(InvalidInput) as caught:
        VerifierKey.parse("y" * 200)
    assert caught.value.where == "y" * 60
    assert VerifierKey.parse(_text()) == KEY
