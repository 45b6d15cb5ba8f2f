"""Bundles: judged equally by our own code and by the verify.py inside, which knows only Python and cryptography."""

from __future__ import annotations

import base64
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.ledger.story import Story, erase, refund, unguard
from counterseal.errors import Conflict, LedgerDamaged
from counterseal.ledger import bundle_forms
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle import export, verify_bundle
from counterseal.ledger.bundle_checker import verify_folder
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.ledger.bundle_script import verifier_script
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.digests import action_sha256, canonical
from counterseal.seal.keys import SigningKey

FILES = ["README", "checkpoint", "entries.jsonl", "keys.json", "log.vkey", "report.html", "verify.py"]


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """verify.py alone: isolated mode, so that neither this project nor the environment can help it."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def exported(story: Story, out: Path) -> Path:
    return export(story.profile.database, story.log, out, story.clock, person=story.profile.person_id)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    story = Story.create(folder / "profile")
    story.tell()
    story.enrol("Jonas Öberg", SigningKey.generate(), Role.REVIEWER)
    edited = refund(4, 9_900)
    story.asked(refund(4, 990_000), "Refund €9,900.00 for order 884")
    original = action_sha256(refund(4, 990_000))
    story.decide(edited, Verdict.EDIT, "Refund €99.00", original_sha256=original, reason="typo")
    erase(story, 7, 8)
    exported(story, folder / "good")
    story.close()
    return folder / "good"


@pytest.fixture
def copy(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "copy"))


def expect_refused(folder: Path, said: str = "", *, script: bool = True) -> NotVerified:
    """Both judges refuse; returns what ours says."""
    with pytest.raises(NotVerified) as caught:
        verify_folder(folder)
    assert said in str(caught.value)
    report = verify_bundle(folder)
    assert (report.ok, report.bad_seq) == (False, caught.value.seq)
    if script:
        code, output = run(folder)
        assert code == 1
        assert "NOT VERIFIED" in output
        assert said in output
    return caught.value


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "entries.jsonl").read_text("utf-8").splitlines()]


def write(folder: Path, entries: list[dict[str, Any]]) -> None:
    text_ = "".join(json.dumps(entry, separators=(",", ":")) + "\n" for entry in entries)
    (folder / "entries.jsonl").write_text(text_, "utf-8")


def test_a_good_bundle(bundle: Path) -> None:
    assert sorted(path.name for path in bundle.iterdir()) == FILES
    report = verify_bundle(bundle)
    assert report.ok
    code, output = run(bundle)
    assert (code, output.count("VERIFIED")) == (0, 1)
    assert "consistent with itself" in output
    assert "3 erased" not in output
    fingerprint = next(line for line in output.splitlines() if "fingerprint" in line).rsplit(" ", 1)[1]
    assert fingerprint in (bundle / "README").read_text("utf-8")
    assert os.name != "posix" or (bundle.stat().st_mode & 0o077) == 0


def test_held_against_what_comes_from_elsewhere(bundle: Path, tmp_path: Path) -> None:
    origin = (bundle / "log.vkey").read_text("utf-8").split("+")[0]
    vkey, head, strange = tmp_path / "v", tmp_path / "h", tmp_path / "s"
    shutil.copy(bundle / "log.vkey", vkey)
    shutil.copy(bundle / "checkpoint", head)
    strange.write_text(VerifierKey(origin, SigningKey.generate().public).text(), "utf-8")
    for arguments in (("--vkey", str(vkey)), ("--head", str(head)), ("--vkey", str(vkey), "--head", str(head))):
        code, output = run(bundle, *arguments)
        assert code == 0
        assert "consistent with what you hold" in output
    assert run(bundle, "--vkey", str(strange))[0] == 1
    assert "not the key that you hold" in run(bundle, "--vkey", str(strange))[1]
    for wrong in (("--nonsense",), ("--vkey",), ("--vkey", str(tmp_path / "missing")), ("a", "b")):
        assert run(bundle, *wrong)[0] == 2
    assert run(bundle, "--help")[0] == 0


def test_held_against_earlier_and_other_heads(make_story: Callable[..., Story], tmp_path: Path) -> None:
    story = make_story()
    with story.profile.reading() as connection:
        first = ledger_log.head(connection)[1]
    story.tell()
    out = exported(story, tmp_path / "out")
    with story.profile.reading() as connection:
        newer = ledger_log.head(connection)[1]
    fork = sign_head(Head(story.log.origin, 5, b"\7" * 32), story.log.key)
    assert verify_bundle(out, head=first).sentences[-1] == "Consistent with what you hold."
    ahead = verify_bundle(out, head=newer)
    assert not ahead.ok
    assert "has only 12" in ahead.sentences[0]
    other = verify_bundle(out, head=fork)
    assert not other.ok
    assert "not under the head that you hold" in other.sentences[0]
    exact = verify_bundle(out, head=sign_head(Head(story.log.origin, 12, b"\7" * 32), story.log.key))
    assert not exact.ok


def test_the_report_is_for_people_and_inert(bundle: Path) -> None:
    page = (bundle / "report.html").read_text("utf-8")
    for expected in (
        "Maria Lind, owner",
        "Meaning of signature",
        "I have read the facts and approve that exactly this action runs once.",
        "Photos show the crack",
        "Executed, ",
        "Before",
        "990000",
        "After, what may run",
        "erased by signed order",
        "Jonas Öberg",
    ):
        assert expected in page, expected
    for forbidden in ("<script", "<b>bold", "http://", "https://", "src=", "onload", "@import", "<link"):
        assert forbidden not in page, forbidden
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


def test_export_refuses_a_target_with_content(story: Story, tmp_path: Path) -> None:
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "keep").write_text("mine", "utf-8")
    file.write_text("mine", "utf-8")
    for target in (full, file):
        with pytest.raises(Conflict):
            exported(story, target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "full", "profile"]
    assert story.size() == 12
    empty = tmp_path / "empty"
    empty.mkdir()
    assert exported(story, empty) == empty
    assert verify_bundle(empty).ok
    assert story.size() == 13
    with story.profile.reading() as connection:
        row = connection.execute(text("SELECT type, person, title FROM listing WHERE seq = 12")).one()
    assert tuple(row) == ("export", story.profile.person_id, "Evidence exported, 12 entries")
    assert verify_log(story.profile.database, story.log.verifier).ok
    assert verify_bundle(exported(story, tmp_path / "next")).entries == 13


def test_export_of_a_damaged_log_makes_nothing(story: Story, tmp_path: Path) -> None:
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(text("UPDATE payloads SET bytes = x'00' WHERE seq = 4 AND name != 'listing'"))
    with pytest.raises(LedgerDamaged, match="no bundle was made"):
        exported(story, tmp_path / "out")
    with story.profile.database.write() as connection:
        connection.execute(text("DELETE FROM payloads WHERE seq = 4"))
    with pytest.raises(LedgerDamaged, match="no erasure order names"):
        exported(story, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["profile"]
    assert story.size() == 12


def test_dropped_payload(copy: Path) -> None:
    entries = lines(copy)
    del entries[2]["payloads"]["action"]
    write(copy, entries)
    assert expect_refused(copy, "attachments and commits do not fit").seq == 2


def test_forged_erased_marks(copy: Path) -> None:
    entries = lines(copy)
    entries[2]["payloads"]["action"] = {"erased": len(entries) - 1}
    write(copy, entries)
    assert expect_refused(copy, "does not erase entry 2").seq == 2
    entries = lines(copy)
    entries[3]["envelope"] = {"erased": 12}
    write(copy, entries)
    expect_refused(copy, "does not erase entry 2")
    entries[3]["envelope"] = {"erased": 3}
    entries[2] = json.loads((copy / "entries.jsonl").read_text("utf-8").splitlines()[2])
    write(copy, entries)
    assert expect_refused(copy, "names no later entry").seq == 3


def test_an_erased_order_never_counts(copy: Path) -> None:
    entries = lines(copy)
    entries[1]["envelope"] = {"erased": len(entries) - 1}
    write(copy, entries)
    assert expect_refused(copy, "never erased").seq == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda keys: keys[0].update(until_seq=5),
        lambda keys: keys[1].update(from_seq=keys[1]["from_seq"] + 1),
        lambda keys: keys[0].update(roles=["owner", "reviewer", "auditor"]),
        lambda keys: keys[0].update(name="Somebody Else"),
        lambda keys: keys[0].update(compromised_since=3),
        lambda keys: keys.pop(),
        lambda keys: keys.append(dict(keys[0])),
        lambda keys: keys[0].update(from_seq=False),
    ],
)
def test_keys_that_are_not_what_the_log_says(copy: Path, change: Callable[[list[dict[str, Any]]], Any]) -> None:
    keys = json.loads((copy / "keys.json").read_text("utf-8"))
    change(keys)
    (copy / "keys.json").write_text(json.dumps(keys), "utf-8")
    expect_refused(copy, "keys.json", script=False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: e.pop(4), "missing or out of order"),
        (lambda e: e.pop(), "are here"),
        (lambda e: e.insert(4, e[4]), "missing or out of order"),
        (lambda e: e.append({**e[4], "seq": len(e)}), "stands for"),
        (lambda e: e.__setitem__(slice(4, 6), [e[5], e[4]]), "missing or out of order"),
        (lambda e: e[4].update(seq=5), "missing or out of order"),
        (lambda e: e[4].update(extra=1), "a line has"),
        (lambda e: e[3].update(envelope=None), "envelope is missing"),
        (lambda e: e[4].update(envelope=e[3]["envelope"]), "does not name"),
        (lambda e: e[3].update(envelope=e[10]["envelope"]), "not the one that the leaf names"),
        (lambda e: e[3]["envelope"]["signatures"].append(e[3]["envelope"]["signatures"][0]), "one signature"),
        (lambda e: e[3]["envelope"]["signatures"][0].update(sig=base64.b64encode(b"\0" * 64).decode()), "InvalidSig"),
        (lambda e: e[3]["envelope"].update(payloadType="text/plain"), "payload type"),
        (lambda e: e[3]["payloads"].update(new={"salt": "", "bytes": ""}), "attachments and commits"),
        (lambda e: e[4].update(leaf=e[4]["leaf"][:-4]), "entries.jsonl line 5"),
        (lambda e: e[4].update(leaf=[]), "not Base64"),
        (lambda e: e[4].update(payloads=7), "attachments and commits"),
    ],
)
def test_changed_entries(copy: Path, change: Callable[[list[dict[str, Any]]], Any], said: str) -> None:
    entries = lines(copy)
    change(entries)
    write(copy, entries)
    expect_refused(copy, said, script=said == "InvalidSig")


def test_a_leaf_rewritten_with_its_line_misses_the_root(copy: Path) -> None:
    entries = lines(copy)
    leaf = json.loads(base64.b64decode(entries[5]["leaf"]))
    leaf["at"] = "2026-11-21T09:00:00.000Z"
    entries[5]["leaf"] = base64.b64encode(canonical(leaf)).decode()
    write(copy, entries)
    expect_refused(copy, "not those under the checkpoint")


def test_a_note_by_another_key(copy: Path) -> None:
    origin, size, root, *_rest = (copy / "checkpoint").read_text("utf-8").split("\n")
    thief = SigningKey.generate()
    head = Head(origin, int(size), base64.b64decode(root))
    (copy / "checkpoint").write_text(sign_head(head, thief), "utf-8")
    expect_refused(copy, "not signed by the log's key")
    # With the thief's own vkey beside it, entry 0 still names the true log key.
    (copy / "log.vkey").write_text(VerifierKey(origin, thief.public).text() + "\n", "utf-8")
    assert expect_refused(copy, "another log key").seq == 0


def test_every_flipped_byte_is_found(copy: Path) -> None:
    """Sampled evenly with a random offset; a failure prints the byte."""
    path = copy / "entries.jsonl"
    good = path.read_bytes()
    step = max(1, len(good) // 400)
    places = {*range(random.randrange(step), len(good), step), 0, len(good) - 1}
    places |= {i for i, byte in enumerate(good) if byte == 0x0A}
    for at in sorted(places):
        changed = bytearray(good)
        changed[at] = changed[at] ^ 1 << random.randrange(8) if at % 2 else random.choice(b" \tA0=}")
        if bytes(changed) == good:
            changed[at] ^= 1
        path.write_bytes(changed)
        assert not verify_bundle(copy).ok, f"byte {at} became {changed[at]:#x} unnoticed"


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey", "keys.json", "entries.jsonl"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe\x00",
        b"9" * 100_000,
        b'{"seq":1e400}\n',
        b'[{"id":NaN}]\n',
        b'{"seq":0,"seq":0}\n',
        b'"\\ud800"\n',
        b'{"seq":99999999999999999999999999,"leaf":"","envelope":null,"payloads":{}}\n',
        b"a+b+c",
        b"x\n99999999999999999\nAAAA\n\n\xe2\x80\x94 x AAAA\n",
    ],
)
def test_hostile_files_end_in_a_refusal(copy: Path, name: str, content: bytes) -> None:
    (copy / name).write_bytes(content)
    assert name in str(expect_refused(copy, script=False))


def test_hostile_files_never_crash_the_script(copy: Path) -> None:
    for name, content in (("entries.jsonl", b"[" * 100_000), ("keys.json", b"\xff"), ("checkpoint", b"")):
        good = (copy / name).read_bytes()
        (copy / name).write_bytes(content)
        code, output = run(copy)
        assert (code, name in output) == (1, True)
        (copy / name).write_bytes(good)
    assert run(copy)[0] == 0


@pytest.mark.parametrize("name", ["checkpoint", "log.vkey", "keys.json", "entries.jsonl"])
def test_missing_files_links_and_pipes(copy: Path, bundle: Path, name: str) -> None:
    (copy / name).unlink()
    assert name in str(expect_refused(copy, script=False))
    (copy / name).symlink_to(bundle / name)
    assert "not a regular file" in str(expect_refused(copy, script=False))
    (copy / name).unlink()
    os.mkfifo(copy / name)
    assert "not a regular file" in str(expect_refused(copy, script=False))
    (copy / name).unlink()
    (copy / name).mkdir()
    assert "not a regular file" in str(expect_refused(copy, script=False))


def test_replicas_beside_the_own_log_are_verified_too(copy: Path, bundle: Path) -> None:
    replica = copy / "logs" / "0190-other"
    shutil.copytree(bundle, replica)
    code, output = run(copy)
    assert (code, output.count("consistent with itself")) == (0, 2)
    (replica / "keys.json").write_text("[]", "utf-8")
    assert run(copy)[0] == 1


def test_verify_py_needs_nothing_of_ours(bundle: Path) -> None:
    imports = {
        line.split()[1].split(".")[0]
        for line in (bundle / "verify.py").read_text("utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imports - set(sys.stdlib_module_names) == {"cryptography"}
    assert (bundle / "verify.py").read_bytes() == verifier_script()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
@settings(max_examples=300, deadline=None)
def test_its_canonical_json_is_that_of_the_library(value: Any) -> None:
    assert bundle_forms.jcs(value).encode() == rfc8785.dumps(value)


@given(st.integers(0, 2**64 - 1))
@settings(max_examples=500, deadline=None)
def test_its_numbers_are_those_of_ecmascript(bits: int) -> None:
    value = struct.unpack(">d", struct.pack(">Q", bits))[0]
    if math.isfinite(value):
        assert bundle_forms.number(value).encode() == rfc8785.dumps(value)
