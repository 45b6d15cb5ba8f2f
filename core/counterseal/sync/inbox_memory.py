"""The inbox's memory in the profile's folder: saved views and snoozes, by person. Local, unsigned, never sent."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import asdict, fields
from typing import Any, TypeVar

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput, KnownError
from counterseal.model import strict_json
from counterseal.seal.keystore import write_private
from counterseal.sync.api_inbox import GROUPS, MOST_SNOOZED, MOST_VIEWS, PILLS, InboxMemory, SavedView, Snooze
from counterseal.sync.core import DeskCore

FILE = "inbox.json"
ASIDE = "inbox.unreadable.json"
_LIMITS = strict_json.Limits(size=4 << 20, depth=8, keys=100_000)
_MOST_TEXT = 300

T = TypeVar("T", SavedView, Snooze)


class Inbox:
    """Implements ``InboxApi`` for one desk, on its writer: what was kept last is what stays."""

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk
        self._path = desk.home / FILE

    def kept(self) -> Future[InboxMemory]:
        return self._desk.writer.submit(self._read)

    def keep(self, memory: InboxMemory) -> Future[None]:
        return self._desk.writer.submit(self._write, memory)

    def _read(self) -> InboxMemory:
        try:
            return read_memory(self._people().get(self._desk.profile.person_id, {}))
        except InvalidInput as error:
            aside = self._path.with_name(ASIDE)
            os.replace(self._path, aside)
            raise KnownError(
                "Saved views and snoozes could not be read, so everything is shown",
                where=f"{FILE}: {error.text()}",
                todo=f"The file was put aside as {ASIDE}.",
                code="inbox_unreadable",
            ) from error

    def _write(self, memory: InboxMemory) -> None:
        value = read_memory(asdict(memory))
        try:
            people = dict(self._people())
        except InvalidInput:
            people = {}
        people[self._desk.profile.person_id] = asdict(value)
        try:
            write_private(self._path, json.dumps({"v": 1, "people": people}, ensure_ascii=False).encode())
        except OSError as error:
            raise KnownError(
                "Saved views and snoozes could not be stored", where=str(error), todo="Look at the disk.", code="disk"
            ) from error

    def _people(self) -> Mapping[str, Any]:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            # Nothing is known of what it holds, so it is neither put aside nor written over.
            raise KnownError(
                "Saved views and snoozes cannot be read", where=str(error), todo="Look at the disk.", code="disk"
            ) from error
        whole = strict_json.parse(raw, _LIMITS)
        if not isinstance(whole, Mapping) or whole.get("v") != 1 or not isinstance(whole.get("people"), Mapping):
            raise InvalidInput("It is not this version's", where=FILE)
        people: Mapping[str, Any] = whole["people"]
        return people


def read_memory(raw: Any) -> InboxMemory:
    """Check and read one person's part.

    Raises:
        InvalidInput: an unknown or wrong member.
    """
    if not isinstance(raw, Mapping) or set(raw) - {"views", "default", "snoozed"}:
        raise InvalidInput("One person's inbox has views, default and snoozed", where=FILE)
    views = tuple(_one(SavedView, view, "views") for view in _list(raw, "views", MOST_VIEWS))
    snoozed = tuple(_one(Snooze, one, "snoozed") for one in _list(raw, "snoozed", MOST_SNOOZED))
    names = [view.name for view in views]
    if len(set(names)) != len(names) or not all(name.strip() for name in names):
        raise InvalidInput("Every saved view has a name of its own", where="views")
    for view in views:
        if view.pill not in PILLS or view.group not in GROUPS:
            raise InvalidInput("A saved view names a pill and a grouping", where=f"views/{view.name}")
    for one in snoozed:
        parse_stamp(one.until, "snoozed/until")
    default = raw.get("default", "")
    if not isinstance(default, str) or (default and default not in names):
        raise InvalidInput("The default is one of the views", where="default")
    return InboxMemory(views, default, snoozed)


def _list(raw: Mapping[str, Any], name: str, most: int) -> list[Any]:
    found = raw.get(name, [])
    if not isinstance(found, list | tuple) or len(found) > most:
        raise InvalidInput(f"At most {most:,} are kept, as a list", where=name)
    return list(found)


def _one(kind: type[T], raw: Any, where: str) -> T:
    names = {field.name for field in fields(kind)}
    if not isinstance(raw, Mapping) or set(raw) - names:
        raise InvalidInput(f"Its members are {', '.join(sorted(names))}", where=where)
    if not all(isinstance(value, str) and len(value) <= _MOST_TEXT for value in raw.values()):
        raise InvalidInput(f"Every member is a text of at most {_MOST_TEXT} characters", where=where)
    try:
        return kind(**raw)
    except TypeError as error:
        raise InvalidInput("A member is missing", where=where) from error
