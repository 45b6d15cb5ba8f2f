"""Somebody's bundle, opened to read: verified by the very code that it carries, and shown as any history is.

Its entries are copied into databases of their own, in a folder that goes when the bundle is closed. Nothing of it
reaches the profile's own record, and nothing can be signed about it: there is no way from here to the writer.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from counterseal.errors import Conflict, InvalidInput, KnownError, NotFound
from counterseal.ledger import history, roster
from counterseal.ledger.bundle_checker import LONGEST_LINE, Checker, read_head
from counterseal.ledger.bundle_forms import SURPRISES, Checkpoint, NotVerified, open_file, place
from counterseal.ledger.bundle_rows import BundleRows
from counterseal.ledger.bundle_verifier import logs_of, verify_all
from counterseal.ledger.database import Database
from counterseal.ledger.history_rows import Book
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.history import EntryDetail, HistoryFilter, HistoryPage, VerifyReport

FOLDER = "opened"
STEP = 500
# What a program left behind that was killed; nobody reads a bundle for so long.
STALE_SECONDS = 7 * 24 * 3600.0
Told = Callable[[int, int], None]


class _Volume:
    """One log of the bundle: its rows, and the head and key that it shows."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self.origin, self.checkpoint, self.verifier = _shown(folder)
        self.rows = BundleRows(Database.open(path, create=True), self.origin)
        self.bytes_read = 0

    def line(self, raw: bytes) -> None:
        self.bytes_read += len(raw)
        self.rows.line(raw)

    def names(self, connection: Any) -> dict[str, str]:
        """Names of people and agents, as far as this log has any that hold."""
        try:
            return {**self.rows.agents, **roster.load(connection).names}
        except KnownError:
            return dict(self.rows.agents)


class Bundle:
    """An opened bundle; implements ``OpenedBundle``."""

    def __init__(self, folder: Path, work: Path, volumes: Sequence[_Volume], readers: Executor) -> None:
        self.folder = folder
        self.origin = volumes[0].origin
        self.mine = False
        self.report = VerifyReport(False, 0, 0.0, ("It was not verified.",))
        self.left_out = 0
        self._work = work
        self._volumes = volumes
        self._readers = readers
        self._cosigners: tuple[str, ...] = ()
        self._closed = False

    @staticmethod
    def open(
        folder: Path,
        home: Path,
        readers: Executor,
        known: dict[str, VerifierKey],
        progress: Told | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Bundle:
        """Verify a bundle and copy it; it opens whether it verifies or not.

        Args:
            home: the profile, where the copy lies meanwhile.
            known: keys of the logs known here, by origin; a bundle of one of these is held to its key.

        Raises:
            InvalidInput: it is no bundle. Cancelled. DiskTrouble.
        """
        if not (folder / "entries.jsonl").is_file() or not (folder / "log.vkey").is_file():
            raise InvalidInput(
                "This is no evidence bundle",
                where=str(folder),
                todo="Choose the folder that has entries.jsonl, log.vkey and checkpoint in it.",
                code="no_bundle",
            )
        work = _workplace(home)
        made: Bundle | None = None
        try:
            volumes = _volumes(folder, work)
            made = Bundle(folder, work, volumes, readers)
            made._read(known, progress or _nobody, cancelled or _never)
        except BaseException:
            if made is not None:
                made.close_now()
            shutil.rmtree(work, ignore_errors=True)
            raise
        return made

    def page(
        self,
        wanted: HistoryFilter,
        before: int | None = None,
        limit: int = 200,
        *,
        cancelled: Callable[[], bool] | None = None,
        patience: float | None = None,
        counted: bool = True,
    ) -> Future[HistoryPage]:
        def work() -> HistoryPage:
            with self._books() as books:
                own, others = books[0], books[1:]
                names = {**own.names}
                return history.page(
                    own.connection, wanted, before, limit, names, cancelled, others, patience, counted=counted
                )

        return self._readers.submit(work)

    def detail(self, seq: int, log: str = "") -> Future[EntryDetail]:
        def work() -> EntryDetail:
            with self._books() as books:
                own = books[0]
                for book, volume in zip(books, self._volumes, strict=True):
                    if log in ("" if book is own else book.origin, book.origin):
                        others = tuple(one for one in books if one is not book) if book is own else ()
                        named = None if book is own else book
                        return history.entry_detail(
                            book.connection,
                            volume.origin,
                            volume.verifier,
                            seq,
                            {**book.names, **own.names},
                            self._cosigners if book is own else (),
                            others,
                            named,
                        )
            raise NotFound("This log is not in the bundle", where=log[:80], code="no_replica")

        return self._readers.submit(work)

    def place(self, at: str) -> Future[int]:
        def work() -> int:
            with self._books() as books:
                return history.place(books, at)

        return self._readers.submit(work)

    def close(self) -> Future[None]:
        return self._readers.submit(self.close_now)

    def close_now(self) -> None:
        """On a thread that may wait. Doing it again changes nothing."""
        self._closed = True
        for volume in self._volumes:
            volume.rows.database.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def _read(self, known: dict[str, VerifierKey], progress: Told, cancelled: Callable[[], bool]) -> None:
        began = time.perf_counter()
        by_origin = {volume.origin: volume for volume in self._volumes}
        total = sum(volume.checkpoint.size if volume.checkpoint else 0 for volume in self._volumes)
        met = 0

        def take(volume: _Volume | None, raw: bytes) -> None:
            nonlocal met
            if volume is not None:
                volume.line(raw)
            met += 1
            if met % STEP == 0:
                if cancelled():
                    raise Cancelled("Opening the bundle was cancelled")
                progress(met, max(total, met))

        mine = known.get(self.origin)
        vkey = mine.text() if mine is not None else None
        try:
            checked = verify_all(self.folder, vkey, watch=lambda origin, raw: take(by_origin.get(origin), raw))
            self.report = _good(checked, time.perf_counter() - began)
            self._cosigners = tuple(name for name, _at in checked[0].cosigned)
        except NotVerified as error:
            self.report = VerifyReport(False, 0, time.perf_counter() - began, (str(error),), error.seq)
            for volume in self._volumes:
                _read_on(volume, take)
        for volume in self._volumes:
            volume.rows.finish(volume.checkpoint)
            if volume is not self._volumes[0]:
                volume.rows.mark_twins(self._volumes[0].rows.database)
        self.mine = mine is not None
        self.left_out = sum(volume.rows.left_out for volume in self._volumes)
        progress(max(total, met), max(total, met))

    @contextmanager
    def _books(self) -> Iterator[tuple[Book, ...]]:
        if self._closed:
            raise Conflict("The bundle was closed", code="closed")
        with ExitStack() as stack:
            books = []
            for number, volume in enumerate(self._volumes):
                connection = stack.enter_context(volume.rows.database.read())
                # Its end: ids of logs that were made within a minute begin alike.
                name = f"log …{volume.origin[-8:]}" if number else ""
                books.append(Book(connection, number, volume.origin, name, volume.names(connection)))
            yield tuple(books)


def _shown(folder: Path) -> tuple[str, Checkpoint | None, VerifierKey]:
    """Origin, head and key that a log's folder shows; without a head when that one is not signed by the key."""
    try:
        origin, checkpoint, public = read_head(folder)
    except NotVerified as error:
        try:
            with open_file(folder / "log.vkey") as file:
                verifier = VerifierKey.parse(file.read(4096).decode().strip())
        except (*SURPRISES, KnownError):
            raise InvalidInput("This is no evidence bundle", where=str(error), code="no_bundle") from error
        return verifier.name, None, verifier
    return origin, checkpoint, VerifierKey(origin, public)


def _volumes(folder: Path, work: Path) -> list[_Volume]:
    try:
        folders = logs_of(folder)
    except NotVerified:
        folders = [folder]
    found: list[_Volume] = []
    for number, one in enumerate(folders):
        try:
            volume = _Volume(one, work / f"{number}.db")
        except KnownError as error:
            if not number or not isinstance(error, InvalidInput):
                for other in found:
                    other.rows.database.close()
                raise
            continue  # the verifier says what is wrong with it
        if volume.origin not in {other.origin for other in found}:
            found.append(volume)
        else:
            volume.rows.database.close()
    return found


def _read_on(volume: _Volume, take: Callable[[_Volume | None, bytes], None]) -> None:
    """What the verifier did not come to read is shown as well; that nothing of it is verified is said beside it."""
    with suppress(NotVerified), place("entries.jsonl"), open_file(volume.folder / "entries.jsonl") as file:
        file.seek(volume.bytes_read)
        while raw := file.readline(LONGEST_LINE):
            take(volume, raw)


def _good(checked: Sequence[Checker], took: float) -> VerifyReport:
    own = checked[0]
    count = sum(one.size for one in checked)
    signed = sum(one.signatures for one in checked)
    sentences = [
        f"{count:,} entries and {signed:,} signatures are good.",
        f"Log key {own.log_key}.",
        "Consistent with the key of this log that is known here." if own.held else "Consistent with itself.",
    ]
    if own.doubtful:
        sentences.append(f"{len(own.doubtful):,} signatures are by a key that was later reported compromised.")
    return VerifyReport(True, count, took, tuple(sentences), doubtful=tuple(own.doubtful))


def _workplace(home: Path) -> Path:
    above = home / FOLDER
    above.mkdir(mode=0o700, exist_ok=True)
    for left in above.iterdir():
        # It may go meanwhile, because another program closes it.
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=above))


def _nobody(_done: int, _all: int) -> None:
    return None


def _never() -> bool:
    return False
