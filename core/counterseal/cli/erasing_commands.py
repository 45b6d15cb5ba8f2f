"""``counterseal ledger erase`` and ``ledger retention``: taking content out of the record by signed order."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, Session, begin
from counterseal.cli.terminal import one_line, table
from counterseal.errors import Conflict, KnownError, WrongUse

if TYPE_CHECKING:
    from counterseal.sync.api_erasure import ErasurePreview, ErasureResult

retention = typer.Typer(no_args_is_help=True, help="How long content is kept, and cutting what is past its time.")

AGREED = "erase"
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in your words; it is kept.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do it without asking. Nothing brings the content back.")]


def erase(
    context: typer.Context,
    seqs: Annotated[list[int] | None, typer.Argument(metavar="[SEQ]...", min=0, help="Entries, by number.")] = None,
    action: Annotated[
        str, typer.Option("--action", metavar="ID", help="Everything about this action, at all gateways.")
    ] = "",
    ground: Annotated[
        str, typer.Option("--ground", metavar="TEXT", help="The legal or contractual ground, such as GDPR Art. 17.")
    ] = "",
    reason: ReasonOption = "",
    yes: YesOption = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Erase the content of entries for good, by an owner's signed order. That they were made stays provable."""
    session = begin(context, profile, as_json, passphrase_file)
    if not seqs and not action:
        raise WrongUse("Name entries by number, or an action with --action ID")
    if not ground.strip() or not reason.strip():
        raise WrongUse("An erasure needs --ground TEXT and --reason TEXT", todo="Both are kept in the record.")
    chosen = tuple(seqs or ())
    with session.desk() as desk:
        preview = desk.erasing.preview(chosen, action).result()
    _show(session, preview)
    refused = [entry for entry in preview.entries if entry.refused]
    if refused:
        session.terminal.json({"preview": asdict(preview), "done": None})
        raise Conflict(
            f"Entry {refused[0].seq:,} cannot be erased: {refused[0].refused}",
            todo="Nothing was erased. Leave it out, then try again.",
            code="not_erasable",
        )
    _agree(session, yes)
    with session.desk(sign=True) as desk:
        done = desk.erasing.erase(chosen, ground, reason, action).result()
    session.terminal.json({"preview": asdict(preview), "done": asdict(done)})
    _told(session, done)


@retention.command("list")
def list_classes(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """What is kept for how long, and how much is past its time."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        found = desk.erasing.retention().result()
    rows = [
        (one.name, f"{one.days:,}", f"{one.due:,}", "with signed statements" if one.envelopes else "attachments only")
        for one in found
    ]
    session.terminal.text(*table(("CLASS", "DAYS", "PAST ITS TIME", "WHAT GOES"), rows))
    for one in found:
        session.terminal.text("", f"{one.name}: {', '.join(one.types)}", f"  {one.sentence}")
    session.terminal.json([asdict(one) for one in found])


@retention.command("set")
def set_days(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CLASS")],
    days: Annotated[int, typer.Argument(metavar="DAYS", help="At least 183.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a class for so many days from now on. Nothing is erased by that."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        kept = desk.erasing.keep(name, days).result()
    session.terminal.text(f"{kept.name} is kept for {kept.days:,} days; {kept.due:,} entries are past that.")
    session.terminal.json(asdict(kept))


@retention.command("cut")
def cut(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CLASS")],
    reason: ReasonOption = "past its retention time",
    yes: YesOption = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Erase all content of a class that is past its time, by an owner's signed order."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk() as desk:
        found = [one for one in desk.erasing.retention().result() if one.name == name]
    if found:
        what = "attachments and signed statements" if found[0].envelopes else "attachments"
        session.terminal.text(
            f"{found[0].due:,} entries of {name} are older than {found[0].days:,} days; their {what} go for good.",
            f"  {found[0].sentence}",
        )
    _agree(session, yes)
    with session.desk(sign=True) as desk:
        done = desk.erasing.cut(name, reason).result()
    session.terminal.json(asdict(done))
    _told(session, done)


def _show(session: Session, preview: ErasurePreview) -> None:
    rows = [
        (
            f"{one.seq:,}",
            one.at[:19],
            one.type,
            one.verdict,
            one.title,
            one.refused or "; ".join(one.holds) or "nothing",
        )
        for one in preview.entries
    ]
    if rows:
        session.terminal.text(*table(("ENTRY", "TIME (UTC)", "KIND", "VERDICT", "TITLE", "WHAT GOES"), rows, 100), "")
    session.terminal.text("What stays:", *(f"  - {one_line(sentence, 300)}" for sentence in preview.stays), "")


def _agree(session: Session, yes: bool) -> None:
    """Raises KnownError: nobody agreed."""
    if yes:
        return
    if session.terminal.interactive and session.terminal.ask(f"Type {AGREED} to erase this for good") == AGREED:
        return
    raise KnownError(
        "Nothing was erased",
        todo="Repeat with --yes to do it; nothing brings the content back." if not session.terminal.interactive else "",
        code="not_agreed",
    )


def _told(session: Session, done: ErasureResult) -> None:
    count = len(done.erased)
    session.terminal.text(
        f"Erased the content of {count:,} {'entry' if count == 1 else 'entries'} by order, entry {done.seq:,}."
    )
    if done.waiting_for:
        session.terminal.text(f"Not acknowledged yet by: {one_line(', '.join(done.waiting_for), 300)}.")
    if not done.bytes_gone:
        session.terminal.remark(
            "Bytes of it are still in the database's files: another program reads the old state, or the disk is full."
            " They go when this profile is opened next."
        )
