"""What a gateway tells of an agent's autonomy, read from its JSON. Pure; the forms are those of ``api_autonomy``.

Whatever does not fit is refused whole: half an agent on a screen would be taken for all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model import wire
from counterseal.model.autonomy import Level
from counterseal.model.figures import ChangedCase, Figures, Proposal
from counterseal.model.traces import Capture
from counterseal.policy import reading
from counterseal.sync.api_autonomy import (
    AgentDetail,
    BudgetView,
    DrillView,
    IncidentView,
    PendingOrder,
    ToolView,
    WhatIf,
)

_WRONG = (TypeError, KeyError, ValueError, AttributeError)
# Of a pending order beside its view: who signed it, by id.
_SIGNER = "person"


def read_agent_detail(raw: Any, gateway: str, person_id: str) -> AgentDetail:
    """One agent.

    Args:
        gateway: the separate gateway's name here; empty for the own one.
        person_id: who reads it, to tell their own pending orders from others'.

    Raises:
        InvalidInput: the gateway's answer has another form.
    """
    try:
        return AgentDetail(
            view=replace(wire.read_agent(raw["view"]), gateway=gateway),
            autonomy=reading.read_autonomy(raw["autonomy"]),
            cap=_maybe(Level, raw["cap"]),
            capped_why=_text(raw["capped_why"]),
            autonomy_order=_digest(raw["autonomy_order"]),
            mandate=_maybe(reading.read_mandate, raw["mandate"]),
            mandate_order=_digest(raw["mandate_order"]),
            budgets=tuple(BudgetView(**one) for one in raw["budgets"]),
            charter=_maybe(reading.read_charter, raw["charter"]),
            charter_order=_digest(raw["charter_order"]),
            tools=tuple(ToolView(**one) for one in raw["tools"]),
            registry_order=_digest(raw["registry_order"]),
            runbook=_text(raw["runbook"]),
            figures=Figures(**raw["figures"]),
            proposal=_maybe(_proposal, raw["proposal"]),
            pending=tuple(_pending(one, person_id) for one in raw["pending"]),
            incidents=tuple(_incident(one) for one in raw["incidents"]),
            paused_by=_text(raw["paused_by"]),
            paused_at=_text(raw["paused_at"]),
            last_drill=_maybe(_text, raw["last_drill"]),
            readiness=tuple((_text(a), _text(b), _text(c)) for a, b, c in raw["readiness"]),
            halt_order=_digest(raw.get("halt_order")),
            # Gateways of before receive no spans.
            capture=Capture(raw.get("capture", Capture.OFF)),
            capture_order=_digest(raw.get("capture_order")),
        )
    except _WRONG as error:
        raise InvalidInput("The gateway sent an agent that this version cannot read", where=str(error)[:200]) from error


def read_what_if(raw: Any) -> WhatIf:
    """What a change would have changed. Raises InvalidInput likewise."""
    try:
        values = dict(raw)
        values["cases"] = tuple(ChangedCase(**one) for one in values["cases"])
        values["warnings"] = tuple(_text(one) for one in values.get("warnings", ()))
        return WhatIf(**values)
    except _WRONG as error:
        raise InvalidInput("The gateway's answer cannot be read", where=str(error)[:200]) from error


def read_incidents(raw: Any) -> tuple[IncidentView, ...]:
    """Incidents. Raises InvalidInput likewise."""
    try:
        return tuple(_incident(one) for one in raw["incidents"])
    except _WRONG as error:
        raise InvalidInput("The gateway's answer cannot be read", where=str(error)[:200]) from error


def read_drill(sha256: str, at: str, by: str, told: Any) -> DrillView:
    """How far a drill is, from the lines that a gateway tells of its order. Raises InvalidInput likewise."""
    try:
        lines = []
        for one in told:
            seconds = one["seconds"]
            lines.append((_text(one["name"]), None if seconds is None else float(seconds), _text(one["note"])))
        done = all(one["seconds"] is not None or one["state"] in ("stopped", "failed") for one in told)
        return DrillView(sha256, at, by, tuple(lines), done)
    except _WRONG as error:
        raise InvalidInput("The gateway's answer cannot be read", where=str(error)[:200]) from error


def _pending(raw: Mapping[str, Any], person_id: str) -> PendingOrder:
    values = dict(raw)
    signer = values.pop(_SIGNER, None)
    values["changes"] = tuple(_text(one) for one in values["changes"])
    values["by_me"] = signer == person_id
    _all_texts(values, {"changes", "by_me"})
    return PendingOrder(**values)


def _incident(raw: Mapping[str, Any]) -> IncidentView:
    values = dict(raw)
    values["steps"] = tuple((_text(at), _text(who), _text(what)) for at, who, what in values.get("steps", ()))
    # Neither need be about an action, nor be made good by one.
    _all_texts(values, {"steps", *(name for name in ("action", "compensating") if values.get(name) is None)})
    return IncidentView(**values)


def _proposal(raw: Mapping[str, Any]) -> Proposal:
    return Proposal(Level(raw["level"]), tuple(_text(one) for one in raw["evidence"]))


def _maybe(read: Any, raw: Any) -> Any:
    return None if raw is None else read(raw)


def _all_texts(values: Mapping[str, Any], but: set[str]) -> None:
    """What is sorted and shown as text is text, or one odd value would fail for all."""
    for name in values.keys() - but:
        _text(values[name])


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError(f"a text is expected, not {type(raw).__name__}")
    return raw


def _digest(raw: Any) -> str | None:
    return None if raw is None else _text(raw)
