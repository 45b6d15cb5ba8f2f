"""Ids as people type them: whole, or a beginning or end of at least six characters that fits only one."""

from __future__ import annotations

from collections.abc import Iterable

from counterseal.cli.terminal import one_line
from counterseal.errors import NotFound, WrongUse

SHORTEST = 6


def short(identifier: str) -> str:
    """The end of an id, as lists show it: UUIDv7 begin with the time, so their ends tell them apart."""
    return identifier[-8:]


def choose(typed: str, known: Iterable[str], what: str) -> str:
    """The one id that ``typed`` means.

    Args:
        what: what the ids are of, for the message ("action", "owner").

    Raises:
        WrongUse: too short, or it fits several.
        NotFound: it fits none.
    """
    wanted = typed.strip().lower()
    ids = sorted(set(known))
    if wanted in ids:
        return wanted
    said = one_line(typed, 60)
    if len(wanted) < SHORTEST:
        raise WrongUse(f"An abbreviated id has at least {SHORTEST} characters", where=said, code="short_id")
    fitting = [one for one in ids if one.startswith(wanted) or one.endswith(wanted)]
    if not fitting:
        raise NotFound(f"There is no such {what}", where=said, code="not_found")
    if len(fitting) > 1:
        listed = ", ".join(fitting[:4])
        raise WrongUse(f"{len(fitting)} ids fit", where=said, todo=f"Type more of one of {listed}.", code="ambiguous")
    return fitting[0]
