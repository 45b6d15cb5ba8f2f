"""Envelopes: the PAE table, exact bytes, and a reader that takes nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from counterseal.errors import InvalidInput
from counterseal.seal.digests import sha256_hex
from counterseal.seal.dsse import PAYLOAD_TYPE, Envelope, decode64, pae, parse, seal
from counterseal.seal.keys import SigningKey

KEY = SigningKey(b"\x07" * 32)


@pytest.mark.parametrize(
    ("kind", "payload", "wanted"),
    [
        ("http://example.com/HelloWorld", b"hello world", b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"),
        ("", b"", b"DSSEv1 0  0 "),
        ("x", b"\x00 1 ", b"DSSEv1 1 x 4 \x00 1 "),
        ("ä", b"a", "DSSEv1 2 ä 1 a".encode()),
        (PAYLOAD_TYPE, b"{}", b"DSSEv1 28 application/vnd.in-toto+json 2 {}"),
    ],
)
def test_pae(kind: str, payload: bytes, wanted: bytes) -> None:
    assert pae(kind, payload) == wanted


def test_seal_and_read_back() -> None:
    payload = b'{"b" : 1,  "a":[ ]}'
    envelope = parse(seal(payload, KEY).to_bytes())
    assert envelope.payload == payload, "exact bytes, never re-serialised"
    assert envelope.sha256 == sha256_hex(pae(PAYLOAD_TYPE, payload))
    assert envelope.signed_by(KEY.public)
    assert not envelope.signed_by(SigningKey(b"\x08" * 32).public)
    assert not Envelope(payload + b" ", envelope.keyid, envelope.signature).signed_by(KEY.public)
    assert not Envelope(payload, "00" * 32, envelope.signature).signed_by(KEY.public)
    assert envelope.statement() == {"b": 1, "a": []}
    assert envelope.to_bytes() == parse(json.loads(envelope.to_bytes())).to_bytes()


def _good() -> dict[str, Any]:
    return seal(b"{}", KEY).to_json()


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.pop("payload"),
        lambda e: e.update(extra=1),
        lambda e: e.update(payloadType="application/json"),
        lambda e: e.update(payload="e30"),
        lambda e: e.update(payload="e31="),
        lambda e: e.update(payload=" e30="),
        lambda e: e.update(payload="e30_"),
        lambda e: e.update(payload=7),
        lambda e: e.update(signatures=[]),
        lambda e: e.update(signatures=e["signatures"] * 2),
        lambda e: e.update(signatures={}),
        lambda e: e["signatures"][0].pop("keyid"),
        lambda e: e["signatures"][0].update(extra=""),
        lambda e: e["signatures"][0].update(keyid=None),
        lambda e: e["signatures"][0].update(sig="*"),
        lambda e: e.update(signatures=["x"]),
    ],
)
def test_other_envelopes_are_refused(change: Any) -> None:
    envelope = _good()
    change(envelope)
    with pytest.raises(InvalidInput):
        parse(envelope)
    with pytest.raises(InvalidInput):
        parse(json.dumps(envelope))


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", b"\xff", b'{"payload":"","payload":""}', b"[" * 5_000])
def test_other_documents_are_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        parse(raw)


def test_a_statement_with_a_key_twice_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        seal(b'{"verdict":"reject","verdict":"approve"}', KEY).statement()
    assert caught.value.code == "duplicate_key"


def test_base64_is_read_in_one_spelling_only() -> None:
    for size in range(5):
        data = bytes(range(size))
        text = base64.b64encode(data).decode()
        assert decode64(text, "x") == data
        if "=" in text:
            with pytest.raises(InvalidInput):
                decode64(text.rstrip("="), "x")
            with pytest.raises(InvalidInput):
                decode64(chr(ord(text[-text.count("=") - 1]) + 1).join([text[: -text.count("=") - 1], "=="]), "x")
