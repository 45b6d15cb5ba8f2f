"""A disk in memory that remembers every write and every sync, and what is left on it when the power goes.

The model is what SQLite asks of a disk and no more: what was synced stays; of what was not, each write may be there,
missing, or torn, in any combination; a file that grew may hold rubbish where a write is missing; a new file may be gone
and a deleted one may be back until the folder is synced, which SQLite's unix VFS does at a new file's first sync and
where a deletion asks for it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

SECTOR = 512
Kind = Literal["create", "write", "truncate", "sync", "delete", "mark"]


@dataclass(frozen=True, slots=True)
class Step:
    """One call that reached the disk. ``number`` is an offset, a length, a flag or, for a mark, its value."""

    kind: Kind
    name: str
    number: int = 0
    data: bytes = b""


@dataclass
class File:
    """A file as programs see it, and as it is sure to be after a loss of power."""

    seen: bytearray = field(default_factory=bytearray)


class Disk:
    """Files by name, and the log of what was done to them."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.begun = dict(files or {})
        self.files = {name: File(bytearray(data)) for name, data in self.begun.items()}
        self.steps: list[Step] = []

    def create(self, name: str) -> File:
        if name not in self.files:
            self.files[name] = File()
            self.steps.append(Step("create", name))
        return self.files[name]

    def write(self, name: str, offset: int, data: bytes) -> None:
        _put(self.files[name].seen, offset, data)
        self.steps.append(Step("write", name, offset, bytes(data)))

    def truncate(self, name: str, length: int) -> None:
        _cut(self.files[name].seen, length)
        self.steps.append(Step("truncate", name, length))

    def sync(self, name: str) -> None:
        self.steps.append(Step("sync", name))

    def delete(self, name: str, folder_synced: bool) -> None:
        del self.files[name]
        self.steps.append(Step("delete", name, int(folder_synced)))

    def mark(self, value: int) -> None:
        """Note that a program told somebody: up to ``value`` it is stored."""
        self.steps.append(Step("mark", "", value))

    def marked(self, until: int) -> int:
        """The newest mark before step ``until``; 0 when there is none."""
        return next((step.number for step in reversed(self.steps[:until]) if step.kind == "mark"), 0)

    def after_power_loss(self, until: int, dice: random.Random) -> dict[str, bytes]:
        """The files as they may be when the power goes just before step ``until``."""
        return Aftermath(self.begun, self.steps[:until], dice).files()


class Aftermath:
    """Works out one possible state of the disk after a loss of power."""

    def __init__(self, begun: dict[str, bytes], steps: Iterable[Step], dice: random.Random) -> None:
        self.dice = dice
        self.sure = {name: bytearray(data) for name, data in begun.items()}
        self.pending: dict[str, list[Step]] = {name: [] for name in begun}
        self.unsure_names: set[str] = set()
        self.ghosts: dict[str, tuple[bytearray, list[Step]]] = {}
        for step in steps:
            self._take(step)

    def _take(self, step: Step) -> None:
        if step.kind == "create":
            self.sure[step.name], self.pending[step.name] = bytearray(), []
            self.unsure_names.add(step.name)
        elif step.kind in ("write", "truncate"):
            self.pending[step.name].append(step)
        elif step.kind == "sync":
            for one in self.pending[step.name]:
                _apply(self.sure[step.name], one)
            self.pending[step.name] = []
            if step.name in self.unsure_names:
                self._folder_synced()
        elif step.kind == "delete":
            left = (self.sure.pop(step.name), self.pending.pop(step.name))
            if step.name not in self.unsure_names:
                self.ghosts[step.name] = left
            self.unsure_names.discard(step.name)
            if step.number:
                self._folder_synced()

    def _folder_synced(self) -> None:
        """Syncing the folder settles every name in it."""
        self.ghosts.clear()
        self.unsure_names.clear()

    def files(self) -> dict[str, bytes]:
        found = {}
        for name, data in self.sure.items():
            if name in self.unsure_names and self.dice.random() < 0.5:
                continue
            found[name] = self._torn(data, self.pending[name])
        for name, (data, pending) in self.ghosts.items():
            if name not in found and self.dice.random() < 0.5:
                found[name] = self._torn(data, pending)
        return found

    def _torn(self, sure: bytearray, pending: list[Step]) -> bytes:
        data = bytearray(sure)
        # Sometimes nearly everything arrives, sometimes nearly nothing: both ends find other mistakes than the middle.
        arrives = self.dice.choice((0.02, 0.3, 0.5, 0.7, 0.98))
        for step in pending:
            if step.kind == "truncate":
                if self.dice.random() < arrives:
                    _cut(data, step.number)
                continue
            for offset, part in self._parts(step, arrives):
                _put(data, offset, part, self._rubbish)
        return bytes(data)

    def _parts(self, step: Step, arrives: float) -> Iterable[tuple[int, bytes]]:
        """Which pieces of one write arrive: whole or not, by sectors, or up to some byte."""
        how = self.dice.random()
        if how < 0.6:
            if self.dice.random() < arrives:
                yield step.number, step.data
        elif how < 0.85:
            for at in range(0, len(step.data), SECTOR):
                if self.dice.random() < arrives:
                    yield step.number + at, step.data[at : at + SECTOR]
        else:
            yield step.number, step.data[: self.dice.randint(0, len(step.data))]

    def _rubbish(self, count: int) -> bytes:
        return bytes(count) if self.dice.random() < 0.5 else self.dice.randbytes(count)


def _apply(data: bytearray, step: Step) -> None:
    if step.kind == "truncate":
        _cut(data, step.number)
    else:
        _put(data, step.number, step.data)


def _cut(data: bytearray, length: int) -> None:
    if len(data) > length:
        del data[length:]
    else:
        data.extend(bytes(length - len(data)))


def _put(data: bytearray, offset: int, part: bytes, fill: object = None) -> None:
    if not part:
        return
    if len(data) < offset:
        gap = offset - len(data)
        data.extend(fill(gap) if callable(fill) else bytes(gap))
    data[offset : offset + len(part)] = part
