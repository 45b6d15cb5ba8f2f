"""Who gets into a separate gateway: the pinned owner's first entry only, and tokens of enrolled desktop logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from counterseal.clock import SystemClock
from counterseal.errors import InvalidInput, KnownError
from counterseal.gateway.adoption import read_request
from counterseal.gateway.home import REQUEST_FILE, GatewayHome, is_gateway
from counterseal.ledger import roster
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Role
from counterseal.seal.cards import Card
from counterseal.seal.keys import SigningKey
from counterseal.sync.profile import Profile
from gateway.offices import PLAIN, Desktop, Office, answer, running_office

READING = ("/v1/queue", "/v1/agents", "/v1/sources", "/v1/log/checkpoint", "/v1/log/entries?start=0&end=1")


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Office]:
    """A gateway that serves and has no owner yet."""
    with running_office(tmp_path, adopt=False) as office:
        yield office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An adopted one, for tests that only knock."""
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


def bare(office: Office, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=office.url, headers=headers, timeout=40.0, trust_env=False, verify=PLAIN)


# -- adoption -------------------------------------------------------------------------------------------------------
def test_before_adoption_only_the_request_is_told(new: Office) -> None:
    with bare(new) as http:
        request = answer(http.get("/v1/log/request"))
        health = answer(http.get("/healthz"))
        assert answer(http.post("/v1/actions", json={}, headers={"Authorization": "Bearer x"}), 401)
    file = (new.home / REQUEST_FILE).read_text("utf-8")
    assert read_request(file).members() == json.loads(file) == request
    assert (health["kind"], health["adopted"]) == ("separate", False)
    with new.owner.http() as http:
        for path in READING:
            assert answer(http.get(path), 401)["code"] == "not_adopted"
    assert new.owner.post("/v1/decisions", {}, expect=401)["code"] == "not_adopted"


def adopting(office: Office, envelope: Any, expect: int = 200) -> dict[str, Any]:
    with bare(office) as http:
        return answer(http.post("/v1/orders", json={"envelope": envelope.to_json()}), expect)


def test_only_the_pinned_owner_adopts(new: Office, tmp_path: Path) -> None:
    request, owner = new.process.house.request.members(), new.owner
    thief = Desktop(tmp_path / "thief", "Maria Lind")
    try:
        assert adopting(new, thief.adoption(request), 403)["code"] == "not_the_owner"
        # The thief names the owner and her keys, and signs with a key of his own.
        both = owner.adoption(request, owner.person(), thief.person(), key=thief.key)
        assert adopting(new, both, 403)["code"] == "not_the_owner"
        # The pinned key, but on somebody else's entry.
        person = owner.person()
        moved = type(person)(thief.id, "Maria Lind", person.roles, person.keys, person.logs)
        assert adopting(new, owner.adoption(request, moved), 422)["code"] == "bad_first"
    finally:
        thief.close()
    other = SigningKey.generate().public.hex()
    for spoilt in (
        owner.adoption({**request, "log_key": other}),
        owner.adoption({**request, "origin": "counterseal/01a1fd00-0000-7000-8000-000000000009"}),
        owner.adoption(request, owner.person((Role.REVIEWER,))),
        owner.adoption(request, type(person)(owner.id, owner.name, person.roles, person.keys)),
        owner.order("halt", {"scope": "all", "target": ""}, request["origin"]),
    ):
        assert adopting(new, spoilt, 422)["code"] == "bad_first"
    assert not new.process.house.adopted
    assert adopting(new, owner.adoption(request))["state"] == "adopted"
    again = owner.adoption(request)
    with bare(new) as http:
        assert answer(http.post("/v1/orders", json={"envelope": again.to_json()}), 401)["code"] == "no_token"
    report = verify_log(new.process.house.database, new.process.house.log.verifier)
    assert (report.ok, report.entries) == (True, 1)


def test_a_delivered_adoption_is_witnessed_and_answered_again(new: Office) -> None:
    owner = new.owner
    envelope = owner.adoption(new.process.house.request.members())
    body = owner.body(envelope, owner.store(envelope, "order"))
    with bare(new) as http:
        told = answer(http.post("/v1/orders", json=body))
    assert (told["state"], told["repeated"]) == ("adopted", False)
    assert told["cosignature"].startswith(f"— {new.origin} ")
    assert owner.get("/v1/log/checkpoint", origin=owner.log.origin)["seen_checkpoint"] == body["checkpoint"]
    again = owner.post("/v1/orders", body)
    assert (again["state"], again["repeated"]) == ("adopted", True)
    with owner.profile.reading() as connection:
        assert roster.load(connection).log == owner.log.origin, "the desktop's own roster is as it was"


def test_a_request_that_disagrees_with_itself_is_refused(office: Office) -> None:
    good = office.process.house.request.members()
    assert read_request(json.dumps(good)).code == office.process.house.request.code
    for spoilt in (
        {**good, "name": 5},
        {**good, "v": 1},
        {**good, "v": 3},
        {**good, "origin": "counterseal/x"},
        {**good, "log_key": "00" * 32},
        {**good, "more": ""},
        [good],
    ):
        with pytest.raises(InvalidInput):
            read_request(json.dumps(spoilt))


def test_a_gateways_folder_is_made_once_for_a_whole_card(office: Office, tmp_path: Path) -> None:
    card = office.owner.card()
    with pytest.raises(KnownError) as caught:
        GatewayHome.create(office.home, card, "Again")
    assert caught.value.code == "exists"
    for name, given in (("", card), ("x" * 121, card), ("Gateway", Card(card.id, card.name, card.keys, {}, {}, {}))):
        with pytest.raises(InvalidInput):
            GatewayHome.create(tmp_path / "gateway", given, name)
    assert not is_gateway(tmp_path / "gateway")
    assert is_gateway(office.home)
    with pytest.raises(KnownError) as caught:
        Profile.open(office.home)
    assert caught.value.code == "gateway_folder"
    with pytest.raises(KnownError) as caught:
        GatewayHome.open(office.owner.profile.home)
    assert caught.value.code == "not_a_gateway"
    assert not is_gateway(office.owner.profile.home)


# -- tokens ---------------------------------------------------------------------------------------------------------
def test_a_token_reads_by_every_door(office: Office) -> None:
    with office.owner.http() as http:
        assert all(answer(http.get(path)) for path in READING)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"expires": 1}, "token_expired"),
        ({"expires": 4_000_000_000}, "token_expired"),
        ({"gateway": "counterseal/01a1fd00-0000-7000-8000-000000000009"}, "wrong_audience"),
        ({"log": "counterseal/01a1fd00-0000-7000-8000-000000000009"}, "bad_token"),
        ({"key": SigningKey(bytes(32))}, "bad_token"),
    ],
)
def test_other_tokens_open_nothing(office: Office, members: dict[str, Any], code: str) -> None:
    token = office.owner.token(**members)
    with office.owner.http(token) as http:
        for path in READING:
            assert answer(http.get(path), 401)["code"] == code
        for path in ("/v1/decisions", "/v1/orders", "/v1/log/cosign"):
            assert answer(http.post(path, json={}), 401)["code"] == code


def test_the_personal_key_makes_no_token(office: Office) -> None:
    with office.owner.http(office.owner.token(key=office.owner.key)) as http:
        assert answer(http.get("/v1/queue"), 401)["code"] == "bad_token"


def test_the_written_address_opens_nothing(office: Office) -> None:
    said = json.loads((office.home / "gateway.json").read_text("utf-8"))
    assert (said["url"], said["origin"], said["token"]) == (office.url, office.origin, "")
    for header in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer cs1"}):
        with bare(office, **header) as http:
            assert http.get("/v1/queue").status_code == 401


def test_agents_and_people_keep_to_their_sides(office: Office) -> None:
    agent = office.agent()
    try:
        assert answer(agent.get("/v1/queue"), 401)["code"] == "bad_token"
        with office.owner.http() as http:
            assert answer(http.post("/v1/lease", json={}), 401)["code"] == "bad_token"
    finally:
        agent.close()


def test_an_embedded_gateway_takes_no_desktop_tokens(office: Office, tmp_path: Path) -> None:
    """Its own account's token is the only one: a stolen log key alone must not read."""
    from gateway.desks import make_profile, running_bench

    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        log = bench.profile.log
        expires = int(SystemClock().now().timestamp()) + 60
        token = office.owner.token(key=log.key, log=log.origin, gateway=log.origin, expires=expires)
        with httpx.Client(base_url=bench.address.url, timeout=40.0, trust_env=False, verify=PLAIN) as http:
            headers = {"Authorization": f"Bearer {token}"}
            assert answer(http.get("/v1/queue", headers=headers), 401)["code"] == "bad_token"
