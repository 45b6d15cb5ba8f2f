"""Lines of entries.jsonl in pages: the same bytes as in a bundle, read in step, refused when something is gone."""

from __future__ import annotations

import base64
import json
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ledger.story import Story, erase
from counterseal.errors import LedgerDamaged
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle import export
from counterseal.ledger.entry_lines import entry_lines


def lines(story: Story, start: int, end: int) -> list[bytes]:
    with story.profile.reading() as connection:
        return list(entry_lines(connection, story.log.origin, start, end))


def test_pages_are_the_lines_of_the_bundle(story: Story, tmp_path: Path) -> None:
    erase(story, 3, 7)
    size = story.size()
    export(story.profile.database, story.log, tmp_path / "out", story.clock)
    whole = (tmp_path / "out" / "entries.jsonl").read_bytes().splitlines(keepends=True)
    for cuts in ((0, size), (0, 1, 2, size), (0, 5, 8, 11, size)):
        assert [line for low, high in pairwise(cuts) for line in lines(story, low, high)] == whole
    assert lines(story, 5, 5) == []
    assert lines(story, size, size) == []


def test_a_line_says_what_is_stored(story: Story) -> None:
    (raw,) = lines(story, 3, 4)
    line = json.loads(raw)
    with story.profile.reading() as connection:
        assert base64.b64decode(line["leaf"]) == ledger_log.leaf_bytes(connection, 3)
        words = base64.b64decode(line["payloads"]["listing"]["bytes"])
        assert words == ledger_log.stored_listing(connection, 3)
    assert line["envelope"]["signatures"][0]["keyid"] == json.loads(base64.b64decode(line["leaf"]))["key"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM payloads WHERE seq = 3 AND name = 'listing'", "no erasure order names"),
        ("DELETE FROM envelopes WHERE sha256 = (SELECT envelope FROM entries WHERE seq = 3)", "no erasure order names"),
        ("DELETE FROM search WHERE rowid = 3", "entry 3"),
        ("DELETE FROM listing WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET leaf = x'7b' WHERE seq = 3", "entry 3"),
        ("UPDATE entries SET leaf = x'5b5d' WHERE seq = 3", "entry 3"),
        ("UPDATE envelopes SET envelope = x'ff'", "entry 0"),
    ],
)
def test_what_is_gone_is_named(story: Story, change: str, said: str) -> None:
    with story.profile.database.write() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(change))
    with pytest.raises(LedgerDamaged) as caught:
        lines(story, 0, story.size())
    assert said in caught.value.text()
