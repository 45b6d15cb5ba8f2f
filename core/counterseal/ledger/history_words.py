"""The words History uses for ledger entries: what happened, who did it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counterseal.ledger import agent_order_facts

VERDICTS = {
    "approve": "Approved",
    "edit": "Edited",
    "reject": "Rejected",
    "answer": "Answered",
    "withdraw": "Withdrawn",
}
OUTCOMES = {"done": "Executed", "failed": "Failed", "unknown": "Unknown"}
ORDERS = {
    "level": "Level set",
    "mandate": "Mandate set",
    "charter": "Charter signed",
    "registry": "Tools described",
    "roster": "Roster changed",
    "pause": "Paused",
    "halt": "Halted",
    "reset": "Reset",
    "key": "Enrolment announced",
    "erasure": "Erased",
    "incident": "Marked as wrong",
    "agent": "Agent registered",
    "away": "Away",
    "outcome": "Outcome settled",
    "traces": "Trace capture set",
}
# What stands under a type of its own, but is not what that type's word says.
_OTHERWISE = {
    ("halt", "drill"): "Halt tried",
    ("pause", "resume"): "Resumed",
    ("incident", "noted"): "Incident noted",
    ("incident", "closed"): "Incident closed",
    ("incident", "lowered"): "Level lowered",
}
# The verdict of a ``delivered`` entry that says that an order waits for a second person is this and the order's kind.
WAITS = "waits:"
TYPES = {
    "action_received": "Asked",
    "policy_allowed": "Allowed",
    "policy_refused": "Refused",
    "viewed": "Viewed",
    "delivered": "Delivered",
    "permit_taken": "Released",
    "expired": "Expired",
    "escalated": "Escalated",
    "voided": "Voided",
    "pause": "Paused",
    "halt": "Halted",
    "reset": "Reset",
    "key_enrolled": "Key enrolled",
    "key_rotated": "Key rotated",
    "key_revoked": "Key revoked",
    "incident": "Marked as wrong",
    "erasure": "Erased",
    "retention_cut": "Retention cut",
    "restored": "Restored",
    "export": "Exported",
    "cosigned": "Head cosigned",
}
# Who acted where no person did.
ACTORS = {
    "policy_allowed": "policy",
    "policy_refused": "policy",
    "expired": "deadline",
    "escalated": "deadline",
    "delivered": "gateway",
    "permit_taken": "gateway",
    "voided": "gateway",
    "outcome": "gateway",
    "restored": "this computer",
    "retention_cut": "this computer",
    "incident": "gateway",
    "halt": "gateway",
}
FOLLOWED = {
    "action_received": "asked again",
    "policy_allowed": "allowed by policy",
    "policy_refused": "refused by policy",
    "viewed": "viewed",
    "delivered": "delivered to the gateway",
    "permit_taken": "released to the agent",
    "expired": "expired",
    "escalated": "escalated",
    "voided": "voided, it can no longer run",
    "halt": "halted",
    "pause": "paused",
    "reset": "reset",
    "incident": "marked as wrong",
}
# Entry types that say what became of an earlier entry of the same subject.
TELLING = (
    "decision", "delivered", "permit_taken", "outcome", "expired", "voided", "policy_allowed", "policy_refused",
    "order", "halt", "reset", "pause", "key_enrolled", "key_rotated", "key_revoked",
)  # fmt: skip
_ORDERED = frozenset({"order", "halt", "reset", "pause", "key_enrolled", "key_rotated", "key_revoked"})
MOST_NAMED = 50
_ENDS = {
    "permit_taken": "Released",
    "expired": "Expired",
    "voided": "Voided",
    "policy_allowed": "Allowed",
    "policy_refused": "Refused",
}
_DECIDED = {
    "approve": "Approved",
    "edit": "Approved as edited",
    "reject": "Rejected",
    "answer": "Answered",
    "withdraw": "Taken back",
}


def verdict_word(kind: str, verdict: str) -> str:
    """The word of the Decision column for an entry of type ``kind``."""
    if kind == "decision":
        return VERDICTS.get(verdict, "Decided")
    if kind == "outcome":
        return OUTCOMES.get(verdict, "Unknown")
    if kind == "order":
        return ORDERS.get(verdict, "Ordered")
    if kind == "delivered" and verdict.startswith(WAITS):
        return "Needs a second person"
    return _OTHERWISE.get((kind, verdict)) or TYPES.get(kind, kind)


def outcome_word(kind: str, verdict: str, later: Iterable[tuple[str, str]]) -> str:
    """What became of an entry, from the (type, verdict) of later entries of its subject, oldest first."""
    if kind in _ORDERED:
        return _order_outcome(kind, verdict, later)
    if kind == "incident" or verdict.startswith(WAITS):
        # What is told of the agent afterwards is about other things.
        return ""
    word = ""
    for later_kind, later_verdict in later:
        if later_kind == "outcome":
            word = OUTCOMES.get(later_verdict, "Unknown")
        elif later_kind == "decision":
            word = _DECIDED.get(later_verdict, "Decided")
        elif later_kind == "delivered":
            word = word or _delivered(verdict)
        else:
            word = _ENDS.get(later_kind, word)
    return word or _own_outcome(kind, verdict)


def later_sentence(kind: str, verdict: str, who: str, note: str) -> str:
    """What a later entry of the same subject says, as a short sentence."""
    if kind == "decision":
        text = f"{VERDICTS.get(verdict, 'decided').lower()} by {who}"
    elif kind == "outcome":
        text = {"done": "executed", "failed": "failed"}.get(verdict, "outcome unknown")
    elif kind == "order":
        text = f"{ORDERS.get(verdict, 'ordered').lower()} by {who}"
    else:
        word = verdict_word(kind, verdict).lower()
        told = (kind, verdict) in _OTHERWISE or verdict.startswith(WAITS)
        text = word if told else FOLLOWED.get(kind, word)
        if who and kind in ("halt", "pause", "reset", "incident", "viewed"):
            text = f"{text} by {who}"
    return f"{text}, {note}" if note else text


def heading(kind: str, verdict: str, who: str) -> str:
    """The heading of one entry: ``Approved by Maria Lind``."""
    word = verdict_word(kind, verdict)
    return f"{word} by {who}" if who else word


def erased_title(kind: str, who: str, seq: int) -> str:
    """The title of an entry whose content a later entry of type ``kind`` erased: ``Erased by Maria Lind, entry 12``."""
    past = "Past its retention time, erased" if kind == "retention_cut" else "Erased"
    return f"{past} by {who}, entry {seq:,}"


def decision_facts(predicate: Mapping[str, Any], digest: str) -> list[tuple[str, str]]:
    """Label and value pairs of a decision. Values may hold outside text. The predicate must have been checked."""
    action, shown, basis, person = (predicate[name] for name in ("action", "shown", "basis", "person"))
    facts = [("Action", str(action["tool"])), ("Digest", digest)]
    if predicate["original_sha256"] != digest:
        facts.append(("Changed from", str(predicate["original_sha256"])))
    facts.append(("Reason", str(predicate["reason"] or "none given")))
    if predicate["answer"]:
        facts.append(("Answer", str(predicate["answer"])))
    facts.append(("Authority", f"{_get(person, 'name')}, {_get(person, 'role')}"))
    dwell, opened = _get(shown, "dwell_ms"), _get(shown, "opened")
    facts.append(("Looked at it for", f"{dwell / 1000:.1f} s" if isinstance(dwell, int) else "not known"))
    listed = ", ".join(str(part) for part in opened) if isinstance(opened, list) else ""
    facts.append(("Opened", listed or "nothing noted"))
    facts.append(("Basis", basis_words(basis)))
    facts.append(("Meaning", str(predicate["meaning"])))
    if predicate["expires_at"]:
        facts.append(("Good until", str(predicate["expires_at"])))
    return facts


def basis_words(basis: Any) -> str:
    """The rules a decision rests on, on one line."""
    parts = [f"risk {_get(basis, 'risk') or 'not known'}", f"level {_get(basis, 'level') or 'not known'}"]
    if _get(basis, "solo") is True:
        parts.append("alone on the roster")
    parts.append("passphrase entered" if _get(basis, "step_up") is True else "no step-up")
    if _get(basis, "key_guard") == "none":
        parts.append("any program of this account could sign")
    roster = _get(basis, "roster_sha256")
    if isinstance(roster, str):
        parts.append(f"roster {roster[:8]}")
    return ", ".join(parts)


def order_facts(predicate: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and value pairs of an order. The predicate must have been checked."""
    person = predicate["person"]
    facts = [
        ("Order", ORDERS.get(str(predicate["kind"]), str(predicate["kind"]))),
        ("Reason", str(predicate["reason"] or "none given")),
        ("Authority", f"{_get(person, 'name')}, {_get(person, 'role')}"),
    ]
    body = predicate["body"]
    facts.extend((str(name), str(value)) for name, value in body.items() if isinstance(value, str | int | float))
    facts.extend(agent_order_facts.facts(body))
    facts.extend(_people_facts(body))
    facts.extend(_erasure_facts(body))
    return facts


def _erasure_facts(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which entries an erasure names, or which class a retention cut reaches up to where."""
    erased, cut = body.get("erased"), body.get("cut")
    if isinstance(erased, list):
        numbers = [str(_get(one, "seq")) for one in erased]
        more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
        return [("Entries", f"{', '.join(numbers[:MOST_NAMED])}{more}")]
    if isinstance(cut, Mapping):
        types = _get(cut, "types")
        listed = ", ".join(str(one) for one in types) if isinstance(types, list) else "nothing"
        what = "attachments and signed statements" if _get(cut, "envelopes") is True else "attachments"
        below = _get(cut, "below")
        return [("Class", str(_get(cut, "class"))), ("Reached", f"{listed} before entry {below}: their {what}")]
    return []


def _people_facts(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a roster order or an announced enrolment says of people, keys and what it rests on."""
    people, one, because = body.get("people"), body.get("person"), body.get("because")
    facts = []
    if isinstance(people, list):
        facts.append(("People", "; ".join(_person_words(person) for person in people)))
    if isinstance(one, Mapping):
        facts.append(("Person", _person_words(one)))
    compromised = body.get("compromised")
    if isinstance(compromised, Mapping):
        said = ", ".join(f"{key[:4]}…{key[-2:]} from entry {since:,} on" for key, since in compromised.items())
        facts.append(("Compromised keys", said))
    if isinstance(because, list):
        facts.append(("Rests on", f"{len(because)} announcement{'' if len(because) == 1 else 's'} by others"))
    return facts


def _person_words(person: Any) -> str:
    roles, keys = _get(person, "roles"), _get(person, "keys")
    parts = [" and ".join(map(str, roles)) if isinstance(roles, list) else ""]
    if isinstance(keys, Mapping):
        parts.append(" ".join(f"{key[:4]}…{key[-2:]}" for key in keys) or "no key")
    return f"{_get(person, 'name')} ({', '.join(filter(None, parts))})"


def _get(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _order_outcome(kind: str, verdict: str, later: Iterable[tuple[str, str]]) -> str:
    word = before = ""
    for later_kind, later_verdict in later:
        if (later_kind, later_verdict) == ("delivered", WAITS + verdict):
            # What came after this one was a first signature only, which leaves it in force; or this one is that.
            word = before if word == "Superseded" else "Needs a second person"
            continue
        told = _ended_by(kind, verdict, later_kind, later_verdict)
        if told:
            before, word = word, told
    return word or _own_outcome(kind, verdict)


def _ended_by(kind: str, verdict: str, later_kind: str, later_verdict: str) -> str:
    if verdict in ("roster", "key"):
        return "Superseded" if verdict == later_verdict == "roster" else ""
    if kind == "order":
        return "Superseded" if (later_kind, later_verdict) == ("order", verdict) else ""
    if kind == "pause":
        return {"resume": "Resumed", "pause": "Paused again"}.get(later_verdict, "") if later_kind == "pause" else ""
    if kind == "halt":
        return "Reset" if later_kind == "reset" and verdict != "drill" else ""
    return "Halted again" if (later_kind, later_verdict) == ("halt", "halt") else ""


def _delivered(verdict: str) -> str:
    return {"reject": "Stopped", "answer": "Delivered", "withdraw": "Stopped"}.get(verdict, "Delivered")


def _own_outcome(kind: str, verdict: str) -> str:
    if kind == "decision":
        return "Stopped" if verdict == "reject" else "Waiting"
    if kind in ("expired", "voided", "policy_refused"):
        return "Stopped"
    if kind == "action_received":
        return "Waiting"
    if verdict in ("roster", "key"):
        return "In force" if verdict == "roster" else "Announced"
    if verdict in ("drill", "resume", "outcome"):
        return {"drill": "Tried", "resume": "Running"}.get(verdict, "Settled")
    return {"order": "In force", "halt": "Stopped", "pause": "Paused", "reset": "In force"}.get(kind, "")
