"""An agent's autonomy as lines for a terminal: level, mandate, charter, what waits, what a change would do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterseal.cli.terminal import block, one_line, pairs
from counterseal.model.autonomy import Autonomy, Charter, Level, Mandate
from counterseal.model.facts import money
from counterseal.model.figures import Figures
from counterseal.model.tools import read_descriptor
from counterseal.model.traces import Capture
from counterseal.policy.amounts import in_words, label
from counterseal.policy.spans import moment, span
from counterseal.sync.api_autonomy import (
    AgentDetail,
    IncidentView,
    OrderDone,
    PendingOrder,
    WhatIf,
)

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_CASES = 8
_STATES = {
    "in_force": "in force",
    "needs_second": "waits for a second person",
    "stored": "stored, not delivered yet",
}


def level_words(level: Level) -> str:
    """``L3 Consultant``."""
    return f"{level.value} {level.word}"


def agent_lines(detail: AgentDetail) -> list[str]:
    """Everything about one agent's autonomy."""
    view = detail.view
    lines = [f"{one_line(view.name, 80)} ({view.id}), {view.state}"]
    rows = [("Owner", view.owner), ("Gateway", view.gateway or "local")]
    if detail.paused_by:
        rows.append(("Paused", f"by {detail.paused_by} at {detail.paused_at}"))
    if view.halted_by:
        rows.append(("Halted", f"by {view.halted_by} at {view.halted_at}"))
    lines += pairs(rows)
    lines += ["", "Level", *autonomy_lines(detail.autonomy)]
    if detail.cap is not None:
        lines.append(f"  It fell to {level_words(detail.cap)} by itself: {one_line(detail.capped_why, 200)}")
    lines += ["", "Mandate", *mandate_lines(detail.mandate, detail)]
    for budget in detail.budgets:
        used, most = (_amount(amount, budget.unit) for amount in (budget.used, budget.at_most))
        lines.append(f"  Budget {one_line(budget.name, 60)}: {used} of {most} used within {span(budget.seconds)}")
    lines += ["", "Charter", *charter_lines(detail.charter)]
    lines += ["", f"Tools ({len(detail.tools):,})"]
    lines += pairs((tool.tool, f"{tool.risk}{'' if tool.described else ', not described'}") for tool in detail.tools)
    lines += ["", "Traces", f"  {capture_words(detail.capture)}"]
    lines += ["", *figure_lines(detail.figures)]
    if detail.proposal is not None:
        lines += ["", f"Proposed: {level_words(detail.proposal.level)}"]
        lines += [f"  - {one_line(why, 200)}" for why in detail.proposal.evidence]
    not_ready = [(state, name, said) for state, name, said in detail.readiness if state != "ok"]
    if not_ready:
        lines += ["", "Not ready"]
        lines += [f"  {state:<8}{one_line(name, 40)}: {one_line(said, 200)}" for state, name, said in not_ready]
    if detail.pending:
        lines += ["", *pending_lines(detail.pending)]
    return lines


def capture_words(capture: Capture) -> str:
    """What is kept of the spans that an agent's program exports."""
    return {
        Capture.OFF: "Nothing is kept of what its program exports.",
        Capture.STRUCTURE: "Structure alone is kept: names, times, tokens and which tools were called.",
        Capture.CONTENT: "Structure and content are kept: messages, arguments and results, with secrets masked.",
    }[capture]


def autonomy_lines(autonomy: Autonomy) -> list[str]:
    """A level with its sentence, its groups and raised quorums."""
    lines = [f"  {level_words(autonomy.level)}. {autonomy.level.sentence}"]
    lines += [
        f"  {one_line(group.name, 60)}: {level_words(group.level)} for {one_line(', '.join(group.tools), 200)}"
        for group in autonomy.groups
    ]
    lines += [f"  {risk.value} {risk.word} takes {count} people" for risk, count in sorted(autonomy.quorum.items())]
    return lines


def _amount(amount: int, unit: str) -> str:
    """A budget's sum: minor units of a currency as money, else the number of calls or things."""
    return (money(amount, unit) if unit else None) or f"{amount:,}"


def mandate_lines(mandate: Mandate | None, detail: AgentDetail | None = None) -> list[str]:
    """A mandate in words; amounts as the tools' descriptors show them."""
    if mandate is None:
        return ["  none: nothing runs alone"]
    described = {
        view.tool: read_descriptor(view.descriptor)
        for view in (detail.tools if detail is not None else ())
        if view.descriptor is not None
    }
    rows = [("Tools", ", ".join(mandate.tools)), ("Until", moment(mandate.expires_at))]
    for limit in mandate.limits:
        tool = described.get(limit.tool)
        rows.append((limit.tool, f"{label(limit.field, tool)} at most {in_words(limit.at_most, limit.field, tool)}"))
    for window in mandate.windows:
        tool = described.get(window.tools[0])
        most = f"{window.at_most:,} calls" if window.field is None else in_words(window.at_most, window.field, tool)
        rows.append((window.name, f"{most} within {span(window.seconds)} for {', '.join(window.tools)}"))
    for payees in mandate.payees:
        known = ", ".join(payees.allowed[:5]) + (f" and {len(payees.allowed) - 5:,} more" * (len(payees.allowed) > 5))
        rows.append((payees.tool, f"{label(payees.field, described.get(payees.tool))} only {known}"))
    if mandate.hours is not None:
        hours = mandate.hours
        days = ", ".join(_DAYS[day] for day in hours.days)
        rows.append(("Hours", f"{days} {hours.start} to {hours.end} ({hours.zone})"))
    if mandate.confidence is not None:
        rows.append(("Confidence", f"at least {mandate.confidence:g}"))
    rows.append(("Lapses", f"after {span(mandate.silence)} without any person's desktop"))
    rows.append(("Outside", "is refused" if mandate.outside == "refuse" else "waits for a person"))
    return pairs(rows)


def charter_lines(charter: Charter | None) -> list[str]:
    """A charter in words."""
    if charter is None:
        return ["  none: it stays at L1 Operator. Start from: counterseal agents charter ID --template"]
    rows = [
        ("Workflow", charter.workflow),
        ("Bounds", charter.bounds),
        ("Metric", f"{charter.metric}: at least {charter.target:.0%}"),
        ("Failures", f"at most {charter.failure_rate:.1%}"),
        ("To people", f"at most {charter.share_to_people:.0%}"),
        ("Runbook", charter.runbook),
    ]
    if charter.answer_within is not None:
        rows.append(("Answer", f"within {span(charter.answer_within)}, else it is rejected"))
    return pairs(rows)


def figure_lines(figures: Figures) -> list[str]:
    """Success figures; what cannot be counted yet says so."""
    return [
        f"Last {figures.days} days",
        *pairs(
            [
                ("Actions", f"{figures.actions:,}, {figures.alone:,} alone"),
                ("To people", _share(figures.to_people)),
                ("Approved unedited", _share(figures.unedited)),
                ("Marked as wrong", _share(figures.wrong)),
                ("Success", _share(figures.success)),
            ]
        ),
    ]


def _share(value: float | None) -> str:
    return "nothing to count yet" if value is None else f"{value:.0%}"


def what_if_lines(found: WhatIf) -> list[str]:
    """What a change would have changed."""
    lines = [
        f"What it would have changed in the last {found.days} days ({found.looked_at:,} actions)",
        f"  alone      {found.now_alone:,} ran alone, {found.would_alone:,} would have",
        f"  waiting    {found.would_wait:,} would wait for a person",
    ]
    if found.would_refuse:
        lines.append(f"  refused    {found.would_refuse:,} would be refused")
    for case in found.cases[:_MOST_CASES]:
        what = f"{one_line(case.title, 80)}: {case.was}, would {case.would}: {one_line(case.why, 120)}"
        lines.append(f"  {case.at[:16]}Z  {what}")
    if len(found.cases) > _MOST_CASES:
        lines.append(f"  … {len(found.cases) - _MOST_CASES:,} more; --json shows all")
    lines += [f"  Mind: {one_line(said, 200)}" for said in found.warnings]
    if found.needs_second:
        lines.append("  It takes a second person's signature too.")
    return lines


def pending_lines(pending: Sequence[PendingOrder]) -> list[str]:
    """Orders that wait for a second person."""
    if not pending:
        return ["No order waits for a second person."]
    lines = []
    for order in pending:
        who = "you" if order.by_me else one_line(order.by, 60)
        todo = "somebody else signs it too" if order.by_me else f"counterseal agents second {order.sha256[:12]}"
        lines.append(f"{order.kind} of {order.agent}, signed by {who} at {order.at}, until {order.until}: {todo}")
        lines += [f"  - {one_line(change, 200)}" for change in order.changes]
        lines += block(order.reason, "  | ", 4) if order.reason else []
    return lines


def incident_lines(found: Iterable[IncidentView]) -> list[str]:
    """Incidents, each with its steps."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.id[-8:]}  {one.state}  {one.agent}: {one_line(one.title or one.what, 120)}")
        lines += [f"  {at}  {one_line(who, 40)}: {one_line(what, 200)}" for at, who, what in one.steps]
        if one.compensating:
            lines.append(f"  made up for by {one.compensating}")
        if one.state == "open" and one.runbook:
            lines += block(f"Runbook: {one.runbook}", "  ", 6)
    return lines or ["No incident is known."]


def done_line(what: str, done: OrderDone) -> str:
    """One order, and what became of it."""
    note = f" {one_line(done.note, 300)}" if done.note else ""
    return f"{what}: {_STATES.get(done.state, done.state)}, entry {done.seq}.{note}"
