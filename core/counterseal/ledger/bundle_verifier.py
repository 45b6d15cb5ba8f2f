"""Verify an evidence bundle: python verify.py [--vkey FILE] [--head FILE] [DIR]

Needs Python 3.11 or newer and the package "cryptography", nothing else, and reads nothing but the bundle. It checks

  1. checkpoint: a C2SP signed note by the key in log.vkey, over the log's size and Merkle root (RFC 6962);
  2. entries.jsonl: every leaf in canonical form, numbered without gaps, leading to that root;
  3. every signed statement (DSSE, Ed25519): by a key that the roster orders in this log made valid at that place;
  4. every attachment against the commitment in its leaf; absent content only where a signed erasure names the entry;
  5. keys.json: exactly what the roster orders say.

Alone, a bundle can only be consistent with itself. Give the log's key (--vkey) or an earlier checkpoint (--head) that
you got from somewhere else, and it is held to that. report.html is for reading and proves nothing.

Exit status: 0 verified, 1 not verified, 2 wrong use.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
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
KINDS = words("level mandate charter registry roster pause halt reset key incident agent")
# The order kinds that an entry type may carry.
ORDERS = {kind: words(kind) for kind in ("pause", "halt", "reset", "incident", "erasure")} | {"order": KINDS}
ORDERS |= {kind: words("key") for kind in ("key_enrolled", "key_rotated", "key_revoked")}
TYPES = frozenset(ORDERS) | words(
    "action_received policy_allowed policy_refused viewed decision delivered permit_taken outcome expired escalated"
    " voided retention_cut restored export cosigned"
)
MUST_BE_SIGNED = {"decision", "order", "reset", "erasure"}
NEVER_ERASED = {"order", "erasure"}
ROLES = {"owner", "reviewer", "auditor"}
RECORD = ("person", "name", "roles", "public_key")
HEX64 = re.compile(r"[0-9a-f]{64}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LONGEST_LINE, LARGEST_FILE = 1 << 28, 1 << 26
# Whatever hostile content makes Python raise means "not verified"; it is reported with its place, never as a crash.
SURPRISES = (AttributeError, InvalidSignature, LookupError, MemoryError, OSError, RecursionError, TypeError, ValueError)


class NotVerified(Exception):
    """Why the bundle does not verify. ``seq`` names the entry where there is one."""

    def __init__(self, where: str, why: str, seq: int | None = None) -> None:
        super().__init__(f"{where}: {why}")
        self.seq = seq


@dataclass
class Roster:
    """The spans of all keys so far, and the digest of the order that made it so."""

    keys: list[dict[str, Any]]
    sha256: str

    def signer(self, keyid: str, seq: int) -> dict[str, Any] | None:
        for record in self.keys:
            until = record["until_seq"]
            if record["id"] == keyid and record["from_seq"] <= seq and (until is None or seq < until):
                return record
        return None


@dataclass
class Checker:
    """Walks the entries of one log in order. ``held``: whether a key or head from elsewhere confirmed it."""

    origin: str
    log_key: str
    roster: Roster | None = None
    frontier: list[bytes] = field(default_factory=list)
    size: int = 0
    signatures: int = 0
    attachments: int = 0
    held: bool = False
    marks: list[tuple[int, int, str, str]] = field(default_factory=list)
    erasures: dict[int, dict[int, tuple[Any, Any]]] = field(default_factory=dict)

    def line(self, raw: bytes) -> None:
        """Check one line of entries.jsonl and add its leaf to the tree."""
        entry = parse(raw)
        need(json.dumps(entry, separators=(",", ":")).encode() + b"\n" == raw, "the line is not in compact form")
        need(is_object(entry, {"seq", "leaf", "envelope", "payloads"}), "a line has seq, leaf, envelope and payloads")
        need(type(entry["seq"]) is int and entry["seq"] == self.size, f"entry {self.size} is missing or out of order")
        data = from_base64(entry["leaf"], "leaf")
        leaf = self.leaf(data)
        self.envelope(leaf, entry["envelope"])
        self.payloads(leaf, entry["payloads"])
        node, size = hashlib.sha256(b"\0" + data).digest(), self.size
        while size & 1:
            node, size = hashlib.sha256(b"\1" + self.frontier.pop() + node).digest(), size >> 1
        self.frontier.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.frontier:
            return hashlib.sha256(b"").digest()
        node = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node

    def leaf(self, data: bytes) -> dict[str, Any]:
        leaf = parse(data)
        must, may = {"v", "log", "seq", "type", "at", "key", "commits"}, {"subject", "dsse_sha256"}
        need(isinstance(leaf, dict) and must <= set(leaf) <= must | may, "the leaf has missing or unknown members")
        need(jcs(leaf).encode() == data, "the leaf is not in canonical form (RFC 8785)")
        need(type(leaf["v"]) is int and leaf["v"] == 1, "the leaf is not of version 1")
        need(type(leaf["seq"]) is int and leaf["seq"] == self.size, "the leaf has another number than its line")
        need(leaf["log"] == self.origin, "the leaf belongs to another log")
        need(isinstance(leaf["type"], str) and leaf["type"] in TYPES, "the leaf is of an unknown type")
        need(isinstance(leaf["at"], str) and STAMP.fullmatch(leaf["at"]), "the leaf's time is malformed")
        need(is_hex64(leaf["key"]) and is_hex64(leaf.get("dsse_sha256", "0" * 64)), "a digest is not 64 hex digits")
        need(isinstance(leaf.get("subject", "-"), str) and leaf.get("subject", "-"), "the leaf's subject is not text")
        commits = leaf["commits"]
        need(isinstance(commits, list), "the leaf's commits are not a list")
        for commit in commits:
            need(is_object(commit, {"name", "c"}) and is_hex64(commit["c"]), "a commit has name and c")
            need(isinstance(commit["name"], str) and commit["name"], "a commit has no name")
        need(
            commits == sorted({c["name"]: c for c in commits}.values(), key=itemgetter("name")),
            "commits are not sorted",
        )
        return dict(leaf)

    def envelope(self, leaf: dict[str, Any], raw: Any) -> None:
        """Check who signed, whether that key was valid here, and whether the statement fits the entry."""
        seq, kind, named = leaf["seq"], leaf["type"], leaf.get("dsse_sha256")
        if named is None:
            need(raw is None, "there is an envelope that the leaf does not name")
            need(seq != 0, "entry 0 is not the log's signed roster")
            need(kind not in MUST_BE_SIGNED, f"an entry of type {kind} must carry a person's signature")
            need(leaf["key"] == self.log_key, "the leaf names a key that did not sign it")
            return
        need(raw is not None, "the envelope is missing")
        if is_object(raw, {"erased"}):
            need(kind not in NEVER_ERASED, f"an entry of type {kind} is never erased")
            need(self.roster and self.roster.signer(leaf["key"], seq), "the signing key was not valid there")
            self.mark(leaf, raw)
            return
        payload, keyid, signature = read_envelope(raw)
        signed = b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)
        need(hashlib.sha256(signed).hexdigest() == named, "the envelope is not the one that the leaf names")
        need(keyid == leaf["key"], "the leaf names another key than its envelope")
        name, digest, predicate = read_statement(parse(payload), kind)
        need(name == leaf.get("subject"), "the statement is about something else than its entry")
        before = self.roster
        if kind != "decision" and predicate["kind"] == "roster":
            self.roster = self.next_roster(predicate["body"], predicate["supersedes"], named, seq)
        record = (before or self.roster or Roster([], "")).signer(keyid, seq)
        if record is None:
            raise ValueError("no roster before it makes the signing key valid there")
        verify(bytes.fromhex(record["public_key"]), signature, signed)
        self.authority(kind, predicate, record)
        if kind == "decision":
            action = predicate["action"]
            need(is_object(action, words("v id agent tool arguments expires_at")), "an action has six members")
            need(action["id"] == name, "the decision is about another action")
            covered = b"counterseal/action/v1\0" + jcs(action).encode()
        else:
            covered = jcs(predicate["body"]).encode()
        need(hashlib.sha256(covered).hexdigest() == digest, "the digest is not that of what the statement says")
        if kind == "erasure":
            listed = predicate["body"]["erased"]
            need(all(is_object(one, words("seq type verdict key")) for one in listed), "the erasure is malformed")
            self.erasures[seq] = {one["seq"]: (one["type"], one["key"]) for one in listed}
        self.signatures += 1

    def authority(self, kind: str, predicate: dict[str, Any], record: dict[str, Any]) -> None:
        person = predicate["person"]
        need(isinstance(person, dict) and person.get("id") == record["person"], "it names another person than its key")
        wanted = {"owner", "reviewer"}
        if kind in ("halt", "pause") or predicate.get("kind") in ("halt", "pause"):
            wanted.add("auditor")
        elif predicate.get("kind") in ("roster", "erasure"):
            wanted = {"owner"}
        need(wanted & set(record["roles"]), "who signed may not do that")

    def payloads(self, leaf: dict[str, Any], raw: Any) -> None:
        promised = {c["name"]: c["c"] for c in leaf["commits"]}
        need(isinstance(raw, dict) and set(raw) == set(promised), "attachments and commits do not fit each other")
        for name, item in raw.items():
            if is_object(item, {"erased"}):
                self.mark(leaf, item)
                continue
            need(is_object(item, {"salt", "bytes"}), "an attachment has salt and bytes")
            salt, data = from_base64(item["salt"], "salt"), from_base64(item["bytes"], "bytes")
            made = hmac.new(salt, data, hashlib.sha256).hexdigest()
            need(len(salt) == 32 and made == promised[name], "an attachment was changed")
            self.attachments += 1

    def mark(self, leaf: dict[str, Any], mark: dict[str, Any]) -> None:
        need(type(mark["erased"]) is int and mark["erased"] > leaf["seq"], "an erased mark names no later entry")
        self.marks.append((leaf["seq"], mark["erased"], leaf["type"], leaf["key"]))

    def check_marks(self) -> None:
        """An erased mark counts only if that erasure entry names this entry, with its type and key."""
        for seq, by, kind, key in self.marks:
            if self.erasures.get(by, {}).get(seq) != (kind, key):
                raise NotVerified(f"entries.jsonl line {seq + 1}", f"entry {by} does not erase entry {seq}", seq)

    def next_roster(self, body: Any, supersedes: Any, sha256: str, seq: int) -> Roster:
        """The roster after a roster order, with every span of every key so far."""
        need(is_object(body, {"people", "log_key", "log"}), "a roster has people, log_key and log")
        need(body["log"] == self.origin and is_hex64(body["log_key"]), "the roster is that of another log")
        log_key = hashlib.sha256(bytes.fromhex(body["log_key"])).hexdigest()
        need(log_key == self.log_key, "the roster names another log key")
        need(supersedes == self.roster.sha256 if self.roster else seq == 0, "the roster does not follow the one before")
        need(isinstance(body["people"], list) and body["people"], "a roster names at least one person")
        now: dict[str, dict[str, Any]] = {}
        for person in body["people"]:
            need(is_object(person, {"id", "name", "roles", "keys"}), "a person has id, name, roles and keys")
            roles, name = person["roles"], person["name"]
            need(isinstance(person["id"], str) and isinstance(name, str) and name.strip(), "a person has no id or name")
            need(isinstance(roles, list) and roles and set(roles) <= ROLES, "a person's roles are unknown")
            for keyid, public in person["keys"].items():
                need(is_hex64(public) and keyid not in now, "a key is malformed or stands twice")
                need(hashlib.sha256(bytes.fromhex(public)).hexdigest() == keyid, "a key id does not fit its key")
                now[keyid] = {"person": person["id"], "name": name, "roles": roles, "public_key": public}
        need(len({p["id"] for p in body["people"]}) == len(body["people"]), "a person stands twice on the roster")
        keys: list[dict[str, Any]] = []
        for record in self.roster.keys if self.roster else []:
            if record["until_seq"] is None and now.get(record["id"]) != {name: record[name] for name in RECORD}:
                record = {**record, "until_seq": seq}
            keys.append(record)
        going_on = {record["id"] for record in keys if record["until_seq"] is None}
        for keyid in [keyid for keyid in now if keyid not in going_on]:
            keys.append({"id": keyid, **now[keyid], "from_seq": seq, "until_seq": None, "compromised_since": None})
        return Roster(keys, sha256)


def verify_folder(folder: Path, vkey: str | None = None, head: str | None = None) -> Checker:
    """Verify one log's folder against itself and, where given, a log.vkey and a checkpoint got from elsewhere.

    Raises:
        NotVerified: with the file and line.
    """
    with place("log.vkey"):
        origin, public = read_vkey(read_text(folder / "log.vkey"))
        need(vkey is None or read_vkey(vkey) == (origin, public), "it is not the key that you hold")
    with place("checkpoint"):
        size, root = read_checkpoint(read_text(folder / "checkpoint"), origin, public)
    held = None
    with place("the head that you hold"):
        if head is not None:
            held = read_checkpoint(head, origin, public)
            need(held[0] <= size, f"it stands for {held[0]} entries, the bundle has only {size}")
    checker = Checker(origin, hashlib.sha256(public).hexdigest(), held=bool(vkey or head))
    with place("entries.jsonl"), open_file(folder / "entries.jsonl") as file:
        for number in range(size + 1):
            if held and held[0] == number:
                need(held[1] == checker.root(), f"the first {number} entries are not under the head that you hold")
            with place(f"entries.jsonl line {number + 1}", number):
                raw = file.readline(LONGEST_LINE)
                if not raw:
                    break
                need(number < size, f"the checkpoint stands for {size} entries only")
                need(raw.endswith(b"\n"), "the line is cut off or too long")
                checker.line(raw)
        need(checker.size == size, f"the checkpoint stands for {size} entries, {checker.size} are here")
        need(checker.root() == root, "the entries are not those under the checkpoint: one was changed")
    checker.check_marks()
    with place("keys.json"):
        keys = parse(read_text(folder / "keys.json").encode())
        said = checker.roster.keys if checker.roster else []
        need(isinstance(keys, list) and sorted(map(jcs, keys)) == sorted(map(jcs, said)), "it is not what the log says")
    return checker


@contextmanager
def place(where: str, seq: int | None = None) -> Iterator[None]:
    """Report whatever is raised inside as NotVerified with the file and line."""
    try:
        yield
    except SURPRISES as error:
        raise NotVerified(where, str(error)[:300] or type(error).__name__, seq) from error


def need(condition: object, why: str) -> None:
    if not condition:
        raise ValueError(why)


def is_object(value: Any, members: Set[str]) -> bool:
    return isinstance(value, dict) and set(value) == members


def is_hex64(value: Any) -> bool:
    return isinstance(value, str) and HEX64.fullmatch(value) is not None


def from_base64(text: Any, what: str) -> bytes:
    """RFC 4648 section 4, padded, and no other spelling of the same bytes."""
    need(isinstance(text, str), f"{what} is not Base64")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(f"{what} is not Base64") from None
    need(base64.b64encode(data).decode() == text, f"{what} is not canonical Base64")
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


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


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


def read_checkpoint(note: str, origin: str, public: bytes) -> tuple[int, bytes]:
    """Size and root of a checkpoint that this key signed."""
    body, middle, tail = note.rpartition("\n\n")
    need(middle and tail.endswith("\n") and "\r" not in note, "it is not a signed note")
    body += "\n"
    short = hashlib.sha256(origin.encode() + b"\n\1" + public).digest()[:4]
    signed = False
    for line in tail[:-1].split("\n"):
        dash, name, data = line.split(" ")
        raw = from_base64(data, "a signature")
        need(dash == "\u2014" and name, "a signature line is malformed")
        if name == origin and raw[:4] == short:
            verify(public, raw[4:], body.encode())
            signed = True
    need(signed, "it is not signed by the log's key")
    lines = body.split("\n")
    need(len(lines) >= 4 and lines[0] == origin, "it belongs to another log")
    need(re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1], re.ASCII), "its size is malformed")
    return int(lines[1]), from_base64(lines[2], "the root")


def open_file(path: Path) -> Any:
    """Only regular files, so that a link or a pipe in the bundle cannot lead elsewhere or block."""
    need(stat.S_ISREG(os.lstat(path).st_mode), "it is not a regular file")
    return path.open("rb")


def read_text(path: Path) -> str:
    with open_file(path) as file:
        data = file.read(LARGEST_FILE + 1)
    need(len(data) <= LARGEST_FILE, "it is too large")
    return str(data, "utf-8")


def main(arguments: list[str]) -> int:
    """The command. Returns the exit status; argparse itself exits with 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vkey", type=Path, help="the log's verifier key, got from somewhere else")
    parser.add_argument("--head", type=Path, help="an earlier checkpoint, got from somewhere else")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    given = parser.parse_args(arguments)
    try:
        vkey, head = (str(path.read_bytes(), "utf-8") if path else None for path in (given.vkey, given.head))
    except (OSError, ValueError) as error:
        parser.error(f"cannot read what you hold: {error}")
    try:
        say(verify_folder(given.folder, vkey, head))
        for other in sorted((given.folder / "logs").glob("*")):
            print(f"\nlogs/{ascii(other.name)[1:-1]}")
            say(verify_folder(other))
    except NotVerified as error:
        print(f"NOT VERIFIED\n{ascii(str(error))[1:-1]}")
        return 1
    return 0


def say(log: Checker) -> None:
    print(f"Log: {ascii(log.origin)[1:-1]}\nLog key fingerprint (SHA-256): {log.log_key}")
    print(f"{log.size} entries, {log.signatures} signatures, {log.attachments} attachments, {len(log.marks)} erased.")
    print(f"VERIFIED: consistent with {'what you hold' if log.held else 'itself'}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
