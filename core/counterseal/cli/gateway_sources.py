"""Servers that a separate gateway polls, configured in its own folder on its own machine."""

from __future__ import annotations

from contextlib import suppress

from counterseal.cli.session import Session
from counterseal.errors import NotFound
from counterseal.gateway import agent_rows
from counterseal.gateway.upstreams import stored
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.seal.keystore import write_private
from counterseal.sync.outbox import process_lives
from counterseal.sync.served_at import read_address


def add(session: Session, config: UpstreamConfig, key: str | None) -> bool:
    """Store a server; whether the gateway runs now, and so polls it. Raises InvalidInput, Forbidden: no such agent."""
    stored.make_adapter(config)
    with session.house() as house:
        with house.database.write() as connection:
            for agent in (config.agent, *config.agents.values()):
                agent_rows.agent(connection, agent)
            stored.store(connection, config)
        if key:
            write_private(stored.key_file(house.home, config.name), key.encode())
        address = read_address(house.home)
    return address is not None and process_lives(address.pid)


def remove(session: Session, name: str) -> str:
    """Configure a server no more; its kind. Raises NotFound."""
    with session.house() as house:
        with house.database.write() as connection:
            kinds = {one.name: one.kind for one in stored.configured(connection)}
            if name not in kinds:
                raise NotFound("There is no such source", where=name[:80], code="no_source")
            stored.forget(connection, name)
        with suppress(FileNotFoundError):
            stored.key_file(house.home, name).unlink()
    return kinds[name]


def configured(session: Session) -> list[UpstreamConfig]:
    """The servers, without their keys."""
    with session.house() as house, house.reading() as connection:
        return list(stored.configured(connection))
