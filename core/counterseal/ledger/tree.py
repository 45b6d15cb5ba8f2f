"""The RFC 6962 Merkle tree: hashes, roots and proofs, made and checked. Pure; storage comes in as a reader.

A perfect subtree is named by (level, index): it covers leaves ``index << level`` up to ``(index + 1) << level``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

HASH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
NodeReader = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def push(frontier: list[bytes], size: int, leaf: bytes) -> None:
    """Add one leaf hash to the frontier (roots of the perfect subtrees of ``size`` leaves, largest first)."""
    node = leaf
    while size & 1:
        node = node_hash(frontier.pop(), node)
        size >>= 1
    frontier.append(node)


def fold(frontier: Sequence[bytes]) -> bytes:
    """The root over a frontier."""
    if not frontier:
        return EMPTY_ROOT
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = node_hash(left, node)
    return node


def perfect_root(leaves: Sequence[bytes]) -> bytes:
    """The root of 2^k hashes."""
    level = list(leaves)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def range_root(read: NodeReader, start: int, end: int) -> bytes:
    """Root over leaves [start, end), where ``start`` is a multiple of the largest power of two below the length."""
    parts: list[bytes] = []
    while start < end:
        level = min((end - start).bit_length() - 1, (start & -start).bit_length() - 1 if start else 64)
        parts.append(read(level, start >> level))
        start += 1 << level
    return fold(parts)


def frontier_of(read: NodeReader, size: int) -> list[bytes]:
    """The frontier of the first ``size`` leaves."""
    nodes: list[bytes] = []
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            nodes.append(read(level, start >> level))
            start += 1 << level
    return nodes


def inclusion_proof(read: NodeReader, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf side first. Raises ValueError out of range."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start = middle
    path.reverse()
    return path


def consistency_proof(read: NodeReader, first: int, second: int) -> list[bytes]:
    """PROOF(first, D[second]) of RFC 6962 section 2.1.2; empty when first is 0 or equals second."""
    if not 0 <= first <= second:
        raise ValueError(f"no consistency from {first} to {second}")
    if first in (0, second):
        return []
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start = middle
            whole = False
    if not whole:
        path.append(range_root(read, start, end))
    path.reverse()
    return path


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2: whether leaf hash ``leaf`` is at ``index`` in the tree of ``size`` with ``root``."""
    if not 0 <= index < size or any(len(part) != HASH for part in (leaf, root, *proof)):
        return False
    node, last, here = leaf, size - 1, index
    for part in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(part, node)
            if not here & 1:
                while here and not here & 1:
                    here >>= 1
                    last >>= 1
        else:
            node = node_hash(node, part)
        here >>= 1
        last >>= 1
    return last == 0 and node == root


def verify_consistency(first: int, second: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2: whether the tree of ``second`` leaves extends the one of ``first``.

    Every tree extends the empty one, with an empty proof, as C2SP tlog-witness has it for a log seen the first time.
    """
    if not 0 <= first <= second or any(len(part) != HASH for part in (root1, root2, *proof)):
        return False
    if first == 0:
        return not proof and root1 == EMPTY_ROOT and (second != 0 or root2 == EMPTY_ROOT)
    if first == second:
        return not proof and root1 == root2
    parts = list(proof)
    if first & (first - 1) == 0:
        parts.insert(0, root1)
    if not parts:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here >>= 1
        last >>= 1
    old = new = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old = node_hash(part, old)
            new = node_hash(part, new)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            new = node_hash(new, part)
        here >>= 1
        last >>= 1
    return last == 0 and old == root1 and new == root2


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
