"""499 and 499 and 499: no splitting, restart or release ever takes more out of a window than its mandate allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from counterseal.errors import Conflict
from counterseal.gateway import attendance, intake, permits
from counterseal.gateway.context import Context
from counterseal.gateway.rows import ActionRow
from counterseal.model.actions import Action, Proposal, State
from counterseal.model.ids import uuid7
from counterseal.sync.profile import Profile
from gateway.agent_orders import AGENT, BOUNDED, Pen
from gateway.desks import MovingClock, make_profile, running_bench

MOST, EACH, LIFE = 5_000, 499, 86_400
T = TypeVar("T")
WINDOW = {"name": "a day", "tools": ["refunds.*"], "field": "amount", "at_most": MOST, "seconds": LIFE}


class Life:
    """One life of a gateway over a profile, without its server: the very steps that the server calls."""

    def __init__(self, profile: Profile, clock: MovingClock) -> None:
        self.profile = profile
        self.context = Context(profile.log, {profile.log.origin: profile.log.verifier}, clock, profile.home)
        self.write(lambda c: attendance.note_person(self.context, c))
        self.write(lambda c: permits.resolve_lost(self.context, c, None, "the gateway restarted while it ran"))

    def write(self, step: Callable[[Connection], T]) -> T:
        with self.profile.database.write() as connection:
            return step(connection)

    def propose(self, amount: int) -> ActionRow:
        action = Action(uuid7(self.context.clock), AGENT, "refunds.issue", {"amount": amount, "order": "1"}, None)
        return self.write(lambda c: intake.propose(self.context, c, Proposal(action)))

    def withdraw(self, row: ActionRow) -> None:
        self.write(lambda c: permits.close(self.context, c, row, State.WITHDRAWN, "voided", "no"))

    def begin(self, row: ActionRow) -> bool:
        """Take the permit as the server does; False: policy no longer allows it, and it waits."""
        try:
            self.write(lambda c: permits.take(self.context, c, row.id, AGENT))
        except Conflict as error:
            refused = error
            assert refused.code == "allowance_over"
            self.write(lambda c: permits.wait_again(self.context, c, row.id, refused))
            return False
        return True


def walk(home: Path, monkeypatch: pytest.MonkeyPatch, count: int, restarts: int) -> tuple[int, int]:
    """Ask ``count`` times for 499 in ``restarts`` lives; how many ran, and the most that any day had spent."""
    make_profile(home)
    with running_bench(home) as bench:
        bench.agent()
        Pen(bench).chartered("L4", BOUNDED, windows=[WINDOW])
    # Else it would fall to a lower level at the first refusal, and try no more.
    monkeypatch.setattr(intake.lowering, "limit_hit", lambda *_given: None)
    monkeypatch.setattr(intake, "MAX_OPEN", count + 1)
    dice, clock = random.Random(EACH), MovingClock()
    begun: list[float] = []
    most = 0
    for _life in range(restarts):
        with closing(Profile.open(home)) as profile:
            life = Life(profile, clock)
            for _ in range(count // restarts):
                row = life.propose(EACH)
                clock.advance(dice.choice((0, 1, 60, 2_000)))
                if row.state is not State.ALLOWED:
                    continue
                if dice.random() < 0.3:
                    life.withdraw(row)
                elif life.begin(row):
                    begun.append(clock.monotonic())
                    most = max(most, EACH * sum(1 for at in begun if at > begun[-1] - LIFE))
    return len(begun), most


def test_splitting_under_the_limit_does_not_walk_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran, most = walk(tmp_path / "profile", monkeypatch, count=40, restarts=4)
    assert ran >= 10, "nearly all of the budget can be used"
    assert MOST - EACH < most <= MOST


@pytest.mark.soak
def test_a_thousand_times_499_does_not_walk_past_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran, most = walk(tmp_path / "profile", monkeypatch, count=1_000, restarts=50)
    assert ran >= 10
    assert MOST - EACH < most <= MOST
