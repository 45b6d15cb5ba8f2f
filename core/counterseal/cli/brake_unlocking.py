"""Unlocking for the brake: to stop everything here never waits for a passphrase; what does wait says how not to."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from counterseal.errors import InvalidInput, KnownError, Locked

if TYPE_CHECKING:
    from counterseal.cli.session import Session
    from counterseal.sync.desk import Desk

TRIES = 3
STOPS_ANYWAY = "To stop everything here without a key: counterseal halt --local"
TO_HALT = "Passphrase (Enter alone halts everything here at once, unsigned): "
TO_PAUSE = "Passphrase: "


def unlock_for_all(session: Session, desk: Desk) -> bool:
    """Unlock with what is at hand, one try; False when there is nothing at hand. Raises KnownError, OSError."""
    if not desk.profile.locked:
        return True
    passphrase = file_passphrase(session)
    if passphrase is None and session.terminal.interactive:
        passphrase = getpass.getpass(TO_HALT)
    if not passphrase:
        return False
    desk.unlock(passphrase).result()
    return True


def unlock_for_some(session: Session, desk: Desk, *, enter_halts: bool) -> bool:
    """Unlock for a halt or a pause of some agents, which only a signature can name.

    Args:
        enter_halts: Enter alone at the prompt chooses the halt of everything here.

    Returns:
        False: the person chose to halt everything here, unsigned.

    Raises:
        Locked: it cannot be signed; the error says what stops everything without a key.
    """
    if not desk.profile.locked:
        return True
    try:
        passphrase = file_passphrase(session)
        if passphrase is not None:
            # A file proves nobody's presence, so it is no step-up.
            desk.profile.unlock(passphrase)
            return True
    except KnownError as error:
        if not session.terminal.interactive:
            raise _hinted(error) from error
        session.terminal.remark(error.text())
    if not session.terminal.interactive:
        raise Locked(
            "This takes your passphrase, and there is nobody to ask",
            todo=f"Give --passphrase-file FILE, or set COUNTERSEAL_PASSPHRASE_FILE. {STOPS_ANYWAY}",
            code="no_passphrase",
        )
    return _ask(session, desk, enter_halts)


def file_passphrase(session: Session) -> str | None:
    """The passphrase from the file; None when none was named. Raises InvalidInput: it cannot be read."""
    try:
        return session.file_passphrase()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("The passphrase file cannot be read", where=str(session.passphrase_file)) from error


def _ask(session: Session, desk: Desk, enter_halts: bool) -> bool:
    for _attempt in range(TRIES):
        try:
            passphrase = getpass.getpass(TO_HALT if enter_halts else TO_PAUSE)
        except EOFError:
            break
        if not passphrase and enter_halts:
            return False
        try:
            desk.unlock(passphrase).result()
        except Locked as error:
            session.terminal.remark(error.text(), STOPS_ANYWAY)
        except KnownError as error:
            raise _hinted(error) from error
        else:
            return True
    raise Locked("It could not be signed without your passphrase, so nothing is stopped", todo=STOPS_ANYWAY)


def _hinted(error: KnownError) -> Locked:
    return Locked(error.what, where=error.where, todo=f"{error.todo} {STOPS_ANYWAY}".strip(), code=error.code)
