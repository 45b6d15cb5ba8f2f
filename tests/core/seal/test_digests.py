"""Canonical JSON and the digests over it, against RFC 8785 and against hashlib."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.ledger import bundle_forms
from counterseal.model.actions import Action
from counterseal.seal import digests

SHARED = Path(__file__).parents[3].parent / "shared" / "vectors" / "jcs"
OWN = json.loads((Path(__file__).parents[1] / "vectors" / "jcs.json").read_text("utf-8"))
ID = "01900000-0000-7000-8000-000000000001"


def _action(**arguments: Any) -> Action:
    return Action(ID, "refunds", "refunds.issue", arguments)


@pytest.mark.skipif(not SHARED.exists(), reason="public vectors are not beside this checkout")
def test_public_vectors() -> None:
    inputs = sorted(SHARED.glob("*.input.json"))
    assert len(inputs) >= 6
    for path in inputs:
        wanted = path.with_name(path.name.replace("input", "output")).read_bytes()
        value = json.loads(path.read_bytes())
        if path.name != "values.input.json":  # it holds 1e30, which DESIGN 4.1 does not take
            assert digests.canonical(value) == wanted, path.name
        assert bundle_forms.jcs(value).encode() == wanted, path.name


@pytest.mark.parametrize(("bits", "text"), OWN["numbers"])
def test_numbers_of_the_rfc(bits: str, text: str) -> None:
    value = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert bundle_forms.jcs([value]) == f"[{text}]"
    if abs(value) < 2**53:
        assert digests.canonical([value]).decode() == f"[{text}]"
        assert bundle_forms.parse(f"[{text}]".encode()) == [value]
    else:
        with pytest.raises(InvalidInput):
            digests.canonical([value])
        with pytest.raises(ValueError, match="programs stop agreeing"):
            bundle_forms.parse(f"[{text}]".encode())


@pytest.mark.parametrize(("source", "wanted"), OWN["texts"])
def test_own_texts(source: str, wanted: str) -> None:
    assert digests.canonical(json.loads(source)).decode() == wanted
    assert bundle_forms.jcs(json.loads(source)) == wanted


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"),
        (2**53, "integer_range"),
        (-(2**53), "integer_range"),
        ("\ud800", "lone_surrogate"),
        ({"\udfff": 1}, "lone_surrogate"),
        (object(), "not_json"),
        (b"bytes", "not_json"),
    ],
)
def test_what_is_not_i_json_has_no_digest(value: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        digests.action_sha256(_action(value=value))
    assert caught.value.code == code


def test_depth_keys_and_size_are_bounded() -> None:
    deep: Any = 1
    for _level in range(40):
        deep = [deep]
    for arguments in ({"deep": deep}, {"many": {str(i): i for i in range(2_001)}}, {"long": "x" * (1 << 20)}):
        with pytest.raises(InvalidInput):
            digests.action_sha256(_action(**arguments))
    assert digests.action_sha256(_action(long="x" * (1 << 19)))


def test_the_action_digest_is_what_the_design_says() -> None:
    members = (
        f'{{"agent":"refunds","arguments":{{"amount":5,"to":"Ä"}},"expires_at":null,"id":"{ID}",'
        '"tool":"refunds.issue","v":1}'
    )
    wanted = hashlib.sha256(b"counterseal/action/v1\x00" + members.encode()).hexdigest()
    assert digests.action_sha256(_action(to="Ä", amount=5)) == wanted
    assert digests.action_sha256(_action(to="Ä", amount=5.0)) == wanted, "JCS has one number type"


@pytest.mark.parametrize(
    "other",
    [
        Action(ID, "refunds", "refunds.issue", {"a": "1"}),
        Action(ID, "refunds", "refunds.issue", {"a": 1, "b": None}),
        Action(ID, "refunds", "refunds.other", {"a": 1}),
        Action(ID, "refund", "refunds.issue", {"a": 1}),
        Action(ID[:-1] + "2", "refunds", "refunds.issue", {"a": 1}),
        Action(ID, "refunds", "refunds.issue", {"a": 1}, "2026-11-21T13:02:11.482Z"),
    ],
)
def test_every_member_counts(other: Action) -> None:
    assert digests.action_sha256(other) != digests.action_sha256(_action(a=1))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_commitments_are_hmac(salt: bytes, payload: bytes) -> None:
    assert digests.commitment(salt, payload) == hmac.new(salt, payload, "sha256").hexdigest()


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-100, 100), max_size=8))
def test_member_order_never_matters(members: dict[str, int]) -> None:
    shuffled = dict(reversed(list(members.items())))
    assert digests.canonical(members) == digests.canonical(shuffled)
    assert json.loads(digests.canonical(members)) == members


def test_an_action_is_taken_up_to_a_mebibyte_and_no_further() -> None:
    bare = len(digests.action_canonical(_action(text="")))
    most = "x" * ((1 << 20) - bare)
    assert len(digests.action_canonical(_action(text=most))) == 1 << 20
    with pytest.raises(InvalidInput) as refused:
        digests.action_canonical(_action(text=most + "x"))
    assert (refused.value.code, refused.value.where) == ("too_large", "arguments")
