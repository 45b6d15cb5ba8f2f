"""The story: what the person decides, and what must then be true of the real things."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.demo import cast, office, repository, shop
from counterseal.demo.agents.worker import EXIT_STOPPED
from counterseal.demo.hands import Hands
from counterseal.demo.stage import Stage
from counterseal.demo.telling import Teller
from counterseal.ledger import log as ledger_log
from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionReceipt, Event, HistoryFilter

SETTLE_SECONDS = 25.0
HALT_REASON = "Three refunds in one morning: I look at its prompts first"


@dataclass(frozen=True, slots=True)
class Act:
    """One decision of the story.

    ``words`` find the action by its title. ``observe`` reads the real thing; it must say ``expected`` afterwards.
    ``told`` says whether the agent has had the decision, for those that leave no effect to wait for.
    """

    part: cast.Part
    words: str
    verdict: Verdict
    expected: str
    observe: Callable[[Stage], str]
    told: Callable[[Stage], bool]
    reason: str = ""
    answer: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class RanAlone:
    """One action that no person decided: its entry names the orders that allowed it."""

    agent: str
    action_id: str
    title: str
    entry: int
    level: str
    rules: tuple[str, ...]
    orders: tuple[str, ...]
    expected: str
    observed: str

    @property
    def as_expected(self) -> bool:
        return self.observed == self.expected


@dataclass(slots=True)
class Played:
    """One decision that was made, and what it led to."""

    agent: str
    action_id: str
    tool: str
    title: str
    decided: str
    by: str
    entry: int
    envelope_sha256: str
    at: str
    expected: str
    observed: str = ""
    note: str = ""

    @property
    def as_expected(self) -> bool:
        return self.observed == self.expected


def refund_of(order: str) -> Callable[[Stage], str]:
    """Reads the refunds of an order in the shop."""

    def observe(stage: Stage) -> str:
        found = [one for one in shop.refunds(stage.shop) if one.order == order]
        if not found:
            return "no refund in the shop"
        said = (f"{one.amount_minor} minor units ({type(one.amount_minor).__name__}) to {one.card}" for one in found)
        return f"refunded {'; '.join(said)}"

    return observe


def merge_of(branch: str) -> Callable[[Stage], str]:
    """Reads whether ``main`` has a merge commit of a branch's head."""

    def observe(stage: Stage) -> str:
        merged = {one for _merge, one in repository.merges(stage.folders.repository)}
        head = repository.head(stage.folders.repository, branch)
        return "a merge commit on main has it" if head in merged else "main is without it"

    return observe


def mail_to(address: str) -> Callable[[Stage], str]:
    """Reads the mailbox."""

    def observe(stage: Stage) -> str:
        found = [one for one in office.mails(stage.folders.mailbox) if one.to == address]
        return f"{len(found)} message in the mailbox for {address}" if found else f"no message for {address}"

    return observe


def done(words: str) -> Callable[[Stage], bool]:
    """True when the ledger has an outcome of the action with these words."""

    def told(stage: Stage) -> bool:
        page = stage.desk.history(HistoryFilter(kinds=("outcome",))).result(10)
        return any(words in row.title for row in page.rows)

    return told


def logged(which: Callable[[Stage], Any], words: str) -> Callable[[Stage], bool]:
    """True when the agent's own log has these words."""
    return lambda stage: words in which(stage).words()


def thread_ended(task: str) -> Callable[[Stage], bool]:
    """True when the office agent has gone on and finished this task."""
    return lambda stage: bool(office.last_words(stage.office_url, stage.threads[task]))


ACTS: tuple[Act, ...] = (
    Act(
        cast.REFUNDS,
        "order 88107",
        Verdict.APPROVE,
        "refunded 3800 minor units (int) to card ••2210, Mastercard",
        refund_of("88107"),
        done("order 88107"),
    ),
    Act(
        cast.REFUNDS,
        "order 88213",
        Verdict.EDIT,
        "refunded 91000 minor units (int) to card ••4417, Visa",
        refund_of("88213"),
        done("order 88213"),
        reason="The case is kept, and the customer agreed to 910.00 by phone (RP-12 §3)",
        changes={"amount_minor": 91000, "reason_code": "partial_damage"},
    ),
    Act(
        cast.CODE,
        "fix/flaky-capture",
        Verdict.REJECT,
        "main is without it",
        merge_of("fix/flaky-capture"),
        logged(lambda stage: stage.code, "fix/flaky-capture: not done. Rejected"),
        reason="Switches certificate checks off",
    ),
    Act(
        cast.CODE,
        "feature/retry-budget",
        Verdict.APPROVE,
        "a merge commit on main has it",
        merge_of("feature/retry-budget"),
        done("feature/retry-budget"),
        reason="Read the diff: new file and test, nothing else is touched",
    ),
    Act(
        cast.OFFICE,
        "Renewal of contract",
        Verdict.APPROVE,
        "1 message in the mailbox for ingrid.solberg@nordfrakt.example",
        mail_to("ingrid.solberg@nordfrakt.example"),
        done("Renewal of contract"),
    ),
    Act(
        cast.OFFICE,
        "Last notice",
        Verdict.REJECT,
        "no message for petra@hallberg-co.example",
        mail_to("petra@hallberg-co.example"),
        thread_ended("Get invoice 7741 paid"),
        reason="They paid yesterday: match the payment instead",
    ),
    Act(
        cast.OFFICE,
        "PN-309",
        Verdict.ANSWER,
        "no message for karin@sjostrand-bygg.example",
        mail_to("karin@sjostrand-bygg.example"),
        thread_ended("Tell Karin Sjöstrand when PN-309 arrives"),
        answer="Do not name a day: the estimate is 24 to 27 November. I ask the carrier first and come back to you.",
    ),
)
ALONE = "88231"
LEFT_WAITING = "order 88190"
QUESTIONS = len(ACTS) + 1


class Story:
    """Plays the acts with given hands and keeps what was decided."""

    def __init__(self, stage: Stage, hands: Hands, tell: Teller) -> None:
        self._stage = stage
        self._hands = hands
        self._tell = tell
        self._receipts: dict[str, DecisionReceipt] = {}
        self.played: list[Played] = []
        self.alone: list[RanAlone] = []
        self.halt_report: tuple[str, ...] = ()
        self._end = stage.desk.subscribe(self._hear)

    def play(self) -> list[Played]:
        """All acts, the halt, and a last look at every real thing. Raises KnownError when the story gets stuck."""
        try:
            self._hands.look_around()
            self._ran_alone()
            for act in ACTS:
                self._act(act)
            self._halt()
            edited = next(one for one in self.played if one.decided == Verdict.EDIT.value)
            self._hands.look_back(edited.entry)
        finally:
            self._end()
        self._look_again()
        return self.played

    def _ran_alone(self) -> None:
        """The small refund is inside the mandate: it runs without anybody, and the ledger says on whose authority."""
        stage, words = self._stage, f"order {ALONE}"
        self._hands.until(lambda: done(words)(stage), SETTLE_SECONDS, f"the refund of {words} to run alone")
        page = stage.desk.history(HistoryFilter(kinds=("policy_allowed",))).result(10)
        row = next(row for row in page.rows if words in row.title)
        with stage.desk.profile.reading() as connection:
            policy = json.loads(ledger_log.payload(connection, row.seq, "policy"))
        ran = RanAlone(
            agent=cast.REFUNDS.id,
            action_id=row.subject,
            title=row.title,
            entry=row.seq,
            level=policy["level"],
            rules=tuple(says for _code, _effect, says in policy["rules"]),
            orders=tuple(policy["envelopes"]),
            expected="refunded 1500 minor units (int) to card ••7702, Mastercard",
            observed=refund_of(ALONE)(stage),
        )
        self.alone.append(ran)
        mark = "" if ran.as_expected else f"  UNEXPECTED, wanted: {ran.expected}"
        self._tell(f"alone: {ran.title}: {ran.observed} (entry {ran.entry}, at {ran.level}){mark}")

    def _act(self, act: Act) -> None:
        item = self._hands.until(lambda: self._stage.item(act.words), 10, f"{act.words} to wait")
        if act.verdict is Verdict.APPROVE:
            self._hands.approve(item, act.reason)
        elif act.verdict is Verdict.EDIT:
            self._hands.edit(item, act.changes, act.reason)
        elif act.verdict is Verdict.REJECT:
            self._hands.reject(item, act.reason)
        else:
            self._hands.answer(item, act.answer)
        receipt = self._hands.until(lambda: self._delivered(item.id), 10, f"{item.title} to be delivered")
        self._hands.until(lambda: act.told(self._stage), SETTLE_SECONDS, f"{item.title} to be carried out")
        row = self._stage.desk.entry(receipt.seq).result(10).row
        played = Played(
            agent=act.part.id,
            action_id=item.id,
            tool=item.tool,
            title=item.title,
            decided=act.verdict.value,
            by=row.who,
            entry=receipt.seq,
            envelope_sha256=receipt.envelope_sha256,
            at=receipt.decided_at,
            expected=act.expected,
            observed=act.observe(self._stage),
            note=receipt.note,
        )
        self.played.append(played)
        self._say(played)

    def _halt(self) -> None:
        stage = self._stage
        item = self._hands.until(lambda: stage.item(LEFT_WAITING), 10, f"{LEFT_WAITING} to wait")
        self.halt_report = self._hands.halt(cast.REFUNDS.id, cast.REFUNDS.name, HALT_REASON)
        self._hands.until(lambda: stage.refunds.exit_code is not None, 20, "the halted agent's process to end")
        page = stage.desk.history(HistoryFilter(kinds=("halt",))).result(10)
        row = page.rows[0]
        played = Played(
            agent=cast.REFUNDS.id,
            action_id=item.id,
            tool=item.tool,
            title=item.title,
            decided="halt",
            by=row.who,
            entry=row.seq,
            envelope_sha256=_envelope_of(stage, row.seq),
            at=row.at,
            expected=f"process ended with {EXIT_STOPPED}, action void, no refund in the shop",
            observed=self._after_halt(item.id),
            note="; ".join(self.halt_report),
        )
        self.played.append(played)
        self._say(played)

    def _after_halt(self, action_id: str) -> str:
        state = self._stage.desk.detail(action_id).result(10).item.state
        code = self._stage.refunds.exit_code
        return f"process ended with {code}, action {state.value}, {refund_of('88190')(self._stage)}"

    def _look_again(self) -> None:
        """Effects that came too late, or were undone, show at the end only."""
        for act, played in zip(ACTS, self.played, strict=False):
            played.observed = act.observe(self._stage)
        self.played[-1].observed = self._after_halt(self.played[-1].action_id)

    def _delivered(self, action_id: str) -> DecisionReceipt | None:
        receipt = self._receipts.get(action_id)
        return receipt if receipt is not None and receipt.state != "stored" else None

    def _hear(self, event: Event) -> None:
        if event.kind == "receipt":
            self._receipts[event.value.action_id] = event.value

    def _say(self, played: Played) -> None:
        mark = "" if played.as_expected else f"  UNEXPECTED, wanted: {played.expected}"
        self._tell(f"{played.decided}: {played.title}: {played.observed} (entry {played.entry}){mark}")


def _envelope_of(stage: Stage, seq: int) -> str:
    from sqlalchemy import select

    from counterseal.ledger import schema

    with stage.desk.profile.reading() as connection:
        query = select(schema.entries.c.envelope).where(schema.entries.c.seq == seq)
        return str(connection.execute(query).scalar_one())
