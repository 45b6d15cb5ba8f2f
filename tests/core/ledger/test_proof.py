"""Proof files: the format of c2sp.org/tlog-proof@v1, tables of refusals, and proofs from a real ledger."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from core.ledger.story import Story
from counterseal.cli.main import main
from counterseal.errors import InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.ledger import proof
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.ledger.proof import Proof, make_proof, parse_proof, verify_proof
from counterseal.ledger.tree import inclusion_proof, leaf_hash, perfect_root, range_root
from counterseal.seal.keys import SigningKey

SHARED = Path(__file__).parents[3].parent / "shared" / "vectors" / "c2sp_examples.json"
LEAVES = [b"leaf %d" % i for i in range(11)]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
KEY = SigningKey.generate()
ORIGIN = "counterseal/00000000-0000-7000-8000-000000000001"
VERIFIER = VerifierKey(ORIGIN, KEY.public)


def _node(level: int, index: int) -> bytes:
    return perfect_root(HASHES[index << level : (index + 1) << level])


def _proof(index: int = 6, size: int = 11, extra: bytes | None = b"extra bytes") -> Proof:
    head = Head(ORIGIN, size, range_root(_node, 0, size))
    return Proof(index, tuple(inclusion_proof(_node, index, size)), sign_head(head, KEY), extra)


GOOD = _proof().text()


@pytest.mark.skipif(not SHARED.exists(), reason="public vectors are not beside this checkout")
def test_the_example_of_the_specification() -> None:
    """Its signatures are elided and its path is too short for its size, so it parses and does not verify."""
    example = json.loads(SHARED.read_text("utf-8"))["tlog-proof"][0]
    proof = parse_proof(example)
    assert (proof.index, len(proof.hashes)) == (73_894, 5)
    assert proof.hashes[0] == base64.b64decode("gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=")
    assert proof.extra is not None
    assert proof.extra.startswith(b"age-v1.2.1-darwin-arm64.tar.gz")
    assert proof.checkpoint.startswith("example.com/fancylog\n109482\n")
    assert proof.text() == example
    with pytest.raises(InvalidInput):
        verify_proof(example, b"leaf", VERIFIER)


@pytest.mark.parametrize("extra", [None, b"x", b"\0" * 100])
@pytest.mark.parametrize("size", range(1, 12))
def test_every_leaf_of_small_trees(size: int, extra: bytes | None) -> None:
    for index in range(size):
        proof = _proof(index, size, extra)
        assert parse_proof(proof.text()) == proof
        assert verify_proof(proof.text(), LEAVES[index], VERIFIER).size == size


def _line(number: int, change: Callable[[str], str]) -> str:
    lines = GOOD.split("\n")
    lines[number] = change(lines[number])
    return "\n".join(lines)


REFUSED = {
    "empty": "",
    "another version": _line(0, lambda line: line.replace("@v1", "@v2")),
    "a space after the first line": _line(0, lambda line: line + " "),
    "a line before": "\n" + GOOD,
    "carriage returns": GOOD.replace("\n", "\r\n"),
    "an empty extra": _line(1, lambda _line: "extra "),
    "extra without a value": _line(1, lambda _line: "extra"),
    "extra that is not base64": _line(1, lambda line: line + "*"),
    "extra without padding": _line(1, lambda _line: "extra eA"),
    "extra with left-over bits": _line(1, lambda _line: "extra eB=="),
    "extra in the URL alphabet": _line(1, lambda _line: "extra _-8="),
    "extra twice": _line(1, lambda line: f"{line}\n{line}"),
    "extra after index": _line(2, lambda line: f"{line}\nextra eA=="),
    "no index": _line(2, lambda _line: "indices 6"),
    "an index with a zero before": _line(2, lambda _line: "index 06"),
    "a negative index": _line(2, lambda _line: "index -6"),
    "an index with a sign": _line(2, lambda _line: "index +6"),
    "an index of other digits": _line(2, lambda _line: "index ٦"),
    "two spaces": _line(2, lambda _line: "index  6"),
    "a huge index": _line(2, lambda _line: f"index {1 << 63}"),
    "a longer index still": _line(2, lambda _line: "index " + "9" * 5_000),
    "a short hash": _line(3, lambda line: base64.b64encode(base64.b64decode(line)[:31]).decode()),
    "a long hash": _line(3, lambda line: base64.b64encode(base64.b64decode(line) + b"x").decode()),
    "a hash with a space": _line(3, lambda line: line + " "),
    "a hash with left-over bits": _line(3, lambda line: line[:-2] + chr(ord(line[-2]) + 1) + "="),
    "65 hashes": _line(3, lambda line: "\n".join([line] * 65)),
    "no blank line": GOOD.split("\n\n", 1)[0] + "\n",
    "two blank lines": GOOD.replace("\n\n", "\n\n\n", 1),
    "no checkpoint": GOOD.split("\n\n", 1)[0] + "\n\n",
    "no line end": GOOD[:-1],
    "a signature outside ASCII": GOOD[:-10] + "é" + GOOD[-9:],
    "a lone surrogate": GOOD.replace("\n11\n", "\n11\ud800\n"),
    "far too long": GOOD + "x" * 2_000_000 + "\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_another_spelling_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        verify_proof(REFUSED[name], LEAVES[6], VERIFIER)
    assert caught.value.code == "bad_proof"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (_line(2, lambda _line: "index 7"), "not_included"),
        (_line(2, lambda _line: "index 11"), "not_included"),
        (_line(3, lambda line: f"{line}\n{line}"), "not_included"),
        (GOOD.replace("\n11\n", "\n10\n"), "bad_signature"),
        (GOOD.replace(f"{ORIGIN}\n", f"{ORIGIN}0\n"), "bad_signature"),
        (Proof(6, _proof().hashes, sign_head(Head(ORIGIN, 11, HASHES[0]), SigningKey.generate())).text(),
         "bad_signature"),
        (Proof(6, _proof().hashes, sign_head(Head(ORIGIN, 11, HASHES[0]), KEY)).text(), "not_included"),
        (Proof(6, _proof().hashes[:-1], _proof().checkpoint).text(), "not_included"),
        (Proof(6, _proof().hashes[::-1], _proof().checkpoint).text(), "not_included"),
        (Proof(6, _proof().hashes, "hello\n\n— a AAAA\n").text(), "bad_signature"),
    ],
)  # fmt: skip
def test_a_well_formed_proof_of_something_else_is_refused(said: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        verify_proof(said, LEAVES[6], VERIFIER)
    assert caught.value.code == code


def test_another_leaf_or_log_is_refused() -> None:
    assert verify_proof(GOOD, LEAVES[6], VERIFIER).origin == ORIGIN
    for leaf in (LEAVES[5], b"", LEAVES[6] + b"\n", HASHES[6]):
        with pytest.raises(InvalidInput):
            verify_proof(GOOD, leaf, VERIFIER)
    with pytest.raises(InvalidInput):
        verify_proof(GOOD, LEAVES[6], VerifierKey("counterseal/other", KEY.public))


@given(
    index=st.integers(0, (1 << 63) - 1),
    hashes=st.lists(st.binary(min_size=32, max_size=32), max_size=64),
    extra=st.none() | st.binary(min_size=1, max_size=200),
)
def test_what_is_written_is_read_again(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    proof = Proof(index, tuple(hashes), _proof().checkpoint, extra)
    assert parse_proof(proof.text()) == proof


@given(st.data())
def test_no_changed_character_passes(data: st.DataObject) -> None:
    """Every change of one character is refused, outside the extra line, which is not authenticated, and the last sign
    before the padding of the signature, whose left-over bits the note format does not speak of.
    """
    start, loose = GOOD.index("index"), len(GOOD) - 3
    assert GOOD.endswith("=\n")
    place = data.draw(st.integers(start, len(GOOD) - 1).filter(lambda at: at != loose))
    new = data.draw(st.sampled_from("\n\t \r=AaBb09+/—é"))
    changed = GOOD[:place] + new + GOOD[place + 1 :]
    if changed == GOOD:
        return
    with pytest.raises(InvalidInput):
        verify_proof(changed, LEAVES[6], VERIFIER)


@given(st.text(st.sampled_from("extra index0123456789=\n AB/+" + "—"), max_size=300))
def test_garbage_is_refused_and_nothing_else_happens(garbage: str) -> None:
    for said in (garbage, f"c2sp.org/tlog-proof@v1\n{garbage}", f"c2sp.org/tlog-proof@v1\nindex 0\n\n{garbage}"):
        with pytest.raises(InvalidInput):
            verify_proof(said, b"leaf", VERIFIER)


def test_a_real_ledger_at_the_sizes_where_tiles_turn(make_story: Callable[..., Story]) -> None:
    story = make_story()
    verifier = story.log.verifier
    for size in (1, 2, 255, 256, 257, 1_000):
        missing = size - story.size()
        if missing:
            story.add(*[Draft("viewed", story.now(), "s") for _ in range(missing)])
        with story.profile.reading() as connection:
            head = ledger_log.head(connection)[0]
            assert head.size == size
            for seq in sorted({0, 1, size // 2, 254, 255, 256, size - 2, size - 1} & set(range(size))):
                leaf = ledger_log.leaf_bytes(connection, seq)
                made = make_proof(connection, verifier, seq)
                proof = parse_proof(made)
                assert (proof.index, proof.extra) == (seq, leaf)
                assert verify_proof(made, leaf, verifier) == head
                with pytest.raises(InvalidInput):
                    verify_proof(made.replace(f"index {seq}\n", f"index {seq + 1}\n"), leaf, verifier)
            with pytest.raises(NotFound):
                make_proof(connection, verifier, size)
            with pytest.raises(NotFound):
                make_proof(connection, verifier, -1)


def _damage(story: Story, statement: str, **values: object) -> None:
    with story.profile.database.write() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement), values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET leaf = CAST(leaf || ' ' AS BLOB) WHERE seq = 3",
        "UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 5",
        "DELETE FROM entries WHERE seq = 5",
        "UPDATE heads SET root = zeroblob(32), note = replace(note, 'counterseal', 'counterfeit') WHERE size = 12",
    ],
)
def test_a_damaged_ledger_gives_no_proof(story: Story, statement: str) -> None:
    _damage(story, statement)
    with story.profile.reading() as connection, pytest.raises(LedgerDamaged):
        make_proof(connection, story.log.verifier, 3)


def test_the_command_writes_the_file_and_says_why_it_holds(
    story: Story, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = str(story.profile.home)
    verifier = story.log.verifier
    with story.profile.reading() as connection:
        leaf = ledger_log.leaf_bytes(connection, 3)
    capsys.readouterr()

    assert main(["ledger", "proof", "3", "--profile", home]) == 0
    said = capsys.readouterr().out
    assert "Signed with Maria Lind's key" in said
    assert "hashes to head 12" in said
    assert verifier.text() in said
    made = (tmp_path / "3.tlog-proof").read_bytes()
    assert verify_proof(made.decode(), leaf, verifier).size == 12

    assert main(["ledger", "proof", "3", "--profile", home]) == 1
    assert "left as it is" in capsys.readouterr().err
    assert (tmp_path / "3.tlog-proof").read_bytes() == made

    other = tmp_path / "receipt"
    assert main(["ledger", "proof", "3", "--out", str(other), "--profile", home, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["seq"], facts["verified"], facts["file"], facts["vkey"]) == (3, True, str(other), verifier.text())
    assert other.read_bytes() == made

    assert main(["ledger", "proof", "99", "--profile", home, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_found"
    assert main(["ledger", "proof", "-1", "--profile", home]) == 2
    assert not (tmp_path / "99.tlog-proof").exists()


def test_the_command_writes_nothing_for_an_entry_that_does_not_hold(
    story: Story, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _damage(story, "UPDATE payloads SET bytes = x'00' WHERE seq = 4 AND name <> 'listing'")
    out = tmp_path / "out"
    assert main(["ledger", "proof", "4", "--out", str(out), "--profile", str(story.profile.home), "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["verified"], facts["file"]) == (False, None)
    assert "was changed" in " ".join(facts["sentences"])
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (REFUSED["extra that is not base64"], "extra"),
        (REFUSED["a hash with a space"], "hash 1"),
        (REFUSED["a short hash"], "hash 1"),
        (REFUSED["65 hashes"], f"{65 + GOOD.count(chr(10), 0, GOOD.index(chr(10) * 2)) - 3} hashes"),
        (REFUSED["no index"], "index"),
        (f"{GOOD.partition(chr(10))[0]}\nextra *\n\n{_proof().checkpoint}", "extra"),
    ],
)
def test_a_refusal_names_its_line(text: str, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_proof(text)
    assert (refused.value.code, refused.value.where) == ("bad_proof", where)


def test_the_longest_proof_is_read_and_a_longer_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_CHARACTERS", len(GOOD))
    assert parse_proof(GOOD).text() == GOOD
    monkeypatch.setattr(proof, "MOST_CHARACTERS", len(GOOD) - 1)
    with pytest.raises(InvalidInput) as refused:
        parse_proof(GOOD)
    assert refused.value.where == "carriage return or size"
