"""Permits that are given again to who lost the answer are kept for as long as they live, and no longer."""

from __future__ import annotations

from counterseal.gateway.allowed import PERMIT_SECONDS
from counterseal.gateway.handed import Handed
from counterseal.gateway.upstreams.port import Grant
from gateway.desks import MovingClock

GRANT = Grant("permit", {"order": "88213"}, "2026-11-21T13:02:11.482Z")


def test_the_same_key_finds_a_living_permit_and_nothing_else_does() -> None:
    clock = MovingClock()
    handed = Handed(clock)
    handed.keep("one", "key", GRANT)
    assert handed.find("one", "key") is GRANT
    assert [handed.find("one", other) for other in ("other", "", None)] == [None] * 3
    assert handed.find("two", "key") is None
    clock.advance(PERMIT_SECONDS)
    assert handed.find("one", "key") is None


def test_what_has_ended_is_kept_no_longer_however_many_are_given() -> None:
    clock = MovingClock()
    handed = Handed(clock)
    for number in range(100):
        handed.keep(f"action-{number}", "key", GRANT)
        clock.advance(1)
    assert len(handed) == PERMIT_SECONDS
    assert handed.find("action-99", "key") is GRANT
    clock.advance(PERMIT_SECONDS)
    assert handed.find("action-99", "key") is None
    assert len(handed) == 0
