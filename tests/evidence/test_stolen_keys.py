"""An attacker who has every key of this machine, and what can be said of a log that they rewrote.

From inside nothing can be: hashes, heads and signatures are all in order, because the thief made them. It shows against
a head that somebody else holds, if that head covers the rewritten entry. Above every held head it does not show; these
tests keep both sentences as they stand on the screen.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counterseal.ledger.note import VerifierKey
from counterseal.seal.keys import SigningKey
from evidence import corpus_run
from evidence.attacker import Rows
from evidence.long_ledger import LongLedger
from evidence.thief import rewritten


@pytest.fixture(scope="module")
def forged(small: LongLedger, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """Which decision was rewritten, and the file."""
    seq = _decisions(small)[0]
    return seq, rewritten(small, tmp_path_factory.mktemp("forged") / "forged.db", seq)


def _decisions(ledger: LongLedger) -> list[int]:
    entries = Rows.of(ledger.file).cells["entries"].values()
    leaves = [json.loads(row["leaf"]) for row in entries]
    return [leaf["seq"] for leaf in leaves if leaf["type"] == "decision" and leaf["seq"] > ledger.size * 0.8]


def test_from_inside_a_log_rewritten_with_all_keys_is_in_order(small: LongLedger, forged: tuple[int, Path]) -> None:
    report = corpus_run.look(forged[1], small)
    assert report.ok
    assert report.sentences[-1] == "Checked against itself only: no head held elsewhere was given."


def test_a_head_held_from_before_the_change_does_not_show_it(small: LongLedger, forged: tuple[int, Path]) -> None:
    seq, path = forged
    held = small.heads[max(size for size in small.heads if size <= seq)]
    report = corpus_run.look(path, small, held)
    assert report.ok
    assert report.sentences[-1] == f"It extends the head over {held.size:,} entries that is held elsewhere."


def test_any_head_held_from_after_the_change_shows_it(small: LongLedger, forged: tuple[int, Path]) -> None:
    seq, path = forged
    after = [small.heads[size] for size in sorted(small.heads) if size > seq]
    for held in (after[0], after[len(after) // 2], after[-1]):
        report = corpus_run.look(path, small, held)
        assert (report.ok, report.bad_seq) == (False, held.size - 1)
        assert report.sentences[0] == (
            f"Entry {held.size - 1:,}: The first {held.size:,} entries are not those under the head held elsewhere:"
            " the log was rewritten."
        )


def test_without_the_log_key_the_same_change_shows_from_inside(small: LongLedger, tmp_path: Path) -> None:
    """The thief has the person's key only; the heads are signed by another key under the log's name."""
    log_key, other = small.log.key, SigningKey.generate()
    seq = _decisions(small)[0]
    small.log.key = other
    try:
        path = rewritten(small, tmp_path / "other.db", seq)
    finally:
        small.log.key = log_key
    report = corpus_run.look(path, small)
    assert not report.ok
    assert report.bad_seq == min(size for size in small.heads if size > seq) - 1
    assert "not signed by this log key" in report.sentences[0]
    assert VerifierKey(small.log.origin, other.public) != small.verifier
