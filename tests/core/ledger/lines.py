"""Lines of entries.jsonl as nobody honest writes them, and what the bundle's verifier says of each."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.ledger.copies import Copies
from core.ledger.story import refund
from counterseal.ledger.bundle_checker import Checker, walk
from counterseal.ledger.bundle_forms import NotVerified, jcs, read_checkpoint
from counterseal.ledger.bundle_people import Register
from counterseal.ledger.entry_lines import entry_lines
from counterseal.model.decisions import ORDER_TYPE, statement
from counterseal.model.strict_json import Limits
from counterseal.seal.digests import action_sha256, canonical, commitment, sha256_hex
from counterseal.seal.dsse import Envelope, seal
from counterseal.seal.keys import SigningKey

AT = "2026-11-21T20:00:00.000Z"
MANY = 99
_LARGE = Limits(size=3 << 20, depth=48, keys=8_000)


class Walk:
    """A checker that has read the lines of a log, as it stood before each of them."""

    def __init__(self, copies: Copies) -> None:
        self.copies = copies
        with copies.changed() as connection:
            lines = entry_lines(connection, copies.origin, 0, copies.head.size)
            self.entries: list[dict[str, Any]] = [json.loads(line) for line in lines]
        public = copies.verifier.public
        # More lines than the checkpoint stands for are refused unread; here they are to be read.
        checkpoint = replace(read_checkpoint(copies.note, copies.origin, public), size=MANY)
        log_key = hashlib.sha256(public).hexdigest()
        checker = Checker(copies.origin, log_key, Register(copies.origin, log_key), checkpoint, public)
        self.before = [copy.deepcopy(checker)]
        for entry in self.entries:
            checker.line(compact(entry))
            self.before.append(copy.deepcopy(checker))

    def at(self, seq: int) -> Checker:
        """As it stood before line ``seq``; by -1, after the last."""
        return copy.deepcopy(self.before[seq])

    def entry(self, seq: int) -> dict[str, Any]:
        return copy.deepcopy(self.entries[seq])

    def judge(self, seq: int, raw: bytes | dict[str, Any]) -> Checker | str:
        """The checker after a line in place of line ``seq``, or why it was refused."""
        checker = self.at(seq)
        number = checker.size
        try:
            walk(checker, io.BytesIO(raw if isinstance(raw, bytes) else compact(raw)), frozenset())
        except NotVerified as error:
            refused = error
        else:
            return checker
        assert (refused.where, refused.seq) == (f"entries.jsonl line {number + 1}", number)
        return refused.why

    def changed(self, seq: int, change: Callable[[dict[str, Any]], Any]) -> Checker | str:
        """As ``judge``, after a change of the line itself."""
        entry = self.entry(seq)
        change(entry)
        return self.judge(seq, entry)

    def leaf(self, seq: int, change: Callable[[dict[str, Any]], Any]) -> Checker | str:
        """As ``judge``, after a change of the leaf, which is canonical again."""
        entry = self.entry(seq)
        leaf = json.loads(base64.b64decode(entry["leaf"]))
        change(leaf)
        return self.judge(seq, {**entry, "leaf": b64(canonical(leaf))})

    def signed(
        self, seq: int, change: Callable[[dict[str, Any]], Any], key: SigningKey | None = None, *, digest: bool = True
    ) -> Checker | str:
        """As ``judge``, after a change of the signed statement, which is signed again and named by the leaf."""
        entry = self.entry(seq)
        said = json.loads(base64.b64decode(entry["envelope"]["payload"]))
        change(said)
        if digest and "body" in said["predicate"]:
            said["subject"][0]["digest"]["sha256"] = sha256_hex(canonical(said["predicate"]["body"], _LARGE))
        return self.judge(seq, renamed(entry, seal(canonical(said, _LARGE), key or self.copies.person)))

    def order(self, kind: str, body: Mapping[str, Any], entry_type: str, **more: Any) -> Checker | str:
        """The verdict on an order after the last line."""
        return self.judge(-1, self.order_line(kind, body, entry_type, **more))

    def order_line(
        self,
        kind: str,
        body: Mapping[str, Any],
        entry_type: str,
        *,
        attached: Mapping[str, bytes] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """An order after the last line; ``more`` are members of its predicate."""  # fmt: skip
        subject = more.pop("subject", self.copies.origin)
        key = more.pop("key", self.copies.person)
        predicate = {
            "kind": kind, "body": body, "audience": self.copies.origin, "nonce": "00" * 16,
            "supersedes": self.before[-1].people.sha256, "person": self.copies.me.members(), "reason": None,
            "decided_at": AT, "expires_at": None, **more,
        }  # fmt: skip
        said = statement(ORDER_TYPE, subject, hashlib.sha256(jcs(body).encode()).hexdigest(), predicate)
        return self.line(entry_type, subject, seal(jcs(said).encode(), key), attached)

    def decision(self, change: Callable[[dict[str, Any]], Any]) -> Checker | str:
        """The verdict on a decision after the last line."""
        return self.judge(-1, self.decision_line(change))

    def decision_line(self, change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        action = refund(77)
        said = json.loads(base64.b64decode(self.entry(20)["envelope"]["payload"]))
        said["subject"] = [{"name": action.id, "digest": {"sha256": action_sha256(action)}}]
        said["predicate"]["action"] = action.members()
        change(said)
        name = said["subject"][0]["name"]
        subject = name if isinstance(name, str) else action.id
        return self.line("decision", subject, seal(jcs(said).encode(), self.copies.person), None)

    def line(
        self,
        entry_type: str,
        subject: str,
        envelope: Envelope | None,
        attached: Mapping[str, bytes] | None = None,
        seq: int | None = None,
    ) -> dict[str, Any]:
        """One more line, after the last or as number ``seq``."""
        size = len(self.entries) if seq is None else seq
        commits, payloads = [], {}
        for name, data in sorted((attached or {}).items()):
            salt = os.urandom(32)
            commits.append({"name": name, "c": commitment(salt, data)})
            payloads[name] = {"salt": b64(salt), "bytes": b64(data)}
        leaf: dict[str, Any] = {
            "v": 1, "log": self.copies.origin, "seq": size, "type": entry_type, "at": AT,
            "key": envelope.keyid if envelope else self.copies.key.id, "commits": commits,
        }  # fmt: skip
        if subject:
            leaf["subject"] = subject
        if envelope:
            leaf["dsse_sha256"] = envelope.sha256
        stored = envelope.to_json() if envelope else None
        return {"seq": size, "leaf": b64(canonical(leaf)), "envelope": stored, "payloads": payloads}


def renamed(entry: dict[str, Any], envelope: Envelope) -> dict[str, Any]:
    """A line with another envelope, which its leaf names."""
    leaf = json.loads(base64.b64decode(entry["leaf"]))
    leaf |= {"dsse_sha256": envelope.sha256, "key": envelope.keyid}
    return {**entry, "leaf": b64(canonical(leaf)), "envelope": envelope.to_json()}


def compact(entry: object) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
