"""How a log stands to a head held elsewhere, and which signed restores excuse that it does not extend it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.ledger import naive_tree
from core.ledger.story import Story, unguard
from counterseal.errors import InvalidInput, LedgerDamaged
from counterseal.ledger import log as ledger_log
from counterseal.ledger import standing
from counterseal.ledger.note import Head
from counterseal.ledger.standing import BEHIND, FORKED, SAME, SHORTER, Standing, read_restore
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who

ROOT = "ab" * 32


def leaves(story: Story) -> list[bytes]:
    with story.profile.reading() as connection:
        return [bytes(row[0]) for row in connection.execute(text("SELECT leaf_hash FROM entries ORDER BY seq"))]


def held(story: Story, hashes: list[bytes]) -> tuple[Head, list[bytes]]:
    """The head over these leaf hashes, and its frontier, made without the code under test."""
    parts, start = [], 0
    for level in range(len(hashes).bit_length() - 1, -1, -1):
        if len(hashes) >> level & 1:
            parts.append(naive_tree.root(hashes[start : start + (1 << level)]))
            start += 1 << level
    return Head(story.log.origin, len(hashes), naive_tree.root(hashes)), parts


def compare(story: Story, hashes: list[bytes], parts: int = 64) -> Standing:
    head, frontier = held(story, hashes)
    with story.profile.reading() as connection:
        return standing.compare(connection, head, frontier[:parts])


@given(st.data())
@settings(max_examples=60)
def test_every_head_is_told_apart(told_once: Story, data: st.DataObject) -> None:
    mine = leaves(told_once)
    size = len(mine)
    count = data.draw(st.integers(0, size + 9), label="entries under the held head")
    changed = data.draw(st.none() | st.integers(0, max(0, count - 1)), label="first entry that is another one")
    theirs = [*mine, *(bytes([n]) * 32 for n in range(1, 10))][:count]
    if changed is not None and changed < count:
        theirs[changed] = b"\xff" * 32
    parts = data.draw(st.integers(0, 5), label="known parts of the held tree")
    found = compare(told_once, theirs, parts)
    other = changed is not None and changed < min(count, size)
    if count <= size and not other:
        assert (found.state, found.good) == (SAME if count == size else BEHIND, True)
        assert found.first_lost == size
        return
    assert not found.good
    assert found.size == size
    if count <= size:
        assert found.state == FORKED
    elif found.state == FORKED:
        assert other, "a fork was seen where only the end is missing"
    if other:
        assert found.first_lost <= (changed or 0) or found.state == SHORTER
        assert found.last_same <= (changed or 0)
    else:
        assert (found.state, found.first_lost) == (SHORTER, size)


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> Any:
    story = Story.create(tmp_path_factory.mktemp("standing") / "profile")
    story.tell()
    yield story
    story.close()


def test_known_parts_narrow_down_where_a_fork_begins(told_once: Story) -> None:
    theirs = leaves(told_once)
    assert len(theirs) == 12
    theirs[9] = b"\xff" * 32
    assert compare(told_once, theirs) == Standing(FORKED, 12, 8, 8)
    assert compare(told_once, theirs, 0) == Standing(FORKED, 12, 0, 0)
    assert compare(told_once, [*theirs, b"\1" * 32, b"\2" * 32]) == Standing(FORKED, 12, 8, 8)


def test_a_log_with_holes_stands_to_nothing(story: Story) -> None:
    under, over = held(story, leaves(story)[:7])[0], held(story, leaves(story))[0]
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(text("DELETE FROM entries WHERE seq = 5"))
    with story.profile.reading() as connection:
        assert standing.compare(connection, under).state == FORKED
        with pytest.raises(LedgerDamaged):
            standing.compare(connection, over)
    with story.profile.database.write() as connection:
        connection.execute(text("DELETE FROM heads"))
    with story.profile.reading() as connection, pytest.raises(LedgerDamaged):
        standing.compare(connection, under)


def test_the_first_order_names_the_log(told_once: Story) -> None:
    with told_once.profile.reading() as connection:
        sha = connection.execute(text("SELECT envelope FROM entries WHERE seq = 0")).scalar_one()
        assert standing.first_order(connection) == sha


# -- restores -----------------------------------------------------------------------------------------------------
def body(here: int = 3, size: int = 40, **more: Any) -> dict[str, Any]:
    elsewhere = [{"holder": "a gateway", "size": size, "root": ROOT}]
    return {"here": {"size": here, "root": ROOT}, "elsewhere": elsewhere, "first_lost": here, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {**body(), "more": 1},
        body(first_lost=4),
        body(first_lost=-1),
        body(first_lost=True),
        body(elsewhere=[]),
        body(elsewhere={}),
        body(elsewhere=[{"holder": "x", "size": 1, "root": ROOT}] * 1_001),
        body(elsewhere=[{"size": 1, "root": ROOT}]),
        body(elsewhere=[{"holder": "", "size": 1, "root": ROOT}]),
        body(elsewhere=[{"holder": "x" * 201, "size": 1, "root": ROOT}]),
        body(elsewhere=[{"holder": 5, "size": 1, "root": ROOT}]),
        body(elsewhere=[{"holder": "x", "size": -1, "root": ROOT}]),
        body(elsewhere=[{"holder": "x", "size": 1, "root": ROOT.upper()}]),
        body(elsewhere=[{"holder": "x", "size": 1, "root": ROOT[:-2]}]),
        body(elsewhere=[{"holder": "x", "size": 1, "root": 7}]),
        {**body(), "here": [3, ROOT]},
        {**body(), "here": {"size": 3.0, "root": ROOT}},
    ],
)
def test_a_malformed_restore_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidInput):
        read_restore(wrong)


@pytest.mark.parametrize("count", [1, 1_000])
def test_a_restore_names_up_to_a_thousand_heads(count: int) -> None:
    found = body(elsewhere=[{"holder": "x" * 200, "size": 0, "root": ROOT}] * count, first_lost=0)
    assert read_restore(found) == found


def excused(story: Story, size: int = 40, audience: str = "") -> bool:
    with story.profile.reading() as connection:
        return standing.excused(connection, story.log.origin, Head("", size, bytes.fromhex(ROOT)), audience)


def test_a_restore_excuses_the_head_that_it_names_and_no_other(story: Story) -> None:
    assert not excused(story)
    story.order("restore", body(story.size()), story.log.origin, "restored")
    assert excused(story)
    assert not excused(story, 41)
    assert not excused(story, audience="counterseal/another gateway")
    assert verify_log(story.profile.database, story.log.verifier).ok


def test_a_restore_that_speaks_of_entries_to_come_excuses_nothing_and_is_found(story: Story) -> None:
    seq = story.order("restore", body(story.size() + 1), story.log.origin, "restored")
    assert not excused(story)
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, seq)


@pytest.mark.parametrize("case", ["reviewer", "stranger", "malformed", "another kind", "about another log"])
def test_what_is_no_owners_restore_excuses_nothing_and_is_found(story: Story, case: str) -> None:
    origin, size = story.log.origin, story.size()
    key = SigningKey.generate()
    if case == "reviewer":
        story.enrol("Jonas Weber", key, Role.REVIEWER)
        jonas = next(p for p in story.profile.roster().people.values() if p.name == "Jonas Weber")
        who = Who(jonas.id, jonas.name, "reviewer")
        seq = story.order("restore", body(size + 1), origin, "restored", key=key, who=who)
    elif case == "stranger":
        seq = story.order("restore", body(size), origin, "restored", key=key)
    elif case == "malformed":
        seq = story.order("restore", body(size, first_lost=-1), origin, "restored")
    elif case == "another kind":
        seq = story.order("halt", body(size), origin, "restored")
    else:
        seq = story.order("restore", body(size), "counterseal/other", "restored")
        unguard(story)
        with story.profile.database.write() as connection:
            connection.execute(text("UPDATE listing SET subject = :o WHERE seq = :s"), {"o": origin, "s": seq})
    assert not excused(story)
    report = verify_log(story.profile.database, story.log.verifier)
    assert (report.ok, report.bad_seq) == (False, seq)


def test_a_restore_stands_under_its_own_type_only(story: Story) -> None:
    seq = story.order("restore", body(story.size()), story.log.origin, "order")
    assert verify_log(story.profile.database, story.log.verifier).bad_seq == seq
    assert not excused(story)


def test_a_restore_whose_envelope_is_gone_excuses_nothing(story: Story) -> None:
    seq = story.order("restore", body(story.size()), story.log.origin, "restored")
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(
            text("DELETE FROM envelopes WHERE sha256 = (SELECT envelope FROM entries WHERE seq = :s)"), {"s": seq}
        )
    assert not excused(story)
    with story.profile.reading() as connection:
        assert ledger_log.head(connection)[0].size == seq + 1
