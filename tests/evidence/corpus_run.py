"""Runs mutants over copies of a ledger and tells what verification said to each."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counterseal.ledger import verify_tree
from counterseal.ledger.database import Database
from counterseal.ledger.note import Head
from counterseal.ledger.verify import verify_log
from counterseal.model.history import VerifyReport
from evidence.attacker import Mutant, Rows, into
from evidence.long_ledger import LongLedger, copy_of
from evidence.mutants import all_of


@dataclass
class Run:
    """Counts of one run, and everything that went wrong in it."""

    mutants: int = 0
    seconds: float = 0.0
    undetected: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)
    by_table: dict[str, int] = field(default_factory=dict)

    def says(self) -> str:
        tables = ", ".join(f"{table} {count:,}" for table, count in sorted(self.by_table.items()))
        return (
            f"{self.mutants:,} mutants in {self.seconds:.0f} s ({tables}): {len(self.undetected)} undetected,"
            f" {len(self.misnamed)} that name another entry"
        )


def look(path: Path, ledger: LongLedger, trusted: Head | None = None) -> VerifyReport:
    """What ``ledger verify`` finds in this file."""
    database = Database(path, read_only=True)
    try:
        return verify_log(database, ledger.verifier, trusted=trusted)
    finally:
        database.close()


def changed(ledger: LongLedger, mutant: Mutant, path: Path, trusted: Head | None = None) -> VerifyReport:
    """What it finds in a copy that this mutant changed."""
    copy_of(ledger, path)
    try:
        with into(path, triggers=mutant.triggers) as connection:
            mutant.change(connection)
        return look(path, ledger, trusted)
    finally:
        for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            left.unlink(missing_ok=True)


@contextmanager
def known_heads() -> Iterator[None]:
    """Keep what opening a note gave: it depends on note and key alone, and a mutant leaves nearly all as they were.

    Without it most of a run would be the same signatures checked again and again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify_tree, "verify_head", functools.lru_cache(maxsize=None)(verify_tree.verify_head))
        yield


def run(ledger: LongLedger, mutants: Iterable[Mutant], folder: Path) -> Run:
    """Every mutant, each on a copy of its own."""
    with known_heads():
        return _run(ledger, mutants, folder)


def _run(ledger: LongLedger, mutants: Iterable[Mutant], folder: Path) -> Run:
    done = Run()
    began = time.perf_counter()
    for number, mutant in enumerate(mutants):
        report = changed(ledger, mutant, folder / f"mutant-{number}.db")
        done.mutants += 1
        table = mutant.name.replace(":", ".").split(".")[0].split(" ")[0]
        done.by_table[table] = done.by_table.get(table, 0) + 1
        if report.ok:
            done.undetected.append(f"{mutant.name} -> {report.sentences}")
        elif mutant.names is not None and report.bad_seq not in mutant.names:
            done.misnamed.append(
                f"{mutant.name} -> {report.bad_seq} ({report.sentences[0]}), not {sorted(mutant.names)[:4]}"
            )
    done.seconds = time.perf_counter() - began
    return done


def corpus(rows: Rows, seed: int, each: int) -> list[Mutant]:
    return list(all_of(rows, random.Random(seed), each))
