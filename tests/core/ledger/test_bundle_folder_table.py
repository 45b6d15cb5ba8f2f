"""Whole folders as the bundle's verifier judges them: heads, keys, several logs, two bundles, and what it prints."""

from __future__ import annotations

import base64
import copy
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.ledger.copies import Copies, eventful
from core.ledger.lines import Walk, b64, compact
from core.ledger.story import Story
from counterseal.ledger import bundle_verifier
from counterseal.ledger.bundle_checker import Checker, verify_folder
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.ledger.bundle_verifier import compare, logs_of, meant, verify_all
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey

THIEF = SigningKey(b"\3" * 32)
OTHER_KEYS, ONLY = "it is not what the log says", "the checkpoint stands for 22 entries only"
NOT_SIGNED = "it is not signed by the log's key"
NOT_TEXT = "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
CUT_OFF = "the line is cut off or too long"
ONE_WAS_CHANGED = "the entries are not those under the checkpoint: one was changed"


@pytest.fixture(scope="module")
def desk() -> Walk:
    return Walk(eventful())


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Another log, of three entries."""
    story = Story.create(tmp_path_factory.mktemp("gateway") / "profile")
    story.order("halt", {"scope": "all"}, "refunds", "halt")
    story.order("pause", {"scope": "all"}, "refunds", "pause")
    copies = Copies(story)
    yield Walk(copies)
    copies.close()


class Shelf:
    """Folders of logs. ``head`` is the signed head over what was written last."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.head = ""

    def write(self, name: str, walked: Walk, *subjects: str, cosigned: str = "") -> Path:
        """A log as it stands, with one more entry for each subject."""
        folder = self.place / name
        folder.mkdir(parents=True)
        checker = walked.at(-1)
        lines = [compact(entry) for entry in walked.entries]
        for subject in subjects:
            lines.append(compact(walked.line("viewed", subject, None, seq=checker.size)))
            checker.line(lines[-1])
        self.head = sign_head(Head(walked.copies.origin, checker.size, checker.root()), walked.copies.key)
        (folder / "entries.jsonl").write_bytes(b"".join(lines))
        (folder / "checkpoint").write_text(self.head + cosigned, "utf-8")
        (folder / "log.vkey").write_text(walked.copies.verifier.text(), "utf-8")
        (folder / "keys.json").write_text(json.dumps(checker.people.records()), "utf-8")
        return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def expect_refused(read: Callable[[], object], where: str, why: str, seq: int | None = None) -> None:
    with pytest.raises(NotVerified) as caught:
        read()
    assert (caught.value.where, caught.value.why, caught.value.seq) == (where, why, seq)


# -- one folder -----------------------------------------------------------------------------------------------------
def test_one_folder_and_what_somebody_holds(desk: Walk, shelf: Shelf) -> None:
    folder, copies = shelf.write("a", desk), desk.copies
    plain = verify_folder(folder)
    assert (plain.held, plain.size, plain.roots, plain.public) == (False, 22, {}, copies.verifier.public)
    assert plain.log_key == copies.key.id
    assert verify_folder(folder, sizes={0, 5, 22, 23}).roots == {
        0: desk.at(0).root(), 5: desk.at(5).root(), 22: desk.at(-1).root(),
    }  # fmt: skip
    assert verify_folder(folder, vkey=copies.verifier.text()).held
    assert verify_folder(folder, head=copies.note).held
    for size in (0, 1, 7, 21):
        older = sign_head(Head(copies.origin, size, desk.at(size).root()), copies.key)
        found = verify_folder(folder, head=older, sizes={3})
        assert (found.held, set(found.roots)) == (True, {3, size})
        other = sign_head(Head(copies.origin, size, b"\7" * 32), copies.key)
        why = f"the first {size} entries are not under the head that you hold"
        expect_refused(lambda other=other: verify_folder(folder, head=other), "the head that you hold", why)  # type: ignore[misc]
    more = sign_head(Head(copies.origin, 23, b"\7" * 32), copies.key)
    why = "it stands for 23 entries, the bundle has only 22"
    expect_refused(lambda: verify_folder(folder, head=more), "the head that you hold", why)
    expect_refused(lambda: verify_folder(folder, head=""), "the head that you hold", "it is not a signed note")
    strange = VerifierKey(copies.origin, THIEF.public).text()
    expect_refused(lambda: verify_folder(folder, vkey=strange), "log.vkey", "it is not the key that you hold")


def test_one_folder_that_was_changed(desk: Walk, shelf: Shelf) -> None:
    folder, copies = shelf.write("a", desk), desk.copies
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    said = {name: (folder / name).read_bytes() for name in ("checkpoint", "entries.jsonl", "keys.json", "log.vkey")}
    other = {"5": compact({**desk.entry(5), "leaf": b64(_subject(desk, 5))})}
    other_head = sign_head(Head(copies.origin, 22, b"\7" * 32), copies.key).encode()
    other_name = VerifierKey("counterseal/x", copies.key.public).text().encode()
    for name, content, where, why in (
        ("entries.jsonl", b"".join(lines[:-1]), "entries.jsonl", "the checkpoint stands for 22 entries, 21 are here"),
        ("entries.jsonl", b"", "entries.jsonl", "the checkpoint stands for 22 entries, 0 are here"),
        ("entries.jsonl", b"".join([*lines, lines[-1]]), "entries.jsonl line 23", ONLY),
        ("entries.jsonl", b"".join([*lines, b"\n"]), "entries.jsonl line 23", ONLY),
        ("entries.jsonl", b"".join([*lines[:5], other["5"], *lines[6:]]), "entries.jsonl", ONE_WAS_CHANGED),
        ("checkpoint", other_head, "entries.jsonl", ONE_WAS_CHANGED),
        ("checkpoint", sign_head(copies.head, THIEF).encode(), "checkpoint", NOT_SIGNED),
        ("checkpoint", b"\xff", "checkpoint", NOT_TEXT),
        ("keys.json", b"[]", "keys.json", OTHER_KEYS),
        ("keys.json", b"{}", "keys.json", OTHER_KEYS),
        ("keys.json", said["keys.json"].replace(b"]", b",5]", 1), "keys.json", OTHER_KEYS),
        ("log.vkey", other_name, "checkpoint", NOT_SIGNED),
    ):  # fmt: skip
        (folder / name).write_bytes(content)
        expect_refused(lambda: verify_folder(folder), where, why, 22 if why == ONLY else None)
        (folder / name).write_bytes(said[name])
    assert verify_folder(folder).size == 22
    keys = json.loads(said["keys.json"])
    (folder / "keys.json").write_text(json.dumps(keys[::-1], indent=3), "utf-8")
    assert verify_folder(folder).size == 22, "in any order and spelling"


def _subject(walked: Walk, seq: int) -> bytes:
    return canonical(json.loads(base64.b64decode(walked.entry(seq)["leaf"])) | {"subject": "other"})


# -- several logs ---------------------------------------------------------------------------------------------------
ORIGINS = ["counterseal/a", "counterseal/b"]


@pytest.mark.parametrize(
    ("text", "own", "wanted"),
    [
        (None, True, False), (None, False, False), ("counterseal/a\nx", True, True), ("counterseal/a\nx", False, True),
        ("counterseal/b\nx", True, False), ("counterseal/c\nx", True, True), ("counterseal/c\nx", False, False),
        ("  \ncounterseal/a\nx", False, True), ("", True, True), ("counterseal/a", False, True),
    ],
)  # fmt: skip
def test_which_log_somebody_means(text: str | None, own: bool, wanted: bool) -> None:
    assert meant(text, "\n", "counterseal/a", ORIGINS, own) is wanted


def test_several_logs_and_their_cosignatures(desk: Walk, gateway: Walk, shelf: Shelf) -> None:
    at = 1_800_000_000
    note = desk.copies.note
    lines = "".join(
        f"{cosign(note, name, key, at)}".rstrip("\n") + "\n"
        for name, key in ((gateway.copies.origin, gateway.copies.key), ("witness.example/w", THIEF))
    )
    folder = shelf.write("a", desk, cosigned=lines)
    shelf.write("a/logs/1", gateway)
    held = shelf.head
    assert logs_of(folder) == [folder, folder / "logs" / "1"]
    own, other = verify_all(folder)
    assert (own.origin, other.origin) == (desk.copies.origin, gateway.copies.origin)
    assert (own.cosigned, own.unknown) == ([(gateway.copies.origin, at)], ["witness.example/w"])
    assert (other.cosigned, other.unknown, own.held, other.held) == ([], [], False, False)
    own, other = verify_all(folder, sizes={gateway.copies.origin: {2}})
    assert (own.roots, other.roots) == ({}, {2: gateway.at(2).root()})
    for vkey, head, found in (
        (desk.copies.verifier.text(), None, (True, False)), (gateway.copies.verifier.text(), None, (False, True)),
        (None, note, (True, False)), (None, held, (False, True)), (desk.copies.verifier.text(), held, (True, True)),
    ):  # fmt: skip
        assert tuple(log.held for log in verify_all(folder, vkey, head)) == found
    strange = VerifierKey("counterseal/x", THIEF.public).text()
    expect_refused(lambda: verify_all(folder, strange), "log.vkey", "it is not the key that you hold")
    inside = folder / "logs" / "1"
    entries = (inside / "entries.jsonl").read_bytes()
    (inside / "entries.jsonl").write_bytes(entries[:-2] + b"\n")
    with pytest.raises(NotVerified) as caught:
        verify_all(folder)
    assert (caught.value.where, caught.value.seq) == ("logs/1/entries.jsonl line 3", 2)
    (inside / "entries.jsonl").write_bytes(entries)
    raw = lines.splitlines()[0].split(" ")
    forged = cosign(held, gateway.copies.origin, gateway.copies.key, at)
    (folder / "checkpoint").write_text(f"{note}{forged.rstrip()}\n", "utf-8")
    why = f"the cosignature of {gateway.copies.origin} is wrong"
    expect_refused(lambda: verify_all(folder), f"checkpoint of {desk.copies.origin}", why)
    assert raw[1] == gateway.copies.origin


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_links_lead_out_of_a_bundle(desk: Walk, gateway: Walk, shelf: Shelf) -> None:
    folder = shelf.write("a", desk)
    inside = shelf.write("elsewhere/1", gateway)
    (folder / "logs").symlink_to(inside.parent)
    expect_refused(lambda: logs_of(folder), "logs", "it is a link")
    (folder / "logs").unlink()
    (folder / "logs").mkdir()
    (folder / "logs" / "2").symlink_to(inside)
    expect_refused(lambda: logs_of(folder), "logs/2", "it is a link")
    (folder / "logs" / "2").unlink()
    assert logs_of(folder) == [folder]


def test_who_reads_along_gets_every_line_that_is_judged(desk: Walk, gateway: Walk, shelf: Shelf) -> None:
    folder = shelf.write("a", desk)
    shelf.write("a/logs/1", gateway)
    seen: list[tuple[str, bytes]] = []
    verify_all(folder, watch=lambda origin, line: seen.append((origin, line)))
    assert seen == [(walked.copies.origin, compact(one)) for walked in (desk, gateway) for one in walked.entries]
    (folder / "entries.jsonl").write_bytes(compact(desk.entry(0)) + b"x\n")
    seen.clear()
    with pytest.raises(NotVerified):
        verify_all(folder, watch=lambda origin, line: seen.append((origin, line)))
    assert [line for _origin, line in seen] == [compact(desk.entry(0)), b"x\n"]


# -- two bundles ----------------------------------------------------------------------------------------------------
def test_two_bundles(desk: Walk, gateway: Walk, shelf: Shelf) -> None:
    """Both replicated the gateway's log; what it showed the second one differs."""
    log = gateway.copies.origin
    heads: dict[str, str] = {}
    for name, more in (("short", ()), ("long", ("x", "y")), ("fork", ("z", "y")), ("far", ("z", "y", "w"))):
        heads[name] = shelf.write(name, gateway, *more) and shelf.head
    place = shelf.place
    assert compare(place / "short", place / "short") == ([log], [])
    for one, other, why in (
        ("short", "long", ""), ("short", "fork", ""),
        ("fork", "far", ""),
        ("long", "fork", "both stand for 5 entries, but for different ones"),
        ("long", "far", "the first 5 entries of one are not the first 5 of the other"),
    ):  # fmt: skip
        for here, there in ((one, other), (other, one)):
            shared, splits = compare(place / here, place / there)
            assert shared == [log]
            assert [(split.origin, split.why, split.here, split.there) for split in splits] == (
                [(log, why, heads[here], heads[there])] if why else []
            ), (here, there)
    apart = shelf.write("desk", desk)
    assert compare(apart, place / "short") == ([], [])
    # Only the heads are looked at when they alone show the split.
    (place / "fork" / "entries.jsonl").write_bytes(b"spoilt")
    assert len(compare(place / "long", place / "fork")[1]) == 1
    expect_refused(
        lambda: compare(place / "short", place / "fork"), "entries.jsonl line 1", "the line is cut off or too long", 0
    )
    (place / "far" / "log.vkey").write_text(VerifierKey(log, THIEF.public).text(), "utf-8")
    (place / "far" / "checkpoint").write_text(sign_head(Head(log, 3, b"\1" * 32), THIEF), "utf-8")
    (split,) = compare(place / "short", place / "far")[1]
    assert split.why == "the log is signed with two different log keys"


# -- what it prints -------------------------------------------------------------------------------------------------
def said_of(walked: Walk, size: int, signatures: int, attachments: int, erased: int) -> str:
    return (
        f"Log: {walked.copies.origin}\nLog key fingerprint (SHA-256): {walked.copies.key.id}\n"
        f"{size} entries, {signatures} signatures, {attachments} attachments, {erased} erased.\n"
    )


DOUBT = "1 signatures are valid, but their key was later reported compromised: entries 13.\n"


def test_what_is_printed_of_a_bundle(
    desk: Walk, gateway: Walk, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    marks = len(desk.at(-1).marks)
    folder = shelf.write("a", desk)
    alone = f"\n{said_of(desk, 22, 10, 24, marks)}{DOUBT}VERIFIED: consistent with itself.\n"
    assert bundle_verifier.main([str(folder)]) == 0
    assert capsys.readouterr() == (alone, "")
    shelf.write("a/logs/1", gateway)
    (shelf.place / "vkey").write_text(desk.copies.verifier.text(), "utf-8")
    (shelf.place / "head").write_text(shelf.head, "utf-8")
    assert bundle_verifier.main(["--vkey", f"{shelf.place}/vkey", "--head", f"{shelf.place}/head", str(folder)]) == 0
    held = "VERIFIED: consistent with what you hold.\n"
    assert capsys.readouterr().out == (
        f"\n{said_of(desk, 22, 10, 24, marks)}{DOUBT}{held}"
        f"\nA gateway's log, as it was replicated:\n{said_of(gateway, 3, 3, 3, 0)}{held}"
    )
    (folder / "keys.json").write_text("[]", "utf-8")
    assert bundle_verifier.main([str(folder)]) == 1
    assert capsys.readouterr() == ("NOT VERIFIED\nkeys.json: it is not what the log says\n", "")


def test_what_is_printed_of_two_bundles(gateway: Walk, shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    log = gateway.copies.origin
    one, other = shelf.write("one", gateway, "x"), shelf.write("other", gateway, "z")
    heads = [(folder / "checkpoint").read_text("utf-8") for folder in (one, other)]
    assert bundle_verifier.main([str(one), "--compare", str(other)]) == 1
    printed = ["".join(f"  {ascii(line)[1:-1]}\n" for line in head.splitlines()) for head in heads]
    assert capsys.readouterr().out == (
        f"\n{said_of(gateway, 4, 3, 3, 0)}VERIFIED: consistent with itself.\n"
        f"\nSPLIT VIEW of {log}: both stand for 4 entries, but for different ones.\nOne head:\n{printed[0]}"
        f"The other head:\n{printed[1]}"
        "Both heads are signed by the log's key, and no single log has both. Keep the two bundles as evidence.\n"
    )
    short = shelf.write("short", gateway)
    assert bundle_verifier.main([str(one), "--compare", str(short)]) == 0
    assert capsys.readouterr().out.endswith(
        f"\nONE LOG: {log} is the same in both bundles, one of them being the older or equal part.\n"
    )


def test_the_bundle_that_it_stands_in_is_meant_when_none_is_named(
    desk: Walk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle_verifier, "__file__", str(shelf.write("a", desk) / "verify.py"))
    assert bundle_verifier.main([]) == 0
    assert "VERIFIED: consistent with itself." in capsys.readouterr().out


def test_wrong_use(desk: Walk, gateway: Walk, shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = shelf.write("one", desk), shelf.write("other", gateway)
    (shelf.place / "binary").write_bytes(b"\xff")
    for arguments, said in (
        ([f"{one}x"], f"there is no bundle at {one}x"),
        ([str(one), "--compare", f"{one}x"], f"there is no bundle at {one}x"),
        ([str(one), "--compare", str(other)], "the two bundles have no log in common"),
        ([str(one), "--vkey", f"{one}/none"], "cannot read what you hold: "),
        ([str(one), "--head", f"{one}/none"], "cannot read what you hold: "),
        ([str(one), "--head", f"{shelf.place}/binary"], "cannot read what you hold: "),
        ([str(one), str(other)], "unrecognized arguments"),
    ):  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            bundle_verifier.main(arguments)
        assert ended.value.code == 2
        assert said in capsys.readouterr().err
    with pytest.raises(SystemExit) as helped:
        bundle_verifier.main(["--help"])
    assert helped.value.code == 0
    out = capsys.readouterr().out
    assert "Verify an evidence bundle: python verify.py" in out
    for line in (
        "--vkey VKEY      the log's verifier key, got from somewhere else",
        "--head HEAD      an earlier checkpoint, got from somewhere else",
        "--compare OTHER  somebody else's bundle of the same log", "1. checkpoint: a C2SP signed note",
    ):  # fmt: skip
        assert line in out


@pytest.mark.parametrize("count", [1, 20, 21])
def test_what_is_printed_of_doubtful_signatures_and_the_rest(
    desk: Walk, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    checker: Checker = copy.deepcopy(desk.at(-1))
    (key,) = checker.people.compromised
    checker.by_key[key] = type(checker.by_key[key])("q", range(12, 13 + count))
    checker.restored, checker.cosigned, checker.unknown = [(9, 7)], [("w\x1b", 0), ("v", 1 << 60)], ["u\u202e"]
    checker = replace(checker, held=True)
    bundle_verifier.say(checker)
    named = ", ".join(str(seq) for seq in range(13, 13 + min(count, 20))) + (", ..." if count > 20 else "")
    assert capsys.readouterr().out.splitlines()[3:] == [
        f"{count} signatures are valid, but their key was later reported compromised: entries {named}.",
        "Entry 9 accepts a restored history: what stood from entry 7 on elsewhere was lost here.",
        "This head was seen and cosigned by w\\x1b on 1970-01-01T00:00:00Z.",
        "This head was seen and cosigned by v on 6325-04-08T15:04:32Z.",
        "Also cosigned by u\\u202e, whose key is not in this bundle: not checked.",
        "VERIFIED: consistent with what you hold.",
    ]
