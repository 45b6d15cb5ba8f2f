"""``counterseal init`` and ``doctor``: the first command of a new profile, and the first when something is wrong."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli import cards
from counterseal.cli.new_secrets import new_passphrase
from counterseal.cli.people_commands import print_sheet
from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, Session, begin
from counterseal.cli.terminal import pairs
from counterseal.errors import InvalidInput, KnownError, WrongUse
from counterseal.sync.api import DoctorLine

if TYPE_CHECKING:
    from counterseal.sync.profile import Profile

NO_GUARD = "There is no passphrase: any program of this account can sign as you."


def init(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Your name, as it stands in records.")
    ] = None,
    no_keyring: Annotated[
        bool, typer.Option("--no-keyring", help="Keep the key in an encrypted file instead.")
    ] = False,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="No passphrase; read what that means.")
    ] = False,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE", help="Write the recovery sheet to a new file of mode 0600."),
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a profile: your key, your log and its first entry, which names you as owner."""
    session = begin(context, profile, as_json, passphrase_file)
    if no_passphrase and session.passphrase_file is not None:
        raise WrongUse("Either a passphrase file or --no-passphrase, not both")
    if sheet is not None and sheet.exists():
        raise InvalidInput("There is a file already", where=str(sheet), todo="Choose another name.", code="exists")
    if name is None:
        if not session.terminal.interactive:
            raise WrongUse("A profile belongs to a named person", todo="Give --name NAME.")
        name = session.terminal.ask("Your name, as it stands in records")
    from counterseal.sync.profile import KeyChoice, Profile

    secret = new_passphrase(session, session.passphrase_file, no_passphrase)
    made = Profile.create(session.home, name, KeyChoice(secret, use_keyring=not no_keyring))
    try:
        facts = _facts(made)
        paper = made.sheet
    finally:
        made.close()
    if paper is None:
        raise RuntimeError("a new profile made no recovery sheet")
    _print(session, facts)
    session.terminal.text("")
    print_sheet(session, paper, sheet)
    session.terminal.json({**facts, "sheet": str(sheet) if sheet is not None else paper.code})


def doctor(
    context: typer.Context,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at everything this profile stands on and say what to do. Exit 1 when something failed."""
    session = begin(context, profile, as_json)
    lines: tuple[DoctorLine, ...]
    try:
        lines = _examined(session)
    except KnownError as error:
        where = f" ({error.where})" if error.where else ""
        lines = (DoctorLine("failure", "Profile", f"{error.what}{where}", error.todo, {"code": error.code}),)
    worst = [line.name for line in lines if line.level == "failure"]
    session.terminal.text(*cards.doctor_lines(lines))
    session.terminal.json({"ok": not worst, "profile": str(session.home), "lines": [asdict(line) for line in lines]})
    if worst:
        raise KnownError("Something here does not work", where=", ".join(worst), code="doctor_failed")


def _examined(session: Session) -> tuple[DoctorLine, ...]:
    if not session.at_gateway:
        with session.desk() as desk:
            return desk.doctor().result()
    from counterseal.gateway.home import GatewayHome
    from counterseal.sync import gateway_doctor

    house = GatewayHome.open(session.home)
    try:
        return gateway_doctor.examine(house)
    finally:
        house.close()


def _facts(profile: Profile) -> dict[str, Any]:
    place = profile.place()
    from counterseal.sync.profile import PERSON_KEY

    in_file = (profile.home / PERSON_KEY).exists()
    return {
        "profile": str(profile.home),
        "person": profile.person_id,
        "name": profile.roster().person(profile.person_id).name,
        "key_id": profile.key.id,
        "key_place": place.name,
        "key_in_folder": in_file,
        "protects": place.protects if profile.has_passphrase else NO_GUARD,
        "passphrase": profile.has_passphrase,
        "log_origin": profile.log.origin,
        "log_key": profile.log.verifier.text(),
        "recovery": _recovery(profile),
    }


def _recovery(profile: Profile) -> list[str]:
    """What can be done about a lost passphrase, key, machine or sheet."""
    advice = [
        "Passphrase or key lost: with the recovery sheet, counterseal people recover. Keep it away from this machine.",
    ]
    own = "" if profile.has_passphrase else " --backup-passphrase-file FILE"
    advice.append(
        f"Machine lost: you need a backup (counterseal profile backup --out FILE{own}) and the passphrase that opens"
        " it; the sheet does not open a backup."
    )
    advice.append("Sheet lost, or seen by somebody: counterseal people sheet makes a new one and ends the old.")
    if not profile.has_passphrase:
        advice.append("Guard the key by a passphrase: counterseal people passphrase")
    advice.append(
        "Give the log key's line to somebody else: with it, they can tell a bundle of this log from a forged one."
    )
    return advice


def _print(session: Session, facts: dict[str, Any]) -> None:
    session.terminal.text(f"Made a profile in {facts['profile']}", "")
    session.terminal.text(
        *pairs(
            [
                ("Person", f"{facts['name']} ({facts['person']})"),
                ("Key id", facts["key_id"]),
                ("Key lies in", facts["key_place"]),
                ("Against what", facts["protects"]),
                ("Log", facts["log_origin"]),
                ("Log key", facts["log_key"]),
            ]
        ),
        "",
        "If something is lost",
        *(f"  - {line}" for line in facts["recovery"]),
        "",
        "Next: counterseal gateway serve (or: counterseal desktop), then counterseal agents register ID --name NAME",
    )
    if not facts["passphrase"]:
        session.terminal.remark(NO_GUARD)
