"""Values as lines for a terminal. Pure: what is made by us and what others say is kept visibly apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterseal.cli.choosing import short
from counterseal.cli.terminal import block, one_line, pairs, table
from counterseal.model.autonomy import Level
from counterseal.model.facts import Facts
from counterseal.model.risk import Risk
from counterseal.model.untrusted import find_notes
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync.api import DoctorLine, EditPreview, HaltProgress, HistoryPage

SAYS = "The agent says (not verified)"
_MOST_STEPS = 12
_DOCTOR_MARKS = {"ok": "ok     ", "note": "note   ", "warning": "WARNING", "failure": "FAILURE"}


def risk_words(risk: Risk) -> str:
    """``R3 High``."""
    return f"{risk.value} {risk.word}"


def queue_lines(items: Sequence[QueueItem]) -> list[str]:
    """The open queue, one line per action."""
    if not items:
        return ["Nothing waits for a person."]
    columns: list[tuple[str, list[str]]] = [
        ("ID", [short(i.id) for i in items]),
        ("RISK", [risk_words(i.risk) for i in items]),
        ("STATE", [i.state.value for i in items]),
        ("AGENT", [i.agent_name for i in items]),
        ("WHAT", [i.title for i in items]),
        ("EXPIRES", [i.deadline or i.expires_at or "no deadline" for i in items]),
    ]
    # Only where there is something to say: most queues are one person's.
    optional = [
        ("APPROVALS", [f"{i.has} of {i.needs}" if i.needs > 1 or i.has else "" for i in items]),
        ("WAITS FOR", [i.waits_for for i in items]),
        ("CLAIMED BY", [i.claimed_name for i in items]),
        ("ESCALATED", [i.escalated for i in items]),
    ]
    columns += [column for column in optional if any(column[1])]
    return table([head for head, _cells in columns], zip(*(cells for _head, cells in columns), strict=True))


def watch_line(item: QueueItem) -> str:
    """One change of the queue in one line."""
    what = one_line(item.title, 80)
    return f"{short(item.id)}  {risk_words(item.risk)}  {item.state.value}  {one_line(item.agent_name, 40)}: {what}"


def facts_lines(detail: ActionDetail, facts: Facts | None = None, risk: Risk | None = None) -> list[str]:
    """What a person must have before them when deciding: facts first, then why, then the agent's own words.

    Args:
        facts: the facts of an edited action, in place of the agent's.
        risk: the risk to name, when it is not that of the queue item.
    """
    item, card = detail.item, facts or detail.facts
    shown = risk or item.risk
    lines = [
        f"{one_line(card.title, 160)}",
        f"  {risk_words(shown)}: {shown.sentence}",
        "",
        "Facts (made by Counterseal from the arguments)",
    ]
    rows = [(row.label, f"{row.value}   [{row.exact}]" if row.exact else row.value) for row in card.rows]
    rows.append(("Reversible", card.undo))
    lines += pairs(rows)
    if not card.plain:
        lines.append("  This tool is not described by its owner: labels are only the names of arguments.")
    lines += ["", "Which action"]
    together = [("Answered with", f"the others of its batch {item.group}")] if item.group else []
    quorum = [("Approvals", f"{item.has} of {item.needs}")] if item.needs > 1 or item.has else []
    quorum += [("Approved by", f"{one.name} at {one.at}{' (changed it)' * one.edit}") for one in detail.approvals]
    told = (
        ("Waits for", item.waits_for),
        ("Claimed by", item.claimed_name),
        ("Escalated", item.escalated),
        ("Rejected by itself", f"at {item.deadline}" if item.deadline else ""),
    )
    quorum += [(name, said) for name, said in told if said]
    lines += pairs(
        [
            ("Agent", f"{item.agent_name} ({item.agent})"),
            ("Owner", item.owner),
            ("Tool", item.tool),
            ("State", item.state.value),
            ("Asked at", item.asked_at),
            ("Expires at", item.expires_at or "no deadline"),
            ("Source", item.source + (f", {detail.guards}" if detail.guards else "")),
            ("Action", item.id),
            ("Digest", item.digest),
            *together,
            *quorum,
        ]
    )
    lines += ["", "Why it waits"]
    lines += [f"  - {one_line(why, 200)}" for why in item.why] or ["  - a person decides every action of this agent"]
    if detail.budgets:
        lines += ["", "Use of the mandate"]
        lines += pairs((name, f"{used:,} of {most:,} used") for name, used, most in detail.budgets)
    if detail.redacted:
        lines += ["", "Masked by the gateway", *pairs((where or "/", rule) for where, rule in detail.redacted)]
    if item.problem:
        lines += ["", "It cannot be shown, and can only be rejected", f"  {one_line(item.problem, 300)}"]
    return [*lines, "", *claims_lines(detail)]


def claims_lines(detail: ActionDetail) -> list[str]:
    """The agent's words, labelled as such on every line."""
    claims = detail.claims
    lines = [SAYS]
    lines += block(claims.summary, "  | ") if claims.summary else ["  | nothing"]
    if claims.confidence is not None:
        lines.append(f"  | confidence {claims.confidence:.2f}")
    notes = find_notes(claims.summary)
    if notes:
        lines.append(f"  (This text {'; '.join(notes)}.)")
    return lines


def attachment_lines(detail: ActionDetail) -> list[str]:
    """Context, trace and the canonical arguments, for reading before a decision."""
    lines: list[str] = []
    if detail.context:
        lines += ["", f"Context ({len(detail.context):,}), from outside"]
        for entry in detail.context[:_MOST_STEPS]:
            said = " · ".join(part for part in (one_line(entry.author, 60), one_line(entry.at, 30)) if part)
            lines.append(f"  {entry.kind}: {one_line(entry.title, 120)}" + (f" ({said})" if said else ""))
            lines += block(entry.text, "    | ", 12) if entry.text else []
        lines += _more(len(detail.context))
    if detail.trace:
        lines += ["", f"Trace ({len(detail.trace):,} step{'' if len(detail.trace) == 1 else 's'}), from outside"]
        for number, step in enumerate(detail.trace[:_MOST_STEPS], 1):
            mark = " (proposes this action)" if step.proposes else ""
            lines.append(f"  {number}. {step.kind}: {one_line(step.name, 100)}{mark}")
            lines += block(step.text, "    | ", 6) if step.text else []
        lines += _more(len(detail.trace))
    lines += ["", "Exactly what would run (canonical JSON, covered by the digest)"]
    lines += block(detail.canonical, "  ")
    if detail.runbook:
        lines += ["", "When it goes wrong", *block(detail.runbook, "  ")]
    return lines


def edit_lines(preview: EditPreview) -> list[str]:
    """What an edit changes, member by member."""
    lines = ["Changes"]
    for pointer, old, new in preview.changes:
        lines += [f"  {one_line(pointer, 120)}", *block(old, "    - ", 8), *block(new, "    + ", 8)]
    return lines


def agent_lines(agents: Sequence[AgentView]) -> list[str]:
    """Registered agents, one line each."""
    if not agents:
        return ["No agent is registered. Register one: counterseal agents register ID --name NAME"]
    head = (
        "ID", "NAME", "OWNER", "LEVEL", "STATE", "WAITING", "TODAY", "LEASE UNTIL", "HALTED", "PAUSED", "GATEWAY",
    )  # fmt: skip
    rows = [
        (
            a.id,
            a.name,
            a.owner,
            _level(a),
            a.state,
            str(a.waiting),
            str(a.today),
            a.lease_until or "none",
            f"by {a.halted_by} at {a.halted_at}".strip() if a.halted_by else "no",
            f"by {a.paused_by}" if a.paused_by else "no",
            a.gateway or "local",
        )
        for a in agents
    ]
    return table(head, rows)


def _level(agent: AgentView) -> str:
    """The level that counts, with its word; that the agent fell to it by itself."""
    said = f"{agent.level} {Level(agent.level).word}" if agent.level in Level.__members__ else agent.level
    return f"{said} (fell by itself)" if agent.cap else said


def halt_lines(progress: HaltProgress) -> list[str]:
    """A halt per agent: what stopped, what has not been heard of."""
    lines = [f"Halt of {progress.scope} by {one_line(progress.by, 80)} at {progress.at}, entry {progress.seq}"]
    for line in progress.lines:
        took = f" after {line.seconds:.1f} s" if line.seconds is not None else ""
        until = f", stops by itself at {line.stops_at}" if line.stops_at else ""
        name = one_line(line.agent_name, 60)
        lines.append(f"  {line.state:<8}  {name} ({line.agent}){took}{until}: {one_line(line.note, 300)}")
        lines += [f"            began and is not recalled: {one_line(title, 120)}" for title in line.in_flight]
    return lines if progress.lines else [*lines, "  No agent is registered here."]


def history_lines(page: HistoryPage) -> list[str]:
    """Ledger entries, newest first."""
    if not page.rows:
        return ["No entry fits."]
    head = ("ENTRY", "AT", "KIND", "VERDICT", "WHO", "AGENT", "WHAT", "THEN")
    rows = [
        (
            f"{r.log_name} {r.seq}" if r.log_name else str(r.seq),
            r.at,
            r.kind,
            r.verdict,
            r.who,
            r.agent_name or r.agent,
            r.title,
            r.outcome,
        )
        for r in page.rows
    ]
    more = [] if page.next_before is None else [f"Older entries follow: add --before {page.next_before}"]
    return [*table(head, rows), *more]


def doctor_lines(found: Iterable[DoctorLine]) -> list[str]:
    """What doctor found; what to do stands under what is wrong."""
    lines: list[str] = []
    for one in found:
        mark = _DOCTOR_MARKS.get(one.level, one.level)
        lines.append(f"{mark}  {one_line(one.name, 60)}: {one_line(one.found, 300)}")
        if one.todo:
            lines.append(f"         → {one_line(one.todo, 300)}")
    return lines


def _more(count: int) -> list[str]:
    return [f"  … {count - _MOST_STEPS:,} more; --json shows all"] if count > _MOST_STEPS else []
