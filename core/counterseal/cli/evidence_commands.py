"""``counterseal ledger show|compare|report|events``, and what its other commands share: files and bundles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, Session, begin
from counterseal.cli.terminal import one_line, pairs
from counterseal.errors import InvalidInput, KnownError, LedgerDamaged, WrongUse

if TYPE_CHECKING:
    from counterseal.ledger.bundle_checker import Checker
    from counterseal.ledger.database import Database
    from counterseal.ledger.replica_files import NamedLog

LogOption = Annotated[
    str, typer.Option("--log", metavar="NAME", help="In the replicated log of this separate gateway.")
]


def show(
    context: typer.Context,
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0, help="The entry's number, from 0.")],
    log: LogOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one entry: what it says, what proves it, and what followed. Exit 1 when it does not verify."""
    session = begin(context, profile, as_json)
    from dataclasses import asdict

    from counterseal.ledger.history import entry_detail
    from counterseal.sync.records import names_of

    with session.profile() as opened, opened.reading() as connection:
        detail = entry_detail(connection, opened.log.origin, opened.log.verifier, seq, names_of(connection))
    terminal = session.terminal
    terminal.text(f"Entry {seq:,}: {one_line(detail.heading, 80)}, {detail.row.at}")
    terminal.text(f"  {one_line(detail.row.title, 160)}", "", *pairs(detail.facts))
    terminal.text("", "Proof", *(f"  {one_line(sentence, 400)}" for sentence in detail.proof))
    if detail.followed:
        terminal.text("", "Followed by", *(f"  {at}  {one_line(said, 160)}" for at, said in detail.followed))
    terminal.json({"seq": seq, **asdict(detail)})
    if not detail.verified:
        raise LedgerDamaged("The entry is not proven", where=f"entry {seq}", code="not_verified")


def compare(
    context: typer.Context,
    here: Annotated[Path, typer.Argument(metavar="A", help="One bundle.")],
    there: Annotated[Path, typer.Argument(metavar="B", help="Another one, from somebody else.")],
    as_json: JsonOption = False,
) -> None:
    """Hold two bundles to each other: every log that is in both must be one log. Exit 1 when it is not."""
    terminal = begin(context, None, as_json).terminal
    from counterseal.ledger import bundle_verifier
    from counterseal.ledger.bundle_forms import SURPRISES, NotVerified

    for folder in (here, there):
        _check_folder(folder)
    try:
        shared, splits = bundle_verifier.compare(here, there)
    except NotVerified as error:
        terminal.json({"ok": False, "shared": [], "splits": [], "why": str(error)})
        raise KnownError("A bundle does not verify by itself", where=str(error), code="not_verified") from None
    except SURPRISES as error:
        raise KnownError("A bundle cannot be read", where=str(error), code="not_verified") from error
    if not shared:
        raise WrongUse("The two bundles have no log in common", where=f"{here}, {there}")
    for split in splits:
        terminal.text(f"SPLIT VIEW of {one_line(split.origin, 80)}: {split.why}.")
        for title, note in (("One head", split.here), ("The other head", split.there)):
            terminal.text(f"  {title}:", *(f"    {one_line(line, 200)}" for line in note.splitlines()))
    facts = [{"log": s.origin, "why": s.why, "here": s.here, "there": s.there} for s in splits]
    terminal.json({"ok": not splits, "shared": shared, "splits": facts, "why": ""})
    if splits:
        raise KnownError(
            "The two bundles show two histories of one log",
            where=splits[0].origin,
            todo="Both heads are signed by the log's key. Keep the two bundles as evidence, and ask who runs that log.",
            code="split_view",
        )
    terminal.text(*(f"ONE LOG: {one_line(origin, 80)} is the same in both, as far as both reach." for origin in shared))


def report(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A PDF file that does not exist yet.")],
    log: LogOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the decisions and orders for people as one PDF: who, what, when, why, on what basis, with what outcome."""
    session = begin(context, profile, as_json)
    from counterseal.clock import SystemClock
    from counterseal.ledger import report_pdf

    with chosen_log(session, log) as (database, named, person):
        made = report_pdf.write(database, named, out, SystemClock(), person=person)
        origin = named.origin
    session.terminal.text(f"Report written to {made}.", "It is for reading; what proves it is the ledger.")
    session.terminal.json({"file": str(made), "log": origin})


def events(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A file that does not exist yet.")],
    since: Annotated[int, typer.Option("--since", metavar="SEQ", min=0, help="Only from this entry on.")] = 0,
    log: LogOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write decisions, outcomes and orders as OCSF 1.9 events for a SIEM, one line of JSON each."""
    session = begin(context, profile, as_json)
    from counterseal.ledger import ocsf

    with chosen_log(session, log) as (database, named, _person):
        made = ocsf.write(database, named, out, since)
        origin = named.origin
    session.terminal.text(f"Events written to {made}.")
    session.terminal.json({"file": str(made), "log": origin, "since": since})


def verify_bundle(session: Session, folder: Path, vkey: Path | None, head: Path | None) -> None:
    """Verify a bundle by this program's own copy of the verifier; nothing in the bundle is run.

    Raises:
        KnownError: it does not verify.
    """
    from counterseal.ledger.bundle_forms import SURPRISES, NotVerified
    from counterseal.ledger.bundle_verifier import verify_all

    _check_folder(folder)
    key, held = (read_file(path) if path is not None else None for path in (vkey, head))
    try:
        found = [_facts(log) for log in verify_all(folder, key, held)]
    except NotVerified as error:
        session.terminal.text("NOT VERIFIED")
        session.terminal.json({"ok": False, "bundle": str(folder), "logs": [], "why": str(error)})
        raise KnownError("The bundle does not verify", where=str(error), code="not_verified") from None
    except SURPRISES as error:
        raise KnownError("The bundle cannot be read", where=f"{folder}: {error}", code="not_verified") from error
    for one in found:
        session.terminal.text(
            f"VERIFIED {one_line(one['log'], 80)}: consistent with {one['consistent_with']}",
            f"  {one['entries']:,} entries, {one['signatures']:,} signatures, {one['attachments']:,} attachments,"
            f" {one['erased']:,} erased",
            f"  log key (SHA-256) {one['log_key']}",
        )
        if one["doubtful"]:
            session.terminal.text(
                f"  {one['doubtful']:,} signatures are valid, but their key was later reported compromised; the first"
                f" is entry {one['first_doubtful']:,}"
            )
        session.terminal.text(*(f"  head cosigned by {one_line(name, 80)}" for name in one["cosigned_by"]))
        session.terminal.text(*(f"  also cosigned, by a key that is not here: {name}" for name in one["unknown"]))
    session.terminal.json({"ok": True, "bundle": str(folder), "logs": found, "why": ""})


@contextmanager
def chosen_log(session: Session, name: str) -> Iterator[tuple[Database, NamedLog, str]]:
    """A log to read, and the id of whose profile it is: the log of this folder, or the replica of a gateway's.

    Raises:
        NotFound: no separate gateway of this name is known here.
    """
    from counterseal.ledger.replica_files import NamedLog
    from counterseal.sync.profile import Profile

    if not name:
        with session.house() as opened:
            person = opened.person_id if isinstance(opened, Profile) else ""
            yield opened.database, NamedLog(opened.log.origin, opened.log.verifier), person
        return
    from counterseal.clock import SystemClock
    from counterseal.sync.replicas import Replicas

    with session.profile() as profile:
        replicas = Replicas(profile, SystemClock(), lambda _kind: None)
        try:
            replica = replicas.named(name)
            named = NamedLog(replica.gateway.origin, replica.gateway.verifier)
            yield replica.database, named, profile.person_id
        finally:
            replicas.close()


def read_file(path: Path) -> str:
    """A small text file that the person named. Raises InvalidInput."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("The file cannot be read", where=str(path)) from error


def write_new(path: Path, content: str) -> None:
    """Write a file that must not exist yet. Raises InvalidInput (``code`` file_exists)."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(content)
    except FileExistsError:
        raise InvalidInput(
            "There is such a file already; it was left as it is",
            where=str(path),
            todo="Name another one with --out.",
            code="file_exists",
        ) from None


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InvalidInput("There is no bundle here", where=str(folder), code="no_bundle")


def _facts(log: Checker) -> dict[str, Any]:
    doubtful = log.doubtful
    return {
        "log": log.origin,
        "log_key": log.log_key,
        "entries": log.size,
        "signatures": log.signatures,
        "attachments": log.attachments,
        "erased": len(log.marks),
        "doubtful": len(doubtful),
        "first_doubtful": doubtful[0] if doubtful else None,
        "cosigned_by": [name for name, _at in log.cosigned],
        "unknown": list(log.unknown),
        "consistent_with": "what you hold" if log.held else "itself",
    }
