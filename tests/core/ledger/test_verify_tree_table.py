"""Complete tiles, heads and the edge of the tree: what verification says when a stored hash is missing or changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.ledger.copies import Copies
from core.ledger.story import Story
from counterseal.ledger import verify, verify_tree
from counterseal.ledger.log import Draft
from counterseal.ledger.note import sign_head
from counterseal.seal.keys import SigningKey

TILE = "The stored tree hashes {}; proofs made from them are wrong."
EDGE = "The stored edge of the tree is not that of the entries; the next entry would fork."


@pytest.fixture(scope="module")
def tiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """520 entries: two complete tiles, and heads over 12, 300 and 520."""
    story = Story.create(tmp_path_factory.mktemp("tiled") / "profile")
    story.tell()
    for size in (300, 520):
        story.add(*[Draft("viewed", story.now(), "s") for _ in range(size - story.size())])
    made = Copies(story)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("statement", "since", "seq", "said"),
    [
        ("DELETE FROM tiles WHERE idx = 0", 0, 255, TILE.format("0/0 are missing")),
        ("DELETE FROM tiles WHERE idx = 1", 0, 511, TILE.format("0/1 are missing")),
        ("DELETE FROM tiles WHERE idx = 1", 400, 511, TILE.format("0/1 are missing")),
        ("UPDATE tiles SET hashes = zeroblob(8192) WHERE idx = 1", 0, 511, TILE.format("0/1 were changed")),
        ("UPDATE tiles SET root = zeroblob(32) WHERE idx = 0", 0, 255, TILE.format("0/0 were changed")),
        ("UPDATE tiles SET root = zeroblob(32) WHERE idx = 1", 511, 511, TILE.format("0/1 were changed")),
        ("INSERT INTO tiles VALUES (0, 2, x'00', x'00')", 0, None, "Stored tree hashes belong to no entries (0/2)."),
        ("INSERT INTO tiles VALUES (1, 0, x'00', x'00')", 0, None, "Stored tree hashes belong to no entries (1/0)."),
        ("INSERT INTO tiles VALUES (2, 0, x'00', x'00')", 0, None, "Stored tree hashes belong to no entries (2/0)."),
        ("INSERT INTO tiles VALUES (1, 0, x'00', x'00')", 100, None, "Stored tree hashes belong to no entries (1/0)."),
        ("UPDATE heads SET root = zeroblob(32) WHERE size = 300", 256, 299,
         "The head over the first 300 entries is not theirs: an entry up to here was changed, or the head was."),
        ("UPDATE log_state SET frontier = zeroblob(64)", 512, 519, EDGE),
        ("UPDATE log_state SET frontier = CAST(frontier || x'00' AS BLOB)", 520, 519, EDGE),
    ],
)  # fmt: skip
def test_tiles(
    tiled: Copies, monkeypatch: pytest.MonkeyPatch, statement: str, since: int, seq: int | None, said: str
) -> None:
    monkeypatch.setattr(verify, "CHUNK", 200)
    report = tiled.verdict(statement, since=since)
    assert (report.ok, report.bad_seq) == (False, seq)
    assert report.sentences[0] == (said if seq is None else f"Entry {seq}: {said}")


@pytest.mark.parametrize(("index", "seq"), [(0, 255), (1, 511)])
def test_a_tile_that_was_verified_before_and_is_gone(tiled: Copies, index: int, seq: int) -> None:
    """In a log of more than 65,536 entries the tiles above it keep its hash, and nothing else asks for it."""
    with tiled.changed() as connection:
        tree = verify_tree.TreeCheck(connection, tiled.verifier, 520)
        connection.execute(text("DELETE FROM tiles WHERE idx = :index"), {"index": index})
        state = connection.execute(text("SELECT frontier FROM log_state")).one()
        with pytest.raises(verify_tree.BadEntry) as found:
            tree.finish(state)
    assert (found.value.seq, found.value.sentence) == (seq, TILE.format(f"0/{index} are missing"))


@pytest.mark.parametrize("since", [0, 255, 256, 257, 300, 511, 512, 513, 520])
def test_a_log_with_tiles_is_good_from_anywhere(tiled: Copies, monkeypatch: pytest.MonkeyPatch, since: int) -> None:
    monkeypatch.setattr(verify, "CHUNK", 200)
    report = tiled.verdict(since=since, trusted=tiled.head_at(300))
    assert (report.ok, report.entries) == (True, 520 - since)
    before = [*range(1, 13), 300, 520]
    compared = sum(size >= since for size in before)
    assert f"Heads in line with the entries: {compared}, all" in report.sentences[2]


@pytest.mark.parametrize(
    ("size", "tiers"), [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 3), (1 << 24, 4), ((1 << 24) - 1, 3)]
)
def test_tiers_of_tiles(size: int, tiers: int) -> None:
    assert verify_tree._tiers(size) == tiers


@pytest.mark.parametrize(("most", "checked"), [(14, "all"), (13, "all"), (7, "7"), (6, "7"), (4, "5"), (1, "1")])
def test_of_many_heads_an_even_sample_and_the_newest_are_checked_with_their_signature(
    tiled: Copies, monkeypatch: pytest.MonkeyPatch, most: int, checked: str
) -> None:
    monkeypatch.setattr(verify_tree, "SIGNATURES", most)
    monkeypatch.setattr(verify, "CHUNK", 200)
    sentence = tiled.verdict().sentences[2]
    assert sentence.startswith(f"Heads in line with the entries: 14, {checked} with the signature")
    thief = sign_head(tiled.head, SigningKey.generate())
    report = tiled.verdict("UPDATE heads SET note = :note WHERE size = 520", note=thief)
    assert report.bad_seq == 519
