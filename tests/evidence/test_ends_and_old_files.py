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
def expect_cuts_found(ledger: LongLedger, sizes: list[int], path: Path) -> None:
    """Cut back to each of these sizes with head and state as they were: only a head from elsewhere tells."""
    rows = Rows.of(ledger.file)
    for size in sizes:
        edge = rows.edge(size)
        mutant = Mutant(f"cut to {size}", lambda c, s=size, e=edge: cut(c, s, e), frozenset({size - 1}))
        report = changed(ledger, mutant, path, trusted=ledger.head)
        assert not report.ok, mutant.name
        if report.bad_seq not in ledger.erased:  # whose content is missing without an order, if that was cut off too
            assert report.bad_seq == size - 1, (mutant.name, report)
            assert "the end was cut off" in report.sentences[0]


def test_a_cut_tail_of_any_length_shows_against_a_held_head(small: LongLedger, tmp_path: Path) -> None:
    before = [size for size in small.heads if size < small.size]
    expect_cuts_found(small, [before[0], before[len(before) // 2], *before[-3:]], tmp_path / "cut.db")


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_a_tail_cut_by_one_up_to_all(small: LongLedger, large: LongLedger, tmp_path: Path) -> None:
    expect_cuts_found(small, [size for size in small.heads if size < small.size], tmp_path / "cut.db")
    some = random.Random(SEED).sample([size for size in large.heads if size < large.size], 150)
    expect_cuts_found(large, sorted(some), tmp_path / "cut.db")


# -- old files ------------------------------------------------------------------------------------------------------
def test_an_old_file_put_back_shows_against_a_held_head(small: LongLedger) -> None:
    for size, path in small.old.items():
        alone = look(path, small)
        assert alone.ok
        assert alone.sentences[-1] == "Checked against itself only: no head held elsewhere was given."
        against = look(path, small, small.head)
        assert (against.ok, against.bad_seq) == (False, size - 1)
        assert f"a head over {small.size:,} entries is held elsewhere" in against.sentences[0]


PUT_BACK = {
    "attachments": "INSERT INTO payloads SELECT * FROM old.payloads o WHERE o.seq = :seq",
    "the signed statement": "INSERT INTO envelopes SELECT * FROM old.envelopes o WHERE o.sha256 ="
    " (SELECT envelope FROM entries WHERE seq = :seq)",
    "the search row": "INSERT INTO search (rowid, body) SELECT rowid, body FROM old.search o WHERE o.rowid = :seq",
    "its words": "UPDATE listing SET (agent, person, title) ="
    " (SELECT agent, person, title FROM old.listing o WHERE o.seq = :seq) WHERE seq = :seq",
    "all": "",
}


@pytest.mark.parametrize("what", PUT_BACK)
def test_what_was_erased_put_back_is_found(small: LongLedger, tmp_path: Path, what: str) -> None:
    """From a file of before the erasure; it is as it was written, and yet it should be gone."""
    entries = Rows.of(small.file).cells["entries"]
    erased = next(seq for seq in small.erased if entries[(seq,)]["envelope"] is not None)
    path = copy_of(small, tmp_path / "back.db")
    with closing(sqlite_dialect.driver().connect(str(path), isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS old", (str(next(iter(small.old.values()))),))
        for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER main.{name}")
        for statement in [PUT_BACK[what]] if PUT_BACK[what] else filter(None, PUT_BACK.values()):
            connection.execute(statement, {"seq": erased})
    report = look(path, small)
    assert (report.ok, report.bad_seq) == (False, erased)


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
