"""One ledger entry as one event of the Open Cybersecurity Schema Framework, OCSF 1.9.0.

Decisions, outcomes, permits and what policy decided are API Activity (class 6003, profiles ``ai_operation``,
``security_control`` and ``record_integrity``); orders that change an agent, a person or the log are Entity Management
(class 3004). An event holds what the ledger holds of its entry and nothing else: an erased entry has no event, and
arguments, claims and traces stay in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.clock import parse_stamp
from counterseal.ledger import history_words

VERSION = "1.9.0"
API_ACTIVITY, ENTITY_MANAGEMENT = 6003, 3004
INFORMATIONAL, LOW, MEDIUM, HIGH = 1, 2, 3, 4
_SEVERITIES = {INFORMATIONAL: "Informational", LOW: "Low", MEDIUM: "Medium", HIGH: "High"}
_STATUS = {0: "Unknown", 1: "Success", 2: "Failure", 99: "Other"}
ALLOWED, DENIED, OBSERVED, MODIFIED = 1, 2, 3, 4
_ACTIONS = {ALLOWED: "Allowed", DENIED: "Denied", OBSERVED: "Observed", MODIFIED: "Modified"}
_CREATE, _UPDATE, _DELETE, _ENROLL, _UNENROLL, _SUSPEND, _RESUME, _OTHER = 1, 3, 4, 6, 7, 12, 13, 99
_ACTIVITIES = {
    _CREATE: "Create", _UPDATE: "Update", _DELETE: "Delete", _ENROLL: "Enroll", _UNENROLL: "Unenroll",
    _SUSPEND: "Suspend", _RESUME: "Resume",
}  # fmt: skip
# What became of a call: activity, status, action, disposition (id and caption), severity. None: the action is not told.
_CALLS: Mapping[tuple[str, str], tuple[str, int, int, tuple[int, str], int]] = {
    ("decision", "approve"): ("Approve", 1, ALLOWED, (8, "Approved"), INFORMATIONAL),
    ("decision", "edit"): ("Approve with changes", 1, MODIFIED, (8, "Approved"), INFORMATIONAL),
    ("decision", "reject"): ("Reject", 1, DENIED, (25, "Rejected"), LOW),
    ("decision", "answer"): ("Answer in place of running", 1, DENIED, (7, "Custom Action"), INFORMATIONAL),
    ("decision", "withdraw"): ("Take a decision back", 1, DENIED, (24, "Access Revoked"), LOW),
    ("policy_allowed", ""): ("Allow by policy", 1, ALLOWED, (1, "Allowed"), INFORMATIONAL),
    ("policy_refused", ""): ("Refuse by policy", 1, DENIED, (2, "Blocked"), LOW),
    ("permit_taken", ""): ("Release to the agent", 1, ALLOWED, (1, "Allowed"), INFORMATIONAL),
    ("outcome", "done"): ("Report outcome", 1, OBSERVED, (17, "Logged"), INFORMATIONAL),
    ("outcome", "failed"): ("Report outcome", 2, OBSERVED, (17, "Logged"), MEDIUM),
    ("outcome", "unknown"): ("Report outcome", 0, OBSERVED, (17, "Logged"), MEDIUM),
}
_CALL_TYPES = frozenset(kind for kind, _verdict in _CALLS)
# What an order does to what it is about: activity and severity, by entry type, else by the order's kind.
_CHANGES: Mapping[str, tuple[int, int]] = {
    "halt": (_SUSPEND, HIGH),
    "pause": (_SUSPEND, MEDIUM),
    "reset": (_RESUME, MEDIUM),
    "key_enrolled": (_ENROLL, MEDIUM),
    "key_rotated": (_UPDATE, MEDIUM),
    "key_revoked": (_UNENROLL, HIGH),
    "erasure": (_DELETE, MEDIUM),
    "retention_cut": (_DELETE, LOW),
    "restored": (_UPDATE, HIGH),
    "incident": (_UPDATE, HIGH),
    "level": (_UPDATE, MEDIUM),
    "mandate": (_UPDATE, MEDIUM),
    "charter": (_UPDATE, LOW),
    "registry": (_UPDATE, LOW),
    "roster": (_UPDATE, MEDIUM),
    "key": (_UPDATE, LOW),
    "agent": (_ENROLL, LOW),
    "away": (_UPDATE, LOW),
    "outcome": (_UPDATE, MEDIUM),
    "traces": (_UPDATE, LOW),
    "resume": (_RESUME, MEDIUM),
    "drill": (_UPDATE, LOW),
}
# Verdicts that say more of what an order does than the type of its entry.
_TELLING_VERDICTS = ("resume", "drill")
TYPES = (*sorted(_CALL_TYPES), "order", "halt", "pause", "reset", "key_enrolled", "key_rotated", "key_revoked",
         "erasure", "retention_cut", "restored", "incident")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one entry.

    Attributes:
        predicate: of its signed statement; None where nobody signed.
        body: its ``permit`` or ``outcome`` attachment; empty where there is none.
        keyid, dsse: who signed, and the statement's digest.
        person, name: who gave it; empty where no person did.
    """

    log: str
    seq: int
    at: str
    type: str
    verdict: str
    subject: str
    agent: str
    agent_name: str
    tool: str
    title: str
    leaf_hash: str
    predicate: Mapping[str, Any] | None
    body: Mapping[str, Any]
    keyid: str
    dsse: str
    person: str
    name: str


def event(entry: Entry, product: str) -> dict[str, Any]:
    """The event of an entry, without its attestation.

    Args:
        product: this program's version.
    """
    made = _call(entry) if entry.type in _CALL_TYPES else _change(entry)
    at = int(parse_stamp(entry.at).timestamp() * 1000)
    made["type_uid"] = made["class_uid"] * 100 + made["activity_id"]
    made["type_name"] = f"{made['class_name']}: {_ACTIVITIES.get(made['activity_id'], 'Other')}"
    made["severity"] = _SEVERITIES[made["severity_id"]]
    made["status"] = _STATUS[made["status_id"]]
    made["time"] = at
    made["actor"] = _actor(entry)
    made["message"] = f"{history_words.heading(entry.type, entry.verdict, entry.name)}: {entry.title or entry.subject}"
    made["metadata"] = {
        "version": VERSION,
        "product": {"name": "Counterseal", "vendor_name": "Counterseal", "version": product},
        "profiles": made.pop("profiles"),
        "uid": f"{entry.log}/{entry.seq}",
        "sequence": entry.seq,
        "log_name": entry.log,
        "event_code": entry.type,
        "original_time": entry.at,
        **({"correlation_uid": entry.subject} if entry.subject else {}),
    }
    source = {"log": entry.log, "seq": entry.seq, "leaf_sha256": entry.leaf_hash}
    signed = {"statement_sha256": entry.dsse, "key": entry.keyid} if entry.dsse else {}
    made["unmapped"] = {"counterseal": {**source, **signed}}
    return made


def _call(entry: Entry) -> dict[str, Any]:
    verdict = entry.verdict if (entry.type, entry.verdict) in _CALLS else ""
    found = _CALLS.get((entry.type, verdict)) or _CALLS["outcome", "unknown"]
    activity, status, action, (disposition_id, disposition), severity = found
    predicate = entry.predicate or {}
    statement = predicate.get("action")
    tool = statement.get("tool") if isinstance(statement, Mapping) else entry.tool
    digest = entry.body.get("action_sha256")
    resource = {"uid": entry.subject, "name": entry.title or entry.subject, "type": "Action"}
    made: dict[str, Any] = {
        "class_uid": API_ACTIVITY,
        "class_name": "API Activity",
        "category_uid": 6,
        "category_name": "Application Activity",
        "activity_id": _OTHER,
        "activity_name": activity,
        "severity_id": severity,
        "status_id": status,
        "action_id": action,
        "action": _ACTIONS[action],
        "disposition_id": disposition_id,
        "disposition": disposition,
        "api": {"operation": str(tool or entry.type), "request": {"uid": entry.subject}},
        "src_endpoint": {"uid": entry.agent or entry.log, "name": entry.agent_name or entry.agent or entry.log},
        "resources": [{**resource, "data": {"action_sha256": digest}} if isinstance(digest, str) else resource],
        "profiles": ["ai_operation", "record_integrity", "security_control"],
    }
    if entry.agent:
        made["ai_agent"] = {"uid": entry.agent, **({"name": entry.agent_name} if entry.agent_name else {})}
    if predicate.get("reason"):
        made["status_detail"] = str(predicate["reason"])
    authority = _authority(entry)
    if authority:
        made["delegation"] = authority
    return made


def _authority(entry: Entry) -> dict[str, Any] | None:
    """The signed statement under which the call may run: what the agent was given, by whom and since when."""
    if entry.type == "decision" and entry.verdict in ("approve", "edit"):
        made = int(parse_stamp(entry.at).timestamp() * 1000)
        return {"uid": entry.dsse, "issuer_uid": entry.log, "created_time": made}
    rests_on = entry.body.get("envelopes")
    if isinstance(rests_on, list) and rests_on and isinstance(rests_on[0], str):
        return {"uid": rests_on[0], "issuer_uid": entry.log}
    return None


def _change(entry: Entry) -> dict[str, Any]:
    told = entry.verdict if entry.verdict in _TELLING_VERDICTS else entry.type
    activity, severity = _CHANGES.get(told) or _CHANGES.get(entry.verdict) or (_UPDATE, LOW)
    predicate = entry.predicate or {}
    body = predicate.get("body")
    if entry.verdict == "level" and isinstance(body, Mapping) and body.get("level") == "L0":
        activity, severity = _SUSPEND, HIGH
    about_agent = bool(entry.subject) and entry.subject != entry.log and not entry.subject.startswith("counterseal/")
    made: dict[str, Any] = {
        "class_uid": ENTITY_MANAGEMENT,
        "class_name": "Entity Management",
        "category_uid": 3,
        "category_name": "Identity & Access Management",
        "activity_id": activity,
        "activity_name": _ACTIVITIES[activity],
        "severity_id": severity,
        "status_id": 1,
        "entity": {
            "uid": entry.subject or entry.log,
            "name": (entry.agent_name if about_agent else "") or entry.subject or entry.log,
            "type": "AI agent" if about_agent else "Ledger",
        },
        "profiles": ["record_integrity"],
    }
    if predicate.get("reason"):
        made["comment"] = str(predicate["reason"])
    return made


def _actor(entry: Entry) -> dict[str, Any]:
    if entry.person:
        return {
            "user": {"uid": entry.person, "type_id": 1, "type": "User", **({"name": entry.name} if entry.name else {})}
        }
    return {"app_name": "Counterseal gateway", "app_uid": entry.log}
