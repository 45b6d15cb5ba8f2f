"""The Merkle tree against public vectors, vectors of our own, and RFC 6962 written out naively."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger import naive_tree
from counterseal.ledger.tree import (
    EMPTY_ROOT,
    consistency_proof,
    fold,
    frontier_of,
    inclusion_proof,
    leaf_hash,
    perfect_root,
    push,
    range_root,
    verify_consistency,
    verify_inclusion,
)

SHARED = Path(__file__).parents[3].parent / "shared" / "vectors"
# Here a witness that has seen nothing accepts any log (C2SP tlog-witness); the vectors' library leaves that to callers.
FROM_NOTHING = "consistency/additional/size1-is-zero-and-size2-is-not-zero"
OWN = Path(__file__).parents[1] / "vectors" / "tree.json"


def _public(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def _hash(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _root(text: str | None) -> bytes:
    """Where a vector does not care for a root it has some words, which stand here for some hash."""
    data = _hash(text)
    return data if len(data) in (0, 32) else leaf_hash(data)


def _reader(hashes: list[bytes]) -> Any:
    def read(level: int, index: int) -> bytes:
        part = hashes[index << level : (index + 1) << level]
        assert len(part) == 1 << level
        return perfect_root(part)

    return read


@pytest.mark.skipif(not SHARED.exists(), reason="public vectors are not beside this checkout")
def test_public_inclusion_vectors() -> None:
    cases = _public("merkle_inclusion.json")
    assert len(cases) > 50
    for case in cases:
        proof = [_hash(part) for part in case["proof"] or []]
        good = verify_inclusion(_hash(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, _hash(case["root"]))
        assert good is not case["wantErr"], case["name"]


@pytest.mark.skipif(not SHARED.exists(), reason="public vectors are not beside this checkout")
def test_public_consistency_vectors() -> None:
    cases = _public("merkle_consistency.json")
    assert len(cases) > 50
    for case in cases:
        proof = [_hash(part) for part in case["proof"] or []]
        root1, root2 = _root(case["root1"]), _root(case["root2"])
        good = verify_consistency(case["size1"], case["size2"], root1, root2, proof)
        assert good is (case["name"] == FROM_NOTHING or not case["wantErr"]), case["name"]


def test_own_vectors() -> None:
    vectors = json.loads(OWN.read_text("utf-8"))
    hashes = [leaf_hash(bytes.fromhex(text)) for text in vectors["leaves"]]
    assert bytes.fromhex(vectors["roots"][0]) == EMPTY_ROOT
    frontier: list[bytes] = []
    for size, wanted in enumerate(vectors["roots"]):
        assert fold(frontier).hex() == wanted
        if size < len(hashes):
            push(frontier, size, hashes[size])
    for case in vectors["inclusion"]:
        assert [p.hex() for p in inclusion_proof(_reader(hashes), case["index"], case["size"])] == case["proof"]
    for case in vectors["consistency"]:
        assert [p.hex() for p in consistency_proof(_reader(hashes), case["first"], case["second"])] == case["proof"]


@given(data=st.data(), size=st.integers(1, 70))
@settings(max_examples=150, deadline=None)
def test_proofs_are_those_of_the_rfc(data: st.DataObject, size: int) -> None:
    hashes = [naive_tree.leaf(bytes([i])) for i in range(size)]
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    read = _reader(hashes)
    root = naive_tree.root(hashes)
    assert fold(frontier_of(read, size)) == root
    assert range_root(read, 0, size) == root
    path = inclusion_proof(read, index, size)
    assert path == naive_tree.path(index, hashes)
    assert verify_inclusion(hashes[index], index, size, path, root)
    proof = consistency_proof(read, first, size)
    assert proof == (naive_tree.proof(first, hashes) if first else [])
    assert verify_consistency(first, size, naive_tree.root(hashes[:first]), root, proof)


@given(data=st.data(), size=st.integers(2, 60))
@settings(max_examples=150, deadline=None)
def test_a_changed_proof_never_verifies(data: st.DataObject, size: int) -> None:
    hashes = [naive_tree.leaf(bytes([i])) for i in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = naive_tree.path(index, hashes)
    root = naive_tree.root(hashes)
    at = data.draw(st.integers(0, len(path) - 1))
    change = data.draw(st.sampled_from(["flip", "drop", "double", "short"]))
    changed = list(path)
    if change == "flip":
        changed[at] = bytes([path[at][0] ^ 1]) + path[at][1:]
    elif change == "drop":
        del changed[at]
    elif change == "double":
        changed.insert(at, path[at])
    else:
        changed[at] = path[at][:31]
    assert not verify_inclusion(hashes[index], index, size, changed, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    assert not verify_inclusion(hashes[index], other, size, path, root)
    first = data.draw(st.integers(1, size - 1))
    proof = naive_tree.proof(first, hashes)
    old = naive_tree.root(hashes[:first])
    assert not verify_consistency(first, size, root, root, proof)
    assert not verify_consistency(first, size, old, root, [*proof, root])
    assert not verify_consistency(first, size, old, old, proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_out_of_range(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(_reader([EMPTY_ROOT] * 3), index, size)
    assert not verify_inclusion(EMPTY_ROOT, index, size, [], EMPTY_ROOT)


def test_no_consistency_backwards() -> None:
    with pytest.raises(ValueError, match="no consistency"):
        consistency_proof(_reader([]), 2, 1)
    assert not verify_consistency(2, 1, EMPTY_ROOT, EMPTY_ROOT, [])
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 1, b"\1" * 32, EMPTY_ROOT, [])
