"""Export, its verification, the report and events as the ledger grows, beside what no export can do without."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from counterseal.clock import SystemClock, stamp
from counterseal.ledger import bundle, ocsf, report_pdf
from counterseal.ledger import log as ledger_log
from counterseal.ledger.bundle_checker import verify_folder
from counterseal.ledger.entry_lines import entry_lines
from counterseal.ledger.log import Draft
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.ids import uuid7
from counterseal.seal.digests import action_sha256
from counterseal.seal.statements import Basis, DecisionContent, Who, sign_decision
from counterseal.sync.profile import Profile

from .many_entries import grow
from .measuring import new_profile, table, timed

SIZES = (10_000, 100_000, 1_000_000) if os.environ.get("COUNTERSEAL_BENCH") == "full" else (10_000, 100_000)
DECISIONS = 2_000
BLOCK = 1 << 20
ROWS = (
    "SELECT leaf FROM entries ORDER BY seq",
    "SELECT salt, bytes FROM payloads ORDER BY seq, name",
    "SELECT verdict, agent, person, title FROM listing ORDER BY seq",
    "SELECT body FROM search ORDER BY rowid",
)


def test_export_as_the_ledger_grows(tmp_path: Path) -> None:
    profile = new_profile(tmp_path / "profile")
    lines = []
    for size in SIZES:
        grow(profile, size)
        out = tmp_path / "bundle"
        whole = timed(lambda out=out: bundle.export(profile.database, profile.log, out, SystemClock()))
        written = (out / "entries.jsonl").stat().st_size
        making = timed(lambda: _make_lines(profile))
        judging = timed(lambda out=out: verify_folder(out))
        base = timed(lambda out=out: _read_hash_and_write(profile, out / "entries.jsonl", tmp_path / "copy"))
        lines.append(
            (f"{size:,}", f"{written / 1e6:,.0f}", f"{base:.2f}", f"{whole:.2f}", f"{whole / base:.1f}",
             f"{making:.2f}", f"{judging:.2f}", f"{judging / size * 1e6:.0f}")
        )  # fmt: skip
        shutil.rmtree(out)
        (tmp_path / "copy").unlink()
    profile.close()
    table(
        "Export (base: read the same rows, hash and write the same bytes)",
        ("entries", "MB", "base s", "export s", "ratio", "lines s", "verify s", "us/entry"),
        lines,
    )


def test_what_people_and_siems_read(tmp_path: Path) -> None:
    profile = new_profile(tmp_path / "profile")
    _decide(profile, DECISIONS)
    pdf, events = tmp_path / "report.pdf", tmp_path / "events.jsonl"
    whole = timed(lambda: bundle.export(profile.database, profile.log, tmp_path / "bundle", SystemClock()))
    printed = timed(lambda: report_pdf.write(profile.database, profile.log, pdf, SystemClock()))
    told = timed(lambda: ocsf.write(profile.database, profile.log, events))
    assert verify_folder(tmp_path / "bundle").signatures == DECISIONS + 1
    line = (f"{DECISIONS:,}", f"{whole:.2f}", f"{printed:.2f}", f"{pdf.stat().st_size / 1e3:,.0f}", f"{told:.2f}")
    profile.close()
    table(
        "A log of signed decisions",
        ("decisions", "bundle with report.html s", "report.pdf s", "pdf kB", "OCSF events s"),
        [line],
    )


def _make_lines(profile: Profile) -> None:
    with profile.reading() as connection:
        size = ledger_log.head(connection)[0].size
        for _line in entry_lines(connection, profile.log.origin, 0, size):
            pass


def _read_hash_and_write(profile: Profile, source: Path, target: Path) -> None:
    with profile.reading() as connection:
        for query in ROWS:
            for _row in connection.exec_driver_sql(query):
                pass
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for block in _blocks(source):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _decide(profile: Profile, count: int) -> None:
    clock = SystemClock()
    profile.unlock("bench")
    who = Who(profile.person_id, "Bench Person", "owner")
    basis = Basis(risk="R3", level="L1", roster_sha256=profile.roster().sha256, solo=True)
    drafts = []
    for number in range(count):
        action = Action(uuid7(clock), "refunds", "refunds.issue", {"order": str(number), "amount_minor": number})
        content = DecisionContent(
            Verdict.APPROVE, action, action_sha256(action), who, profile.log.origin, os.urandom(16).hex(), 0,
            stamp(clock.now()), None, reason="Photos show the crack", basis=basis,
        )  # fmt: skip
        envelope = sign_decision(content, profile.key)
        title = f"Refund for order {number}"
        drafts.append(
            Draft("decision", stamp(clock.now()), action.id, envelope, verdict="approve", agent="refunds",
                  person=who.id, title=title)
        )  # fmt: skip
    with profile.database.write() as connection:
        profile.log.append(connection, drafts)
