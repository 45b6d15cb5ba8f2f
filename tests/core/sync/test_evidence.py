"""A desk over a lost or rewritten history: read-only, said in the status, halted by file; accepted, it works again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.sync import thief
from core.sync.separate import NAME, Team, team, until, verified
from counterseal.errors import KnownError
from counterseal.ledger import log as ledger_log
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionDraft, DeskStatus, HistoryFilter
from counterseal.sync.high_water import EVIDENCE
from counterseal.sync.marks import Mark, state_folder
from gateway.desks import PATIENCE, Bench, make_profile, open_bench, running_bench

OTHER_LOG = VerifierKey("counterseal/0190ffff-0000-7000-8000-000000000009", b"\7" * 32).text()


@contextmanager
def used(home: Path) -> Iterator[Bench]:
    """A desk with an agent and two decisions behind it; one action still waits."""
    with running_bench(home) as bench:
        agent = bench.agent()
        for _ in range(2):
            asked = agent.propose()
            bench.decide(asked["id"])
        agent.propose(arguments={"amount": 5, "order": "still waits"})
        yield bench


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A used, closed profile and the marks that it left outside."""
    home = tmp_path_factory.mktemp("used") / "profile"
    make_profile(home)
    with used(home):
        pass
    marks = {file.name: file.read_text() for file in (state_folder() / "heads").iterdir()}
    return home, marks


@pytest.fixture
def home(template: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """A copy of it for this test alone."""
    source, marks = template
    shutil.copytree(source, tmp_path / "profile")
    (tmp_path / "profile.passphrase").write_bytes((source.parent / "profile.passphrase").read_bytes())
    (tmp_path / "profile.passphrase").chmod(0o600)
    (state_folder() / "heads").mkdir(parents=True)
    for name, text in marks.items():
        (state_folder() / "heads" / name).write_text(text)
    return tmp_path / "profile"


def size_of(home: Path) -> int:
    with thief.opened(home) as connection:
        return ledger_log.length(connection)


def lose(home: Path, count: int = 4) -> int:
    """Cut the last entries; how many are left."""
    with thief.opened(home) as connection:
        left = ledger_log.length(connection) - count
        thief.cut(connection, left)
    return left


def status_when(bench: Bench, state: str) -> DeskStatus:
    def look() -> DeskStatus | None:
        status = bench.desk.status()
        return status if status.ledger.state == state else None

    return bench.ear.until(look, f"the ledger to be {state}")


def test_the_status_says_who_holds_the_newest_head_and_how_much_is_newer(home: Path) -> None:
    size = size_of(home)
    with running_bench(home) as bench:
        status_when(bench, "verified")
        bench.ear.until(lambda: bench.desk.status().ledger.holder, "a holder")
        ledger = bench.desk.status().ledger
        assert (ledger.holder, ledger.read_only) == ("a file of this account", False)
        bench.agent("fresh")
        bench.ear.until(lambda: bench.desk.status().ledger.newer > 0, "newer entries")
        view = bench.desk.evidence.view().result(PATIENCE)
        assert (view.holder, view.trouble) == ("a file of this account", None)
        assert view.newer == view.size - size
        places = {one.place: one for one in view.holders}
        assert (places["file"].size, places["file"].state) == (size, "behind")
        assert "take the mark away" in places["file"].note
        assert "shares this database" in places["gateway"].note


@pytest.mark.parametrize("invented", [0, 9])
def test_a_lost_history_is_read_only_until_an_owner_accepts_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invented: int
) -> None:
    monkeypatch.setattr("counterseal.sync.link.RETRY_MOST", 0.2)
    size = size_of(home)
    left = lose(home)
    with thief.opened(home) as connection:
        origin = str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'origin'").scalar_one())
        thief.invent(connection, home, origin, invented)
    state = "forked" if invented else "shorter"
    with running_bench(home) as bench:
        status = status_when(bench, state)
        assert status.ledger.read_only
        assert f"to {size - 1} {'were replaced or changed' if invented else 'are missing'}" in status.ledger.note
        assert not bench.desk.serving
        assert "nothing can be written" in status.sources[0].note
        view = bench.desk.evidence.view().result(PATIENCE)
        assert view.trouble is not None
        assert (view.trouble.kind, view.trouble.size) == (state, left + invented)
        assert len(list((home / EVIDENCE).iterdir())) >= 1
        everything_is_refused(bench, f"history_{state}")
        halted_all_the_same(bench)
        still_readable(bench, tmp_path / "read-only")
        report = bench.desk.evidence.verify().result(PATIENCE)
        assert not report.ok
        assert report.sentences == view.trouble.sentences
        assert status_when(bench, state).ledger.read_only, "being in order inside does not make it the right one"

        seq = bench.desk.evidence.accept_restored("The disk broke; this is Friday's backup").result(PATIENCE)
        assert seq == left + invented
        bench.ear.until(lambda: bench.desk.status().sources[0].state == "live", "the gateway to serve again")
        assert bench.desk.serving
        status_when(bench, "verified")
        assert bench.desk.evidence.verify().result(PATIENCE).ok
        agent = bench.agent("after")
        assert bench.decide(agent.propose()["id"]).state == "delivered"
        still_readable(bench, tmp_path / "accepted")
    with running_bench(home) as again:
        assert status_when(again, "verified").ledger.read_only is False


def everything_is_refused(bench: Bench, code: str) -> None:
    desk = bench.desk
    draft = DecisionDraft("0190ffff-0000-7000-8000-000000000001", "", "", 0, Verdict.APPROVE)
    with pytest.raises(KnownError) as decided:
        desk.decide(draft).result(PATIENCE)
    with pytest.raises(KnownError) as registered:
        desk.register_agent("more", "More", []).result(PATIENCE)
    with pytest.raises(KnownError) as reset:
        desk.reset("refunds", "try").result(PATIENCE)
    with pytest.raises(KnownError) as connected:
        desk.add_gateway("ops", "http://127.0.0.1:9", OTHER_LOG).result(PATIENCE)
    assert {e.value.code for e in (decided, registered, reset, connected)} == {code}


def still_readable(bench: Bench, folder: Path) -> None:
    folder.mkdir()
    assert bench.desk.history(HistoryFilter()).result(PATIENCE).rows
    made = bench.desk.export(folder / "bundle").result(PATIENCE)
    checked = subprocess.run([sys.executable, "-I", made / "verify.py"], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert bench.desk.evidence.backup(folder / "backup").result(PATIENCE).entries > 0


def halted_all_the_same(bench: Bench) -> None:
    progress = bench.desk.halt("all", "", "what is this?").result(PATIENCE)
    assert progress.done
    assert (bench.home / "HALT").exists()
    with pytest.raises(KnownError) as one:
        bench.desk.halt("agent", "refunds", "only this one").result(PATIENCE)
    assert one.value.code == "read_only"
    (bench.home / "HALT").unlink()


def test_another_process_that_accepts_it_frees_this_one(home: Path) -> None:
    lose(home)
    with running_bench(home) as bench:
        status_when(bench, "shorter")
        other = open_bench(home, serve=False)
        try:
            other.desk.evidence.accept_restored("accepted at the command line").result(PATIENCE)
        finally:
            other.close()
        bench.profile.high_water.refresh()
        assert not status_when(bench, "verified").ledger.read_only


def test_only_an_unlocked_owner_accepts(home: Path) -> None:
    lose(home)
    with running_bench(home) as bench:
        status_when(bench, "shorter")
        bench.profile.lock()
        with pytest.raises(KnownError) as locked:
            bench.desk.evidence.accept_restored("locked").result(PATIENCE)
        assert locked.value.code == "key_locked"


def test_a_desk_backs_itself_up_and_writes_report_and_events(home: Path, tmp_path: Path) -> None:
    with running_bench(home) as bench:
        told: list[tuple[int, int]] = []
        report = bench.desk.evidence.backup(tmp_path / "backup", progress=lambda *done: told.append(done))
        assert report.result(PATIENCE).entries == size_of(home)
        assert told
        assert told[-1][0] == told[-1][1]
        pdf = bench.desk.evidence.export_report(tmp_path / "report.pdf").result(PATIENCE)
        assert pdf.read_bytes().startswith(b"%PDF-")
        events = bench.desk.evidence.export_events(tmp_path / "events.jsonl", 0).result(PATIENCE)
        assert all(json.loads(line)["class_uid"] for line in events.read_text("utf-8").splitlines())


# -- with a separate gateway --------------------------------------------------------------------------------------
def test_a_gateway_takes_nothing_from_a_lost_history_until_it_is_told_of_the_restore(tmp_path: Path) -> None:
    with team(tmp_path) as both:
        agent = both.agent()
        assert both.maria.decide(agent.propose()["id"]).state == "delivered"
        home, office = both.maria.home, both.office
        waits = agent.propose()["id"]
        both.maria.close()
        forget_marks(both)
        lose(home, 3)
        maria = open_bench(home)
        both.maria = maria
        try:
            # Nothing on this machine remembers more; the gateway does.
            status = status_when(maria, "shorter")
            assert NAME in status.ledger.note
            seq = maria.desk.evidence.accept_restored("The disk broke").result(PATIENCE)
            with maria.profile.reading() as connection:
                kinds = connection.exec_driver_sql("SELECT kind, audience FROM outbox WHERE seq > ?", (seq - 1,)).all()
            assert ("restore", office.origin) in [tuple(one) for one in kinds]
            until(maria, lambda: "restored" in office.types(), "the gateway to take the restore into its own log")
            receipt = maria.decide(waits)
            assert receipt.state == "delivered", receipt.note
            assert status_when(maria, "verified").ledger.read_only is False
        finally:
            maria.close()


def test_replicas_leave_marks_too(tmp_path: Path) -> None:
    with team(tmp_path) as both:
        both.agent()
        until(both.maria, lambda: verified(both.maria, 3), "the replica")
        size = verified(both.maria, 3)
        both.maria.close()
        file = state_folder() / "heads" / both.origin.removeprefix("counterseal/")
        mark = Mark.parse(file.read_text())
        assert size is not None
        assert (mark.head.origin, mark.head.size >= size.size) == (both.origin, True)
        both.jonas.close()


def test_a_replica_that_contradicts_its_mark_or_was_changed_is_found(tmp_path: Path) -> None:
    with team(tmp_path) as both:
        until(both.maria, lambda: verified(both.maria, 3), "the replica")
        home, house = both.maria.home, both.office.process.house
        both.maria.close()
        both.jonas.close()
        file = state_folder() / "heads" / both.origin.removeprefix("counterseal/")
        kept = Mark.parse(file.read_text())
        other = Head(kept.head.origin, kept.head.size, b"\7" * 32)
        file.write_text(Mark(kept.vkey, kept.first, sign_head(other, house.log.key)).text())
        with running_bench(home, serve=False) as bench:
            good = bench.desk.evidence.verify().result(PATIENCE)
            assert good.ok, good.sentences
            assert NAME in good.sentences[-1]
        with running_bench(home, serve=False) as bench:
            (view,) = bench.desk.replicas()
            assert view.state == "forked", view
            with thief.opened(bench.home, f"replicas/{file.name}.db") as connection:
                connection.exec_driver_sql("UPDATE listing SET title = 'Nothing happened' WHERE seq = 1")
            changed = bench.desk.evidence.verify().result(PATIENCE)
            assert not changed.ok
            assert changed.sentences[0] == f"The log of {NAME} that is replicated here does not verify."
            assert "Entry 1" in changed.sentences[1]


def forget_marks(both: Team) -> None:
    """Take away what this account remembers of Maria's log."""
    (state_folder() / "heads" / both.maria.profile.log.origin.removeprefix("counterseal/")).unlink()
