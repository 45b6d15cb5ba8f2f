"""The report as PDF, read back from the file: what every record must answer, on every page where it comes from."""

from __future__ import annotations

import platform
import re
import socket
from pathlib import Path

import pytest

from core.ledger.cast import Cast
from core.ledger.story import Story, erase, refund
from counterseal.errors import Conflict
from counterseal.ledger import report_fonts, report_pdf
from counterseal.ledger.bundle import export, verify_bundle
from counterseal.ledger.report_fonts import MONO, PLAIN, Run
from counterseal.model.decisions import Verdict
from counterseal.seal.digests import action_sha256
from counterseal.seal.statements import Who


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every run of text that is drawn, in order; the file itself holds glyph numbers."""
    seen: list[str] = []
    draw = report_pdf.Canvas.drawString

    def watch(canvas: object, x: float, y: float, text: str, *more: object) -> None:
        seen.append(text)
        draw(canvas, x, y, text, *more)

    monkeypatch.setattr(report_pdf.Canvas, "drawString", watch)
    return seen


def report(story: Story, out: Path) -> bytes:
    report_pdf.write(story.profile.database, story.log, out, story.clock, person=story.profile.person_id)
    return out.read_bytes()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_it_answers_what_a_record_must_answer(story: Story, tmp_path: Path, drawn: list[str]) -> None:
    edited, original = refund(4, 9_900), refund(4, 990_000)
    story.asked(original, "Refund €9,900.00 for order 884")
    story.decide(edited, Verdict.EDIT, "Refund €99.00", original_sha256=action_sha256(original), reason="typo")
    erase(story, 8)
    pdf = report(story, tmp_path / "r.pdf")
    assert pdf.startswith(b"%PDF-")
    said = " ".join(drawn)
    for expected in (
        "Maria Lind, owner", "Meaning of signature", "I have read the facts and approve that exactly this action",
        "Photos show the crack", "risk R3, level L1", "as owner, roster", "facts, trace; looked at for 48.0 s",
        "Executed, ", '"amount_minor": 990000,', '"amount_minor": 9900,', "After, what may run", "Signature", "valid",
        "Its content was erased by signed order.", "Halted", "this log", story.profile.key.id,
    ):  # fmt: skip
        assert expected in said, expected
    assert "<b>" not in said, "the erased reason"


def test_every_page_says_where_it_comes_from(story: Story, tmp_path: Path, drawn: list[str]) -> None:
    for number in range(20, 32):
        story.decide(refund(number), Verdict.APPROVE, f"Refund {number}", reason="word " * 200)
    pdf = report(story, tmp_path / "r.pdf")
    assert pages(pdf) > 3
    footers = [text for text in drawn if text.startswith(f"{story.log.origin}   head over")]
    roots = [text for text in drawn if text.startswith("root ")]
    assert len(footers) == len(roots) == pages(pdf)


def test_its_metadata_tells_nothing_of_this_machine(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "machine-of-nobody")
    monkeypatch.setattr(platform, "node", lambda: "machine-of-nobody")
    pdf = report(story, tmp_path / "r.pdf")
    info = re.search(rb"/Author .*?>>", pdf, re.DOTALL)
    assert info is not None
    assert b"D:20261121" in info[0]
    assert info[0].count(b"Z)") == 2, "times are UTC, not this machine's zone"
    for secret in ("machine-of-nobody", str(tmp_path)):
        assert secret.encode() not in pdf


def test_what_no_font_draws_is_shown_as_its_number(story: Story, tmp_path: Path, drawn: list[str]) -> None:
    story.decide(refund(9), Verdict.APPROVE, "Refund", reason="left\u202eright \u6f22 \u05d0 ⟦U+0041⟧ → …")
    report(story, tmp_path / "r.pdf")
    for chip in ("⟦U+202E⟧", "⟦U+6F22⟧", "⟦U+05D0⟧", "⟦U+27E6⟧"):
        assert chip in drawn, chip
    assert not {"\u202e", "\u6f22", "\u05d0"} & set("".join(drawn))


def test_lines_fit_their_width_and_lose_nothing() -> None:
    report_fonts.load()
    texts = ("word " * 60, "x" * 900, "a\n\nb", "", "漢字 " * 40, "tab\there", "mixed \u202e and " + "y" * 300)
    for text in texts:
        for font, size, width in ((PLAIN, 9.0, 200.0), (MONO, 7.6, 90.0)):
            lines = list(report_fonts.lines(text, font, size, width))
            assert all(sum(run.width(size) for run in line) <= width + 0.01 for line in lines if len(line) > 1)
            shown = "".join(run.text for line in lines for run in line)
            wanted = "".join(run.text for part in text.split("\n") for run in report_fonts.runs(part, font))
            if "\u202e" not in text and "\t" not in text:
                assert shown.replace(" ", "") == wanted.replace(" ", "")
    assert list(report_fonts.lines("a\n\nb", PLAIN, 9, 100)) == [(Run("a", PLAIN),), (), (Run("b", PLAIN),)]


def test_the_key_of_a_signature_is_judged(story: Story, tmp_path: Path, drawn: list[str]) -> None:
    cast = Cast.of(story)
    jonas = cast.pair()
    key, who = cast.keys[jonas.id], Who(jonas.id, jonas.name, "reviewer")
    seq = story.decide(refund(7), Verdict.REJECT, "Refund seven", key=key, who=who)
    cast.order([cast.me], "key_revoked", body={"compromised": {key.id: seq}})
    report(story, tmp_path / "r.pdf")
    assert f"valid, but its key was later reported compromised from entry {seq} on" in drawn
    page = export(story.profile.database, story.log, tmp_path / "out", story.clock) / "report.html"
    assert "later reported compromised" in page.read_text("utf-8")


def test_what_followed_elsewhere_is_not_claimed(story: Story, tmp_path: Path, drawn: list[str]) -> None:
    story.decide(refund(7), Verdict.APPROVE, "Refund seven", audience="counterseal/elsewhere")
    report(story, tmp_path / "r.pdf")
    assert "what followed is in the log of the gateway counterseal/elsewhere" in " ".join(drawn)


def test_it_lies_in_the_bundle_when_asked_for(story: Story, tmp_path: Path) -> None:
    out = export(story.profile.database, story.log, tmp_path / "out", story.clock, pdf=True)
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert verify_bundle(out).ok
    with pytest.raises(Conflict):
        report(story, out / "report.pdf")
    assert [path.name for path in out.glob(".*")] == []
