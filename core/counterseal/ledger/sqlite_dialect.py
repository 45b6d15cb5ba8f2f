"""All that is SQLite's own: the driver, the pragmas, how transactions begin, and full-text search.

SQLite before 3.51.3 has the WAL-reset bug (https://sqlite.org/wal.html, "The WAL-Reset Bug"), so WAL is used only
above it; below, the rollback journal with ``synchronous=EXTRA`` is as durable and only slower.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import TEXT, ColumnElement, Connection, Engine, case, cast, create_engine, event, func, null
from sqlalchemy.exc import OperationalError

from counterseal.errors import Conflict

WAL_SAFE = (3, 51, 3)
BUSY_MS = 10_000
# Seconds between two looks at whether another process has done with writing.
LOOK_AGAIN = 0.001
# Virtual machine steps between two looks at whether the caller still wants the answer: well under a millisecond.
STEPS_BETWEEN_LOOKS = 10_000
# More words than this with one beginning are not written out.
MOST_BEGUN = 64
_TERMS = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab('main', 'search', 'instance')"
_NEXT_TERM = "SELECT term FROM temp.search_terms WHERE term >= ? LIMIT 1"
_LAST_TOKEN = re.compile(r'"([\x20-\x7e]*?)([A-Za-z0-9]+)"')


class Cancelled(Conflict):
    """The caller took its question back."""

    code = "cancelled"


def driver() -> ModuleType:
    """The DB-API module: sqlcipher3, which carries a current SQLite, else the standard library's."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2  # type: ignore[no-any-return,unused-ignore]


def wal_is_safe(module: ModuleType) -> bool:
    return tuple(module.sqlite_version_info) >= WAL_SAFE


def engine_for(path: Path, *, read_only: bool = False) -> Engine:
    """An engine whose transactions begin as written here: ``BEGIN IMMEDIATE`` for writers, ``BEGIN`` for readers."""
    module = driver()
    mode = "ro" if read_only else "rwc"
    engine = create_engine(
        f"sqlite:///file:{path.as_posix()}?mode={mode}&uri=true",
        module=module,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        # An error's text would else quote arguments and words of people, and errors are logged.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if not read_only:
            if wal_is_safe(module):
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.execute("PRAGMA synchronous=FULL")
            else:
                cursor.execute("PRAGMA journal_mode=DELETE")
                cursor.execute("PRAGMA synchronous=EXTRA")
            cursor.execute("PRAGMA fullfsync=ON")
            cursor.execute("PRAGMA checkpoint_fullfsync=ON")
            cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA recursive_triggers=ON")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute("PRAGMA cell_size_check=ON")
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("counterseal_write", False):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: Connection) -> None:
    """``BEGIN IMMEDIATE`` as soon as nobody else writes: SQLite itself would look again after up to 100 ms only.

    Raises:
        OperationalError: somebody wrote for longer than the busy time-out, or the disk refused.
    """
    raw: Any = connection.connection.driver_connection
    ends = time.monotonic() + BUSY_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < ends:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except driver().OperationalError as error:
                if "locked" not in str(error):
                    break
                time.sleep(LOOK_AGAIN)
            else:
                return
        # Said once more for the error that it gives.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def match_expression(text: str) -> str:
    """A typed search as an FTS5 expression: every word must occur, the last one may be a beginning.

    Words are quoted, so no character of the input is an operator. Empty when there is no word.
    """
    words = _searched(text)
    return " AND ".join([*words[:-1], f"{words[-1]}*"]) if words else ""


def search_expression(connection: Connection, text: str) -> str:
    """As ``match_expression``, with the words that the last one begins written out, where they are few.

    FTS5 answers a beginning by merging all rows of all those words before it gives the first one, which takes longer
    the larger the log is; of whole words it reads only what is asked for. Which words there are is found by skipping
    through the index, one look for each. Meaning is never given up for speed: where they are many, or the word is not
    plain ASCII, so that the tokenizer might see another one, the beginning stays.
    """
    words = _searched(text)
    if not words:
        return ""
    last = _LAST_TOKEN.fullmatch(words[-1])
    found = _begun(connection, last[2].lower()) if last is not None else None
    if last is None or found is None:
        return match_expression(text)
    # Nothing begins so: the beginning itself finds that out at no cost.
    whole = [f'"{last[1]}{word}"' for word in found] or [f"{words[-1]}*"]
    said = whole[0] if len(whole) == 1 else f"({' OR '.join(whole)})"
    return " AND ".join([*words[:-1], said])


def _searched(text: str) -> list[str]:
    """The words of a search, quoted. What holds no letter or digit finds nothing and is passed over."""
    words = (word.replace('"', "").replace("\0", "") for word in text.split())
    return [f'"{word}"' for word in words if any(map(str.isalnum, word))]


def _begun(connection: Connection, beginning: str) -> list[str] | None:
    """The indexed words that begin so; None when they are more than ``MOST_BEGUN``."""
    connection.exec_driver_sql(_TERMS)
    found: list[str] = []
    at = beginning
    while True:
        term = connection.exec_driver_sql(_NEXT_TERM, (at,)).scalar_one_or_none()
        if term is None or not term.startswith(beginning):
            return found
        if len(found) == MOST_BEGUN:
            return None
        found.append(term)
        # No word holds this character, so that the next one is the first from here on.
        at = f"{term}\x01"


def json_member(column: ColumnElement[Any], member: str) -> ColumnElement[Any]:
    """A text member of a JSON object that is stored as bytes; null where there is none, or no JSON."""
    data = cast(column, TEXT)
    path = f"$.{member}"
    return case(
        (func.json_valid(data) == 0, null()),
        (func.json_type(data, path) == "text", func.json_extract(data, path)),
        else_=null(),
    )


def trouble_in(connection: Connection, table: str) -> str | None:
    """What is wrong between a table's rows and its indexes, the full-text one included; None when nothing is.

    SQLite looks into full-text tables from 3.44 on.
    """
    said = connection.exec_driver_sql(f"PRAGMA integrity_check({table})").scalars().first()
    return None if said == "ok" else str(said)


def merge_search(connection: Connection) -> None:
    """Merge the full-text index into one part, which keeps no word of deleted rows (FTS5 ``optimize``).

    FTS5's ``secure-delete`` would do the same row by row; it is far slower for many rows, and from then on no SQLite
    before 3.42 could read the index.
    """
    connection.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")


def rewrite(engine: Engine) -> bool:
    """Write the database file anew from its rows, and empty the write-ahead log, so that no deleted byte is in either.

    ``secure_delete`` alone leaves copies behind: rows that moved when a page was split stay where they were before.
    Free disk space of the file's size is needed; other writers wait meanwhile.

    Returns:
        False when a reader still held on to what was there before.

    Raises:
        OperationalError: the disk is full, or somebody else wrote for longer than the busy time-out.
    """
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return bool(busy == 0)


class TooLong(Exception):
    """What was asked costs more than it is worth."""


@contextmanager
def bounded(connection: Connection, steps: int) -> Iterator[None]:
    """Let the statements that run inside take so many steps of SQLite's virtual machine, which are about as many rows.

    Not for use inside of ``interruptible``: a connection has one handler.

    Raises:
        TooLong: they would have taken more.
    """
    raw: Any = connection.connection.driver_connection
    left = iter(range(steps // STEPS_BETWEEN_LOOKS))
    raw.set_progress_handler(lambda: 1 if next(left, None) is None else 0, STEPS_BETWEEN_LOOKS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error.orig):
            raise TooLong from error
        raise
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def interruptible(connection: Connection, cancelled: Callable[[], bool] | None) -> Iterator[None]:
    """Let ``cancelled`` end the statements that run inside; it is asked often and must be quick.

    Raises:
        Cancelled: it said so.
    """
    if cancelled is None:
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.set_progress_handler(lambda: 1 if cancelled() else 0, STEPS_BETWEEN_LOOKS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error.orig):
            raise Cancelled("The search was cancelled") from error
        raise
    finally:
        raw.set_progress_handler(None, 0)
