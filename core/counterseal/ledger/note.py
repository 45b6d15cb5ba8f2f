"""C2SP signed notes and tlog checkpoints: the log's signed head as text.

Sources: C2SP signed-note and tlog-checkpoint (2026-07). Only Ed25519 notes (type byte 0x01) are made here; lines of
unknown keys are kept and ignored, a known key's bad signature refuses the note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from counterseal.errors import InvalidInput
from counterseal.seal.dsse import decode64
from counterseal.seal.keys import SigningKey, verify

ED25519 = 0x01


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A note verifier key: name, type byte and raw public key."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def hash(self) -> bytes:
        """The 4-byte key id of the note format."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def text(self) -> str:
        """``name+hash+base64(type, key)``, as in log.vkey."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    @staticmethod
    def parse(text: str) -> VerifierKey:
        """Raises InvalidInput."""
        try:
            name, short, data = text.strip().split("+", 2)
            raw = base64.b64decode(data, validate=True)
            key = VerifierKey(name, raw[1:], raw[0])
            if name and key.kind == ED25519 and len(key.public) == 32 and key.hash.hex() == short:
                return key
        except (ValueError, IndexError, binascii.Error):
            pass
        raise InvalidInput("This is not a verifier key", where=text[:60], todo="It looks like name+hash+base64.")


@dataclass(frozen=True, slots=True)
class Head:
    """A log's size and root, as signed in a checkpoint."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_head(head: Head, key: SigningKey) -> str:
    """The checkpoint note, signed by the log key under the log's origin."""
    body = head.body()
    line = NoteLine(head.origin, VerifierKey(head.origin, key.public).hash, key.sign(body.encode()))
    return f"{body}\n{line.text()}"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A signature line of a note: the signer's name, its four-byte key id, and the signature that follows it."""

    name: str
    hash: bytes
    signature: bytes

    def text(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {base64.b64encode(self.hash + self.signature).decode()}\n"


def split_note(note: str) -> tuple[str, tuple[NoteLine, ...]]:
    """What a note's signatures cover, and its signature lines, unverified. Raises InvalidInput: not a signed note."""
    if "\r" in note or len(note) > 1_000_000:
        raise InvalidInput("This is not a signed note", where="carriage return or size")
    body, middle, tail = note.rpartition("\n\n")
    if not middle or not tail.endswith("\n"):
        raise InvalidInput("This is not a signed note", where="no signature block")
    return body + "\n", tuple(read_line(line) for line in tail[:-1].split("\n"))


def read_line(line: str) -> NoteLine:
    """One signature line without its newline. Raises InvalidInput."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1]:
        raise InvalidInput("A signature line is malformed", where=line[:60])
    try:
        # In one spelling only: whoever reads our bundles takes no other, and a witness's line goes into them as it is.
        raw = decode64(parts[2], "signature")
    except InvalidInput:
        raise InvalidInput("A signature line is malformed", where=line[:60]) from None
    return NoteLine(parts[1], raw[:4], raw[4:])


def open_note(note: str, key: VerifierKey) -> str:
    """The body of a note that ``key`` signed.

    Raises:
        InvalidInput: not a note, no line of this key, or a wrong signature of it (``code`` bad_signature).
    """
    body, lines = split_note(note)
    seen = False
    for line in lines:
        if line.name != key.name or line.hash != key.hash:
            continue
        if len(line.signature) != 64 or not verify(key.public, line.signature, body.encode()):
            raise InvalidInput("The head's signature is wrong", where=key.name, code="bad_signature")
        seen = True
    if not seen:
        raise InvalidInput("The head is not signed by this log key", where=key.name, code="bad_signature")
    return body


def read_head(body: str) -> Head:
    """Origin, size and root of a checkpoint body. Raises InvalidInput."""
    lines = body.split("\n")
    try:
        if len(lines) < 4 or lines[-1] or not lines[0] or any(not line for line in lines[3:-1]):
            raise ValueError("lines")
        size = int(lines[1])
        root = decode64(lines[2], "root")
        # Sixteen digits are what every reader of the format here takes, and what a database can hold.
        if str(size) != lines[1] or not 0 <= size < 10**16 or len(root) != 32:
            raise ValueError("size or root")
    except (ValueError, InvalidInput):
        raise InvalidInput("This is not a checkpoint", where=body[:60]) from None
    return Head(lines[0], size, root)


def verify_head(note: str, key: VerifierKey) -> Head:
    """Open a checkpoint and check that its origin is the key's name. Raises InvalidInput."""
    head = read_head(open_note(note, key))
    if head.origin != key.name:
        raise InvalidInput("The head belongs to another log", where=head.origin, code="wrong_origin")
    return head
