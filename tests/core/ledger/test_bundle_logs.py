"""Bundles with the logs of gateways in them: cosignatures, keys from elsewhere, erasure and cuts, and split views."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from core.ledger.cast import Cast, bundle_of
from core.ledger.story import Story, StoryClock, refund, unguard
from counterseal.errors import LedgerDamaged
from counterseal.ledger import bundle_verifier, ocsf, report_pdf, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle import export, keys_json, verify_bundle
from counterseal.ledger.bundle_checker import verify_folder
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.ledger.bundle_script import verifier_script
from counterseal.ledger.bundle_verifier import compare, verify_all
from counterseal.ledger.cosignature import cosign
from counterseal.ledger.database import Database
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.replica_files import NamedLog, identify
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who, sign_order
from counterseal.sync.profile import Profile

AT = 1_800_000_000


@pytest.fixture
def gateway(make_story: Callable[..., Story]) -> Story:
    """Another log, as a separate gateway keeps one."""
    story = make_story("gateway")
    story.order("agent", {"id": "refunds", "name": "R", "owner": story.profile.person_id, "tools": []}, "refunds")
    return story


def uuid_of(story: Story) -> str:
    return story.log.origin.removeprefix("counterseal/")


def replicate(gateway: Story, desk: Story) -> Path:
    """Lay a copy of the gateway's log where the desk keeps its replicas."""
    path = desk.profile.database.path.parent / "replicas" / f"{uuid_of(gateway)}.db"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    with gateway.profile.reading() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        connection.exec_driver_sql("BEGIN")
    return path


def exported(story: Story, out: Path) -> Path:
    return export(story.profile.database, story.log, out, story.clock)


def cosigned(story: Story, *lines: tuple[str, str]) -> None:
    """Keep cosignature lines of the newest head, by witness."""
    with story.profile.database.write() as connection:
        size = ledger_log.head(connection)[0].size
        for witness, line in lines:
            row = {"origin": story.log.origin, "size": size, "witness": witness, "line": line}
            connection.execute(insert(schema.cosignatures).values(**row))


def note_of(story: Story) -> str:
    with story.profile.reading() as connection:
        return ledger_log.head(connection)[1]


def test_replicas_and_cosignatures_travel_along(story: Story, gateway: Story, tmp_path: Path) -> None:
    witness = SigningKey.generate()
    cosigned(
        story,
        (gateway.log.origin, cosign(note_of(story), gateway.log.origin, gateway.log.key, AT)),
        ("witness.example/w", cosign(note_of(story), "witness.example/w", witness, AT)),
    )
    replicate(gateway, story)
    out = exported(story, tmp_path / "out")
    inside = out / "logs" / uuid_of(gateway)
    assert sorted(p.name for p in inside.iterdir()) == [
        "checkpoint", "entries.jsonl", "keys.json", "log.vkey", "report.html",
    ]  # fmt: skip
    own, other = verify_all(out)
    assert (own.origin, other.origin) == (story.log.origin, gateway.log.origin)
    assert own.cosigned == [(gateway.log.origin, AT)]
    assert own.unknown == ["witness.example/w"]
    assert gateway.log.origin in " ".join(verify_bundle(out).sentences)
    (inside / "keys.json").write_text("[]", "utf-8")
    with pytest.raises(NotVerified, match=f"logs/{uuid_of(gateway)}/keys.json"):
        verify_all(out)


def test_the_log_of_an_enrolled_desktop_is_a_known_witness(story: Story, gateway: Story, tmp_path: Path) -> None:
    cast = Cast.of(gateway)
    entry = replace(cast.me, logs={story.log.origin: story.log.key.public.hex()})
    cast.order([entry], "key_enrolled", prove={0: [story.log.key]})
    cosigned(gateway, (story.log.origin, cosign(note_of(gateway), story.log.origin, story.log.key, AT)))
    (found,) = verify_all(exported(gateway, tmp_path / "out"))
    assert found.cosigned == [(story.log.origin, AT)]


@pytest.mark.parametrize("spoil", ["another head", "time", "short"])
def test_a_wrong_cosignature_of_a_known_key_is_refused(
    story: Story, gateway: Story, tmp_path: Path, spoil: str
) -> None:
    replicate(gateway, story)
    out = exported(story, tmp_path / "out")
    note = (out / "checkpoint").read_text("utf-8")
    about = sign_head(Head(story.log.origin, 3, b"\1" * 32), story.log.key) if spoil == "another head" else note
    line = cosign(about, gateway.log.origin, gateway.log.key, AT)
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    if spoil == "time":
        raw[11] ^= 1
    if spoil == "short":
        del raw[-1]
    (out / "checkpoint").write_text(f"{note}\u2014 {gateway.log.origin} {base64.b64encode(raw).decode()}\n", "utf-8")
    with pytest.raises(NotVerified, match="the cosignature of"):
        verify_all(out)


def test_what_somebody_holds_is_for_the_log_it_names(story: Story, gateway: Story, tmp_path: Path) -> None:
    held, vkey = note_of(gateway), gateway.log.verifier.text()
    gateway.tell()
    replicate(gateway, story)
    out = exported(story, tmp_path / "out")
    own, other = verify_all(out, vkey, held)
    assert (own.held, other.held) == (False, True)
    fork = sign_head(Head(gateway.log.origin, 2, b"\7" * 32), gateway.log.key)
    with pytest.raises(NotVerified, match="not under the head that you hold"):
        verify_all(out, head=fork)
    stranger = SigningKey.generate()
    with pytest.raises(NotVerified, match="not signed by the log's key"):
        verify_all(out, head=sign_head(Head("counterseal/elsewhere", 2, b"\7" * 32), stranger))


def test_a_replica_under_another_key_than_its_gateways_is_no_evidence(
    story: Story, gateway: Story, tmp_path: Path
) -> None:
    replicate(gateway, story)
    other = ledger_log.VerifierKey(gateway.log.origin, SigningKey.generate().public)
    row = {"name": "g", "url": "http://127.0.0.1:1", "origin": gateway.log.origin, "vkey": other.text()}
    with story.profile.database.write() as connection:
        connection.execute(insert(schema.gateways).values(**row))
    with pytest.raises(LedgerDamaged, match="copy of a gateway's log"):
        exported(story, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_replica_is_reported_and_told_in_its_own_name(story: Story, gateway: Story, tmp_path: Path) -> None:
    gateway.tell()
    opened = Database(replicate(gateway, story), read_only=True)
    try:
        with opened.read() as connection:
            named = identify(connection, {})
        assert named == NamedLog(gateway.log.origin, gateway.log.verifier)
        events = ocsf.write(opened, named, tmp_path / "events.jsonl")
        report_pdf.write(opened, named, tmp_path / "report.pdf", story.clock)
    finally:
        opened.close()
    first = json.loads(events.read_text("utf-8").splitlines()[0])
    assert first["metadata"]["log_name"] == gateway.log.origin
    assert gateway.log.origin.encode() in (tmp_path / "report.pdf").read_bytes()


def test_links_in_place_of_logs_are_refused(story: Story, gateway: Story, tmp_path: Path) -> None:
    replicate(gateway, story)
    out = exported(story, tmp_path / "out")
    (out / "logs").rename(tmp_path / "elsewhere")
    (out / "logs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotVerified, match="logs: it is a link"):
        verify_all(out)
    (out / "logs").unlink()
    (out / "logs").mkdir()
    (out / "logs" / uuid_of(gateway)).symlink_to(tmp_path / "elsewhere" / uuid_of(gateway))
    with pytest.raises(NotVerified, match="it is a link"):
        verify_all(out)


def test_an_empty_replica_is_left_out(story: Story, gateway: Story, tmp_path: Path) -> None:
    path = replicate(gateway, story)
    path.unlink()
    Database.open(path, create=True).close()
    assert len(verify_all(exported(story, tmp_path / "out"))) == 1


@pytest.fixture
def two_bundles(gateway: Story, make_story: Callable[..., Story], tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Bundles of two desks that replicated one gateway; between them it may have told the second another story."""

    def make(between: Callable[[Story], None] | None = None, *, fork: bool = False) -> tuple[Path, Path]:
        one, other = make_story("one"), make_story("other")
        shown = gateway
        if fork:
            shutil.copytree(gateway.profile.database.path.parent, tmp_path / "fork")
            shown = Story(Profile.open(tmp_path / "fork"), StoryClock())
            gateway.asked(refund(1), "Refund one")
        replicate(gateway, one)
        if between is not None:
            between(shown)
        replicate(shown, other)
        if fork:
            shown.close()
        return exported(one, tmp_path / "a"), exported(other, tmp_path / "b")

    return make


def test_an_older_replica_is_the_same_log(two_bundles: Callable[..., tuple[Path, Path]], gateway: Story) -> None:
    a, b = two_bundles(lambda shown: shown.tell())
    assert compare(a, b) == ([gateway.log.origin], [])
    assert compare(b, a) == ([gateway.log.origin], [])
    assert bundle_verifier.main([str(a), "--compare", str(b)]) == 0


@pytest.mark.parametrize("more", [0, 3])
def test_a_split_view_is_found(
    two_bundles: Callable[..., tuple[Path, Path]], gateway: Story, more: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def another(shown: Story) -> None:
        for number in range(1 + more):
            shown.asked(refund(50 + number), "Refund another")

    a, b = two_bundles(another, fork=True)
    for one, other in ((a, b), (b, a)):
        shared, (split,) = compare(one, other)
        assert shared == [split.origin] == [gateway.log.origin]
        heads = [(folder / "logs" / uuid_of(gateway) / "checkpoint").read_text("utf-8") for folder in (one, other)]
        assert [split.here, split.there] == heads
    assert bundle_verifier.main([str(a), "--compare", str(b)]) == 1
    said = capsys.readouterr().out
    assert "SPLIT VIEW" in said
    assert all(line in said for head in heads for line in head.splitlines() if line.isascii())


def test_bundles_with_no_log_in_common_are_wrong_use(
    make_story: Callable[..., Story], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = (exported(make_story(name), tmp_path / f"bundle-{name}") for name in ("one", "other"))
    for arguments in ([str(a), "--compare", str(b)], [str(a), "--compare", str(tmp_path / "nothing")]):
        with pytest.raises(SystemExit) as ended:
            bundle_verifier.main(arguments)
        assert ended.value.code == 2
    assert "no log in common" in capsys.readouterr().err
    (b / "keys.json").write_text("[]", "utf-8")
    shutil.rmtree(a)
    shutil.copytree(b, a)
    assert bundle_verifier.main([str(a), "--compare", str(b)]) == 1


# -- content that is gone ---------------------------------------------------------------------------------------
def cut_body(below: int, *types: str, envelopes: bool = False) -> dict[str, object]:
    return {"cut": {"class": "c", "types": list(types), "below": below, "envelopes": envelopes}, "ground": "kept long"}


def cut(story: Story, body: dict[str, object], reached: dict[str, list[int]] | None, **more: str) -> int:
    """A retention cut that nothing has checked; ``reached`` is its attachment."""
    envelope = sign_order(
        "erasure", body, subject=story.log.origin, who=story.me, audience=more.get("audience", story.log.origin),
        nonce="00" * 16, supersedes=None, reason="", at=story.now(), key=story.profile.key,
    )  # fmt: skip
    said = {} if reached is None else {"verdicts": json.dumps({"v": 1, "verdicts": reached}).encode()}
    person = story.profile.person_id
    draft = Draft("retention_cut", story.now(), story.log.origin, envelope, said, "erasure", "", person, "cut")
    return story.add(draft).seqs[0]


def gone(folder: Path, seq: int, by: int, *, envelope: bool = False) -> None:
    """Put marks in place of an entry's attachments, and of its statement."""
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    entry = json.loads(lines[seq])
    entry["payloads"] = {name: {"erased": by} for name in entry["payloads"]}
    if envelope:
        entry["envelope"] = {"erased": by}
    lines[seq] = json.dumps(entry, separators=(",", ":")).encode()
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def stored(story: Story, folder: Path) -> Path:
    bundle_of(story, folder)
    (folder / "keys.json").write_bytes(keys_json(story.profile.roster()))
    return folder


@pytest.mark.parametrize(
    ("body", "reached", "seq", "envelope", "said"),
    [
        (cut_body(12, "decision", "delivered", envelopes=True), {"": [3, 4]}, 3, True, ""),
        (cut_body(12, "decision", "delivered"), {"": [3, 4]}, 4, False, ""),
        (cut_body(12, "decision"), {"approve": [3]}, 3, True, "does not erase entry 3"),
        (cut_body(12, "decision"), {"approve": [3]}, 4, False, "does not erase entry 4"),
        (cut_body(12, "delivered"), {"approve": [3, 4]}, 3, False, "does not erase entry 3"),
        (cut_body(12, "delivered"), {"": [2]}, 4, False, "does not erase entry 4"),
        (cut_body(4, "delivered"), {"": [4]}, 4, False, "it does not reach"),
        (cut_body(12, "delivered"), {"": [4], "x": [4]}, 4, False, "stands twice"),
        (cut_body(12, "delivered"), None, 4, False, "says in its attachment"),
        (cut_body(99, "delivered"), {"": [4]}, 4, False, "earlier entries only"),
        (cut_body(12, "order"), {"": [1]}, 1, False, "never erased"),
        (cut_body(12, "nonsense"), {"": [1]}, 4, False, "unknown"),
        (cut_body(12), {"": [4]}, 4, False, "names types"),
        ({**cut_body(12, "delivered"), "more": 1}, {"": [4]}, 4, False, "a retention cut has"),
    ],
)
def test_retention_cuts(
    story: Story, tmp_path: Path, body: dict[str, object], reached: dict[str, list[int]], seq: int, envelope: bool,
    said: str,
) -> None:  # fmt: skip
    by = cut(story, body, reached)
    folder = stored(story, tmp_path / "bundle")
    gone(folder, seq, by, envelope=envelope)
    if said:
        with pytest.raises(NotVerified, match=said):
            verify_folder(folder)
        return
    assert verify_folder(folder).marks[0][:2] == (seq, by)


def test_a_cut_or_an_erasure_for_another_log_erases_nothing_here(story: Story, tmp_path: Path) -> None:
    by = cut(story, cut_body(12, "delivered"), {"": [4]}, audience="counterseal/another")
    folder = stored(story, tmp_path / "bundle")
    assert verify_folder(folder).size == 13
    gone(folder, 4, by)
    with pytest.raises(NotVerified, match="does not erase entry 4"):
        verify_folder(folder)


@pytest.mark.parametrize("kind", ["retention_cut", "erasure", "restored"])
def test_who_may_not_order_it(story: Story, tmp_path: Path, kind: str) -> None:
    """A reviewer's erasure, cut or restore is none."""
    cast = Cast.of(story)
    jonas = cast.pair()
    assert jonas.roles == (Role.REVIEWER,)
    bodies: dict[str, dict[str, object]] = {
        "retention_cut": cut_body(3, "viewed"),
        "erasure": {"erased": []},
        "restored": {
            "here": {"size": 1, "root": "00" * 32},
            "elsewhere": [{"holder": "x", "size": 2, "root": "00" * 32}],
            "first_lost": 1,
        },
    }
    who = Who(jonas.id, jonas.name, "reviewer")
    order = "restore" if kind == "restored" else "erasure"
    seq = story.order(order, bodies[kind], story.log.origin, kind, who=who, key=cast.keys[jonas.id])
    folder = stored(story, tmp_path / "bundle")
    with pytest.raises(NotVerified, match="may not do that") as caught:
        verify_folder(folder)
    assert caught.value.seq == seq


def test_an_accepted_restore_is_told(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = {
        "here": {"size": 12, "root": "00" * 32},
        "elsewhere": [{"holder": "gateway", "size": 14, "root": "11" * 32}],
        "first_lost": 12,
    }
    story.order("restore", body, story.log.origin, "restored")
    folder = stored(story, tmp_path / "bundle")
    assert verify_folder(folder).restored == [(12, 12)]
    assert bundle_verifier.main([str(folder)]) == 0
    assert "Entry 12 accepts a restored history" in capsys.readouterr().out
    story.order("restore", {**body, "first_lost": -1}, story.log.origin, "restored")
    with pytest.raises(NotVerified, match="first entry that was lost"):
        verify_folder(stored(story, tmp_path / "second"))


def test_a_statement_may_go_by_a_later_order_than_its_attachments(story: Story, tmp_path: Path) -> None:
    """Each mark names the order that took it; either alone does not cover both."""
    decided = story.decide(refund(9), Verdict.APPROVE, "Refund nine")
    first = cut(story, cut_body(decided + 1, "decision"), {"approve": [3, decided], "reject": [8]})
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(text("DELETE FROM payloads WHERE seq = :s"), {"s": decided})
    folder = stored(story, tmp_path / "bundle")
    assert {m[1] for m in verify_folder(folder).marks} == {first}
    gone(folder, decided, first, envelope=True)
    with pytest.raises(NotVerified, match=f"does not erase entry {decided}"):
        verify_folder(folder)


# -- the command -----------------------------------------------------------------------------------------------
def test_the_command_tells_everything_it_found(
    story: Story, gateway: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = Cast.of(story)
    jonas = cast.pair()
    key, who = cast.keys[jonas.id], Who(jonas.id, jonas.name, "reviewer")
    signed = [story.decide(refund(n), Verdict.REJECT, "x", key=key, who=who) for n in range(30, 55)]
    cast.order([cast.me], "key_revoked", body={"compromised": {key.id: signed[0]}})
    lines = [(gateway.log.origin, cosign(note_of(story), gateway.log.origin, gateway.log.key, AT))]
    # Somebody who uses the gateway's name with a key of their own is nobody that is known here.
    lines.append(("zz", cosign(note_of(story), gateway.log.origin, SigningKey.generate(), AT)))
    cosigned(story, *lines)
    replicate(gateway, story)
    out = exported(story, tmp_path / "out")
    (tmp_path / "vkey").write_text(gateway.log.verifier.text(), "utf-8")
    assert bundle_verifier.main([str(out), "--vkey", str(tmp_path / "vkey")]) == 0
    said = capsys.readouterr().out
    for expected in (
        f"{len(signed)} signatures are valid, but their key was later reported compromised: entries {signed[0]},",
        ", ....",
        f"seen and cosigned by {gateway.log.origin} on 2027-01-15T08:00:00Z.",
        f"Also cosigned by {gateway.log.origin}, whose key is not in this bundle: not checked.",
        "A gateway's log, as it was replicated:",
        "VERIFIED: consistent with itself.",
        "VERIFIED: consistent with what you hold.",
    ):
        assert expected in said, expected
    (out / "keys.json").write_text("[]", "utf-8")
    assert bundle_verifier.main([str(out)]) == 1
    assert "NOT VERIFIED\nkeys.json: " in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        bundle_verifier.main([str(out), "--vkey", str(tmp_path / "no\u202efile")])
    assert ended.value.code == 2


def test_one_name_with_two_log_keys_is_a_split_view(
    story: Story, make_story: Callable[..., Story], tmp_path: Path
) -> None:
    a, b = exported(story, tmp_path / "a"), exported(make_story("other"), tmp_path / "b")
    origin = story.log.origin
    thief = SigningKey.generate()
    (b / "log.vkey").write_text(ledger_log.VerifierKey(origin, thief.public).text(), "utf-8")
    (b / "checkpoint").write_text(sign_head(Head(origin, 3, b"\1" * 32), thief), "utf-8")
    shared, (split,) = compare(a, b)
    assert shared == [origin]
    assert "two different log keys" in split.why


def test_entry_0_without_its_statement(story: Story, tmp_path: Path) -> None:
    bundle = exported(story, tmp_path / "out")
    lines = (bundle / "entries.jsonl").read_bytes().splitlines()
    entry = json.loads(lines[0])
    leaf = json.loads(base64.b64decode(entry["leaf"]))
    del leaf["dsse_sha256"]
    entry |= {"leaf": base64.b64encode(canonical(leaf)).decode(), "envelope": None}
    lines[0] = json.dumps(entry, separators=(",", ":")).encode()
    (bundle / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    with pytest.raises(NotVerified, match="entry 0 is not the log's signed roster"):
        verify_folder(bundle)


@pytest.mark.parametrize(("named", "said"), [(False, "no roster before it"), (True, "InvalidSignature")])
def test_strange_signers(story: Story, tmp_path: Path, named: bool, said: str) -> None:
    """A key that no roster names, and one that is named but did not sign."""
    envelope = story.sign(refund(9), Verdict.APPROVE, key=SigningKey.generate())
    if named:
        envelope = replace(envelope, keyid=story.profile.key.id)
    story.add(Draft("decision", story.now(), refund(9).id, envelope, verdict="approve", person=story.me.id, title="x"))
    with pytest.raises(NotVerified, match=said):
        verify_folder(stored(story, tmp_path / "bundle"))


def test_the_script_names_none_of_its_parts() -> None:
    script = verifier_script().decode()
    assert "import argparse\n" in script
    assert "counterseal.ledger" not in script
