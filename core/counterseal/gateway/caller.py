"""Which agent calls: whom a token belongs to as memory has it, held to the table where something is done.

Looking a token up in a transaction of its own would cost as much as a third of what an allowed action costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from counterseal.errors import Forbidden
from counterseal.gateway import policing
from counterseal.gateway.context import Context
from counterseal.gateway.leases import no_agents_token

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """An agent by its token. ``agent`` is what the gateway remembers; it counts only where ``held`` has been asked."""

    agent: str
    token_sha256: str

    def held(self, context: Context, step: Callable[[Connection], T]) -> Callable[[Connection], T]:
        """The step, done only if the token is this agent's at that moment.

        Raises (when the step is run):
            Unauthorised: it is not: the agent was registered again, with another token.
        """

        def checked(connection: Connection) -> T:
            try:
                registered = policing.agent(context, connection, self.agent).token_sha256
            except Forbidden:
                raise no_agents_token() from None
            if registered != self.token_sha256:
                raise no_agents_token()
            return step(connection)

        return checked
