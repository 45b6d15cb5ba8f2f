"""What else a person does about the action on the screen: claim it, take an approval back, say what became of it,
describe its tool, and make a mandate for next time. Deciding is the flow's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from counterseal.clock import Clock
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import DeskStatus
from counterseal_desktop.agents.units import read_tools
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import standing
from counterseal_desktop.inbox.claiming import Claiming
from counterseal_desktop.inbox.decision_bar import DecisionBar
from counterseal_desktop.inbox.detail_pane import DetailPane
from counterseal_desktop.inbox.flow import DecisionFlow, Stage
from counterseal_desktop.inbox.resolve_sheet import ResolveSheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import AgentDetail, MandateDraft

RUNS = (Verdict.APPROVE, Verdict.EDIT)
DECIDING = (Stage.READY, Stage.CONFIRM, Stage.ANSWER, Stage.EDIT, Stage.SENDING)


class Further(QObject):
    """One for an inbox.

    Signals:
        describe_wanted(str agent, Mapping): describe a tool, beginning with this descriptor.
        mandate_wanted(str agent, MandateDraft): sign a mandate, filled from one case.
        resolved(OrderDone): it was said what became of an action.
    """

    describe_wanted = Signal(str, object)
    mandate_wanted = Signal(str, object)
    resolved = Signal(object)

    def __init__(
        self,
        bridge: DeskBridge,
        sheets: tuple[SheetDeck, StepUp],
        clock: Clock,
        parts: tuple[DecisionFlow, DetailPane, DecisionBar],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._clock = bridge, clock
        self._deck, self._step_up = sheets
        self._flow, self._detail, self._bar = parts
        self._agents: dict[str, AgentDetail] = {}
        self._asking: set[str] = set()
        self._looking: set[str] = set()
        self._looked: dict[str, int] = {}
        self._again: dict[str, QueueItem] = {}
        self._owner = self._on_screen = False
        self.claiming = Claiming(bridge, self)
        bridge.agents_changed.connect(self._agents.clear)
        self._flow.changed.connect(self._offer)
        self._flow.changed.connect(self._claim_or_leave)
        self._detail.facts.describe_wanted.connect(self._on_describe)
        self._bar.said.resolve_wanted.connect(self.open_resolve)
        self._bar.said.next_time_wanted.connect(self._on_next_time)

    def set_status(self, status: DeskStatus) -> None:
        """Who sits here decides what is offered."""
        roles = set(status.identity.roles)
        self._owner = "owner" in roles
        self.claiming.wanted = bool(roles & {"owner", "reviewer"}) and not status.identity.solo

    def shown(self, detail: ActionDetail) -> None:
        """This detail is on the screen."""
        self._detail.facts.offer_description(self._may_order(detail.item))
        self._say_taken(detail.item)
        self._show_mandate(detail)
        self._on_screen = True
        self._claim_or_leave()

    def changed(self, item: QueueItem) -> None:
        """The shown action stands otherwise with other people."""
        self._say_taken(item)
        self._claim_or_leave()
        shown = self._detail.detail
        if shown is None or shown.item.id != item.id:
            return
        # The queue says by id who approved; names come with the detail, and so does what arrived beside it.
        unnamed = {one.person for one in shown.approvals} != set(item.approved_by)
        if unnamed or item.version > max(self._looked.get(item.id, 0), shown.item.version):
            self._look(item)

    def _look(self, item: QueueItem) -> None:
        """Read what stands beside the shown action; one reading at a time, and another if it changed meanwhile."""
        if item.id in self._looking:
            self._again[item.id] = item
            return
        self._looking.add(item.id)
        self._looked = {item.id: item.version}
        future = self._bridge.desk.detail(item.id)
        self._bridge.run(future, self, self._on_looked, lambda _error: self._done_looking(item.id))

    def _on_looked(self, newer: ActionDetail) -> None:
        self._detail.update_beside(newer)
        self._done_looking(newer.item.id)

    def _done_looking(self, action: str) -> None:
        """Where it cannot be had now, the count stands without names."""
        self._looking.discard(action)
        again = self._again.pop(action, None)
        if again is not None and again.version > self._looked.get(action, 0):
            self._look(again)

    def left(self) -> None:
        """Nothing is on the screen any more."""
        self._on_screen = False
        self.claiming.leave()

    def open_resolve(self) -> None:
        """Ask what became of the shown action."""
        if self._flow.detail is not None and self._flow.stage is Stage.UNKNOWN:
            sheet = ResolveSheet(self._deck, self._bridge, self._step_up, self._flow.detail)
            sheet.done.connect(self.resolved)
            self._deck.open(sheet)

    def _may_order(self, item: QueueItem) -> bool:
        """Whether orders about this action's agent are mine to sign."""
        return self._owner and item.owner_id == self._flow.me

    def _say_taken(self, item: QueueItem) -> None:
        taken = standing.taken_by_other(item, self._flow.me)
        self._bar.set_taken(standing.claim_words(item, self._detail.claims_seen.since(item.id)) if taken else "")

    def _offer(self) -> None:
        """A mandate is offered only behind an approval that was just signed here; nothing is remembered otherwise."""
        flow = self._flow
        ran = flow.receipt is not None and flow.receipt.verdict in RUNS and flow.receipt.state != "refused"
        offered = ran and flow.detail is not None and self._may_order(flow.detail.item)
        if offered != self._bar.said.offers_next_time:
            self._bar.set_next_time(offered)

    def _claim_or_leave(self) -> None:
        """Mine while I can still decide it; once I signed, the others it waits for must not be kept away."""
        flow = self._flow
        item = flow.detail.item if flow.detail is not None else None
        if (
            item is not None
            and self._on_screen
            and flow.stage in DECIDING
            and item.state is State.HELD
            and standing.place(item, flow.me, flow.solo) is standing.Place.MINE
        ):
            self.claiming.open(item.id)
        else:
            self.claiming.leave()

    def _show_mandate(self, detail: ActionDetail) -> None:
        agent = detail.item.agent
        if agent in self._agents:
            self._say_mandate(detail, self._agents[agent])
        elif agent not in self._asking:
            self._asking.add(agent)
            self._bridge.run(
                self._bridge.desk.autonomy.agent(agent),
                self,
                self._on_agent,
                lambda _error: self._asking.discard(agent),
            )

    def _on_agent(self, found: AgentDetail) -> None:
        agent = found.view.id
        self._asking.discard(agent)
        self._agents[agent] = found
        shown = self._detail.detail
        if shown is not None and shown.item.agent == agent:
            self._say_mandate(shown, found)

    def _say_mandate(self, detail: ActionDetail, agent: AgentDetail) -> None:
        self._detail.side.set_agent(detail, agent, read_tools(agent.tools), self._clock.now())

    def _on_describe(self) -> None:
        detail = self._detail.detail
        if detail is not None:
            self.describe_wanted.emit(detail.item.agent, self._bridge.desk.autonomy.suggest_descriptor(detail))

    def _on_next_time(self) -> None:
        detail = self._flow.detail
        if detail is None:
            return

        def ok(draft: MandateDraft) -> None:
            self.mandate_wanted.emit(detail.item.agent, draft)

        self._bridge.run(self._bridge.desk.autonomy.next_time(detail), self, ok)
