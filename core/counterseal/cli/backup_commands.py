"""``counterseal profile``: back it up, restore it, and accept a history that is shorter or another one than before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from counterseal.cli.progress import shown
from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, begin
from counterseal.cli.terminal import one_line
from counterseal.errors import WrongUse

app = typer.Typer(no_args_is_help=True, help="The profile as a whole: back it up, restore it, accept what was lost.")

BackupPassphrase = Annotated[
    Path | None,
    typer.Option(
        "--backup-passphrase-file",
        metavar="FILE",
        help="A file of mode 0600 with a passphrase of the backup's own; else the profile's passphrase opens it.",
    ),
]


@app.command()
def backup(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A file that does not exist yet.")],
    own_passphrase: BackupPassphrase = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the whole profile into one verified file; it may be in use meanwhile. Its keys are in it only wrapped."""
    session = begin(context, profile, as_json, passphrase_file)
    from counterseal.clock import SystemClock
    from counterseal.seal.keystore import read_passphrase_file
    from counterseal.sync.backup import write
    from counterseal.sync.profile import Profile

    words = read_passphrase_file(own_passphrase) if own_passphrase is not None else ""
    with closing(Profile.open(session.home)) as opened:
        if not opened.has_passphrase:
            opened.unlock_unguarded()
        if opened.locked:
            opened.unlock(session.passphrase())
        with shown(session, "Verifying") as progress:
            report = write(opened, SystemClock(), out, words, progress=progress)
    session.terminal.text(f"Backed up to {report.path}.", *(f"  {one_line(said, 400)}" for said in report.sentences))
    session.terminal.json(
        {"file": str(report.path), "entries": report.entries, "head": report.head, "sentences": report.sentences}
    )


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    own_passphrase: BackupPassphrase = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make a profile from a backup, in a folder that is empty or not there yet. Everything is verified first."""
    session = begin(context, profile, as_json, passphrase_file)
    if own_passphrase is not None and session.passphrase_file is not None:
        raise WrongUse("Either --passphrase-file or --backup-passphrase-file, not both")
    from counterseal.seal.keystore import read_passphrase_file
    from counterseal.sync.restore import restore as run

    words = read_passphrase_file(own_passphrase) if own_passphrase is not None else session.passphrase()
    with shown(session, "Verifying") as progress:
        report = run(file, session.home, words, progress=progress)
    session.terminal.text(f"Restored to {report.path}.", *(f"  {one_line(said, 400)}" for said in report.sentences))
    session.terminal.json(
        {"profile": str(report.path), "entries": report.entries, "head": report.head, "sentences": report.sentences}
    )


@app.command()
def accept_restored(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why the history is as it is; is recorded.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Accept a history that is shorter or another one than others hold, with an entry that an owner signs."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        trouble = desk.evidence.view().result().trouble
        if trouble is not None:
            session.terminal.remark(*(f"  {one_line(said, 400)}" for said in trouble.sentences[:-1]))
        seq = desk.evidence.accept_restored(reason).result()
    session.terminal.text(f"Accepted and signed as entry {seq:,}. The profile can be written to again.")
    session.terminal.json({"seq": seq})
