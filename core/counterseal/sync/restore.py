"""Restoring a backup: everything is verified in a folder beside the target, which then gets its name in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, Locked, NotFound
from counterseal.ledger import roster, schema, standing
from counterseal.ledger.database import DATABASE_NAME, Database, DiskTrouble
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.verify import verify_log
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import FileStore, KeyringStore, find_keyring, write_private
from counterseal.seal.log_key import save_log_key
from counterseal.sync import archive
from counterseal.sync.api_evidence import BackupReport
from counterseal.sync.archive import BACKUP, WRAPPED_LOG_KEY, WRAPPED_PERSON_KEY, Archive
from counterseal.sync.backup import PORT_FILE, REPLICAS, log_key_words
from counterseal.sync.marks import Marks
from counterseal.sync.profile import PERSON_KEY


def restore(
    backup: Path, target: Path, passphrase: str, *, progress: Callable[[int, int], None] | None = None
) -> BackupReport:
    """Make a profile from a backup.

    Args:
        passphrase: the one that the profile had when it was backed up, or the backup's own.

    Returns:
        what was verified, and what the restored history lacks of what this computer remembers.

    Raises:
        InvalidInput: the target is not empty, or this is not a backup that can be trusted.
        Locked: the passphrase is wrong. LedgerDamaged: the record in it does not verify. DiskTrouble: disk.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidInput(
            "There is something here already; it was left as it is",
            where=str(target),
            todo="Choose a folder that does not exist yet, or is empty.",
            code="not_empty",
        )
    with archive.opened(backup) as opened:
        keys = _keys(opened, passphrase)
        opened.check_signature(VerifierKey(opened.manifest.origin, keys[1].public))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _check_room(opened, target.parent)
            work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".restoring", dir=target.parent))
            try:
                report = _build(opened, work, keys, passphrase, progress)
                _give_name(work, target)
            finally:
                shutil.rmtree(work, ignore_errors=True)
        except OSError as error:
            raise DiskTrouble(
                "The backup could not be unpacked",
                where=f"{target}: {error.strerror or error}",
                todo="Nothing is left.",
            ) from error
    return BackupReport(target, report.entries, report.head, report.sentences)


def _keys(opened: Archive, passphrase: str) -> tuple[SigningKey, SigningKey]:
    """The personal and the log key. Raises Locked, InvalidInput."""
    try:
        person = keywrap.unwrap(opened.text(WRAPPED_PERSON_KEY), passphrase)
        words = passphrase if opened.manifest.under == BACKUP else log_key_words(person)
        return person, keywrap.unwrap(opened.text(WRAPPED_LOG_KEY), words)
    except Locked:
        raise Locked(
            "The passphrase does not open this backup",
            todo="It is the one that the profile had then, or the backup's own.",
            code="wrong_passphrase",
        ) from None


def _check_room(opened: Archive, folder: Path) -> None:
    # The database is written once more when it is migrated.
    needed = 2 * sum(size for size, _sha in opened.manifest.members.values())
    if shutil.disk_usage(folder).free < needed:
        raise DiskTrouble(
            "There is not enough room to restore",
            where=f"{needed >> 20:,} MiB are needed in {folder}",
            todo="Make room.",
        )


def _build(
    opened: Archive,
    work: Path,
    keys: tuple[SigningKey, SigningKey],
    passphrase: str,
    progress: Callable[[int, int], None] | None,
) -> BackupReport:
    """Lay the whole profile out in ``work``, verified."""
    manifest = opened.manifest
    (work / REPLICAS).mkdir(mode=0o700)
    for name in manifest.members:
        if name == DATABASE_NAME or archive.REPLICA.fullmatch(name):
            opened.unpack(name, work / name)
    person, log = keys
    verifier = VerifierKey(manifest.origin, log.public)
    head = verify_head(manifest.head, verifier)
    database = Database.open(work / DATABASE_NAME)
    try:
        _check_whose(database, opened, person, log)
        report = verify_log(database, verifier, trusted=head, progress=progress)
        if not report.ok:
            raise LedgerDamaged(
                "The record in this backup does not verify, so nothing was restored",
                where=report.sentences[0],
                todo="Try an earlier backup.",
                code="not_verified",
            )
        in_keyring, said = _place_key(opened, work)
        values = {"key_place": "keyring" if in_keyring else "file", "key_guard": "passphrase" if passphrase else "none"}
        with database.write() as connection:
            for name, value in values.items():
                connection.execute(update(schema.meta).where(schema.meta.c.name == name).values(value=value))
        lacks = _lacks(database, verifier)
    finally:
        database.close()
    save_log_key(work, log)
    if manifest.port is not None:
        write_private(work / PORT_FILE, str(manifest.port).encode())
    sentences = (f"{head.size:,} entries verified; their newest head is the one that was backed up.", said, *lacks)
    return BackupReport(work, head.size, manifest.head, sentences)


def _check_whose(database: Database, opened: Archive, person: SigningKey, log: SigningKey) -> None:
    """Raises InvalidInput: database, keys and manifest are not of one profile."""
    manifest = opened.manifest
    with database.read() as connection:
        found = {row.name: row.value for row in connection.execute(schema.meta.select())}
        people = roster.load(connection)
    named = (found.get("origin"), found.get("person"), people.log_key, VerifierKey(manifest.origin, log.public).text())
    if named != (manifest.origin, manifest.person, log.id, manifest.vkey):
        raise InvalidInput("The keys in this backup are not those of its record", code="bad_backup")
    me = people.people.get(manifest.person)
    if me is not None and me.keys and person.id not in me.keys:
        raise InvalidInput("The personal key in this backup is not on its roster", code="bad_backup")


def _place_key(opened: Archive, work: Path) -> tuple[bool, str]:
    """Put the wrapped personal key where it lay, if that can be; a newer key that lies there is never replaced."""
    text = opened.text(WRAPPED_PERSON_KEY)
    backend = find_keyring() if opened.manifest.key_place == "keyring" else None
    if backend is not None:
        store = KeyringStore(backend, opened.manifest.person)
        try:
            there = keywrap.wrapped_key_id(store.load())
        except NotFound:
            store.save(text)
            return True, "Your key is in the system keyring again."
        except KnownError:
            there = ""
        if there == keywrap.wrapped_key_id(text):
            return True, "Your key is in the system keyring, under the passphrase that it has there."
    FileStore(work / PERSON_KEY).save(text)
    return False, "Your key is in the profile's folder, in an encrypted file, under the backup's passphrase."


def _lacks(database: Database, verifier: VerifierKey) -> list[str]:
    """What this computer remembers of the log and the backup does not have."""
    found: list[str] = []
    backend = find_keyring()
    for marks in [Marks(None), *([Marks(backend)] if backend is not None else [])]:
        try:
            mark = marks.load(verifier.name)
        except KnownError as error:
            found.append(f"What {marks.name} remembers of this log could not be read: {error.text()}")
            continue
        if mark is None:
            continue
        with database.read() as connection:
            stands = standing.compare(connection, mark.head, mark.frontier)
            if not stands.good and not standing.excused(connection, verifier.name, mark.head):
                found.append(_lack(marks.name, mark.head, stands.first_lost, stands.size))
    if found:
        found.append(
            "The profile opens read-only. If what is missing is really lost, an owner accepts that:"
            " counterseal profile accept-restored --reason TEXT."
        )
    return found


def _lack(name: str, held: Head, first: int, size: int) -> str:
    if held.size > size:
        return (
            f"{name[0].upper()}{name[1:]} holds a head over {held.size:,} entries and the backup ends after {size:,}:"
            f" entries {size:,} to {held.size - 1:,} are not in it."
        )
    return f"{name[0].upper()}{name[1:]} holds another history: entries from {first:,} on are other ones in the backup."


def _give_name(work: Path, target: Path) -> None:
    if target.exists():
        target.rmdir()
    os.rename(work, target)
    if os.name == "posix":
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
