"""Several processes look ahead and change no verdict: the same findings, the same words, the same counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ledger.story import PASSPHRASE, Story, erase, refund, unguard
from counterseal.ledger import verify, verify_ahead
from counterseal.ledger.log import Draft
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.model.history import VerifyReport
from counterseal.sync.profile import Profile

ENTRIES = 1_300


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed profile with more entries than one lot has, signed, erased and plain ones."""
    story = Story.create(tmp_path_factory.mktemp("ahead") / "profile")
    story.tell()
    common = {"agent": "refunds", "title": "Refund", "payloads": {"claims": b"[]"}}
    story.add(*(Draft("viewed", story.now(), refund(n).id, **common) for n in range(ENTRIES)))
    story.decide(refund(1), Verdict.APPROVE, "Refund again", reason="once more")
    erase(story, 3, 5, 700)
    story.close()
    return story.profile.home


@pytest.fixture
def small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "CHUNK", 64)
    monkeypatch.setattr(verify_ahead, "AT_ONCE", 4)


@pytest.fixture
def threads_for_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What processes do is done by threads, which start faster."""
    monkeypatch.setattr(
        verify_ahead,
        "ProcessPoolExecutor",
        lambda count, _context, begin, args: ThreadPoolExecutor(count, initializer=begin, initargs=args),
    )


@pytest.fixture
def copy(grown: Path, tmp_path: Path) -> Iterator[Story]:
    profile = Profile.open(Path(shutil.copytree(grown, tmp_path / "copy")))
    profile.unlock(PASSPHRASE)
    story = Story(profile)
    yield story
    story.close()


def plain(report: VerifyReport) -> tuple[object, ...]:
    """A report without what differs by time."""
    return report.ok, report.entries, report.sentences, report.bad_seq, report.doubtful


@pytest.mark.usefixtures("small_lots")
def test_a_good_log_is_good_with_as_many_processes(copy: Story) -> None:
    alone = verify_log(copy.profile.database, copy.log.verifier)
    both = verify_log(copy.profile.database, copy.log.verifier, workers=2)
    assert alone.ok
    assert plain(both) == plain(alone)
    assert not any("closer look" in sentence for sentence in both.sentences)


@pytest.mark.usefixtures("small_lots", "threads_for_processes")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET leaf = x'7b7d' WHERE seq = 901",
        "UPDATE listing SET title = 'Another' WHERE seq = 640",
        "UPDATE payloads SET bytes = x'00' WHERE seq = 77 AND name = 'claims'",
        "UPDATE search SET body = 'Another' WHERE rowid = 1299",
        "UPDATE envelopes SET envelope = (SELECT envelope FROM envelopes ORDER BY rowid DESC LIMIT 1)",
        "UPDATE tiles SET root = hashes WHERE level = 0 AND idx = 2",
        "DELETE FROM entries WHERE seq = 512",
        "UPDATE heads SET root = zeroblob(32) WHERE size = 12",
        "INSERT INTO payloads SELECT 3, 'claims', salt, bytes FROM payloads WHERE seq = 77 AND name = 'claims'",
    ],
)
def test_what_was_changed_is_found_in_the_same_words(copy: Story, statement: str) -> None:
    unguard(copy)
    with copy.profile.database.write() as connection:
        connection.execute(text(statement))
    alone = verify_log(copy.profile.database, copy.log.verifier)
    both = verify_log(copy.profile.database, copy.log.verifier, workers=2)
    assert not alone.ok
    assert plain(both) == plain(alone)


def test_processes_that_end_leave_the_work_to_this_one(copy: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ahead, "_begin", exit)
    report = verify_log(copy.profile.database, copy.log.verifier, workers=1)
    assert report.ok, report.sentences


def test_processes_are_for_large_logs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ahead.os, "sched_getaffinity", lambda _pid: range(64), raising=False)
    assert verify_ahead.processes(verify_ahead.WORTH_IT) == verify_ahead.MOST
    assert verify_ahead.processes(verify_ahead.WORTH_IT - 1) == 0
    monkeypatch.setattr(verify_ahead.os, "sched_getaffinity", lambda _pid: range(1), raising=False)
    assert verify_ahead.processes(10 * verify_ahead.WORTH_IT) == 0
    monkeypatch.setattr(verify_ahead.sys, "frozen", True, raising=False)
    assert verify_ahead.processes(10 * verify_ahead.WORTH_IT) == 0
