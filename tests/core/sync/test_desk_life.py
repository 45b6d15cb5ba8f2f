"""Starting and stopping a desk, alone and beside others on one profile."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from counterseal.clock import SystemClock
from counterseal.errors import KnownError, Unreachable
from counterseal.gateway import viewing
from counterseal.gateway.context import Context
from counterseal.ledger import verify
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail
from counterseal.sync.api import DecisionDraft, Event
from counterseal.sync.desk import open_desk
from counterseal.sync.served_at import ADDRESS_FILE
from gateway.desks import PASSPHRASE, Bench

Opens = Callable[..., Bench]


def passphrase_file(home: Path) -> Path:
    return home.parent / "profile.passphrase"


def test_closing_takes_the_address_back_and_leaves_no_thread(home: Path, opens: Opens) -> None:
    before = set(threading.enumerate())
    bench = opens()
    assert bench.desk.serving
    assert (home / ADDRESS_FILE).stat().st_mode & 0o777 == 0o600
    assert {t.name.split("_")[0] for t in set(threading.enumerate()) - before} >= {"counterseal-loop"}
    bench.close()
    assert not (home / ADDRESS_FILE).exists()
    assert set(threading.enumerate()) <= before


def test_closing_twice_or_before_the_start_is_quiet(home: Path) -> None:
    before = set(threading.enumerate())
    desk = open_desk(home, passphrase_file(home))
    desk.close()
    desk.close()
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("serve", [True, False])
def test_closing_while_it_still_starts_leaves_nothing(home: Path, serve: bool) -> None:
    for _ in range(5):
        desk = open_desk(home, passphrase_file(home))
        desk.start(serve, wait=False)
        desk.close()
    assert not (home / ADDRESS_FILE).exists()


def test_closing_answers_who_waits(opens: Opens) -> None:
    bench = opens()
    agent = bench.agent()
    action = agent.propose()["id"]
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(agent.status(action, wait=30)["state"]))
    waiting.start()
    bench.held(action)
    bench.desk.close()
    waiting.join(60)
    assert told == ["held"], "a waiting agent gets its answer before the server goes"


def test_after_closing_every_call_says_so(home: Path, opens: Opens) -> None:
    bench = opens()
    bench.close()
    for call in (
        lambda: bench.desk.detail("x"),
        lambda: bench.desk.agents(),
        lambda: bench.desk.withdraw("x"),
        lambda: bench.desk.reset("x", "y"),
        lambda: bench.desk.register_agent("x", "y"),
    ):
        with pytest.raises(Unreachable):
            call()


def test_before_the_start_every_call_says_so(home: Path) -> None:
    desk = open_desk(home, passphrase_file(home))
    try:
        with pytest.raises(Unreachable):
            desk.detail("x")
        with pytest.raises(Unreachable):
            _ = desk.gateway_url
        assert desk.status().sources[0].state == "off"
        assert desk.queue() == ()
    finally:
        desk.close()


def test_calls_in_flight_end_when_it_closes(opens: Opens) -> None:
    bench = opens()

    async def hangs() -> None:
        await asyncio.Event().wait()

    future = bench.desk.call(hangs())
    bench.close()
    with pytest.raises(CancelledError):
        future.result(30)


def test_a_taken_port_is_named_and_leaves_nothing(home: Path, opens: Opens) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(KnownError) as refused:
            opens(port=port)
        assert str(port) in refused.value.text()
    assert opens(port=port).desk.gateway_url.endswith(f":{port}"), "free again, and the lock with it"


def test_a_gateway_at_the_same_port_has_a_new_token(home: Path, opens: Opens) -> None:
    first = opens(port=0)
    port = int(first.desk.gateway_url.rsplit(":", 1)[1])
    reader = opens(serve=False)
    first.close()
    second = opens(port=port)
    action = second.agent().propose()["id"]
    assert reader.held(action).item.id == action


def test_a_listener_that_breaks_harms_nobody(opens: Opens, caplog: pytest.LogCaptureFixture) -> None:
    bench = opens()

    def breaks(_event: Event) -> None:
        raise ZeroDivisionError("a defect in a view")

    end = bench.desk.subscribe(breaks)
    agent = bench.agent()
    action = agent.propose()["id"]
    assert bench.decide(action).state == "delivered"
    end()
    end()
    assert agent.permit(action)["permit"]
    assert "a listener failed" in caplog.text


def test_a_check_that_fails_does_not_check_for_ever(opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = opens()

    def breaks(*_given: object, **_more: object) -> None:
        raise KnownError("the disk went away")

    monkeypatch.setattr(verify, "verify_log", breaks)
    with pytest.raises(KnownError):
        bench.desk.verify().result(60)
    view = bench.desk.status().ledger
    assert view.state == "unverified"
    assert "the disk went away" in view.note
    monkeypatch.undo()
    assert bench.desk.verify().result(60).ok
    assert bench.desk.status().ledger.state == "verified"


def test_a_damaged_ledger_is_said_in_the_status_and_by_doctor(opens: Opens) -> None:
    bench = opens()
    bench.agent()
    bench.by_hand("UPDATE payloads SET bytes = x'00'")
    bench.agent().propose()
    bench.by_hand("UPDATE payloads SET bytes = x'00'")
    assert not bench.desk.verify().result(60).ok
    view = bench.desk.status().ledger
    assert view.state == "damaged"
    assert view.note
    (line,) = [line for line in bench.desk.doctor().result(60) if line.name == "Ledger"]
    assert line.level == "failure"


# -- without a gateway, and with somebody else's --------------------------------------------------------------------
def seen_offline(bench: Bench, action: str) -> ActionDetail:
    """What the command line reads when no gateway answers."""
    log = bench.profile.log
    context = Context(log, {log.origin: log.verifier}, SystemClock(), bench.home)
    with bench.profile.reading() as connection:
        return viewing.detail(context, connection, action)


def test_what_is_signed_without_a_gateway_goes_out_when_one_runs(opens: Opens) -> None:
    first = opens()
    agent = first.agent()
    action = agent.propose()["id"]
    first.close()

    alone = opens(serve=False)
    assert alone.desk.status().sources[0].state == "off"
    detail = seen_offline(alone, action)
    alone.desk._deciding.readings.keep(detail)
    item = detail.item
    draft = DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, Verdict.APPROVE, reason="offline")
    receipt = alone.desk.decide(draft).result(60)
    assert receipt.state == "stored"
    assert not alone.desk.wait_delivered(0.1)
    paused = alone.desk.autonomy.pause("agent", "refunds", "later").result(60)
    assert (paused.state, "it is delivered when a gateway runs" in paused.note) == ("stored", True)
    with pytest.raises(Unreachable):
        # Which halt it would end is known to the gateway only.
        alone.desk.reset("refunds", "later").result(60)
    (line,) = [line for line in alone.desk.doctor().result(60) if line.name == "Outbox"]
    assert line.found.startswith("2 signed")
    with pytest.raises(Unreachable):
        alone.desk.register_agent("new", "New").result(60)
    assert alone.entries("new") == [], "a token that nobody was told must never come into force"
    alone.close()

    later = opens()
    assert later.desk.wait_delivered(20)
    later.ear.until(
        lambda: [i for i in later.desk.queue() if i.id == action and i.state is State.APPROVED], "the approval"
    )
    assert later.entries(action) == ["action_received", "decision", "delivered"]
    assert later.desk.outbox_state(receipt.envelope_sha256) == ("delivered", "approved")


def test_a_second_desk_uses_the_first_ones_gateway(opens: Opens) -> None:
    first, second = opens(), opens()
    assert (first.desk.serving, second.desk.serving) == (True, False)
    assert first.desk.gateway_url == second.desk.gateway_url
    agent = first.agent()
    mine, yours = agent.propose()["id"], agent.propose()["id"]
    second.desk.decide(second.draft(mine)).result(60)
    first.desk.decide(first.draft(yours, Verdict.REJECT)).result(60)
    # Either desk may carry both, and only that one hears their receipts.
    assert first.desk.wait_delivered(60)
    assert agent.permit(mine)["permit"]
    assert agent.status(yours)["state"] == "rejected"


def test_two_desks_that_decide_one_action_leave_one_decision_in_force(opens: Opens) -> None:
    first, second = opens(), opens()
    agent = first.agent()
    for _ in range(5):
        action = agent.propose()["id"]
        drafts = first.draft(action), second.draft(action, Verdict.REJECT)
        started = first.desk.decide(drafts[0]), second.desk.decide(drafts[1])
        refused = [f for f in started if f.exception(60) is not None]
        assert first.desk.wait_delivered(20)
        taken = agent.status(action)["state"]
        assert taken in ("approved", "rejected")
        assert first.entries(action).count("delivered") == 1
        assert first.entries(action).count("decision") == 2 - len(refused)


def test_the_next_desk_serves_when_the_first_one_closes(opens: Opens) -> None:
    first, second = opens(), opens()
    agent = first.agent()
    action = agent.propose()["id"]
    second.held(action)
    first.close()
    second.ear.until(lambda: second.desk.serving and second.desk.status().sources[0].state == "live", "the takeover")
    assert second.held(action).item.id == action
    assert second.decide(action).state == "delivered"
    assert PASSPHRASE not in (second.home / ADDRESS_FILE).read_text()
