"""How many people, and which, must approve (DESIGN 4.5). Enforced by the gateway; the screen says the same words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from counterseal.model.autonomy import Autonomy
from counterseal.model.risk import Risk

_ENROL = "the roster has nobody who could; enrol somebody"
_COUNTS = ("no", "one", "two", "three", "four", "five")
_ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Needs:
    """What an approval needs.

    Attributes:
        people: how many distinct people.
        not_editor: one of them did not make the edit, if it was edited.
        not_only_owner: one of them is not the agent's owner.
    """

    people: int
    not_editor: bool
    not_only_owner: bool


@dataclass(frozen=True, slots=True)
class Given:
    """One approval of the digest that would run. ``edit``: the person made that digest, which approves it too."""

    person: str
    edit: bool = False


def required(risk: Risk, autonomy: Autonomy, solo: bool) -> Needs:
    """What an action of this risk needs. A raised quorum adds people and takes no condition away."""
    if solo:
        return Needs(1, False, False)
    own = 2 if risk is Risk.R4 else 1
    raised = autonomy.quorum.get(risk, own)
    return Needs(max(own, raised), risk in (Risk.R3, Risk.R4), risk is Risk.R4)


def missing(needs: Needs, approvals: Iterable[Given], owner_id: str, solo: bool, deciders: Collection[str]) -> str:
    """Whom it still waits for, in words; empty when the quorum is reached.

    Args:
        deciders: ids of the active owners and reviewers. Approvals of others do not count, nor does a second one of
            the same person, on whatever key.
    """
    given = [one for one in approvals if one.person in deciders]
    people = {one.person for one in given}
    editors = {one.person for one in given if one.edit}
    if solo:
        return "" if people else "a person"
    more = max(0, needs.people - len(people))
    checker = needs.not_editor and bool(editors) and not people - editors
    other = needs.not_only_owner and not people - {owner_id}
    if not more and not checker and not other:
        return ""
    left = set(deciders) - people
    return _words(more, checker, other, len(people)) + _too_few(more, checker, other, left, owner_id)


def _words(more: int, checker: bool, other: bool, begun: int) -> str:
    if more > 1:
        number = _COUNTS[more] if more < len(_COUNTS) else str(more)
        who = f"{number} more people" if begun else f"{number} people"
        return f"{who}, one of them not the owner" if other else who
    who = "a person" if not begun else f"a {_ORDINALS[begun]} person" if more and begun < 4 else "another person"
    if checker:
        who = f"{who} who did not make the change"
    return f"{who}, not the owner" if other else who


def _too_few(more: int, checker: bool, other: bool, left: set[str], owner_id: str) -> str:
    """A roster that cannot reach the quorum waits, and says so."""
    short = len(left) < max(more, 1) or (other and not left - {owner_id})
    return f" ({_ENROL})" if short else ""
