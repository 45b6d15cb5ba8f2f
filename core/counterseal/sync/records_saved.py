"""Saved searches: a small file in the profile, because they are a person's own and no part of the record."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.ledger.database import DiskTrouble
from counterseal.model.history import HistoryFilter
from counterseal.seal.keystore import write_private
from counterseal.sync.api_records import SavedSearch

FILE = "searches.json"
MOST, MOST_NAME, MOST_BYTES = 100, 80, 1 << 20
_LISTS = frozenset(one.name for one in fields(HistoryFilter) if one.type.startswith("tuple"))
_MEMBERS = frozenset(one.name for one in fields(HistoryFilter))
_TODO = "Move the file away, or mend it."
_writing = threading.Lock()


class SavedSearches:
    """Reads and writes the file of one profile."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE

    def all(self) -> tuple[SavedSearch, ...]:
        """By name. Raises InvalidInput: the file is not one of ours."""
        try:
            with self._path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise InvalidInput("The saved searches cannot be read", where=str(error), todo=_TODO) from error
        try:
            value = json.loads(data)
            if len(data) > MOST_BYTES or set(value) != {"v", "searches"} or value["v"] != 1:
                raise ValueError("another form")
            found = [_read(one) for one in value["searches"]]
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise InvalidInput("The saved searches cannot be read", where=str(self._path), todo=_TODO) from error
        return tuple(sorted(found, key=lambda one: one.name.casefold()))

    def save(self, search: SavedSearch) -> tuple[SavedSearch, ...]:
        """Keep it in place of one of the same name. Raises InvalidInput."""
        name = " ".join(search.name.split())
        if not name or len(name) > MOST_NAME:
            raise InvalidInput(f"A saved search has a name of at most {MOST_NAME} characters", where=name[:40])
        with _writing:
            kept = [one for one in self.all() if one.name != name]
            if len(kept) >= MOST:
                raise InvalidInput(f"There are {MOST} saved searches", todo="Forget one that is not needed any more.")
            self._write([*kept, SavedSearch(name, search.wanted, search.days)])
        return self.all()

    def forget(self, name: str) -> tuple[SavedSearch, ...]:
        with _writing:
            self._write([one for one in self.all() if one.name != name])
        return self.all()

    def _write(self, searches: list[SavedSearch]) -> None:
        said = [{"name": one.name, "days": one.days, "filter": asdict(one.wanted)} for one in searches]
        try:
            write_private(self._path, json.dumps({"v": 1, "searches": said}, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise DiskTrouble(
                "The saved searches could not be stored", where=str(error), todo="Look at the disk."
            ) from error


def _read(value: Any) -> SavedSearch:
    if set(value) != {"name", "days", "filter"} or type(value["days"]) is not int or value["days"] < 0:
        raise ValueError("not a saved search")
    said = value["filter"]
    # Filters may get members later on, and a newer program's file must not be half understood.
    if not isinstance(value["name"], str) or not set(said) <= _MEMBERS:
        raise ValueError("not a saved search")
    members: dict[str, Any] = {
        name: tuple(map(_text, one)) if name in _LISTS else _text(one) for name, one in said.items()
    }
    return SavedSearch(value["name"], HistoryFilter(**members), value["days"])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")
    return value
