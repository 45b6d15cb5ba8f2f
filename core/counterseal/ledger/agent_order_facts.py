"""What an order about an agent says, as label and value pairs for History. Total: what cannot be read is passed by.

Values may hold outside text. Erased and malformed orders come here too, so nothing of a body is taken for granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 30
_CHARTER = {
    "workflow": "Workflow",
    "bounds": "Bounds",
    "metric": "Success metric",
    "target": "Target",
    "failure_rate": "Acceptable failure rate",
    "share_to_people": "Highest share sent to people",
    "runbook": "Runbook",
    "undo_minutes": "Undo window in minutes",
    "answer_within": "Answered within seconds",
}


def facts(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The pairs of a level, mandate, charter or registry order; none for other bodies."""
    yield from _groups(body.get("groups"))
    quorum = body.get("quorum")
    if isinstance(quorum, Mapping) and quorum:
        yield "Quorum", ", ".join(f"{risk}: {people}" for risk, people in quorum.items())
    if "mandate" in body:
        yield from _mandate(body["mandate"])
    charter = body.get("charter")
    if isinstance(charter, Mapping):
        found = ((words, charter.get(name)) for name, words in _CHARTER.items())
        yield from ((words, str(value)) for words, value in found if value is not None)
        yield from _listed(charter, {"data": "Data", "systems": "Systems"})
    if "capture" in body:
        yield "Trace capture", str(body["capture"])
    tools = body.get("tools")
    if isinstance(tools, list) and all(isinstance(one, Mapping) for one in tools):
        yield "Tools", _some([f"{one.get('tool')} {one.get('risk')}" for one in tools]) or "none"


def _groups(groups: Any) -> Iterator[tuple[str, str]]:
    for one in groups if isinstance(groups, list) else ():
        if isinstance(one, Mapping):
            yield f"Group {one.get('name')}", f"{one.get('level')}: {_some(one.get('tools'))}"


def _mandate(mandate: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(mandate, Mapping):
        yield "Mandate", "taken away"
        return
    yield from _listed(mandate, {"tools": "Tools"})
    yield "Ends", str(mandate.get("expires_at"))
    for one in _objects(mandate.get("limits")):
        least = one.get("at_least")
        yield (
            f"Limit on {one.get('tool')}",
            f"{one.get('field')} {f'from {least} ' if least else ''}to {one.get('at_most')}",
        )
    for one in _objects(mandate.get("windows")):
        what = one.get("field") or "calls"
        yield f"Window {one.get('name')}", f"{what} up to {one.get('at_most')} in {one.get('seconds', 86_400)} s"
    for one in _objects(mandate.get("payees")):
        yield f"Payees of {one.get('tool')}", f"{one.get('field')}: {_some(one.get('allowed'))}"
    hours = mandate.get("hours")
    if isinstance(hours, Mapping):
        days = _some(hours.get("days"))
        yield "Hours", f"{hours.get('start')} to {hours.get('end')} {hours.get('zone')}, days {days}"
    if mandate.get("confidence") is not None:
        yield "Least confidence", str(mandate["confidence"])
    yield "Outside it", "refused" if mandate.get("outside") == "refuse" else "waits"


def _objects(raw: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in raw if isinstance(one, Mapping)) if isinstance(raw, list) else ()


def _listed(said: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, words in names.items():
        if said.get(name):
            yield words, _some(said[name])


def _some(raw: Any) -> str:
    if not isinstance(raw, list):
        return str(raw)
    more = f" and {len(raw) - MOST:,} more" if len(raw) > MOST else ""
    return f"{', '.join(map(str, raw[:MOST]))}{more}"
