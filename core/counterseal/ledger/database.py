"""Opening a profile's database: migrations first, then one writer at a time and readers of their own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked
from counterseal.ledger import sqlite_dialect
from counterseal.ledger.turns import Turns

DATABASE_NAME = "counterseal.db"
HEAD_REVISION = "0006"
# The setting that says that erased bytes may still lie in the file or its journals; its value is the erasure's entry.
PENDING = "erasure_pending"
# How many times as long as it took is waited after a vain try to make erased bytes go.
SETTLE_PAUSE = 10.0
_log = logging.getLogger(__name__)


class DiskTrouble(KnownError):
    """The disk is full, failing or not writable."""

    code = "disk"
    http_status = 507


def _open_gate() -> None:
    return None


class Database:
    """One SQLite file.

    Attributes:
        path: the file.
        engine: its SQLAlchemy engine. Use ``write`` and ``read`` rather than this.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.engine: Engine = sqlite_dialect.engine_for(path, read_only=read_only)
        # Asked before every write; it raises KnownError when nothing may be written to this history.
        self.gate: Callable[[], None] = _open_gate
        self._writing = threading.Lock()
        self._turns = Turns(path.with_name(f"{path.name}-turn"))
        self._settle_from = 0.0

    @staticmethod
    def open(path: Path, *, create: bool = False) -> Database:
        """Open, create or migrate.

        Raises:
            LedgerDamaged: not a database, or made by a newer version.
            KnownError: missing (unless ``create``), disk trouble.
        """
        if not path.exists() and not create:
            raise KnownError(
                "There is no profile here",
                where=str(path.parent),
                todo="Make one with: counterseal init",
                code="no_profile",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        database = Database(path)
        try:
            found = database._revision()
            if found != HEAD_REVISION:
                _migrate(database, found)
            # A crash may have come between an erasure's COMMIT and the going of the bytes.
            database.settle()
        except DatabaseError as error:
            database.close()
            raise LedgerDamaged(
                "The database cannot be read", where=str(path), todo="Restore a backup; keep this file as evidence."
            ) from error
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        self.engine.dispose()
        self._turns.close()

    def pending(self) -> str | None:
        """The entry of the last erasure whose bytes may still lie in the file or its journals; None: all are gone."""
        with self.read() as connection:
            query = text("SELECT value FROM meta WHERE name = :name")
            return connection.execute(query, {"name": PENDING}).scalar_one_or_none()

    def settle(self, *, again: bool = False) -> bool:
        """After an erasure's COMMIT: make its bytes go from the file, from its free pages and from its journals.

        Nothing happens when no erasure is pending. What cannot be done now, because a reader holds on to it, is done
        when this is called again, at the latest when the profile is opened next.

        Args:
            again: called again and again; so it does nothing for a while after a try that failed, the longer the
                longer that try took, because each writes the whole file anew.

        Returns:
            whether no erased byte is left.
        """
        pending = self.pending()
        if pending is None:
            return True
        begun = time.monotonic()
        if again and begun < self._settle_from:
            return False
        try:
            with self._writing:
                gone = sqlite_dialect.rewrite(self.engine)
        except OperationalError as error:
            _log.warning("the bytes of erasure %s are not gone yet: %s", pending, error.orig)
            gone = False
        self._settle_from = time.monotonic() + SETTLE_PAUSE * (time.monotonic() - begun)
        if gone:
            with self.write(past_gate=True) as connection:
                query = text("DELETE FROM meta WHERE name = :name AND value = :value")
                connection.execute(query, {"name": PENDING, "value": pending})
        return gone

    def writable(self) -> bool:
        """Whether the gate lets writes pass."""
        try:
            self.gate()
        except KnownError:
            return False
        return True

    @contextmanager
    def write(self, *, past_gate: bool = False) -> Iterator[Connection]:
        """One write transaction; COMMIT on leaving, ROLLBACK on any exception.

        Args:
            past_gate: write although the gate refuses; for the entry that accepts a restored history.

        Raises:
            Locked: another process wrote for longer than the busy time-out.
            DiskTrouble: the disk refused.
            KnownError: the gate refused.
            InvalidInput: a number has more than 64 bits.
        """
        if not past_gate:
            self.gate()
        with self._writing:
            try:
                with self.engine.connect().execution_options(counterseal_write=True) as connection:
                    with self._turns.next():
                        transaction = connection.begin()
                    with transaction:
                        yield connection
            except OperationalError as error:
                raise _known(error, self.path) from error
            except OverflowError as error:
                raise _too_large() from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read transaction: a steady view of the database. Raises InvalidInput: a number has more than 64 bits."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except OperationalError as error:
            raise _known(error, self.path) from error
        except OverflowError as error:
            raise _too_large() from error

    def _revision(self) -> str | None:
        with self.read() as connection:
            names = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'"))}
            if "alembic_version" not in names:
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def awaits_migration(path: Path) -> bool:
    """Whether opening this database would migrate it. Of one that is not there or cannot be read, opening it tells."""
    database = Database(path)
    try:
        return path.exists() and database._revision() != HEAD_REVISION
    except (DatabaseError, KnownError):
        return False
    finally:
        database.close()


def _known(error: OperationalError, path: Path) -> KnownError:
    message = str(error.orig)
    if "locked" in message or "busy" in message:
        return Locked("Another program is writing to this profile", where=str(path), todo="Try again in a moment.")
    if "full" in message or "disk I/O" in message or "readonly" in message or "unable to open" in message:
        return DiskTrouble("The disk refused to store", where=f"{path}: {message}", todo="Nothing was half written.")
    return LedgerDamaged("The database answered with an error", where=message)


def _too_large() -> InvalidInput:
    return InvalidInput("A number is too large to be that of an entry", todo="Give a smaller one.", code="too_large")


def _migrate(database: Database, found: str | None) -> None:
    """Bring the schema up to date; an existing database is copied aside first."""
    # Alembic costs a quarter of a second to import and is needed only here.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    if found is not None:
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found not in known:
            raise LedgerDamaged(
                "This profile was made by a newer Counterseal",
                where=f"schema {found}",
                todo="Update the program; it was left untouched.",
                code="newer_schema",
            )
        _copy_aside(database, found)
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy_aside(database: Database, found: str) -> None:
    """Copy the database whole, in one steady view, before it is migrated from schema ``found``.

    The copy gets its name when it is complete, and only if it still has that schema: a crash must not leave half a
    copy, and a second process must not put a migrated database in the place of the old one.
    """
    copy = database.path.with_suffix(f".before-{HEAD_REVISION}.db")
    partial = copy.with_suffix(f".{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        vacuum_into(database, partial)
        made = Database(partial, read_only=True)
        try:
            still = made._revision() == found
        finally:
            made.close()
        if still:
            os.replace(partial, copy)
    finally:
        partial.unlink(missing_ok=True)


def vacuum_into(database: Database, path: Path) -> None:
    """Write the database as it stands now into a new file, through SQLite's ``VACUUM INTO``, and sync it to disk.

    Raises:
        DiskTrouble: the disk refused; a half-written file is then left to the caller.
    """
    try:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    except OperationalError as error:
        raise _known(error, path) from error
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
