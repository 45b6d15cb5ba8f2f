"""Rows of History as a file: CSV for spreadsheets, JSON Lines for programs, and proof files to check entries with."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import InvalidInput
from counterseal.ledger.new_file import new_file, new_folder
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.proof import SUFFIX, make_proof
from counterseal.model.history import HistoryRow
from counterseal.sync.api_records import CSV, JSON_LINES

MEMBERS = (
    "log", "entry", "at", "kind", "verdict", "who", "title", "agent", "agent_name", "subject", "outcome",
)  # fmt: skip
# What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"); such a cell begins with an apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_README = """Proofs of {count} entries (C2SP tlog-proof, https://c2sp.org/tlog-proof)

Each NAME-SEQ{suffix} proves that entry SEQ is under a head that the log signed; NAME.vkey is that log's key. The entry
itself stands in the file after "extra", in Base64. Whoever has the two files can check the proof without us and without
a network. That the key is the log's has to come from somewhere else; what an entry means is in a bundle.
"""


def write(out: Path, form: str, rows: Iterable[HistoryRow], own: str) -> int:
    """Write rows into a new file; how many.

    Args:
        own: the origin of the profile's own log, whose rows name none.

    Raises:
        InvalidInput: no such form. Conflict: there is such a file. DiskTrouble.
    """
    lines = (_members(row, own) for row in rows)
    return write_table(out, form, MEMBERS, lines, "The rows")


def write_table(out: Path, form: str, members: Sequence[str], lines: Iterable[Mapping[str, Any]], what: str) -> int:
    """Write a table into a new file; how many lines it has.

    Args:
        members: the columns, which every line has.
        what: names it in a sentence, such as ``The rows``.

    Raises:
        InvalidInput: no such form. Conflict: there is such a file. DiskTrouble.
    """
    if form not in (CSV, JSON_LINES):
        raise InvalidInput("Tables are written as csv or jsonl", where=form[:20])
    with new_file(out, what) as part:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # Spreadsheets know from the mark at its beginning that the text is UTF-8.
        encoding = "utf-8-sig" if form == CSV else "utf-8"
        with open(descriptor, "w", encoding=encoding, newline="") as file:
            sheet = csv.writer(file)
            if form == CSV:
                sheet.writerow(members)
            count = 0
            for line in lines:
                if form == CSV:
                    sheet.writerow([_cell(line[name]) for name in members])
                else:
                    file.write(json.dumps({name: line[name] for name in members}, ensure_ascii=False) + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
    return count


def _members(row: HistoryRow, own: str) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(row, name) for name in MEMBERS if name not in ("log", "entry")}
    return {"log": row.log or own, "entry": row.seq, **said}


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_proofs(out: Path, rows: Sequence[HistoryRow], log_of: Callable[[str], tuple[Connection, VerifierKey]]) -> int:
    """Write a proof of each row and the keys of their logs into a new folder; how many.

    Args:
        log_of: the database and the key of a log, by ``HistoryRow.log``.

    Raises:
        Conflict: there is something at ``out``. NotFound, LedgerDamaged: an entry cannot be proven. DiskTrouble.
    """
    with new_folder(out, "The proofs") as work:
        for row in rows:
            connection, verifier = log_of(row.log)
            # All of it: logs that were made within a minute have ids that begin alike.
            name = verifier.name.rpartition("/")[2]
            (work / f"{name}-{row.seq}{SUFFIX}").write_text(make_proof(connection, verifier, row.seq), encoding="utf-8")
            (work / f"{name}.vkey").write_text(f"{verifier.text()}\n", encoding="utf-8")
        (work / "README").write_text(_README.format(count=f"{len(rows):,}", suffix=SUFFIX), encoding="utf-8")
    return len(rows)
