"""The proof file of one entry: C2SP tlog-proof text (c2sp.org/tlog-proof@v1, 2026-07), made, read and verified.

Whoever holds the log's verifier key checks it offline. The ``extra`` line is not authenticated by the format; ours
carries the leaf itself, which counts only because its hash is what the proof leads to the signed head.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from counterseal.errors import InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import log
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.tree import HASH, leaf_hash, verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
# A tree of less than 2^64 leaves has no longer path; the text is bounded before any of it is decoded.
MOST_HASHES = 64
MOST_CHARACTERS = 2_000_000
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it was read: nothing in it is verified.

    Attributes:
        index: the entry's number, from 0.
        hashes: the inclusion path of RFC 6962 section 2.1.1, from the leaf's sibling up.
        checkpoint: the signed note, verbatim.
        extra: unauthenticated bytes; None when the line is absent.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def text(self) -> str:
        """The proof file's content."""
        extra = [] if self.extra is None else [f"extra {_encoded(self.extra)}"]
        lines = [FIRST_LINE, *extra, f"index {self.index}", *map(_encoded, self.hashes), ""]
        return "\n".join([*lines, self.checkpoint])


def parse_proof(text: str) -> Proof:
    """Read a proof strictly: one spelling only, nothing skipped. The checkpoint's own form is left to its verification.

    Raises:
        InvalidInput: ``code`` bad_proof; ``where`` names the line.
    """
    if len(text) > MOST_CHARACTERS or "\r" in text:
        raise _bad("carriage return or size")
    before, blank, checkpoint = text.partition("\n\n")
    if not blank or not checkpoint or checkpoint.startswith("\n") or not checkpoint.endswith("\n"):
        raise _bad("no checkpoint")
    lines = before.split("\n")
    if lines[0] != FIRST_LINE:
        raise _bad("first line")
    at, extra = 1, None
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra = _decoded(lines[1][6:], "extra")
        if not extra:
            raise _bad("extra")
        at = 2
    found = _INDEX.fullmatch(lines[at]) if len(lines) > at else None
    if found is None or int(found[1]) >= 1 << 63:
        raise _bad("index")
    path = lines[at + 1 :]
    if len(path) > MOST_HASHES:
        raise _bad(f"{len(path)} hashes")
    hashes = tuple(_decoded(line, f"hash {number}") for number, line in enumerate(path, 1))
    for number, one in enumerate(hashes, 1):
        if len(one) != HASH:
            raise _bad(f"hash {number}")
    return Proof(int(found[1]), hashes, checkpoint, extra)


def verify_proof(text: str, leaf: bytes, verifier: VerifierKey) -> Head:
    """Verify that ``leaf`` is an entry of the log whose key is ``verifier``.

    Args:
        text: the proof file.
        leaf: the entry's exact bytes, not their hash.

    Returns:
        the signed head that covers the entry.

    Raises:
        InvalidInput: the text is no proof (bad_proof), the head is not the log's (bad_signature, wrong_origin), or the
            entry is not the one under it at that index (not_included).
    """
    proof = parse_proof(text)
    try:
        head = verify_head(proof.checkpoint, verifier)
    except InvalidInput as error:
        # A checkpoint that is no note at all makes the file no proof; a wrong signature or origin keeps its own code.
        if error.code == InvalidInput.code:
            raise _bad("checkpoint") from error
        raise
    except UnicodeEncodeError:
        raise _bad("checkpoint") from None
    if not verify_inclusion(leaf_hash(leaf), proof.index, head.size, proof.hashes, head.root):
        raise InvalidInput(
            "The proof does not lead from this entry to the signed head",
            where=f"index {proof.index} of {head.size}",
            code="not_included",
        )
    return head


def make_proof(connection: Connection, verifier: VerifierKey, seq: int) -> str:
    """The proof of entry ``seq`` under the newest head, with the leaf as extra data. It is verified before it is given.

    Raises:
        NotFound: there is no such entry under the newest head.
        LedgerDamaged: the stored tree or head does not prove the entry.
    """
    leaf = log.leaf_bytes(connection, seq)
    head, note = log.head(connection)
    if not 0 <= seq < head.size:
        raise NotFound("The newest head does not cover this entry", where=str(seq))
    text = Proof(seq, tuple(log.prove_inclusion(connection, seq, head.size)), note, leaf).text()
    try:
        verify_proof(text, leaf, verifier)
    except InvalidInput as error:
        raise LedgerDamaged(
            "The ledger does not prove this entry",
            where=error.text(),
            todo="Find what was changed with: counterseal ledger verify",
        ) from error
    return text


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str, where: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _bad(where) from None
    # Bits that padding leaves over would make a second spelling of the same bytes.
    if _encoded(data) != text:
        raise _bad(where)
    return data


def _bad(where: str) -> InvalidInput:
    return InvalidInput("This is not a transparency log proof (c2sp.org/tlog-proof@v1)", where=where, code="bad_proof")
