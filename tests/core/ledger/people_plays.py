"""Plays with roster orders: each ends with the one step that the rules allow or refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.ledger.cast import AUDITOR, OTHER_LOG, OWNER, REVIEWER, Cast, hexed
from core.ledger.story import refund
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.seal.statements import Who


def solo_enrols(cast: Cast) -> None:
    cast.pair()


def solo_auditor_cannot(cast: Cast) -> None:
    anna = cast.new("Anna", AUDITOR)
    cast.order([cast.me, anna], "key_enrolled")
    cast.order([cast.me, anna, cast.new("Ben", REVIEWER)], "key_enrolled", by=anna)


def an_auditor_does_not_end_solo(cast: Cast) -> None:
    cast.order([cast.me, cast.new("Anna", AUDITOR)], "key_enrolled")
    cast.order([*cast.people, cast.new("Ben", REVIEWER)], "key_enrolled")


def two_people(cast: Cast, by: int = 0, told: int = 1) -> None:
    """One announces, the other signs."""
    cast.pair()
    anna = cast.new("Anna", OWNER)
    because = [cast.announce(anna, cast.people[told])]
    cast.order([*cast.people, anna], "key_enrolled", by=cast.people[by], body={"because": because})


def two_people_the_other_way(cast: Cast) -> None:
    two_people(cast, 1, 0)


def alone_after_two(cast: Cast) -> None:
    cast.pair()
    cast.order([*cast.people, cast.new("Anna", REVIEWER)], "key_enrolled")


def own_announcement_is_no_second_person(cast: Cast) -> None:
    two_people(cast, 0, 0)


def two_reviewers_are_no_owner(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.order([*cast.people, anna], "key_enrolled", by=kim, body={"because": because})


def a_reviewer_enrols_and_takes_away(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna)]
    cast.order([cast.me, jonas, anna], "key_enrolled", by=jonas, body={"because": because})


def a_reviewer_enrols_and_reports_another(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    cast.order([cast.me, jonas], "key_revoked")
    anna = cast.new("Anna", REVIEWER)
    body = {"because": [cast.announce(anna)], "compromised": {next(iter(kim.keys)): 2}}
    cast.order([*cast.people, anna], "key_enrolled", by=jonas, body=body)


def announced_with_another_role(cast: Cast) -> None:
    jonas = cast.pair()
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.order([*cast.people, replace(anna, roles=(OWNER,))], "key_enrolled", body={"because": because})


def one_announced_one_smuggled_in(cast: Cast) -> None:
    jonas = cast.pair()
    anna, ben = cast.new("Anna", REVIEWER), cast.new("Ben", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.order([*cast.people, anna, ben], "key_enrolled", body={"because": because})


def an_announcement_from_nowhere(cast: Cast) -> None:
    cast.pair()
    anna = cast.new("Anna", REVIEWER)
    cast.order([*cast.people, anna], "key_enrolled", body={"because": ["ab" * 32]})


def announced_on_an_older_roster(cast: Cast) -> None:
    first = cast.newest
    jonas = cast.pair()
    cast.announce(cast.new("Anna", REVIEWER), jonas, on=first)


def announced_by_an_auditor(cast: Cast) -> None:
    anna = cast.new("Anna", AUDITOR)
    cast.order([cast.me, anna], "key_enrolled")
    cast.announce(cast.new("Ben", REVIEWER), anna)


def announced_under_another_type(cast: Cast) -> None:
    jonas = cast.pair()
    anna = cast.new("Anna", REVIEWER)
    body = {"change": "enrol", "person": anna.members(), "proofs": {}}
    cast.sign("key", body, "key_enrolled", jonas, None, cast.newest)


def announced_without_proof(cast: Cast) -> None:
    jonas = cast.pair()
    cast.announce(cast.new("Anna", REVIEWER), jonas, body={"proofs": {}})


def the_announcer_left(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.order([cast.me, kim], "key_revoked")
    cast.order([*cast.people, anna], "key_enrolled", body={"because": because})


def an_announcement_survives_other_changes(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    cast.order([*cast.people, anna], "key_enrolled", body={"because": because})


def an_announcement_is_used_up(cast: Cast) -> None:
    jonas = cast.pair()
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    people = list(cast.people)
    cast.order([*people, anna], "key_enrolled", body={"because": because})
    cast.order(people, "key_revoked")
    cast.order([*people, anna], "key_enrolled", body={"because": because})


def the_announcing_key_was_stolen(cast: Cast) -> None:
    jonas = cast.pair()
    old, new = cast.keys[jonas.id], SigningKey.generate()
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna, jonas)]
    cast.keys[jonas.id] = new
    body = {"compromised": {old.id: 1}}
    cast.order([cast.me, replace(jonas, keys=hexed(new))], "key_rotated", by=jonas, key=old, body=body)
    cast.order([*cast.people, anna], "key_enrolled", body={"because": because})


def left_alone(cast: Cast, hours: float, *, told: bool = True) -> None:
    """Jonas is revoked, and Maria, the last one, enrols Anna."""
    cast.pair()
    cast.order([cast.me], "key_revoked")
    anna = cast.new("Anna", REVIEWER)
    because = [cast.announce(anna)] if told else []
    cast.story.clock.at += timedelta(hours=hours)
    cast.order([cast.me, anna], "key_enrolled", body={"because": because})


def the_last_one_after_72_hours(cast: Cast) -> None:
    left_alone(cast, 72)


def the_last_one_too_early(cast: Cast) -> None:
    left_alone(cast, 71.99)


def the_last_one_unannounced(cast: Cast) -> None:
    left_alone(cast, 80, told=False)


def rotated(cast: Cast, *, kind: str = "key_rotated", more: int = 0, **change: Any) -> None:
    """Jonas replaces his key, signed by the old one."""
    jonas = cast.pair()
    old, new = cast.keys[jonas.id], SigningKey.generate()
    extra = [SigningKey.generate() for _ in range(more)]
    cast.keys[jonas.id] = new
    entry = replace(jonas, keys=hexed(new, *extra), **change.pop("person", {}))
    signer = change.pop("by", jonas)
    key = None if signer is cast.me else old
    cast.order([cast.me, entry], kind, by=signer, key=key, prove={1: extra}, **change)


def rotated_to_two_keys(cast: Cast) -> None:
    rotated(cast, more=1)


def rotated_with_a_new_name(cast: Cast) -> None:
    rotated(cast, person={"name": "Jonas B."})


def rotated_by_somebody_else(cast: Cast) -> None:
    rotated(cast, by=cast.me)


def rotated_without_proof(cast: Cast) -> None:
    rotated(cast, body={"proofs": {}})


def rotated_with_the_proof_of_another_person(cast: Cast) -> None:
    jonas = cast.pair()
    new = SigningKey.generate()
    body = {"proofs": {new.id: prove(new, cast.me.id)}}
    cast.order([cast.me, replace(jonas, keys=hexed(new))], "key_rotated", by=jonas, body=body)


def rotated_under_another_type(cast: Cast) -> None:
    rotated(cast, kind="key_enrolled")


def rotated_and_reported(cast: Cast) -> None:
    jonas = cast.pair()
    old = cast.keys[jonas.id]
    cast.keys[jonas.id] = new = SigningKey.generate()
    body = {"compromised": {old.id: 1}}
    cast.order([cast.me, replace(jonas, keys=hexed(new))], "key_rotated", by=jonas, key=old, body=body)


def rotated_and_reports_another(cast: Cast) -> None:
    jonas = cast.pair()
    kim = cast.new("Kim", REVIEWER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    cast.order([cast.me, jonas], "key_revoked")
    old = cast.keys[jonas.id]
    cast.keys[jonas.id] = new = SigningKey.generate()
    body = {"compromised": {cast.keys[kim.id].id: 1}}
    cast.order([cast.me, replace(jonas, keys=hexed(new))], "key_rotated", by=jonas, key=old, body=body)


def with_sheet(cast: Cast) -> tuple[Person, SigningKey]:
    """Jonas with a recovery sheet, made with his own key."""
    jonas = cast.pair()
    sheet = SigningKey.generate()
    entry = replace(jonas, recovery=hexed(sheet))
    cast.order([cast.me, entry], "key_rotated", by=jonas, prove={1: [sheet]})
    return entry, sheet


def a_sheet_is_a_rotation(cast: Cast) -> None:
    with_sheet(cast)


def recovered(cast: Cast) -> None:
    jonas, sheet = with_sheet(cast)
    cast.keys[jonas.id] = new = SigningKey.generate()
    entry = replace(jonas, keys=hexed(new), recovery={})
    cast.order([cast.me, entry], "key_rotated", by=jonas, key=sheet)


def a_sheet_makes_no_sheet(cast: Cast) -> None:
    jonas, sheet = with_sheet(cast)
    other = SigningKey.generate()
    entry = replace(jonas, recovery=hexed(other))
    cast.order([cast.me, entry], "key_rotated", by=jonas, key=sheet, prove={1: [other]})


def a_sheet_decides_nothing(cast: Cast) -> None:
    jonas, sheet = with_sheet(cast)
    who = Who(jonas.id, jonas.name, "reviewer")
    cast.story.decide(refund(1), Verdict.APPROVE, "x", key=sheet, who=who)


def a_sheet_announces_nothing(cast: Cast) -> None:
    jonas, sheet = with_sheet(cast)
    cast.announce(cast.new("Anna", REVIEWER), jonas, key=sheet)


def a_sheet_revokes_nothing(cast: Cast) -> None:
    jonas, sheet = with_sheet(cast)
    cast.order([cast.me], "key_revoked", by=jonas, key=sheet)


def an_owner_revokes(cast: Cast) -> None:
    cast.pair()
    cast.order([cast.me], "key_revoked")


def one_revokes_oneself(cast: Cast) -> None:
    jonas = cast.pair()
    cast.order([cast.me], "key_revoked", by=jonas)


def a_reviewer_revokes_the_owner(cast: Cast) -> None:
    jonas = cast.pair()
    cast.order([replace(cast.me, roles=(OWNER,)), jonas], "order")
    kim = cast.new("Kim", OWNER)
    cast.order([*cast.people, kim], "key_enrolled", by=jonas, body={"because": [cast.announce(kim)]})
    cast.order([cast.me, jonas], "key_revoked", by=jonas)


def nobody_is_left(cast: Cast) -> None:
    jonas = cast.pair()
    cast.order([jonas], "key_revoked")


def revoked_under_order(cast: Cast) -> None:
    cast.pair()
    cast.order([cast.me], "order")


def a_role_goes_under_order(cast: Cast) -> None:
    cast.order([cast.me, cast.new("Anna", REVIEWER, AUDITOR)], "key_enrolled")
    anna = cast.people[1]
    cast.order([cast.me, replace(anna, roles=(AUDITOR,))], "order")


def a_role_comes(cast: Cast, kind: str) -> None:
    jonas = cast.pair()
    wider = replace(jonas, roles=(OWNER, REVIEWER))
    because = [cast.announce(wider, jonas)]
    cast.order([cast.me, wider], kind, body={"because": because})


def a_name_changes(cast: Cast) -> None:
    jonas = cast.pair()
    renamed = replace(jonas, name="Jonas Berg")
    because = [cast.announce(renamed, jonas)]
    cast.order([cast.me, renamed], "order", body={"because": because})


def a_name_changes_alone(cast: Cast) -> None:
    jonas = cast.pair()
    cast.order([cast.me, replace(jonas, name="Jonas Berg")], "order")


def compromised(cast: Cast, since: int) -> None:
    jonas = cast.pair()
    cast.order([cast.me], "key_revoked", body={"compromised": {cast.keys[jonas.id].id: since}})


def compromised_from_then(cast: Cast) -> None:
    compromised(cast, 1)


def compromised_from_tomorrow(cast: Cast) -> None:
    compromised(cast, 9)


def a_compromise_is_forgotten(cast: Cast) -> None:
    compromised(cast, 1)
    cast.order([cast.me], "key_revoked")


def a_compromise_is_moved_later(cast: Cast) -> None:
    compromised(cast, 1)
    jonas = next(key for person, key in cast.keys.items() if person != cast.me.id)
    cast.order([cast.me], "key_revoked", body={"compromised": {jonas.id: 2}})


def a_compromise_is_moved_earlier(cast: Cast) -> None:
    compromised(cast, 2)
    jonas = next(key for person, key in cast.keys.items() if person != cast.me.id)
    cast.order([cast.me], "key_revoked", body={"compromised": {jonas.id: 1}})


def compromised_and_still_there(cast: Cast) -> None:
    jonas = cast.pair()
    cast.order([cast.me, jonas], "key_revoked", body={"compromised": {cast.keys[jonas.id].id: 1}})


def a_key_twice(cast: Cast) -> None:
    other = replace(cast.new("Anna", REVIEWER), keys=dict(cast.me.keys))
    cast.order([cast.me, other], "key_enrolled")


def the_log_key_as_a_personal_one(cast: Cast) -> None:
    anna = replace(cast.new("Anna", REVIEWER), keys=hexed(cast.story.log.key))
    cast.keys[anna.id] = cast.story.log.key
    cast.order([cast.me, anna], "key_enrolled")


def a_log_is_enrolled(cast: Cast) -> None:
    key = SigningKey.generate()
    cast.order([replace(cast.me, logs={OTHER_LOG: key.public.hex()})], "key_enrolled", prove={0: [key]})


def a_log_without_proof(cast: Cast) -> None:
    key = SigningKey.generate()
    cast.order([replace(cast.me, logs={OTHER_LOG: key.public.hex()})], "key_enrolled")


def with_log(cast: Cast, log: str = OTHER_LOG) -> SigningKey:
    """Jonas's desktop log is enrolled; its key's proof is known from then on."""
    key = SigningKey.generate()
    jonas = replace(cast.new("Jonas", REVIEWER), logs={log: key.public.hex()})
    cast.order([cast.me, jonas], "key_enrolled", prove={1: [key]})
    return key


def the_log_of_somebody_else(cast: Cast) -> None:
    with_log(cast)
    key = SigningKey.generate()
    anna = replace(cast.new("Anna", REVIEWER), logs={OTHER_LOG: key.public.hex()})
    because = [cast.announce(anna, cast.people[1], prove=[key])]
    cast.order([*cast.people, anna], "key_enrolled", prove={2: [key]}, body={"because": because})


def a_log_that_is_none(cast: Cast) -> None:
    with_log(cast, "elsewhere")


def a_log_named_anew_under_order(cast: Cast) -> None:
    with_log(cast)
    jonas = cast.people[1]
    moved = replace(jonas, logs={f"{OTHER_LOG[:-1]}8": jonas.logs[OTHER_LOG]})
    because = [cast.announce(moved, jonas)]
    cast.order([cast.me, moved], "order", body={"because": because})


def a_key_becomes_a_sheet_under_order(cast: Cast) -> None:
    spare = SigningKey.generate()
    jonas = cast.new("Jonas", REVIEWER)
    jonas = replace(jonas, keys={**jonas.keys, **hexed(spare)})
    cast.order([cast.me, jonas], "key_enrolled", prove={1: [spare]})
    changed = replace(jonas, keys=hexed(cast.keys[jonas.id]), recovery=hexed(spare))
    because = [cast.announce(changed, jonas)]
    cast.order([cast.me, changed], "order", body={"because": because})


def a_former_key_that_is_somebody_elses_now(cast: Cast) -> None:
    jonas = cast.pair()
    spare = SigningKey.generate()
    more = replace(jonas, keys={**jonas.keys, **hexed(spare)})
    because = [cast.announce(more, jonas, prove=[spare])]
    cast.order([cast.me, more], "key_enrolled", prove={1: [spare]}, body={"because": because})
    cast.order([cast.me, jonas], "key_revoked")
    mine = replace(cast.me, keys={**cast.me.keys, **hexed(spare)})
    because = [cast.announce(mine, jonas, prove=[spare])]
    cast.order([mine, jonas], "key_enrolled", prove={0: [spare]}, body={"because": because})
    less = replace(mine, keys=hexed(cast.keys[mine.id]))
    cast.order([less, jonas], "key_revoked")
    cast.order([less, jonas], "key_revoked", by=jonas, body={"compromised": {spare.id: 1}})


def announcements_that_are_no_list(cast: Cast) -> None:
    jonas = cast.pair()
    anna = cast.new("Anna", REVIEWER)
    cast.order([*cast.people, anna], "key_enrolled", body={"because": {cast.announce(anna, jonas): 1}})


def not_the_roster_in_force(cast: Cast) -> None:
    first = cast.newest
    cast.pair()
    cast.order([cast.me], "key_revoked", supersedes=first)


def unknown_member(cast: Cast) -> None:
    cast.order([cast.me], "key_revoked", body={"note": "x"})


GOOD = [
    solo_enrols, an_auditor_does_not_end_solo, two_people, two_people_the_other_way,
    an_announcement_survives_other_changes, the_last_one_after_72_hours, rotated, rotated_and_reported,
    a_sheet_is_a_rotation, recovered, an_owner_revokes, one_revokes_oneself, a_role_goes_under_order, a_name_changes,
    compromised_from_then, a_compromise_is_moved_earlier, a_log_is_enrolled,
]  # fmt: skip
BAD = [
    solo_auditor_cannot, alone_after_two, own_announcement_is_no_second_person, two_reviewers_are_no_owner,
    a_reviewer_enrols_and_takes_away, a_reviewer_enrols_and_reports_another,
    announced_with_another_role, one_announced_one_smuggled_in, an_announcement_from_nowhere,
    announced_on_an_older_roster, announced_by_an_auditor, announced_under_another_type, announced_without_proof,
    the_announcer_left, an_announcement_is_used_up, the_announcing_key_was_stolen, the_last_one_too_early,
    the_last_one_unannounced, rotated_to_two_keys, rotated_with_a_new_name, rotated_by_somebody_else,
    rotated_without_proof, rotated_with_the_proof_of_another_person, rotated_under_another_type,
    rotated_and_reports_another, a_sheet_makes_no_sheet, a_sheet_decides_nothing, a_sheet_announces_nothing,
    a_sheet_revokes_nothing, a_reviewer_revokes_the_owner, nobody_is_left, revoked_under_order, a_name_changes_alone,
    compromised_from_tomorrow, a_compromise_is_forgotten, a_compromise_is_moved_later, compromised_and_still_there,
    a_key_twice, the_log_key_as_a_personal_one, a_log_without_proof, not_the_roster_in_force, unknown_member,
    the_log_of_somebody_else, a_log_that_is_none, a_log_named_anew_under_order, a_key_becomes_a_sheet_under_order,
    a_former_key_that_is_somebody_elses_now, announcements_that_are_no_list,
]  # fmt: skip
