"""Mandates, charters and tools as people write them: TOML or JSON, and an error that names the member.

TOML has no null, so a member that may be missing is simply left out; a time may be a TOML time with its offset.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from counterseal.clock import stamp
from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.autonomy import Charter, Mandate
from counterseal.policy import reading

LARGEST = 4 << 20
T = TypeVar("T")

TEMPLATE = """\
# What the agent is for and who answers for it. Fill in every line, then: counterseal agents charter ID --file THIS
workflow = "Refunds up to €500 for broken goods"
bounds = "Only orders of the last 90 days; never to another account than the one that paid"
# deputy = "0191f0a0-0000-7000-8000-000000000000"   # a person's id: who is asked when you do not answer
metric = "Refunds that the customer and the accounts agree on"
target = 0.98            # what the metric should reach, 0 to 1
failure_rate = 0.02      # the agent is lowered by itself above this share of failures
share_to_people = 0.3    # above this share sent to people it is no help
runbook = "Payments / recall, then call the customer"
undo_minutes = 30        # leave out when effects cannot be taken back
data = ["orders", "bank details"]
systems = ["payments"]
# answer_within = 14400  # seconds until a waiting action escalates to everybody and is rejected; leave out for never
"""


def read_mandate(path: Path) -> Mandate:
    """A mandate's members, alone or under ``mandate``. Raises InvalidInput."""
    return _named(path, lambda: reading.read_mandate(_inside(read_members(path), "mandate"), "mandate"))


def read_charter(path: Path, owner: str) -> Charter:
    """A charter's members, alone or under ``charter``.

    Args:
        owner: the agent's owner, who is meant where the file names none.

    Raises:
        InvalidInput: a member is missing, unknown or wrong.
    """
    found = {"owner": owner, "deputy": None, **_inside(read_members(path), "charter")}
    return _named(path, lambda: reading.read_charter(found, "charter"))


def read_tools(path: Path) -> list[dict[str, Any]]:
    """Descriptors: a JSON list, or (JSON or TOML) under ``tools``. Raises InvalidInput."""
    found = _read(path)
    listed = found.get("tools") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise InvalidInput("The tools file holds a JSON list of descriptors, or tools in TOML", where=str(path))
    _named(path, lambda: reading.read_registry(listed, "tools"))
    return listed


def read_members(path: Path) -> dict[str, Any]:
    """The members in a TOML or JSON file. Raises InvalidInput: it cannot be read, or holds something else."""
    found = _read(path)
    if not isinstance(found, dict):
        raise InvalidInput("The file holds members, as name = value in TOML or one JSON object", where=str(path))
    return found


def _read(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InvalidInput(f"The file cannot be read: {error.strerror}", where=str(path)) from error
    if len(data) > LARGEST:
        raise InvalidInput("The file is too large", where=str(path))
    if path.suffix.lower() == ".json" or data.lstrip()[:1] in (b"{", b"["):
        return _named(path, lambda: strict_json.parse(data))
    try:
        found = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidInput("The file is not UTF-8 text", where=f"{path}: byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"The file is neither JSON nor TOML: {error}", where=str(path), code="bad_toml") from error
    plain = _plain(found, str(path))
    _named(path, lambda: strict_json.check(plain))
    return plain


def _inside(found: dict[str, Any], name: str) -> dict[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) and len(found) == 1 else found


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item, f"{where}/{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{where}/{index}") for index, item in enumerate(value)]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidInput("A time needs its offset, as in 2026-12-31T17:00:00Z", where=where, code="bad_time")
        return stamp(value)
    if isinstance(value, date):
        raise InvalidInput("A day needs its time, as in 2026-12-31T17:00:00Z", where=where, code="bad_time")
    return value


def _named(path: Path, read: Callable[[], T]) -> T:
    """Have an error name the file too."""
    try:
        return read()
    except InvalidInput as error:
        where = f"{path}: {error.where}" if error.where else str(path)
        raise InvalidInput(error.what, where=where, todo=error.todo, code=error.code) from None
