"""Recovery codes, comparison codes and proofs of possession: what people type, read out and hand over."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.seal import base32, cards, possession, recovery
from counterseal.seal.cards import Card
from counterseal.seal.keys import SigningKey

ME = "01900000-0000-7000-8000-000000000001"
KEY, LOG, SPARE = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
ORIGIN = "counterseal/01900000-0000-7000-8000-00000000aaaa"


def card(**changes: Any) -> dict[str, Any]:
    members = {
        "v": 1,
        "id": ME,
        "name": "Jonas Öberg",
        "keys": {KEY.id: KEY.public.hex()},
        "logs": {ORIGIN: LOG.public.hex()},
        "recovery": {SPARE.id: SPARE.public.hex()},
        "proofs": {k.id: possession.prove(k, ME) for k in (KEY, LOG, SPARE)},
    }
    return members | changes


def _without(members: dict[str, Any], gone: SigningKey) -> dict[str, str]:
    return {identity: proof for identity, proof in members["proofs"].items() if identity != gone.id}


# -- the alphabet -------------------------------------------------------------------------------------------------
@given(st.binary(min_size=32, max_size=32))
def test_bytes_survive_the_alphabet(data: bytes) -> None:
    text = base32.encode(data, 52)
    assert base32.decode(text, 32) == data
    assert base32.normal(base32.groups(text, 4).lower()) == text
    assert set(text) <= set(base32.ALPHABET)


def test_only_as_many_characters_as_the_bytes_need() -> None:
    assert base32.decode(base32.encode(b"seven", 8), 5) == b"seven", "with no bit to spare"
    with pytest.raises(InvalidInput):
        base32.decode("0" * 9, 5)


def test_what_people_misread_is_read_as_meant() -> None:
    assert base32.normal("oOiIlL-1 0\n") == "00111110"


@pytest.mark.parametrize("text", ["", "0" * 51, "0" * 53, "U" + "0" * 51, "0" * 51 + "1", "Ä" + "0" * 51])
def test_other_texts_are_no_bytes(text: str) -> None:
    with pytest.raises(InvalidInput):
        base32.decode(text, 32)


# -- recovery codes -----------------------------------------------------------------------------------------------
@given(st.binary(min_size=32, max_size=32))
def test_a_typed_code_gives_the_key_back(seed: bytes) -> None:
    code = recovery.code(SigningKey(seed))
    assert len(code.split("-")) == 14
    assert recovery.read_code(f"  {code.lower().replace('-', ' ')}\n").seed == seed


def test_a_mistyped_code_is_found_out() -> None:
    code = base32.normal(recovery.code(SigningKey(bytes(range(32)))))
    chance = random.Random(5)
    for place in range(len(code)):
        other = chance.choice([c for c in base32.ALPHABET if c != code[place]])
        with pytest.raises(InvalidInput) as said:
            recovery.read_code(code[:place] + other + code[place + 1 :])
        assert said.value.code == "bad_recovery_code"
    for place in range(0, len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            with pytest.raises(InvalidInput):
                recovery.read_code(swapped)


@pytest.mark.parametrize("text", ["", "X", "0" * 57, "U" * 56, "é" * 56])
def test_no_code_at_all(text: str) -> None:
    with pytest.raises(InvalidInput) as said:
        recovery.read_code(text)
    assert said.value.code == "bad_recovery_code"
    assert ("this one has" in said.value.what) == (len(text) != 56), "who left a group out is told so"


def test_recovery_keys_differ() -> None:
    assert recovery.generate().seed != recovery.generate().seed


# -- possession -----------------------------------------------------------------------------------------------------
def test_a_proof_is_for_one_key_and_one_person() -> None:
    proof = possession.prove(KEY, ME)
    assert possession.proven(KEY.public, ME, proof)
    other = "01900000-0000-7000-8000-000000000002"
    assert not possession.proven(KEY.public, other, proof)
    assert not possession.proven(LOG.public, ME, proof)
    assert not possession.proven(KEY.public, "\u00e9", proof)
    for wrong in (None, 5, "", "AAAA", proof[:-4], f"{proof} "):
        assert not possession.proven(KEY.public, ME, wrong)


# -- cards ------------------------------------------------------------------------------------------------------------
def test_a_card_is_read_as_it_was_written() -> None:
    read = cards.read_card(json.dumps(card()))
    assert cards.read_card(read.text()) == read
    assert cards.of_person(read.person(()), read.proofs).code == read.code
    groups = read.code.split("-")
    assert [len(group) for group in groups] == [5, 5, 5]
    assert cards.same_code(read.code.lower().replace("-", " ").replace("0", "o"), read.code)
    assert not cards.same_code(read.code[:-1], read.code)
    assert not cards.same_code("ä", read.code)


def test_everything_on_a_card_is_in_its_code() -> None:
    read = cards.read_card(json.dumps(card()))
    others = [
        card(name="Jonas Oberg"),
        card(logs={}, proofs={k.id: possession.prove(k, ME) for k in (KEY, SPARE)}),
        card(recovery={}, proofs={k.id: possession.prove(k, ME) for k in (KEY, LOG)}),
    ]
    codes = {cards.read_card(json.dumps(one)).code for one in others}
    assert len(codes | {read.code}) == 4


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda c: "not json", "bad_card"),
        (lambda c: "x" * 70_000, "bad_card"),
        (lambda c: "[]", "bad_card"),
        (lambda c: list(c), "bad_card"),
        (lambda c: json.dumps(c).ljust(cards.MOST_CHARACTERS + 1), "bad_card"),
        (lambda c: {**c, "v": 2}, "bad_card"),
        (lambda c: {**c, "v": True}, "bad_card"),
        (lambda c: {**c, "roles": ["owner"]}, "bad_card"),
        (lambda c: {**c, "name": " "}, "invalid_input"),
        (lambda c: {**c, "id": "me"}, "bad_id"),
        (lambda c: {**c, "keys": {}}, "bad_card"),
        (lambda c: {**c, "keys": {KEY.id: KEY.public.hex().upper()}}, "bad_card"),
        (lambda c: {**c, "keys": {LOG.id: KEY.public.hex()}}, "bad_card"),
        (lambda c: {**c, "logs": {"elsewhere": LOG.public.hex()}}, "invalid_input"),
        (lambda c: {**c, "logs": {ORIGIN: KEY.public.hex()}}, "bad_card"),
        (lambda c: {**c, "keys": {}, "proofs": _without(c, KEY)}, "bad_card"),
        (lambda c: {**c, "logs": {ORIGIN: KEY.public.hex()}, "proofs": _without(c, LOG)}, "bad_card"),
        (lambda c: {**c, "proofs": []}, "bad_card"),
        (lambda c: {**c, "proofs": {}}, "not_proven"),
        (lambda c: {**c, "proofs": {**c["proofs"], SPARE.id: c["proofs"][KEY.id]}}, "not_proven"),
        (lambda c: {**c, "proofs": {**c["proofs"], "ab" * 32: "AAAA"}}, "bad_card"),
    ],
)
def test_what_is_no_card(spoil: Callable[[dict[str, Any]], Any], code: str) -> None:
    spoiled = spoil(card())
    with pytest.raises(InvalidInput) as said:
        cards.read_card(spoiled if isinstance(spoiled, str) else json.dumps(spoiled))
    assert said.value.code == code, said.value.text()


def test_a_card_may_be_as_long_as_said() -> None:
    assert cards.MOST_CHARACTERS == 64_000
    assert cards.read_card(json.dumps(card()).ljust(cards.MOST_CHARACTERS)).id == ME


def test_a_card_without_recovery_and_log_is_enough() -> None:
    bare = Card(ME, "Jonas", {KEY.id: KEY.public.hex()}, {}, {}, {KEY.id: possession.prove(KEY, ME)})
    assert cards.read_card(bare.text()) == bare
