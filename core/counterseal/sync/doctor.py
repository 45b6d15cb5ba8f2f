"""``doctor``: what this profile stands on, in findings that say what to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from counterseal.gateway.context import HALT_FILE
from counterseal.ledger import sqlite_dialect
from counterseal.ledger.verify import verify_log
from counterseal.seal.log_key import LOG_KEY
from counterseal.sync.api import DeskStatus, DoctorLine
from counterseal.sync.head_doctor import head_lines
from counterseal.sync.key_doctor import key_lines
from counterseal.sync.profile import Profile

if TYPE_CHECKING:
    from counterseal.sync.serving import House

LOW_DISK = 500 << 20


def examine(profile: Profile, status: DeskStatus) -> tuple[DoctorLine, ...]:
    """Look at disk, database, key, ledger, gateway and sources. Raises nothing for what it finds."""
    lines = [
        DoctorLine("ok", "Profile", str(profile.home)),
        *machine_lines(profile.home),
        *key_lines(profile, status),
        ledger_line(profile),
        *head_lines(profile),
        *(_source(s.name, s.state, s.note) for s in status.sources),
        *pending_lines(profile),
    ]
    if status.outbox:
        lines.append(
            DoctorLine(
                "note", "Outbox", f"{status.outbox} signed, not yet delivered", "They go out when a gateway runs."
            )
        )
    if status.identity.solo:
        lines.append(DoctorLine("note", "Roster", "Solo: every approval is one person's", "Enrol a second person."))
    return tuple(lines)


def machine_lines(home: Path) -> list[DoctorLine]:
    """Database driver, disk, and who can read the log key."""
    return [_database(), _disk(home), *_modes(home)]


def ledger_line(house: House) -> DoctorLine:
    """Verify the whole log."""
    report = verify_log(house.database, house.log.verifier)
    text = " ".join(report.sentences)
    if report.ok:
        return DoctorLine("ok", "Ledger", text)
    return DoctorLine("failure", "Ledger", text, "Keep the file as evidence; restore a backup.")


def pending_lines(house: House) -> list[DoctorLine]:
    """A local halt, and an erasure whose bytes are not gone."""
    lines = []
    halt, erasure = house.home / HALT_FILE, house.database.pending()
    if halt.exists():
        todo = f"Remove {halt} when it is safe."
        lines.append(DoctorLine("warning", "Halt", "A HALT file stops everything", todo))
    if erasure is not None:
        lines.append(
            DoctorLine(
                "warning",
                "Erasure",
                f"Bytes of what entry {erasure} erased are still in the database's files",
                "Close other programs that use this folder and open it again, with as much free disk as it takes.",
            )
        )
    return lines


def _database() -> DoctorLine:
    module = sqlite_dialect.driver()
    found = f"SQLite {module.sqlite_version} by {module.__name__.split('.')[0]}"
    if sqlite_dialect.wal_is_safe(module):
        return DoctorLine("ok", "Database", f"{found}, write-ahead log")
    return DoctorLine("note", "Database", f"{found} is older than 3.51.3, so the slower rollback journal is used")


def _disk(home: Path) -> DoctorLine:
    free = shutil.disk_usage(home).free
    if free < LOW_DISK:
        return DoctorLine("warning", "Disk", f"{free >> 20} MiB free", "Make room; a full disk stops all decisions.")
    return DoctorLine("ok", "Disk", f"{free >> 30} GiB free")


def _modes(home: Path) -> list[DoctorLine]:
    if os.name != "posix":
        return []
    path = home / LOG_KEY
    if path.stat().st_mode & 0o077:
        return [DoctorLine("failure", "Log key", f"Others can read {path}", f"Run: chmod 600 {path}")]
    return []


def _source(name: str, state: str, note: str) -> DoctorLine:
    if state == "live":
        return DoctorLine("note", name, f"live: {note}") if note else DoctorLine("ok", name, "live")
    level = {"reconnecting": "warning", "failed": "failure"}.get(state, "note")
    return DoctorLine(level, name, f"{state}: {note}" if note else state)
