"""Envelopes of another form: each rule of reading them, with the place and the words that it is refused with."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from counterseal.errors import InvalidInput
from counterseal.seal.dsse import PAYLOAD_TYPE, decode64, parse, seal
from counterseal.seal.keys import SigningKey

KEY = SigningKey(bytes(32))
GOOD = seal(b'{"a":1}', KEY).to_json()
FRAME = "A DSSE envelope has payload, payloadType and signatures"
TYPE = f"The payload type must be {PAYLOAD_TYPE}"
ONE = "An envelope carries exactly one signature"
MEMBERS = "A signature has keyid and sig"
BASE64 = "This is not padded Base64 (RFC 4648 section 4)"
Change = Callable[[dict[str, Any]], object]
WRONG: list[tuple[Change, str, str]] = [
    (lambda e: e.pop("payload"), FRAME, ""),
    (lambda e: e.update(more=1), FRAME, ""),
    (lambda e: e.update(payloadType="text/plain"), TYPE, "/payloadType"),
    (lambda e: e.update(payloadType=None), TYPE, "/payloadType"),
    (lambda e: e.update(signatures=[]), ONE, "/signatures"),
    (lambda e: e.update(signatures=e["signatures"] * 2), ONE, "/signatures"),
    (lambda e: e.update(signatures=e["signatures"][0]), ONE, "/signatures"),
    (lambda e: e.update(signatures={"0": 1}), ONE, "/signatures"),
    (lambda e: e.update(signatures=["x"]), MEMBERS, "/signatures/0"),
    (lambda e: e["signatures"][0].pop("keyid"), MEMBERS, "/signatures/0"),
    (lambda e: e["signatures"][0].update(more=1), MEMBERS, "/signatures/0"),
    (lambda e: e["signatures"][0].update(keyid=7), MEMBERS, "/signatures/0"),
    (lambda e: e["signatures"][0].update(sig="AA"), BASE64, "/signatures/0/sig"),
    (lambda e: e.update(payload="A!=="), BASE64, "/payload"),
    (lambda e: e.update(payload=None), BASE64, "/payload"),
]


@pytest.mark.parametrize(("change", "said", "place"), WRONG)
@pytest.mark.parametrize("where", ["envelope", "entries/7"])
def test_another_form_is_refused_with_its_place(change: Change, said: str, place: str, where: str) -> None:
    envelope = copy.deepcopy(GOOD)
    change(envelope)
    with pytest.raises(InvalidInput) as caught:
        parse(json.dumps(envelope)) if where == "envelope" else parse(envelope, where)
    assert (caught.value.what, caught.value.where) == (said, where + place)
    assert caught.value.code == ("bad_base64" if said == BASE64 else "invalid_input")


@pytest.mark.parametrize("raw", [[], None, 7, True])
def test_what_is_no_object_is_no_envelope(raw: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(raw)
    assert (caught.value.what, caught.value.where) == (FRAME, "envelope")


def test_an_envelope_may_be_as_large_as_a_statement_needs_and_no_larger() -> None:
    large = seal(b"x" * (2 << 20), KEY)
    assert parse(large.to_bytes()) == large
    with pytest.raises(InvalidInput):
        parse(seal(b"x" * (4 << 20), KEY).to_bytes())


@pytest.mark.parametrize(
    "text", ["AA", "AAA", "AA==\n", " AA==", "AA=", "AB==", "A-_A", "ÄÄÄÄ", "AA==AA==", 7, None, b"AA=="]
)
def test_base64_has_one_spelling(text: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode64(text, "here")
    assert (caught.value.what, caught.value.where, caught.value.code) == (BASE64, "here", "bad_base64")


def test_base64_is_read() -> None:
    assert decode64("", "here") == b""
    assert decode64("AA==", "here") == b"\0"
    assert decode64("+/+/", "here") == b"\xfb\xff\xbf"
