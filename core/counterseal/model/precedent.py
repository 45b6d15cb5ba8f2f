"""What people decided before on calls like one that waits: counts, the largest approved, news, the most alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import InvalidInput

VERDICTS = ("approve", "edit", "reject", "answer")


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier decision on the same agent's call of the same tool.

    Attributes:
        action: id of the action that was decided.
        seq, log: the decision's entry, and the origin of the log that it stands in.
        verdict: approve, edit, reject or answer.
        person, at: who decided, and when (a UTC stamp).
        title: of that action; may quote outside text.
        shared: the labels of the arguments with the same value.
    """

    action: str
    seq: int
    log: str
    verdict: str
    person: str
    at: str
    title: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Precedent:
    """What is known of earlier decisions on the same agent's calls of the same tool.

    Attributes:
        counts: (verdict, how often).
        largest: the largest amount that a person approved, in words; empty when there is none.
        over: whether this one is above ``largest``.
        novelty: what no person has approved before, in words of ours that may quote labels.
        alike: the most alike, best first.
    """

    counts: tuple[tuple[str, int], ...] = ()
    largest: str = ""
    over: bool = False
    novelty: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()

    @property
    def total(self) -> int:
        return sum(times for _verdict, times in self.counts)

    def times(self, verdict: str) -> int:
        """How often it was decided so."""
        return dict(self.counts).get(verdict, 0)


NO_PRECEDENT = Precedent()


def read_precedent(raw: Any) -> Precedent:
    """Read the JSON form; gateways before 0.2 send counts by verdict only.

    Raises:
        InvalidInput: it is neither.
    """
    if not isinstance(raw, Mapping):
        raise InvalidInput("Precedents are a JSON object", where="precedent")
    try:
        if "counts" not in raw:
            return Precedent(tuple((str(name), int(times)) for name, times in raw.items() if name in VERDICTS))
        return Precedent(
            counts=tuple((str(verdict), int(times)) for verdict, times in raw["counts"]),
            largest=str(raw["largest"]),
            over=bool(raw["over"]),
            novelty=tuple(str(one) for one in raw["novelty"]),
            alike=tuple(Alike(**{**one, "shared": tuple(one["shared"])}) for one in raw["alike"]),
        )
    except (TypeError, KeyError, ValueError) as error:
        raise InvalidInput("Precedents that this version cannot read", where=f"precedent: {error}") from error
