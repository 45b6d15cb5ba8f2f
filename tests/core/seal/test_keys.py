"""Ed25519 against public and own vectors; notes against the C2SP examples; the key file against wrong hands."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from counterseal.errors import InvalidInput, KnownError, Locked
from counterseal.ledger.note import Head, VerifierKey, open_note, read_head, sign_head, verify_head
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey, key_id, verify
from counterseal.seal.keywrap import Cost

SHARED = Path(__file__).parents[3].parent / "shared" / "vectors"
VECTORS = Path(__file__).parents[1] / "vectors"
ED25519 = json.loads((VECTORS / "ed25519.json").read_text("utf-8"))["cases"]
NOTES = json.loads((VECTORS / "notes.json").read_text("utf-8"))
CHEAP = Cost(64, 1, 1)
beside = pytest.mark.skipif(not SHARED.exists(), reason="public vectors are not beside this checkout")


@beside
def test_wycheproof() -> None:
    groups = json.loads((SHARED / "ed25519_wycheproof.json").read_text("utf-8"))["testGroups"]
    tried = 0
    for group in groups:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            good = verify(public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert good is (case["result"] == "valid"), case["tcId"]
            tried += 1
    assert tried >= 150


@pytest.mark.parametrize("case", ED25519, ids=[c["from"] for c in ED25519])
def test_own_signatures(case: dict[str, str]) -> None:
    public, message = bytes.fromhex(case["public"]), bytes.fromhex(case["message"])
    assert verify(public, bytes.fromhex(case["signature"]), message) is case["valid"]
    if "seed" in case:
        key = SigningKey(bytes.fromhex(case["seed"]))
        assert key.public == public
        assert key.id == key_id(public) == hashlib.sha256(public).hexdigest()
        assert verify(public, key.sign(message), message)


def test_keys_are_random_and_seeds_have_32_bytes() -> None:
    assert SigningKey.generate().seed != SigningKey.generate().seed
    for size in (0, 31, 33):
        with pytest.raises(InvalidInput):
            SigningKey(bytes(size))


@beside
def test_c2sp_note_example() -> None:
    examples = json.loads((SHARED / "c2sp_examples.json").read_text("utf-8"))["signed-note"]
    note = next(e for e in examples if e.startswith("This is an example message"))
    key = VerifierKey.parse(next(e for e in examples if e.startswith("example.com/foo+")))
    assert open_note(note, key) == "This is an example message.\n"
    with pytest.raises(InvalidInput) as caught:
        open_note(note.replace("message", "massage"), key)
    assert caught.value.code == "bad_signature"


@beside
def test_c2sp_checkpoint_and_cosigned_examples() -> None:
    examples = json.loads((SHARED / "c2sp_examples.json").read_text("utf-8"))
    note = examples["tlog-checkpoint"][0]
    head = read_head(note.rpartition("\n\n")[0] + "\n")
    assert (head.origin, head.size, len(head.root)) == ("example.com/behind-the-sofa", 20_852_163, 32)
    cosigned = examples["tlog-cosignature"][0]
    stranger = VerifierKey("example.com/behind-the-sofa", SigningKey.generate().public)
    for text in (note, cosigned):
        with pytest.raises(InvalidInput, match="not signed by this log key"):
            verify_head(text, stranger)


@pytest.mark.parametrize("case", NOTES["heads"], ids=[str(c["size"]) for c in NOTES["heads"]])
def test_own_notes(case: dict[str, str]) -> None:
    key = SigningKey(bytes.fromhex(NOTES["seed"]))
    verifier = VerifierKey.parse(NOTES["vkey"])
    head = Head(verifier.name, int(case["size"]), bytes.fromhex(case["root"]))
    assert verifier == VerifierKey(verifier.name, key.public)
    assert sign_head(head, key) == case["note"]
    assert verify_head(case["note"], verifier) == head


def test_no_head_is_larger_than_a_database_can_hold() -> None:
    root = base64.b64encode(bytes(32)).decode()
    assert read_head(f"counterseal/x\n{10**16 - 1}\n{root}\n").size == 10**16 - 1
    with pytest.raises(InvalidInput, match="not a checkpoint"):
        read_head(f"counterseal/x\n{10**16}\n{root}\n")


def test_changed_notes_are_refused() -> None:
    verifier = VerifierKey.parse(NOTES["vkey"])
    note = NOTES["heads"][2]["note"]
    stranger = "— somebody/else AAAAAAAA\n"
    assert verify_head(note + stranger, verifier).size == 20_852_163, "lines of other keys are kept and ignored"
    body, signature = note.split("\n\n")
    raw = base64.b64decode(signature.split(" ")[2])
    short = base64.b64encode(raw[:-1]).decode()
    for changed in (
        "",
        note[:-1],
        note.replace("\n", "\r\n"),
        note.replace("20852163", "20852164"),
        note.replace("20852163", "020852163"),
        note.replace("counterseal/", "counterseal/x"),
        note.replace("—", "-"),
        f"{body}\n\n— {verifier.name} {short}\n",
        f"{body}\n\n— {verifier.name} !!!!\n",
        f"{body}\n\n{stranger}",
        f"{body}\nextension\n\n{signature}",
        note + "trailing",
        "x" * 1_000_001,
    ):
        with pytest.raises(InvalidInput):
            verify_head(changed, verifier)


def test_a_head_of_another_log_is_refused() -> None:
    key = SigningKey.generate()
    verifier = VerifierKey("counterseal/mine", key.public)
    body = Head("counterseal/theirs", 1, b"\1" * 32).body()
    signature = base64.b64encode(verifier.hash + key.sign(body.encode())).decode()
    with pytest.raises(InvalidInput) as caught:
        verify_head(f"{body}\n— counterseal/mine {signature}\n", verifier)
    assert caught.value.code == "wrong_origin"


@pytest.mark.parametrize("text", ["", "a", "a+b", "a+00000000+AAAA", NOTES["vkey"].replace("+", "+0", 1), "+00+AQ=="])
def test_other_verifier_keys_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        VerifierKey.parse(text)


def test_a_wrapped_key_opens_with_its_passphrase_only() -> None:
    key = SigningKey.generate()
    text = keywrap.wrap(key, "Grüße, 世界", CHEAP)
    assert keywrap.unwrap(text, "Grüße, 世界").seed == key.seed
    assert keywrap.wrapped_key_id(text) == key.id
    assert key.seed.hex() not in text
    assert base64.b64encode(key.seed).decode() not in text
    assert keywrap.wrap(key, "x", CHEAP) != keywrap.wrap(key, "x", CHEAP)
    for wrong in ("", "grüße, 世界", "Grüße, 世界 "):
        with pytest.raises(Locked) as caught:
            keywrap.unwrap(text, wrong)
        assert caught.value.code == "wrong_passphrase"


@pytest.mark.parametrize("member", ["key_id", "memory_kib", "passes", "salt", "nonce", "sealed", "v", "kdf", "lanes"])
def test_a_changed_key_file_never_opens(member: str) -> None:
    key = SigningKey.generate()
    good = json.loads(keywrap.wrap(key, "p", CHEAP))
    for new in (
        None,
        "",
        "x",
        -1,
        0,
        10**9,
        [],
        good[member] + 1 if isinstance(good[member], int) else base64.b64encode(b"\1" * 32).decode(),
    ):
        with pytest.raises(KnownError):
            keywrap.unwrap(json.dumps({**good, member: new}), "p")
    del good[member]
    with pytest.raises(KnownError):
        keywrap.unwrap(json.dumps(good), "p")


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "not json", '{"v":1,"v":1}'])
def test_other_texts_are_no_key_files(text: str) -> None:
    with pytest.raises(InvalidInput):
        keywrap.unwrap(text, "p")


def test_the_default_cost_is_the_rfc_recommendation() -> None:
    assert Cost() == Cost(memory_kib=64 * 1024, passes=3, lanes=4)
