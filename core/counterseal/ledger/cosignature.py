"""C2SP tlog-cosignature (2026-07): a witness's timestamped signature under a log's checkpoint.

A cosignature says that its maker had seen, at that time, this head and every head before it as one growing log. Only
Ed25519 ones (type byte 0x04) are made; the witness's name is the origin of its own log, and its key that log's key.
"""

from __future__ import annotations

import struct

from counterseal.errors import InvalidInput
from counterseal.ledger.note import NoteLine, VerifierKey, read_head, read_line, split_note
from counterseal.seal.keys import SigningKey, verify

TIMESTAMPED_ED25519 = 0x04
_SIZE = 8 + 64


def witness_key(name: str, public: bytes) -> VerifierKey:
    """The key that verifies cosignatures of the witness ``name``, whose log key is ``public`` (raw)."""
    return VerifierKey(name, public, TIMESTAMPED_ED25519)


def cosign(note: str, name: str, key: SigningKey, time: int) -> str:
    """The witness's line for a checkpoint that it has verified, with its newline.

    Args:
        note: the checkpoint.
        name: the witness's own log origin; ``key`` its log key.
        time: when the head was seen to be the newest one, Unix seconds.

    Raises:
        InvalidInput: not a checkpoint.
    """
    body, _lines = split_note(note)
    read_head(body)
    signature = key.sign(_message(body, time))
    return NoteLine(name, witness_key(name, key.public).hash, struct.pack(">Q", time) + signature).text()


def check(note: str, line: str, witness: VerifierKey) -> int:
    """Verify one cosignature line of a checkpoint.

    Args:
        line: with or without its newline.
        witness: as ``witness_key`` makes it.

    Returns:
        its time, Unix seconds.

    Raises:
        InvalidInput: malformed, of another key, or wrong (``code`` bad_cosignature).
    """
    read = read_line(line.removesuffix("\n"))
    if (read.name, read.hash) != (witness.name, witness.hash):
        raise InvalidInput("The cosignature is of another witness", where=read.name[:80], code="bad_cosignature")
    time = time_of(line)
    if not verify(witness.public, read.signature[8:], _message(split_note(note)[0], time)):
        raise InvalidInput("The cosignature is wrong", where=read.name[:80], code="bad_cosignature")
    return time


def time_of(line: str) -> int:
    """The time of a cosignature line that was verified before, Unix seconds. Raises InvalidInput."""
    signature = read_line(line.removesuffix("\n")).signature
    if len(signature) != _SIZE:
        raise InvalidInput("The cosignature has another form", where=line[:60], code="bad_cosignature")
    return int(struct.unpack(">Q", signature[:8])[0])


def _message(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()
