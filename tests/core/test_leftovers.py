"""The leak check itself: each kind of leak is seen and named, and what ends in time is not blamed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import leftovers


def test_a_plain_thread_is_named_and_gone_after_its_end() -> None:
    before = leftovers.running()
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="forgotten-writer")
    thread.start()
    try:
        (left,) = leftovers.wait_until_gone(before, grace=0.05)
        assert "forgotten-writer" in str(left)
    finally:
        release.set()
        thread.join()
    assert leftovers.wait_until_gone(before, grace=0.05) == []


def test_a_daemon_thread_counts_only_when_it_runs_an_event_loop() -> None:
    before = leftovers.running()
    release, loop = threading.Event(), asyncio.new_event_loop()
    quiet = threading.Thread(target=release.wait, daemon=True)
    looping = threading.Thread(target=loop.run_forever, name="engine", daemon=True)
    quiet.start()
    looping.start()
    try:
        while not loop.is_running():
            time.sleep(0.001)
        (left,) = leftovers.wait_until_gone(before, grace=0.05)
        assert str(left) == "thread 'engine' (daemon) runs an event loop"
    finally:
        release.set()
        loop.call_soon_threadsafe(loop.stop)
        looping.join()
        quiet.join()
        loop.close()


def test_a_thread_that_ends_within_the_grace_is_not_blamed() -> None:
    before = leftovers.running()
    threading.Thread(target=time.sleep, args=(0.2,)).start()
    # Longer than the usual grace: on a busy machine the thread itself may wake late.
    assert leftovers.wait_until_gone(before, grace=60) == []


def test_a_pool_is_its_makers_whenever_it_makes_its_threads() -> None:
    with ThreadPoolExecutor(2, thread_name_prefix="shared") as shared:
        before = leftovers.running()
        shared.submit(int).result()
        assert leftovers.wait_until_gone(before, grace=0.05) == []
        own = ThreadPoolExecutor(1, thread_name_prefix="forgotten")
        assert leftovers.wait_until_gone(before, grace=0.05) == [], "without a thread it runs nothing"
        own.submit(int).result()
        (left,) = leftovers.wait_until_gone(before, grace=0.05)
        assert str(left) == "pool of threads forgotten_0"
        own.shutdown()
        assert leftovers.wait_until_gone(before) == []


def test_what_a_shared_thread_makes_is_not_this_tests() -> None:
    with ThreadPoolExecutor(1, thread_name_prefix="shared") as shared:
        shared.submit(int).result()
        before = leftovers.running()
        made = shared.submit(ThreadPoolExecutor, 1).result()
        made.submit(int).result()
        assert leftovers.wait_until_gone(before, grace=0.05) == []
        made.shutdown()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are read from /proc")
def test_an_orphaned_grandchild_is_found_and_ended(tmp_path: Path) -> None:
    before = leftovers.running()
    note = tmp_path / "pid"
    script = (
        "import subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "import os; os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    (left,) = leftovers.wait_until_gone(before, grace=0.1)
    assert left.pid == int(note.read_text())
    leftovers.end_processes([left])
    assert leftovers.wait_until_gone(before) == []


def test_a_running_qtimer_and_qthread_are_named(qapp: object) -> None:
    from PySide6.QtCore import QThread, QTimer

    before = leftovers.running()
    timer, thread = QTimer(), QThread()
    timer.start(60_000)
    thread.start()
    try:
        kinds = {one.kind for one in leftovers.wait_until_gone(before, grace=0.05)}
        assert kinds == {"QTimer", "QThread"}
    finally:
        timer.stop()
        thread.quit()
        assert thread.wait(60_000)
    assert leftovers.wait_until_gone(before) == []


pytest_plugins = ["pytester"]


def test_the_fixture_fails_the_test_that_leaks(pytester: pytest.Pytester) -> None:
    here = Path(leftovers.__file__).parent
    pytester.makeconftest(
        f"import sys; sys.path.insert(0, {str(here)!r})\n"
        "import leftovers; leftovers.GRACE_SECONDS = 0.2\n"
        f"exec(compile(open({str(here / 'conftest.py')!r}).read(), 'conftest.py', 'exec'))\n"
    )
    pytester.makepyfile(
        "import subprocess, sys, warnings\n"
        "def test_leak():\n"
        "    global process\n"
        "    process = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "def test_clean():\n"
        "    process.wait()\n"
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*this test left running: process * time.sleep(60)*"])
