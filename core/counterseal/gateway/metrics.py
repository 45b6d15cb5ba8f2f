"""Figures of a running gateway in Prometheus' text format 0.0.4, for ``GET /metrics``.

Labels are templates of routes, types of entries and states: names of our own. No id, name or text of an agent or a
person stands here. Everything that is counted costs the same however long the log is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from counterseal import __version__
from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput
from counterseal.gateway.context import Context
from counterseal.ledger import conflicts, schema
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import State

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OPEN = (State.HELD, State.APPROVED, State.ALLOWED, State.PERMITTED, State.UNKNOWN)
Sample = tuple[str, Mapping[str, str], float]


class Requests:
    """Counts of requests since the process began. Used on the event loop only."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._timed: Counter[str] = Counter()

    def note(self, route: str, method: str, status: int, seconds: float | None) -> None:
        """Count a request. ``seconds`` is None for a long poll, whose length says nothing about the gateway."""
        self._counts[route, method, status] += 1
        if seconds is None:
            return
        buckets = self._buckets.setdefault(route, [0] * len(BUCKETS))
        for index, most in enumerate(BUCKETS):
            buckets[index] += int(seconds <= most)
        self._seconds[route] = self._seconds.get(route, 0.0) + seconds
        self._timed[route] += 1

    def lines(self) -> Iterator[str]:
        """In the text format."""
        yield from _family(
            "counterseal_requests_total",
            "counter",
            "Requests answered.",
            [
                ("", {"route": route, "method": method, "status": str(status)}, count)
                for (route, method, status), count in sorted(self._counts.items())
            ],
        )
        samples: list[Sample] = []
        for route, buckets in sorted(self._buckets.items()):
            for most, count in zip(BUCKETS, buckets, strict=True):
                samples.append(("_bucket", {"route": route, "le": repr(most)}, count))
            samples.append(("_bucket", {"route": route, "le": "+Inf"}, self._timed[route]))
            samples.append(("_sum", {"route": route}, self._seconds[route]))
            samples.append(("_count", {"route": route}, self._timed[route]))
        said = "Seconds to the end of an answer, long polls left out."
        yield from _family("counterseal_request_seconds", "histogram", said, samples)


@dataclass(slots=True)
class Entries:
    """Counts of the log's entries by type since they were first asked for."""

    upto: int | None = None
    counts: Counter[str] | None = None

    def take(self, connection: Connection) -> Mapping[str, int]:
        """Add what came since the last time. One call at a time."""
        size = ledger_log.length(connection)
        counts = self.counts if self.counts is not None else Counter()
        if self.upto is not None and size > self.upto:
            column = schema.listing.c
            query = (
                select(column.type, func.count())
                .where(column.seq >= self.upto, column.seq < size)
                .group_by(column.type)
            )
            counts.update({str(row[0]): int(row[1]) for row in connection.execute(query)})
        self.upto, self.counts = size, counts
        return counts


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says at one moment."""

    entries: int
    by_type: Mapping[str, int]
    actions: Mapping[str, int]
    agents: Mapping[str, str]
    contradictions: int
    people_seen: float | None


def look(connection: Connection, entries: Entries) -> Standing:
    """Read the figures. Its cost does not grow with the log."""
    actions, agents, meta = schema.actions.c, schema.agents.c, schema.meta.c
    # One look into the index for each state that is still open; ended actions are never counted.
    open_ = {
        state.value: int(
            connection.execute(
                select(func.count()).select_from(schema.actions).where(actions.state == state.value)
            ).scalar_one()
        )
        for state in OPEN
    }
    states = {
        str(row.id): "halted" if row.halted_by is not None else "paused" if row.paused_by is not None else "running"
        for row in connection.execute(select(agents.id, agents.halted_by, agents.paused_by))
    }
    seen = connection.execute(select(meta.value).where(meta.name == "people_seen")).scalar_one_or_none()
    by_type = dict(entries.take(connection))
    return Standing(entries.upto or 0, by_type, open_, states, conflicts.count(connection), _moment(seen))


@dataclass(frozen=True, slots=True)
class Received:
    """Spans of agents' exporters: how many by what became of them, and how many wait for an action."""

    counts: Mapping[str, int]
    waiting: int


def render(context: Context, requests: Requests, standing: Standing, leased: int, received: Received) -> str:
    """The whole answer."""
    agents = Counter(standing.agents.values())
    lines = [
        *_one("counterseal_build_info", "gauge", "Which version runs.", 1, {"version": __version__}),
        *_one("counterseal_log_entries", "counter", "Entries in the log.", standing.entries),
        *_family(
            "counterseal_entries_total",
            "counter",
            "Entries appended since this process was first asked.",
            [("", {"type": name}, count) for name, count in sorted(standing.by_type.items())],
        ),
        *_family(
            "counterseal_actions",
            "gauge",
            "Actions that have not ended.",
            [("", {"state": name}, count) for name, count in standing.actions.items()],
        ),
        *_family(
            "counterseal_agents",
            "gauge",
            "Registered agents.",
            [("", {"state": name}, agents[name]) for name in ("running", "paused", "halted")],
        ),
        *_one("counterseal_agents_leased", "gauge", "Agents with a process that holds a lease.", leased),
        *_one("counterseal_conflicts", "gauge", "Heads that contradict each other.", standing.contradictions),
        *_family(
            "counterseal_spans_total",
            "counter",
            "Spans that agents' exporters sent, by what became of them.",
            [("", {"result": name}, count) for name, count in sorted(received.counts.items())],
        ),
        *_one("counterseal_spans_waiting", "gauge", "Spans that no action was asked for yet.", received.waiting),
        *_one("counterseal_halted_locally", "gauge", "1 while a HALT file lies there.", int(context.halted_locally)),
    ]
    if standing.people_seen is not None:
        said = "When a person's desktop last reached this gateway."
        lines += _one("counterseal_people_seen_timestamp_seconds", "gauge", said, standing.people_seen)
    return "\n".join([*lines, *requests.lines()]) + "\n"


def _one(name: str, kind: str, said: str, value: float, labels: Mapping[str, str] | None = None) -> Iterator[str]:
    return _family(name, kind, said, [("", labels or {}, value)])


def _family(name: str, kind: str, said: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"
    for suffix, labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{suffix}{{{inside}}} {value!r}" if inside else f"{name}{suffix} {value!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _moment(text: str | None) -> float | None:
    try:
        return None if text is None else parse_stamp(text).timestamp()
    except InvalidInput:
        return None
