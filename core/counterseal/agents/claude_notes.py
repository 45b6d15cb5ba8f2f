"""What one hook leaves for the next: the permit of a call that runs in the host meanwhile."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from counterseal.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Note:
    """A permitted call of a session. ``permit`` lets its holder report the outcome and nothing else."""

    session: str
    call: str
    action: str
    permit: str


class Notes:
    """Notes as files of mode 0600, one for each call, named so that no id of the host is ever a path.

    Args:
        folder: made when the first note is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, note: Note) -> None:
        """Write a note, whole or not at all. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(note.session, note.call)
        draft = path.with_suffix(f".{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(note), file)
        draft.replace(path)

    def find(self, session: str, call: str) -> Note | None:
        """The note about a call. Raises InvalidInput, OSError: it is there and cannot be read."""
        path = self._path(session, call)
        return _read(path) if path.exists() else None

    def of(self, session: str) -> list[Note]:
        """All notes of a session."""
        return [_read(path) for path in sorted(self._folder.glob(f"{_name(session)}-*.json"))]

    def forget(self, note: Note) -> None:
        """Remove a note."""
        self._path(note.session, note.call).unlink(missing_ok=True)

    def _path(self, session: str, call: str) -> Path:
        return self._folder / f"{_name(session)}-{_name(call)}.json"


def _name(identifier: str) -> str:
    return sha256(identifier.encode()).hexdigest()[:32]


def _read(path: Path) -> Note:
    try:
        return Note(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise InvalidInput("A note about a running call cannot be read", where=path.name, todo="Remove it.") from error
