"""Evidence bundles (DESIGN 4.3): a log's own files, readable and verifiable without Counterseal."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection, select

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, KnownError, LedgerDamaged
from counterseal.ledger import log as logs
from counterseal.ledger import roster, schema
from counterseal.ledger.bundle_checker import Checker
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.ledger.bundle_report import pages
from counterseal.ledger.bundle_script import verifier_script
from counterseal.ledger.bundle_verifier import verify_all
from counterseal.ledger.database import Database, DiskTrouble
from counterseal.ledger.entry_lines import entry_lines
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.replica_files import FOLDER, identify, known_keys, replica_files
from counterseal.ledger.report_content import Cover
from counterseal.ledger.roster import Roster
from counterseal.ledger.steps import Progress, counted
from counterseal.model.history import VerifyReport
from counterseal.seal.digests import canonical
from counterseal.seal.keys import key_id

ENTRIES = "entries.jsonl"
_README = """Evidence bundle of the log {origin}
{entries} entries up to {at}

checkpoint     the signed head: size and Merkle root (C2SP signed note)
log.vkey       the key that signed it
keys.json      whose keys counted from which entry to which
entries.jsonl  every entry: leaf, signed statement, attachments with their salts
verify.py      checks all of the above; needs Python 3.11 and the package "cryptography"
report.html    the decisions for people; it proves nothing by itself
logs/          the logs of gateways, as they were replicated, in the same form

To check:                        python verify.py
Against a key you already hold:  python verify.py --vkey FILE
Against a head you already hold: python verify.py --head FILE
Against somebody else's bundle:  python verify.py --compare OTHER

Fingerprint of the log key (SHA-256), to compare over another channel:
{fingerprint}

Alone, a bundle shows that it is consistent with itself. Only a key or a head that you got from somewhere else shows
that it is the log you think it is. What was erased by signed order before this export is not in here; copies made
earlier are out of reach of any erasure.
"""


def export(
    database: Database,
    log: Log,
    out: Path,
    clock: Clock,
    *,
    person: str = "",
    pdf: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write the log, and every replica of a gateway's log, as a bundle; check it; record it as a ledger entry.

    All or nothing: the files are written beside ``out`` and moved there when they verify.

    Args:
        out: a folder that does not exist yet, or is empty.
        person: id of who exports; empty when nobody in particular does.
        pdf: lay the report for people beside it as PDF too.
        progress: gets (done, all); what it raises stops the export, and nothing is left or recorded.

    Returns:
        ``out``.

    Raises:
        Conflict: there is something at ``out``. LedgerDamaged: a log does not verify. DiskTrouble: disk trouble.
    """
    out = Path(os.path.abspath(out))
    _check_target(out)
    work = out.with_name(f".{out.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        work.mkdir(parents=True, mode=0o700)
        at = stamp(clock.now())
        size, digest = _write_own(database, log, work, at, person, pdf, progress)
        known = known_keys(database)
        for replica in replica_files(database):
            _write_replica(replica, known, work / "logs" / replica.stem, at, person)
        _check(work)
        if progress is not None:
            progress(2 * size, 2 * size)
        body = canonical({"entries": size, "entries_sha256": digest})
        draft = Draft(
            "export",
            stamp(clock.now()),
            log.origin,
            payloads={"export": body},
            person=person,
            title=f"Evidence exported, {size:,} entries",
        )
        if database.writable():
            with database.write() as connection:
                log.append(connection, [draft])
                _place(work, out)
        else:
            # A history that nothing may be written to is exported all the same: that is when evidence is wanted most.
            _place(work, out)
    except OSError as error:
        raise DiskTrouble("The bundle could not be written", where=str(error), todo="Choose another folder.") from error
    finally:
        if work.exists():
            shutil.rmtree(work)
    return out


def _place(work: Path, out: Path) -> None:
    if out.is_dir():
        out.rmdir()
    work.rename(out)


def verify_bundle(folder: Path, *, vkey: str | None = None, head: str | None = None) -> VerifyReport:
    """Verify every log of a bundle with the same code that it carries.

    Args:
        vkey, head: the text of a log.vkey or checkpoint that comes from somewhere else.
    """
    started = time.perf_counter()
    try:
        found = verify_all(folder, vkey, head)
    except NotVerified as error:
        return VerifyReport(False, 0, time.perf_counter() - started, (str(error),), error.seq)
    sentences = [line for number, log in enumerate(found) for line in _sentences(log, own=not number)]
    took = time.perf_counter() - started
    return VerifyReport(True, found[0].size, took, tuple(sentences), doubtful=tuple(found[0].doubtful))


def _sentences(log: Checker, *, own: bool) -> Iterator[str]:
    if not own:
        yield f"The log of a gateway, {log.origin}:"
    yield f"{log.size:,} entries, {log.signatures:,} signatures, {log.attachments:,} attachments are good."
    if log.doubtful:
        yield (
            f"{len(log.doubtful):,} of the signatures are valid, but their key was later reported compromised;"
            f" the first is entry {log.doubtful[0]:,}."
        )
    yield f"Log key {log.log_key}."
    yield f"Consistent with {'what you hold' if log.held else 'itself'}."


def _check_target(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Conflict("There is a file where the bundle should go", where=str(out), todo="Choose another name.")
    if out.is_dir() and any(out.iterdir()):
        raise Conflict(
            "The folder is not empty", where=str(out), todo="Choose an empty or a new one.", code="not_empty"
        )


def _check(folder: Path) -> None:
    try:
        verify_all(folder)
    except NotVerified as error:
        raise LedgerDamaged(
            "The log does not verify, so no bundle was made", where=str(error), todo="Run: counterseal ledger verify"
        ) from error


def _write_own(
    database: Database, log: Log, folder: Path, at: str, person: str, pdf: bool, progress: Progress | None
) -> tuple[int, str]:
    """Write the own log's files and what explains them. Returns the size and the digest of the entries."""
    with database.read() as connection:
        size, digest = _write(connection, log.verifier, folder, at, person, progress)
        if pdf:
            # The typesetter is loaded only when there is something to set.
            from counterseal.ledger import report_pdf

            report_pdf.draw(connection, _cover(connection, log.verifier, at, person), folder / "report.pdf")
    _file(folder / "verify.py", verifier_script())
    fingerprint = key_id(log.verifier.public)
    readme = _README.format(origin=log.origin, entries=f"{size:,}", at=at, fingerprint=fingerprint)
    _file(folder / "README", readme.encode())
    return size, digest


def _write_replica(path: Path, known: dict[str, str], folder: Path, at: str, person: str) -> None:
    """Write a replica's files; an empty one has none."""
    opened = Database(path, read_only=True)
    try:
        with opened.read() as connection:
            found = identify(connection, known)
            if found is not None:
                folder.mkdir(parents=True, mode=0o700)
                _write(connection, found.verifier, folder, at, person)
    except KnownError as error:
        raise LedgerDamaged(
            "The copy of a gateway's log cannot be exported, so no bundle was made",
            where=f"{FOLDER}/{path.name}: {error.text()}",
            todo="Let the desktop reach that gateway, so that it can catch up, and try again.",
        ) from error
    finally:
        opened.close()


def _write(
    connection: Connection,
    verifier: VerifierKey,
    folder: Path,
    at: str,
    person: str,
    progress: Progress | None = None,
) -> tuple[int, str]:
    """Write one log's files from one steady view of its database. Returns the size and the digest of the entries.

    Half of ``progress`` is left for checking what was written.
    """
    head, note = logs.head(connection)
    verify_head(note, verifier)
    _file(folder / "checkpoint", (note + "".join(_cosignatures(connection, head))).encode())
    _file(folder / "log.vkey", f"{verifier.text()}\n".encode())
    _file(folder / "keys.json", keys_json(roster.load(connection)))
    digest = hashlib.sha256()
    with (folder / ENTRIES).open("xb") as file:
        for line in counted(entry_lines(connection, head.origin, 0, head.size), progress, 2 * head.size):
            digest.update(line)
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
    cover = _cover(connection, verifier, at, person)
    with (folder / "report.html").open("x", encoding="utf-8", newline="\n") as report:
        for piece in pages(connection, cover):
            report.write(piece)
    return head.size, digest.hexdigest()


def _cover(connection: Connection, verifier: VerifierKey, at: str, person: str) -> Cover:
    head, _note = logs.head(connection)
    people = roster.load(connection)
    found = people.people.get(person)
    return Cover(head, key_id(verifier.public), people, at, found.name if found else "")


def _cosignatures(connection: Connection, head: Head) -> list[str]:
    """The lines of witnesses that cosigned exactly this head."""
    table = schema.cosignatures.c
    query = select(table.line).where(table.origin == head.origin, table.size == head.size).order_by(table.witness)
    return [str(line).rstrip("\n") + "\n" for line in connection.execute(query).scalars()]


def keys_json(people: Roster) -> bytes:
    """keys.json: every span of every personal key, as the roster orders of the log say it."""
    records = [{**asdict(record), "roles": list(record.roles)} for record in people.keys]
    return json.dumps(records, indent=1).encode() + b"\n"


def _file(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
