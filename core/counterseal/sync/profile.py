"""A profile: one folder with its database, its own log, and one person's key.

Layout of the folder: ``counterseal.db``, ``log.key`` (log key, 0600), ``person.key`` (encrypted, where there is no
keyring), ``person.key.next`` (the same, while the key is exchanged), ``gateway.json`` (address of the gateway that
serves it now), ``HALT`` (a local halt).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from keyring.backend import KeyringBackend
from sqlalchemy import Connection, insert, select, update

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked
from counterseal.ledger import roster, schema
from counterseal.ledger.database import DATABASE_NAME, Database
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.roster import Roster
from counterseal.model.ids import uuid7
from counterseal.model.people import Person, Role
from counterseal.seal import keywrap, recovery
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import FileStore, KeyringStore, Place, SecretStore, find_keyring
from counterseal.seal.log_key import LOG_KEY, load_log_key, save_log_key
from counterseal.seal.possession import prove
from counterseal.seal.statements import Who, sign_order
from counterseal.sync.api_people import RecoverySheet
from counterseal.sync.high_water import HighWater
from counterseal.sync.marks import Marks
from counterseal.sync.sheets import make_sheet
from counterseal.sync.vault import Vault

PERSON_KEY = "person.key"
_log = logging.getLogger(__name__)


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
        sheet: the recovery sheet, right after ``create`` and never again.
        marks: where the newest head of this and of replicated logs is kept outside the profile.
        high_water: whether the history here still stands to what others hold of it; it guards every write.
    """

    def __init__(
        self, home: Path, database: Database, log: Log, person_id: str, store: SecretStore, guarded: bool
    ) -> None:
        self.home = home
        self.database = database
        self.log = log
        self.person_id = person_id
        self.has_passphrase = guarded
        self.sheet: RecoverySheet | None = None
        self._vault = Vault(store, _upcoming(store))
        self._key: SigningKey | None = None
        # Marks lie where the key does: a keyring is used only by those who chose it.
        self.marks = Marks(store.backend if isinstance(store, KeyringStore) else None)
        self.high_water = HighWater(home, database, log, self.marks)
        database.gate = self.high_water.refuse

    @staticmethod
    def create(home: Path, name: str, choice: KeyChoice, clock: Clock | None = None) -> Profile:
        """Make a new profile: keys, recovery sheet, database, entry 0 (the roster that its first owner signs).

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
        save_log_key(home, log_key)
        log = Log(origin, log_key)
        spare = recovery.generate()
        owner = Person(
            person_id,
            name.strip(),
            (Role.OWNER, Role.REVIEWER),
            {key.id: key.public.hex()},
            recovery={spare.id: spare.public.hex()},
        )
        proofs = {one.id: prove(one, person_id) for one in (key, spare)}
        at = stamp(clock.now())
        envelope = sign_order(
            "roster",
            roster.roster_body([owner], log_key.public, origin, proofs=proofs),
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
        profile.high_water.look()
        profile.sheet = make_sheet(owner, origin, at, spare, 0)
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
                if found.get("kind") == "gateway":
                    raise KnownError(
                        "This folder is a separate gateway's, not a person's profile",
                        where=str(home),
                        todo="Use the profile of somebody whom the gateway knows.",
                        code="gateway_folder",
                    )
                if not {"origin", "person", "key_place", "key_guard"} <= set(found):
                    raise LedgerDamaged("The profile lacks its own settings", where=str(home), todo="Restore a backup.")
                people = roster.load(connection)
            log = Log(found["origin"], load_log_key(home))
            if people.log_key != log.key.id:
                raise LedgerDamaged("log.key is not the key that entry 0 names", where=str(home / LOG_KEY))
            return Profile(
                home, database, log, found["person"], _store(found, home), found["key_guard"] == "passphrase"
            )
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Forget the key, keep the newest head outside the profile, and close the database."""
        self._key = None
        try:
            self.high_water.close()
        finally:
            self.database.close()

    def place(self) -> Place:
        return self._vault.place()

    @property
    def keyring(self) -> KeyringBackend | None:
        """The system keyring that holds the key; None when it lies in a file."""
        store = self._vault.current
        return store.backend if isinstance(store, KeyringStore) else None

    @property
    def locked(self) -> bool:
        return self._key is None

    @property
    def key(self) -> SigningKey:
        """The unlocked personal key. Raises Locked."""
        if self._key is None:
            raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
        return self._key

    def signing_key(self, people: Roster) -> SigningKey:
        """The unlocked personal key, which must be one of this person's on the roster in force.

        Raises:
            Locked: it is locked, or another program exchanged or revoked it meanwhile; then it is forgotten here.
        """
        key = self.key
        if key.id not in self._own_keys(people):
            self.lock()
            raise Locked("Your key was exchanged or revoked meanwhile", todo="Unlock again.", code="key_changed")
        return key

    def unlock(self, passphrase: str) -> None:
        """Load and unwrap the personal key. Raises Locked, NotFound, InvalidInput, LedgerDamaged."""
        self._key = self._vault.open(passphrase, self._own_keys(self.roster()))
        # The key itself knows better than the settings, which a crash may have left behind.
        self.has_passphrase = bool(passphrase)

    def unlock_unguarded(self) -> None:
        """Open a key that has no passphrase; it stays locked when it has one, is lost, or left the roster.

        The profile can be read all the same, and a lost key recovered; unlocking says what is wrong.
        """
        try:
            self.unlock("")
        except KnownError as error:
            self.has_passphrase = error.code == "wrong_passphrase" or self.has_passphrase
            _log.warning("the key stays locked: %s", error.text())

    def stored_key(self) -> str:
        """The personal key as it lies in its place: wrapped. Raises Locked, NotFound."""
        return self._vault.stored(self._own_keys(self.roster()))

    def lock(self) -> None:
        """Forget the key."""
        self._key = None

    @contextmanager
    def next_key(self, passphrase: str) -> Iterator[tuple[SigningKey, Connection]]:
        """A new personal key and a write transaction that shall put it on the roster; then it is the one in use.

        The key is stored before the transaction commits, so that it can be opened whatever comes after.

        Raises:
            Locked: the key's place did not take it.
        """
        key = SigningKey.generate()
        self._vault.prepare(key, passphrase)
        with self.database.write() as connection:
            yield key, connection
            self._note_guard(connection, passphrase)
        self._key = key
        self.has_passphrase = bool(passphrase)
        try:
            self._vault.promote()
        except Locked as error:
            # It is on the roster and stored; the next unlocking puts it in its place.
            _log.warning("the new key waits beside the old one: %s", error.text())

    def change_passphrase(self, old: str, new: str) -> None:
        """Guard the same key by another passphrase; an empty one leaves it unguarded.

        Raises:
            Locked: ``old`` does not open it.
        """
        self._vault.rewrap(old, new, self._own_keys(self.roster()))
        self.has_passphrase = bool(new)
        with self.database.write() as connection:
            self._note_guard(connection, new)

    def _note_guard(self, connection: Connection, passphrase: str) -> None:
        guard = "passphrase" if passphrase else "none"
        connection.execute(update(schema.meta).where(schema.meta.c.name == "key_guard").values(value=guard))

    def _own_keys(self, people: Roster) -> Collection[str]:
        me = people.people.get(self.person_id)
        return me.keys if me is not None else ()

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


def _upcoming(store: SecretStore) -> SecretStore:
    """Where the key that follows lies until it takes the place of the one in use."""
    if isinstance(store, KeyringStore):
        return KeyringStore(store.backend, f"{store.account}:next")
    if isinstance(store, FileStore):
        return FileStore(store.path.with_name(f"{store.path.name}.next"))
    raise TypeError(f"no place beside {type(store).__name__}")
