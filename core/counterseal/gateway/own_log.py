"""A separate gateway's own log: every order that it accepts becomes an entry of its own, judged by its own roster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import InvalidInput
from counterseal.gateway.context import Context
from counterseal.gateway.delivery import Delivery
from counterseal.ledger import entry_check, erasing, history_words
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft
from counterseal.ledger.roster import Roster

FROM = "from"
_LONGEST_TITLE = 200


def enter(
    context: Context,
    connection: Connection,
    read: Delivery,
    leaf: Mapping[str, Any],
    people: Roster,
) -> int:
    """Append an order under the type that it has in the desktop's log, and say where it came from.

    An erasure is carried out with it; the bytes go when the caller, after COMMIT, runs ``Database.settle``.

    Args:
        leaf: its leaf in the desktop's log.
        people: the roster in force here.

    Returns:
        its entry.

    Raises:
        InvalidInput, Forbidden: verification of this log would refuse such an entry.
        Conflict: an erasure that cannot be carried out as it says.
    """
    at, place = context.now(), ledger_log.length(connection)
    kind, subject = str(leaf.get("type")), str(leaf.get("subject", ""))
    sha = read.envelope.sha256
    own = entry_check.Leaf(context.log.origin, place, kind, at, read.envelope.keyid, subject, sha, ())
    signed, _after = entry_check.check_envelope(own, read.envelope, people)
    predicate = signed.predicate
    title, search = _title(signed.verdict, predicate["body"])[:_LONGEST_TITLE], str(predicate["reason"] or "")[:2000]
    payloads: dict[str, bytes] = {FROM: read.source()}
    if signed.verdict == "erasure":
        payloads |= erasing.attachments(connection, context.log, kind, predicate)
    draft = Draft(
        kind,
        at,
        subject,
        read.envelope,
        payloads=payloads,
        verdict=signed.verdict,
        agent="" if subject.startswith("counterseal/") else subject,
        person=signed.person.id,
        title=title,
        search=search,
    )
    (seq,) = context.log.append(connection, [draft]).seqs
    if signed.verdict == "erasure":
        erasing.carry_out(connection, context.log.origin, seq)
    return seq


def _title(kind: str, body: Any) -> str:
    """A line for History, from a body that its handler has not looked at yet."""
    if not isinstance(body, Mapping):
        raise InvalidInput("The body of an order is an object", where="body")
    match kind:
        case "agent":
            return f"Register agent {body.get('name')}"
        case "halt":
            return f"Halt {body.get('target') or 'all agents'}"
        case "reset":
            return f"Reset {body.get('agent')}"
        case "drill":
            return f"Try to halt {body.get('target') or 'all agents'}"
        case "pause" | "resume":
            return f"{'Pause' if kind == 'pause' else 'Resume'} {body.get('target') or 'all agents'}"
        case "level":
            return f"Level of {body.get('agent')}: {body.get('level')}"
        case "mandate" if body.get("mandate") is None:
            return f"Mandate of {body.get('agent')} taken away"
        case "mandate" | "charter":
            return f"{kind.title()} of {body.get('agent')}"
        case "registry":
            return f"Tools of {body.get('agent')}"
        case "traces":
            return f"Traces of {body.get('agent')}: {body.get('capture')}"
        case "incident" | "noted" | "closed":
            return f"{history_words.verdict_word('incident', kind)}: {body.get('what')}"
        case "outcome":
            return f"Outcome: {body.get('outcome')}"
        case "away":
            return "Marked as away" if body.get("away") else "Marked as back"
        case "roster":
            names = [p.get("name") for p in body.get("people", []) if isinstance(p, Mapping)]
            return f"Roster: {', '.join(str(name) for name in names)}"
        case "key":
            person = body.get("person")
            return f"Announce {person.get('name') if isinstance(person, Mapping) else ''}"
        case "restore":
            return "A desktop's restored history accepted"
        case "erasure":
            return "Content past its time erased" if "cut" in body else "Content erased"
        case _:
            return f"Order of kind {kind}"
