"""Switching off schedules at servers that answer otherwise than the real one of today."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from counterseal.gateway.upstreams.langgraph import LangGraphUpstream
from counterseal.gateway.upstreams.port import HaltReport, UpstreamConfig

CRON = {"cron_id": "01a1fe8b-ce5c-757e-b36c-1192482215af", "assistant_id": "a1", "schedule": "5 4 * * *"}
WORDS = "01a1fe8b-ce5c-757e-b36c-1192482215af (5 4 * * * UTC)"


def said(status: int, body: Any) -> httpx.Response:
    """An answer whose bytes have still to be read, as from a network."""
    return httpx.Response(
        status, headers={"content-type": "application/json"}, stream=httpx.ByteStream(json.dumps(body).encode())
    )


def halt(answer: Callable[[httpx.Request], httpx.Response]) -> tuple[HaltReport, list[tuple[str, str]]]:
    asked: list[tuple[str, str]] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        if request.url.path == "/threads/search":
            return said(200, [])
        if request.url.path.startswith("/assistants/"):
            return said(200, {"assistant_id": "a1", "graph_id": "mailer"})
        return answer(request)

    async def play() -> HaltReport:
        config = UpstreamConfig("lab", "langgraph", "http://127.0.0.1:2024", "other", {"mailer": "mailer-agent"})
        upstream = LangGraphUpstream(config, transport=httpx.MockTransport(respond))
        try:
            return await upstream.halt(None, "mailer-agent")  # type: ignore[arg-type]
        finally:
            await upstream.close()

    return asyncio.run(play()), asked


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_without_schedules_has_none(status: int) -> None:
    report, asked = halt(lambda _request: said(status, {"detail": "no"}))
    assert report == HaltReport()
    assert ("POST", "/threads/search") in asked


def test_a_server_that_cannot_switch_off_is_named() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return said(200, [CRON]) if request.method == "POST" else said(200, CRON)

    report, _asked = halt(answer)
    assert report.switched_off == ()
    assert report.problems == (f"The schedule {WORDS} goes on: this server cannot switch one off. Delete it there.",)


@pytest.mark.parametrize(("still_there", "problems"), [(True, 1), (False, 0)])
def test_not_found_is_looked_at_again(still_there: bool, problems: int) -> None:
    tried: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            tried.append(request.url.path)
            return said(404, {"detail": "Not Found"})
        return said(200, [CRON] if still_there or not tried else [])

    report, _asked = halt(answer)
    assert (len(report.problems), report.switched_off) == (problems, ())
    assert tried == [f"/runs/crons/{CRON['cron_id']}"]


def test_an_older_search_is_asked_in_its_own_words() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            return said(200, {**CRON, "enabled": False})
        asked: dict[str, Any] = json.loads(request.content)
        return said(422, {"detail": "select"}) if "select" in asked else said(200, [CRON])

    report, _asked = halt(answer)
    assert report == HaltReport(switched_off=(WORDS,))


def test_what_runs_is_stopped_whatever_the_schedules_answer() -> None:
    report, asked = halt(lambda _request: said(403, {"detail": "not yours"}))
    assert ("POST", "/threads/search") in asked
    assert len(report.problems) == 1
    assert report.problems[0].startswith("Its schedules may go on")


@pytest.mark.parametrize("status", [500, 409])
def test_a_schedule_that_may_go_on_is_named(status: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            return said(status, {"detail": "no"})
        return said(200, [CRON])

    report, _asked = halt(answer)
    assert len(report.problems) == 1
    assert WORDS in report.problems[0]
