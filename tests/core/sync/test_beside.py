"""A desk whose gateway runs beside it, in a real process of its own: as if it served itself, whatever comes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.ledger.story import PASSPHRASE as STORY_PASSPHRASE
from counterseal.errors import KnownError, Unreachable
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME
from counterseal.ledger.note import Head, sign_head
from counterseal.model.decisions import Verdict
from counterseal.sync import beside, child_process, gateway_child
from counterseal.sync.beside import Beside
from counterseal.sync.child_process import GatewayChild
from counterseal.sync.served_at import ADDRESS_FILE, ServingLock
from counterseal.sync.serving import PORT_FILE
from gateway.desks import Agent, Bench, open_bench

PATIENCE = 60.0
Opens = Callable[..., Bench]
# What a window does of it, and nothing else.
WINDOW = """
import sys, threading
from pathlib import Path
from counterseal.sync.child_process import GatewayChild
told = threading.Event()
child = GatewayChild(Path(sys.argv[1]))
child.listen(lambda: told.set() if child.said or child.code is not None else None)
told.wait()
print(child.pid, (child.said or {}).get("is"), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def opens(home: Path) -> Iterator[Opens]:
    """Opens desks whose gateway runs beside them; closes them all, newest first."""
    opened: list[Bench] = []

    def start(**started: bool) -> Bench:
        # As the window begins it: before the profile is opened here.
        opened.append(open_bench(home, beside=Beside(home, child_process.begin(home)), **started))
        return opened[-1]

    yield start
    for bench in reversed(opened):
        bench.close()


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def expect_gone(process: int) -> None:
    """An orphan falls to the tests' own process, which has to wait for it."""
    ends = time.monotonic() + PATIENCE
    while runs(process):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
        assert time.monotonic() < ends, "the gateway outlives its window"
        time.sleep(0.02)


def beside_of(bench: Bench) -> Beside:
    found = bench.desk.linked().server
    assert isinstance(found, Beside)
    return found


def state(bench: Bench) -> str:
    return bench.desk.status().sources[0].state


def told_away(bench: Bench) -> bool:
    """Whether it was told that the gateway is away and being started again. It may be back by now."""
    told = [event.value for event in tuple(bench.ear.events) if event.kind == "status"]
    return any(
        one.gateway != "embedded" and one.sources[0].state == "reconnecting" and "started again" in one.sources[0].note
        for one in told
    )


def leased_again(bench: Bench, agent: Agent) -> Agent:
    """The same agent at the gateway that came; no lease outlives the one before."""
    again = Agent(bench.address.url, agent.token)
    bench.agents.append(again)
    again.lease()
    return again


def test_it_serves_dies_is_begun_again_and_ends_with_the_desk(home: Path, opens: Opens) -> None:
    bench = opens()
    first = bench.address.pid
    assert first not in (0, os.getpid())
    assert (bench.desk.serving, bench.desk.status().gateway) == (True, "embedded")
    agent = bench.agent()
    done, waits = (agent.propose(arguments={"amount": n, "order": "1"})["id"] for n in (1, 2))
    assert bench.decide(done).state == "delivered"
    permit = agent.permit(done)["permit"]
    agent.outcome(done, permit)
    draft = bench.draft(waits)

    os.kill(first, signal.SIGKILL)
    # Nobody sends notices for a gateway that is gone, because nobody says that it serves one.
    bench.ear.until(lambda: told_away(bench), "the source to be shown as away")
    receipt = bench.desk.decide(draft).result(PATIENCE)
    bench.ear.until(lambda: state(bench) == "live", "the next life of it")
    assert bench.desk.status().gateway == "embedded"
    assert bench.ear.receipt(receipt).state == "delivered"
    assert leased_again(bench, agent).permit(waits)["arguments"] == {"amount": 2, "order": "1"}
    assert bench.entries(done)[-1] == "outcome"
    assert bench.desk.verify().result(PATIENCE).ok

    second = bench.address.pid
    assert second != first
    bench.close()
    assert not runs(second)
    assert not (home / ADDRESS_FILE).exists()
    lock = ServingLock(home)
    assert lock.take()
    lock.release()


def test_of_two_windows_one_serves_and_the_other_takes_over(opens: Opens) -> None:
    first, second = opens(), opens()
    assert (first.desk.serving, second.desk.serving) == (True, False)
    assert second.desk.status().gateway == first.desk.gateway_url
    assert beside_of(second).pid is None, "a process that is not needed must not stay"
    agent = first.agent()
    mine, yours = agent.propose()["id"], agent.propose()["id"]
    second.desk.decide(second.draft(mine, Verdict.REJECT)).result(PATIENCE)
    # Either desk may carry it, and only that one hears the receipt.
    assert second.desk.wait_delivered(PATIENCE)
    assert agent.status(mine)["state"] == "rejected"
    second.held(yours)
    first.close()
    second.ear.until(lambda: second.desk.serving and state(second) == "live", "the takeover")
    assert second.decide(yours).state == "delivered"
    assert leased_again(second, agent).permit(yours)["permit"]


def test_what_it_cannot_start_for_reaches_the_status(home: Path, opens: Opens) -> None:
    (home / PORT_FILE).mkdir()
    bench = opens(wait=False)
    source = bench.ear.until(
        lambda: next((one for one in bench.desk.status().sources if one.note), None), "the reason to be told"
    )
    assert source.state == "off"
    assert PORT_FILE in source.note
    assert not bench.desk.serving
    assert beside_of(bench).pid is None


def test_a_head_that_a_gateway_holds_stops_the_writing_beside_too(opens: Opens) -> None:
    """What this process hears of its own past counts for the one that appends what agents ask."""
    bench = opens()
    agent = bench.agent()
    log = bench.profile.log
    with bench.profile.reading() as connection:
        size = ledger_log.head(connection)[0].size
    more = sign_head(Head(log.origin, size + 5, bytes(32)), log.key)
    assert bench.profile.high_water.heard("Payments gateway", "counterseal/elsewhere", more) is not None

    def refused() -> bool:
        answer = agent.http.post("/v1/actions", json={"tool": "refunds.issue", "arguments": {"order": "1"}})
        return answer.status_code == 409 and answer.json()["code"] == "history_shorter"

    # It is told by a pipe, while agents may ask.
    bench.ear.until(refused, "the gateway to refuse what it would write")


def test_it_ends_with_a_window_that_is_killed(home: Path) -> None:
    window = subprocess.Popen([sys.executable, "-c", WINDOW, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert window.stdout is not None
        gateway, how = window.stdout.readline().split()
        assert how == b"serving"
        assert runs(int(gateway))
    finally:
        window.kill()
        window.communicate()
    expect_gone(int(gateway))
    assert not (home / ADDRESS_FILE).exists()
    lock = ServingLock(home)
    assert lock.take(), "nobody serves, and still the lock is held"
    lock.release()


def test_an_old_profile_is_migrated_by_the_window_alone(tmp_path: Path) -> None:
    old = tmp_path / "profile"
    old.mkdir()
    released = sorted((Path(__file__).parents[2] / "data" / "profiles").iterdir())[0]
    for name in (DATABASE_NAME, "log.key", "person.key"):
        shutil.copyfile(released / name, old / name)
        (old / name).chmod(0o600)
    child = child_process.begin(old)
    assert child is not None
    words = old.with_name("profile.passphrase")
    words.write_text(STORY_PASSPHRASE + "\n")
    words.chmod(0o600)
    bench = open_bench(old, beside=Beside(old, child))
    try:
        assert bench.desk.serving
        assert beside_of(bench).pid == child.pid
        assert bench.desk.verify().result(PATIENCE).ok
    finally:
        bench.close()
    assert not list(old.glob("*.part"))


# -- what is not a gateway at all ------------------------------------------------------------------------------------
def program(folder: Path, text: str) -> tuple[str, ...]:
    """A program to run in the gateway's place."""
    file = folder / "instead.py"
    file.write_text(textwrap.dedent(text))
    return (sys.executable, "-I", "-S", str(file))


def test_one_that_ends_without_a_word_is_begun_again_more_and_more_rarely(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PAUSES", (0.0, 3600.0))
    command = program(tmp_path, "raise SystemExit(7)")
    lives: list[GatewayChild] = []

    def begun(*words: Any) -> GatewayChild:
        lives.append(GatewayChild(*words))
        return lives[-1]

    monkeypatch.setattr(beside, "GatewayChild", begun)

    async def ask() -> None:
        served = Beside(home, command=command)
        for _ in range(4):
            with pytest.raises(Unreachable) as told:
                await served.start()
            assert (told.value.code, "code 7" in told.value.text()) == ("gateway_ended", True)
        await served.stop()

    asyncio.run(ask())
    assert len(lives) == 2, "the second pause is an hour"


@pytest.mark.parametrize("said", ['{"is": "serving"}', '{"is": "serving", "url": "x", "pid": []}', '{"is": "dancing"}'])
def test_one_that_does_not_say_where_it_serves_is_ended(home: Path, tmp_path: Path, said: str) -> None:
    command = program(tmp_path, f"import sys\nprint({said!r}, flush=True)\nsys.stdin.read()\n")

    async def ask() -> None:
        served = Beside(home, command=command)
        with pytest.raises(KnownError, match="did not say where"):
            await served.start()
        assert (served.serving, served.pid) == (False, None)

    asyncio.run(ask())


def test_lines_that_are_none_of_its_words_are_passed_over(home: Path, tmp_path: Path) -> None:
    lines = ("a warning of a library", '["serving"]', '{"is": 1}', '{"is": "taken"}', '{"is": "serving"}')
    command = program(tmp_path, f"for line in {lines!r}: print(line, flush=True)\n")
    assert asyncio.run(Beside(home, command=command).start()) is None


def test_one_that_does_not_end_is_ended(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "END_MOST", 0.01)
    text = 'import time\nprint(\'{"is": "taken"}\', flush=True)\nwhile True: time.sleep(60)\n'

    async def ask() -> None:
        assert await Beside(home, command=program(tmp_path, text)).start() is None

    asyncio.run(ask())
    child = GatewayChild(home, program(tmp_path, text))
    child.end(0.01)
    assert child.code not in (None, 0)
    assert not runs(child.pid)


def test_no_process_at_all_is_an_error_of_its_own(home: Path, tmp_path: Path) -> None:
    with pytest.raises(KnownError) as told:
        GatewayChild(home, (str(tmp_path / "no such program"),))
    assert told.value.code == "no_process"


def test_nothing_is_begun_where_there_is_no_profile(tmp_path: Path) -> None:
    assert child_process.begin(tmp_path) is None
    assert child_process._DATABASE == DATABASE_NAME


def test_a_frozen_program_becomes_the_gateway_by_a_word(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    from counterseal_desktop import app

    told: list[list[str]] = []
    monkeypatch.setattr(gateway_child, "main", lambda words: told.append(words) or 0)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    _program, *words = child_process._command()
    assert app.main([*words, str(home)]) == 0
    assert told == [[str(home)]]
