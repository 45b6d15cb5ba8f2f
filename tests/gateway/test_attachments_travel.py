"""What an agent sends beside its call reaches the desk as it was sent, apart from its secrets."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator

import pytest

from counterseal.agents.client import AgentClient
from counterseal.model.actions import ContextItem, ToolCall, TraceStep, Turn
from counterseal.model.pictures import read_picture
from counterseal.model.traces import MatchedBy, proposing_step
from gateway.desks import Bench, make_profile, running_bench

SECRET = "ghp_" + "a8Kd02mQx7Lw91Zt" + "Yb4Rc6Nf3Pv5Hs" + "Jq7Xe2"
TOOL = {"tool": "refunds.issue", "risk": "R2", "verb": "Refund", "title": "Refund"}
CALL = {"order": "88213", "note": f"key {SECRET}"}


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png() -> str:
    """A picture whose noise holds, in Base64, what would pass for an access key among texts."""
    rows = b"".join(b"\0" + bytes((x * 7 + y * 31) % 256 for x in range(64)) for y in range(64))
    pixels = zlib.compress(rows, 0)
    key = base64.b64decode("AKIAQ3EGZ7PLM5XTR2VY")
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    at = -(8 + len(head) + 8) % 3
    text = _chunk(b"tEXt", b"k\0" + b" " * ((at - 2) % 3) + key)
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n" + head + text + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    ).decode()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = tmp_path_factory.mktemp("travel") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        bench.agent(tools=[TOOL])
        yield bench


def test_calls_turns_and_images_arrive_and_only_texts_are_masked(bench: Bench) -> None:
    agent = bench.agent(tools=[TOOL])
    context = (
        ContextItem("call", "Call with Ana", turns=(Turn("Ana", f"my key is {SECRET}", "00:27"),)),
        ContextItem("image", "Photo", image=_png()),
        ContextItem("message", "Plain", "as ever", "kim", "12:00"),
    )
    trace = (
        TraceStep("1", "agent", "refunds", tokens_in=5, tokens_out=2, model="m"),
        TraceStep("2", "model", "Decide", parent="1", calls=(ToolCall("call_7", "refunds.issue", CALL),)),
        TraceStep("3", "tool", "mail", f"token {SECRET}", "1", failed=True),
    )
    with AgentClient(str(agent.http.base_url), agent.token) as client:
        action_id = client.propose("refunds.issue", CALL, context=context, trace=trace)
        held = bench.held(action_id)
        client.withdraw(action_id)
    call, image, plain = held.context
    assert call.turns[0].speaker == "Ana"
    assert SECRET not in str(held)
    assert "⟦masked: " in call.turns[0].text
    assert image.image == context[1].image
    assert read_picture(image.image).width == 64
    assert plain == context[2]
    assert held.trace[0] == trace[0]
    assert (held.trace[2].failed, "⟦masked: " in held.trace[2].text) == (True, True)
    match = proposing_step(held.trace, held.action.tool, held.action.arguments)
    assert match is not None
    assert (match.index, match.by) == (1, MatchedBy.CALL), "both sides were masked alike"
    whole = proposing_step(trace, held.action.tool, held.action.arguments)
    assert whole == match, "a file of the agent's own, with nothing masked, fits as well"
