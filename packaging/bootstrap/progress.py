"""What a person sees while things are installed: a line per stage with its seconds, and a sign of life in between."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SIGN_OF_LIFE = 10.0
TAIL_LINES = 25


class BootstrapError(Exception):
    """The environment cannot be made. The text says what is wrong and what to do."""


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


@contextmanager
def stage(label: str) -> Iterator[None]:
    """Announce a stage that may take a while, and say how long it took."""
    say(f"  {label} ...")
    started = time.monotonic()
    yield
    say(f"  {label}: done in {time.monotonic() - started:.1f} s")


def run_logged(
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    news: Callable[[str], str] = lambda text: "",
) -> None:
    """Run a command with its output in a file, so that success is quiet and failure is explained.

    Args:
        command: program and arguments.
        log: file that takes the output; its last lines are shown on failure.
        environment: the process environment, or None for ours.
        news: turns the log so far into a few words for the sign of life.

    Raises:
        BootstrapError: the command could not be started or ended with a status other than 0.
    """
    started = time.monotonic()
    next_sign = started + SIGN_OF_LIFE
    try:
        with (
            log.open("wb") as sink,
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT, env=environment
            ) as process,
        ):
            try:
                while process.poll() is None:
                    time.sleep(0.05)
                    if time.monotonic() >= next_sign:
                        next_sign += SIGN_OF_LIFE
                        words = news(log.read_text("utf-8", "replace"))
                        say(f"    {time.monotonic() - started:.0f} s{', ' + words if words else ''}")
            except BaseException:
                process.terminate()
                raise
    except OSError as error:
        raise BootstrapError(f"{command[0]} could not be started: {error.strerror}") from error
    if process.returncode != 0:
        tail = "\n".join(f"    {line}" for line in log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
        raise BootstrapError(f"'{' '.join(command[:4])} ...' ended with status {process.returncode}:\n{tail}")
