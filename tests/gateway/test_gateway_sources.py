"""A source that is gone, answers HTML or refuses the key, as the window and ``doctor`` tell of it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from core.sync.strange_server import Answer, StrangeServer
from counterseal.errors import Forbidden, InvalidInput
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.sync.api import SourceView
from gateway.desks import Agent, Bench

Serves = Callable[[Answer], StrangeServer]


@pytest.fixture
def serves() -> Iterator[Serves]:
    started: list[StrangeServer] = []

    def start(answer: Answer) -> StrangeServer:
        started.append(StrangeServer(answer))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counterseal.sync.link.SOURCES_EVERY", 0.05)


def config(url: str, name: str = "shop") -> UpstreamConfig:
    return UpstreamConfig(name, "langgraph", url, "refunds", every=0.05)


def told(bench: Bench, words: str, name: str = "shop") -> SourceView:
    """The source's line in the rail once it says so."""

    def look() -> SourceView | None:
        found = [s for s in bench.desk.status().sources if s.name == name]
        return found[0] if found and words in found[0].note else None

    return bench.ear.until(look, f"{words!r} about the source")


CASES = [
    (Answer.html(), "It answered with a web page"),
    (Answer.html(502), "failed with 502"),
    (Answer.of({"detail": "bad key"}, 401), "does not accept the key (401)"),
    (Answer.of({"detail": "forbidden"}, 403), "does not accept the key (403)"),
    (Answer.of({"not": "a list"}), "a list of threads was expected"),
    (Answer(hang_up=True), "The connection broke"),
]


@pytest.mark.parametrize(("answer", "words"), CASES)
def test_a_source_that_is_no_server_says_why_and_harms_nothing(
    bench: Bench, agent: Agent, serves: Serves, answer: Answer, words: str
) -> None:
    server = serves(answer)
    bench.desk.add_source(config(server.url), "a-secret-key").result(60)
    view = told(bench, words)
    assert view.state == "reconnecting"
    assert "a-secret-key" not in view.note
    lines = [line for line in bench.desk.doctor().result(60) if line.name == "shop"]
    assert [line.level for line in lines] == ["warning"]
    assert view.note in lines[0].found
    checks = bench.desk.test_source(config(server.url)).result(60)
    failed = [check for check in checks if not check.ok]
    assert failed, checks
    assert failed[0].todo
    # The gateway itself, and direct agents, go on.
    assert bench.decide(agent.propose()["id"]).state == "delivered"


def test_a_server_that_is_gone_is_told_and_found_again(bench: Bench, agent: Agent, serves: Serves) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        bench.desk.add_source(config(url)).result(60)
        assert told(bench, "Nothing listens at the server's address").state == "reconnecting"
    server = serves(Answer.of([]))
    bench.desk.add_source(config(server.url)).result(60)
    bench.ear.until(lambda: told(bench, "").state == "live", "the source to be live")
    (line,) = [line for line in bench.desk.doctor().result(60) if line.name == "shop"]
    assert line.level == "ok"


def test_a_key_lies_in_a_private_file_and_nowhere_else(bench: Bench, agent: Agent, serves: Serves) -> None:
    bench.desk.add_source(config(serves(Answer.of([])).url), "a-secret-key").result(60)
    holders = [f for f in bench.home.rglob("*") if f.is_file() and b"a-secret-key" in f.read_bytes()]
    assert [f.name for f in holders] == ["shop.key"]
    assert holders[0].stat().st_mode & 0o777 == 0o600
    assert [c.name for c in bench.desk.sources()] == ["shop"]
    assert bench.desk.sources()[0].api_key is None


@pytest.mark.parametrize("name", ["", "../escape", "a/b", ".hidden", "x" * 61, "a\nb"])
def test_a_name_cannot_lead_out_of_its_folder(bench: Bench, agent: Agent, name: str) -> None:
    with pytest.raises(InvalidInput):
        bench.desk.add_source(config("http://127.0.0.1:9", name), "a-secret-key").result(60)
    assert not [f for f in bench.home.parent.rglob("*.key") if b"a-secret-key" in f.read_bytes()]


def test_a_source_needs_a_known_kind_an_address_and_an_agent(bench: Bench) -> None:
    bad = (UpstreamConfig("s", "smoke-signals", "http://127.0.0.1:9", "refunds"), config("not an address"))
    for one in bad:
        with pytest.raises(InvalidInput):
            bench.desk.add_source(one).result(60)
    with pytest.raises(Forbidden) as unknown:
        bench.desk.add_source(config("http://127.0.0.1:9")).result(60)
    assert unknown.value.code == "unknown_agent"
    assert bench.desk.sources() == ()
