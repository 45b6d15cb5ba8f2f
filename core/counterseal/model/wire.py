"""Queue items, details and agents as JSON, for the gateway's people side and for ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import Action, Claims, State
from counterseal.model.attachments import read_claims, read_context, read_trace
from counterseal.model.facts import FactRow, Facts
from counterseal.model.precedent import read_precedent
from counterseal.model.risk import Risk
from counterseal.model.traces import NOTHING_RECEIVED, ReceivedTrace
from counterseal.model.views import ActionDetail, AgentView, Approval, QueueItem

_TUPLES = ("verdicts", "why", "tools", "approved_by", "escalated_to")
# What a gateway of 0.1.0 does not tell of an action; it has neither levels nor quorums.
_SINCE_LEVELS = ("level", "mandate_sha256", "policy_sha256")


def to_json(view: QueueItem | AgentView | ActionDetail) -> dict[str, Any]:
    """A plain JSON form; enums become their values."""
    if isinstance(view, ActionDetail):
        value = asdict(view)
        value["action"] = view.action.members()
        return value
    return asdict(view)


def read_queue_item(raw: Any) -> QueueItem:
    """Raises InvalidInput when the gateway's answer is not a queue item."""
    try:
        values = _tupled(raw)
        values["risk"], values["state"] = Risk(values["risk"]), State(values["state"])
        return QueueItem(**values)
    except (TypeError, KeyError, ValueError) as error:
        raise InvalidInput("The gateway sent a queue item that this version cannot read", where=str(error)) from error


def read_agent(raw: Any) -> AgentView:
    """Raises InvalidInput likewise."""
    try:
        return AgentView(**_tupled(raw))
    except (TypeError, KeyError, ValueError) as error:
        raise InvalidInput("The gateway sent an agent that this version cannot read", where=str(error)) from error


def read_detail(raw: Any) -> ActionDetail:
    """Raises InvalidInput likewise."""
    try:
        card = raw["facts"]
        shown = Facts(
            title=card["title"],
            verb=card["verb"],
            rows=tuple(FactRow(**row) for row in card["rows"]),
            risk=Risk(card["risk"]),
            plain=card["plain"],
            undo=card["undo"],
            confirm=card["confirm"],
        )
        claims: Claims = read_claims(raw["claims"])
        return ActionDetail(
            item=read_queue_item(raw["item"]),
            action=Action.from_members(raw["action"]),
            canonical=raw["canonical"],
            facts=shown,
            claims=claims,
            context=read_context(raw["context"]),
            trace=read_trace(raw["trace"]),
            **{
                name: raw[name]
                for name in (
                    "schema", "descriptor", "runbook", "guards", "audience", "outcome", "outcome_note",
                )
            },
            **{name: raw[name] for name in _SINCE_LEVELS if name in raw},
            precedent=read_precedent(raw["precedent"]),
            approvals=tuple(Approval(**one) for one in raw.get("approvals", ())),
            budgets=tuple((str(name), int(used), int(most)) for name, used, most in raw.get("budgets", ())),
            redacted=tuple((str(pointer), str(rule)) for pointer, rule in raw.get("redacted", ())),
            received=_received(raw.get("received")),
        )  # fmt: skip
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise InvalidInput("The gateway sent an action that this version cannot read", where=str(error)) from error


def _received(raw: Any) -> ReceivedTrace:
    """Gateways of before receive none."""
    if raw is None:
        return NOTHING_RECEIVED
    return ReceivedTrace(read_trace(raw["steps"]), read_trace(raw["late"]), str(raw["at"]), raw["full"] is True)


def _tupled(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise TypeError("not an object")
    values = dict(raw)
    for name in _TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    return values
