"""One run of a command: which profile, how to answer, and the desk it speaks to. Heavy imports happen on use."""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli.terminal import Terminal
from counterseal.errors import Locked, Unreachable, WrongUse
from counterseal.model.actions import AGENT_ID

if TYPE_CHECKING:
    from counterseal.gateway.home import GatewayHome
    from counterseal.sync.desk import Desk
    from counterseal.sync.profile import Profile

ANSWER_SECONDS = 10.0

ProfileOption = Annotated[
    Path | None,
    typer.Option("--profile", metavar="DIR", help="The profile's folder. Else COUNTERSEAL_HOME, else your own."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print facts as JSON.")]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        envvar="COUNTERSEAL_PASSPHRASE_FILE",
        show_envvar=True,
        help="A file of mode 0600 whose first line is the passphrase.",
    ),
]


@dataclass(slots=True)
class Given:
    """Options given before the subcommand; ``terminal`` is the one that this run writes to."""

    profile: Path | None = None
    as_json: bool = False
    passphrase_file: Path | None = None
    terminal: Terminal = field(default_factory=Terminal)


@dataclass(slots=True)
class Session:
    """What a command works with."""

    chosen: Path | None
    terminal: Terminal
    passphrase_file: Path | None

    @property
    def home(self) -> Path:
        """The profile's folder."""
        if self.chosen is not None:
            return self.chosen
        from counterseal.sync.profile import default_home

        return default_home()

    @contextmanager
    def profile(self) -> Iterator[Profile]:
        """The opened profile, its key locked. Raises KnownError: there is none, or it is damaged."""
        from counterseal.sync.profile import Profile

        profile = Profile.open(self.home)
        try:
            yield profile
        finally:
            profile.close()

    @property
    def at_gateway(self) -> bool:
        """Whether this is a separate gateway's folder. Raises KnownError: its database cannot be read."""
        from counterseal.gateway.home import is_gateway

        return is_gateway(self.home)

    @contextmanager
    def house(self) -> Iterator[Profile | GatewayHome]:
        """The opened profile, its key locked, or a separate gateway's folder: a log to read in either case.

        Raises:
            KnownError: there is none, or it is damaged.
        """
        if not self.at_gateway:
            with self.profile() as profile:
                yield profile
            return
        from counterseal.gateway.home import GatewayHome

        opened = GatewayHome.open(self.home)
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def desk(self, *, sign: bool = False) -> Iterator[Desk]:
        """A started desk that uses the gateway which another process runs, and starts none.

        Args:
            sign: unlock the personal key first.

        Raises:
            Locked: the passphrase is wrong or there is nobody to ask for it.
        """
        from counterseal.sync.desk import open_desk

        desk = open_desk(self.home)
        try:
            if sign and desk.profile.locked:
                self.unlock(desk)
            desk.start(serve=False, attended=self.terminal.interactive)
            yield desk
        finally:
            desk.close()

    def unlock(self, desk: Desk) -> None:
        """Unlock the personal key for signing. Raises Locked, InvalidInput."""
        if self.passphrase_file is not None:
            # A file proves nobody's presence, so it is no step-up.
            desk.profile.unlock(self.passphrase())
        else:
            desk.unlock(self.passphrase()).result()

    def passphrase(self) -> str:
        """The passphrase from the file, else from the person at the terminal. Raises Locked, InvalidInput."""
        found = self.file_passphrase()
        if found is not None:
            return found
        if not self.terminal.interactive:
            raise Locked(
                "Signing needs your passphrase, and there is nobody to ask",
                todo="Give --passphrase-file FILE, or set COUNTERSEAL_PASSPHRASE_FILE.",
                code="no_passphrase",
            )
        return getpass.getpass("Passphrase: ")

    def step_up(self, desk: Desk) -> None:
        """Have the person type the passphrase, unless they did within five minutes. Raises Locked."""
        if desk.step_up.satisfied():
            return
        if not self.terminal.interactive:
            raise Locked(
                "This step takes your passphrase, typed by you; a passphrase file does not count",
                todo="Run it at a terminal, without --json.",
                code="step_up",
            )
        desk.unlock(getpass.getpass("Passphrase, again for this step: ")).result()

    def file_passphrase(self) -> str | None:
        """The first line of the passphrase file; None when none was named. Raises InvalidInput."""
        if self.passphrase_file is None:
            return None
        from counterseal.seal.keystore import read_passphrase_file

        return read_passphrase_file(self.passphrase_file)


def begin(
    context: typer.Context, profile: Path | None, as_json: bool = False, passphrase_file: Path | None = None
) -> Session:
    """The session of this command: its own options, else those before the subcommand."""
    given = context.find_object(Given) or Given()
    given.terminal.as_json = as_json or given.as_json
    return Session(profile or given.profile, given.terminal, passphrase_file or given.passphrase_file)


def gateway_of(desk: Desk) -> str | None:
    """The address of the gateway that serves this profile now; None when none answers."""
    try:
        return desk.gateway_url
    except Unreachable:
        return None


def wait_for_answer(desk: Desk, envelope: str, seconds: float = ANSWER_SECONDS) -> tuple[str, str]:
    """How the gateway took a stored envelope: delivered or refused with its note, or stored when nobody answered."""
    ends = time.monotonic() + seconds
    while True:
        here = desk.reaches(envelope)
        state, note = desk.outbox_state(envelope)
        if state in ("delivered", "refused"):
            return state, note
        if not here:
            return "stored", "the gateway that it is for does not answer now"
        if time.monotonic() >= ends:
            return "stored", f"the gateway did not answer within {seconds:.0f} s"
        time.sleep(0.02)


def check_name(name: str, what: str) -> str:
    """A short name that is also safe as a file's name. Raises WrongUse."""
    if AGENT_ID.fullmatch(name):
        return name

    raise WrongUse(
        f"The name of {what} has 1 to 64 of a-z, 0-9, '.', '_' and '-', and starts with a letter or digit",
        where=ascii(name)[1:-1][:80],
    )
