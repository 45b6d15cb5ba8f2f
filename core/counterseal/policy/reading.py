"""Strict readers of what an owner signs about an agent (SPEC of the bodies: ARCHITECTURE.md, "Orders about agents").

The gateway takes an order in with these, and policy reads what is in force with them again before each ruling, so that
a row which somebody changed behind the gateway's back holds instead of being understood somehow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.actions import MAX_TOOL_NAME, check_agent_id, check_uuid
from counterseal.model.autonomy import (
    DAY,
    DEFAULT_SILENCE,
    Autonomy,
    Charter,
    Hours,
    Level,
    Limit,
    Mandate,
    Payees,
    ToolGroup,
    Window,
)
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal.model.traces import Capture
from counterseal.policy import hours as hours_of_day
from counterseal.policy.amounts import whole

MOST_TOOLS = 500
MOST_BOUNDS = 200
MOST_PAYEES = 2_000
MOST_PEOPLE = 10
MOST_SECONDS = 366 * DAY
MOST_SILENCE = 31 * DAY
LEAST_SECONDS = 60
MOST_TEXT = 4_000

_T = TypeVar("_T")


def read_level_order(body: Any, where: str = "body") -> tuple[str, Autonomy]:
    """The agent and what a ``level`` order says of it. Raises InvalidInput."""
    said = _exactly(body, where, {"agent", "level", "groups", "quorum"})
    autonomy = read_autonomy({name: said[name] for name in ("level", "groups", "quorum")}, where)
    return check_agent_id(said["agent"], f"{where}/agent"), autonomy


def read_mandate_order(body: Any, where: str = "body") -> tuple[str, Mandate | None]:
    """The agent and its mandate; None takes the mandate away. Raises InvalidInput."""
    said = _exactly(body, where, {"agent", "mandate"})
    mandate = None if said["mandate"] is None else read_mandate(said["mandate"], f"{where}/mandate")
    return check_agent_id(said["agent"], f"{where}/agent"), mandate


def read_charter_order(body: Any, where: str = "body") -> tuple[str, Charter]:
    """The agent and its charter. Raises InvalidInput."""
    said = _exactly(body, where, {"agent", "charter"})
    return check_agent_id(said["agent"], f"{where}/agent"), read_charter(said["charter"], f"{where}/charter")


def read_registry_order(body: Any, where: str = "body") -> tuple[str, dict[str, ToolDescriptor]]:
    """The agent and its whole tool registry. Raises InvalidInput."""
    said = _exactly(body, where, {"agent", "tools"})
    return check_agent_id(said["agent"], f"{where}/agent"), read_registry(said["tools"], f"{where}/tools")


def read_traces_order(body: Any, where: str = "body") -> tuple[str, Capture]:
    """The agent and what is kept of its program's spans. Raises InvalidInput."""
    said = _exactly(body, where, {"agent", "capture"})
    try:
        capture = Capture(said["capture"])
    except ValueError:
        raise InvalidInput(
            f"Trace capture is one of {', '.join(Capture)}", where=f"{where}/capture", code="bad_capture"
        ) from None
    return check_agent_id(said["agent"], f"{where}/agent"), capture


def read_autonomy(raw: Any, where: str = "body") -> Autonomy:
    """Level, groups and quorums. ``groups`` and ``quorum`` may be missing: none. Raises InvalidInput."""
    strict_json.check(raw)
    said = _among(raw, where, {"level"}, {"groups", "quorum"})
    groups = _list(said.get("groups", []), f"{where}/groups", MOST_BOUNDS, _group)
    _distinct([group.name for group in groups], f"{where}/groups", "Two groups have one name")
    return Autonomy(_level(said["level"], f"{where}/level"), groups, _quorum(said.get("quorum", {}), f"{where}/quorum"))


def read_mandate(raw: Any, where: str = "mandate") -> Mandate:
    """A mandate. Only ``tools`` and ``expires_at`` must be there; the rest binds nothing. Raises InvalidInput."""
    strict_json.check(raw, strict_json.ATTACHMENT_LIMITS)
    said = _among(
        raw,
        where,
        {"tools", "expires_at"},
        {"limits", "windows", "payees", "hours", "confidence", "silence", "outside"},
    )
    windows = _list(said.get("windows", []), f"{where}/windows", MOST_BOUNDS, _window)
    _distinct([window.name for window in windows], f"{where}/windows", "Two windows have one name")
    hours, confidence = said.get("hours"), said.get("confidence")
    outside = said.get("outside", "wait")
    if outside not in ("wait", "refuse"):
        raise InvalidInput("Outside a mandate an action waits (wait) or is refused (refuse)", where=f"{where}/outside")
    parse_stamp(said["expires_at"], f"{where}/expires_at")
    silence = _whole(said.get("silence", DEFAULT_SILENCE), f"{where}/silence", LEAST_SECONDS, MOST_SILENCE)
    return Mandate(
        tools=_patterns(said["tools"], f"{where}/tools"),
        expires_at=said["expires_at"],
        limits=_list(said.get("limits", []), f"{where}/limits", MOST_BOUNDS, _limit),
        windows=windows,
        payees=_list(said.get("payees", []), f"{where}/payees", MOST_BOUNDS, _payees),
        hours=None if hours is None else _hours(hours, f"{where}/hours"),
        confidence=None if confidence is None else _share(confidence, f"{where}/confidence"),
        silence=silence,
        outside=outside,
    )


def read_charter(raw: Any, where: str = "charter") -> Charter:
    """A charter. ``undo_minutes``, ``data``, ``systems`` and ``answer_within`` may be missing. Raises InvalidInput."""
    strict_json.check(raw)
    said = _among(
        raw,
        where,
        {
            "workflow", "bounds", "owner", "deputy", "metric", "target", "failure_rate", "share_to_people", "runbook",
        },
        {"undo_minutes", "data", "systems", "answer_within"},
    )  # fmt: skip
    owner, deputy = check_uuid(said["owner"], f"{where}/owner"), said["deputy"]
    if deputy is not None and check_uuid(deputy, f"{where}/deputy") == owner:
        raise InvalidInput("The deputy is another person than the owner, or none (null)", where=f"{where}/deputy")
    undo, answer = said.get("undo_minutes"), said.get("answer_within")
    return Charter(
        workflow=_text(said["workflow"], f"{where}/workflow"),
        bounds=_text(said["bounds"], f"{where}/bounds"),
        owner=owner,
        deputy=deputy,
        metric=_text(said["metric"], f"{where}/metric"),
        target=_share(said["target"], f"{where}/target"),
        failure_rate=_share(said["failure_rate"], f"{where}/failure_rate"),
        share_to_people=_share(said["share_to_people"], f"{where}/share_to_people"),
        runbook=_text(said["runbook"], f"{where}/runbook"),
        undo_minutes=None if undo is None else _whole(undo, f"{where}/undo_minutes", 0, MOST_SECONDS // 60),
        data=_texts(said.get("data", []), f"{where}/data"),
        systems=_texts(said.get("systems", []), f"{where}/systems"),
        answer_within=None if answer is None else _whole(answer, f"{where}/answer_within", LEAST_SECONDS, MOST_SECONDS),
    )


def read_registry(raw: Any, where: str = "tools") -> dict[str, ToolDescriptor]:
    """Stored descriptors by tool name. Raises InvalidInput, also when one tool stands twice."""
    found = _list(raw, where, MOST_TOOLS, read_descriptor)
    _distinct([one.tool for one in found], where, "A tool is described twice")
    return {one.tool: one for one in found}


def _group(raw: Any, where: str) -> ToolGroup:
    said = _exactly(raw, where, {"name", "tools", "level"})
    return ToolGroup(
        _name(said["name"], f"{where}/name"),
        _patterns(said["tools"], f"{where}/tools"),
        _level(said["level"], f"{where}/level"),
    )


def _quorum(raw: Any, where: str) -> dict[Risk, int]:
    if not isinstance(raw, Mapping):
        raise InvalidInput("Quorums are an object of risks and numbers of people", where=where)
    found = {}
    for risk, people in raw.items():
        if risk not in Risk.__members__:
            raise InvalidInput("A risk is one of R0, R1, R2, R3, R4", where=f"{where}/{str(risk)[:20]}")
        found[Risk(risk)] = _whole(people, f"{where}/{risk}", 1, MOST_PEOPLE)
    return found


def _limit(raw: Any, where: str) -> Limit:
    said = _among(raw, where, {"tool", "field", "at_most"}, {"at_least"})
    most = _whole(said["at_most"], f"{where}/at_most")
    least = _whole(said.get("at_least", 0), f"{where}/at_least")
    if least > most:
        raise InvalidInput("A limit's least is above its most, so that nothing is inside", where=f"{where}/at_least")
    return Limit(_pattern(said["tool"], f"{where}/tool"), _name(said["field"], f"{where}/field"), most, least)


def _window(raw: Any, where: str) -> Window:
    said = _among(raw, where, {"name", "tools", "field", "at_most"}, {"seconds"})
    return Window(
        name=_name(said["name"], f"{where}/name"),
        tools=_patterns(said["tools"], f"{where}/tools"),
        field=None if said["field"] is None else _name(said["field"], f"{where}/field"),
        at_most=_whole(said["at_most"], f"{where}/at_most", 0),
        seconds=_whole(said.get("seconds", DAY), f"{where}/seconds", LEAST_SECONDS, MOST_SECONDS),
    )


def _payees(raw: Any, where: str) -> Payees:
    said = _exactly(raw, where, {"tool", "field", "allowed"})
    allowed = _list(said["allowed"], f"{where}/allowed", MOST_PAYEES, _exact)
    return Payees(_pattern(said["tool"], f"{where}/tool"), _name(said["field"], f"{where}/field"), allowed)


def _hours(raw: Any, where: str) -> Hours:
    said = _exactly(raw, where, {"zone", "days", "start", "end"})
    days = _list(said["days"], f"{where}/days", 7, lambda day, at: _whole(day, at, 0, 6))
    if not days:
        raise InvalidInput("Hours name at least one day, 0 (Monday) to 6", where=f"{where}/days")
    _distinct(days, f"{where}/days", "A day stands twice")
    zone = _name(said["zone"], f"{where}/zone")
    hours = Hours(zone, days, _name(said["start"], f"{where}/start"), _name(said["end"], f"{where}/end"))
    try:
        hours_of_day.check(hours)
    except ValueError:
        raise InvalidInput(
            "Hours start and end as in 08:00 and 18:00, not at the same time",
            where=where,
            todo="For a whole day write 00:00 and 24:00.",
        ) from None
    if not hours_of_day.known_zone(zone):
        raise InvalidInput(
            "This time zone is not known here", where=f"{where}/zone", todo="Name it as in Europe/Berlin or UTC."
        )
    return hours


def _level(raw: Any, where: str) -> Level:
    if isinstance(raw, str) and raw in Level.__members__:
        return Level(raw)
    raise InvalidInput("A level is one of L0 to L5", where=where)


def _whole(
    raw: Any, where: str, least: int = -strict_json.MAX_SAFE_INTEGER, most: int = strict_json.MAX_SAFE_INTEGER
) -> int:
    if whole(raw) and least <= raw <= most:
        return raw
    bounds = f" from {least:,} to {most:,}" if most < strict_json.MAX_SAFE_INTEGER else ""
    raise InvalidInput(f"A whole number{bounds} is expected", where=where)


def _share(raw: Any, where: str) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw) and 0 <= raw <= 1:
        return float(raw)
    raise InvalidInput("A share is a number from 0 to 1", where=where)


def _patterns(raw: Any, where: str) -> tuple[str, ...]:
    found = _list(raw, where, MOST_TOOLS, _pattern)
    if not found:
        raise InvalidInput("At least one tool is named", where=where)
    return found


def _pattern(raw: Any, where: str) -> str:
    """A tool's name, or a prefix and ``*``. A star elsewhere would be taken for more than it does.

    Without control characters: ``policy.standing`` compares orders by names that no pattern can hold.
    """
    if isinstance(raw, str) and 0 < len(raw) <= MAX_TOOL_NAME and "*" not in raw[:-1] and raw.isprintable():
        return raw
    raise InvalidInput("A tool is a name, or a prefix followed by *, as in mail.*", where=where)


def _name(raw: Any, where: str) -> str:
    if isinstance(raw, str) and 0 < len(raw) <= 120 and raw == raw.strip():
        return raw
    raise InvalidInput("A name has 1 to 120 characters and no space around it", where=where)


def _exact(raw: Any, where: str) -> str:
    if isinstance(raw, str) and 0 < len(raw) <= 500:
        return raw
    raise InvalidInput("A text of 1 to 500 characters is expected", where=where)


def _text(raw: Any, where: str) -> str:
    if isinstance(raw, str) and raw.strip() and len(raw) <= MOST_TEXT:
        return raw
    raise InvalidInput(f"A text of 1 to {MOST_TEXT:,} characters is expected", where=where)


def _texts(raw: Any, where: str) -> tuple[str, ...]:
    return _list(raw, where, MOST_BOUNDS, _exact)


def _list(raw: Any, where: str, most: int, read: Callable[[Any, str], _T]) -> tuple[_T, ...]:
    if not isinstance(raw, list | tuple):
        raise InvalidInput("A list is expected", where=where)
    if len(raw) > most:
        raise InvalidInput(f"At most {most:,} are taken here", where=where)
    return tuple(read(item, f"{where}/{index}") for index, item in enumerate(raw))


def _distinct(values: Collection[Any], where: str, what: str) -> None:
    if len(set(values)) != len(values):
        raise InvalidInput(what, where=where)


def _exactly(raw: Any, where: str, wanted: set[str]) -> Mapping[str, Any]:
    return _among(raw, where, wanted, set())


def _among(raw: Any, where: str, wanted: set[str], optional: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidInput("A JSON object is expected", where=where)
    missing = wanted - set(raw)
    if missing:
        raise InvalidInput(f"The member {sorted(missing)[0]!r} is missing", where=where)
    unknown = set(raw) - wanted - optional
    if unknown:
        raise InvalidInput(f"Unknown member {min(map(str, unknown))[:80]!r}", where=where)
    return raw
