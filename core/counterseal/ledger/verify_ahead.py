"""Looking at a large log with several processes: each takes stretches ahead of the one that puts them together.

The processes only ever say yes. They read what is written for good, each in a read transaction of its own, and do what
needs no knowledge of the rest: leaves, lines of History, search text, attachments. Signatures, whose judgement hangs
on the roster before them, heads and tree stay with the one that asked; and whatever was not plainly good is looked at
there again, row by row, so that more processes never decide what is found.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Set
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from counterseal.errors import KnownError
from counterseal.ledger import entry_check, log
from counterseal.ledger.database import Database
from counterseal.ledger.entry_check import Leaf
from counterseal.ledger.quick_check import Good, QuickCheck, Spent
from counterseal.ledger.verify_tree import BadEntry

# Below so many entries the processes take longer to start than the work takes.
WORTH_IT = 100_000
# Stretches that one process is given at a time, and how many such lots each has in waiting.
AT_ONCE, WAITING = 16, 3
MOST = 8
# Why the processes may fail as such, which says nothing about the log: ended from outside, not to be started, or not
# able to read where this one is.
_FAILED = (BrokenExecutor, DatabaseError, KnownError, OSError)
_Lot = list[Good | None]
_log = logging.getLogger(__name__)


def processes(entries: int) -> int:
    """How many processes are worth having for so many entries; 0 for none."""
    # A frozen program would start its window again in each of them.
    if entries < WORTH_IT or getattr(sys, "frozen", False):
        return 0
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, MOST) if available > 1 else 0


@contextmanager
def ahead(
    path: Path,
    origin: str,
    log_key: str,
    stretches: list[tuple[int, int]],
    gone: Set[int],
    closely: Callable[[int, int], Mapping[int, bytes]],
    count: int,
    spent: Spent,
    spare: QuickCheck,
) -> Iterator[Ahead]:
    """Processes that look ahead through the stretches, ended with the block.

    Args:
        path: the database's file.
        log_key: hex id of the key that unsigned entries name.
        stretches: of entries, in order; each is asked for once.
        gone: entries whose content was erased.
        closely: judges the signed and erased entries of a stretch; their leaf hashes by number. Raises BadEntry.
        count: of processes.
        spent: where the time is written down; that of several processes is added up.
        spare: looks in this process, should the others end.
    """
    # Forking a program that has threads may copy a lock that nobody will ever open.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, context, _begin, (path, origin, log_key))
    try:
        yield Ahead(pool, stretches, gone, closely, count, spent, spare)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Ahead:
    """Gives the looks in the order in which they are asked for, as ``QuickCheck.look`` does."""

    def __init__(
        self,
        pool: ProcessPoolExecutor,
        stretches: list[tuple[int, int]],
        gone: Set[int],
        closely: Callable[[int, int], Mapping[int, bytes]],
        count: int,
        spent: Spent,
        spare: QuickCheck,
    ) -> None:
        self._pool = pool
        self._spare = spare
        self._gone = sorted(gone)
        self._closely = closely
        self._spent = spent
        self._lots = iter([stretches[at : at + AT_ONCE] for at in range(0, len(stretches), AT_ONCE)])
        self._running: deque[Future[tuple[_Lot, Spent]]] = deque()
        self._ready: deque[Good | None] = deque()
        self._broken = False
        for _ in range(count * WAITING):
            self._submit()

    def look(self, low: int, high: int, gone: Set[int] = frozenset()) -> Good | None:
        """The next stretch's look; None says nothing about what is wrong."""
        if not self._ready:
            self._take()
        if not self._ready:
            return self._spare.look(low, high, gone)
        good = self._ready.popleft()
        if good is None or not good.apart:
            return good
        try:
            judged = self._closely(low, high)
        except BadEntry:
            return None
        # What was judged here must be what was looked at there.
        same = list(judged) == list(good.apart) and all(good.hashes[seq - low] == judged[seq] for seq in judged)
        return good if same else None

    def _take(self) -> None:
        if not self._running or self._broken:
            return
        try:
            lot, spent = self._running.popleft().result()
        except _FAILED as error:
            self._give_up(error)
            return
        self._submit()
        self._ready.extend(lot)
        for name in ("tree", "attachments", "lines"):
            setattr(self._spent, name, getattr(self._spent, name) + getattr(spent, name))

    def _submit(self) -> None:
        lot = next(self._lots, None)
        if lot is not None and not self._broken:
            first, last = lot[0][0], lot[-1][1]
            gone = frozenset(seq for seq in self._gone if first <= seq < last)
            try:
                self._running.append(self._pool.submit(_look, lot, gone))
            except _FAILED as error:
                self._give_up(error)

    def _give_up(self, error: BaseException) -> None:
        """The rest is looked at here."""
        self._broken = True
        _log.warning("verifying goes on without further processes: %s", error)


_reading: tuple[Database, str, str] | None = None


def _begin(path: Path, origin: str, log_key: str) -> None:
    """In each process, once."""
    global _reading
    parent = multiprocessing.parent_process()
    if parent is not None:
        # It waits for work on a pipe that it could write to itself, so for ever once its parent was killed.
        threading.Thread(target=_end_with, args=(parent,), name="counterseal-parent", daemon=True).start()
    _reading = Database(path, read_only=True), origin, log_key


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _look(lot: list[tuple[int, int]], gone: frozenset[int]) -> tuple[_Lot, Spent]:
    """In a process: a lot's stretches, each plainly good or None."""
    if _reading is None:
        raise RuntimeError("the process has not begun")
    database, origin, log_key = _reading
    spent = Spent()
    with database.read() as connection:

        def read(low: int, high: int) -> dict[int, Leaf]:
            return _leaves(connection, origin, low, high, gone)

        quick = QuickCheck(connection, origin, log_key, read, spent)
        looks = [quick.look(low, high, gone & set(range(low, high)) if gone else gone) for low, high in lot]
    return looks, spent


def _leaves(connection: Connection, origin: str, low: int, high: int, gone: frozenset[int]) -> dict[int, Leaf]:
    """The leaves of signed and erased entries as they are; whoever asked judges them."""
    query = "SELECT seq, leaf FROM entries WHERE seq >= ? AND seq < ? AND envelope IS NOT NULL ORDER BY seq"
    found: dict[int, Any] = dict(connection.exec_driver_sql(query, (low, high)).all())
    for seq in gone:
        if low <= seq < high and seq not in found:
            found[seq] = log.leaf_bytes(connection, seq)
    return {seq: entry_check.read_leaf(found[seq], origin, seq) for seq in sorted(found)}
