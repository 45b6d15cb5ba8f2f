"""The chain of roster orders: who may extend it, and where each key counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.ledger.story import Story, action_id, refund
from counterseal.errors import Forbidden, LedgerDamaged
from counterseal.ledger import roster
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who


def _jonas(key: SigningKey, *roles: Role) -> Person:
    return Person(action_id(500), "Jonas Öberg", roles or (Role.REVIEWER,), {key.id: key.public.hex()})


def test_the_first_roster_is_solo_until_a_second_decider_and_never_again(story: Story) -> None:
    me = story.profile.roster().person(story.profile.person_id)
    key = SigningKey.generate()
    assert story.profile.roster().solo
    story.roster([me, _jonas(key, Role.AUDITOR)], key)
    assert story.profile.roster().solo, "an auditor decides nothing"
    story.roster([me, _jonas(key, Role.REVIEWER)], key)
    assert not story.profile.roster().solo
    story.roster([me])
    assert not story.profile.roster().solo, "it never returns by revocation"


def test_the_roster_before_an_entry(story: Story) -> None:
    seq = story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    with story.profile.reading() as connection:
        assert len(roster.load(connection, seq).people) == 1
        assert len(roster.load(connection, seq + 1).people) == 2
        assert len(roster.load(connection).people) == 2


def test_signers_are_judged_by_place(story: Story) -> None:
    key = SigningKey.generate()
    who = Who(action_id(500), "Jonas Öberg", "reviewer")
    envelope = story.sign(refund(1), Verdict.APPROVE, key=key, who=who)
    me = story.profile.roster().person(story.profile.person_id)
    joined = story.roster([me, _jonas(key)], key)
    now = story.profile.roster()
    assert now.signer(envelope).name == "Jonas Öberg"
    with pytest.raises(Forbidden) as early:
        now.signer(envelope, joined - 1)
    left = story.roster([me])
    with pytest.raises(Forbidden) as late:
        story.profile.roster().signer(envelope)
    assert story.profile.roster().signer(envelope, left - 1).name == "Jonas Öberg"
    assert early.value.code == late.value.code == "key_not_valid"


@pytest.mark.parametrize(
    "break_chain",
    [
        lambda s, me, key: s.order("roster", _body(s, [me]), s.log.origin, supersedes=None),
        lambda s, me, key: s.order("roster", _body(s, [me]), s.log.origin, supersedes="00" * 32),
        lambda s, me, key: s.order("roster", {"people": []}, s.log.origin, supersedes=s.profile.roster().sha256),
        lambda s, me, key: s.order("roster", _body(s, []), s.log.origin, supersedes=s.profile.roster().sha256),
        lambda s, me, key: s.roster([me, me]),
        lambda s, me, key: s.roster([me, Person(action_id(501), "Twin", (Role.OWNER,), me.keys)]),
        lambda s, me, key: s.roster([Person(me.id, me.name, me.roles, {"00" * 32: key.public.hex()})]),
        lambda s, me, key: s.roster([Person(me.id, me.name, me.roles, {key.id: "not hex"})]),
        lambda s, me, key: s.order(
            "roster", _body(s, [me]), s.log.origin, supersedes=s.profile.roster().sha256, key=key
        ),
    ],
)
def test_a_broken_chain_is_damage(story: Story, break_chain: Callable[[Story, Person, SigningKey], int]) -> None:
    me = story.profile.roster().person(story.profile.person_id)
    break_chain(story, me, SigningKey.generate())
    with pytest.raises(LedgerDamaged, match=r"^A roster order is not valid"):
        story.profile.roster()


def test_an_announcement_is_loaded_with_its_time(story: Story) -> None:
    me = story.profile.roster().person(story.profile.person_id)
    first, second = SigningKey.generate(), SigningKey.generate()
    story.roster([me, _jonas(first)], first)
    newcomer = Person(action_id(501), "Ana Ruiz", (Role.REVIEWER,), {second.id: second.public.hex()})
    sha = story.announce(newcomer, second)
    with story.profile.reading() as connection:
        query = "SELECT max(at) FROM listing WHERE verdict = 'key'"
        at = connection.exec_driver_sql(query).scalar_one()
        (announced,) = roster.load(connection).announced
    assert (announced.sha256, announced.person, announced.at) == (sha, newcomer, at)


def test_what_was_folded_from_the_same_bytes_is_not_folded_again(story: Story) -> None:
    story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    assert story.profile.roster() is story.profile.roster()


def test_nobody_makes_themselves_owner(story: Story) -> None:
    key = SigningKey.generate()
    me = story.profile.roster().person(story.profile.person_id)
    story.roster([me, _jonas(key)], key)
    who = Who(action_id(500), "Jonas Öberg", "reviewer")
    story.order(
        "roster", _body(story, [_jonas(key, Role.OWNER)]), story.log.origin, "key_enrolled",
        supersedes=story.profile.roster().sha256, key=key, who=who,
    )  # fmt: skip
    with pytest.raises(LedgerDamaged, match="Enrolling takes two people"):
        story.profile.roster()


def _body(story: Story, people: list[Person]) -> dict[str, object]:
    return roster.roster_body(people, story.log.key.public, story.log.origin)
