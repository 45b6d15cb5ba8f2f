"""What an owner signs is read strictly: what the form does not say is refused with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from counterseal.errors import InvalidInput
from counterseal.model.autonomy import Autonomy, Charter, Level, Mandate, ToolGroup, members
from counterseal.model.risk import Risk
from counterseal.policy import reading

from .asking import DESCRIBED, MANDATE
from .test_evaluate_any import autonomies, garbage, mandates

OWNER = "0190a000-0000-7000-8000-00000000000a"
DEPUTY = "0190a000-0000-7000-8000-00000000000b"
CHARTER = Charter(
    workflow="Refunds below 500 euros",
    bounds="No goods above 500 euros",
    owner=OWNER,
    deputy=DEPUTY,
    metric="Settled without a second message",
    target=0.9,
    failure_rate=0.02,
    share_to_people=0.3,
    runbook="Call payments, recall the refund",
    undo_minutes=30,
    data=("orders",),
    systems=("shop",),
    answer_within=3600,
)
LEVEL = Autonomy(Level.L3, (ToolGroup("mail", ("mail.*",), Level.L2),), {Risk.R2: 2})


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(members(value)))


def test_what_is_written_is_read_back() -> None:
    assert reading.read_mandate(_as_json(MANDATE)) == MANDATE
    assert reading.read_autonomy(_as_json(LEVEL)) == LEVEL
    assert reading.read_charter(_as_json(CHARTER)) == CHARTER
    assert reading.read_level_order({"agent": "refunds", **_as_json(LEVEL)}) == ("refunds", LEVEL)
    assert reading.read_mandate_order({"agent": "refunds", "mandate": _as_json(MANDATE)}) == ("refunds", MANDATE)
    assert reading.read_mandate_order({"agent": "refunds", "mandate": None}) == ("refunds", None)
    assert reading.read_charter_order({"agent": "refunds", "charter": _as_json(CHARTER)}) == ("refunds", CHARTER)
    agent, tools = reading.read_registry_order({"agent": "refunds", "tools": [dict(DESCRIBED)]})
    assert (agent, list(tools)) == ("refunds", ["refunds.issue"])


@given(mandates, autonomies)
def test_every_mandate_and_level_survives_the_way(mandate: Mandate, autonomy: Autonomy) -> None:
    assert reading.read_mandate(_as_json(mandate)) == mandate
    assert reading.read_autonomy(_as_json(autonomy)) == autonomy


def test_what_may_be_missing_binds_nothing() -> None:
    bare = reading.read_mandate({"tools": ["a"], "expires_at": "2026-12-01T00:00:00.000Z"})
    assert bare == Mandate(("a",), "2026-12-01T00:00:00.000Z")
    assert reading.read_autonomy({"level": "L1"}) == Autonomy(Level.L1)


READERS: list[Callable[[Any], Any]] = [
    reading.read_mandate,
    reading.read_autonomy,
    reading.read_charter,
    reading.read_registry,
    reading.read_level_order,
    reading.read_mandate_order,
    reading.read_charter_order,
    reading.read_registry_order,
]


@given(garbage)
def test_garbage_is_refused_as_input_and_nothing_else(raw: Any) -> None:
    for read in READERS:
        if read is reading.read_registry and raw in ([], ()):
            continue
        with pytest.raises(InvalidInput):
            read(raw)


def _with(value: Any, path: str, put: Any) -> Any:
    """The JSON of a value with one place changed; ``...`` takes it away."""
    raw = _as_json(value)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    at = raw
    for step in way:
        at = at[step]
    if put is ...:
        del at[last]
    else:
        at[last] = put
    return raw


@pytest.mark.parametrize(
    ("path", "put", "where"),
    [
        ("tools", [], "tools"),
        ("tools", "refunds.issue", "tools"),
        ("tools", ["*mail"], "tools/0"),
        ("tools", ["a**"], "tools/0"),
        ("tools", [""], "tools/0"),
        ("tools", ["mail.\0"], "tools/0"),
        ("tools", ["mail.\u202e*"], "tools/0"),
        ("tools", ["x" * 201], "tools/0"),
        ("tools", ["t"] * 501, "tools"),
        ("tools", ..., ""),
        ("expires_at", ..., ""),
        ("expires_at", None, "expires_at"),
        ("expires_at", "2026-12-01", "expires_at"),
        ("more", 1, ""),
        ("limits/0/at_most", True, "limits/0/at_most"),
        ("limits/0/at_most", 5.0, "limits/0/at_most"),
        ("limits/0/at_most", "5", "limits/0/at_most"),
        ("limits/0/at_most", 99, "limits/0/at_least"),
        ("limits/0/at_least", None, "limits/0/at_least"),
        ("limits/0/tool", ..., "limits/0"),
        ("limits/0/field", " amount", "limits/0/field"),
        ("limits/0/field", "", "limits/0/field"),
        ("limits/0/unit", "EUR", "limits/0"),
        ("limits", {}, "limits"),
        ("windows/0/at_most", -1, "windows/0/at_most"),
        ("windows/0/seconds", 59, "windows/0/seconds"),
        ("windows/0/seconds", 366 * 86_400 + 1, "windows/0/seconds"),
        ("windows/0/name", "Calls a day", "windows"),
        ("windows/0/field", ..., "windows/0"),
        ("windows/0/tools", "*", "windows/0/tools"),
        ("payees/0/allowed", "ACME", "payees/0/allowed"),
        ("payees/0/allowed", [5], "payees/0/allowed/0"),
        ("payees/0/allowed", [""], "payees/0/allowed/0"),
        ("payees/0/allowed", ["x" * 501], "payees/0/allowed/0"),
        ("hours/more", 1, "hours"),
        ("payees/0/allowed", ["x"] * 2001, "payees/0/allowed"),
        ("hours/zone", "Europe/Nowhere", "hours/zone"),
        ("hours/zone", "/etc/passwd", "hours/zone"),
        ("hours/days", [], "hours/days"),
        ("hours/days", [7], "hours/days/0"),
        ("hours/days", [True], "hours/days/0"),
        ("hours/days", [1, 1], "hours/days"),
        ("hours/start", "8:00", "hours"),
        ("hours/start", "24:01", "hours"),
        ("hours/start", "18:00", "hours"),
        ("confidence", 1.01, "confidence"),
        ("confidence", -0.01, "confidence"),
        ("confidence", True, "confidence"),
        ("confidence", "0.8", "confidence"),
        ("silence", 59, "silence"),
        ("silence", 31 * 86_400 + 1, "silence"),
        ("silence", None, "silence"),
        ("outside", "allow", "outside"),
        ("outside", None, "outside"),
    ],
)
def test_a_mandate_is_refused_where_it_is_wrong(path: str, put: Any, where: str) -> None:
    with pytest.raises(InvalidInput) as told:
        reading.read_mandate(_with(MANDATE, path, put))
    assert told.value.where == f"mandate/{where}".rstrip("/")


@pytest.mark.parametrize(
    ("path", "put"),
    [
        ("windows/0/seconds", 60),
        ("windows/0/at_most", 0),
        ("silence", 60),
        ("silence", 31 * 86_400),
        ("confidence", 0),
        ("confidence", 1),
        ("hours/end", "24:00"),
        ("hours/end", "02:00"),
        ("limits/0/at_most", 100),
        ("limits/0/at_least", -5),
        ("payees/0/allowed", []),
        ("payees/0/allowed", ["x" * 500]),
        ("tools", ["*"]),
    ],
)
def test_a_mandate_is_taken_at_its_bounds(path: str, put: Any) -> None:
    raw = _with(MANDATE, path, put)
    assert _as_json(reading.read_mandate(raw)) == raw


@pytest.mark.parametrize(
    ("path", "put", "where"),
    [
        ("level", "L6", "level"),
        ("level", 3, "level"),
        ("level", ..., ""),
        ("groups/0/level", None, "groups/0/level"),
        ("groups/0/tools", [], "groups/0/tools"),
        ("groups/0/name", "x" * 121, "groups/0/name"),
        ("groups", "", "groups"),
        ("quorum", [], "quorum"),
        ("quorum/R2", 0, "quorum/R2"),
        ("quorum/R2", 11, "quorum/R2"),
        ("quorum/R2", True, "quorum/R2"),
        ("quorum/R5", 2, "quorum/R5"),
        ("cap", "L1", ""),
    ],
)
def test_a_level_is_refused_where_it_is_wrong(path: str, put: Any, where: str) -> None:
    with pytest.raises(InvalidInput) as told:
        reading.read_autonomy(_with(LEVEL, path, put))
    assert told.value.where == f"body/{where}".rstrip("/")


def test_two_groups_of_one_name_are_refused() -> None:
    raw = _as_json(LEVEL)
    raw["groups"] *= 2
    with pytest.raises(InvalidInput, match="one name"):
        reading.read_autonomy(raw)


@pytest.mark.parametrize(
    ("path", "put", "where"),
    [
        ("owner", "Maria", "owner"),
        ("deputy", OWNER, "deputy"),
        ("deputy", "x", "deputy"),
        ("deputy", ..., ""),
        ("workflow", "  ", "workflow"),
        ("runbook", "x" * 4001, "runbook"),
        ("target", 1.1, "target"),
        ("failure_rate", float("nan"), ""),
        ("share_to_people", None, "share_to_people"),
        ("undo_minutes", -1, "undo_minutes"),
        ("undo_minutes", 1.5, "undo_minutes"),
        ("answer_within", 59, "answer_within"),
        ("answer_within", 366 * 86_400 + 1, "answer_within"),
        ("undo_minutes", 366 * 1440 + 1, "undo_minutes"),
        ("data", "orders", "data"),
        ("systems", [""], "systems/0"),
        ("level", "L5", ""),
    ],
)
def test_a_charter_is_refused_where_it_is_wrong(path: str, put: Any, where: str) -> None:
    raw = _as_json(CHARTER)
    raw = {**raw, path: put}
    if put is ...:
        del raw[path]
    with pytest.raises(InvalidInput) as told:
        reading.read_charter(raw)
    # NaN is no JSON at all, so its place is a pointer of the document.
    assert told.value.where in (f"charter/{where}".rstrip("/"), f"/{path}")


def test_a_charter_without_deputy_undo_or_deadline_is_one() -> None:
    raw = {**_as_json(CHARTER), "deputy": None, "undo_minutes": None, "answer_within": None}
    del raw["data"], raw["systems"]
    charter = reading.read_charter(raw)
    assert (charter.deputy, charter.undo_minutes, charter.answer_within, charter.data) == (None, None, None, ())


def test_order_bodies_are_exactly_these_members() -> None:
    level = {"agent": "refunds", **_as_json(LEVEL)}
    for body in (
        {**level, "more": 1},
        {k: v for k, v in level.items() if k != "quorum"},
        {**level, "agent": "Refunds"},
    ):
        with pytest.raises(InvalidInput):
            reading.read_level_order(body)
    for read, name, value in (
        (reading.read_mandate_order, "mandate", _as_json(MANDATE)),
        (reading.read_charter_order, "charter", _as_json(CHARTER)),
        (reading.read_registry_order, "tools", []),
    ):
        assert read({"agent": "a", name: value})[0] == "a"
        for body in ({"agent": "a"}, {name: value}, {"agent": "a", name: value, "x": 1}, {"agent": "", name: value}):
            with pytest.raises(InvalidInput):
                read(body)


def test_a_tool_is_described_once() -> None:
    with pytest.raises(InvalidInput, match="twice"):
        reading.read_registry([dict(DESCRIBED), dict(DESCRIBED)])
    with pytest.raises(InvalidInput):
        reading.read_registry([{"tool": f"t{n}", "risk": "R0"} for n in range(501)])


def test_a_pin_is_a_digest() -> None:
    good = {**DESCRIBED, "pin": "0f" * 32}
    assert reading.read_registry([good])["refunds.issue"].pin == "0f" * 32
    for pin in ("0F" * 32, "0f" * 31, "", 5, "0f" * 32 + "\n"):
        with pytest.raises(InvalidInput):
            reading.read_registry([{**DESCRIBED, "pin": pin}])
