"""Steps that arrived beside actions, by trace, and by what a trace belongs to an action. SQL only.

Nobody signed them and no entry rests on them: a trace that is needed as evidence is sent with its action. A trace is
kept once, however many actions were asked for under it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, union
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.ledger import schema

TRACE = "trace:"
_CHUNK = 400
_K, _C, _S = schema.span_keys.c, schema.span_calls.c, schema.received_steps.c


@dataclass(frozen=True, slots=True)
class Step:
    """One stored step. ``start_ns`` is None where the source gave no time."""

    step: str
    trace: str
    arrived_at: str
    start_ns: int | None
    stored: bytes


def expect(connection: Connection, agent: str, action: str, keys: Iterable[str]) -> None:
    """Steps of traces with one of these keys belong to the action."""
    values = [{"agent": agent, "key": key, "action": action} for key in keys]
    if values:
        connection.execute(upsert(schema.span_keys).on_conflict_do_nothing(), values)


def expected(connection: Connection, agent: str, keys: Collection[str]) -> set[str]:
    """Those of the keys under which an action of the agent was asked for."""
    return {
        key
        for some in _chunks(keys)
        for key in connection.execute(select(_K.key).where(_K.agent == agent, _K.key.in_(some)).distinct()).scalars()
    }


def known(connection: Connection, agent: str, traces: Collection[str]) -> set[str]:
    """Those of the traces of which steps are kept."""
    return {
        trace
        for some in _chunks(traces)
        for trace in connection.execute(
            select(_S.trace).where(_S.agent == agent, _S.trace.in_(some)).distinct()
        ).scalars()
    }


def add(connection: Connection, agent: str, steps: Sequence[Step], calls: Iterable[tuple[str, str]]) -> int:
    """Keep steps; those that are kept already stay as they are. How many are new.

    Args:
        calls: (key, trace) of each tool call that they tell of.
    """
    new = 0
    for one in steps:
        values = {
            "agent": agent, "step": one.step, "trace": one.trace, "arrived_at": one.arrived_at,
            "start_ns": one.start_ns, "bytes": one.stored,
        }  # fmt: skip
        new += connection.execute(upsert(schema.received_steps).values(values).on_conflict_do_nothing()).rowcount
    told = [{"agent": agent, "key": key, "trace": trace} for key, trace in calls]
    if told:
        connection.execute(upsert(schema.span_calls).on_conflict_do_nothing(), told)
    return new


def shorten(connection: Connection, agent: str, trace: str, most: int, most_bytes: int) -> int:
    """Drop the oldest steps of a trace beyond so many, or so many bytes; how many."""
    query = select(_S.step, func.length(_S.bytes)).where(_S.agent == agent, _S.trace == trace)
    gone, count, size = [], 0, 0
    for step, length in connection.execute(query.order_by(_S.arrived_at.desc(), _S.step)):
        count, size = count + 1, size + length
        if count > most or size > most_bytes:
            gone.append(step)
    for some in _chunks(gone):
        connection.execute(delete(schema.received_steps).where(_S.agent == agent, _S.step.in_(some)))
    return len(gone)


def actions_of(connection: Connection, agent: str, trace: str) -> list[str]:
    """The actions that a trace belongs to."""
    told = select(_C.key).where(_C.agent == agent, _C.trace == trace)
    by_call = select(_K.action).where(_K.agent == agent, _K.key.in_(told))
    by_trace = select(_K.action).where(_K.agent == agent, _K.key == f"{TRACE}{trace}")
    return sorted(connection.execute(union(by_call, by_trace)).scalars())


def keys_of(connection: Connection, action: str) -> set[str]:
    """By what steps belong to an action."""
    return set(connection.execute(select(_K.key).where(_K.action == action)).scalars())


def of(connection: Connection, agent: str, keys: Collection[str]) -> list[Step]:
    """The steps of all traces with one of these keys, by begin."""
    traces = _traces(connection, agent, keys)
    found = [
        Step(row.step, row.trace, row.arrived_at, row.start_ns, bytes(row.bytes))
        for trace in traces
        for row in connection.execute(select(schema.received_steps).where(_S.agent == agent, _S.trace == trace))
    ]
    return sorted(found, key=lambda one: (one.start_ns is None, one.start_ns or 0, one.step))


def forget(connection: Connection, actions: Iterable[str]) -> None:
    """Forget all that arrived beside these actions, with the rest of their traces, which may quote them."""
    for action in actions:
        rows = connection.execute(select(_K.agent, _K.key).where(_K.action == action)).all()
        for agent in {row.agent for row in rows}:
            for trace in _traces(connection, agent, {row.key for row in rows if row.agent == agent}):
                connection.execute(delete(schema.received_steps).where(_S.agent == agent, _S.trace == trace))
                connection.execute(delete(schema.span_calls).where(_C.agent == agent, _C.trace == trace))
        connection.execute(delete(schema.span_keys).where(_K.action == action))


def older(connection: Connection, than: str) -> bool:
    """Whether a step arrived before a time (UTC stamp)."""
    return connection.execute(select(_S.step).where(_S.arrived_at < than).limit(1)).first() is not None


def cut(connection: Connection, than: str) -> int:
    """Drop the steps that arrived before a time (UTC stamp); how many."""
    return connection.execute(delete(schema.received_steps).where(_S.arrived_at < than)).rowcount


def _traces(connection: Connection, agent: str, keys: Collection[str]) -> list[str]:
    found = {key.removeprefix(TRACE) for key in keys if key.startswith(TRACE)}
    for some in _chunks([key for key in keys if not key.startswith(TRACE)]):
        found.update(connection.execute(select(_C.trace).where(_C.agent == agent, _C.key.in_(some))).scalars())
    return sorted(found)


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
