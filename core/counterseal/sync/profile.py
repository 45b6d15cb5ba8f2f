"""A profile: one folder with its database, its own log, and one person's key.

Layout of the folder: ``counterseal.db``, ``log.key`` (log key, 0600), ``person.key`` (encrypted, where there is no
keyring), ``gateway.json`` (address of the gateway that serves it now), ``HALT`` (a local halt).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from sqlalchemy import Connection, insert, select

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked
from counterseal.ledger import roster, schema
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.roster import Roster
from counterseal.model.ids import uuid7
from counterseal.model.people import Person, Role
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import FileStore, KeyringStore, Place, SecretStore, find_keyring, write_private
from counterseal.seal.statements import Who, sign_order

LOG_KEY = "log.key"
PERSON_KEY = "person.key"


def default_home() -> Path:
    """``COUNTERSEAL_HOME``, else the platform's data folder."""
    named = os.environ.get("COUNTERSEAL_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("counterseal", appauthor=False))


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """Where ``init`` puts the personal key. ``cost`` is lowered by tests only."""

    passphrase: str
    use_keyring: bool = True
    cost: keywrap.Cost | None = None


class Profile:
    """An opened profile. Thread-safe for reading; the signing key is set by ``unlock``.

    Attributes:
        home: its folder.
        database: its database.
        log: its own log.
        person_id: who it belongs to.
        has_passphrase: False when any program of this account could sign.
    """

    def __init__(
        self, home: Path, database: Database, log: Log, person_id: str, store: SecretStore, guarded: bool
    ) -> None:
        self.home = home
        self.database = database
        self.log = log
        self.person_id = person_id
        self.has_passphrase = guarded
        self._store = store
        self._key: SigningKey | None = None

    @staticmethod
    def create(home: Path, name: str, choice: KeyChoice, clock: Clock | None = None) -> Profile:
        """Make a new profile: keys, database, entry 0 (the roster that its first owner signs).

        Raises:
            KnownError: there is one already; the name is empty; the keyring did not take the key.
        """
        clock = clock or SystemClock()
        if (home / DATABASE_NAME).exists() or (home / PERSON_KEY).exists():
            raise KnownError(
                "There is a profile here already", where=str(home), todo="Choose another folder.", code="exists"
            )
        if not 0 < len(name.strip()) <= 120:
            raise InvalidInput("A name has 1 to 120 characters", where="name")
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        person_id, key, log_key = uuid7(clock), SigningKey.generate(), SigningKey.generate()
        origin = f"counterseal/{uuid7(clock)}"
        backend = find_keyring() if choice.use_keyring else None
        store: SecretStore = KeyringStore(backend, person_id) if backend else FileStore(home / PERSON_KEY)
        # The key must be safe before anything names it; a crash here leaves a key without a database.
        store.save(keywrap.wrap(key, choice.passphrase, choice.cost))
        write_private(home / LOG_KEY, log_key.seed.hex().encode())
        log = Log(origin, log_key)
        owner = Person(person_id, name.strip(), (Role.OWNER, Role.REVIEWER), {key.id: key.public.hex()})
        at = stamp(clock.now())
        envelope = sign_order(
            "roster",
            roster.roster_body([owner], log_key.public, origin),
            subject=origin,
            who=Who(person_id, owner.name, Role.OWNER.value),
            audience=origin,
            nonce=os.urandom(16).hex(),
            supersedes=None,
            reason="first owner of this log",
            at=at,
            key=key,
        )
        database = Database.open(home / DATABASE_NAME, create=True)
        settings = {
            "origin": origin,
            "person": person_id,
            "key_place": "keyring" if backend else "file",
            "key_guard": "passphrase" if choice.passphrase else "none",
            "created_at": at,
        }
        with database.write() as connection:
            connection.execute(insert(schema.meta), [{"name": k, "value": v} for k, v in settings.items()])
            draft = Draft(
                "order", at, origin, envelope, verdict="roster", person=person_id, title=f"Roster: {owner.name}"
            )
            log.append(connection, [draft])
        profile = Profile(home, database, log, person_id, store, bool(choice.passphrase))
        profile._key = key
        return profile

    @staticmethod
    def open(home: Path) -> Profile:
        """Open a profile; its key stays locked.

        Raises:
            KnownError: there is none. LedgerDamaged: it does not fit its log key.
        """
        database = Database.open(home / DATABASE_NAME)
        try:
            with database.read() as connection:
                found = {row.name: row.value for row in connection.execute(select(schema.meta))}
                if not {"origin", "person", "key_place", "key_guard"} <= set(found):
                    raise LedgerDamaged("The profile lacks its own settings", where=str(home), todo="Restore a backup.")
                people = roster.load(connection)
            log = Log(found["origin"], _read_log_key(home))
            if people.log_key != log.key.id:
                raise LedgerDamaged("log.key is not the key that entry 0 names", where=str(home / LOG_KEY))
            return Profile(
                home, database, log, found["person"], _store(found, home), found["key_guard"] == "passphrase"
            )
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        self._key = None
        self.database.close()

    def place(self) -> Place:
        return self._store.place()

    @property
    def locked(self) -> bool:
        return self._key is None

    @property
    def key(self) -> SigningKey:
        """The unlocked personal key. Raises Locked."""
        if self._key is None:
            raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
        return self._key

    def unlock(self, passphrase: str) -> None:
        """Load and unwrap the personal key. Raises Locked, NotFound, InvalidInput."""
        key = keywrap.unwrap(self._store.load(), passphrase)
        with self.database.read() as connection:
            person = roster.load(connection).person(self.person_id)
        if key.id not in person.keys:
            raise LedgerDamaged("The stored key is not this person's", where=key.id[:16], todo="Restore a backup.")
        self._key = key

    def lock(self) -> None:
        """Forget the key."""
        self._key = None

    def roster(self) -> Roster:
        """The roster in force."""
        with self.database.read() as connection:
            return roster.load(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction on the profile's database."""
        with self.database.read() as connection:
            yield connection


def _store(found: dict[str, str], home: Path) -> SecretStore:
    if found["key_place"] == "file":
        return FileStore(home / PERSON_KEY)
    backend = find_keyring()
    if backend is None:
        raise Locked(
            "The key is in the system keyring, and no allowed keyring is reachable",
            todo="Start the keyring service of your session, then try again.",
            code="no_keyring",
        )
    return KeyringStore(backend, found["person"])


def _read_log_key(home: Path) -> SigningKey:
    try:
        return SigningKey(bytes.fromhex((home / LOG_KEY).read_text("ascii").strip()))
    except FileNotFoundError:
        raise LedgerDamaged("The log key is missing", where=str(home / LOG_KEY), todo="Restore a backup.") from None
    except ValueError as error:
        raise LedgerDamaged("The log key is damaged", where=str(home / LOG_KEY), todo="Restore a backup.") from error
