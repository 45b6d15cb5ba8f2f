"""The report for people as PDF: the same content as report.html, with page numbers and the head on every page.

Drawn page by page on a canvas, so that the report of a long log is never in memory as a whole but for its compressed
pages. It is for reading and proves nothing; the entries and head that it names are what can be verified.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.lib.colors import Color, HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from sqlalchemy import Connection

from counterseal import __version__
from counterseal.clock import Clock, parse_stamp, stamp
from counterseal.ledger import log as logs
from counterseal.ledger import report_fonts, roster
from counterseal.ledger.database import Database
from counterseal.ledger.log import Log
from counterseal.ledger.new_file import new_file
from counterseal.ledger.note import verify_head
from counterseal.ledger.replica_files import NamedLog
from counterseal.ledger.report_content import (
    ERASED,
    KEY_HEADINGS,
    NOTHING,
    ORDER_HEADINGS,
    Cover,
    Decision,
    decisions,
    orders,
)
from counterseal.ledger.report_fonts import MONO, PLAIN, STRONG, Line
from counterseal.ledger.steps import Progress, counted
from counterseal.seal.keys import key_id

_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, _WIDTH - 54.0, _HEIGHT - 56.0, 74.0
_LABELS = 118.0
_INK, _SOFT, _RULE, _PAPER, _CHIP = map(HexColor, ("#16181d", "#5b6270", "#d9dce3", "#f5f6f8", "#9a3412"))
_LEADING = 1.42
# Shares of the page's width, for the columns of ORDER_HEADINGS and KEY_HEADINGS.
_ORDER_COLUMNS = (0.07, 0.21, 0.14, 0.14, 0.13, 0.19, 0.12)
_KEY_COLUMNS = (0.2, 0.14, 0.42, 0.24)


def write(
    database: Database,
    log: Log | NamedLog,
    out: Path,
    clock: Clock,
    *,
    person: str = "",
    progress: Progress | None = None,
) -> Path:
    """Write the report of a log as one PDF file.

    Args:
        out: a file that does not exist yet.
        person: id of who asks for it; empty when nobody in particular does.

    Raises:
        Conflict: there is such a file. DiskTrouble: it could not be written. LedgerDamaged: the log cannot be read.
    """
    out = Path(os.path.abspath(out))
    with new_file(out, "The report") as part, database.read() as connection:
        head, note = logs.head(connection)
        verify_head(note, log.verifier)
        people = roster.load(connection)
        found = people.people.get(person)
        fingerprint = key_id(log.verifier.public)
        cover = Cover(head, fingerprint, people, stamp(clock.now()), found.name if found else "")
        draw(connection, cover, part, progress)
    return out


def draw(connection: Connection, cover: Cover, path: Path, progress: Progress | None = None) -> None:
    """Draw the report from one steady view of a log. Raises OSError, KnownError, and what ``progress`` raises."""
    report_fonts.load()
    paper = _Paper(path, cover)
    paper.opening()
    paper.heading("Decisions")
    some = False
    for decision in counted(decisions(connection, cover), progress, cover.head.size):
        some = True
        paper.decision(decision)
    if not some:
        paper.note(NOTHING)
    paper.heading("Orders, halts and resets")
    paper.table(ORDER_HEADINGS, orders(connection, cover), _ORDER_COLUMNS)
    paper.close()


class _Paper:
    """A pen on pages: ``y`` is where the next line goes, in points from the lower edge."""

    def __init__(self, path: Path, cover: Cover) -> None:
        self._cover = cover
        self._canvas = Canvas(str(path), pagesize=A4, pageCompression=1, invariant=1, lang="en")
        self._canvas.setTitle(f"Evidence of {cover.head.origin}")
        self._canvas.setSubject(f"{cover.head.size:,} entries, root {cover.head.root.hex()}")
        self._canvas.setAuthor(cover.by or "Counterseal")
        self._canvas.setCreator(f"Counterseal {__version__}")
        self._canvas.setProducer("ReportLab")
        # The time of the export in UTC: this machine's clock and zone are nobody's business.
        made = parse_stamp(cover.at).strftime("D:%Y%m%d%H%M%SZ")
        self._canvas.setDateFormatter(lambda *_parts: made)
        self.y = _TOP
        self._page = 1

    def opening(self) -> None:
        """The title, the log and its key, and whose keys counted where."""
        cover = self._cover
        self._lines(report_fonts.lines("Evidence of what was decided", STRONG, 18, _RIGHT - _LEFT), _LEFT, 18, _INK)
        by = f" by {cover.by}" if cover.by else ""
        self.note(
            f"Exported {cover.at}{by}. These pages are for reading and prove nothing by themselves: verify the log, or"
            " its bundle, and compare the head below."
        )
        self.y -= 6
        for label, value in cover.facts():
            self._fact(label, value, MONO if len(value) > 60 else PLAIN)
        self.heading("People and keys")
        self.table(KEY_HEADINGS, cover.keys(), _KEY_COLUMNS)

    def heading(self, text: str) -> None:
        self._room(60)
        self.y -= 18
        self._lines(report_fonts.lines(text, STRONG, 12.5, _RIGHT - _LEFT), _LEFT, 12.5, _INK)
        self.y -= 4

    def note(self, text: str) -> None:
        self._lines(report_fonts.lines(text, PLAIN, 9, _RIGHT - _LEFT), _LEFT, 9, _SOFT)

    def decision(self, decision: Decision) -> None:
        """One decision; it begins where at least its first facts fit on the page."""
        self._room(130 if decision.facts else 50)
        self.y -= 10
        self._canvas.setStrokeColor(_RULE)
        self._canvas.line(_LEFT, self.y + 4, _RIGHT, self.y + 4)
        self.y -= 8
        title = f"{decision.seq:,} · {decision.title}"
        self._lines(report_fonts.lines(title, STRONG, 10.5, _RIGHT - _LEFT), _LEFT, 10.5, _INK)
        self.y -= 2
        if not decision.facts:
            self.note(ERASED)
        for fact in decision.facts:
            self._fact(fact.label, fact.value, MONO if fact.code else PLAIN)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float]) -> None:
        """Rows of cells; a row is kept on one page where it fits on one."""
        self._cells(headings, shares, STRONG, _SOFT)
        for row in rows:
            self._cells(row, shares, PLAIN, _INK)

    def close(self) -> None:
        self._end_page()
        self._canvas.save()

    def _fact(self, label: str, value: str, font: str) -> None:
        """A label and its value, which may go on over several pages."""
        size = 7.6 if font == MONO else 9
        left = _LEFT + _LABELS
        self._room(size * _LEADING)
        y = self.y
        self._lines(report_fonts.lines(label, PLAIN, 9, _LABELS - 8), _LEFT, 9, _SOFT)
        below, self.y = self.y, y
        page = self._page
        self._lines(report_fonts.lines(value, font, size, _RIGHT - left), left, size, _INK)
        if self._page == page:
            self.y = min(self.y, below)
        self.y -= 2

    def _cells(self, cells: Sequence[str], shares: Sequence[float], font: str, color: Color) -> None:
        size, whole = 7.4, _RIGHT - _LEFT
        widths = [whole * share for share in shares]
        columns = [
            list(report_fonts.lines(cell, font, size, width - 6)) for cell, width in zip(cells, widths, strict=True)
        ]
        step, count = size * _LEADING, max(map(len, columns))
        self._room(min(count * step + 8, _TOP - _BOTTOM))
        for index in range(count):
            self._room(step)
            left = _LEFT
            for column, width in zip(columns, widths, strict=True):
                if index < len(column):
                    self._line(column[index], left, self.y - size, size, color)
                left += width
            self.y -= step
        self._canvas.setStrokeColor(_RULE)
        self._canvas.line(_LEFT, self.y - 1, _RIGHT, self.y - 1)
        self.y -= 5

    def _lines(self, lines: Iterable[Line], left: float, size: float, color: Color) -> None:
        for line in lines:
            self._room(size * _LEADING)
            self._line(line, left, self.y - size, size, color)
            self.y -= size * _LEADING

    def _line(self, line: Line, x: float, y: float, size: float, color: Color) -> None:
        for run in line:
            wide = run.width(size)
            if run.chip:
                self._canvas.setFillColor(_PAPER)
                self._canvas.rect(x, y - size * 0.22, wide, size * 1.12, stroke=0, fill=1)
            self._canvas.setFillColor(_CHIP if run.chip else color)
            self._canvas.setFont(run.font, size)
            self._canvas.drawString(x, y, run.text)
            x += wide

    def _room(self, height: float) -> None:
        """Begin a new page unless so much of this one is left."""
        if self.y - height < _BOTTOM:
            self._end_page()
            self._canvas.showPage()
            self._page += 1
            self.y = _TOP

    def _end_page(self) -> None:
        """The footer: log, head, digest and page number."""
        head, canvas = self._cover.head, self._canvas
        canvas.setStrokeColor(_RULE)
        canvas.line(_LEFT, _BOTTOM - 16, _RIGHT, _BOTTOM - 16)
        canvas.setFillColor(_SOFT)
        for y, said in (
            (_BOTTOM - 28, f"{head.origin}   head over {head.size:,} entries   exported {self._cover.at}"),
            (_BOTTOM - 38, f"root {head.root.hex()}"),
        ):
            (line, *_more) = report_fonts.lines(said, MONO, 6.2, _RIGHT - _LEFT)
            self._line(line, _LEFT, y, 6.2, _SOFT)
        canvas.setFont(PLAIN, 8)
        canvas.drawRightString(_RIGHT, _BOTTOM - 38, f"Page {self._page:,}")
