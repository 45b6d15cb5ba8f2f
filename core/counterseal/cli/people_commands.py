"""``counterseal people``: who may sign in this log, and your own keys."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli.adopting import adopt
from counterseal.cli.new_secrets import NewPassphraseOption, NoPassphraseOption, new_passphrase, recovery_code
from counterseal.cli.ordered import told
from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, Session, begin
from counterseal.cli.terminal import one_line, pairs, table
from counterseal.errors import InvalidInput, WrongUse

if TYPE_CHECKING:
    from counterseal.sync.api_people import PendingEnrolment, PeopleChange, PeopleView, PersonView, RecoverySheet
    from counterseal.sync.desk import Desk
    from counterseal.sync.enrolments import Enrolments

app = typer.Typer(
    no_args_is_help=True, help="People and keys: enrol, revoke, exchange your key, recover.", rich_markup_mode=None
)
app.command()(adopt)
LONGEST_CARD = 64_000
GatewayOption = Annotated[
    str, typer.Option("--gateway", metavar="NAME", help="On a separate gateway's roster, not on your own log's.")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stands in the record.")]


@app.command("list")
def list_(
    context: typer.Context, gateway: GatewayOption = "", profile: ProfileOption = None, as_json: JsonOption = False
) -> None:
    """Everybody on this log's roster, former people too, and what waits for somebody."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        found = _at(desk, gateway).view().result()
    session.terminal.text(*_people(found))
    session.terminal.json(asdict(found))


@app.command()
def card(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the card to a new file.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Your card: public keys only, to hand to whoever enrols you, and the code to compare with them."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        text = desk.people.card()
        read = desk.people.read_card(text)
    code = f"Code to compare, by voice or in person:  {read.code}"
    if out is not None:
        _new_file(out, text, private=False)
        session.terminal.text(f"Written to {out}", "", code)
    else:
        # The card alone, so that what is sent into a file is a card; the code goes another way anyhow.
        session.terminal.text(*text.splitlines())
        if not session.terminal.as_json:
            session.terminal.remark("", code)
    session.terminal.json({"card": text, "code": read.code, "file": None if out is None else str(out)})


@app.command()
def enrol(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="CARD", help="The card file that the other person made.")],
    role: Annotated[
        list[str] | None, typer.Option("--role", metavar="ROLE", help="owner, reviewer or auditor; may be repeated.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="The code as the other person's screen shows it.")
    ] = None,
    reason: ReasonOption = "",
    gateway: GatewayOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Enrol somebody, or take your part in it: announce, second, or finish, whichever is due."""
    session = begin(context, profile, as_json, passphrase_file)
    text = _read_card(file)
    with session.desk(sign=True) as desk:
        read = desk.people.read_card(text)
        if code is None:
            if not session.terminal.interactive:
                raise WrongUse("Comparing the code is the point of a card", todo="Give --code CODE.")
            session.terminal.remark(
                f"This is the card of {one_line(read.name)}. Ask them what code their screen shows."
            )
            code = session.terminal.ask("Code on their screen")
        change = _at(desk, gateway).enrol(text, tuple(role or ["reviewer"]), code, reason).result()
        _told(session, desk, change)


@app.command()
def revoke(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="PERSON|KEY", help="An id, or enough of its beginning.")],
    compromised_since: Annotated[
        int | None,
        typer.Option("--compromised-since", metavar="ENTRY", min=0, help="The first entry that is doubtful."),
    ] = None,
    reason: ReasonOption = "",
    gateway: GatewayOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Take a person or one key off the roster at once. What was signed before stays, and stays valid."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        there = _at(desk, gateway)
        named = _target(there.view().result(), target)
        _told(session, desk, there.revoke(named, compromised_since, reason).result())


@app.command()
def away(
    context: typer.Context,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="UTC, as 2026-11-21T13:00:00Z; else until --back.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="Here again.")] = False,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Somebody else; owners only.")] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Mark yourself away: what waits for you goes on at once to your deputy or the owner."""
    session = begin(context, profile, as_json, passphrase_file)
    if back and until is not None:
        raise WrongUse("Give --until TIME or --back")
    with session.desk(sign=True) as desk:
        named = _target(desk.people.view().result(), person) if person else ""
        done = desk.autonomy.away(not back, until, named).result()
    told(session, "Back" if back else f"Away{f' until {until}' if until else ''}", done, away=not back)


@app.command()
def rotate(
    context: typer.Context,
    new_file: NewPassphraseOption = None,
    no_passphrase: NoPassphraseOption = False,
    reason: ReasonOption = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a new personal key under a new passphrase; the old key signs for it, and ends."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        secret = new_passphrase(session, new_file, no_passphrase, "--new-passphrase-file")
        _told(session, desk, desk.people.rotate(secret, reason).result())


@app.command()
def recover(
    context: typer.Context,
    code_file: Annotated[
        Path | None, typer.Option("--code-file", metavar="FILE", help="A file of mode 0600 that holds the code.")
    ] = None,
    new_file: NewPassphraseOption = None,
    no_passphrase: NoPassphraseOption = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """With the code of your recovery sheet, make a new key; the old one and the sheet end."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        code = recovery_code(session, code_file)
        secret = new_passphrase(session, new_file, no_passphrase, "--new-passphrase-file")
        _told(session, desk, desk.people.recover(code, secret).result())


@app.command()
def sheet(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to a new file of mode 0600, not the screen.")
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a new recovery sheet; the one before is void."""
    session = begin(context, profile, as_json, passphrase_file)
    if out is not None and out.exists():
        raise InvalidInput("There is a file already", where=str(out), todo="Choose another name.", code="exists")
    with session.desk(sign=True) as desk:
        made = desk.people.recovery_sheet().result()
    print_sheet(session, made, out)
    if out is None:
        session.terminal.json(asdict(made))
    else:
        session.terminal.json({"file": str(out), "seq": made.seq})


@app.command()
def passphrase(
    context: typer.Context,
    new_file: NewPassphraseOption = None,
    no_passphrase: NoPassphraseOption = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Guard the same key by another passphrase. Who may have the old one and the key file: rotate instead."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk() as desk:
        old = session.passphrase() if desk.profile.has_passphrase else ""
        new = new_passphrase(session, new_file, no_passphrase, "--new-passphrase-file")
        desk.people.change_passphrase(old, new).result()
    session.terminal.text("The passphrase is changed." if new else "The key has no passphrase any more.")
    session.terminal.json({"passphrase": bool(new)})


def print_sheet(session: Session, made: RecoverySheet, out: Path | None) -> None:
    """The recovery sheet as text: into a new private file, or on the screen. Raises DiskTrouble."""
    if out is None:
        session.terminal.text(*made.text.splitlines())
        return
    try:
        _new_file(out, made.text, private=True)
    except OSError as error:
        from counterseal.ledger.database import DiskTrouble

        raise DiskTrouble(
            "The recovery sheet was made, but its file could not be written, so nobody has it",
            where=f"{out}: {error.strerror or error}",
            todo="A sheet before it is void. Make another one: counterseal people sheet",
        ) from error
    session.terminal.text(f"The recovery sheet is in {out}: print it, then delete the file.")


def _at(desk: Desk, gateway: str) -> Enrolments:
    """Whose roster is meant. Raises NotFound."""
    return desk.people_at(gateway) if gateway else desk.people


def _told(session: Session, desk: Desk, change: PeopleChange) -> None:
    word = {"announced": "Announced", "enrolled": "Enrolled", "revoked": "Revoked"}.get(change.kind, "Done")
    session.terminal.text(f"{word}, entry {change.seq:,}.", *([change.note] if change.note else []))
    session.terminal.json(asdict(change))


def _people(found: PeopleView) -> list[str]:
    lines = table(
        ("NAME", "ROLES", "", "KEY", "STATE", "ENTRIES", "ID"), (row for p in found.people for row in _rows(p))
    )
    lines += ["", found.rule]
    for waiting in found.pending:
        lines += ["", *_waiting(waiting)]
    return lines


def _rows(person: PersonView) -> list[tuple[str, ...]]:
    roles = " ".join(person.roles)
    state = "you" if person.me else "" if person.active else "former"
    rows: list[tuple[str, ...]] = []
    for key in person.keys:
        until = "on" if key.until_seq is None else f"to {key.until_seq - 1:,}"
        doubt = "" if key.compromised_since is None else f", doubtful from {key.compromised_since:,}"
        rows.append((person.name, roles, state, key.id[:16], key.state, f"{key.from_seq:,} {until}{doubt}", person.id))
    return rows or [(person.name, roles, state, "", "no key", "", person.id)]


def _waiting(waiting: PendingEnrolment) -> list[str]:
    facts = [
        ("Announced", f"{waiting.name} as {' and '.join(waiting.roles)}"),
        ("By", f"{waiting.by}, {waiting.at}, entry {waiting.seq:,}"),
        ("Code", waiting.code),
        ("Needs", waiting.needs),
    ]
    return pairs(facts)


def _target(found: PeopleView, given: str) -> str:
    """The id of a person or key from its whole, or from enough of its beginning. Raises WrongUse."""
    ids = {person.id for person in found.people} | {key.id for person in found.people for key in person.keys}
    matching = [one for one in ids if one == given] or [one for one in ids if given and one.startswith(given)]
    if len(matching) == 1:
        return matching[0]
    what = "Several people or keys begin like that" if matching else "No person or key on this log begins like that"
    raise WrongUse(what, where=ascii(given)[1:-1][:80], todo="See: counterseal people list --json")


def _read_card(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_CARD + 1).decode("utf-8")
    except OSError as error:
        raise InvalidInput(f"The card cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InvalidInput("This is not a card", where=str(path), code="bad_card") from error


def _new_file(path: Path, text: str, *, private: bool) -> None:
    """Write a file that was not there. Raises InvalidInput; OSError from the disk."""
    from counterseal.seal.keystore import write_private

    if path.exists():
        raise InvalidInput("There is a file already", where=str(path), todo="Choose another name.", code="exists")
    if private:
        write_private(path, text.encode())
    else:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
