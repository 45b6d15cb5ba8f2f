"""Figures of a running gateway: who may read them, that they are right, and that nobody's words stand in them."""

from __future__ import annotations

import itertools
import os
import re
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterseal.gateway.metrics import Requests
from counterseal.sync import service_manager
from gateway.notified import Manager, manager_at
from gateway.offices import METRICS_TOKEN, Office, answer, propose, running_office

SAMPLE = re.compile(r'([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)')
WORD = "zebracrossing"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


def figures(office: Office, token: str = METRICS_TOKEN) -> dict[str, float]:
    """Every sample by its name and labels, after a look at the form of every line."""
    with office.owner.http(token) as http:
        told = http.get("/metrics")
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert told.text.endswith("\n")
    found: dict[str, float] = {}
    families = set()
    for line in told.text.splitlines():
        if line.startswith("#"):
            families.add(line.split()[2])
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        assert re.sub("_(bucket|sum|count)$", "", match[1]) in families | {match[1]}, line
        assert line not in found, "no sample stands twice"
        found[match[1] + (match[2] or "")] = float(match[3])
    return found


def test_figures_take_their_own_token_or_a_persons(office: Office) -> None:
    with office.owner.http("nobody's") as http:
        assert answer(http.get("/metrics"), 401)["code"] == "bad_token"
        del http.headers["Authorization"]
        assert answer(http.get("/metrics"), 401)["code"] == "no_token"
    agent = office.agent("figures")
    assert answer(agent.get("/metrics"), 401)["code"] == "bad_token"
    agent.close()
    assert figures(office) | figures(office, office.owner.token())
    with office.owner.http(METRICS_TOKEN) as http:
        for path in ("/v1/queue", "/v1/agents", "/v1/log/checkpoint", "/v1/actions/x"):
            assert answer(http.get(path), 401)["code"] == "bad_token", "it reads figures and nothing else"


def test_figures_say_what_happens(office: Office) -> None:
    figures(office)
    agent = office.agent("counted")
    before = figures(office)
    actions = [propose(agent), propose(agent)]
    answer(agent.get(f"/v1/actions/{WORD}"), 404)
    answer(agent.get(f"/{WORD}?wait=1"), 404)
    agent.request(WORD.upper(), "/healthz")
    after = figures(office)
    agent.close()

    def grown(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown('counterseal_actions{state="held"}') == len(actions)
    assert grown("counterseal_log_entries") == len(actions)
    assert grown('counterseal_entries_total{type="action_received"}') == len(actions)
    assert grown('counterseal_requests_total{route="/v1/actions",method="POST",status="201"}') == len(actions)
    assert grown('counterseal_requests_total{route="/v1/actions/{action_id}",method="GET",status="404"}') == 1
    assert grown('counterseal_requests_total{route="other",method="GET",status="404"}') == 1
    assert grown('counterseal_request_seconds_count{route="/v1/actions"}') == len(actions)
    assert after['counterseal_agents{state="running"}'] >= 1
    assert after["counterseal_agents_leased"] >= 1
    assert after["counterseal_halted_locally"] == 0
    with office.owner.http(METRICS_TOKEN) as http:
        text = http.get("/metrics").text
    for foreign in (WORD, WORD.upper(), "counted", "refunds.issue", *actions, office.owner.name):
        assert foreign not in text
    # Alone: a figure may have any digits.
    assert re.search(r"(?<![\w.])88213(?!\w)", text) is None


def test_long_polls_are_counted_and_not_timed() -> None:
    requests = Requests()
    requests.note("/a", "GET", 200, None)
    requests.note("/a", "GET", 200, 0.2)
    requests.note("/a", "GET", 200, 99.0)
    lines = list(requests.lines())
    assert 'counterseal_requests_total{route="/a",method="GET",status="200"} 3' in lines
    assert 'counterseal_request_seconds_bucket{route="/a",le="0.1"} 0' in lines
    assert 'counterseal_request_seconds_bucket{route="/a",le="0.25"} 1' in lines
    assert 'counterseal_request_seconds_bucket{route="/a",le="10.0"} 1' in lines
    assert 'counterseal_request_seconds_bucket{route="/a",le="+Inf"} 2' in lines
    assert 'counterseal_request_seconds_sum{route="/a"} 99.2' in lines


# -- the service manager --------------------------------------------------------------------------------------------
pytestmark_posix = pytest.mark.skipif(sys.platform == "win32", reason="systemd's protocol over Unix sockets")


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    # A relative name, because an absolute one can be longer than such an address may be.
    monkeypatch.chdir(tmp_path)
    with manager_at("notify") as manager:
        yield manager


@pytestmark_posix
def test_the_service_manager_hears_of_every_step(manager: Manager) -> None:
    environment = {"NOTIFY_SOCKET": "notify", "WATCHDOG_USEC": "20000", "WATCHDOG_PID": str(os.getpid())}
    with service_manager.told(lambda: True, environment):
        manager.until(lambda heard: heard.count("WATCHDOG=1") > 1)
    first, *between, last = manager.until(lambda heard: heard[-1] == "STOPPING=1")
    assert (first, set(between), last) == ("READY=1\nSTATUS=Serving", {"WATCHDOG=1"}, "STOPPING=1")


@pytestmark_posix
def test_a_gateway_that_hangs_is_not_said_to_live(manager: Manager, caplog: pytest.LogCaptureFixture) -> None:
    asked = threading.Semaphore(0)

    def answers() -> bool:
        asked.release()
        return False

    with service_manager.told(answers, {"NOTIFY_SOCKET": "notify", "WATCHDOG_USEC": "20000"}):
        assert asked.acquire(timeout=60)
        assert asked.acquire(timeout=60)
    heard = manager.until(lambda heard: len(heard) > 1)
    assert heard == ["READY=1\nSTATUS=Serving", "STOPPING=1"]
    assert "does not answer" in caplog.text


@pytestmark_posix
def test_a_manager_that_does_not_read_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(service_manager, "SEND_SECONDS", 0.01)
    there = {"NOTIFY_SOCKET": "notify"}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind("notify")
        # Systems keep different numbers of messages that nobody reads.
        told = itertools.takewhile(bool, (service_manager.notify("WATCHDOG=1", there) for _ in range(100_000)))
        assert 0 < sum(told) < 100_000
    assert "could not be told" in caplog.text


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "-1"}, None),
        ({"WATCHDOG_USEC": "٣"}, None),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "3000000"}, 3.0),
    ],
)
def test_the_watchdog_is_fed_when_it_is_ours(environment: dict[str, str], seconds: float | None) -> None:
    assert service_manager.watchdog_seconds(environment) == seconds


def test_nobody_to_tell_is_no_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert service_manager.notify("READY=1", {}) is False
    if sys.platform != "win32":
        assert service_manager.notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "nobody")}) is False
        assert service_manager.notify("READY=1", {"NOTIFY_SOCKET": "@counterseal-nobody"}) is False
        assert len([one for one in caplog.records if one.name == service_manager.__name__]) == 2


def test_a_gateway_says_whether_it_answers(office: Office) -> None:
    process: Any = office.process
    assert process.answers() is True
    busy = threading.Event()
    process._writer.submit(busy.wait, 60)
    try:
        assert process.answers(0.05) is False
    finally:
        busy.set()
    assert process.answers() is True
