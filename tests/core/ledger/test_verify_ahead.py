"""Several processes look ahead and change no verdict: the same findings, the same words, the same counts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.ledger.story import PASSPHRASE, Story, erase, refund, unguard
from counterseal.errors import Locked, Stopped
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
        "UPDATE envelopes SET envelope = x'7b7d'"
        " WHERE sha256 = (SELECT envelope FROM entries WHERE envelope IS NOT NULL AND seq > 1000 ORDER BY seq LIMIT 1)",
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


class Failing(ThreadPoolExecutor):
    """Takes ``whole`` lots, then fails: at taking one more, or in the look itself."""

    def __init__(self, whole: int, error: Exception, *, at_once: bool, initializer: Callable[..., None], args: Any):
        super().__init__(1, initializer=initializer, initargs=args)
        self._left, self._error, self._at_once = whole, error, at_once

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._left -= 1
        if self._left >= 0:
            return super().submit(fn, *args, **kwargs)
        if self._at_once:
            raise self._error
        failed: Future[Any] = Future()
        failed.set_exception(self._error)
        return failed


@pytest.mark.usefixtures("small_lots")
@pytest.mark.parametrize(
    ("error", "at_once", "whole"),
    [
        (BrokenProcessPool("a child ended"), True, 0),
        (BrokenProcessPool("a child ended"), True, 4),
        (OSError("no more processes"), True, 2),
        (Locked("busy"), False, 2),
        (OperationalError("SELECT", None, Exception("unable to open database file")), False, 0),
    ],
)
def test_processes_that_fail_anywhere_change_no_verdict(
    copy: Story, monkeypatch: pytest.MonkeyPatch, whole: int, at_once: bool, error: Exception
) -> None:
    monkeypatch.setattr(
        verify_ahead,
        "ProcessPoolExecutor",
        lambda _count, _context, begin, args: Failing(whole, error, at_once=at_once, initializer=begin, args=args),
    )
    alone = verify_log(copy.profile.database, copy.log.verifier)
    both = verify_log(copy.profile.database, copy.log.verifier, workers=1)
    assert alone.ok
    assert plain(both) == plain(alone)


@pytest.mark.usefixtures("small_lots", "threads_for_processes")
def test_stopping_leaves_no_process_behind(copy: Story) -> None:
    def stop(done: int, _all: int) -> None:
        if done > 300:
            raise Stopped("Enough")

    before = set(threading.enumerate())
    with pytest.raises(Stopped):
        verify_log(copy.profile.database, copy.log.verifier, workers=2, progress=stop)
    assert set(threading.enumerate()) <= before


def test_a_process_that_has_not_begun_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ahead, "_reading", None)
    with pytest.raises(RuntimeError, match="not begun"):
        verify_ahead._look([(0, 1)], frozenset())


def test_a_process_ends_with_its_parent(grown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    code: list[int] = []

    class Parent:
        def join(self) -> None:
            ended.wait(300)

    class Os:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        @staticmethod
        def _exit(status: int) -> None:
            code.append(status)

    before = set(threading.enumerate())
    monkeypatch.setattr(verify_ahead.multiprocessing, "parent_process", Parent)
    monkeypatch.setattr(verify_ahead, "os", Os())
    monkeypatch.setattr(verify_ahead, "_reading", None)
    verify_ahead._begin(grown / "counterseal.db", "counterseal/x", "00")
    assert code == []
    ended.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(300)
    assert code == [1]


CHILD = """
import multiprocessing, os, sys, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from counterseal.ledger import verify_ahead
if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, context, verify_ahead._begin, (Path(sys.argv[1]), "counterseal/x", "00"))
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks the Linux kernel which processes run")
def test_a_killed_verification_leaves_no_process_behind(grown: Path, tmp_path: Path) -> None:
    script = tmp_path / "verifying.py"
    script.write_text(CHILD)
    command = [sys.executable, str(script), str(grown / "counterseal.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert runs(child)
        finally:
            parent.kill()
    until = time.monotonic() + 120
    while runs(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not runs(child)


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended; who inherits it may not have asked how it ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_processes_are_for_large_logs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ahead.os, "sched_getaffinity", lambda _pid: range(64), raising=False)
    assert verify_ahead.processes(verify_ahead.WORTH_IT) == verify_ahead.MOST
    assert verify_ahead.processes(verify_ahead.WORTH_IT - 1) == 0
    monkeypatch.setattr(verify_ahead.os, "sched_getaffinity", lambda _pid: range(1), raising=False)
    assert verify_ahead.processes(10 * verify_ahead.WORTH_IT) == 0
    monkeypatch.setattr(verify_ahead.sys, "frozen", True, raising=False)
    assert verify_ahead.processes(10 * verify_ahead.WORTH_IT) == 0
