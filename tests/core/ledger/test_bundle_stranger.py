"""A stranger with nothing but Python and "cryptography" comes to the verdict that the ledger itself comes to."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger.cast import Cast, bundle_of
from core.ledger.story import Story, StoryClock, erase, unguard
from counterseal.ledger import bundle_checker, bundle_forms, entry_check
from counterseal.ledger.bundle import export, keys_json, verify_bundle
from counterseal.ledger.bundle_script import verifier_script
from counterseal.ledger.log import ENTRY_TYPES
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.ledger.verify import verify_log
from counterseal.model.decisions import DECISION_MEMBERS, ORDER_MEMBERS
from counterseal.seal.keys import SigningKey
from counterseal.sync.profile import Profile

RELEASED = Path(__file__).parents[2] / "data" / "profiles"
# What the package "cryptography" needs on disk to be imported.
PACKAGES = ("cryptography", "cffi", "pycparser", "_cffi_backend")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a virtual environment that holds "cryptography" and nothing else."""
    folder = tmp_path_factory.mktemp("stranger") / "venv"
    venv.EnvBuilder(with_pip=False, symlinks=os.name == "posix").create(folder)
    (site,) = folder.glob("lib/python*/site-packages" if os.name == "posix" else "Lib/site-packages")
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        found = Path(spec.origin)
        source = found.parent if spec.submodule_search_locations else found
        (site / source.name).symlink_to(source)
    return folder / ("bin/python" if os.name == "posix" else "Scripts/python.exe")


def says(stranger: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and words of verify.py as a stranger runs it."""
    done = subprocess.run(
        [stranger, "-B", folder / "verify.py", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def change(name: str, how: Callable[[Any], Any]) -> Callable[[Path], None]:
    """A change of one JSON file of a bundle; of entries.jsonl as a list of lines."""

    def apply(folder: Path) -> None:
        path = folder / name
        if name.endswith("l"):
            value = [json.loads(line) for line in path.read_bytes().splitlines()]
            how(value)
            path.write_text("".join(json.dumps(e, separators=(",", ":")) + "\n" for e in value), "utf-8")
            return
        value = json.loads(path.read_bytes())
        how(value)
        path.write_text(json.dumps(value), "utf-8")

    return apply


def signed_by_a_thief(folder: Path) -> None:
    origin, size, root, *_rest = (folder / "checkpoint").read_text("utf-8").split("\n")
    thief = SigningKey.generate()
    note = sign_head(Head(origin, int(size), base64.b64decode(root)), thief)
    (folder / "checkpoint").write_text(note, "utf-8")
    (folder / "log.vkey").write_text(VerifierKey(origin, thief.public).text(), "utf-8")


HOSTILE = {
    "payload dropped": change("entries.jsonl", lambda e: e[2]["payloads"].pop("action")),
    "erased mark forged": change("entries.jsonl", lambda e: e[4]["payloads"].update(receipt={"erased": len(e) - 1})),
    "envelope mark forged": change("entries.jsonl", lambda e: e[3].update(envelope={"erased": len(e) - 1})),
    "key range wrong": change("keys.json", lambda k: k[0].update(from_seq=1)),
    "seq gap": change("entries.jsonl", lambda e: e.pop(5)),
    "cut off": change("entries.jsonl", lambda e: e.pop()),
    "note signed by another key": signed_by_a_thief,
    "deep": lambda folder: (folder / "entries.jsonl").write_bytes(b"[" * 200_000 + b"\n"),
    "long line": lambda folder: (folder / "entries.jsonl").write_bytes(b'"' + b"a" * 30_000_000 + b'"\n'),
    "no line end": lambda folder: (folder / "entries.jsonl").write_bytes(b"{}" * 1000),
    "not text": lambda folder: (folder / "keys.json").write_bytes(b"\xff\xfe"),
}


def test_it_agrees_on_good_and_hostile_bundles(story: Story, tmp_path: Path, stranger: Path) -> None:
    erase(story, 7)
    good = export(story.profile.database, story.log, tmp_path / "good", story.clock, person=story.profile.person_id)
    listed = subprocess.run(
        [stranger, "-c", "import cryptography, sys; print(sys.prefix)"], capture_output=True, timeout=120
    )
    assert str(stranger.parent.parent).encode() in listed.stdout
    assert subprocess.run([stranger, "-c", "import sqlalchemy"], capture_output=True, timeout=120).returncode == 1
    assert verify_bundle(good).ok
    assert says(stranger, good)[0] == 0
    for name, spoil in HOSTILE.items():
        bad = Path(shutil.copytree(good, tmp_path / "bad"))
        spoil(bad)
        report = verify_bundle(bad)
        code, said = says(stranger, bad)
        assert (code, report.ok) == (1, False), name
        assert report.sentences[0].encode("ascii", "backslashreplace").decode() in said, name
        shutil.rmtree(bad)


@pytest.mark.parametrize(
    "spoil",
    [
        "",
        "UPDATE payloads SET bytes = x'7b7d' WHERE seq = 4 AND name = 'receipt'",
        "UPDATE listing SET verdict = 'reject' WHERE seq = 3",
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'outcome', 'expired') AS BLOB) WHERE seq = 6",
        "UPDATE envelopes SET envelope = (SELECT envelope FROM envelopes ORDER BY sha256 LIMIT 1)",
    ],
)
def test_it_agrees_with_the_ledger_on_good_and_changed_logs(
    story: Story, tmp_path: Path, stranger: Path, spoil: str
) -> None:
    keys = keys_json(story.profile.roster())
    if spoil:
        unguard(story)
        with story.profile.database.write() as connection:
            connection.execute(text(spoil))
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok is (not spoil)
    folder = bundle_of(story, tmp_path / "bundle")
    (folder / "keys.json").write_bytes(keys)
    (folder / "verify.py").write_bytes(verifier_script())
    code, said = says(stranger, folder)
    assert code == (1 if spoil else 0), said
    if spoil:
        # A leaf that reads well is found by the root alone, which says that one of them was changed, not which.
        assert (
            "entries.jsonl: " if "SET leaf" in spoil else f"entries.jsonl line {(report.bad_seq or 0) + 1}: "
        ) in said


def test_it_counts_signatures_of_compromised_keys(story: Story, tmp_path: Path, stranger: Path) -> None:
    cast = Cast.of(story)
    jonas = cast.pair()
    halted = story.order("halt", {"scope": "all"}, story.log.origin, "halt", who=story.me, key=cast.keys[cast.me.id])
    cast.order([cast.me], "key_revoked", by=jonas, body={"compromised": {cast.keys[jonas.id].id: halted}})
    good = export(story.profile.database, story.log, tmp_path / "good", story.clock)
    code, said = says(stranger, good)
    assert (code, "compromised: entries 14." in said) == (0, True), said
    report = verify_bundle(good)
    assert "the first is entry 14" in " ".join(report.sentences)
    assert report.doubtful == verify_log(story.profile.database, story.log.verifier).doubtful == (14,)


@pytest.mark.parametrize("version", sorted(RELEASED.iterdir()), ids=lambda folder: folder.name)
def test_it_judges_logs_of_released_versions(tmp_path: Path, stranger: Path, version: Path) -> None:
    home = tmp_path / "profile"
    shutil.copytree(version, home)
    for key in home.glob("*.key"):
        key.chmod(0o600)
    profile = Profile.open(home)
    try:
        out = export(profile.database, profile.log, tmp_path / "out", StoryClock())
    finally:
        profile.close()
    code, said = says(stranger, out)
    assert (code, said.count("VERIFIED")) == (0, 1), said


def test_it_is_one_file_of_the_standard_library(tmp_path: Path) -> None:
    script = verifier_script().decode()
    names = {line.split()[1].split(".")[0] for line in script.splitlines() if line.startswith(("import ", "from "))}
    assert names - set(sys.stdlib_module_names) == {"cryptography"}
    assert script.startswith('"""Verify an evidence bundle: python verify.py')
    assert script.count("\ndef main(") == 1
    assert script.endswith("sys.exit(main(sys.argv[1:]))\n")
    assert compile(script, "verify.py", "exec").co_names


def test_both_verifiers_know_the_same_words() -> None:
    """Types of entries, kinds of orders, and what is never erased: a new one must be told to both."""
    assert set(ENTRY_TYPES) == bundle_forms.TYPES
    assert dict(bundle_forms.ORDERS) == dict(entry_check.ORDERS)
    assert bundle_checker.MUST_BE_SIGNED == entry_check.MUST_BE_SIGNED
    assert bundle_checker.NEVER_ERASED == entry_check.NEVER_ERASED
    assert set(DECISION_MEMBERS) == bundle_forms.DECISION_MEMBERS
    assert set(ORDER_MEMBERS) == bundle_forms.ORDER_MEMBERS
