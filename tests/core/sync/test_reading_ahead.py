"""What waits at a separate gateway was read before it went away, so that it can be read and decided on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.sync.separate import NAME, Team, team
from counterseal.clock import SystemClock, parse_stamp
from counterseal.errors import NotFound, Unreachable
from counterseal.model.decisions import Verdict
from counterseal.model.facts import Facts
from counterseal.model.risk import Risk
from counterseal.model.views import ActionDetail
from counterseal.sync import reading_ahead
from counterseal.sync.api import DecisionDraft
from counterseal.sync.deciding import Deciding
from counterseal.sync.reading_ahead import Readings
from gateway.desks import PATIENCE


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr("counterseal.sync.link.RETRY_MOST", 0.2)
    with team(tmp_path) as made:
        yield made


def test_what_nobody_opened_can_be_decided_on_while_its_gateway_is_away(office: Team) -> None:
    maria, agent = office.maria, office.agent()
    action = agent.propose()["id"]
    maria.ear.until(lambda: [one for one in maria.desk.queue() if one.id == action], "the action in the queue")
    readings = maria.desk._deciding.readings
    maria.ear.until(lambda: readings.of(action), "it to be read ahead")
    office.office.process.close()

    def away() -> str:
        return next(one.heard_at for one in maria.desk.status().sources if one.name == NAME and one.state != "live")

    maria.ear.until(lambda: any(o.name == NAME and o.state != "live" for o in maria.desk.status().sources), "the line")
    shown = maria.desk.detail(action).result(PATIENCE)
    assert shown.item.gateway == NAME
    assert parse_stamp(shown.read_at) <= SystemClock().now()
    assert away()
    item = shown.item
    draft = DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, Verdict.REJECT, "not now")
    receipt = maria.desk.decide(draft).result(PATIENCE)
    assert receipt.state == "stored"
    assert maria.desk.outbox_state(receipt.envelope_sha256)[0] in ("queued", "claimed")
    with pytest.raises(NotFound):
        maria.desk.detail(f"{action[:-4]}0000").result(PATIENCE)


@pytest.mark.parametrize(("code", "shown"), [("unreachable", True), ("wrong_gateway", False)])
def test_a_gateway_that_is_there_and_answers_otherwise_is_not_passed_over(code: str, shown: bool) -> None:
    async def answer(_id: str) -> ActionDetail:
        raise Unreachable("No", code=code)

    desk = SimpleNamespace(clock=SystemClock(), linked=lambda: SimpleNamespace(detail=answer), call=asyncio.run)
    deciding = Deciding(desk, lambda _step: None)  # type: ignore[arg-type]
    deciding.readings.keep(detail(1))
    if shown:
        assert deciding.detail("action 1") == deciding.readings.from_before("action 1")
    else:
        with pytest.raises(Unreachable, match="No"):
            deciding.detail("action 1")


def detail(number: int, text: str = "") -> ActionDetail:
    item: Any = SimpleNamespace(id=f"action {number}", digest="d", nonce="n")
    facts = Facts("t", "v", (), Risk.R4, False, "", "")
    empty: dict[str, Any] = {"claims": None, "context": (), "trace": (), "schema": None, "descriptor": None}
    return ActionDetail(item=item, action=None, canonical=text, facts=facts, **empty)  # type: ignore[arg-type]


def test_only_the_newest_are_kept_and_never_more_text_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "MOST_KEPT", 3)
    monkeypatch.setattr(reading_ahead, "MOST_TEXT", 100)
    readings = Readings(SimpleNamespace(clock=SystemClock()))  # type: ignore[arg-type]
    for number in range(5):
        readings.keep(detail(number, "x"))
    assert [number for number in range(5) if readings.of(f"action {number}")] == [2, 3, 4]
    readings.keep(detail(2, "y"))
    readings.keep(detail(6, "z"))
    assert readings.of("action 2") == detail(2, "y")
    assert readings.of("action 3") is None
    readings.keep(detail(7, "z" * 99))
    assert readings.of("action 6") is not None
    readings.keep(detail(8, "z" * 5))
    assert readings.of("action 7") is None
    again = readings.from_before("action 8")
    assert again is not None
    assert replace(again, read_at="") == detail(8, "z" * 5)
    assert readings.from_before("action 1") is None
