"""History pages by any filter, and entries proven in words."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from core.ledger.story import Story, erase, refund, unguard
from counterseal.clock import parse_stamp
from counterseal.errors import NotFound
from counterseal.ledger import history, history_rows, history_stream
from counterseal.ledger.note import VerifierKey
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.decisions import Verdict
from counterseal.model.history import EntryDetail, HistoryFilter, HistoryPage
from counterseal.seal.keys import SigningKey

ANY = HistoryFilter()


def _page(story: Story, wanted: HistoryFilter = ANY, **more: object) -> HistoryPage:
    names = {story.profile.person_id: "Maria Lind", "refunds": "Refunds agent"}
    with story.profile.reading() as connection:
        return history.page(connection, wanted, names=names, **more)  # type: ignore[arg-type]


def _detail(story: Story, seq: int) -> EntryDetail:
    names = {story.profile.person_id: "Maria Lind", "refunds": "Refunds agent"}
    with story.profile.reading() as connection:
        return history.entry_detail(connection, story.log.origin, story.log.verifier, seq, names)


def test_every_entry_is_worded_newest_first(story: Story) -> None:
    rows = _page(story).rows
    assert [(r.seq, r.verdict, r.outcome) for r in rows] == [
        (11, "Voided", "Stopped"),
        (10, "Halted", "Stopped"),
        (9, "Delivered", ""),
        (8, "Rejected", "Stopped"),
        (7, "Asked", "Rejected"),
        (6, "Executed", ""),
        (5, "Released", "Executed"),
        (4, "Delivered", "Executed"),
        (3, "Approved", "Executed"),
        (2, "Asked", "Executed"),
        (1, "Agent registered", "In force"),
        (0, "Roster changed", "In force"),
    ]
    assert rows[8].who == "Maria Lind"
    assert rows[9].who == rows[9].agent_name == "Refunds agent"


def test_pages_by_keyset_join_without_gap_or_overlap(story: Story) -> None:
    seen: list[int] = []
    before = None
    while True:
        page = _page(story, before=before, limit=5)
        assert page.total == 12
        seen += [row.seq for row in page.rows]
        before = page.next_before
        if before is None:
            break
    assert seen == list(range(11, -1, -1))


@pytest.mark.parametrize(
    ("wanted", "seqs"),
    [
        (HistoryFilter(kinds=("decision",)), [8, 3]),
        (HistoryFilter(kinds=("decision", "halt")), [10, 8, 3]),
        (HistoryFilter(subject=refund(1).id), [6, 5, 4, 3, 2]),
        (HistoryFilter(text="crack"), [3]),
        (HistoryFilter(text="refund 88"), [11, 9, 8, 7, 6, 5, 4, 3, 2]),
        (HistoryFilter(text="refund", kinds=("decision",), agent="refunds"), [8, 3]),
        (HistoryFilter(text='"OR NOT ('), []),
        (HistoryFilter(text='""'), []),
        (HistoryFilter(agent="nobody"), []),
        (HistoryFilter(since="2026-11-22"), []),
        (HistoryFilter(until="2026-11-21"), []),
        (HistoryFilter(since="2026-11-21", until="2026-11-22", kinds=("order",)), [1, 0]),
    ],
)
def test_filters_in_any_combination(story: Story, wanted: HistoryFilter, seqs: list[int]) -> None:
    page = _page(story, wanted)
    assert [row.seq for row in page.rows] == seqs
    assert page.total == len(seqs)


def test_person_filter_and_paged_search(story: Story) -> None:
    assert [r.seq for r in _page(story, HistoryFilter(person=story.profile.person_id)).rows] == [10, 8, 3, 1, 0]
    first = _page(story, HistoryFilter(text="order"), limit=4)
    second = _page(story, HistoryFilter(text="order"), before=first.next_before, limit=20)
    assert [r.seq for r in (*first.rows, *second.rows)] == [11, 9, 8, 7, 6, 5, 4, 3, 2]
    assert second.next_before is None


def test_a_long_search_can_be_cancelled(story: Story) -> None:
    with story.profile.database.write() as connection:
        connection.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
                " INSERT INTO listing SELECT i, '2026', 'viewed', '', 's' || i, 'a', 'p', 't' FROM n"
            )
        )
    with pytest.raises(Cancelled):
        _page(story, HistoryFilter(verdicts=("nothing",)), cancelled=lambda: True)
    page = _page(story, HistoryFilter(person="p"), limit=1, cancelled=lambda: False)
    assert (page.total, page.capped) == (history_stream.MOST_COUNTED, True)


def test_a_decision_is_proven_in_words(story: Story) -> None:
    detail = _detail(story, 3)
    short = f"{story.profile.key.id[:4]}…{story.profile.key.id[-2:]}"
    assert detail.verified
    assert detail.heading == "Approved by Maria Lind"
    assert detail.proof[0] == f"Signed with Maria Lind's key {short}, valid then"
    assert detail.proof[1] == "In the ledger: 4 hashes to head 12"
    assert detail.proof[2] == "Head seen by nobody else yet"
    facts = dict(detail.facts)
    assert facts["Reason"] == "Photos show the crack"
    assert facts["Authority"] == "Maria Lind, owner"
    assert facts["Looked at it for"] == "48.0 s"
    assert facts["Opened"] == "facts, trace"
    assert "risk R3" in facts["Basis"]
    assert [sentence for _at, sentence in detail.followed] == [
        "delivered to the gateway",
        "released to the agent",
        "executed, refund RF-9921",
    ]


@pytest.mark.parametrize("seq", range(12))
def test_every_entry_of_the_story_proves(story: Story, seq: int) -> None:
    detail = _detail(story, seq)
    assert detail.verified, detail.proof
    assert detail.raw.startswith("{")


def test_unknown_entry(story: Story) -> None:
    with pytest.raises(NotFound):
        _detail(story, 12)


@pytest.mark.parametrize(
    ("statement", "seq", "said"),
    [
        (
            "UPDATE envelopes SET envelope = (SELECT envelope FROM envelopes LIMIT 1 OFFSET 2)",
            3,
            "signature or content",
        ),
        ("DELETE FROM payloads", 2, "is missing"),
        ("UPDATE payloads SET bytes = x'00'", 2, "was changed"),
        ("UPDATE listing SET type = 'viewed' WHERE seq = 3", 3, "does not say what the entry says"),
    ],
)
def test_a_damaged_entry_says_so(story: Story, statement: str, seq: int, said: str) -> None:
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(text(statement))
    detail = _detail(story, seq)
    assert not detail.verified
    assert said in " ".join(detail.proof)


def test_a_head_of_another_key_proves_nothing(story: Story) -> None:
    stranger = VerifierKey(story.log.origin, SigningKey.generate().public)
    with story.profile.reading() as connection:
        detail = history.entry_detail(connection, story.log.origin, stranger, 3)
    assert not detail.verified
    assert "does not prove" in " ".join(detail.proof)


def test_a_later_decision_of_a_removed_key_does_not_prove(story: Story) -> None:
    other = SigningKey.generate()
    stranger = story.decide(refund(5), Verdict.APPROVE, "Refund", key=other)
    detail = _detail(story, stranger)
    assert not detail.verified
    assert "not on the roster" in " ".join(detail.proof)


def test_twins_are_counted_without_walking_through_them(story: Story) -> None:
    with story.profile.database.write() as connection:
        before = history_rows.twins(connection)
        add = "INSERT INTO accepted VALUES (:one, 5, 'twin', '') ON CONFLICT DO NOTHING"
        for one in ("a", "b", "b", "c"):
            connection.execute(text(add), {"one": one})
        assert history_rows.twins(connection) == before + 3
        asked: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, sql, *_x: asked.append(sql))
        history_rows.twins(connection)
        (plan,) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}").all()
        assert plan[3].startswith("SEARCH accepted")
        connection.execute(text("DELETE FROM accepted"))
        assert history_rows.twins(connection) == 0


def test_an_action_has_one_timeline_from_whichever_entry_it_is_read(story: Story) -> None:
    body = {
        "incident": refund(9).id,
        "agent": "refunds",
        "action": refund(1).id,
        "step": "opened",
        "what": "Paid twice",
    }
    wrong = story.order("incident", {**body, "compensating": None}, "refunds", "incident")
    other = story.order("incident", {**body, "action": None, "compensating": None}, "refunds", "incident")
    by = story.size()
    erase(story, 2, 3)
    told = _detail(story, 4).timeline
    assert [(step.kind, step.seq) for step in told] == [
        ("proposed", 2),
        ("decided", 3),
        ("delivered", 4),
        ("released", 5),
        ("outcome", 6),
        ("incident", wrong),
        ("erased", by),
    ]
    assert other not in {step.seq for step in told}
    assert told[-1].words == "the content of 2 entries erased by Maria Lind"
    assert told[4].words == "executed, refund RF-9921"
    assert [step.at for step in told] == sorted(step.at for step in told)
    assert _detail(story, 6).timeline == told


def test_what_was_looked_at_stands_before_the_decision(story: Story) -> None:
    told = _detail(story, 7).timeline
    looked, decided = (next(step for step in told if step.kind == kind) for kind in ("looked", "decided"))
    assert looked.words == "opened by Maria Lind, who looked at it for 48.0 s (facts, trace)"
    assert (parse_stamp(decided.at) - parse_stamp(looked.at)).total_seconds() == 48.0


def test_a_time_before_which_there_is_none_leaves_the_look_out(story: Story) -> None:
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(
            text("UPDATE listing SET at = '0001-01-01T00:00:00.000Z' WHERE subject = :one"), {"one": refund(2).id}
        )
    kinds = [step.kind for step in _detail(story, 7).timeline]
    assert "decided" in kinds
    assert "looked" not in kinds


@pytest.mark.parametrize("seq", [0, 1, 10])
def test_what_is_about_no_action_has_no_timeline(story: Story, seq: int) -> None:
    assert _detail(story, seq).timeline == ()
