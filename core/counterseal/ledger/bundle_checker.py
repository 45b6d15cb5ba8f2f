"""Walk the entries of one log's folder in a bundle and hold every one of them to the rules.

Part of verify.py (see ``bundle_script``), so it imports the standard library and "cryptography" only. It shares no
code with the rest of the ledger: it judges what the ledger wrote by the published rules alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from array import array
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counterseal.ledger.bundle_forms import (
    HEX64,
    LARGEST_ACTION,
    LARGEST_STATEMENT,
    PAYLOAD_TYPE,
    STAMP,
    SURPRISES,
    TYPES,
    Checkpoint,
    NotVerified,
    compact,
    from_base64,
    is_count,
    is_hex64,
    is_object,
    jcs,
    keys_within,
    need,
    open_file,
    parse,
    place,
    read_checkpoint,
    read_envelope,
    read_statement,
    read_text,
    read_vkey,
    reason,
    sorted_compact,
    verify,
    words,
)
from counterseal.ledger.bundle_people import UUID, Order, Register, moment

MUST_BE_SIGNED = words("decision order reset erasure retention_cut restored key_enrolled key_rotated key_revoked")
# What everything else is judged by, and what says what was erased, stays.
NEVER_ERASED = words("order key_enrolled key_rotated key_revoked erasure retention_cut restored export cosigned")
LONGEST_LINE = 1 << 28
AGENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
ERASURE = "an erasure lists seq, type, verdict and key of earlier entries, each once"
CUT = "a retention cut has class, types, below and envelopes, and its ground"
COMMIT, PAYLOAD, GONE = {"name", "c"}, {"salt", "bytes"}, {"erased"}
# Who reads along: the log's origin and one line of its entries.
Watch = Callable[[str, bytes], None]


@dataclass
class Checker:
    """Walks the entries of one log in order. ``held``: whether a key or head from elsewhere confirmed it."""

    origin: str
    log_key: str
    people: Register
    checkpoint: Checkpoint
    public: bytes
    frontier: list[bytes] = field(default_factory=list)
    size: int = 0
    signatures: int = 0
    attachments: int = 0
    held: bool = False
    by_key: dict[str, array[int]] = field(default_factory=dict)
    marks: list[tuple[int, int, str, str, bool]] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    erasures: dict[int, dict[int, tuple[Any, Any]]] = field(default_factory=dict)
    cuts: dict[int, dict[str, Any]] = field(default_factory=dict)
    restored: list[tuple[int, int]] = field(default_factory=list)
    cosigned: list[tuple[str, int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def doubtful(self) -> list[int]:
        """Entries whose signature is right, but whose key was later reported compromised from then or before on."""
        since = self.people.compromised
        return sorted(seq for key, seqs in self.by_key.items() if key in since for seq in seqs if seq >= since[key])

    def line(self, raw: bytes) -> None:
        """Check one line of entries.jsonl and add its leaf to the tree."""
        entry = json.loads(raw)
        need(compact(entry).encode() + b"\n" == raw, "the line is not in compact form")
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
        leaf: Any = json.loads(data)
        must, may = {"v", "log", "seq", "type", "at", "key", "commits"}, {"subject", "dsse_sha256"}
        need(is_object(leaf, must, may), "the leaf has missing or unknown members")
        # With these members, all of them text or whole numbers, this is the canonical form.
        need(sorted_compact(leaf).encode() == data, "the leaf is not in canonical form (RFC 8785)")
        need(type(leaf["v"]) is int and leaf["v"] == 1, "the leaf is not of version 1")
        need(type(leaf["seq"]) is int and leaf["seq"] == self.size, "the leaf has another number than its line")
        need(leaf["log"] == self.origin, "the leaf belongs to another log")
        need(isinstance(leaf["type"], str) and leaf["type"] in TYPES, "the leaf is of an unknown type")
        need(isinstance(leaf["at"], str) and STAMP.fullmatch(leaf["at"]), "the leaf's time is malformed")
        moment(leaf["at"])  # which tells a day that no calendar has
        need(is_hex64(leaf["key"]) and is_hex64(leaf.get("dsse_sha256", "0" * 64)), "a digest is not 64 hex digits")
        need(isinstance(leaf.get("subject", "-"), str) and leaf.get("subject", "-"), "the leaf's subject is not text")
        commits = leaf["commits"]
        need(isinstance(commits, list), "the leaf's commits are not a list")
        names = []
        for commit in commits:
            need(isinstance(commit, dict) and commit.keys() == COMMIT, "a commit has name and c")
            need(isinstance(commit["c"], str) and HEX64.fullmatch(commit["c"]), "a commit is not 64 hex digits")
            need(isinstance(commit["name"], str) and commit["name"], "a commit has no name")
            names.append(commit["name"])
        need(names == sorted(set(names)), "commits are not sorted")
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
        if is_object(raw, GONE):
            span = self.people.span(leaf["key"], seq)
            need(span and span["roles"] != ["recovery"], "the signing key was not valid there")
            self.mark(leaf, raw, envelope=True)
            return
        payload, keyid, signature = read_envelope(raw)
        need(len(payload) <= LARGEST_STATEMENT, "the statement is too large")
        signed = b"DSSEv1 %d %b %d %b" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)
        need(hashlib.sha256(signed).hexdigest() == named, "the envelope is not the one that the leaf names")
        need(keyid == leaf["key"], "the leaf names another key than its envelope")
        name, digest, predicate = read_statement(parse(payload), kind)
        need(name == leaf.get("subject"), "the statement is about something else than its entry")
        roster = kind != "decision" and predicate["kind"] == "roster"
        if seq == 0:
            need(roster and kind == "order", "entry 0 is not the log's signed roster")
            self.people.first(seq, predicate["body"], named)
        span = self.people.span(keyid, seq)
        if span is None:
            raise ValueError("no roster before it makes the signing key valid there")
        verify(bytes.fromhex(span["public_key"]), signature, signed)
        self.authority(kind, predicate, span)
        if kind == "decision":
            action = predicate["action"]
            check_action(action)
            need(action["id"] == name, "the decision is about another action")
            covered = jcs(action).encode()
            need(len(covered) <= LARGEST_ACTION, "the action is too large")
            covered = b"counterseal/action/v1\0" + covered
        else:
            covered = jcs(predicate["body"]).encode()
        need(hashlib.sha256(covered).hexdigest() == digest, "the digest is not that of what the statement says")
        if kind != "decision" and seq:
            self.order(leaf, predicate, span)
        self.by_key.setdefault(keyid, array("q")).append(seq)
        self.signatures += 1

    def authority(self, kind: str, predicate: dict[str, Any], span: dict[str, Any]) -> None:
        """Whether that person may give such a statement at all; what rosters need beyond it is for the register."""
        person, said = predicate["person"], predicate.get("kind")
        need(isinstance(person, dict) and person.get("id") == span["person"], "it names another person than its key")
        wanted = {"owner", "reviewer"}
        if said in ("roster", "key") and self.size:
            wanted = {"owner", "reviewer", "auditor", "recovery"}
        elif kind in ("halt", "pause") or said in ("halt", "pause"):
            wanted = {"owner", "reviewer", "auditor"}
        elif said in ("roster", "erasure", "restore"):
            wanted = {"owner"}
        need(wanted & set(span["roles"]), "who signed may not do that")

    def order(self, leaf: dict[str, Any], predicate: dict[str, Any], span: dict[str, Any]) -> None:
        """Take what an order changes in how later entries, or earlier ones, are judged."""
        seq, kind, body = leaf["seq"], leaf["type"], predicate["body"]
        if predicate["kind"] in ("roster", "key"):
            if predicate["audience"] != self.origin:
                return  # on its way to another log, where it is judged
            signer, recovery = span["person"], span["roles"] == ["recovery"]
            order = Order(
                seq,
                leaf["at"],
                kind,
                body,
                predicate["supersedes"],
                leaf["dsse_sha256"],
                leaf["key"],
                signer,
                recovery,
            )
            (self.people.follow if predicate["kind"] == "roster" else self.people.announce)(order)
        elif kind == "retention_cut":
            need(is_object(body, {"cut"}, {"ground"}) and isinstance(body.get("ground", ""), str), CUT)
            cut = body["cut"]
            need(is_object(cut, words("class types below envelopes")), CUT)
            need(isinstance(cut["types"], list) and cut["types"], "a cut names types of entries")
            need(set(cut["types"]) <= TYPES - NEVER_ERASED, "a cut names types that are unknown or never erased")
            # An order for another log counts that log's entries.
            here = predicate["audience"] == self.origin
            need(is_count(cut["below"]) and (cut["below"] <= seq or not here), "a cut reaches earlier entries only")
            need(isinstance(cut["class"], str) and type(cut["envelopes"]) is bool, CUT)
            if here:
                self.cuts[seq] = {**cut, "reached": set()}
        elif kind == "erasure":
            need(is_object(body, {"erased"}, {"ground"}) and isinstance(body.get("ground", ""), str), ERASURE)
            listed = body["erased"]
            need(isinstance(listed, list), ERASURE)
            need(all(is_object(one, words("seq type verdict key")) for one in listed), ERASURE)
            need(all(isinstance(one[name], str) for one in listed for name in ("type", "verdict", "key")), ERASURE)
            here = predicate["audience"] == self.origin
            need(all(is_count(one["seq"]) and (one["seq"] < seq or not here) for one in listed), ERASURE)
            need(len({one["seq"] for one in listed}) == len(listed), ERASURE)
            if here:
                self.erasures[seq] = {one["seq"]: (one["type"], one["key"]) for one in listed}
        elif kind == "restored":
            need(
                is_object(body, words("here elsewhere first_lost")), "a restored entry has here, elsewhere, first_lost"
            )
            kept, elsewhere = body["here"], body["elsewhere"]
            need(is_object(kept, {"size", "root"}) and isinstance(elsewhere, list), "a restored entry is malformed")
            need(all(is_object(one, {"holder", "size", "root"}) for one in elsewhere), "a restored entry is malformed")
            heads = [kept, *elsewhere]
            need(
                elsewhere and all(is_count(one["size"]) and is_hex64(one["root"]) for one in heads),
                "a head is malformed",
            )
            need(len(elsewhere) <= 1_000, "a restored entry is malformed")
            holders = [one["holder"] for one in elsewhere]
            need(all(isinstance(one, str) and 0 < len(one) <= 200 for one in holders), "a holder has no name")
            lost = body["first_lost"]
            need(is_count(lost) and lost <= kept["size"], "a restored entry names the first entry that was lost")
            if leaf["subject"] == self.origin:
                need(kept["size"] <= seq, "a restored entry speaks of more entries than stand before it")
                self.restored.append((seq, body["first_lost"]))

    def payloads(self, leaf: dict[str, Any], raw: Any) -> None:
        promised = {c["name"]: c["c"] for c in leaf["commits"]}
        need(isinstance(raw, dict) and raw.keys() == promised.keys(), "attachments and commits do not fit each other")
        for name, item in raw.items():
            if is_object(item, GONE):
                self.mark(leaf, item, envelope=False)
                continue
            need(is_object(item, PAYLOAD), "an attachment has salt and bytes")
            salt, data = from_base64(item["salt"], "salt"), from_base64(item["bytes"], "bytes")
            made = hmac.digest(salt, data, "sha256").hex()
            need(len(salt) == 32 and made == promised[name], "an attachment was changed")
            self.attachments += 1
            if name == "verdicts" and leaf["seq"] in self.cuts:
                self.reached(self.cuts[leaf["seq"]], parse(data))
        if leaf["seq"] in self.cuts:
            need("verdicts" in raw, "a retention cut says in its attachment which entries it reached")

    def reached(self, cut: dict[str, Any], said: Any) -> None:
        """Which entries a retention cut reached: they are listed by what had been decided there."""
        lists = said["verdicts"].values()
        good = all(is_count(seq) and seq < cut["below"] for seqs in lists for seq in seqs)
        need(good, "a retention cut lists entries that it does not reach")
        cut["reached"] = {seq for seqs in lists for seq in seqs}
        need(len(cut["reached"]) == sum(map(len, lists)), "an entry stands twice in a retention cut")

    def mark(self, leaf: dict[str, Any], mark: dict[str, Any], *, envelope: bool) -> None:
        need(leaf["type"] not in NEVER_ERASED, f"an entry of type {leaf['type']} is never erased")
        need(type(mark["erased"]) is int and mark["erased"] > leaf["seq"], "an erased mark names no later entry")
        self.marks.append((leaf["seq"], mark["erased"], leaf["type"], leaf["key"], envelope))

    def check_marks(self) -> None:
        """A mark counts only if that entry erases this one, naming its type and key, or lists it in a retention cut."""
        for seq, by, kind, key, envelope in self.marks:
            cut = self.cuts.get(by)
            covered = cut and seq in cut["reached"] and kind in cut["types"] and (cut["envelopes"] or not envelope)
            if not covered and self.erasures.get(by, {}).get(seq) != (kind, key):
                raise NotVerified(f"entries.jsonl line {seq + 1}", f"entry {by} does not erase entry {seq}", seq)


def check_action(action: Any) -> None:
    """Hold an action to its form: exact members, their types, and the bounds of what may be signed."""
    need(is_object(action, words("v id agent tool arguments expires_at")), "an action has six members")
    need(action["v"] == 1 and type(action["v"]) is not bool, "the action is not of version 1")
    need(isinstance(action["id"], str) and UUID.fullmatch(action["id"]), "the action's id is malformed")
    need(isinstance(action["agent"], str) and AGENT.fullmatch(action["agent"]), "the agent's id is malformed")
    need(isinstance(action["tool"], str) and 0 < len(action["tool"]) <= 200, "a tool's name has 1 to 200 characters")
    need(isinstance(action["arguments"], dict), "the action's arguments are not an object")
    need(keys_within(action, 32) <= 2_000, "the action has too many keys")
    if action["expires_at"] is not None:
        need(isinstance(action["expires_at"], str) and MOMENT.fullmatch(action["expires_at"]), "it expires at no time")
        moment(action["expires_at"])


def verify_folder(
    folder: Path,
    vkey: str | None = None,
    head: str | None = None,
    sizes: Set[int] = frozenset(),
    watch: Watch | None = None,
) -> Checker:
    """Verify one log's folder against itself and, where given, a log.vkey and a checkpoint got from elsewhere.

    Args:
        sizes: at which to keep the root, in ``Checker.roots``.
        watch: is given every line before it is judged, so that who reads along has the very bytes that were verified.

    Raises:
        NotVerified: with the file and line.
    """
    origin, checkpoint, public = read_head(folder, vkey)
    held = None
    with place("the head that you hold"):
        if head is not None:
            held = read_checkpoint(head, origin, public)
            missing = f"it stands for {held.size} entries, the bundle has only {checkpoint.size}"
            need(held.size <= checkpoint.size, missing)
    log_key = hashlib.sha256(public).hexdigest()
    checker = Checker(origin, log_key, Register(origin, log_key), checkpoint, public, held=bool(vkey or head))
    with place("entries.jsonl"), open_file(folder / "entries.jsonl") as file:
        walk(checker, file, sizes | {held.size} if held else sizes, watch)
        size = checkpoint.size
        need(checker.size == size, f"the checkpoint stands for {size} entries, {checker.size} are here")
        need(checker.root() == checkpoint.root, "the entries are not those under the checkpoint: one was changed")
    with place("the head that you hold"):
        if held:
            same = checker.roots[held.size] == held.root
            need(same, f"the first {held.size} entries are not under the head that you hold")
    checker.check_marks()
    with place("keys.json"):
        keys = parse(read_text(folder / "keys.json").encode())
        said = checker.people.records()
        need(isinstance(keys, list) and sorted(map(jcs, keys)) == sorted(map(jcs, said)), "it is not what the log says")
    return checker


def read_head(folder: Path, vkey: str | None = None) -> tuple[str, Checkpoint, bytes]:
    """Origin, checkpoint and log key of one log's folder."""
    with place("log.vkey"):
        origin, public = read_vkey(read_text(folder / "log.vkey"))
        need(vkey is None or read_vkey(vkey) == (origin, public), "it is not the key that you hold")
    with place("checkpoint"):
        return origin, read_checkpoint(read_text(folder / "checkpoint"), origin, public), public


def walk(checker: Checker, file: Any, sizes: Set[int], watch: Watch | None = None) -> None:
    """Check every line of entries.jsonl, and keep the root at each of these sizes."""
    size = checker.checkpoint.size
    try:
        while True:
            if checker.size in sizes:
                checker.roots[checker.size] = checker.root()
            raw = file.readline(LONGEST_LINE)
            if not raw:
                return
            if watch is not None:
                watch(checker.origin, raw)
            need(checker.size < size, f"the checkpoint stands for {size} entries only")
            need(raw.endswith(b"\n"), "the line is cut off or too long")
            checker.line(raw)
    except SURPRISES as error:
        raise NotVerified(f"entries.jsonl line {checker.size + 1}", reason(error), checker.size) from error
