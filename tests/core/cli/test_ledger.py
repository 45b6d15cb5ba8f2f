"""Verifying, exporting and searching from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from counterseal.sync.desk import Desk

from .cli_story import Agent, Cli, make_profile


def test_a_whole_ledger_verifies_and_a_changed_one_does_not(tmp_path: Path, cli: Cli) -> None:
    home = make_profile(tmp_path / "profile")
    good = cli("ledger", "verify", "--profile", home, "--json")
    assert (good.code, good.json["ok"], good.json["entries"]) == (0, True, 1)
    from sqlalchemy import text

    from counterseal.ledger.database import DATABASE_NAME, Database

    database = Database.open(home / DATABASE_NAME)
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER listing_guard_update"))
        connection.execute(text("UPDATE listing SET title = 'Roster: Somebody Else' WHERE seq = 0"))
    database.close()
    bad = cli("ledger", "verify", "--profile", home, "--json")
    assert (bad.code, bad.json["ok"], bad.json["bad_seq"]) == (1, False, 0)
    assert "does not verify" in bad.err
    assert cli("doctor", "--profile", home).code == 1


def test_a_head_held_elsewhere_is_compared(desk: Desk, cli: Cli, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    assert cli("ledger", "export", "--out", bundle, "--profile", desk.home).code == 0
    held = cli("ledger", "verify", "--head", bundle / "checkpoint", "--profile", desk.home)
    assert held.code == 0
    other = make_profile(tmp_path / "other")
    foreign = cli("ledger", "verify", "--head", bundle / "checkpoint", "--profile", other)
    assert (foreign.code, "VERIFIED" in foreign.out) == (1, False)
    assert cli("ledger", "verify", "--head", tmp_path / "none", "--profile", desk.home).code == 1


def test_a_bundle_verifies_until_it_is_changed(desk: Desk, agent: Agent, cli: Cli, tmp_path: Path) -> None:
    agent.propose(order="bundled")
    bundle = tmp_path / "bundle"
    made = cli("ledger", "export", "--out", bundle, "--profile", desk.home, "--json")
    assert (made.code, made.json["bundle"]) == (0, str(bundle))
    again = cli("ledger", "export", "--out", bundle, "--profile", desk.home)
    assert again.code == 1
    good = cli("ledger", "verify", "--bundle", bundle, "--json")
    assert (good.code, good.json["ok"]) == (0, True)
    assert good.json["logs"][0]["consistent_with"] == "itself"
    assert "consistent with itself" in cli("ledger", "verify", "--bundle", bundle).out
    entries = bundle / "entries.jsonl"
    entries.write_text(entries.read_text().replace('"seq":1,', '"seq":2,', 1))
    bad = cli("ledger", "verify", "--bundle", bundle, "--json")
    assert (bad.code, bad.json["ok"]) == (1, False)
    shutil.rmtree(bundle)
    assert cli("ledger", "verify", "--bundle", bundle).code == 1


def test_search_finds_by_words_agent_person_kind_and_time(desk: Desk, agent: Agent, cli: Cli, secret: Path) -> None:
    action = agent.propose(order="zebra-crossing")
    cli("queue", "reject", action, "--reason", "giraffe", "--profile", desk.home, "--passphrase-file", secret)

    def rows(*words: str) -> list[dict[str, object]]:
        ran = cli("ledger", "search", *words, "--json", "--profile", desk.home)
        assert ran.code == 0
        found: list[dict[str, object]] = json.loads(ran.out)["rows"]
        return found

    assert [row["kind"] for row in rows("giraffe")] == ["decision"]
    assert {row["subject"] for row in rows("zebra")} == {action}
    assert {row["agent"] for row in rows("--agent", agent.id)} == {agent.id}
    mine = rows("--person", "Ana Ruiz", "--agent", agent.id, "--kind", "decision")
    assert [row["subject"] for row in mine] == [action]
    assert rows("--person", desk.profile.person_id[:13], "--agent", agent.id, "--kind", "decision") == mine
    assert rows("giraffe", "--since", "2100") == []
    assert rows("giraffe", "--until", "2100-01-01") != []
    assert len(rows("--limit", "2")) == 2
    first = cli("ledger", "search", "--limit", "1", "--profile", desk.home)
    assert "--before" in first.out


@pytest.mark.parametrize(
    "words", [("--kind", "nothing"), ("--since", "yesterday"), ("--until", "2026-13"), ("--limit", "0")]
)
def test_a_search_of_wrong_words(desk: Desk, cli: Cli, words: tuple[str, ...]) -> None:
    assert cli("ledger", "search", *words, "--profile", desk.home).code == 2


@pytest.mark.parametrize("command", ["show", "proof", "erase"])
def test_a_number_beyond_every_ledger(desk: Desk, cli: Cli, secret: Path, command: str) -> None:
    why = ("--ground", "asked for", "--reason", "asked for", "--passphrase-file", secret)
    ran = cli("ledger", command, 1 << 64, "--profile", desk.home, *(why if command == "erase" else ()))
    assert (ran.code, "too large" in ran.err) == (1, True), ran.err


def test_one_entry_in_words(desk: Desk, agent: Agent, cli: Cli) -> None:
    agent.propose(order="shown")
    shown = cli("ledger", "show", "0", "--profile", desk.home)
    assert shown.code == 0
    assert "Entry 0: Roster changed by" in shown.out
    assert "In the ledger:" in shown.out
    assert cli("ledger", "show", "0", "--json", "--profile", desk.home).json["verified"] is True
    assert cli("ledger", "show", "999", "--profile", desk.home).code == 1


def test_report_and_events_are_new_files(desk: Desk, agent: Agent, cli: Cli, tmp_path: Path) -> None:
    agent.propose(order="printed")
    for command, name in (("report", "r.pdf"), ("events", "e.jsonl")):
        path = tmp_path / name
        made = cli("ledger", command, "--out", path, "--profile", desk.home, "--json")
        assert (made.code, made.json["file"]) == (0, str(path))
        assert path.stat().st_size > 0
        assert cli("ledger", command, "--out", path, "--profile", desk.home).code == 1
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
    events = [json.loads(line) for line in (tmp_path / "e.jsonl").read_text("utf-8").splitlines()]
    assert events[0]["metadata"]["version"] == "1.9.0"
    later = cli("ledger", "events", "--out", tmp_path / "later", "--since", "1", "--profile", desk.home)
    assert later.code == 0
    bundle = tmp_path / "bundle"
    assert cli("ledger", "export", "--out", bundle, "--pdf", "--profile", desk.home).code == 0
    assert (bundle / "report.pdf").is_file()


def test_a_key_that_is_held_and_bundles_of_one_log(desk: Desk, agent: Agent, cli: Cli, tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    assert cli("ledger", "export", "--out", first, "--profile", desk.home).code == 0
    agent.propose(order="between")
    assert cli("ledger", "export", "--out", second, "--profile", desk.home).code == 0
    stranger = make_profile(tmp_path / "stranger")
    assert cli("ledger", "export", "--out", other, "--profile", stranger).code == 0
    same = cli("ledger", "compare", first, second, "--json")
    assert (same.code, same.json["ok"], len(same.json["shared"])) == (0, True, 1)
    assert cli("ledger", "compare", first, other).code == 2
    assert cli("ledger", "compare", first, tmp_path / "none").code == 1
    held, foreign = first / "log.vkey", other / "log.vkey"
    good = cli("ledger", "verify", "--bundle", second, "--vkey", held, "--head", first / "checkpoint", "--json")
    assert (good.code, good.json["logs"][0]["consistent_with"]) == (0, "what you hold")
    assert cli("ledger", "verify", "--bundle", second, "--vkey", foreign).code == 1
    assert cli("ledger", "verify", "--vkey", held, "--profile", desk.home).code == 0
    assert cli("ledger", "verify", "--vkey", foreign, "--profile", desk.home).code == 1


def test_a_split_view_prints_both_heads(desk: Desk, agent: Agent, cli: Cli, tmp_path: Path) -> None:
    from counterseal.ledger.note import Head, sign_head

    first, second = tmp_path / "first", tmp_path / "second"
    assert cli("ledger", "export", "--out", first, "--profile", desk.home).code == 0
    shutil.copytree(first, second)
    size = int((first / "checkpoint").read_text("utf-8").split("\n")[1])
    log = desk.profile.log
    (second / "checkpoint").write_text(sign_head(Head(log.origin, size, b"\7" * 32), log.key), "utf-8")
    split = cli("ledger", "compare", first, second)
    assert split.code == 1
    assert "SPLIT VIEW" in split.out
    assert split.out.count(f"    {log.origin}") == 2
    found = cli("ledger", "compare", first, second, "--json").json
    assert found["ok"] is False
    assert [found["splits"][0][side] for side in ("here", "there")] == [
        (folder / "checkpoint").read_text("utf-8") for folder in (first, second)
    ]
