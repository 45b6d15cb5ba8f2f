"""Events for a SIEM: of the published form, chained, tied to their entries, and silent about what was erased."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from core.ledger.ocsf_1_9 import problems
from core.ledger.story import Story, erase, refund
from counterseal.errors import Conflict, InvalidInput
from counterseal.ledger import log as ledger_log
from counterseal.ledger import ocsf, ocsf_events, schema
from counterseal.ledger.tree import leaf_hash
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey


def written(story: Story, out: Path, since: int = 0) -> list[dict[str, Any]]:
    path = ocsf.write(story.profile.database, story.log, out, since)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def told(story: Story) -> None:
    """More of every kind that has an event, after the story's own entries."""
    story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    third = refund(3)
    for verdict in (Verdict.APPROVE, Verdict.WITHDRAW, Verdict.ANSWER):
        story.decide(third, verdict, "Refund for order 883", answer="No" if verdict is Verdict.ANSWER else "")
    for kind, verdict in (("policy_allowed", ""), ("policy_refused", ""), ("outcome", "failed"), ("outcome", "")):
        story.ran(kind, third, "Refund for order 883", verdict)
    for kind, entry_type in (("pause", "pause"), ("reset", "reset"), ("incident", "incident"), ("level", "order")):
        story.order(kind, {"level": "L0"}, "refunds", entry_type)


def test_every_event_is_of_the_published_form(story: Story, tmp_path: Path) -> None:
    told(story)
    events = written(story, tmp_path / "events.jsonl")
    assert {event["class_uid"] for event in events} == {6003, 3004}
    for event in events:
        assert problems(event) == [], event
    with story.profile.reading() as connection:
        listed = connection.exec_driver_sql("SELECT seq, type FROM listing ORDER BY seq").all()
    assert [event["metadata"]["sequence"] for event in events] == [
        row.seq for row in listed if row.type in ocsf_events.TYPES
    ]


def test_the_subset_finds_what_is_wrong(story: Story, tmp_path: Path) -> None:
    (event,) = [e for e in written(story, tmp_path / "e") if e["metadata"]["sequence"] == 3]
    for path, value in (
        (("severity_id",), 7), (("api",), {}), (("time",), "now"), (("type_uid",), 1), (("extra",), 1),
        (("actor",), {}),
        (("metadata", "version"), "1.8.0"), (("attestation_list", 0, "fingerprint"), None), (("activity_id",), True),
    ):  # fmt: skip
        wrong: Any = copy.deepcopy(event)
        place = wrong
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        assert problems(wrong), path


def test_an_event_says_who_decided_what_and_why(story: Story, tmp_path: Path) -> None:
    with story.profile.database.write() as connection:
        row: dict[str, Any] = dict.fromkeys([c.name for c in schema.agents.columns], "")
        connection.execute(
            insert(schema.agents).values(**{**row, "id": "refunds", "name": "Refunds agent", "halt_epoch": 0})
        )
    by_seq = {event["metadata"]["sequence"]: event for event in written(story, tmp_path / "events.jsonl")}
    approved, released, done, rejected, halted = (by_seq[seq] for seq in (3, 5, 6, 8, 10))
    assert approved["actor"]["user"]["name"] == "Maria Lind"
    assert (approved["action"], approved["disposition"]) == ("Allowed", "Approved")
    assert approved["status_detail"] == "Photos show the crack"
    assert approved["api"]["operation"] == "refunds.issue"
    assert approved["ai_agent"] == {"uid": "refunds", "name": "Refunds agent"}
    assert approved["delegation"]["uid"] == approved["unmapped"]["counterseal"]["statement_sha256"]
    assert released["actor"]["app_uid"] == story.log.origin
    assert (done["status"], done["severity"]) == ("Success", "Informational")
    assert (rejected["action"], rejected["disposition"], rejected["severity"]) == ("Denied", "Rejected", "Low")
    assert (halted["activity_name"], halted["entity"]["uid"], halted["comment"]) == ("Suspend", "refunds", "because")
    assert halted["entity"]["name"] == "Refunds agent"
    text = (tmp_path / "events.jsonl").read_text("utf-8")
    assert "amount_minor" not in text, "arguments stay in the ledger"


@pytest.mark.parametrize(
    ("body", "rests_on"),
    [({"envelopes": ["ab" * 32], "action_sha256": "cd" * 32}, "ab" * 32), ({"envelopes": []}, None), ([], None)],
)
def test_what_a_permit_rests_on(story: Story, tmp_path: Path, body: Any, rests_on: str | None) -> None:
    payloads = {"permit": json.dumps(body).encode()}
    story.add(ledger_log.Draft("permit_taken", story.now(), refund(1).id, payloads=payloads, agent="refunds"))
    event = written(story, tmp_path / "events.jsonl")[-1]
    assert event.get("delegation", {}).get("uid") == rests_on
    assert problems(event) == []


def test_the_chain_shows_a_changed_or_missing_line(story: Story, tmp_path: Path) -> None:
    events = written(story, tmp_path / "events.jsonl")
    before = None
    for event in events:
        (attestation,) = event["attestation_list"]
        assert attestation["fingerprint"] == ocsf.fingerprint(event)
        assert attestation.get("prev_event", {}).get("fingerprint") == before
        before = attestation["fingerprint"]
    changed = {**events[3], "message": "Approved by Somebody Else"}
    assert ocsf.fingerprint(changed) != changed["attestation_list"][0]["fingerprint"]
    with story.profile.reading() as connection:
        for event in events:
            named = event["unmapped"]["counterseal"]
            assert named["leaf_sha256"] == leaf_hash(ledger_log.leaf_bytes(connection, named["seq"])).hex()


def test_what_was_erased_has_no_event(story: Story, tmp_path: Path) -> None:
    erase(story, 3, 6)
    events = written(story, tmp_path / "events.jsonl")
    assert {3, 6}.isdisjoint(event["metadata"]["sequence"] for event in events)
    assert "Photos show the crack" not in (tmp_path / "events.jsonl").read_text("utf-8")
    assert events[-1]["activity_name"] == "Delete"


def test_only_from_an_entry_on_and_only_to_a_new_file(story: Story, tmp_path: Path) -> None:
    assert [e["metadata"]["sequence"] for e in written(story, tmp_path / "late", 8)] == [8, 10]
    assert written(story, tmp_path / "none", story.size()) == []
    with pytest.raises(Conflict):
        written(story, tmp_path / "late")
    with pytest.raises(InvalidInput):
        written(story, tmp_path / "beyond", story.size() + 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["late", "none", "profile"]
