"""C2SP tlog-cosignature: made, verified, and refused when anything of it is changed."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from counterseal.errors import InvalidInput
from counterseal.ledger import cosignature
from counterseal.ledger.note import Head, VerifierKey, sign_head, split_note, verify_head
from counterseal.seal.keys import SigningKey

OWN = json.loads((Path(__file__).parents[1] / "vectors" / "cosignatures.json").read_text("utf-8"))
SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "c2sp_examples.json"
LOG_KEY = SigningKey(bytes.fromhex(OWN["log_seed"]))
WITNESS = SigningKey(bytes.fromhex(OWN["witness_seed"]))
KEY = cosignature.witness_key(OWN["witness"], WITNESS.public)
CASE = OWN["cases"][1]


@pytest.mark.parametrize("case", OWN["cases"], ids=[str(c["size"]) for c in OWN["cases"]])
def test_own_vectors(case: dict[str, str]) -> None:
    head = Head(OWN["origin"], int(case["size"]), bytes.fromhex(case["root"]))
    assert sign_head(head, LOG_KEY) == case["note"]
    assert cosignature.cosign(case["note"], OWN["witness"], WITNESS, int(case["time"])) == case["line"]
    assert cosignature.check(case["note"], case["line"], KEY) == cosignature.time_of(case["line"]) == int(case["time"])


def test_the_message_is_the_one_of_the_specification() -> None:
    body = CASE["note"].split("\n\n")[0] + "\n"
    raw = base64.b64decode(CASE["line"].split(" ")[2])
    time = int.from_bytes(raw[4:12])
    assert time == int(CASE["time"])
    assert raw[12:] == WITNESS.sign(f"cosignature/v1\ntime {time}\n{body}".encode())


@pytest.mark.skipif(not SHARED.exists(), reason="the public vectors are not beside this checkout")
def test_c2sp_example_is_read_as_it_stands() -> None:
    examples = json.loads(SHARED.read_text("utf-8"))["tlog-cosignature"]
    note = examples[0]
    body, lines = split_note(note)
    (line,) = [line for line in lines if line.name == "witness.example.com/w1"]
    assert cosignature.time_of(line.text()) == 1_679_315_147
    assert f"cosignature/v1\ntime 1679315147\n{body}" in examples, "the signed message of the specification"
    assert line.text() in note
    stranger = cosignature.witness_key(line.name, WITNESS.public)
    with pytest.raises(InvalidInput, match="another witness"):
        cosignature.check(note, line.text(), stranger)


def test_a_cosigned_note_is_still_the_logs_note() -> None:
    verifier = VerifierKey(OWN["origin"], LOG_KEY.public)
    assert verify_head(CASE["note"] + CASE["line"], verifier).size == int(CASE["size"])
    assert cosignature.check(CASE["note"] + CASE["line"], CASE["line"], KEY) == int(CASE["time"])


def test_the_same_key_under_the_logs_own_type_is_another_key() -> None:
    assert KEY.hash != VerifierKey(OWN["witness"], WITNESS.public).hash


def test_a_time_is_unsigned_and_its_line_is_quoted_when_it_has_none() -> None:
    late = cosignature.cosign(CASE["note"], OWN["witness"], WITNESS, 2**63 + 1)
    assert cosignature.check(CASE["note"], late, KEY) == 2**63 + 1
    short = changed(CASE["line"], 12, 75)
    with pytest.raises(InvalidInput) as refused:
        cosignature.time_of(short)
    assert refused.value.code == "bad_cosignature"


def changed(line: str, place: int, size: int | None = None) -> str:
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[place] ^= 1
    return f"— {OWN['witness']} {base64.b64encode(bytes(raw)[:size]).decode()}\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (changed(CASE["line"], 0), "another witness"),
        (changed(CASE["line"], 4), "is wrong"),
        (changed(CASE["line"], 11), "is wrong"),
        (changed(CASE["line"], 12), "is wrong"),
        (changed(CASE["line"], 75), "is wrong"),
        (changed(CASE["line"], 12, 75), "another form"),
        (changed(CASE["line"], 2, 4), "another witness"),
        (CASE["line"].replace(OWN["witness"], "somebody/else"), "another witness"),
        (CASE["line"].replace("— ", "- "), "malformed"),
        (CASE["line"] + "\n", "malformed"),
        ("", "malformed"),
        ("— x é", "malformed"),
        (OWN["cases"][0]["line"], "is wrong"),
    ],
)
def test_a_changed_line_is_refused(line: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        cosignature.check(CASE["note"], line, KEY)
    assert (refused.value.code == "bad_cosignature") is (said != "malformed")


@pytest.mark.parametrize("note", ["", "no note\n", "counterseal/x\n1\nAAAA\n\n— x AAAAAAAA\n"])
def test_only_a_checkpoint_is_cosigned(note: str) -> None:
    with pytest.raises(InvalidInput):
        cosignature.cosign(note, OWN["witness"], WITNESS, 1)
