"""What the profile's database itself says, for when no gateway answers: the same views that a gateway would send."""

from __future__ import annotations

from counterseal.clock import Clock
from counterseal.gateway import agent_views, queue_items, rows, viewing
from counterseal.gateway.context import Context
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync.open_queue import open_items
from counterseal.sync.profile import Profile


def queue(profile: Profile, clock: Clock) -> tuple[QueueItem, ...]:
    """The open queue, in the desk's order."""
    with profile.reading() as connection:
        found = queue_items.items(_context(profile, clock), connection, rows.open_actions(connection))
    return open_items(found)


def detail(profile: Profile, clock: Clock, action_id: str) -> ActionDetail:
    """Everything about one action. Raises NotFound."""
    with profile.reading() as connection:
        return viewing.detail(_context(profile, clock), connection, action_id)


def agents(profile: Profile, clock: Clock) -> tuple[AgentView, ...]:
    """Registered agents; no lease is known, since none survives its gateway."""
    with profile.reading() as connection:
        return tuple(agent_views.agents(_context(profile, clock), connection, {}))


def _context(profile: Profile, clock: Clock) -> Context:
    return Context(profile.log, {profile.log.origin: profile.log.verifier}, clock, profile.home)
