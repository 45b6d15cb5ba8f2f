"""People at a separate gateway, through real desks: adopting, enrolling by two, revoking, and one's own new keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.sync.separate import NAME, Team, know, team
from counterseal.errors import Conflict, Forbidden, NotFound
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.ledger.verify import verify_log
from counterseal.model.actions import State
from counterseal.sync.gateway_people import GatewayPeople
from gateway.desks import PASSPHRASE, Bench, make_profile, running_bench
from gateway.offices import Desktop, running_office


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Team]:
    with team(tmp_path) as both:
        yield both


def there(both: Team) -> Roster:
    with both.office.process.house.reading() as connection:
        return rosters.load(connection)


def at(bench: Bench) -> GatewayPeople:
    return bench.desk.people_at(NAME)


def newcomer(folder: Path) -> Desktop:
    return Desktop(folder / "eve", "Eve Eriksen")


def verified(both: Team) -> None:
    house = both.office.process.house
    assert verify_log(house.database, house.log.verifier).ok
    for bench in (both.maria, both.jonas):
        report = verify_log(bench.profile.database, bench.profile.log.verifier)
        assert report.ok, report.sentences


def test_enrolling_at_a_gateway_takes_two(both: Team, tmp_path: Path) -> None:
    eve = newcomer(tmp_path)
    card = eve.card()
    try:
        with pytest.raises(Forbidden) as caught:
            at(both.maria).enrol(card.text(), ("reviewer",), "AAAAA-AAAAA-AAAAA", "new").result(30)
        assert caught.value.code == "code_differs"
        first = at(both.maria).enrol(card.text(), ("reviewer",), card.code, "new colleague").result(30)
        assert first.kind == "announced"
        with pytest.raises(Conflict) as again:
            at(both.maria).enrol(card.text(), ("reviewer",), card.code, "new colleague").result(30)
        assert again.value.code == "already_announced"
        (pending,) = at(both.jonas).view().result(30).pending
        assert (pending.name, pending.code, pending.can_finish) == (eve.name, card.code, True)
        second = at(both.jonas).enrol(card.text(), ("reviewer",), card.code, "compared").result(30)
        assert second.kind == "enrolled"
        assert there(both).people[eve.id].logs == card.logs
        assert eve.id not in both.maria.profile.roster().people, "the own log's roster is another one"
        gone = at(both.maria).revoke(eve.id, None, "left").result(30)
        assert gone.kind == "revoked"
        assert eve.id not in there(both).people
        verified(both)
    finally:
        eve.close()


def test_a_new_key_is_in_force_at_the_gateway_too(both: Team) -> None:
    maria = both.maria
    agent = both.agent()
    old = next(iter(maria.profile.roster().person(maria.profile.person_id).keys))
    at(maria).view().result(30)
    change = maria.desk.people.rotate(PASSPHRASE, "yearly").result(30)
    assert NAME in change.note
    assert maria.desk.wait_delivered(30)
    keys = there(both).people[maria.profile.person_id].keys
    assert list(keys) == list(maria.profile.roster().person(maria.profile.person_id).keys) != [old]
    action = agent.propose()["id"]
    receipt = maria.decide(action)
    assert receipt.state == "delivered", receipt
    assert agent.status(action)["state"] == State.APPROVED.value
    verified(both)


def test_who_is_not_on_the_gateways_roster_changes_nothing_there(both: Team, tmp_path: Path) -> None:
    make_profile(tmp_path / "stranger")
    eve = newcomer(tmp_path)
    card = eve.card()
    eve.close()
    with running_bench(tmp_path / "stranger") as stranger:
        know(stranger, both.office.url, both.office.process.house.log.verifier)
        with pytest.raises(NotFound) as caught:
            at(stranger).enrol(card.text(), ("owner",), card.code, "").result(30)
        assert caught.value.code == "no_replica", "a stranger is not even shown the log"
        with pytest.raises(NotFound):
            stranger.desk.people_at("elsewhere")
    assert len(there(both).people) == 2


def test_a_desk_adopts_a_gateway_that_serves(tmp_path: Path) -> None:
    with running_office(tmp_path, adopt=False) as office:
        owner = office.owner
        owner.close()
        home = owner.profile.home
        office.desktops.clear()
        file = home.parent / f"{home.name}.passphrase"
        file.write_text(PASSPHRASE + "\n")
        file.chmod(0o600)
        with running_bench(home) as bench:
            adopting: Any = bench.desk.adopting
            asked = adopting.ask(office.url).result(30)
            assert asked == office.process.house.request
            adoption = adopting.sign(asked).result(30)
            assert adopting.send(office.url, asked, adoption).result(30) == "adopted"
            assert adopting.send(office.url, asked, adoption).result(30) == "adopted", "asked again, answered again"
            know(bench, office.url, asked.verifier)
            view = at(bench).view().result(30)
            assert [(p.name, p.me, p.roles) for p in view.people] == [(owner.name, True, ("owner", "reviewer"))]
            assert view.solo
            sheet = bench.desk.people.recovery_sheet().result(30)
            assert bench.desk.wait_delivered(30)
            at(bench).view().result(30)
            assert NAME in bench.desk.people.recover(sheet.code, PASSPHRASE).result(30).note
            assert bench.desk.wait_delivered(30)
            with office.process.house.reading() as connection:
                recovered = rosters.load(connection).people[owner.id]
            assert recovered == replace(bench.profile.roster().people[owner.id], logs=recovered.logs)
            report = verify_log(bench.profile.database, bench.profile.log.verifier)
            assert report.ok, report.sentences
