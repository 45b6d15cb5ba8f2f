"""Where sessions are: a server's apps, the users whose sessions are looked at, and whose agents they are. Pure.

An ADK server tells nobody which users it has. They are named in the source's ``agents``: ``APP/USER`` for one app,
``*/USER`` for all of them; ``APP`` alone names the agent of an app. Where no user is named for an app it is ``user``,
under which ADK's own window keeps its sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

DEFAULT_USER = "user"
ANY_APP = "*"
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Owner:
    """One user of one app, as the server writes them."""

    app: str
    user: str

    @property
    def path(self) -> str:
        """The path of this user's sessions."""
        return f"/apps/{quote(self.app, safe='')}/users/{quote(self.user, safe='')}/sessions"


@dataclass(frozen=True, slots=True)
class Place:
    """One session. ``path`` stands for it in requests and in the ids of its actions."""

    owner: Owner
    session: str

    @property
    def path(self) -> str:
        return f"{self.owner.path}/{quote(self.session, safe='')}"


def is_usable(name: object) -> bool:
    """Whether a name of an app, a user or a session can stand in a request's path and mean only itself there."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= _LONGEST
        and name.isprintable()
        and name.strip(".") != ""
        and not any("\ud800" <= letter <= "\udfff" for letter in name)
    )


def users_of(app: str, agents: Mapping[str, str]) -> tuple[str, ...]:
    """The users whose sessions of an app are looked at, each once."""
    named = [key.partition("/") for key in agents]
    found = [user for owner, slash, user in named if slash and owner in (app, ANY_APP) and is_usable(user)]
    return tuple(dict.fromkeys(found)) or (DEFAULT_USER,)


def agent_of(owner: Owner, agents: Mapping[str, str], otherwise: str) -> str:
    """The registered agent that a user's sessions of an app belong to; the closest name wins."""
    for key in (f"{owner.app}/{owner.user}", owner.app, f"{ANY_APP}/{owner.user}"):
        if key in agents:
            return agents[key]
    return otherwise
