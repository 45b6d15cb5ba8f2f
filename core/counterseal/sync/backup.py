"""Backing a profile up: one verified file with its databases and its keys, the keys in wrapped form only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counterseal import __version__
from counterseal.clock import Clock, stamp
from counterseal.errors import InvalidInput, LedgerDamaged
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME, Database, DiskTrouble, vacuum_into
from counterseal.ledger.verify import verify_log
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey
from counterseal.sync import archive
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.archive import BACKUP, PERSON, WRAPPED_LOG_KEY, WRAPPED_PERSON_KEY, Manifest
from counterseal.sync.profile import Profile

_CONTEXT = b"counterseal/backup-log-key/v1"
# The words that wrap the log key are 32 random bytes; nobody can guess them, so slowness would guard nothing.
_QUICK = keywrap.Cost(memory_kib=64, passes=1, lanes=1)
PORT_FILE = "gateway.port"
REPLICAS = "replicas"
SOURCES = "sources"


def write(
    profile: Profile,
    clock: Clock,
    out: Path,
    passphrase: str = "",
    *,
    progress: Callable[[int, int], None] | None = None,
    cost: keywrap.Cost | None = None,
) -> BackupReport:
    """Write a backup while the profile is in use; it is verified before it gets its name.

    Args:
        passphrase: one of its own for both keys; else the profile's passphrase opens it.
        cost: lowered by tests only.

    Raises:
        Locked: the personal key is locked. InvalidInput: there is such a file already, or nothing would guard the keys.
        LedgerDamaged: the copy does not verify. DiskTrouble: the disk refused.
    """
    key = profile.key
    if not passphrase and not profile.has_passphrase:
        raise InvalidInput(
            "Your key has no passphrase, so whoever finds the backup could sign as you",
            todo="Give the backup a passphrase of its own: --backup-passphrase-file FILE.",
            code="no_passphrase",
        )
    if out.exists():
        raise InvalidInput(
            "There is such a file already; it was left as it is",
            where=str(out),
            todo="Name another one with --out.",
            code="file_exists",
        )
    person_key = keywrap.wrap(key, passphrase, cost) if passphrase else profile.stored_key()
    log_words = passphrase or log_key_words(key)
    log_key = keywrap.wrap(profile.log.key, log_words, cost if passphrase else _QUICK)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", suffix=".part", dir=out.parent) as folder:
            return _write(profile, clock, out, Path(folder), person_key, log_key, bool(passphrase), progress)
    except OSError as error:
        raise DiskTrouble("The backup could not be written", where=f"{out}: {error.strerror or error}") from error


def log_key_words(key: SigningKey) -> str:
    """What wraps the log key in a backup that the profile's own passphrase opens: made from the personal key."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_CONTEXT).derive(key.seed).hex()


def _write(
    profile: Profile,
    clock: Clock,
    out: Path,
    folder: Path,
    person_key: str,
    log_key: str,
    own_passphrase: bool,
    progress: Callable[[int, int], None] | None,
) -> BackupReport:
    copy = folder / DATABASE_NAME
    vacuum_into(profile.database, copy)
    head, sentences, entries = _verified(copy, profile, progress)
    files: dict[str, Path | bytes] = {
        DATABASE_NAME: copy,
        WRAPPED_LOG_KEY: log_key.encode(),
        WRAPPED_PERSON_KEY: person_key.encode(),
    }
    for replica in sorted((profile.home / REPLICAS).glob("*.db")):
        name = f"{REPLICAS}/{replica.name}"
        if archive.REPLICA.fullmatch(name):
            files[name] = folder / replica.name
            _copy_replica(replica, folder / replica.name)
    manifest = Manifest(
        made_at=stamp(clock.now()),
        program=__version__,
        origin=profile.log.origin,
        vkey=profile.log.verifier.text(),
        person=profile.person_id,
        under=BACKUP if own_passphrase else PERSON,
        key_place=profile.marks.place,
        head=head,
        port=_port(profile.home),
        members=archive.manifest_members(files),
    )
    made = folder / "backup"
    archive.write(made, manifest, files, profile.log.key)
    # What was written is what counts: read it back from the disk before it gets its name.
    with archive.opened(made) as written:
        written.check_signature(profile.log.verifier)
        for name in manifest.members:
            written.check(name)
    _put(made, out)
    return BackupReport(out, entries, head, (*sentences, *_remarks(profile, len(files) - 3, own_passphrase)))


def _verified(
    copy: Path, profile: Profile, progress: Callable[[int, int], None] | None
) -> tuple[str, tuple[str, ...], int]:
    database = Database(copy, read_only=True)
    try:
        report = verify_log(database, profile.log.verifier, progress=progress)
        if not report.ok:
            raise LedgerDamaged(
                "The ledger does not verify, so no backup was made of it",
                where=report.sentences[0],
                todo="Keep the profile's folder as evidence, and restore an earlier backup.",
                code="not_verified",
            )
        with database.read() as connection:
            head, note = ledger_log.head(connection)
    finally:
        database.close()
    return note, (f"{head.size:,} entries verified in the copy.",), head.size


def _copy_replica(replica: Path, to: Path) -> None:
    database = Database(replica)
    try:
        vacuum_into(database, to)
    finally:
        database.close()


def _port(home: Path) -> int | None:
    try:
        text = (home / PORT_FILE).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdecimal() and 1024 <= int(text) <= 65_535 else None


def _put(made: Path, out: Path) -> None:
    """Give the finished file its name, never in the place of another one."""
    try:
        os.link(made, out)
    except FileExistsError:
        raise InvalidInput("There is such a file already", where=str(out), code="file_exists") from None
    except OSError:
        # A file system without hard links; the name was free a moment ago.
        os.replace(made, out)
    if os.name == "posix":
        descriptor = os.open(out.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remarks(profile: Profile, replicas: int, own_passphrase: bool) -> list[str]:
    words = "the passphrase given for this backup" if own_passphrase else "the passphrase that you have now"
    found = [f"Both keys are in it in wrapped form only; they open with {words}. Nobody can reset it."]
    if replicas:
        found.append(f"It holds the logs of {replicas:,} separate gateway{'s' if replicas > 1 else ''} too.")
    if any((profile.home / SOURCES).glob("*.key")):
        found.append("API keys of sources are not in it; enter them again after restoring.")
    found.append("What is erased later stays in this backup; keep it where erased content may stay.")
    return found
