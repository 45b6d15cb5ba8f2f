"""What the command line writes: facts as aligned text or as JSON, never a character that steers a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from counterseal.errors import KnownError
from counterseal.model.untrusted import CHIP, escape_untrusted

MOST_LINES = 40
_CHIPS = re.compile(f"({CHIP.pattern})")


@dataclass(slots=True)
class Terminal:
    """Writes results to ``out`` and remarks to ``err``; with ``as_json`` results are JSON and nothing else is.

    ``answered`` says that a JSON result was written, so that an error after it adds no second document.
    """

    as_json: bool = False
    answered: bool = False

    @property
    def out(self) -> TextIO:
        return sys.stdout

    @property
    def err(self) -> TextIO:
        return sys.stderr

    def text(self, *lines: str) -> None:
        """Lines of the result; nothing with ``as_json``."""
        if not self.as_json:
            for line in lines:
                print(safe(line), file=self.out)

    def remark(self, *lines: str) -> None:
        """Lines beside the result (prompts' explanations, warnings), on the error stream in both forms."""
        for line in lines:
            print(safe(line), file=self.err, flush=True)

    def json(self, value: Any) -> None:
        """The result as one JSON document; nothing without ``as_json``. Non-ASCII is escaped, so it steers nothing."""
        if self.as_json:
            self.answered = True
            print(json.dumps(value, indent=2, default=str), file=self.out, flush=True)

    def json_line(self, value: Any) -> None:
        """One result of a stream, as one line of JSON; nothing without ``as_json``."""
        if self.as_json:
            self.answered = True
            print(json.dumps(value, default=str), file=self.out, flush=True)

    def ask(self, question: str) -> str:
        """One line from the person at the terminal; the question stands on the error stream.

        Raises:
            KnownError: the input ended.
        """
        self.flush()
        print(f"{safe(question)}: ", end="", file=self.err, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise KnownError("The input ended before an answer; nothing is done", code="no_answer")
        return line.rstrip("\r\n")

    def flush(self) -> None:
        self.out.flush()
        self.err.flush()

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked something here."""
        return not self.as_json and sys.stdin.isatty() and sys.stderr.isatty()


def safe(text: str) -> str:
    """The last gate before the terminal: escapes whatever is not a chip that ``one_line`` or ``block`` made already."""
    return "".join(part if i % 2 else escape_untrusted(part) for i, part in enumerate(_CHIPS.split(text)))


def one_line(text: str, most: int = 120) -> str:
    """Outside text as one line of at most ``most`` characters; a cut is marked with an ellipsis."""
    line = " ".join(escape_untrusted(text).split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    start = cut.rfind("⟦")
    return f"{cut[:start] if start > cut.rfind('⟧') else cut}…"


def block(text: str, margin: str, most: int = MOST_LINES) -> list[str]:
    """Outside text of several lines behind a margin, so that none of them can pass for a line of ours.

    Lines beyond ``most`` are counted, not shown.
    """
    lines = escape_untrusted(text).split("\n")
    shown = [f"{margin}{line}" for line in lines[:most]]
    if len(lines) > most:
        shown.append(f"{margin}… {len(lines) - most:,} more lines; --json shows all")
    return shown


def pairs(rows: Iterable[tuple[str, str]], indent: str = "  ") -> list[str]:
    """Label and value per line, labels aligned; further lines of a value stand under its first."""
    found = [(one_line(label, 40), value) for label, value in rows]
    width = max((len(label) for label, _value in found), default=0)
    lines: list[str] = []
    for label, value in found:
        first, *rest = block(value, "")
        lines.append(f"{indent}{label:<{width}}  {first}".rstrip())
        lines += [f"{indent}{'':<{width}}  {line}" for line in rest]
    return lines


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widest: int = 48) -> list[str]:
    """Columns padded to their content; every cell is one line of at most ``widest`` characters."""
    cells = [[one_line(cell, widest) for cell in row] for row in rows]
    widths = [max(len(line[i]) for line in [list(head), *cells]) for i in range(len(head))]
    every = [list(head), *cells]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in every]
