"""The strict forms that a bundle is made of: JSON, Base64, C2SP notes, DSSE envelopes, in-toto Statements.

Part of verify.py (see ``bundle_script``), so it imports the standard library and "cryptography" only.
"""

from __future__ import annotations

import binascii
import functools
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATEMENT = "https://in-toto.io/Statement/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
DECISION, ORDER = "urn:counterseal:decision:v1", "urn:counterseal:order:v1"
DECISION_MEMBERS = words(
    "verdict action original_sha256 reason answer person meaning shown basis audience nonce halt_epoch decided_at"
    " not_before expires_at single_use"
)
ORDER_MEMBERS = words("kind body audience nonce supersedes person reason decided_at expires_at")
KINDS = words("level mandate charter registry roster pause halt reset key incident agent away outcome traces")
# The order kinds that an entry type may carry.
ORDERS = {kind: words(kind) for kind in ("pause", "halt", "reset", "incident", "erasure")} | {"order": KINDS}
ORDERS |= {kind: words("roster") for kind in ("key_enrolled", "key_rotated", "key_revoked")}
ORDERS |= {"retention_cut": words("erasure"), "restored": words("restore")}
TYPES = frozenset(ORDERS) | words(
    "action_received policy_allowed policy_refused viewed decision delivered permit_taken outcome expired escalated"
    " voided export cosigned"
)
HEX64 = re.compile(r"[0-9a-f]{64}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LARGEST_FILE = 1 << 26
LARGEST_STATEMENT, LARGEST_ACTION = 3 << 20, 1 << 20
# Whatever hostile content makes Python raise means "not verified"; it is reported with its place, never as a crash.
SURPRISES = (AttributeError, InvalidSignature, LookupError, MemoryError, OSError, RecursionError, TypeError, ValueError)

# What these write back equal to what was read was strict to begin with: no key twice, no other spelling, no NaN.
compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
sorted_compact = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False, sort_keys=True).encode


class NotVerified(Exception):
    """Why the bundle does not verify. ``seq`` names the entry where there is one."""

    def __init__(self, where: str, why: str, seq: int | None = None) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why
        self.seq = seq


@contextmanager
def place(where: str, seq: int | None = None) -> Iterator[None]:
    """Report whatever is raised inside as NotVerified with the file and line."""
    try:
        yield
    except SURPRISES as error:
        raise NotVerified(where, reason(error), seq) from error


def reason(error: BaseException) -> str:
    """What went wrong in words; a wrong signature carries none of its own."""
    if isinstance(error, InvalidSignature):
        return "a signature is wrong (InvalidSignature)"
    return str(error)[:300] or type(error).__name__


def need(condition: object, why: str) -> None:
    if not condition:
        raise ValueError(why)


def is_object(value: Any, members: Set[str], optional: Set[str] = frozenset()) -> bool:
    if not isinstance(value, dict):
        return False
    return members <= value.keys() <= members | optional if optional else value.keys() == members


def is_hex64(value: Any) -> bool:
    return isinstance(value, str) and HEX64.fullmatch(value) is not None


def is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


def from_base64(text: Any, what: str) -> bytes:
    """RFC 4648 section 4, padded, and no other spelling of the same bytes."""
    need(isinstance(text, str), f"{what} is not Base64")
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error, and what non-ASCII text raises
        raise ValueError(f"{what} is not Base64") from None
    # Only padded text has bits to spare, which would make a second spelling of the same bytes.
    spare = text.endswith("=")
    need(not spare or binascii.b2a_base64(data, newline=False).decode() == text, f"{what} is not canonical Base64")
    return data


def parse(data: bytes) -> Any:
    """Strict JSON: UTF-8, no key twice, no NaN, no number beyond 2^53-1, no half surrogate pair."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len({key for key, _ in items}) == len(items), "a key stands twice in one object")
        return dict(items)

    def bounded(text: str) -> Any:
        need(abs(float(text)) < 2**53, "a number is beyond 2^53-1, where programs stop agreeing on its value")
        return float(text) if set(text) & set(".eE") else int(text)

    def constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    text = data.decode("utf-8")
    value = json.loads(text, object_pairs_hook=pairs, parse_int=bounded, parse_float=bounded, parse_constant=constant)
    if "\\u" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def keys_within(value: Any, depth: int) -> int:
    """How many keys stand in a value that nests no deeper than that."""
    if not isinstance(value, (dict, list)):
        return 0
    need(depth > 0, "it nests too deeply")
    here, inner = (len(value), value.values()) if isinstance(value, dict) else (0, value)
    return here + sum(keys_within(item, depth - 1) for item in inner)


def jcs(value: Any) -> str:
    """Canonical JSON (RFC 8785)."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{jcs(key)}:{jcs(item)}" for key, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """A float as ECMAScript writes it (RFC 8785 section 3.2.2.3)."""
    need(value - value == 0, "a number is not finite")
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return re.sub(r"e([+-])0+", r"e\1", repr(value))


@functools.lru_cache(256)
def public_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    public_key(public).verify(signature, message)


def read_envelope(raw: Any) -> tuple[bytes, str, bytes]:
    """Payload, key id and signature of a DSSE envelope with exactly one signature."""
    need(is_object(raw, {"payload", "payloadType", "signatures"}), "an envelope has payload, payloadType, signatures")
    need(raw["payloadType"] == PAYLOAD_TYPE, "the envelope is of an unknown payload type")
    need(isinstance(raw["signatures"], list) and len(raw["signatures"]) == 1, "an envelope carries one signature")
    one = raw["signatures"][0]
    need(is_object(one, {"keyid", "sig"}) and is_hex64(one["keyid"]), "a signature has keyid and sig")
    return from_base64(raw["payload"], "payload"), one["keyid"], from_base64(one["sig"], "sig")


def read_statement(statement: Any, kind: str) -> tuple[str, str, dict[str, Any]]:
    """Subject name, subject digest and predicate of an in-toto Statement that fits the entry's type."""
    need(isinstance(statement, dict) and statement.get("_type") == STATEMENT, "it is not an in-toto Statement v1")
    need(keys_within(statement, 48) <= 8_000, "the statement has too many keys")
    need(kind == "decision" or kind in ORDERS, f"an entry of type {kind} carries no envelope")
    wanted, members = (DECISION, DECISION_MEMBERS) if kind == "decision" else (ORDER, ORDER_MEMBERS)
    need(statement.get("predicateType") == wanted, f"the statement is not a {wanted}")
    predicate = statement.get("predicate")
    need(is_object(predicate, members), "predicate members are missing or unknown")
    (subject,) = statement["subject"]
    name, digest = subject["name"], subject["digest"]["sha256"]
    need(isinstance(name, str) and isinstance(digest, str), "the statement's subject is malformed")
    if kind == "decision":
        need(predicate["verdict"] in words("approve edit reject answer withdraw"), "the verdict is unknown")
    else:
        need(predicate["kind"] in ORDERS[kind], f"an order of that kind does not belong under {kind}")
        need(isinstance(predicate["body"], dict), "the order has no body")
    return name, digest, predicate


def read_vkey(text: str) -> tuple[str, bytes]:
    """Name and raw Ed25519 key of a C2SP verifier key: name+hash+base64(0x01, key)."""
    name, short, data = text.strip().split("+", 2)
    raw = from_base64(data, "the key")
    need(name and " " not in name and len(raw) == 33 and raw[0] == 1, "it is not an Ed25519 verifier key")
    need(hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == short, "the key's hash is wrong")
    return name, raw[1:]


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that the log's key signed; ``others`` are the names and signatures of its other lines."""

    note: str
    body: str
    origin: str
    size: int
    root: bytes
    others: tuple[tuple[str, bytes], ...]

    def cosigners(self, keys: Mapping[str, Set[bytes]]) -> tuple[list[tuple[str, int]], list[str]]:
        """Who cosigned it and when (Unix seconds), by the keys known here, and the names of unknown others.

        Raises:
            InvalidSignature, ValueError: the cosignature of a known key is wrong (C2SP tlog-cosignature).
        """
        known, unknown = [], []
        for name, raw in self.others:
            for public in keys.get(name, ()):
                if raw[:4] == hashlib.sha256(name.encode() + b"\n\4" + public).digest()[:4]:
                    need(len(raw) == 76, f"the cosignature of {name} is malformed")
                    at = int.from_bytes(raw[4:12], "big")
                    try:
                        verify(public, raw[12:], f"cosignature/v1\ntime {at}\n{self.body}".encode())
                    except InvalidSignature:
                        raise ValueError(f"the cosignature of {name} is wrong") from None
                    known.append((name, at))
                    break
            else:
                unknown.append(name)
        return known, unknown


def read_checkpoint(note: str, origin: str, public: bytes) -> Checkpoint:
    """A checkpoint of this log, signed by its key; other signature lines are kept for later."""
    body, middle, tail = note.rpartition("\n\n")
    need(middle and tail.endswith("\n") and "\r" not in note, "it is not a signed note")
    body += "\n"
    short = hashlib.sha256(origin.encode() + b"\n\1" + public).digest()[:4]
    signed, others = False, []
    for line in tail[:-1].split("\n"):
        dash, name, data = line.split(" ")
        raw = from_base64(data, "a signature")
        need(dash == "\u2014" and name, "a signature line is malformed")
        if name == origin and raw[:4] == short:
            verify(public, raw[4:], body.encode())
            signed = True
        else:
            others.append((name, raw))
    need(signed, "it is not signed by the log's key")
    lines = body.split("\n")
    need(len(lines) >= 4 and lines[0] == origin, "it belongs to another log")
    need(re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1], re.ASCII), "its size is malformed")
    return Checkpoint(note, body, origin, int(lines[1]), from_base64(lines[2], "the root"), tuple(others))


def open_file(path: Path) -> Any:
    """Only regular files, so that a link or a pipe in the bundle cannot lead elsewhere or block."""
    need(stat.S_ISREG(os.lstat(path).st_mode), "it is not a regular file")
    return path.open("rb")


def read_text(path: Path) -> str:
    with open_file(path) as file:
        data = file.read(LARGEST_FILE + 1)
    need(len(data) <= LARGEST_FILE, "it is too large")
    return str(data, "utf-8")
