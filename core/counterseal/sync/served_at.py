"""Who serves a profile's gateway, and where: the lock and the address that lie in its folder. Imports little."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from counterseal import file_lock

ADDRESS_FILE = "gateway.json"
LOCK_FILE = "gateway.lock"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a gateway answers, with the token of people's programs; a separate gateway has none to give."""

    url: str
    token: str
    pid: int
    origin: str

    def members(self) -> dict[str, Any]:
        """As it is written."""
        return asdict(self)

    @staticmethod
    def read(raw: Mapping[str, Any]) -> Address:
        """Raises KeyError, TypeError, ValueError: not what ``members`` gives."""
        return Address(str(raw["url"]), str(raw["token"]), int(raw["pid"]), str(raw["origin"]))


def read_address(home: Path) -> Address | None:
    """The address that the last gateway of this profile wrote; None when there is none or it cannot be read."""
    try:
        return Address.read(json.loads((home / ADDRESS_FILE).read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class ServingLock:
    """Held by the one process that serves a profile's gateway; the system frees it when that process dies."""

    def __init__(self, home: Path) -> None:
        self._path = home / LOCK_FILE
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """Whether the lock is ours now."""
        if self._file is not None:
            return True
        file = open(self._path, "a+b")  # noqa: SIM115  (kept open for as long as the lock is held)
        try:
            file_lock.take(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
