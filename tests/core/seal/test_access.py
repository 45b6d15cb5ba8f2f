"""Access tokens: made by a desktop's log key, believed for one gateway and at most an hour."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from counterseal.errors import Unauthorised
from counterseal.seal import access
from counterseal.seal.keys import SigningKey

KEY = SigningKey(bytes(range(32)))
OTHER = SigningKey(bytes(range(1, 33)))
LOG = "counterseal/01a1fd00-0000-7000-8000-000000000001"
GATEWAY = "counterseal/01a1fd00-0000-7000-8000-000000000002"
NOW = 1_795_000_000
# Made once by this program; who reads the format from its description must come to the same bytes.
VECTOR = (
    "cs1.eyJleHAiOjE3OTUwMDA2MDAsImdhdGV3YXkiOiJjb3VudGVyc2VhbC8wMWExZmQwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDIiLCJsb2ci"
    "OiJjb3VudGVyc2VhbC8wMWExZmQwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJ2IjoxfQ."
)


def public_of(origin: str) -> bytes | None:
    return KEY.public if origin == LOG else None


def token(expires: int = NOW + 600, key: SigningKey = KEY, log: str = LOG, gateway: str = GATEWAY) -> str:
    return access.make(key, log, gateway, expires)


def believed(text: str, now: float = NOW) -> access.Access:
    return access.check(text, GATEWAY, public_of, now)


def test_a_token_says_who_reads_what_until_when() -> None:
    made = token()
    assert made.startswith(VECTOR)
    assert believed(made) == access.Access(LOG, GATEWAY, NOW + 600)


@pytest.mark.parametrize("ahead", [-access.SKEW, 0, 600 + access.SKEW - 1])
def test_clocks_may_differ_by_a_minute(ahead: int) -> None:
    assert believed(token(), NOW + ahead).expires == NOW + 600


@pytest.mark.parametrize("ahead", [0, access.SKEW])
def test_an_hour_is_the_longest_life(ahead: int) -> None:
    assert believed(token(NOW + access.LONGEST_LIFE + ahead))


def test_a_refusal_says_what_is_wrong_with_the_token() -> None:
    with pytest.raises(Unauthorised) as refused:
        believed(token(key=OTHER))
    assert refused.value.what == "This access token is not good here"
    assert refused.value.where


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: token(NOW - access.SKEW), "token_expired"),
        (lambda: token(-1), "token_expired"),
        (lambda: token(NOW + access.LONGEST_LIFE + access.SKEW + 1), "token_expired"),
        (lambda: token(gateway=LOG), "wrong_audience"),
        (lambda: token(gateway=GATEWAY + "x"), "wrong_audience"),
        (lambda: token(key=OTHER), "bad_token"),
        (lambda: token(log=GATEWAY), "bad_token"),
        (lambda: token()[:-1], "bad_token"),
        (lambda: token() + "A", "bad_token"),
        (lambda: token() + "=", "bad_token"),
        (lambda: token().replace("cs1.", "cs2."), "bad_token"),
        (lambda: token().replace("cs1.", ""), "bad_token"),
        (lambda: token() + ".x", "bad_token"),
        (lambda: "cs1..", "bad_token"),
        (lambda: "cs1.e30." + token().split(".")[2], "bad_token"),
        (lambda: "cs1.\u00e9.x", "bad_token"),
        (lambda: token(log="x" * 3_000), "bad_token"),
    ],
)
def test_nothing_else_is_believed(made: Callable[[], str], code: str) -> None:
    with pytest.raises(Unauthorised) as caught:
        believed(made())
    assert caught.value.code == code
    assert KEY.seed.hex() not in caught.value.text()


SAID = {"v": 1, "log": LOG, "gateway": GATEWAY, "exp": NOW + 600}


@pytest.mark.parametrize(
    "said",
    [
        {**SAID, "v": 2},
        {**SAID, "v": True},
        {**SAID, "v": 1.0},
        {**SAID, "exp": str(NOW + 600)},
        {**SAID, "exp": NOW + 600.5},
        {**SAID, "exp": True},
        {**SAID, "log": None},
        {**SAID, "gateway": [GATEWAY]},
        {**SAID, "role": "owner"},
        {name: value for name, value in SAID.items() if name != "exp"},
        [SAID],
    ],
)
def test_a_signed_payload_of_another_form_is_refused(said: object) -> None:
    payload = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    signature = KEY.sign(b"counterseal/access/v1\0" + payload)
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (payload, signature)]
    with pytest.raises(Unauthorised) as caught:
        believed(f"cs1.{parts[0]}.{parts[1]}")
    assert caught.value.code == "bad_token"


def test_every_changed_bit_of_the_payload_is_noticed() -> None:
    head, payload, signature = token().split(".")
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        text = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        with pytest.raises(Unauthorised):
            believed(f"{head}.{text}.{signature}")


def test_a_signature_for_another_purpose_is_none() -> None:
    payload = json.dumps(SAID, sort_keys=True, separators=(",", ":")).encode()
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (payload, KEY.sign(payload))]
    with pytest.raises(Unauthorised):
        believed(f"cs1.{parts[0]}.{parts[1]}")
