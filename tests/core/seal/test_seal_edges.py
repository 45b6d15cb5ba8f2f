"""Signed members, codes, key files and passphrases at their edges, found by changing the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counterseal.errors import InvalidInput
from counterseal.seal import base32, cards, recovery
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import read_passphrase_file, write_private
from counterseal.seal.keywrap import Cost, unwrap, wrap
from counterseal.seal.statements import Basis, Who

KEY = SigningKey(bytes(range(32)))


def test_the_members_that_a_statement_names() -> None:
    """They are signed under these names for good."""
    assert Who("i", "n", "r").members() == {"id": "i", "name": "n", "role": "r"}
    assert Basis("R3", "L2", "m", "p", "o", True, True, "none").members() == {
        "risk": "R3", "level": "L2", "mandate_sha256": "m", "policy_sha256": "p", "roster_sha256": "o", "solo": True,
        "step_up": True, "key_guard": "none",
    }  # fmt: skip
    assert set(Basis().members().values()) == {None, False}


# Made once by this program: key files of every version have to open.
WRAPPED = {
    "v": 1,
    "key_id": "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c",
    "kdf": "argon2id",
    "memory_kib": 64,
    "passes": 1,
    "lanes": 1,
    "salt": "34bdyyVUDzEOzUZvt1xpQQ==",
    "nonce": "T8hLr18iKZTcNjwx",
    "sealed": "kLGTPoyYe65zOANF7QT5zXVNvqRy5Xa5pHZ8nwgIV2vwZa0+h4yeboSVSlqXPfXa",
}


def test_a_key_file_that_was_written_before() -> None:
    assert unwrap(json.dumps(WRAPPED), "words").seed == KEY.seed


@pytest.mark.parametrize("member", ["salt", "nonce", "sealed"])
def test_a_key_file_is_base64_and_nothing_besides(member: str) -> None:
    text = json.loads(wrap(KEY, "words", Cost(64, 1, 1)))
    assert unwrap(json.dumps(text), "words").seed == KEY.seed
    with pytest.raises(InvalidInput, match="The key file is damaged"):
        unwrap(json.dumps({**text, member: f"!{text[member]}"}), "words")


def test_spaces_belong_to_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "pass"
    write_private(path, b" two words \t\r\nmore\n")
    assert read_passphrase_file(path) == " two words \t"


def test_typed_codes_with_half_a_character() -> None:
    code = base32.normal(recovery.code(KEY))
    with pytest.raises(InvalidInput) as refused:
        recovery.read_code(f"{code[:-1]}\ud800")
    assert refused.value.code == "bad_recovery_code"
    assert not cards.same_code("\ud800", "AAAA")
    assert not cards.same_code("AAAA", "\ud800")


@pytest.mark.parametrize("text", ["X" * 64, "0" * 63 + "X", "0" * 63, "0" * 65, "A" * 64])
def test_a_public_key_on_a_card_is_lower_case_hex(text: str) -> None:
    with pytest.raises(InvalidInput, match="A public key is 64 hex digits"):
        cards._public(text)
