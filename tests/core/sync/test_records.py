"""The record at a real desk: places in time, rows and proofs as files, saved searches, bundles opened to read."""

from __future__ import annotations

import base64
import csv
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger.story import Story, erase, refund
from counterseal.clock import SystemClock
from counterseal.errors import Conflict, InvalidInput, NotFound, Stopped
from counterseal.insights import table
from counterseal.insights.views import InsightsWanted
from counterseal.ledger import bundle
from counterseal.ledger.bundle_rows import BundleRows
from counterseal.ledger.database import Database, DiskTrouble
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.proof import verify_proof
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.decisions import Verdict
from counterseal.model.history import OWN_LOG, HistoryFilter, HistoryRow
from counterseal.sync import records_rows
from counterseal.sync.api_records import CSV, JSON_LINES, SavedSearch
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import Profile
from counterseal.sync.records import Records
from counterseal.sync.records_saved import FILE, MOST

PATIENCE = 60
ANY = HistoryFilter()
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A profile whose log has a story in it, its bundle, and the bundle of a stranger's log."""
    folder = tmp_path_factory.mktemp("records")
    for name in ("maria", "stranger"):
        story = Story.create(folder / name)
        story.tell()
        story.decide(refund(7), Verdict.ANSWER, FORMULA, reason='photos, "two"\nlines', answer="no")
        if name == "stranger":
            erase(story, 5)
        bundle.export(story.profile.database, story.log, folder / f"{name}-bundle", SystemClock())
        story.close()
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def desk(homes: dict[str, Path]) -> Iterator[Desk]:
    opened = open_desk(homes["maria"])
    # All of its threads are there from the start, so that no test is taken to have left one behind.
    both = threading.Barrier(3)
    for _ in range(2):
        opened.readers.submit(both.wait, PATIENCE)
    both.wait(PATIENCE)
    opened.records.open_bundle(homes["maria-bundle"]).result(PATIENCE).close().result(PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def spoilt(homes: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the stranger's bundle, to be spoilt."""
    return Path(shutil.copytree(homes["stranger-bundle"], tmp_path / "spoilt"))


def change_line(folder: Path, number: int, old: str, new: str) -> None:
    """Change one entry's line; ``old`` is looked for in its text and in its decoded attachments."""
    path = folder / "entries.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    entry = json.loads(lines[number])
    data = base64.b64decode(entry["payloads"]["listing"]["bytes"]).decode()
    assert old in data
    entry["payloads"]["listing"]["bytes"] = base64.b64encode(data.replace(old, new).encode()).decode()
    lines[number] = json.dumps(entry, separators=(",", ":")) + "\n"
    path.write_text("".join(lines))


def test_a_place_in_time_is_where_a_page_begins(desk: Desk) -> None:
    rows = desk.records.page(ANY).result(PATIENCE).rows
    middle = rows[6]
    before = desk.records.place(middle.at).result(PATIENCE)
    assert desk.records.page(ANY, before).result(PATIENCE).rows == rows[7:]
    assert desk.records.place("2020").result(PATIENCE) == 0
    newest = desk.records.place("2099-01-01").result(PATIENCE)
    assert desk.records.page(ANY, newest).result(PATIENCE).rows == rows


def test_a_search_that_nobody_waits_for_ends(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        desk.records.page(ANY, cancelled=lambda: True).result(PATIENCE)


def test_rows_go_into_a_sheet_without_a_formula(desk: Desk, tmp_path: Path) -> None:
    rows = desk.records.page(ANY).result(PATIENCE).rows
    out = tmp_path / "rows.csv"
    assert desk.records.export_rows(out, CSV, rows[:3]).result(PATIENCE) == 3
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [int(line["entry"]) for line in lines] == [row.seq for row in rows[:3]]
    assert lines[1]["title"] == f"'{FORMULA}"
    assert {line["log"] for line in lines} == {desk.profile.log.origin}
    with pytest.raises(Conflict):
        desk.records.export_rows(out, CSV, rows[:1]).result(PATIENCE)
    with pytest.raises(InvalidInput):
        desk.records.export_rows(tmp_path / "rows.xls", "xls", rows[:1]).result(PATIENCE)


def test_all_that_a_filter_finds_goes_into_lines(desk: Desk, tmp_path: Path) -> None:
    out, steps = tmp_path / "rows.jsonl", []
    wanted = HistoryFilter(kinds=("decision",))
    count = desk.records.export_rows(out, JSON_LINES, wanted, lambda done, total: steps.append((done, total)))
    assert count.result(PATIENCE) == 3
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(one["verdict"], one["title"]) for one in found] == [
        ("Answered", FORMULA),
        ("Rejected", "Refund €38.00 for order 882"),
        ("Approved", "Refund €1,240.00 for order 881"),
    ]
    assert steps[-1] == (3, 3)
    with pytest.raises(Cancelled):
        desk.records.export_rows(tmp_path / "no.csv", CSV, wanted, None, lambda: True).result(PATIENCE)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.jsonl"]


def test_proofs_of_chosen_rows_verify_by_the_key_beside_them(desk: Desk, tmp_path: Path) -> None:
    rows = desk.records.page(HistoryFilter(kinds=("decision",))).result(PATIENCE).rows
    out = tmp_path / "proofs"
    assert desk.records.export_proofs(out, rows).result(PATIENCE) == 3
    (key,) = out.glob("*.vkey")
    verifier = VerifierKey.parse(key.read_text())
    with desk.profile.reading() as connection:
        query = text("SELECT leaf FROM entries WHERE seq = :seq")
        leaves = {row.seq: connection.execute(query, {"seq": row.seq}).scalar_one() for row in rows}
    for seq, leaf in leaves.items():
        (proof,) = out.glob(f"*-{seq}.tlog-proof")
        assert verify_proof(proof.read_text(), leaf, verifier).size == max(leaves) + 1 + 1
    with pytest.raises(Conflict):
        desk.records.export_proofs(out, rows).result(PATIENCE)
    with pytest.raises(NotFound):
        desk.records.export_proofs(tmp_path / "other", [replace(rows[0], log="counterseal/no")]).result(PATIENCE)
    assert not (tmp_path / "other").exists()


def test_proofs_of_logs_that_were_made_in_the_same_minute_do_not_replace_each_other(
    homes: dict[str, Path], tmp_path: Path
) -> None:
    with ExitStack() as stack:
        logs = {}
        for name in ("maria", "stranger"):
            profile = stack.enter_context(closing(Profile.open(homes[name])))
            logs[name] = stack.enter_context(profile.reading()), profile.log.verifier
        rows = [HistoryRow(3, *[""] * 9, log=name) for name in logs]
        assert records_rows.write_proofs(tmp_path / "proofs", rows, logs.__getitem__) == 2
        for connection, verifier in logs.values():
            mine = verifier.name.rpartition("/")[2]
            leaf = connection.execute(text("SELECT leaf FROM entries WHERE seq = 3")).scalar_one()
            key = VerifierKey.parse((tmp_path / "proofs" / f"{mine}.vkey").read_text())
            assert key == verifier
            verify_proof((tmp_path / "proofs" / f"{mine}-3.tlog-proof").read_text(), leaf, key)


def test_an_export_that_fails_holds_nothing_open(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    reading = Records.every

    def noted(*args: Any) -> Any:
        opened.append(reading(*args))
        return opened[0]

    def full(_out: Path, _form: str, rows: Iterator[Any], _own: str) -> int:
        next(rows)
        raise DiskTrouble("The disk is full")

    monkeypatch.setattr(Records, "every", noted)
    monkeypatch.setattr(records_rows, "write", full)
    work = desk.records.export_rows(tmp_path / "rows.csv", CSV, HistoryFilter(kinds=("decision",)))
    with pytest.raises(DiskTrouble):
        work.result(PATIENCE)
    assert [one.gi_frame for one in opened] == [None]


@pytest.mark.parametrize("form", [CSV, JSON_LINES])
def test_figures_and_the_rows_behind_them_go_into_a_folder(desk: Desk, tmp_path: Path, form: str) -> None:
    found = desk.insights.look(InsightsWanted(7)).result(PATIENCE)
    out, steps = tmp_path / "figures", []
    count = desk.insights.export(out, form, found, lambda *step: steps.append(step)).result(PATIENCE)
    assert sorted(path.name for path in out.iterdir()) == [f"figures.{form}", f"rows.{form}"]

    def read(name: str) -> list[dict[str, Any]]:
        if form == JSON_LINES:
            return [json.loads(line) for line in (out / f"{name}.{form}").read_text("utf-8").splitlines()]
        with (out / f"{name}.{form}").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    rows = desk.records.page(table.behind(found)).result(PATIENCE).rows
    assert [int(line["entry"]) for line in read("rows")] == [row.seq for row in rows]
    assert count == len(rows) > 3
    titles = {line["title"] for line in read("rows")}
    assert (f"'{FORMULA}" if form == CSV else FORMULA) in titles
    assert next(line for line in read("figures") if line["figure"] == "decided")["value"] in (3, "3")
    assert steps[-1] == (count, count)
    with pytest.raises(Conflict):
        desk.insights.export(out, form, found).result(PATIENCE)


def test_figures_that_are_stopped_or_cannot_be_written_leave_nothing(desk: Desk, tmp_path: Path) -> None:
    found = desk.insights.look(InsightsWanted(7)).result(PATIENCE)

    def stop(_done: int, _all: int) -> None:
        raise Stopped("You stopped it")

    with pytest.raises(Stopped):
        desk.insights.export(tmp_path / "figures", CSV, found, stop).result(PATIENCE)
    with pytest.raises(InvalidInput):
        desk.insights.export(tmp_path / "figures", "xls", found).result(PATIENCE)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_until_the_last_row_however_far_the_total_was_counted(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterseal.sync.records.EXPORTED_AT_ONCE", 2)
    monkeypatch.setattr("counterseal.ledger.history_stream.MOST_COUNTED", 1)
    steps: list[tuple[int, int]] = []
    wanted = HistoryFilter(agent="refunds")
    work = desk.records.export_rows(tmp_path / "rows.csv", CSV, wanted, lambda *step: steps.append(step))
    count = work.result(PATIENCE)
    assert count > 4
    assert [done for done, of_all in steps if done >= of_all] == [count], "the window stops listening there"
    assert steps[-1] == (count, count)


def test_saved_searches_are_kept_by_name(desk: Desk) -> None:
    wanted = HistoryFilter(text="refund", kinds=("decision", "outcome"), states=("done",), log=OWN_LOG)
    assert desk.records.saved().result(PATIENCE) == ()
    desk.records.save(SavedSearch("Zebra", ANY, 7)).result(PATIENCE)
    kept = desk.records.save(SavedSearch(" Failed  refunds ", wanted)).result(PATIENCE)
    assert kept == (SavedSearch("Failed refunds", wanted), SavedSearch("Zebra", ANY, 7))
    assert (desk.home / FILE).stat().st_mode & 0o777 == 0o600
    changed = desk.records.save(SavedSearch("Zebra", wanted)).result(PATIENCE)
    assert changed[1] == SavedSearch("Zebra", wanted)
    assert desk.records.forget("Failed refunds").result(PATIENCE) == (SavedSearch("Zebra", wanted),)
    with pytest.raises(InvalidInput):
        desk.records.save(SavedSearch("  ", ANY)).result(PATIENCE)
    (desk.home / FILE).unlink()


@pytest.mark.parametrize(
    "spoilt",
    [
        "{",
        "[]",
        '{"v":2,"searches":[]}',
        '{"v":1,"searches":[{"name":"a"}]}',
        '{"v":1,"searches":[{"name":"a","days":-1,"filter":{}}]}',
        '{"v":1,"searches":[{"name":"a","days":0,"filter":{"unknown":""}}]}',
        '{"v":1,"searches":[{"name":"a","days":0,"filter":{"kinds":[1]}}]}',
        '{"v":1,"searches":[{"name":"a","days":0,"filter":{"text":1}}]}',
    ],
)
def test_a_spoilt_file_of_searches_is_named_and_left(desk: Desk, spoilt: str) -> None:
    path = desk.home / FILE
    path.write_text(spoilt)
    with pytest.raises(InvalidInput, match="saved searches cannot be read"):
        desk.records.saved().result(PATIENCE)
    with pytest.raises(InvalidInput):
        desk.records.save(SavedSearch("b", ANY)).result(PATIENCE)
    assert path.read_text() == spoilt
    path.unlink()


def test_searches_that_the_disk_does_not_take_are_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.home / FILE
    path.mkdir()
    with pytest.raises(InvalidInput, match="saved searches cannot be read"):
        desk.records.saved().result(PATIENCE)
    path.rmdir()

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("counterseal.seal.keystore.os.fsync", full)
    before = set(desk.home.iterdir())
    with pytest.raises(DiskTrouble, match="No space left"):
        desk.records.save(SavedSearch("a", ANY)).result(PATIENCE)
    assert set(desk.home.iterdir()) == before


def test_no_more_searches_than_a_menu_can_hold(desk: Desk) -> None:
    path = desk.home / FILE
    full = [{"name": str(number), "days": 0, "filter": {}} for number in range(MOST)]
    path.write_text(json.dumps({"v": 1, "searches": full}))
    with pytest.raises(InvalidInput, match=str(MOST)):
        desk.records.save(SavedSearch("one more", ANY)).result(PATIENCE)
    assert len(desk.records.save(SavedSearch("7", ANY, 1)).result(PATIENCE)) == MOST
    path.unlink()


def test_a_bundle_of_ones_own_is_held_to_ones_own_key(desk: Desk, homes: dict[str, Path]) -> None:
    steps: list[tuple[int, int]] = []
    opened = desk.records.open_bundle(homes["maria-bundle"], lambda *step: steps.append(step)).result(PATIENCE)
    assert opened.mine
    assert opened.report.ok
    assert "Consistent with the key of this log that is known here." in opened.report.sentences
    assert steps[-1] == (13, 13)
    mine = desk.records.page(HistoryFilter(until="2099")).result(PATIENCE).rows
    shown = opened.page(HistoryFilter(until="2099")).result(PATIENCE).rows
    # What was exported has no entry about the export.
    assert [(row.seq, row.verdict, row.title, row.outcome) for row in shown] == [
        (row.seq, row.verdict, row.title, row.outcome) for row in mine if row.kind != "export"
    ]
    assert {row.agent_name for row in shown} == {"", "Refunds agent"}
    opened.close().result(PATIENCE)
    with pytest.raises(Conflict):
        opened.page(ANY).result(PATIENCE)
    assert list((desk.home / "opened").iterdir()) == []


def test_a_strangers_bundle_is_read_and_never_written(desk: Desk, homes: dict[str, Path]) -> None:
    size = desk.records.page(ANY).result(PATIENCE).total
    opened = desk.records.open_bundle(homes["stranger-bundle"]).result(PATIENCE)
    assert opened.report.ok
    assert not opened.mine
    assert opened.report.sentences[-1] == "Consistent with itself."
    page = opened.page(HistoryFilter(text="photos"), limit=1).result(PATIENCE)
    assert [row.title for row in page.rows] == [FORMULA]
    erased = opened.page(HistoryFilter(kinds=("permit_taken",))).result(PATIENCE).rows[0]
    assert erased.title == "Erased by Maria Lind, entry 13"
    detail = opened.detail(3).result(PATIENCE)
    assert detail.verified, detail.proof
    kinds = [step.kind for step in detail.timeline]
    assert sorted(kinds) == sorted(["proposed", "looked", "decided", "delivered", "released", "outcome", "erased"])
    assert opened.place("2099").result(PATIENCE) == 14
    with pytest.raises(NotFound):
        opened.detail(3, "counterseal/another").result(PATIENCE)
    assert not hasattr(opened, "export_rows")
    opened.close().result(PATIENCE)
    assert desk.records.page(ANY).result(PATIENCE).total == size


def test_a_bundle_that_does_not_verify_is_shown_and_says_so(desk: Desk, spoilt: Path) -> None:
    change_line(spoilt, 8, "Refund €38.00", "Refund €1.00")
    opened = desk.records.open_bundle(spoilt).result(PATIENCE)
    assert not opened.report.ok
    assert opened.report.bad_seq == 8
    rows = opened.page(ANY).result(PATIENCE).rows
    assert len(rows) == 14
    assert "€1.00" in next(row.title for row in rows if row.seq == 8)
    assert not opened.detail(8).result(PATIENCE).verified
    assert opened.detail(4).result(PATIENCE).verified
    opened.close().result(PATIENCE)


@pytest.mark.parametrize("spoil", ["cut", "gap", "rubbish", "head", "replica"])
def test_whatever_is_in_a_bundle_opens_without_a_defect(desk: Desk, spoilt: Path, spoil: str) -> None:
    path = spoilt / "entries.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    if spoil == "cut":
        path.write_bytes(b"".join(lines[:6]))
    elif spoil == "gap":
        path.write_bytes(b"".join(lines[:4] + lines[5:]))
    elif spoil == "rubbish":
        odd = [b"[]\n", b'{"seq":5}\n', b"\xff\n", b'{"seq":5,"leaf":"e30=","envelope":null,"payloads":{}}\n']
        path.write_bytes(b"".join(lines[:5] + odd + lines[5:]))
    elif spoil == "head":
        (spoilt / "checkpoint").write_text("nothing\n")
    else:
        (spoilt / "logs" / "one").mkdir(parents=True)
        (spoilt / "logs" / "one" / "log.vkey").write_text("rubbish")
    opened = desk.records.open_bundle(spoilt).result(PATIENCE)
    assert not opened.report.ok
    assert opened.report.sentences
    rows = opened.page(ANY).result(PATIENCE).rows
    assert [row.seq for row in rows] == {"cut": list(range(5, -1, -1))}.get(spoil, [row.seq for row in rows])
    assert len(rows) == {"cut": 6, "gap": 13}.get(spoil, 14)
    assert opened.left_out == (4 if spoil == "rubbish" else 0)
    proven = opened.detail(3).result(PATIENCE)
    # What is still there can be proven under the head that is still signed.
    assert proven.verified == (spoil in ("replica", "rubbish"))
    opened.close().result(PATIENCE)


def test_an_envelope_that_stands_in_two_entries_is_a_twin_once(homes: dict[str, Path], tmp_path: Path) -> None:
    lines = (homes["stranger-bundle"] / "entries.jsonl").read_bytes().splitlines(keepends=True)
    again = json.loads(lines[4])
    signed = next(json.loads(line) for line in lines[1:] if json.loads(line)["envelope"])
    again.update(seq=len(lines), leaf=signed["leaf"], envelope=signed["envelope"])
    made = []
    for name in ("own", "replica"):
        rows = BundleRows(Database.open(tmp_path / f"{name}.db", create=True), "counterseal/x")
        for line in (*lines, json.dumps(again).encode() + b"\n"):
            rows.line(line)
        rows.finish(None)
        made.append(rows)
    own, replica = made
    replica.mark_twins(own.database)
    with replica.database.read() as connection:
        twins = {row.envelope: row.seq for row in connection.execute(text("SELECT envelope, seq FROM accepted"))}
    assert twins[json.loads(base64.b64decode(signed["leaf"]))["dsse_sha256"]] == signed["seq"]
    assert len(twins) > 1
    for rows in made:
        rows.database.close()


def test_what_is_no_bundle_is_refused_and_leaves_nothing(desk: Desk, tmp_path: Path, spoilt: Path) -> None:
    with pytest.raises(InvalidInput, match="no evidence bundle"):
        desk.records.open_bundle(tmp_path).result(PATIENCE)
    (spoilt / "log.vkey").write_text("rubbish")
    with pytest.raises(InvalidInput, match="no evidence bundle"):
        desk.records.open_bundle(spoilt).result(PATIENCE)
    assert list((desk.home / "opened").iterdir()) == []


def test_opening_a_bundle_can_be_stopped(desk: Desk, homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counterseal.sync.records_bundle.STEP", 1)
    with pytest.raises(Cancelled):
        desk.records.open_bundle(homes["stranger-bundle"], None, lambda: True).result(PATIENCE)
    assert list((desk.home / "opened").iterdir()) == []


def test_a_desk_that_closes_closes_its_bundles(homes: dict[str, Path], tmp_path: Path) -> None:
    home = Path(shutil.copytree(homes["stranger"], tmp_path / "copy"))
    opened = open_desk(home)
    opened.records.open_bundle(homes["maria-bundle"]).result(PATIENCE)
    assert len(list((home / "opened").iterdir())) == 1
    opened.close()
    assert list((home / "opened").iterdir()) == []
