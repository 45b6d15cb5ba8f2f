"""What the ear of the hostile-text tests hears, and what it rightly does not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from eavesdropping import Eavesdropper


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Eavesdropper]:
    made = Eavesdropper(tmp_path)
    yield made
    made.close()


def test_what_this_thread_opens_is_heard(listener: Eavesdropper, tmp_path: Path) -> None:
    with listener:
        (tmp_path / "read-while-showing").write_text("")
    assert any("read-while-showing" in one for one in listener.heard)


def test_a_thread_begun_while_listening_is_heard_and_one_with_work_of_its_own_is_not(
    listener: Eavesdropper, tmp_path: Path
) -> None:
    go = threading.Event()

    def own_work() -> None:
        go.wait(60)
        (tmp_path / "a-head-of-the-gateway").write_text("")

    older = threading.Thread(target=own_work)
    older.start()
    with listener:
        go.set()
        older.join()
        younger = threading.Thread(target=(tmp_path / "fetched-for-the-text").write_text, args=("",))
        younger.start()
        younger.join()
    assert any("fetched-for-the-text" in one for one in listener.heard)
    assert not any("a-head-of-the-gateway" in one for one in listener.heard)


def test_the_trap_is_heard_where_python_is_not_told(listener: Eavesdropper) -> None:
    path = listener.bait()["bait as an address"].splitlines()[-1]
    with listener:
        older = threading.Thread(target=Path(path).read_bytes)
        older.start()
        older.join()
    assert "the trap file was opened" in listener.heard
