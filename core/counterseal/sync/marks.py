"""High-water marks: the newest head of a log, kept outside the profile, where a copied or cut database cannot reach it.

A mark lies in the system keyring when the personal key does, else in a file of the account's state folder. It says
what was there, not what is true: whoever rules the account can take it away too, and ``doctor`` says so.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from keyring.backend import KeyringBackend
from sqlalchemy import Connection

from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.ledger import standing
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.model import strict_json
from counterseal.seal.keystore import FileStore, KeyringStore, SecretStore

# Windows keeps at most 2,560 bytes of UTF-16 for one item; sixteen hashes beside a note stay below it.
FRONTIER_MOST = 16
_MEMBERS = {"v", "vkey", "first", "note", "frontier"}


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest head that was seen of a log.

    Attributes:
        vkey: the log's verifier key.
        first: digest of the envelope in entry 0; it tells this log from another one under the same name.
        note: the signed head.
        frontier: roots of the held tree's largest perfect subtrees; they narrow down where a fork begins.
    """

    vkey: str
    first: str
    note: str
    frontier: tuple[bytes, ...] = ()

    @property
    def head(self) -> Head:
        """The head, its signature checked with ``vkey``. Raises InvalidInput."""
        return verify_head(self.note, VerifierKey.parse(self.vkey))

    def text(self) -> str:
        """As it is stored."""
        members = {
            "v": 1,
            "vkey": self.vkey,
            "first": self.first,
            "note": self.note,
            "frontier": [base64.b64encode(node).decode() for node in self.frontier[:FRONTIER_MOST]],
        }
        return json.dumps(members, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def parse(text: str) -> Mark:
        """Raises InvalidInput: not a mark, or its head is not signed by the key that it names."""
        raw = strict_json.parse(text)
        if not isinstance(raw, Mapping) or set(raw) != _MEMBERS or raw["v"] != 1:
            raise InvalidInput("This is not a mark of a log's head")
        mark = Mark(_text(raw["vkey"]), _text(raw["first"]), _text(raw["note"]), _nodes(raw["frontier"]))
        verify_head(mark.note, VerifierKey.parse(mark.vkey))
        return mark

    @staticmethod
    def of(connection: Connection, verifier: VerifierKey) -> Mark:
        """The mark of a log as it stands in its database, its newest head checked first.

        Raises:
            LedgerDamaged, InvalidInput: the newest head is not signed, or not that of the entries.
        """
        newest, note = ledger_log.head(connection)
        if verify_head(note, verifier) != newest or standing.root_at(connection, newest.size) != newest.root:
            raise LedgerDamaged("The newest head is not that of the entries", where=f"{newest.size} entries")
        nodes = standing.frontier_at(connection, newest.size)[:FRONTIER_MOST]
        return Mark(verifier.text(), standing.first_order(connection), note, tuple(nodes))


class Marks:
    """Where the marks of a profile lie, or those of a separate gateway: apart in ``folder``, since a desk on the same
    machine keeps heads of what it has replicated of that gateway's log.

    Attributes:
        place: keyring or file.
        name: the place in words.
        protects: what it protects against, and against what not.
    """

    def __init__(self, backend: KeyringBackend | None, folder: str = "heads") -> None:
        self._backend = backend
        # Once, when the profile is opened: what it wrote there it must find there.
        self._folder = state_folder() / folder
        self.place = "keyring" if backend else "file"
        self.name = "the system keyring" if backend else "a file of this account"
        self.protects = (
            "It finds a database that was cut, rewritten or put back, also by another program that cannot open your"
            " keyring; whoever rules this account can take the mark away too."
            if backend
            else "It finds a database that was cut, rewritten or put back; whoever can write to this account's files"
            " can take the mark away too."
        )

    def load(self, origin: str) -> Mark | None:
        """The mark of a log; None when there is none.

        Raises:
            InvalidInput: what lies there is not a mark, or cannot be read. Locked: the keyring did not answer.
        """
        try:
            return Mark.parse(self._store(origin).load())
        except NotFound:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput("The newest head that was kept cannot be read", where=f"{self.name}: {error}") from error

    def save(self, origin: str, mark: Mark) -> None:
        """Replace the mark of a log. Raises Locked; KnownError (``mark_failed``): the disk refused."""
        try:
            self._store(origin).save(mark.text())
        except OSError as error:
            raise KnownError(
                "The newest head could not be kept outside the profile",
                where=f"{self.name}: {error}",
                code="mark_failed",
            ) from error

    def _store(self, origin: str) -> SecretStore:
        if self._backend is not None:
            return KeyringStore(self._backend, f"head:{origin}")
        return FileStore(self._folder / _file_name(origin))


def state_folder() -> Path:
    """``COUNTERSEAL_STATE``, else the platform's folder for what programs remember."""
    named = os.environ.get("COUNTERSEAL_STATE")
    return Path(named) if named else Path(platformdirs.user_state_dir("counterseal", appauthor=False))


def _file_name(origin: str) -> str:
    name = origin.removeprefix("counterseal/")
    if not name or set(name) - set("0123456789abcdef-"):
        raise InvalidInput("A log's origin is counterseal/ and a UUID", where=origin[:80])
    return name


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw:
        raise InvalidInput("A member of the mark is not text")
    return raw


def _nodes(raw: Any) -> tuple[bytes, ...]:
    if not isinstance(raw, list) or len(raw) > FRONTIER_MOST:
        raise InvalidInput("The mark's frontier is not a short list")
    nodes = []
    for one in raw:
        try:
            node = base64.b64decode(_text(one), validate=True)
        except ValueError:
            node = b""
        if len(node) != 32:
            raise InvalidInput("The mark's frontier holds something else than hashes")
        nodes.append(node)
    return tuple(nodes)
