"""What verification says word for word of the shortest log there is, and where one table alone is not enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.ledger.copies import Copies, eventful
from core.ledger.story import Story
from counterseal.ledger import sqlite_dialect, verify
from counterseal.ledger.log import Draft
from counterseal.model.history import VerifyReport

ITSELF = "Checked against itself only: no head held elsewhere was given."


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """The roster; a look; and an outcome that History tells otherwise, promised so by the log's own key."""
    story = Story.create(tmp_path_factory.mktemp("short") / "profile")
    story.add(Draft("viewed", story.now(), "s", title="t"))
    payloads = {"receipt": b'{"outcome":"failed"}', "zero": b""}
    story.add(Draft("outcome", story.now(), "a", payloads=payloads, verdict="done", title="t"))
    made = Copies(story)
    yield made
    made.close()


EDGE = "UPDATE log_state SET frontier = (SELECT root FROM heads WHERE size = {})"


def cut_to(size: int) -> list[str]:
    tables = [f"DELETE FROM {table} WHERE seq >= {size}" for table in ("entries", "listing", "payloads")]
    rest = [f"DELETE FROM search WHERE rowid >= {size}", f"DELETE FROM heads WHERE size > {size}"]
    return [*tables, *rest, f"UPDATE log_state SET size = {size}", EDGE.format(size)]


def test_one_entry_and_two(short: Copies) -> None:
    key = f"{short.key.id[:4]}…{short.key.id[-2:]}"
    for size, entries in ((1, "1 entry"), (2, "2 entries")):
        report = short.verdict(*cut_to(size))
        assert report == VerifyReport(
            True,
            size,
            report.took_s,
            (
                f"{entries} in place and unchanged.",
                "1 signature by people whose keys were valid there; 0 attachments unchanged.",
                f"Heads in line with the entries: {size}, all with the signature of the log key {key}.",
                ITSELF,
            ),
            cost=report.cost,
        )


def test_one_good_entry_before_it(short: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "CHUNK", 1)
    report = short.verdict("UPDATE listing SET title = 'x' WHERE seq = 1")
    assert report.sentences == (
        "Entry 1: Its line in History or its search text was changed after it was written.",
        "At least 1 entry before it is good.",
    )


def test_an_outcome_that_is_told_otherwise(short: Copies) -> None:
    report = short.verdict()
    said = "Entry 2: History names another outcome than was reported."
    assert (report.bad_seq, report.sentences) == (2, (said,))
    assert short.stretch(2) == f"bad_entry: {said}"
    assert short.stretch(3) == ""


def test_a_state_that_is_stored_twice(short: Copies) -> None:
    again = (
        "CREATE TABLE other (id INTEGER PRIMARY KEY, size INTEGER, frontier BLOB)",
        "INSERT INTO other SELECT id, size, frontier FROM log_state",
        "INSERT INTO other SELECT 2, size, frontier FROM log_state",
        "DROP TABLE log_state",
        "ALTER TABLE other RENAME TO log_state",
    )
    report = short.verdict(*cut_to(2), *again)
    assert (report.bad_seq, report.sentences[0]) == (None, "The log's state is stored more than once.")


def test_rows_that_only_counting_finds(short: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view in the place of the table can show what no entry asks for."""
    monkeypatch.setattr(sqlite_dialect, "trouble_in", lambda _connection, _table: None)
    for table, columns, found in (
        ("search", "rowid, body", "There are 3 search rows where the entries have 2."),
        ("payloads", "seq, name, salt, bytes", "There are 3 attachments where the entries have 2."),
    ):
        nothing = ", ".join("NULL" for _ in columns.split(", "))
        named = columns.replace("rowid", "number")
        report = short.verdict(
            *cut_to(2),
            f"CREATE TABLE other ({named})", f"INSERT INTO other SELECT {columns} FROM {table}", f"DROP TABLE {table}",
            f"CREATE VIEW {table} ({columns}) AS SELECT * FROM other UNION ALL SELECT {nothing}",
        )  # fmt: skip
        assert (report.bad_seq, report.sentences[0]) == (None, found)


def test_an_index_that_does_not_fit(short: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("listing", "search"):
        monkeypatch.setattr(
            sqlite_dialect, "trouble_in", lambda _connection, table, wrong=wrong: "why" if table == wrong else None
        )
        report = short.verdict(*cut_to(2))
        said = f"An index of {wrong} does not fit its rows: readers may not find every entry (why)."
        assert (report.bad_seq, report.sentences[0]) == (None, said)


@pytest.mark.parametrize(
    ("seq", "changes", "said"),
    [
        (5, {"v": 2}, "The leaf is not of version 1. It was not written by this program."),
        (5, {"commits": []}, "Its leaf does not promise its line in History."),
        (
            5,
            {"type": "reset"},
            "It does not prove who signed it. An entry of type reset must carry a person's signature.",
        ),
        (5, {"key": "00" * 32}, "It does not prove who signed it. The entry names a key that did not sign it."),
        (10, {"type": "pause"}, "It does not prove who signed it. An order of kind halt does not belong under pause."),
    ],
)
def test_what_only_the_holder_of_the_log_key_can_write(seq: int, changes: dict[str, object], said: str) -> None:
    """Every hash and head above it is redone."""
    report = eventful().resealed(leaves={seq: lambda leaf: leaf.update(changes)})
    assert (report.bad_seq, report.sentences) == (seq, (f"Entry {seq}: {said}",))


def test_redone_and_unchanged_it_is_good() -> None:
    assert eventful().resealed().ok
