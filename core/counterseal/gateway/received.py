"""What arrives beside actions from their agents' exporters: by what it is joined, and what of it belongs to an action.

What a decision rests on is never changed here: the trace that was sent with an action stands in its entry, and what
arrives stands apart. What had arrived before the first decision and what came after it are told apart when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from counterseal.clock import parse_stamp
from counterseal.gateway import rows
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.span_receipt import MOST_CALL_ID, MOST_STEP, ReceivedSpan, stored_step
from counterseal.ledger import received_steps, schema
from counterseal.ledger.received_steps import TRACE, Step
from counterseal.model.actions import Proposal, State, TraceStep
from counterseal.model.traces import NOTHING_RECEIVED, ReceivedTrace, is_marked
from counterseal.traces.otel_steps import summed

MOST_KEYS = 16
MOST_STEPS = 2_000
MOST_BYTES = 4 << 20
# Of a trace's actions, the newest are what somebody may be looking at.
MOST_TOLD = 20
CALL = "call:"
_STEP = re.compile(r"([0-9a-f]{32})/[0-9a-f]{16}")
_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def trace_of(traceparent: str | None) -> str | None:
    """The trace that a request belongs to (W3C Trace Context, ``traceparent``); None where it says none."""
    found = _PARENT.fullmatch(traceparent) if traceparent is not None and len(traceparent) <= 200 else None
    return found[1] if found is not None and set(found[1]) != {"0"} else None


def keys_of(proposal: Proposal) -> tuple[str, ...]:
    """By what steps belong to an action: the tool call it is asked for, and the traces that it is known to be of."""
    call = proposal.upstream.get("call_id")
    calls = [call] if isinstance(call, str) else []
    traces = [] if proposal.trace_id is None else [proposal.trace_id]
    for step in proposal.trace:
        if is_marked(step):
            mine = [one.id for one in step.calls if one.tool == proposal.action.tool]
            calls += mine or [one.id for one in step.calls]
        found = _STEP.fullmatch(step.id)
        if found is not None:
            traces.append(found[1])
    told = [f"{CALL}{one}" for one in calls if 0 < len(one) <= MOST_CALL_ID]
    return tuple(dict.fromkeys([*told, *(f"{TRACE}{one}" for one in traces)]))[:MOST_KEYS]


@dataclass(slots=True)
class Joined:
    """What became of some spans: ids of the steps that were kept, and how many older ones gave way to them."""

    steps: set[str] = field(default_factory=set)
    beyond: int = 0


def joins(connection: Connection, agent: str, spans: Iterable[ReceivedSpan]) -> list[ReceivedSpan]:
    """Those of some spans that belong to an action which was asked for, with all others of their traces."""
    listed = list(spans)
    keys = {f"{TRACE}{span.trace}" for span in listed} | {key for span in listed for key in _calls(span)}
    asked = received_steps.expected(connection, agent, keys)
    traces = {span.trace for span in listed if f"{TRACE}{span.trace}" in asked or not asked.isdisjoint(_calls(span))}
    traces |= received_steps.known(connection, agent, {span.trace for span in listed} - traces)
    return [span for span in listed if span.trace in traces]


def store(context: Context, connection: Connection, agent: str, spans: Sequence[ReceivedSpan]) -> Joined:
    """Keep what belongs to actions; what is repeated changes nothing.

    Whoever looks at such an action hears of it as of any change, while its digest, nonce and state stay as they are.
    """
    done = Joined()
    traces: dict[str, list[ReceivedSpan]] = {}
    for span in joins(connection, agent, spans):
        traces.setdefault(span.trace, []).append(span)
    now = context.now()
    for trace, told in traces.items():
        done.steps.update(span.step for span in told)
        steps = [Step(span.step, trace, now, span.start_ns, span.stored) for span in told]
        if received_steps.add(connection, agent, steps, {(key, trace) for span in told for key in _calls(span)}):
            done.beyond += received_steps.shorten(connection, agent, trace, MOST_STEPS, MOST_BYTES)
            _tell(context, connection, agent, trace)
    return done


def _tell(context: Context, connection: Connection, agent: str, trace: str) -> None:
    """Let whoever looks at the newest actions of a trace hear that there is more to see."""
    # The ids of those that agents ask for by themselves begin with the time.
    for action in received_steps.actions_of(connection, agent, trace)[-MOST_TOLD:]:
        if rows.find_action(connection, action) is not None:
            rows.change_action(connection, action, context.bump())


def of(connection: Connection, row: ActionRow, sent: Iterable[TraceStep] = ()) -> ReceivedTrace:
    """What arrived beside an action, by begin, without the steps that were ``sent`` with it.

    Of what was told only after the first decision it is what had begun when the action was asked for, and its own run.
    """
    keys = received_steps.keys_of(connection, row.id)
    stored = received_steps.of(connection, row.action.agent, keys) if keys else []
    if not stored:
        return NOTHING_RECEIVED
    known, decided = {step.id for step in sent}, _decided_at(connection, row)
    asked = int(parse_stamp(row.asked_at).timestamp() * 1_000 + 1) * 1_000_000
    found = [one for one in stored if one.step not in known]
    begin = min((one.start_ns for one in found if one.start_ns is not None), default=0)
    told = _counted_once([_shifted(stored_step(one.stored), one.start_ns, begin) for one in found])
    steps: list[TraceStep] = []
    late: list[TraceStep] = []
    ran = _run_of(keys, row.action.tool)
    for one, step in zip(found, told, strict=True):
        if decided is None or one.arrived_at <= decided:
            steps.append(step)
        elif (one.start_ns is not None and one.start_ns <= asked) or ran(step):
            late.append(step)
    full = len(stored) >= MOST_STEPS or sum(len(one.stored) for one in stored) > MOST_BYTES - MOST_STEP
    newest = max((one.arrived_at for one in found), default="")
    return ReceivedTrace(tuple(steps), tuple(late), newest, full) if steps or late else NOTHING_RECEIVED


def _run_of(keys: Collection[str], tool: str) -> Callable[[TraceStep], bool]:
    """Whether a step that began later is the action's own call: by its id, or where that is not known the next one."""
    calls, seen = {key for key in keys if key.startswith(CALL)}, False

    def own(step: TraceStep) -> bool:
        nonlocal seen
        if calls:
            return any(f"{CALL}{call.id}" in calls for call in step.calls)
        first = not seen and step.kind == "tool" and any(call.tool == tool for call in step.calls)
        seen = seen or first
        return first

    return own


def _decided_at(connection: Connection, row: ActionRow) -> str | None:
    """When the first decision was made, by a person or else by policy; None while the action waits for it."""
    listing = schema.listing.c
    query = select(listing.at, listing.type).where(listing.subject == row.id, listing.seq >= row.received_seq)
    entries = [(str(found.at), found.type) for found in connection.execute(query)]
    by_people = [at for at, kind in entries if kind == "decision"]
    if by_people or row.state is State.HELD:
        return min(by_people, default=None)
    return min((at for at, kind in entries if kind != "action_received"), default=row.asked_at)


def _calls(span: ReceivedSpan) -> set[str]:
    return {f"{CALL}{call}" for call in span.calls}


def _shifted(step: TraceStep, start_ns: int | None, begin: int) -> TraceStep:
    return replace(step, start_ms=0 if start_ns is None else (start_ns - begin) // 1_000_000)


def _counted_once(steps: Sequence[TraceStep]) -> list[TraceStep]:
    """An agent's span that sums up its models' tokens arrives last, and often in another request than they do."""
    parents: Mapping[str, str | None] = {step.id: step.parent for step in steps}
    above = summed(parents, [step.id for step in steps if step.tokens_in is not None or step.tokens_out is not None])
    return [
        replace(step, tokens_in=None, tokens_out=None) if step.kind != "model" and step.id in above else step
        for step in steps
    ]
