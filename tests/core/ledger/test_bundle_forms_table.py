"""The strict forms of a bundle, one table for each: what is read, and word for word why anything else is not."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from counterseal.ledger import bundle_forms as forms
from counterseal.ledger.bundle_forms import Checkpoint, NotVerified
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.seal.dsse import seal
from counterseal.seal.keys import SigningKey

ORIGIN = "counterseal/01900000-0000-7000-8000-00000000aaaa"
KEY, THIEF = SigningKey(bytes(32)), SigningKey(b"\1" * 32)
VKEY = VerifierKey(ORIGIN, KEY.public).text()
ROOT = b"\7" * 32
BEYOND = "a number is beyond 2^53-1, where programs stop agreeing on its value"
TWICE = "a key stands twice in one object"


def expect_why(read: Callable[[], object], why: str) -> None:
    """``why`` is the reason that is given, exactly; of what Python itself says, the beginning."""
    with pytest.raises(forms.SURPRISES) as caught:
        read()
    said = forms.reason(caught.value)
    assert said.startswith(why.removesuffix("*")) if why.endswith("*") else said == why


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


# -- JSON and Base64 ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"0", 0), (b"-0", 0), (b"9007199254740991", 2**53 - 1), (b"-9007199254740991", 1 - 2**53), (b"1.5", 1.5),
        (b"1e2", 100.0), (b"1E2", 100.0), (b"1.0", 1.0), (b'{"a":{"a":1}}', {"a": {"a": 1}}), (b"[]", []),
        ('"\\u00fc\u00fc"'.encode(), "üü"), (b'"\\ud83d\\ude00"', "\U0001f600"), (b'"\\\\u"', "\\u"), (b"null", None),
    ],
)  # fmt: skip
def test_json_that_is_read(data: bytes, value: Any) -> None:
    found = forms.parse(data)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"9007199254740992", BEYOND), (b"-9007199254740992", BEYOND), (b"9007199254740992.0", BEYOND),
        (b"1e16", BEYOND), (b"1e999", BEYOND), (b'{"a":1,"a":1}', TWICE), (b'[{"a":1,"b":2,"a":3}]', TWICE),
        (b"NaN", "NaN is not JSON"), (b"[-Infinity]", "-Infinity is not JSON"), (b"Infinity", "Infinity is not JSON"),
        (b'"\\ud800"', "'utf-8' codec can't encode*"), (b'{"\\udc00":1}', "'utf-8' codec can't encode*"),
        (b"\xff", "'utf-8' codec can't decode*"), (b"", "Expecting value*"), (b"[" * 100_000, "maximum recursion*"),
    ],
)  # fmt: skip
def test_json_that_is_not(data: bytes, why: str) -> None:
    expect_why(lambda: forms.parse(data), why)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'), ({}, "{}"), ([], "[]"),
        ("ü\u2028\x01", '"ü\u2028\\u0001"'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'), (1.0, "1"),
        ([[1.5], {"x": {}}], '[[1.5],{"x":{}}]'),
    ],
)  # fmt: skip
def test_canonical_json(value: Any, written: str) -> None:
    assert forms.jcs(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"), (-0.0, "0"), (1e-6, "0.000001"), (9.99e-7, "9.99e-7"), (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (-1e-6, "-0.000001"), (-1e21, "-1e+21"), (1.5, "1.5"), (100.0, "100"), (1e-10, "1e-10"), (5e-324, "5e-324"),
        (1.25e100, "1.25e+100"), (10.5, "10.5"), (-2.0, "-2"), (999999999999999900000.0, "999999999999999900000"),
    ],
)  # fmt: skip
def test_numbers_as_ecmascript_writes_them(value: float, written: str) -> None:
    assert forms.number(value) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none(value: float) -> None:
    expect_why(lambda: forms.number(value), "a number is not finite")


@pytest.mark.parametrize(
    ("text", "data"), [("", b""), ("AA==", b"\0"), ("AAA=", b"\0\0"), ("AAAA", bytes(3)), ("+/+/", b"\xfb\xff\xbf")]
)
def test_base64_that_is_read(text: str, data: bytes) -> None:
    assert forms.from_base64(text, "it") == data


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "it is not Base64"), (b"AAAA", "it is not Base64"), ("AA", "it is not Base64"),
        ("A", "it is not Base64"), ("AA=", "it is not Base64"),
        ("AA==\n", "it is not Base64"), ("A A=", "it is not Base64"), ("-_-_", "it is not Base64"),
        ("üüüü", "it is not Base64"),
        ("AAAA====", "it is not*"), ("AB==", "it is not canonical Base64"),
        ("AAB=", "it is not canonical Base64"),
    ],
)  # fmt: skip
def test_base64_that_is_not(text: Any, why: str) -> None:
    expect_why(lambda: forms.from_base64(text, "it"), why)


def test_small_forms() -> None:
    assert forms.words("a b  c") == {"a", "b", "c"}
    assert [forms.is_hex64(v) for v in ("ab" * 32, "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 32 + "\n", None, 5)] == [
        True
    ] + [False] * 6
    assert [forms.is_count(v) for v in (0, 1, 2**53 - 1, 2**53, -1, True, 1.0, "1", None)] == [True] * 3 + [False] * 6
    assert [forms.is_object(v, {"a"}) for v in ({"a": 1}, {"a": 1, "b": 1}, {}, ["a"], "a", None)] == [True] + [
        False
    ] * 5
    assert [forms.is_object(v, {"a"}, {"b"}) for v in ({"a": 1}, {"a": 1, "b": 1}, {"b": 1}, {"a": 1, "c": 1})] == [
        True, True, False, False,
    ]  # fmt: skip
    assert forms.need(1, "x") is None  # type: ignore[func-returns-value]
    assert forms.reason(InvalidSignature()) == "a signature is wrong (InvalidSignature)"
    assert forms.reason(ValueError("x" * 301)) == "x" * 300
    assert forms.reason(KeyError()) == "KeyError"
    assert forms.sorted_compact({"b": "ü", "a": 1}) == '{"a":1,"b":"ü"}'


def test_what_is_raised_in_a_place_is_reported_with_it() -> None:
    for error in (ValueError("why"), InvalidSignature(), LookupError("why"), RecursionError("why"), OSError("why")):
        with pytest.raises(NotVerified) as caught, forms.place("file", 7):
            raise error
        why = forms.reason(error)
        assert (caught.value.where, caught.value.why, caught.value.seq, str(caught.value)) == (
            "file",
            why,
            7,
            f"file: {why}",
        )
        assert caught.value.__cause__ is error
    with pytest.raises(NotVerified) as caught, forms.place("file"):
        forms.need(0, "no")
    assert (caught.value.seq, str(caught.value)) == (None, "file: no")
    with pytest.raises(SystemExit), forms.place("file"):
        raise SystemExit
    with pytest.raises(NotVerified) as inner, forms.place("outer"), forms.place("inner"):
        raise ValueError("why")
    assert str(inner.value) == "inner: why"


def test_signatures() -> None:
    forms.verify(KEY.public, KEY.sign(b"m"), b"m")
    for public, signature, message in ((THIEF.public, KEY.sign(b"m"), b"m"), (KEY.public, KEY.sign(b"m"), b"n")):
        with pytest.raises(InvalidSignature):
            forms.verify(public, signature, message)


# -- envelopes and statements ---------------------------------------------------------------------------------------
ENVELOPE = seal(b'{"x":1}', KEY).to_json()
ONE = ENVELOPE["signatures"][0]
MEMBERS = "an envelope has payload, payloadType, signatures"
SINGLE = "an envelope carries one signature"


def test_an_envelope_that_is_read() -> None:
    assert forms.read_envelope(ENVELOPE) == (b'{"x":1}', KEY.id, base64.b64decode(ONE["sig"]))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (None, MEMBERS), ([], MEMBERS), ({}, MEMBERS), ({**ENVELOPE, "more": 1}, MEMBERS),
        ({**ENVELOPE, "payloadType": "text/plain"}, "the envelope is of an unknown payload type"),
        ({**ENVELOPE, "signatures": []}, SINGLE), ({**ENVELOPE, "signatures": [ONE, ONE]}, SINGLE),
        ({**ENVELOPE, "signatures": {"a": ONE}}, SINGLE), ({**ENVELOPE, "signatures": "x"}, SINGLE),
        ({**ENVELOPE, "signatures": [{**ONE, "more": 1}]}, "a signature has keyid and sig"),
        ({**ENVELOPE, "signatures": [{**ONE, "keyid": "x"}]}, "a signature has keyid and sig"),
        ({**ENVELOPE, "signatures": [{"keyid": KEY.id}]}, "a signature has keyid and sig"),
        ({**ENVELOPE, "signatures": [{**ONE, "sig": "x"}]}, "sig is not Base64"),
        ({**ENVELOPE, "payload": "x"}, "payload is not Base64"),
    ],
)  # fmt: skip
def test_an_envelope_that_is_none(raw: Any, why: str) -> None:
    expect_why(lambda: forms.read_envelope(raw), why)


def made(wanted: str, **changes: Any) -> dict[str, Any]:
    members = forms.DECISION_MEMBERS if wanted == forms.DECISION else forms.ORDER_MEMBERS
    predicate: dict[str, Any] = {**dict.fromkeys(members), "verdict": "approve", "kind": "level", "body": {}}
    predicate = {name: value for name, value in predicate.items() if name in members}
    return {
        "_type": forms.STATEMENT,
        "subject": [{"name": "s", "digest": {"sha256": "d"}}],
        "predicateType": wanted,
        "predicate": predicate | changes,
    }


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("decision", made(forms.DECISION, verdict=verdict))
        for verdict in ("approve", "edit", "reject", "answer", "withdraw")
    ]
    + [(kind, made(forms.ORDER, kind=said)) for kind, allowed in forms.ORDERS.items() for said in sorted(allowed)],
)
def test_statements_that_are_read(kind: str, statement: Any) -> None:
    assert forms.read_statement(statement, kind) == ("s", "d", statement["predicate"])


GOOD, ORDER = made(forms.DECISION), made(forms.ORDER)
PREDICATE = "predicate members are missing or unknown"
MALFORMED = "the statement's subject is malformed"


@pytest.mark.parametrize(
    ("kind", "statement", "why"),
    [
        ("decision", None, "it is not an in-toto Statement v1"), ("decision", [], "it is not an in-toto Statement v1"),
        ("decision", {**GOOD, "_type": "x"}, "it is not an in-toto Statement v1"),
        ("viewed", GOOD, "an entry of type viewed carries no envelope"),
        ("decision", ORDER, f"the statement is not a {forms.DECISION}"),
        ("order", GOOD, f"the statement is not a {forms.ORDER}"),
        ("decision", {**GOOD, "predicate": None}, PREDICATE), ("decision", made(forms.DECISION, more=1), PREDICATE),
        ("order", {**ORDER, "predicate": {}}, PREDICATE), ("decision", {**GOOD, "subject": []}, "not enough values*"),
        ("decision", {**GOOD, "subject": GOOD["subject"] * 2}, "too many values*"),
        ("decision", {**GOOD, "subject": [{"digest": {"sha256": "d"}}]}, "'name'"),
        ("decision", {**GOOD, "subject": [{"name": "s", "digest": {}}]}, "'sha256'"),
        ("decision", {**GOOD, "subject": [{"name": 1, "digest": {"sha256": "d"}}]}, MALFORMED),
        ("decision", {**GOOD, "subject": [{"name": "s", "digest": {"sha256": 1}}]}, MALFORMED),
        ("decision", made(forms.DECISION, verdict="maybe"), "the verdict is unknown"),
        ("order", made(forms.ORDER, kind="restore"), "an order of that kind does not belong under order"),
        ("halt", made(forms.ORDER, kind="pause"), "an order of that kind does not belong under halt"),
        ("order", made(forms.ORDER, body=[]), "the order has no body"),
        ("order", made(forms.ORDER, body=None), "the order has no body"),
    ],
)  # fmt: skip
def test_statements_that_are_not(kind: str, statement: Any, why: str) -> None:
    expect_why(lambda: forms.read_statement(statement, kind), why)


# -- keys and checkpoints -------------------------------------------------------------------------------------------
def test_a_verifier_key_that_is_read() -> None:
    assert forms.read_vkey(VKEY) == forms.read_vkey(f" {VKEY}\n") == (ORIGIN, KEY.public)
    slashed = next(
        key for n in range(999) if "+" in VerifierKey("o", (key := SigningKey(n.to_bytes(32))).public).text()[12:]
    )
    assert forms.read_vkey(VerifierKey("o", slashed.public).text()) == ("o", slashed.public)


def vkey(name: str, raw: bytes) -> str:
    short = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{short}+{b64(raw)}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not enough values*"), ("a+b", "not enough values*"), (f"{VKEY}x", "the key is not Base64"),
        (vkey("", b"\1" + KEY.public), "it is not an Ed25519 verifier key"),
        (vkey("a b", b"\1" + KEY.public), "it is not an Ed25519 verifier key"),
        (vkey("a", b"\2" + KEY.public), "it is not an Ed25519 verifier key"),
        (vkey("a", b"\1" + KEY.public[1:]), "it is not an Ed25519 verifier key"),
        (vkey("a", b"\1" + KEY.public + b"\0"), "it is not an Ed25519 verifier key"),
        (vkey("a", b"\1" + KEY.public).replace("a+", "b+", 1), "the key's hash is wrong"),
    ],
)  # fmt: skip
def test_a_verifier_key_that_is_none(text: str, why: str) -> None:
    expect_why(lambda: forms.read_vkey(text), why)


def note(body: str, *lines: str, key: SigningKey = KEY, name: str = ORIGIN) -> str:
    """A note whose body the log's key signed, with more lines."""
    short = hashlib.sha256(name.encode() + b"\n\1" + key.public).digest()[:4]
    own = f"\u2014 {name} {b64(short + key.sign(body.encode()))}\n"
    return f"{body}\n{own}" + "".join(lines)


BODY = f"{ORIGIN}\n7\n{b64(ROOT)}\n"


def test_a_checkpoint_that_is_read() -> None:
    whole = note(BODY, f"\u2014 other {b64(b'1234rest')}\n", f"\u2014 {ORIGIN} {b64(b'1234rest')}\n")
    assert forms.read_checkpoint(whole, ORIGIN, KEY.public) == Checkpoint(
        whole, BODY, ORIGIN, 7, ROOT, (("other", b"1234rest"), (ORIGIN, b"1234rest"))
    )
    signed = sign_head(Head(ORIGIN, 0, ROOT), KEY)
    assert forms.read_checkpoint(signed, ORIGIN, KEY.public).size == 0
    more = note(f"{ORIGIN}\n9999999999999999\n{b64(ROOT)}\nextension\n")
    assert forms.read_checkpoint(more, ORIGIN, KEY.public).size == 9_999_999_999_999_999


LINE = f"\u2014 other {b64(b'1234rest')}\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is not a signed note"), ("\n\n", "it is not a signed note"), (BODY, "it is not a signed note"),
        (note(BODY).rstrip("\n"), "it is not a signed note"),
        (note(BODY).replace("\n7\n", "\r\n7\n"), "it is not a signed note"),
        (note(BODY, "\n"), "it is not a signed note"), (note(BODY, "x y\n"), "not enough values*"),
        (note(BODY, "a b c d\n"), "too many values*"),
        (note(BODY, LINE.replace("\u2014", "-")), "a signature line is malformed"),
        (note(BODY, LINE.replace("other", "")), "a signature line is malformed"),
        (note(BODY, "\u2014 other x\n"), "a signature is not Base64"),
        (f"{BODY}\n{LINE}", "it is not signed by the log's key"),
        (note(BODY, key=THIEF), "it is not signed by the log's key"),
        (note(BODY, name="other"), "it is not signed by the log's key"),
        (note(BODY).replace("\n7\n", "\n8\n"), "a signature is wrong (InvalidSignature)"),
        (note(f"other\n7\n{b64(ROOT)}\n"), "it belongs to another log"),
        (note(f"{ORIGIN}\n7\n"), "it belongs to another log"),
        (note(f"{ORIGIN}\n07\n{b64(ROOT)}\n"), "its size is malformed"),
        (note(f"{ORIGIN}\n-1\n{b64(ROOT)}\n"), "its size is malformed"),
        (note(f"{ORIGIN}\n99999999999999999\n{b64(ROOT)}\n"), "its size is malformed"),
        (note(f"{ORIGIN}\n\u0667\n{b64(ROOT)}\n"), "its size is malformed"),
        (note(f"{ORIGIN}\n7\nx\n"), "the root is not Base64"),
    ],
)  # fmt: skip
def test_a_checkpoint_that_is_none(text: str, why: str) -> None:
    expect_why(lambda: forms.read_checkpoint(text, ORIGIN, KEY.public), why)


WITNESS, AT = "counterseal/01900000-0000-7000-8000-00000000bbbb", 1_800_000_000


def cosigned(*lines: str) -> Checkpoint:
    return forms.read_checkpoint(note(BODY, *lines), ORIGIN, KEY.public)


def test_cosigners() -> None:
    good = f"{cosign(note(BODY), WITNESS, THIEF, AT)}\n".replace("\n\n", "\n")
    keys = {WITNESS: {KEY.public, THIEF.public}, "other": {KEY.public}}
    assert cosigned().cosigners(keys) == ([], [])
    assert cosigned(good).cosigners(keys) == ([(WITNESS, AT)], [])
    assert cosigned(LINE, good).cosigners(keys) == ([(WITNESS, AT)], ["other"])
    assert cosigned(good).cosigners({}) == ([], [WITNESS])
    assert cosigned(good).cosigners({WITNESS: {KEY.public}}) == ([], [WITNESS])
    raw = base64.b64decode(good.split(" ")[2])
    for data, why in (
        (raw[:-1], f"the cosignature of {WITNESS} is malformed"),
        (raw + b"\0", f"the cosignature of {WITNESS} is malformed"),
        (raw[:11] + bytes([raw[11] ^ 1]) + raw[12:], f"the cosignature of {WITNESS} is wrong"),
        (raw[:-1] + bytes([raw[-1] ^ 1]), f"the cosignature of {WITNESS} is wrong"),
    ):
        spoilt = cosigned(f"\u2014 {WITNESS} {b64(data)}\n")
        expect_why(lambda spoilt=spoilt: spoilt.cosigners(keys), why)  # type: ignore[misc]


# -- files ----------------------------------------------------------------------------------------------------------
def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST_FILE", 8)
    for name, content in (("full", b"12345678"), ("more", b"123456789"), ("binary", b"\xff")):
        (tmp_path / name).write_bytes(content)
    assert forms.read_text(tmp_path / "full") == "12345678"
    with forms.open_file(tmp_path / "full") as file:
        assert file.read() == b"12345678"
    expect_why(lambda: forms.read_text(tmp_path / "more"), "it is too large")
    expect_why(lambda: forms.read_text(tmp_path / "binary"), "'utf-8' codec can't decode*")
    expect_why(lambda: forms.read_text(tmp_path), "it is not a regular file")
    expect_why(lambda: forms.read_text(tmp_path / "missing"), "[Errno 2]*")
    if os.name == "posix":
        (tmp_path / "link").symlink_to(tmp_path / "full")
        expect_why(lambda: forms.read_text(tmp_path / "link"), "it is not a regular file")


def test_bounds() -> None:
    assert (forms.LARGEST_FILE, json.loads(forms.compact({"a": [1]}))) == (67_108_864, {"a": [1]})
    with pytest.raises(ValueError, match="JSON compliant"):
        forms.compact(float("nan"))
