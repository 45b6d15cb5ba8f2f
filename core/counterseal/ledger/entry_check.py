"""What one ledger entry must look like: the leaf's exact form, and what its envelope may say there.

History checks single entries with this, verification all of them. The bundle's own verifier repeats the rules without
importing anything of ours, so that a stranger can read them in one file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import ENTRY_TYPES
from counterseal.ledger.roster import Roster
from counterseal.ledger.standing import read_restore
from counterseal.model.actions import Action
from counterseal.model.decisions import (
    DECISION_TYPE,
    ORDER_KINDS,
    ORDER_TYPE,
    Verdict,
    order_verdict,
    read_statement,
)
from counterseal.model.people import Person, Role
from counterseal.model.strict_json import Limits
from counterseal.seal.digests import action_sha256, canonical, sha256_hex
from counterseal.seal.dsse import Envelope

HEX64 = re.compile(r"[0-9a-f]{64}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MEMBERS = frozenset({"v", "log", "seq", "type", "at", "key", "commits"})
OPTIONAL = frozenset({"subject", "dsse_sha256"})

# Which order kinds an entry type may carry. An erasure stands under its own type only, where it is looked for.
# ``key_*`` say what a roster order did; an order of kind ``key`` announces an enrolment and stands under ``order``.
ORDERS: Mapping[str, frozenset[str]] = {
    "order": frozenset(ORDER_KINDS) - {"erasure", "restore"},
    "pause": frozenset({"pause"}),
    "halt": frozenset({"halt"}),
    "reset": frozenset({"reset"}),
    "key_enrolled": frozenset({"roster"}),
    "key_rotated": frozenset({"roster"}),
    "key_revoked": frozenset({"roster"}),
    "incident": frozenset({"incident"}),
    "erasure": frozenset({"erasure"}),
    "retention_cut": frozenset({"erasure"}),
    "restored": frozenset({"restore"}),
}
MUST_BE_SIGNED = frozenset(
    {"decision", "order", "reset", "erasure", "retention_cut", "restored", "key_enrolled", "key_rotated", "key_revoked"}
)
# What everything else is judged by, and what says where content went, is never erased. All of type ``order`` stays:
# once an order is erased, nothing shows any more that it was not about people and keys.
NEVER_ERASED = frozenset(
    {
        "order",
        "key_enrolled",
        "key_rotated",
        "key_revoked",
        "erasure",
        "retention_cut",
        "restored",
        "export",
        "cosigned",
    }
)
# Larger attachments of an outcome are not read back for what they say of it.
READ_BACK = 1 << 20
_BODY = Limits(size=3 << 20, depth=48, keys=8_000)
_ANYONE = (Role.OWNER, Role.REVIEWER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A read leaf. ``subject`` is empty and ``dsse_sha256`` None when absent; ``commits`` are (name, c)."""

    log: str
    seq: int
    type: str
    at: str
    key: str
    subject: str
    dsse_sha256: str | None
    commits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A checked envelope: who signed, the verdict or ``order_verdict``, and the predicate."""

    person: Person
    verdict: str
    predicate: Mapping[str, Any]


def read_leaf(data: bytes, origin: str, seq: int) -> Leaf:
    """Read one leaf strictly: exact members, exact types, and no other spelling of the same JSON.

    Raises:
        InvalidInput: what is wrong, in one sentence.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidInput("The leaf is not JSON") from None
    if not isinstance(value, dict) or not set(value) >= MEMBERS or set(value) - MEMBERS - OPTIONAL:
        raise InvalidInput("The leaf has missing or unknown members")
    # Every member is text or a small integer and every key is ASCII, where this spelling is that of RFC 8785.
    if json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace") != data:
        raise InvalidInput("The leaf is not in canonical form (RFC 8785)")
    if type(value["v"]) is not int or value["v"] != 1:
        raise InvalidInput("The leaf is not of version 1")
    if type(value["seq"]) is not int or value["seq"] != seq:
        raise InvalidInput(f"The leaf numbers itself {str(value['seq'])[:20]}, not {seq}")
    if value["log"] != origin:
        raise InvalidInput("The leaf belongs to another log")
    if value["type"] not in ENTRY_TYPES:
        raise InvalidInput("The leaf is of an unknown type")
    if not isinstance(value["at"], str) or not STAMP.fullmatch(value["at"]):
        raise InvalidInput("The leaf's time is not a UTC time with milliseconds")
    parse_stamp(value["at"])
    subject = value.get("subject", "-")
    if not isinstance(subject, str) or not subject:
        raise InvalidInput("The leaf's subject is not text")
    dsse = value.get("dsse_sha256")
    if not _hex(value["key"]) or ("dsse_sha256" in value and not _hex(dsse)):
        raise InvalidInput("The leaf's key or envelope digest is not 64 hex digits")
    return Leaf(
        origin,
        seq,
        value["type"],
        value["at"],
        value["key"],
        value.get("subject", ""),
        dsse,
        _commits(value["commits"]),
    )


def check_envelope(leaf: Leaf, envelope: Envelope, roster: Roster | None) -> tuple[Signed, Roster]:
    """Hold an envelope to its leaf and to the roster in force just before it (None: entry 0).

    Returns:
        what was signed, and the roster in force after this entry.

    Raises:
        InvalidInput, Forbidden, LedgerDamaged: what is wrong.
    """
    if envelope.sha256 != leaf.dsse_sha256:
        raise InvalidInput("The envelope is not the one that the entry names")
    if envelope.keyid != leaf.key:
        raise InvalidInput("The entry names another key than its envelope")
    if leaf.type == "decision":
        if roster is None:
            raise LedgerDamaged("Entry 0 is not the log's roster")
        person = roster.signer(envelope, leaf.seq)
        return _decision(leaf, envelope, person), roster
    kinds = ORDERS.get(leaf.type)
    if kinds is None:
        raise InvalidInput(f"An entry of type {leaf.type} carries no envelope")
    subject, sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    kind = predicate["kind"]
    if not isinstance(kind, str) or kind not in kinds:
        raise InvalidInput(f"An order of kind {str(kind)[:20]} does not belong under {leaf.type}")
    if subject != leaf.subject:
        raise InvalidInput("The order is about something else than its entry says")
    if not isinstance(predicate["body"], Mapping) or sha256_hex(canonical(predicate["body"], _BODY)) != sha:
        raise InvalidInput("The order's subject digest is not that of its body")
    if kind in ("roster", "key") or roster is None:
        return _about_people(leaf, envelope, roster, predicate)
    person = roster.signer(envelope, leaf.seq)
    _may(person, leaf.type, kind)
    _names(predicate, person)
    if kind == "restore" and read_restore(predicate["body"])["here"]["size"] > leaf.seq and leaf.subject == leaf.log:
        raise InvalidInput("The restore speaks of more entries than stand before it")
    return Signed(person, order_verdict(kind, predicate["body"]), predicate), roster


def _about_people(
    leaf: Leaf, envelope: Envelope, roster: Roster | None, predicate: Mapping[str, Any]
) -> tuple[Signed, Roster]:
    """An order of kind ``roster`` or ``key``: the roster's own rules say who may sign it."""
    after = rosters.after(roster, envelope, leaf.seq, leaf.at, leaf.type)
    if after.log != leaf.log:
        raise InvalidInput("The roster is that of another log")
    before = roster or after
    person = before.holder(before.record(envelope, leaf.seq))
    _names(predicate, person)
    return Signed(person, str(predicate["kind"]), predicate), after


def check_unsigned(leaf: Leaf, log_key: str) -> None:
    """Hold an entry without envelope to its type. Raises InvalidInput."""
    if leaf.seq == 0:
        raise InvalidInput("Entry 0 is not the log's signed roster")
    if leaf.type in MUST_BE_SIGNED:
        raise InvalidInput(f"An entry of type {leaf.type} must carry a person's signature")
    if leaf.key != log_key:
        raise InvalidInput("The entry names a key that did not sign it")


def check_erased(leaf: Leaf, listed_type: str, listed_key: str, roster: Roster) -> None:
    """Hold an entry whose content was erased to what the erasure order says of it. Raises InvalidInput, Forbidden."""
    if leaf.type in NEVER_ERASED:
        raise InvalidInput(f"An entry of type {leaf.type} is never erased")
    if (leaf.type, leaf.key) != (listed_type, listed_key):
        raise InvalidInput("The erasure describes this entry differently")
    spans = [k for k in roster.keys if k.id == leaf.key and not k.recovery]
    if leaf.dsse_sha256 is not None and not any(k.covers(leaf.seq) for k in spans):
        raise Forbidden("The signing key was not valid there", where=leaf.key[:16], code="key_not_valid")


def tells(payload: bytes, verdict: str) -> bool:
    """Whether an attachment of an outcome agrees with the outcome that History shows; most say nothing of it."""
    if len(payload) > READ_BACK:
        return True
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return True
    said = value.get("outcome") if isinstance(value, dict) else None
    return said is None or bool(said == verdict)


def short_key(key_id: str) -> str:
    """A key id as people see it: ``7f2c…c9``."""
    return f"{key_id[:4]}…{key_id[-2:]}"


def _decision(leaf: Leaf, envelope: Envelope, person: Person) -> Signed:
    subject, sha, predicate = read_statement(envelope.statement(), DECISION_TYPE)
    if predicate["verdict"] not in [v.value for v in Verdict]:
        raise InvalidInput("The decision has an unknown verdict")
    action = Action.from_members(predicate["action"])
    if subject != leaf.subject or action.id != subject:
        raise InvalidInput("The decision is about another action than its entry says")
    if action_sha256(action) != sha:
        raise InvalidInput("The decision's subject digest is not that of its action")
    if not person.has(Role.OWNER, Role.REVIEWER):
        raise Forbidden("Who signed may not decide", where=person.name)
    _names(predicate, person)
    return Signed(person, str(predicate["verdict"]), predicate)


def _may(person: Person, entry_type: str, kind: str) -> None:
    if entry_type in ("halt", "pause") or kind in ("halt", "pause"):
        wanted: tuple[Role, ...] = _ANYONE
    elif kind in ("erasure", "restore"):
        wanted = (Role.OWNER,)
    else:
        wanted = (Role.OWNER, Role.REVIEWER)
    if not person.has(*wanted):
        raise Forbidden(f"Who signed may not give an order of kind {kind}", where=person.name)


def _names(predicate: Mapping[str, Any], person: Person) -> None:
    named = predicate["person"]
    if not isinstance(named, Mapping) or named.get("id") != person.id:
        raise InvalidInput("The statement names another person than the key's")


def _commits(raw: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, list):
        raise InvalidInput("The leaf's commits are not a list")
    found: list[tuple[str, str]] = []
    for one in raw:
        if not isinstance(one, dict) or set(one) != {"name", "c"} or not isinstance(one["name"], str):
            raise InvalidInput("A commit has name and c")
        if not one["name"] or not _hex(one["c"]):
            raise InvalidInput("A commit's name is empty or its c is not 64 hex digits")
        found.append((one["name"], one["c"]))
    names = [name for name, _c in found]
    if names != sorted(set(names)):
        raise InvalidInput("The leaf's commits are not sorted by name, or one stands twice")
    return tuple(found)


def _hex(value: Any) -> bool:
    return isinstance(value, str) and HEX64.fullmatch(value) is not None
