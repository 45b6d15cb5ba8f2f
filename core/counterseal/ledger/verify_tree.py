"""The tree side of verification: frontier, tiles and heads, recomputed leaf by leaf with flat memory."""

from __future__ import annotations

import re
import time
from binascii import b2a_base64
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from counterseal.errors import InvalidInput
from counterseal.ledger import log
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.tree import fold, frontier_of, perfect_root, push

# Up to this many heads are checked with their signatures; of more, an even sample of as many and the newest.
SIGNATURES = 10_000
# Four bytes of key id and 64 of signature, in the one spelling that Base64 has for them, and nothing after.
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{90}[AEIMQUYcgkosw048]=\n")


class BadEntry(Exception):
    """The first thing found wrong. ``seq`` is None where no single entry can be named."""

    def __init__(self, seq: int | None, sentence: str) -> None:
        self.seq = seq
        self.sentence = sentence
        super().__init__(sentence)


class TreeCheck:
    """Feeds on leaf hashes in order and compares every stored hash and head on the way.

    Attributes:
        heads: heads compared so far; ``signatures`` of them with their signature.
        heads_s: seconds that comparing them took.
    """

    def __init__(self, connection: Connection, verifier: VerifierKey, since: int) -> None:
        self._connection = connection
        self._verifier = verifier
        self.size = since
        self.heads = 0
        self.heads_s = 0.0
        self.signatures = 0
        self._frontier = frontier_of(log.node_reader(connection), since)
        # Of each tier's newest tile, only the rows before ``since`` are taken as known.
        self._open = [
            log.tile_hashes(connection, tier, since >> 8 * (tier + 1))[: (since >> 8 * tier) % log.TILE]
            for tier in range(_tiers(since))
        ]
        total = int(self._one("SELECT count(*) FROM heads WHERE size > :since", since=since))
        self._every = max(1, total // SIGNATURES)
        self._pending: dict[int, tuple[Any, Any]] = {}
        if since:
            self.expect(since - 1, since)
            stored = self._pending.pop(since, None)
            if stored is not None:
                self._head(*stored, newest=since)

    def expect(self, low: int, high: int) -> None:
        """Read the heads that end in this stretch of entries."""
        began = time.perf_counter()
        query = text("SELECT size, root, note FROM heads WHERE size > :low AND size <= :high")
        rows = self._connection.execute(query, {"low": low, "high": high})
        self._pending = {size: (root, note) for size, root, note in rows}
        self.heads_s += time.perf_counter() - began

    def take(self, leaf: bytes, newest: int) -> None:
        """Add one leaf hash. Raises BadEntry."""
        push(self._frontier, self.size, leaf)
        self._tile(0, leaf)
        self.size += 1
        self._head_here(newest)

    def take_all(self, leaves: Sequence[bytes], newest: int) -> None:
        """Add leaf hashes, a whole tile at once where no head stands for a part of it. Raises BadEntry."""
        at = 0
        while at < len(leaves):
            tile = leaves[at : at + log.TILE]
            ends = self.size + log.TILE
            if self.size % log.TILE or len(tile) < log.TILE or any(size < ends for size in self._pending):
                self.take(leaves[at], newest)
                at += 1
                continue
            # The frontier takes the tile's root as it takes a leaf, only higher up.
            root = perfect_root(tile)
            push(self._frontier, self.size // log.TILE, root)
            self._open[0] = list(tile)
            self.size = ends - 1
            self._full_tile(0, root)
            self.size = ends
            self._head_here(newest)
            at += log.TILE

    def _head_here(self, newest: int) -> None:
        """Compare the head that stands for all entries so far, if there is one."""
        stored = self._pending.pop(self.size, None)
        if stored is not None:
            self._head(*stored, newest=newest)
        elif self.size == newest:
            raise BadEntry(newest - 1, f"The head over all {newest:,} entries is missing; the log cannot be proven.")

    def finish(self, state: Any) -> Head:
        """Compare what must fit the whole. Raises BadEntry."""
        last = self.size - 1
        if state.frontier != b"".join(self._frontier):
            raise BadEntry(last, "The stored edge of the tree is not that of the entries; the next entry would fork.")
        if self._one("SELECT count(*) FROM heads WHERE size > :size", size=self.size):
            raise BadEntry(last, f"A head stands for more than {self.size:,} entries; the end of the log was cut off.")
        if self._one("SELECT count(*) FROM heads WHERE size < 1"):
            raise BadEntry(0, "A head is stored that stands for no entries; this log never signed it.")
        tiles = [self.size >> 8 * (tier + 1) for tier in range(_tiers(self.size))]
        if self._one("SELECT count(*) FROM tiles") != sum(tiles):
            known = {(tier, index) for tier, count in enumerate(tiles) for index in range(count)}
            stored = self._connection.execute(text("SELECT level, idx FROM tiles ORDER BY level, idx")).all()
            for tier, index in stored:
                if (tier, index) not in known:
                    raise BadEntry(None, f"Stored tree hashes belong to no entries ({tier}/{index}).")
            # Of tiles that were verified before, only the number is looked at.
            tier, index = min(known.difference((tier, index) for tier, index in stored))
            raise BadEntry(((index + 1) << 8 * (tier + 1)) - 1, _of_tile(tier, index, "are missing"))
        return Head(self._verifier.name, self.size, fold(self._frontier))

    def _tile(self, tier: int, node: bytes) -> None:
        while len(self._open) <= tier:
            self._open.append([])
        part = self._open[tier]
        part.append(node)
        if len(part) == log.TILE:
            self._full_tile(tier, perfect_root(part))

    def _full_tile(self, tier: int, root: bytes) -> None:
        """Compare a tile that is complete now with the stored one, and hand its root to the tier above."""
        part, index = self._open[tier], self.size >> 8 * (tier + 1)
        row = self._connection.execute(
            text("SELECT hashes, root FROM tiles WHERE level = :level AND idx = :idx"), {"level": tier, "idx": index}
        ).one_or_none()
        if row is None or row[0] != b"".join(part) or row[1] != root:
            raise BadEntry(self.size, _of_tile(tier, index, "are missing" if row is None else "were changed"))
        self._open[tier] = []
        self._tile(tier + 1, root)

    def _head(self, root: Any, note: Any, newest: int) -> None:
        began = time.perf_counter()
        self._compare_head(root, note, newest)
        self.heads_s += time.perf_counter() - began

    def _compare_head(self, root: Any, note: Any, newest: int) -> None:
        # Logs have about as many heads as entries, so their text is built here without an object for each.
        folded = fold(self._frontier)
        self.heads += 1
        if root != folded:
            raise BadEntry(
                self.size - 1,
                f"The head over the first {self.size:,} entries is not theirs: an entry up to here was changed,"
                " or the head was.",
            )
        name = self._verifier.name
        said = f"{name}\n{self.size}\n{b2a_base64(folded).decode()}\n— {name} "
        if not isinstance(note, str) or not note.startswith(said) or not _SIGNATURE.fullmatch(note, len(said)):
            raise BadEntry(self.size - 1, f"The head over the first {self.size:,} entries does not say what it should.")
        if self.heads % self._every and self.size != newest:
            return
        try:
            verify_head(note, self._verifier)
        except InvalidInput as error:
            sentence = f"The head over the first {self.size:,} entries is not proven: {error.text()}"
            raise BadEntry(self.size - 1, sentence) from error
        self.signatures += 1

    def _one(self, query: str, **values: Any) -> Any:
        return self._connection.execute(text(query), values).scalar_one()


def _tiers(size: int) -> int:
    return max(1, (size.bit_length() + 7) // 8)


def _of_tile(tier: int, index: int, state: str) -> str:
    return f"The stored tree hashes {tier}/{index} {state}; proofs made from them are wrong."
