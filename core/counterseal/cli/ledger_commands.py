"""``counterseal ledger``: verify, export, prove and search. None of it needs a key, a gateway or a screen."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli import cards, erasing_commands
from counterseal.cli.choosing import choose
from counterseal.cli.evidence_commands import (
    LogOption,
    chosen_log,
    compare,
    events,
    read_file,
    report,
    show,
    verify_bundle,
    write_new,
)
from counterseal.cli.progress import shown
from counterseal.cli.session import JsonOption, ProfileOption, Session, begin
from counterseal.cli.terminal import one_line
from counterseal.errors import InvalidInput, LedgerDamaged, WrongUse
from counterseal.model.history import HistoryFilter

if TYPE_CHECKING:
    from counterseal.ledger.note import Head, VerifierKey
    from counterseal.sync.desk import Desk

app = typer.Typer(no_args_is_help=True, help="The record: verify it, hand it out, prove one entry, search it.")
for _command in (show, compare, report, events):
    app.command()(_command)
app.command()(erasing_commands.erase)
app.add_typer(erasing_commands.retention, name="retention")

MOST_ROWS = 1_000


@app.command()
def verify(
    context: typer.Context,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help="An exported bundle, in place of the profile.")
    ] = None,
    vkey: Annotated[
        Path | None, typer.Option("--vkey", metavar="FILE", help="The log's verifier key that you hold.")
    ] = None,
    head: Annotated[
        Path | None, typer.Option("--head", metavar="FILE", help="A checkpoint you hold; the log must extend it.")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since", metavar="HEADFILE", help="A checkpoint you trust; only what came after it is verified."
        ),
    ] = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show how far it is; else on a terminal only.")
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify every entry, signature, attachment and head. Exit 1 when anything does not hold."""
    session = begin(context, profile, as_json)
    if since is not None and (head is not None or bundle is not None):
        raise WrongUse("--since takes the place of --head, and is for a profile, not for a bundle")
    if bundle is not None:
        verify_bundle(session, bundle, vkey, head)
        return
    from counterseal.sync.evidence import verify_all

    with session.house() as opened, shown(session, "Verifying", progress) as told:
        verifier = opened.log.verifier
        _check_key(vkey, verifier)
        report = verify_all(opened, _head(since or head, verifier), since is not None, told)
    session.terminal.text("VERIFIED" if report.ok else "NOT VERIFIED")
    said = (*report.sentences, report.cost) if report.cost else report.sentences
    session.terminal.text(*(f"  {one_line(sentence, 400)}" for sentence in said))
    session.terminal.json({"log": verifier.name, "held": (head or since) is not None, **asdict(report)})
    if not report.ok:
        raise LedgerDamaged(
            "The ledger does not verify",
            where=str(session.home) if report.bad_seq is None else f"entry {report.bad_seq}",
            todo="Keep the file as evidence, and restore a backup.",
            code="not_verified",
        )


@app.command()
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder that does not exist yet, or is empty.")],
    pdf: Annotated[bool, typer.Option("--pdf", help="Lay the report for people beside it as PDF too.")] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the whole ledger as a bundle that others can verify without this program."""
    session = begin(context, profile, as_json)
    if session.at_gateway:
        made, origin = _export_gateway(session, out)
    else:
        with session.desk() as desk:
            made = desk.export(out, pdf).result()
            origin = desk.profile.log.origin
    session.terminal.text(f"Exported to {made}.", "Verify it with: python verify.py, in that folder.")
    session.terminal.json({"bundle": str(made), "log": origin})


def _export_gateway(session: Session, out: Path) -> tuple[Path, str]:
    from counterseal.clock import SystemClock
    from counterseal.ledger import bundle

    with session.house() as opened:
        return bundle.export(opened.database, opened.log, out, SystemClock()), opened.log.origin


@app.command()
def proof(
    context: typer.Context,
    seq: Annotated[int, typer.Argument(metavar="SEQ", min=0, help="The entry's number, from 0.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="A file that does not exist yet; else SEQ.tlog-proof here."),
    ] = None,
    log: LogOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the proof file of one entry (C2SP tlog-proof) and say in words what proves it. Exit 1 when nothing does."""
    session = begin(context, profile, as_json)
    from counterseal.ledger.history import entry_detail
    from counterseal.ledger.proof import SUFFIX, make_proof
    from counterseal.sync.records import names_of

    path = out or Path(f"{seq}{SUFFIX}")
    with chosen_log(session, log) as (database, named, _person), database.read() as connection:
        verifier = named.verifier
        detail = entry_detail(connection, verifier.name, verifier, seq, names_of(connection))
        made = make_proof(connection, verifier, seq) if detail.verified else None
    facts = {"seq": seq, "kind": detail.row.kind, "at": detail.row.at, "title": detail.row.title}
    facts |= {"verified": detail.verified, "sentences": detail.proof, "log": verifier.name, "vkey": verifier.text()}
    heading = f"Entry {seq:,}: {one_line(detail.heading, 80)}, {detail.row.at}"
    session.terminal.text(heading, *(f"  {one_line(sentence, 400)}" for sentence in detail.proof))
    if made is None:
        session.terminal.json({**facts, "file": None})
        raise LedgerDamaged(
            "The entry is not proven, so no proof was written", where=f"entry {seq}", code="not_verified"
        )
    write_new(path, made)
    session.terminal.text(f"Proof written to {path}; it verifies offline with the log's key:", f"  {verifier.text()}")
    session.terminal.json({**facts, "file": str(path)})


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Words to find; none lists the newest entries.")] = "",
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="Only of this agent.")] = "",
    person: Annotated[str, typer.Option("--person", metavar="WHO", help="Only by this person: id or exact name.")] = "",
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="Only this kind of entry; may be repeated.")
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="From then on, such as 2026-11-21.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Before then.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_ROWS, help="At most so many entries.")] = 50,
    before: Annotated[int | None, typer.Option("--before", metavar="SEQ", min=0, help="Only older entries.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the ledger, newest first."""
    session = begin(context, profile, as_json)
    from counterseal.ledger.log import ENTRY_TYPES

    unknown = [kind for kind in kinds or [] if kind not in ENTRY_TYPES]
    if unknown:
        raise WrongUse(
            "There is no such kind of entry", where=unknown[0][:40], todo=f"Known: {', '.join(ENTRY_TYPES)}."
        )
    for moment, option in ((since, "--since"), (until, "--until")):
        _check_moment(moment, option)
    with session.desk() as desk:
        wanted = HistoryFilter(
            text=text,
            agent=agent,
            person=_person(desk, person) if person else "",
            kinds=tuple(kinds or ()),
            since=since,
            until=until,
        )
        page = desk.history(wanted, before, limit).result()
    session.terminal.text(*cards.history_lines(page))
    session.terminal.json(asdict(page))


def _person(desk: Desk, who: str) -> str:
    people = desk.profile.roster().people
    named = [person.id for person in people.values() if person.name == who]
    return named[0] if len(named) == 1 else choose(who, people, "person")


def _check_moment(moment: str, option: str) -> None:
    from counterseal.clock import parse_stamp

    pattern = "0000-01-01T00:00:00.000Z"
    whole = moment + pattern[len(moment) :]
    if not moment:
        return
    try:
        if len(moment) < 4 or not moment[:4].isdigit():
            raise InvalidInput("no year")
        parse_stamp(whole)
    except InvalidInput:
        raise WrongUse(
            f"{option} takes a UTC time or its beginning", where=ascii(moment)[1:-1][:40], todo="Such as 2026-11-21."
        ) from None


def _check_key(path: Path | None, verifier: VerifierKey) -> None:
    """Hold the log's key to one that the person has from elsewhere."""
    from counterseal.ledger.note import VerifierKey

    if path is not None and VerifierKey.parse(read_file(path)) != verifier:
        raise LedgerDamaged(
            "This log is signed with another key than the one you hold", where=str(path), code="not_verified"
        )


def _head(path: Path | None, verifier: VerifierKey) -> Head | None:
    if path is None:
        return None
    from counterseal.ledger.note import verify_head

    return verify_head(read_file(path), verifier)
