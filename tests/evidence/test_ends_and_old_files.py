"""A tail cut off and an old file put back: consistent in themselves, found by a head held elsewhere."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from counterseal.ledger import sqlite_dialect
from evidence.attacker import KEYS, WORTH, Mutant, Rows, cut
from evidence.corpus_run import changed, look
from evidence.long_ledger import LongLedger, copy_of

SEED = 20261121


# -- the end of the log ---------------------------------------------------------------------------------------------
def _cuts(ledger: LongLedger, sizes: list[int], path: Path) -> None:
    """Cut back to each of these sizes with head and state as they were: only a head from elsewhere tells."""
    rows = Rows.of(ledger.file)
    for size in sizes:
        edge = rows.edge(size)
        mutant = Mutant(f"cut to {size}", lambda c, s=size, e=edge: cut(c, s, e), frozenset({size - 1}))
        report = changed(ledger, mutant, path, trusted=ledger.head)
        assert not report.ok, mutant.name
        assert report.bad_seq == size - 1, (mutant.name, report)
        assert "the end was cut off" in report.sentences[0]


def test_a_cut_tail_of_any_length_shows_against_a_held_head(small: LongLedger, tmp_path: Path) -> None:
    before = [size for size in small.heads if size < small.size]
    _cuts(small, [before[0], before[len(before) // 2], *before[-3:]], tmp_path / "cut.db")


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_a_tail_cut_by_one_up_to_all(small: LongLedger, large: LongLedger, tmp_path: Path) -> None:
    _cuts(small, [size for size in small.heads if size < small.size], tmp_path / "cut.db")
    some = random.Random(SEED).sample([size for size in large.heads if size < large.size], 150)
    _cuts(large, sorted(some), tmp_path / "cut.db")


# -- old files ------------------------------------------------------------------------------------------------------
def test_an_old_file_put_back_shows_against_a_held_head(small: LongLedger) -> None:
    for size, path in small.old.items():
        alone = look(path, small)
        assert alone.ok
        assert alone.sentences[-1] == "Checked against itself only: no head held elsewhere was given."
        against = look(path, small, small.head)
        assert (against.ok, against.bad_seq) == (False, size - 1)
        assert f"a head over {small.size:,} entries is held elsewhere" in against.sentences[0]


@pytest.mark.parametrize("table", sorted(KEYS))
def test_one_table_of_an_old_file_put_back_is_found(small: LongLedger, tmp_path: Path, table: str) -> None:
    for number, old in enumerate(small.old.values()):
        path = copy_of(small, tmp_path / f"mixed-{number}.db")
        with closing(sqlite_dialect.driver().connect(str(path), isolation_level=None)) as connection:
            names = ",".join([*KEYS[table], *WORTH[table]])
            connection.execute("ATTACH ? AS old", (str(old),))
            for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER main.{name}")
            same = connection.execute(
                f"SELECT count(*) FROM (SELECT {names} FROM {table} EXCEPT SELECT {names} FROM old.{table})"
            )
            if same.fetchone()[0] == 0:
                continue
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM old.{table}")
        report = look(path, small)
        assert not report.ok, (table, old.name)
        path.unlink()
