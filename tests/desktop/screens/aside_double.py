"""What a person does beside deciding, in memory: claims, incidents, outcomes, being away, next time."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import screen_story as story

from counterseal.clock import later
from counterseal.errors import NotFound
from counterseal.model.autonomy import Autonomy, Level, Limit, Mandate
from counterseal.model.views import ActionDetail
from counterseal.sync.api_autonomy import AgentDetail, IncidentView, MandateDraft, OrderDone

if TYPE_CHECKING:
    from desk_double import DeskDouble


class AsideDouble:
    """Keeps what was asked in ``claims``, ``resolved``, ``told_away``, ``opened``, ``noted``, ``closed``."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.holder = ""
        """Name of who else holds every claim; empty: it is given to who asks."""
        self.claims: list[tuple[str, bool]] = []
        self.resolved: list[tuple[str, str, str]] = []
        self.told_away: list[tuple[bool, str | None, str]] = []
        self.opened: list[tuple[str, str | None, str]] = []
        self.noted: list[tuple[str, str, str | None]] = []
        self.closed: list[tuple[str, str]] = []
        self.known: tuple[IncidentView, ...] = ()

    def agent(self, agent: str) -> Future[AgentDetail]:
        def make() -> AgentDetail:
            raise NotFound("Nobody registered this agent", where=agent)

        return self._desk.answer("agent", make)

    def claim(self, action_id: str, claim: bool = True) -> Future[str]:
        def make() -> str:
            self.claims.append((action_id, claim))
            return self.holder or "Maria Lind"

        return self._desk.answer("claim", make)

    def suggest_descriptor(self, detail: ActionDetail) -> Mapping[str, Any]:
        return {"tool": detail.item.tool, "risk": "R4", "verb": "", "fields": {}}

    def next_time(self, detail: ActionDetail) -> Future[MandateDraft]:
        def make() -> MandateDraft:
            mandate = Mandate(
                tools=(detail.item.tool,),
                expires_at=later(story.NOON, 30 * 86_400),
                limits=(Limit(detail.item.tool, "amount_minor", 124_000),),
            )
            return MandateDraft(Autonomy(Level.L3), mandate, ("Refunds are High, which runs alone from L5 on.",))

        return self._desk.answer("next_time", make)

    def resolve(self, action_id: str, outcome: str, reason: str) -> Future[OrderDone]:
        return self._order("resolve", lambda: self.resolved.append((action_id, outcome, reason)))

    def away(self, away: bool, until: str | None = None, person: str = "") -> Future[OrderDone]:
        def tell() -> None:
            self.told_away.append((away, until, person))
            people = self._desk.people
            wanted = person or story.MARIA
            marked = tuple(
                replace(one, away=away, away_until=until) if one.id == wanted else one for one in people.shown.people
            )
            people.shown = replace(people.shown, people=marked)

        return self._order("away", tell)

    def incidents(self, agent: str = "") -> Future[tuple[IncidentView, ...]]:
        found = tuple(one for one in self.known if agent in ("", one.agent))
        return self._desk.answer("incidents", lambda: found)

    def open_incident(self, agent: str, action_id: str | None, what: str) -> Future[OrderDone]:
        def open_it() -> None:
            self.opened.append((agent, action_id, what))
            self.known = (*self.known, incident(len(self.known) + 1, agent, action_id, what=what))

        return self._order("open_incident", open_it)

    def note_incident(self, incident: str, what: str, compensating: str | None = None) -> Future[OrderDone]:
        def note() -> None:
            self.noted.append((incident, what, compensating))
            self._change(incident, compensating=compensating, steps=("noted", what))

        return self._order("note_incident", note)

    def close_incident(self, incident: str, what: str) -> Future[OrderDone]:
        def close() -> None:
            self.closed.append((incident, what))
            self._change(incident, state="closed", steps=("closed", what))

        return self._order("close_incident", close)

    def _change(self, wanted: str, steps: tuple[str, str], **changes: Any) -> None:
        found = next((one for one in self.known if one.id == wanted), None)
        if found is None:
            raise NotFound("There is no such incident", where=wanted)
        step = (later(story.NOON, 300), "Maria Lind", ": ".join(steps))
        made = replace(found, steps=(*found.steps, step), **{k: v for k, v in changes.items() if v is not None})
        self.known = tuple(made if one.id == wanted else one for one in self.known)

    def _order(self, name: str, do: Any) -> Future[OrderDone]:
        def make() -> OrderDone:
            do()
            return OrderDone(48_220, "cd" * 32, "in_force")

        return self._desk.answer(name, make)


def incident(number: int, agent: str, action_id: str | None, **changes: Any) -> IncidentView:
    """An incident of the story, opened by Maria."""
    made = IncidentView(
        id=f"0191f0a0-0000-7000-8000-00000000c{number:03d}",
        agent=agent,
        action=action_id,
        title="Refund €1,240.00 for order 88213",
        state="open",
        opened_at=later(story.NOON, 120),
        opened_by="Maria Lind",
        what="The customer was refunded twice",
        runbook="Payments / recall",
        compensating=None,
        steps=((later(story.NOON, 120), "Maria Lind", "opened: The customer was refunded twice"),),
    )
    return replace(made, **changes)
