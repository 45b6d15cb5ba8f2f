"""Retention classes: their days, what is due, and the cut of it through the desk and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.sync.test_erasing import GROUND, WHY, check_whole, found_in, live, needles
from counterseal.cli.main import main
from counterseal.errors import Conflict, InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import retention
from counterseal.model.history import HistoryFilter
from gateway.desks import PATIENCE, MovingClock, make_profile, running_bench

DAY = 86_400.0
TRACES = "traces-and-context"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A profile with one action of 500 days ago, and one of now."""
    home = tmp_path / "profile"
    make_profile(home)
    clock = MovingClock()
    clock.advance(-500 * DAY)
    with running_bench(home, clock) as bench:
        live(bench, bench.agent(), "Qzjx")
    with running_bench(home) as bench:
        live(bench, bench.agent("mails"), "Wvyk")
    return home


def run(home: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["--profile", str(home), "--passphrase-file", f"{home}.passphrase", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_cut_takes_what_is_past_its_time_and_nothing_else(home: Path, tmp_path: Path) -> None:
    with running_bench(home) as bench:
        classes = {one.name: one for one in bench.desk.erasing.retention().result(PATIENCE)}
        assert {name: (one.days, one.envelopes, one.due) for name, one in classes.items()} == {
            TRACES: (400, False, 1),
            "decisions": (2_557, True, 0),
        }
        with pytest.raises(Conflict, match="Nothing of decisions"):
            bench.desk.erasing.cut("decisions", WHY).result(PATIENCE)
        with pytest.raises(NotFound, match="no such retention class"):
            bench.desk.erasing.cut("everything", WHY).result(PATIENCE)
        done = bench.desk.erasing.cut(TRACES, WHY).result(PATIENCE)
        assert (len(done.erased), done.bytes_gone) == (1, True)
        # The signed decision holds its action and reason still; what came along with the proposal is gone.
        left = {word for words in found_in(home, needles("Qzjx")).values() for word in words}
        assert left == {"orderQzjx", "reasonQzjx", "noteQzjx"}
        (row,) = [r for r in bench.desk.history(HistoryFilter()).result(PATIENCE).rows if r.seq == done.erased[0]]
        assert row.title == f"Past its retention time, erased by Maria Lind, entry {done.seq}"
        kept = bench.desk.erasing.keep("decisions", 183).result(PATIENCE)
        assert (kept.days, kept.due) == (183, 4)
        bench.desk.erasing.cut("decisions", WHY).result(PATIENCE)
        assert found_in(home, needles("Qzjx")) == {}
        everything = {word for words in found_in(home, needles("Wvyk")).values() for word in words}
        assert everything == set(needles("Wvyk"))
        check_whole(bench, tmp_path / "bundle")
        assert found_in(tmp_path / "bundle", needles("Qzjx")) == {}


def test_days_have_their_bounds(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        for days in (182, 0, -1, 36_501):
            with pytest.raises(InvalidInput, match="183"):
                bench.desk.erasing.keep(TRACES, days).result(PATIENCE)
        with pytest.raises(NotFound):
            bench.desk.erasing.keep("everything", 400).result(PATIENCE)
        assert bench.desk.erasing.keep(TRACES, 36_500).result(PATIENCE).due == 0
        assert [one.days for one in bench.desk.erasing.retention().result(PATIENCE)] == [36_500, 2_557]
        for value in ("[]", "{", json.dumps({TRACES: 5})):
            bench.by_hand("UPDATE meta SET value = ? WHERE name = ?", value, retention.SETTING)
            with pytest.raises(LedgerDamaged, match="retention settings"):
                bench.desk.erasing.retention().result(PATIENCE)


def test_the_commands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(home, "ledger", "retention", "list", capsys=capsys)
    assert code == 0
    assert f"{TRACES}  400" in " ".join(out.split("\n")[1].split("   "))
    code, out, err = run(home, "ledger", "retention", "cut", TRACES, capsys=capsys)
    assert (code, "1 entries of" in out, "Nothing was erased" in err) == (1, True, True)
    code, _out, err = run(home, "ledger", "retention", "set", TRACES, "10", capsys=capsys)
    assert (code, "183" in err) == (1, True)
    code, out, _err = run(home, "ledger", "retention", "set", TRACES, "200", "--json", capsys=capsys)
    assert (code, json.loads(out)["days"], json.loads(out)["due"]) == (0, 200, 1)
    code, out, _err = run(home, "ledger", "retention", "cut", TRACES, "--yes", capsys=capsys)
    assert (code, "Erased the content of 1 entry" in out) == (0, True)

    with running_bench(home) as bench:
        rows = bench.desk.history(HistoryFilter(kinds=("decision",))).result(PATIENCE).rows
        action, seqs = rows[-1].subject, [str(rows[-1].seq)]
    words = ["--ground", GROUND, "--reason", WHY]
    for wrong, said in (
        ([], "Name entries"),
        (seqs, "--ground"),
        ([*seqs, "--ground", GROUND], "--reason"),
    ):
        code, _out, err = run(home, "ledger", "erase", *wrong, capsys=capsys)
        assert (code, said in err) == (2, True), err
    code, out, err = run(home, "ledger", "erase", *seqs, *words, capsys=capsys)
    assert (code, "What stays" in out, "Nothing was erased" in err) == (1, True, True)
    assert found_in(home, ["reasonQzjx"])
    code, out, err = run(home, "ledger", "erase", "0", *words, "--yes", "--json", capsys=capsys)
    assert (code, json.loads(out)["done"], "never erased" in err) == (1, None, True)
    code, out, _err = run(home, "ledger", "erase", "--action", action, *words, "--yes", "--json", capsys=capsys)
    done = json.loads(out)["done"]
    assert (code, len(done["erased"]), done["waiting_for"], done["bytes_gone"]) == (0, 4, [], True)
    assert found_in(home, needles("Qzjx")) == {}
    code, out, _err = run(home, "ledger", "verify", capsys=capsys)
    assert (code, "VERIFIED" in out) == (0, True)
