"""Secrets that a command asks a person for, or reads from a file: new passphrases and recovery codes."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from counterseal.cli.session import Session
from counterseal.errors import KnownError, Locked, WrongUse

NewPassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--new-passphrase-file", metavar="FILE", help="A file of mode 0600 whose first line is the new passphrase."
    ),
]
NoPassphraseOption = Annotated[
    bool, typer.Option("--no-passphrase", help="No passphrase; any program of this account can then sign.")
]


def new_passphrase(session: Session, file: Path | None, none: bool = False, flag: str = "--passphrase-file") -> str:
    """A new passphrase from a file, or typed twice; empty when none is wanted.

    Args:
        file: whose first line it is; None asks.
        none: whether the person asked for a key without passphrase.
        flag: the option that names the file, for the error.

    Raises:
        WrongUse, Locked, InvalidInput, KnownError: both or neither given, or the two typed ones differ.
    """
    if none and file is not None:
        raise WrongUse(f"Either {flag} or --no-passphrase, not both")
    if none:
        return ""
    if file is not None:
        from counterseal.seal.keystore import read_passphrase_file

        return read_passphrase_file(file)
    if not session.terminal.interactive:
        raise Locked(
            "A new key needs a passphrase, and there is nobody to ask",
            todo=f"Give {flag} FILE, or --no-passphrase.",
            code="no_passphrase",
        )
    first = getpass.getpass("New passphrase: ")
    if not first:
        raise KnownError(
            "An empty passphrase guards nothing", todo="Say so with --no-passphrase.", code="empty_passphrase"
        )
    if getpass.getpass("The same again: ") != first:
        raise KnownError("The two passphrases differ; nothing was made", code="passphrases_differ")
    return first


def recovery_code(session: Session, file: Path | None) -> str:
    """The code of a recovery sheet, from a file or typed unseen. Raises Locked, InvalidInput."""
    if file is not None:
        from counterseal.seal.keystore import read_passphrase_file

        return read_passphrase_file(file)
    if not session.terminal.interactive:
        raise Locked(
            "Recovering needs the code of your recovery sheet, and there is nobody to ask",
            todo="Give --code-file FILE.",
            code="no_recovery_code",
        )
    return getpass.getpass("Recovery code: ")
