"""``counterseal queue``: see what waits and decide on it. A decision here is final at once: nothing is held back."""

from __future__ import annotations

import queue as queues
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli import cards, deciding
from counterseal.cli.choosing import choose
from counterseal.cli.deciding import Consent
from counterseal.cli.session import (
    ANSWER_SECONDS,
    JsonOption,
    PassphraseOption,
    ProfileOption,
    Session,
    begin,
    gateway_of,
    wait_for_answer,
)
from counterseal.cli.terminal import one_line
from counterseal.errors import Conflict, InvalidInput, KnownError, Unreachable, WrongUse
from counterseal.model import wire
from counterseal.model.decisions import NOT_SHOWN, Shown, Verdict
from counterseal.model.facts import RENDERER, Facts
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import DecisionDraft, DecisionReceipt, Event
from counterseal.sync.waiting import waiting_words, waits

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk

app = typer.Typer(no_args_is_help=True, help="What waits for a person, and the decisions on it.")

Id = Annotated[
    str, typer.Argument(metavar="ID", help="The action's id, or six or more of its first or last characters.")
]
Yes = Annotated[bool, typer.Option("--yes", help="I have read the facts; do not ask.")]
Confirm = Annotated[str | None, typer.Option("--confirm", metavar="FACT", help="At R4: the fact that matters, typed.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; required at R3 and R4 to let it run.")]
NO_GATEWAY = "This profile's own gateway is not running; what it holds is read from its database."


@app.command("list")
def list_(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """List what waits, by deadline within risk."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        items = open_queue(session, desk)
        session.terminal.text(*cards.queue_lines(items))
        session.terminal.json({"gateway": gateway_of(desk), "items": [wire.to_json(item) for item in items]})


@app.command()
def show(context: typer.Context, action: Id, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """Show one action: facts first, then the agent's claims, context, trace and exactly what would run."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        detail = find(session, desk, action)
        session.terminal.text(*cards.facts_lines(detail), *cards.attachment_lines(detail))
        session.terminal.json(wire.to_json(detail))


@app.command()
def approve(
    context: typer.Context,
    action: Id,
    yes: Yes = False,
    confirm: Confirm = None,
    reason: Reason = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Approve that exactly this action runs once."""
    session = begin(context, profile, as_json, passphrase_file)
    _decide(session, action, Consent(Verdict.APPROVE, yes, confirm, reason))


@app.command()
def edit(
    context: typer.Context,
    action: Id,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change one argument; may be repeated.")
    ] = None,
    arguments: Annotated[
        Path | None, typer.Option("--arguments", metavar="FILE", help="All arguments, as a JSON object.")
    ] = None,
    yes: Yes = False,
    confirm: Confirm = None,
    reason: Reason = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Change the arguments and approve that exactly the changed action runs once."""
    session = begin(context, profile, as_json, passphrase_file)
    if bool(assignments) == (arguments is not None):
        raise WrongUse("An edit takes either --set PATH=VALUE or --arguments FILE")
    from counterseal.cli import arguments as edited

    def change(detail: ActionDetail) -> Mapping[str, Any]:
        if arguments is not None:
            return edited.from_file(arguments)
        return edited.changed(detail.action.arguments, detail.schema, assignments or [])

    _decide(session, action, Consent(Verdict.EDIT, yes, confirm, reason), change=change)


@app.command()
def reject(
    context: typer.Context,
    action: Id,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for the agent.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Not needed: to reject is never held up.")] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Reject the action; it must not run."""
    session = begin(context, profile, as_json, passphrase_file)
    _decide(session, action, Consent(Verdict.REJECT, yes, None, reason))


@app.command()
def answer(
    context: typer.Context,
    action: Id,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to tell the agent.")],
    yes: Yes = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for the ledger.")] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Answer the agent in place of running the action."""
    session = begin(context, profile, as_json, passphrase_file)
    if not text.strip():
        raise WrongUse("An answer needs a text")
    _decide(session, action, Consent(Verdict.ANSWER, yes, None, reason), text=text)


@app.command()
def watch(
    context: typer.Context,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", min=0, help="End by itself after so many seconds.")
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the queue and then every change of it, one line each, until interrupted."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        news: queues.Queue[tuple[QueueItem, ...]] = queues.Queue()

        def hear(event: Event) -> None:
            if event.kind == "queue":
                news.put(event.value)

        end = desk.subscribe(hear)
        try:
            if not desk.connected:
                _ = desk.gateway_url
            _watch(session, desk, news, seconds)
        finally:
            end()


def open_queue(session: Session, desk: Desk) -> tuple[QueueItem, ...]:
    """The open queue from the gateway, or from the database with a remark when no gateway answers."""
    if gateway_of(desk) is not None:
        return desk.queue()
    from counterseal.cli import offline

    session.terminal.remark(NO_GATEWAY)
    # Separate gateways may answer all the same.
    return (*desk.queue(), *offline.queue(desk.profile, desk.clock))


def find(session: Session, desk: Desk, typed: str) -> ActionDetail:
    """The action that an id, or a part of one, means. Raises NotFound, WrongUse."""
    from counterseal.cli import offline

    known = [item.id for item in open_queue(session, desk)]
    identifier = typed.strip().lower()
    if len(identifier) != 36:
        identifier = choose(typed, known, "waiting action")
    if gateway_of(desk) is None and not any(item.id == identifier for item in desk.queue()):
        return offline.detail(desk.profile, desk.clock, identifier)
    return desk.detail(identifier).result()


def _watch(session: Session, desk: Desk, news: queues.Queue[tuple[QueueItem, ...]], seconds: float | None) -> None:
    seen: dict[str, int] = {}
    ends = None if seconds is None else time.monotonic() + seconds
    items, connected = desk.queue(), True
    while True:
        for item in items:
            if seen.get(item.id) != item.version:
                seen[item.id] = item.version
                session.terminal.text(cards.watch_line(item))
                session.terminal.json_line(wire.to_json(item))
        session.terminal.flush()
        left = 1.0 if ends is None else ends - time.monotonic()
        if left <= 0:
            return
        try:
            items = news.get(timeout=min(left, 1.0))
        except queues.Empty:
            items = ()
        if connected != desk.connected:
            connected = not connected
            session.terminal.remark("The gateway is back." if connected else "The gateway went away; waiting for it.")


def _decide(
    session: Session,
    typed: str,
    consent: Consent,
    *,
    change: Any = None,
    text: str = "",
) -> None:
    terminal = session.terminal
    with session.desk(sign=True) as desk:
        detail = find(session, desk, typed)
        deciding.check_open(detail, consent.verdict)
        arguments = change(detail) if change is not None else None
        facts, opened = _show(session, desk, detail, arguments)
        consent.shown_at = time.monotonic()
        risk = deciding.worst(detail, facts)
        deciding.check_reason(consent, risk)
        deciding.check_confirmed(terminal, consent, facts, risk)
        if terminal.interactive and deciding.takes_step_up(consent.verdict, risk):
            # Where there is nobody to ask, the desk refuses by itself what takes it.
            session.step_up(desk)
        item = detail.item
        draft = DecisionDraft(
            action_id=item.id,
            digest=item.digest,
            nonce=item.nonce,
            halt_epoch=item.halt_epoch,
            verdict=consent.verdict,
            reason=consent.reason.strip(),
            answer=text.strip(),
            arguments=arguments,
            shown=NOT_SHOWN if terminal.as_json else Shown(None, RENDERER, opened, consent.dwell_ms),
            step_up=desk.step_up.fresh(),
        )
        receipt = _store(desk, draft, detail)
        _report(session, desk, receipt)


def _show(
    session: Session, desk: Desk, detail: ActionDetail, arguments: Mapping[str, Any] | None
) -> tuple[Facts, tuple[str, ...]]:
    """Print what is decided on, and for an edit what it makes; from High on the trace too.

    Returns:
        the facts of what would run, and the sections that were printed.

    Raises:
        InvalidInput: the edit does not fit.
    """
    terminal = session.terminal
    preview = desk.preview_edit(detail, arguments) if arguments is not None else None
    if preview is not None and preview.problems:
        where, why = preview.problems[0]
        more = f", and {len(preview.problems) - 1} more" if len(preview.problems) > 1 else ""
        raise InvalidInput(f"{why}{more}", where=where or "arguments", code="bad_edit")
    facts = preview.facts if preview is not None else detail.facts
    risk = deciding.worst(detail, facts)
    terminal.text(*cards.facts_lines(detail, facts, risk))
    opened = ["facts"]
    if risk.rank >= deciding.REASON_FROM:
        terminal.text(*cards.attachment_lines(detail))
        opened += ["trace"] if detail.trace else []
    if preview is not None:
        terminal.text("", *cards.edit_lines(preview))
    terminal.text("")
    return facts, tuple(opened)


def _store(desk: Desk, draft: DecisionDraft, detail: ActionDetail) -> DecisionReceipt:
    """Sign and store, with a gateway or without one."""
    if gateway_of(desk) is not None or detail.audience != desk.profile.log.origin:
        return desk.decide(draft).result()
    from counterseal.sync import signing

    stepped_up = desk.step_up.fresh()
    return signing.store_decision(desk.profile, desk.clock, draft, detail, lambda _step: None, stepped_up=stepped_up)


def _waits_for(desk: Desk, action_id: str) -> str:
    """Whom the gateway says that the action still waits for; empty when it does not answer."""
    try:
        return desk.detail(action_id).result(ANSWER_SECONDS).item.waits_for
    except (KnownError, TimeoutError):
        return ""


def _report(session: Session, desk: Desk, receipt: DecisionReceipt) -> None:
    """Say what became of the decision. Raises Conflict: refused. Unreachable: no gateway took it yet."""
    state, note = wait_for_answer(desk, receipt.envelope_sha256)
    waiting = state == "delivered" and waits(receipt.verdict, note)
    if waiting:
        note = waiting_words(receipt.verdict, _waits_for(desk, receipt.action_id))
    facts: dict[str, Any] = {
        "action": receipt.action_id,
        "verdict": receipt.verdict.value,
        "entry": receipt.seq,
        "envelope_sha256": receipt.envelope_sha256,
        "decided_at": receipt.decided_at,
        "state": state,
        "note": note,
        "waits": waiting,
    }
    if waiting:
        session.terminal.text(f"{receipt.verdict.value}: signed, entry {receipt.seq}. {one_line(note, 200)}.")
        session.terminal.json(facts)
        return
    if state == "delivered":
        session.terminal.text(f"{receipt.verdict.value}: signed, entry {receipt.seq}; the action is {note} now.")
        session.terminal.json(facts)
        return
    if state == "refused":
        raise Conflict(f"Refused by the gateway: {note}", todo=f"Your decision is entry {receipt.seq}.", **facts)
    raise Unreachable(
        f"Signed and stored as entry {receipt.seq}; it is delivered when a gateway runs",
        where=note,
        todo="Start the desktop, or: counterseal gateway serve.",
        code="stored_only",
        **facts,
    )
