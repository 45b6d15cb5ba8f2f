"""What the trace says in words: kinds, durations, tokens, totals, and how the proposing step was found."""

from __future__ import annotations

from counterseal.clock import later, parse_stamp
from counterseal.errors import InvalidInput
from counterseal.model.actions import TraceStep
from counterseal.model.traces import Match, MatchedBy, OpenedTrace, TraceTotals, tokens_of
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.direction import isolated
from counterseal_desktop.widgets.untrusted_escape import display_line

KIND_ICONS = {
    "model": "cpu",
    "tool": "wrench",
    "retrieval": "book-open",
    "message": "message-circle",
    "agent": "bot",
    "other": "circle-dot",
    "propose": "diamond",
}
SEARCHABLE_EXCERPT = 60


def kind_word(kind: str) -> str:
    """A step's kind for people."""
    return {
        "model": tr("Model"),
        "tool": tr("Tool"),
        "retrieval": tr("Retrieval"),
        "message": tr("Message"),
        "agent": tr("Agent"),
        "propose": tr("Proposal"),
    }.get(kind, tr("Other"))


def source_words(source: str) -> str:
    """What wrote a trace file, for people."""
    return {
        "opentelemetry": tr("OpenTelemetry spans"),
        "claude_code": tr("a Claude Code transcript"),
        "langgraph": tr("a LangGraph history"),
    }.get(source, tr("steps in Counterseal's own form"))


def seconds(milliseconds: int) -> str:
    """A duration for people: ``38 ms``, ``0.4 s``, ``75 s``, ``12 min``."""
    if milliseconds < 50:
        return isolated(tr("{n} ms", n=milliseconds))
    if milliseconds < 60_000:
        return isolated(tr("{n} s", n=figure(milliseconds / 1000, 1)))
    if milliseconds < 600_000:
        return isolated(tr("{n} s", n=figure(milliseconds // 1000)))
    if milliseconds < 36_000_000:
        return isolated(tr("{n} min", n=figure(milliseconds // 60_000)))
    return isolated(tr("{n} h", n=figure(milliseconds // 3_600_000)))


def title_words(totals: TraceTotals) -> str:
    """The card's heading: ``Reasoning trace — 7 steps, 9.4 s, 4,112 tokens``."""
    if not totals.steps:
        return tr("Reasoning trace — the agent sent none")
    return tr("Reasoning trace — {figures}", figures=figures(totals))


def figures(totals: TraceTotals) -> str:
    """A trace's figures side by side; what it does not tell is left out."""
    steps = tr("1 step") if totals.steps == 1 else tr("{n} steps", count=totals.steps, n=figure(totals.steps))
    parts = [steps]
    if totals.total_ms:
        parts.append(seconds(totals.total_ms))
    if totals.tokens is not None:
        parts.append(tr("{n} tokens", n=figure(totals.tokens)))
    return ", ".join(parts)


def tokens_words(step: TraceStep) -> str:
    """A step's tokens with their parts, where the source told them; empty without any."""
    if step.tokens_in is not None and step.tokens_out is not None:
        return tr("{into} tokens in, {out} out", into=figure(step.tokens_in), out=figure(step.tokens_out))
    count = tokens_of(step)
    return "" if count is None else tr("{n} tokens", n=figure(count))


def step_facts(step: TraceStep, begin_ms: int, began_at: str, stray: bool) -> list[str]:
    """What is known of a step besides its text, each fact by itself."""
    facts = [kind_word(step.kind)]
    if step.failed:
        facts.append(tr("The source says that it failed"))
    if step.model and step.model != step.name:
        facts.append(tr("Answered by {name}", name=display_line(step.model, 80)))
    after = step.start_ms - begin_ms
    if after:
        facts.append(tr("Began {time} after the first step", time=seconds(after)))
    clock = _clock(began_at, after)
    if clock:
        facts.append(tr("Began at {time} UTC", time=clock))
    if step.duration_ms is not None:
        facts.append(tr("Took {time}", time=seconds(step.duration_ms)))
    said = tokens_words(step)
    if said:
        facts.append(said)
    facts += [tr("Call id {id}", id=display_line(call.id, 80)) for call in step.calls[:4] if call.id]
    if stray:
        facts.append(tr("It names a step above it that this trace does not have"))
    return facts


def match_words(match: Match | None, step: TraceStep | None, tool: str) -> str:
    """How the step that proposed the action was found, or that none was."""
    shown = display_line(tool, 120)
    if match is None or step is None:
        return tr("No step of this trace calls {tool} with the action's arguments.", tool=shown)
    if match.by is MatchedBy.CALL_ID:
        ids = [call.id for call in step.calls if call.id and call.tool == tool] or [one.id for one in step.calls]
        return tr("Proposes this action: matched by the tool call id {id}.", id=display_line(ids[-1], 80))
    if match.by is MatchedBy.CALL and match.others:
        return tr(
            "Proposes this action: matched by tool and arguments, the last of {n} steps with the same call.",
            n=figure(match.others + 1),
        )
    if match.by is MatchedBy.CALL:
        return tr("Proposes this action: matched by tool and arguments.")
    if any(call.tool == tool for call in step.calls):
        return tr("The trace itself marks this step as proposing; its arguments are not those of the action now.")
    return tr("The trace itself marks this step as proposing; it tells no tool and arguments to compare.")


def file_words(opened: OpenedTrace) -> list[str]:
    """What the reader should know of a file that was opened, sentence by sentence."""
    said = [tr("It was read as {source}.", source=source_words(opened.source))]
    if opened.began_at:
        said.append(tr("It begins at {time} UTC.", time=opened.began_at[:19].replace("T", " ")))
    if opened.passed_over:
        said.append(
            tr("1 record that is no step was passed over.")
            if opened.passed_over == 1
            else tr("{n} records that are no steps were passed over.", n=figure(opened.passed_over))
        )
    if opened.torn:
        said.append(tr("Its last line is torn off and was left out."))
    return said


def excerpt(text: str, wanted: str) -> str:
    """The words around where a text has ``wanted``; empty where it has it not."""
    at = text.casefold().find(wanted.casefold())
    if at < 0:
        return ""
    begin, end = max(at - SEARCHABLE_EXCERPT, 0), at + len(wanted) + SEARCHABLE_EXCERPT
    head, tail = "…" if begin else "", "…" if end < len(text) else ""
    return f"{head}{display_line(text[begin:end], 4 * SEARCHABLE_EXCERPT)}{tail}"


def _clock(began_at: str, after_ms: int) -> str:
    try:
        return later(parse_stamp(began_at), after_ms / 1000)[11:23] if began_at else ""
    except (InvalidInput, OverflowError):
        return ""
