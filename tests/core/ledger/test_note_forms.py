"""Notes of another form: each rule of reading them, with the place and the words that it is refused with."""

from __future__ import annotations

import base64

import pytest

from counterseal.errors import InvalidInput
from counterseal.ledger.note import Head, VerifierKey, open_note, read_head, sign_head, split_note, verify_head
from counterseal.seal.keys import SigningKey

KEY, OTHER = SigningKey(bytes(32)), SigningKey(bytes([1]) * 32)
VERIFIER = VerifierKey("counterseal/x", KEY.public)
HEAD = Head("counterseal/x", 3, bytes(range(32)))
NOTE = sign_head(HEAD, KEY)
BODY = HEAD.body()
LINE = NOTE.removeprefix(BODY + "\n")
SIGNATURE = KEY.sign(BODY.encode())
NO_NOTE, MALFORMED = "This is not a signed note", "A signature line is malformed"
WRONG, UNSIGNED = "The head's signature is wrong", "The head is not signed by this log key"


def line(name: str, raw: bytes) -> str:
    return f"— {name} {base64.b64encode(raw).decode()}\n"


def test_a_note_is_read_as_it_was_signed() -> None:
    assert open_note(NOTE, VERIFIER) == BODY
    assert verify_head(NOTE, VERIFIER) == HEAD
    body, (one,) = split_note(NOTE)
    assert (body, one.name, one.hash, one.signature, one.text()) == (
        BODY,
        VERIFIER.name,
        VERIFIER.hash,
        SIGNATURE,
        LINE,
    )
    stranger = line("other", b"\0" * 68)
    assert [found.name for found in split_note(NOTE + stranger)[1]] == [VERIFIER.name, "other"]
    assert open_note(f"{BODY}\n{stranger}{LINE}{stranger}", VERIFIER) == BODY
    more = f"{BODY}more\n\nand more\n"
    assert open_note(f"{more}\n{line(VERIFIER.name, VERIFIER.hash + KEY.sign(more.encode()))}", VERIFIER) == more


@pytest.mark.parametrize(
    ("note", "said", "where", "code"),
    [
        (NOTE.replace("\n", "\r\n"), NO_NOTE, "carriage return or size", "invalid_input"),
        ("x" * 1_000_001, NO_NOTE, "carriage return or size", "invalid_input"),
        ("x" * 1_000_000, NO_NOTE, "no signature block", "invalid_input"),
        (BODY, NO_NOTE, "no signature block", "invalid_input"),
        (NOTE[:-1], NO_NOTE, "no signature block", "invalid_input"),
        (f"{BODY}\n\n", NO_NOTE, "no signature block", "invalid_input"),
        (f"{BODY}\nno line of that kind at all, and so long that it is not repeated to its end\n", MALFORMED,
         "no line of that kind at all, and so long that it is not repe", "invalid_input"),
        (f"{BODY}\n- x AAAA\n", MALFORMED, "- x AAAA", "invalid_input"),
        (f"{BODY}\n—  AAAA\n", MALFORMED, "—  AAAA", "invalid_input"),
        (f"{BODY}\n— x AAAA AAAA\n", MALFORMED, "— x AAAA AAAA", "invalid_input"),
        (f"{BODY}\n— x A!AA\n", MALFORMED, "— x A!AA", "invalid_input"),
        (f"{BODY}\n— x AÄAA\n", MALFORMED, "— x AÄAA", "invalid_input"),
        (f"{BODY}\n— {'x' * 70} A!AA\n", MALFORMED, f"— {'x' * 58}", "invalid_input"),
        (f"{BODY}\n{line('other', VERIFIER.hash + SIGNATURE)}", UNSIGNED, "counterseal/x", "bad_signature"),
        (f"{BODY}\n{line('counterseal/x', b'0000' + SIGNATURE)}", UNSIGNED, "counterseal/x", "bad_signature"),
        (f"{BODY}\n{line('counterseal/x', VERIFIER.hash + SIGNATURE[:-1])}", WRONG, "counterseal/x", "bad_signature"),
        (f"{BODY}\n{line('counterseal/x', VERIFIER.hash + SIGNATURE + b'0')}", WRONG, "counterseal/x", "bad_signature"),
        (f"{BODY}\n{line('counterseal/x', VERIFIER.hash + OTHER.sign(BODY.encode()))}", WRONG, "counterseal/x",
         "bad_signature"),
        (NOTE + line("counterseal/x", VERIFIER.hash + bytes(64)), WRONG, "counterseal/x", "bad_signature"),
    ],
)  # fmt: skip
def test_another_form_of_a_note_is_refused_with_its_place(note: str, said: str, where: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_note(note, VERIFIER)
    assert (caught.value.what, caught.value.where, caught.value.code) == (said, where, code)


ROOT = base64.b64encode(HEAD.root).decode()


def test_a_checkpoint_may_say_more_after_its_root() -> None:
    assert read_head(f"o\n3\n{ROOT}\n") == Head("o", 3, HEAD.root)
    assert read_head(f"o\n0\n{ROOT}\nmore\nand more\n") == Head("o", 0, HEAD.root)


@pytest.mark.parametrize(
    "body",
    [
        "", "o\n", f"o\n3\n{ROOT}", f"o\n3\n{ROOT}\nx", f"\n3\n{ROOT}\n", f"o\n3\n{ROOT}\n\n", f"o\n3\n{ROOT}\n\nx\n",
        f"o\n03\n{ROOT}\n", f"o\n+3\n{ROOT}\n", f"o\n 3\n{ROOT}\n", f"o\n-3\n{ROOT}\n", f"o\nx\n{ROOT}\n",
        f"o\n3\n{ROOT[:-4]}\n",
        f"o\n3\n{ROOT}AAAA\n", f"o\n3\n!{ROOT[1:]}\n", f"o\n3\nÄ{ROOT[1:]}\n", f"o\n3\n{ROOT[:9]}!{ROOT[9:]}\n",
        "o\n3\n" + "A" * 99,
    ],
)  # fmt: skip
def test_a_body_of_another_form_is_no_checkpoint(body: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_head(body)
    assert (caught.value.what, caught.value.where) == ("This is not a checkpoint", body[:60])
    assert caught.value.code == "invalid_input"


def test_a_head_of_another_log_is_told_apart() -> None:
    other = Head("counterseal/y", 3, HEAD.root).body()
    with pytest.raises(InvalidInput) as caught:
        verify_head(f"{other}\n{line(VERIFIER.name, VERIFIER.hash + KEY.sign(other.encode()))}", VERIFIER)
    assert (caught.value.what, caught.value.where) == ("The head belongs to another log", "counterseal/y")
    assert caught.value.code == "wrong_origin"
