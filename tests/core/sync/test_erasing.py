"""Erasure and retention through a real desk and its gateway: bytes go, evidence stays, and nothing else moves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger.story import PASSPHRASE, Story
from counterseal.errors import Conflict, Forbidden, InvalidInput, Locked, NotFound
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.model.history import HistoryFilter
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey
from gateway.desks import PATIENCE, Agent, Bench, running_bench

GROUND, WHY = "GDPR Art. 17(1)(a)", "asked by letter"
Opens = Callable[..., Bench]


def secrets(word: str) -> dict[str, Any]:
    """A proposal that holds distinct words in every place where an agent can put some."""
    return {
        "arguments": {"amount": 77_000, "order": f"order{word}"},
        "claims": {"summary": f"summary{word}", "confidence": 0.5},
        "context": [
            {"kind": "message", "title": f"title{word}", "text": f"mail{word}", "author": f"author{word}", "at": ""}
        ],
        "trace": [{"id": "1", "kind": "model", "name": f"step{word}", "text": f"thought{word}"}],
    }


def needles(word: str) -> list[str]:
    places = ("order", "summary", "title", "mail", "author", "step", "thought", "reason", "note", "key")
    return [f"{place}{word}" for place in places]


def live(bench: Bench, agent: Agent, word: str) -> str:
    """An action from its proposal to its outcome."""
    asked = agent.propose(key=f"key{word}", **secrets(word))["id"]
    bench.decide(asked, reason=f"reason{word}")
    permit = agent.permit(asked)["permit"]
    agent.outcome(asked, permit, note=f"note{word}")
    return str(asked)


def found_in(home: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """Which words stand in which files below a folder, as they are and as the search index folds them."""
    result: dict[str, list[str]] = {}
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            hits = [word for word in words if word.encode() in data or word.lower().encode() in data]
            if hits:
                result[path.name] = hits
    return result


def check_whole(bench: Bench, out: Path) -> None:
    """Our own verification and the bundle's own verifier both say yes."""
    report = bench.desk.verify().result(PATIENCE)
    assert report.ok, report.sentences
    bench.desk.export(out).result(PATIENCE)
    ran = subprocess.run([sys.executable, "-I", "verify.py"], cwd=out, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def lines(bench: Bench) -> list[tuple[Any, ...]]:
    with bench.profile.reading() as connection:
        query = "SELECT l.*, s.body FROM listing l LEFT JOIN search s ON s.rowid = l.seq ORDER BY l.seq"
        return [tuple(row) for row in connection.execute(text(query))]


def test_an_erased_action_is_gone_from_every_file_and_the_rest_still_verifies(
    opens: Opens, home: Path, tmp_path: Path
) -> None:
    bench = opens()
    agent = bench.agent()
    gone, kept = live(bench, agent, "Qzjx"), live(bench, agent, "Wvyk")
    before = lines(bench)
    with bench.profile.reading() as connection:
        query = text("SELECT permit, digest, nonce FROM actions WHERE id = :id")
        traces = [str(one) for one in connection.execute(query, {"id": gone}).one()]
    assert {word for hits in found_in(home, needles("Qzjx")).values() for word in hits} == set(needles("Qzjx"))
    seqs = bench.desk.erasing.subject_entries(gone).result(PATIENCE)
    assert [before[seq][2] for seq in seqs] == ["action_received", "decision", "delivered", "permit_taken", "outcome"]

    preview = bench.desk.erasing.preview(seqs).result(PATIENCE)
    assert [entry.refused for entry in preview.entries] == [""] * 5
    assert "signed statement" in preview.entries[1].holds
    assert any("Bundles" in sentence for sentence in preview.stays)
    done = bench.desk.erasing.erase(seqs, GROUND, WHY).result(PATIENCE)
    assert (done.seq, done.erased, done.waiting_for, done.bytes_gone) == (len(before), seqs, (), True)

    assert found_in(home, [*needles("Qzjx"), *traces]) == {}
    # What was kept is all there, in words and in bytes.
    after = lines(bench)
    assert [after[seq] for seq in range(len(before)) if seq not in seqs] == [
        line for line in before if line[0] not in seqs
    ]
    assert bench.desk.history(HistoryFilter(text="reasonWvyk")).result(PATIENCE).total == 1
    assert bench.desk.history(HistoryFilter(text="reasonQzjx")).result(PATIENCE).total == 0
    check_whole(bench, tmp_path / "bundle")
    assert found_in(tmp_path / "bundle", needles("Qzjx")) == {}
    # The gateway still knows that it is done, so it can neither run again nor be asked again under its id.
    assert agent.status(gone)["state"] == "done"
    assert agent.status(kept)["state"] == "done"
    assert agent.permit(gone, expect=409)["code"] == "not_approved"
    bench.close()
    assert found_in(home, needles("Qzjx")) == {}
    again = opens()
    assert verify_log(again.profile.database, again.profile.log.verifier).ok
    assert again.desk.erasing.acknowledgements(done.seq).result(PATIENCE) == done


def test_history_says_who_erased_it(opens: Opens) -> None:
    bench = opens()
    gone = live(bench, bench.agent(), "Qzjx")
    seqs = bench.desk.erasing.subject_entries(gone).result(PATIENCE)
    done = bench.desk.erasing.erase(seqs, GROUND, WHY).result(PATIENCE)
    rows = {row.seq: row for row in bench.desk.history(HistoryFilter()).result(PATIENCE).rows}
    assert {rows[seq].title for seq in seqs} == {f"Erased by Maria Lind, entry {done.seq}"}
    for seq in (*seqs, done.seq):
        detail = bench.desk.entry(seq).result(PATIENCE)
        assert detail.verified, detail.proof
    facts = dict(bench.desk.entry(done.seq).result(PATIENCE).facts)
    assert (facts["Reason"], facts["ground"]) == (WHY, GROUND)


def test_what_may_not_go_does_not(opens: Opens, home: Path) -> None:
    bench = opens()
    agent = bench.agent()
    open_one = agent.propose(**secrets("Qzjx"))["id"]
    bench.held(open_one)
    before = lines(bench)
    erase = bench.desk.erasing.erase
    seqs = bench.desk.erasing.subject_entries(open_one).result(PATIENCE)
    (entry,) = bench.desk.erasing.preview(seqs).result(PATIENCE).entries
    assert "not finished" in entry.refused
    with pytest.raises(Conflict, match="not finished"):
        erase(seqs, GROUND, WHY).result(PATIENCE)
    for seq in (0, 1):
        with pytest.raises(Conflict, match="never erased"):
            erase((seq,), GROUND, WHY).result(PATIENCE)
    with pytest.raises(NotFound):
        erase((len(before),), GROUND, WHY).result(PATIENCE)
    with pytest.raises(InvalidInput, match="nothing to erase"):
        erase((), GROUND, WHY).result(PATIENCE)
    for ground, why in (("", WHY), (GROUND, " \n ")):
        with pytest.raises(InvalidInput, match="needs a"):
            erase(seqs, ground, why)
    assert lines(bench) == before
    assert found_in(home, ["orderQzjx"])
    # It ends, and may go; a second time there is nothing left.
    bench.decide(open_one, Verdict.REJECT)
    seqs = bench.desk.erasing.subject_entries(open_one).result(PATIENCE)
    done = erase(seqs, GROUND, WHY).result(PATIENCE)
    with pytest.raises(Conflict, match="erased already"):
        erase(seqs[:1], GROUND, WHY).result(PATIENCE)
    with pytest.raises(Conflict, match="never erased"):
        erase((done.seq,), GROUND, WHY).result(PATIENCE)
    bench.profile.lock()
    with pytest.raises(Locked):
        erase(seqs, GROUND, WHY).result(PATIENCE)
    assert bench.desk.verify().result(PATIENCE).ok


def test_only_an_owner_erases(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    story = Story.create(home)
    try:
        story.tell()
        story.enrol("Jonas Weber", SigningKey.generate(), Role.OWNER)
        people = story.profile.roster().people
        maria = replace(people[story.profile.person_id], roles=(Role.REVIEWER,))
        story.roster([maria, *(one for one in people.values() if one.id != maria.id)])
    finally:
        story.close()
    file = tmp_path / "profile.passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    with running_bench(home) as bench:
        before = lines(bench)
        for work in (
            bench.desk.erasing.erase((3,), GROUND, WHY),
            bench.desk.erasing.cut("traces-and-context", WHY),
        ):
            with pytest.raises(Forbidden, match="Only an owner"):
                work.result(PATIENCE)
        assert lines(bench) == before
