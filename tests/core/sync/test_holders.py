"""Who is said to hold the newest head: only whose word fits the history here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from core.ledger.story import Story
from counterseal.ledger import cosignature, schema
from counterseal.ledger.note import VerifierKey
from counterseal.seal.keys import SigningKey
from counterseal.sync import gateways, holders
from counterseal.sync.gateways import SeparateGateway

GATEWAY = "counterseal/0190ffff-0000-7000-8000-000000000001"
KEY = SigningKey.generate()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Story]:
    """A profile of twelve entries that knows one separate gateway."""
    story = Story.create(tmp_path / "profile")
    story.tell()
    gateway = SeparateGateway(0, "payments", "http://127.0.0.1:9", VerifierKey(GATEWAY, KEY.public))
    with story.profile.database.write() as connection:
        gateways.store(connection, gateway, story.log.origin)
    yield story
    story.close()


def cosign(connection: Connection, story: Story, size: int, key: SigningKey = KEY, of: int | None = None) -> None:
    """The gateway's cosignature of the head over ``of`` entries, stored as one over ``size``."""
    query = text("SELECT note FROM heads WHERE size = :size")
    note = str(connection.execute(query, {"size": of or size}).scalar_one())
    line = cosignature.cosign(note, GATEWAY, key, 1_790_000_000)
    values = {"origin": story.log.origin, "size": size, "witness": GATEWAY, "line": line}
    connection.execute(insert(schema.cosignatures).values(**values))


def test_nobody_holds_anything_at_first(told: Story) -> None:
    assert holders.newest(told.profile) == ("", 12)
    states = {one.name: one.state for one in holders.listed(told.profile)}
    assert states == {"payments": "unknown", "a file of this account": "unknown"}


def test_the_mark_and_then_a_gateway_with_a_newer_head(told: Story) -> None:
    told.profile.high_water.keep(now=True)
    assert holders.newest(told.profile) == ("a file of this account", 0)
    told.order("halt", {"scope": "all", "target": ""}, told.log.origin, "halt")
    assert holders.newest(told.profile) == ("a file of this account", 1)
    with told.profile.database.write() as connection:
        cosign(connection, told, 13)
    assert holders.newest(told.profile) == ("payments", 0)
    states = {one.name: (one.size, one.newer, one.state) for one in holders.listed(told.profile)}
    assert states == {"payments": (13, 0, "same"), "a file of this account": (12, 1, "behind")}


def test_of_two_with_the_same_head_the_other_machine_is_named(told: Story) -> None:
    told.profile.high_water.keep(now=True)
    with told.profile.database.write() as connection:
        cosign(connection, told, 12)
    assert holders.newest(told.profile) == ("payments", 0)


def test_a_cosignature_counts_only_over_a_head_that_stands_here(told: Story) -> None:
    with told.profile.database.write() as connection:
        cosign(connection, told, 5)
        cosign(connection, told, 9, of=7)
        cosign(connection, told, 11, key=SigningKey.generate())
        cosign(connection, told, 40, of=12)
    assert holders.newest(told.profile) == ("payments", 7)
