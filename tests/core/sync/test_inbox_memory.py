"""Saved views and snoozes stay over a restart, by person, and a spoilt file hides nothing."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counterseal.errors import InvalidInput, KnownError
from counterseal.sync.api_inbox import InboxMemory, SavedView, Snooze
from counterseal.sync.inbox_memory import ASIDE, FILE, Inbox, read_memory

NINE = "2026-11-22T09:00:00.000Z"
MEMORY = InboxMemory(
    (SavedView("Refunds", "mine", "agent", agent="refunds"), SavedView("Late", text="ö")),
    "Late",
    (Snooze("0191f0a0-0000-7000-8000-00000000a001", NINE, "ab" * 32),),
)


def inbox(home: Path, person: str, pen: ThreadPoolExecutor) -> Inbox:
    return Inbox(SimpleNamespace(home=home, writer=pen, profile=SimpleNamespace(person_id=person)))  # type: ignore[arg-type]


def test_each_person_finds_their_own_again(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pen:
        maria, jonas = inbox(tmp_path, "maria", pen), inbox(tmp_path, "jonas", pen)
        assert maria.kept().result(30) == InboxMemory()
        maria.keep(MEMORY).result(30)
        jonas.keep(InboxMemory((SavedView("Mine"),))).result(30)
        assert inbox(tmp_path, "maria", pen).kept().result(30) == MEMORY
        assert jonas.kept().result(30).views == (SavedView("Mine"),)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_spoilt_file_is_put_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"v": 1, "people": {"maria": {"views": 7}}}')
    with ThreadPoolExecutor(1) as pen:
        maria = inbox(tmp_path, "maria", pen)
        with pytest.raises(KnownError) as told:
            maria.kept().result(30)
        assert told.value.code == "inbox_unreadable"
        assert (tmp_path / ASIDE).exists()
        assert maria.kept().result(30) == InboxMemory()
        (tmp_path / FILE).write_text("not even JSON")
        maria.keep(MEMORY).result(30)
        assert json.loads((tmp_path / FILE).read_text())["people"]["maria"]["default"] == "Late"


def test_a_file_that_the_disk_does_not_give_is_neither_moved_nor_written_over(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with ThreadPoolExecutor(1) as pen:
        maria = inbox(tmp_path, "maria", pen)
        for call in (maria.kept, lambda: maria.keep(MEMORY)):
            with pytest.raises(KnownError) as told:
                call().result(30)
            assert told.value.code == "disk"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert (tmp_path / FILE).is_dir()


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {"more": []},
        {"views": [{"name": ""}]},
        {"views": [{"name": "a"}, {"name": "a"}]},
        {"views": [{"name": "a", "pill": "urgent"}]},
        {"views": [{"name": "a", "colour": "red"}]},
        {"views": [{"name": "a" * 301}]},
        {"views": [{}]},
        {"default": "nothing"},
        {"snoozed": [{"action": "a", "until": "later", "digest": ""}]},
        {"snoozed": [{"action": 7, "until": NINE, "digest": ""}]},
    ],
)
def test_what_is_no_memory_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidInput):
        read_memory(raw)
