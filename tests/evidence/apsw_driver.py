"""A DB-API driver over apsw whose files lie on a ``Disk``: the project's own engine and log run on it unchanged.

SQLite keeps the shared index of its write-ahead log in memory that a file system written in Python cannot give, so with
that log the connection locks the database for itself; what it writes to either, and when it syncs, is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import apsw

from evidence.disk import Disk

VFS_NAME = "counterseal-powerloss"
_SYNC_DIRECTORY = 1


class DiskFile:
    """An open file of a ``Disk``, with the calls that SQLite makes."""

    def __init__(self, disk: Disk, name: str, temporary: bool) -> None:
        self._disk = disk
        self._name = name
        self._temporary = temporary
        disk.create(name)

    @property
    def _data(self) -> bytearray:
        return self._disk.files[self._name].seen

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._data[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.write(self._name, offset, data)

    def xTruncate(self, length: int) -> None:  # noqa: N802
        self._disk.truncate(self._name, length)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.sync(self._name)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._data)

    def xClose(self) -> None:  # noqa: N802
        if self._temporary:
            self._disk.delete(self._name, True)

    def xLock(self, _level: int) -> None:  # noqa: N802
        """Nobody else is there."""

    xUnlock = xLock  # noqa: N815

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _op: int, _pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        # As the unix VFS says of an ordinary file system.
        return int(apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE | apsw.SQLITE_IOCAP_SUBPAGE_READ)


class DiskVfs(apsw.VFS):
    """Registered while it lives; ``disk`` is what it shows."""

    def __init__(self) -> None:
        self.disk = Disk()
        self._numbered = 0
        super().__init__(VFS_NAME, base="")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        flags[1] = flags[0]
        temporary = path is None
        if temporary:
            self._numbered += 1
            path = f"temporary-{self._numbered}"
        return DiskFile(self.disk, str(path), temporary)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        if name not in self.disk.files:
            raise apsw.IOError("no such file")
        self.disk.delete(name, bool(sync))

    def xAccess(self, name: str, _flags: int) -> bool:  # noqa: N802
        return name in self.disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class Cursor:
    """A cursor as DB-API 2.0 has it."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        # Only while a statement begins does apsw tell the columns of a result without rows.
        self._cursor.exec_trace = self._begins
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = 0
        self.arraysize = 1

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        self.description = None
        try:
            self._rows = self._cursor.execute(statement, tuple(values)).fetchall()
        except apsw.Error as error:
            raise _error(error) from error
        self.rowcount = self._connection.changes()
        self.lastrowid = self._connection.last_insert_rowid()
        return self

    def _begins(self, cursor: apsw.Cursor, _statement: str, _values: Any) -> bool:
        columns = cursor.get_description()
        self.description = tuple((name, None, None, None, None, None, None) for name, *_kind in columns) or None
        return True

    def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> Cursor:
        for values in many:
            self.execute(statement, values)
        return self

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._rows = []


class Connection:
    """A connection as DB-API 2.0 has it."""

    def __init__(self, name: str, alone: bool) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        self._connection = apsw.Connection(name, flags=flags, vfs=VFS_NAME)
        self.isolation_level: str | None = ""
        if alone:
            self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")

    def cursor(self) -> Cursor:
        return Cursor(self._connection)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def create_function(
        self, name: str, count: int, function: Callable[..., Any], *, deterministic: bool = False
    ) -> None:
        self._connection.create_scalar_function(name, function, count, deterministic=deterministic)

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


class Error(Exception):
    """The base of the driver's errors."""


class DatabaseError(Error):
    """What the database says."""


class OperationalError(DatabaseError):
    """The database could not."""


class IntegrityError(DatabaseError):
    """A rule of the tables was broken."""


class ProgrammingError(DatabaseError):
    """The statement is wrong."""


def _error(error: apsw.Error) -> Error:
    return (IntegrityError if isinstance(error, apsw.ConstraintError) else OperationalError)(str(error))


class Overruled(Connection):
    """A connection on which a setting of the project is answered by others: what it protects from then happens."""

    def __init__(self, name: str, alone: bool, instead: Sequence[str]) -> None:
        super().__init__(name, alone)
        self._instead = instead

    def cursor(self) -> Cursor:
        return OverruledCursor(self._connection, self._instead)


class OverruledCursor(Cursor):
    def __init__(self, connection: apsw.Connection, instead: Sequence[str]) -> None:
        super().__init__(connection)
        self._by_name = {statement.partition("=")[0]: statement for statement in instead}

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return super().execute(self._by_name.get(statement.partition("=")[0], statement), values)


def driver(version: tuple[int, int, int] | None = None, instead: Sequence[str] = ()) -> Any:
    """The driver's module object.

    Args:
        version: the version of SQLite that it claims to be; None claims the true one.
        instead: pragmas that take the place of the project's own of the same name.
    """

    def connect(database: str, **_given: Any) -> Connection:
        return Overruled(database, version is None, instead)

    true = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    return SimpleNamespace(
        connect=connect,
        paramstyle="qmark",
        apilevel="2.0",
        threadsafety=1,
        sqlite_version_info=version or true,
        sqlite_version=apsw.sqlite_lib_version(),
        Binary=bytes,
        Error=Error,
        Warning=Warning,
        InterfaceError=Error,
        DatabaseError=DatabaseError,
        InternalError=DatabaseError,
        OperationalError=OperationalError,
        IntegrityError=IntegrityError,
        ProgrammingError=ProgrammingError,
        DataError=DatabaseError,
        NotSupportedError=DatabaseError,
    )
