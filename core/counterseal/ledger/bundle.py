"""Evidence bundles (DESIGN 4.3): a log's own files, readable and verifiable without Counterseal."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, LedgerDamaged
from counterseal.ledger import bundle_verifier, roster
from counterseal.ledger import log as logs
from counterseal.ledger.bundle_report import Cover, pages
from counterseal.ledger.bundle_verifier import NotVerified
from counterseal.ledger.database import Database, DiskTrouble
from counterseal.ledger.entry_lines import entry_lines
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import verify_head
from counterseal.ledger.roster import Roster
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

To check:                        python verify.py
Against a key you already hold:  python verify.py --vkey FILE
Against a head you already hold: python verify.py --head FILE

Fingerprint of the log key (SHA-256), to compare over another channel:
{fingerprint}

Alone, a bundle shows that it is consistent with itself. Only a key or a head that you got from somewhere else shows
that it is the log you think it is. What was erased by signed order before this export is not in here; copies made
earlier are out of reach of any erasure.
"""


def export(database: Database, log: Log, out: Path, clock: Clock, *, person: str = "") -> Path:
    """Write the log as a bundle at ``out``, check it there, and record the export as a ledger entry.

    All or nothing: the files are written beside ``out`` and moved there when they verify.

    Args:
        out: a folder that does not exist yet, or is empty.
        person: id of who exports; empty when nobody in particular does.

    Returns:
        ``out``.

    Raises:
        Conflict: there is something at ``out``. LedgerDamaged: the log does not verify. DiskTrouble: disk trouble.
    """
    out = Path(os.path.abspath(out))
    _check_target(out)
    work = out.with_name(f".{out.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        work.mkdir(parents=True, mode=0o700)
        size, digest = _write(database, log, work, stamp(clock.now()), person)
        _check(work)
        body = canonical({"entries": size, "entries_sha256": digest})
        draft = Draft(
            "export",
            stamp(clock.now()),
            log.origin,
            payloads={"export": body},
            person=person,
            title=f"Evidence exported, {size:,} entries",
        )
        with database.write() as connection:
            log.append(connection, [draft])
            if out.is_dir():
                out.rmdir()
            work.rename(out)
    except OSError as error:
        raise DiskTrouble("The bundle could not be written", where=str(error), todo="Choose another folder.") from error
    finally:
        if work.exists():
            shutil.rmtree(work)
    return out


def verify_bundle(folder: Path, *, vkey: str | None = None, head: str | None = None) -> VerifyReport:
    """Verify a bundle with the same code that it carries.

    Args:
        vkey, head: the text of a log.vkey or checkpoint that comes from somewhere else.
    """
    started = time.perf_counter()
    try:
        found = bundle_verifier.verify_folder(folder, vkey, head)
    except NotVerified as error:
        return VerifyReport(False, 0, time.perf_counter() - started, (str(error),), error.seq)
    sentences = (
        f"{found.size:,} entries, {found.signatures:,} signatures, {found.attachments:,} attachments are good.",
        f"Log key {found.log_key}.",
        f"Consistent with {'what you hold' if found.held else 'itself'}.",
    )
    return VerifyReport(True, found.size, time.perf_counter() - started, sentences)


def _check_target(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Conflict("There is a file where the bundle should go", where=str(out), todo="Choose another name.")
    if out.is_dir() and any(out.iterdir()):
        raise Conflict(
            "The folder is not empty", where=str(out), todo="Choose an empty or a new one.", code="not_empty"
        )


def _check(folder: Path) -> None:
    try:
        bundle_verifier.verify_folder(folder)
    except NotVerified as error:
        raise LedgerDamaged(
            "The log does not verify, so no bundle was made", where=str(error), todo="Run: counterseal ledger verify"
        ) from error


def _write(database: Database, log: Log, folder: Path, at: str, person: str) -> tuple[int, str]:
    """Write every file from one steady view of the database. Returns the size and the digest of the entries."""
    with database.read() as connection:
        head, note = logs.head(connection)
        people = roster.load(connection)
        verify_head(note, log.verifier)
        fingerprint = key_id(log.verifier.public)
        _file(folder / "checkpoint", note.encode())
        _file(folder / "log.vkey", f"{log.verifier.text()}\n".encode())
        _file(folder / "keys.json", _keys(people))
        digest = hashlib.sha256()
        with (folder / ENTRIES).open("xb") as file:
            for line in entry_lines(connection, log.origin, 0, head.size):
                digest.update(line)
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        found = people.people.get(person)
        cover = Cover(head, fingerprint, people, at, found.name if found else "")
        with (folder / "report.html").open("x", encoding="utf-8", newline="\n") as report:
            for piece in pages(connection, cover):
                report.write(piece)
    verifier = resources.files("counterseal.ledger").joinpath("bundle_verifier.py").read_bytes()
    _file(folder / "verify.py", verifier)
    readme = _README.format(origin=log.origin, entries=f"{head.size:,}", at=at, fingerprint=fingerprint)
    _file(folder / "README", readme.encode())
    return head.size, digest.hexdigest()


def _keys(people: Roster) -> bytes:
    records = [{**asdict(record), "roles": list(record.roles)} for record in people.keys]
    return json.dumps(records, indent=1).encode() + b"\n"


def _file(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
