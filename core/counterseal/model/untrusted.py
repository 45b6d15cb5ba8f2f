"""How text from outside becomes text that cannot lie about itself. No Qt here, so that it can be tested by the million.

Characters that are invisible, that change direction, that control a terminal or that nobody has assigned are written
as ``⟦U+202E⟧``. The opening bracket itself is written so too, hence nobody can forge a chip. What remains is drawn as
plain text (Unicode UAX #9 for direction, UTS #39 for mixed scripts).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

OPEN, CLOSE = "⟦", "⟧"
PAGE_BYTES = 64 << 10
CHIP = re.compile(r"⟦(?:U\+[0-9A-F]{4,6}|\d+ more marks)⟧")

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_SPACES_SHOWN_AS_SPACES = frozenset("\u0020\u00a0\u202f\u2009")
# Letters and marks that draw nothing although their category says they would (Hangul fillers, joiners, braille blank).
_DRAWS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_EMOJI_STYLE = frozenset("\ufe0e\ufe0f")
_MARKS = re.compile(r"[^\W\d_]?([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,})")
_LINK = re.compile(
    r"(?i)\b(?:https?|ftps?|file|javascript|data|mailto|tel|smb|vbscript):\S|\bwww\.[a-z0-9-]+\.[a-z]|\]\(\s{0,3}[^\s()]{1,200}\)"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ANSI = re.compile(r"\x1b[\[\]PX^_()#]|\x9b")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
_FULLWIDTH = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]")


def escape_untrusted(text: str) -> str:
    """The text as it may be shown: every hidden or steering character replaced by a visible chip.

    Keeps newline and tab; ``\\r\\n`` becomes a newline. Never shortens anything.
    """
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return text
    table = {ord(char): _chip(char) for char in set(text) if _hidden(char)}
    pieces: list[str] = []
    at = 0
    # Selectors are judged by the character before them and then left out of the one-pass translation, which would
    # otherwise escape the bracket of the chip just made.
    for match in _VARIATION.finditer(text):
        pieces += [text[at : match.start()].translate(table), _variation(match, text)]
        at = match.end()
    pieces.append(text[at:].translate(table))
    return _MARKS.sub(_pile, "".join(pieces))


def find_notes(text: str) -> tuple[str, ...]:
    """What a reader should know of this text, in words; empty when there is nothing.

    The notes are ours and hold nothing from the text except counts.
    """
    notes: list[str] = []
    if _LINK.search(text):
        notes.append("contains a link, shown as text")
    mixed = _mixed_scripts(text)
    if mixed:
        notes.append(f"mixes {mixed[0]} and {mixed[1]} letters")
    hidden = _count_hidden(text)
    if hidden:
        notes.append(f"hides {hidden:,} invisible character{'s' if hidden != 1 else ''}")
    if _ANSI.search(text):
        notes.append("holds terminal control codes")
    if not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in set(text)):
        notes.append("contains right-to-left letters")
    if _FULLWIDTH.search(text):
        notes.append("uses letters drawn in another style")
    return tuple(notes)


def display_line(text: str, most: int = 200) -> str:
    """One line for a list row, a title or an accessible name: escaped, line breaks as spaces, cut with an ellipsis.

    Text with right-to-left letters is wrapped in an isolate, so that it cannot reorder what stands beside it.
    """
    head = text[: most * 2]
    line = " ".join(escape_untrusted(head).split())
    if len(line) > most or len(text) > len(head):
        line = f"{_whole_chips(line[: most - 1])}…"
    if not line.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in set(line)):
        return f"\u2066{line}\u2069"
    return line


def page_from(text: str, start: int) -> tuple[str, int]:
    """The escaped page that begins at ``start`` and the index where the next one begins.

    A page has at most ``PAGE_BYTES`` bytes of UTF-8 after escaping.
    """
    length = min(len(text) - start, PAGE_BYTES)
    while True:
        shown = escape_untrusted(text[start : start + length])
        if len(shown.encode("utf-8", "replace")) <= PAGE_BYTES or length <= 1:
            return shown, start + length
        length //= 2


def _hidden(char: str) -> bool:
    if char in "\n\t" or char in _SPACES_SHOWN_AS_SPACES:
        return False
    if char == OPEN or char in _DRAWS_NOTHING:
        return True
    category = unicodedata.category(char)
    return category in _HIDDEN_CATEGORIES or category == "Zs"


def _chip(char: str) -> str:
    return f"{OPEN}U+{ord(char):04X}{CLOSE}"


def _variation(match: re.Match[str], text: str) -> str:
    at = match.start()
    if match.group() in _EMOJI_STYLE and at > 0 and unicodedata.category(text[at - 1]) in ("So", "Sm", "Po", "Nd"):
        return match.group()
    return _chip(match.group())


def _pile(match: re.Match[str]) -> str:
    marks = match.group(1)
    start = match.group(0)[: len(match.group(0)) - len(marks)]
    return f"{start}{marks[:3]}{OPEN}{len(marks) - 3} more marks{CLOSE}"


def _whole_chips(line: str) -> str:
    at = line.rfind(OPEN)
    return line[:at] if at >= 0 and CLOSE not in line[at:] else line


def _count_hidden(text: str) -> int:
    if text.isascii() and text.isprintable():
        return 0
    hidden = {char for char in set(text) if char not in "\r⟦" and _hidden(char)}
    count = sum(text.count(char) for char in hidden)
    return count + sum(1 for match in _VARIATION.finditer(text) if _variation(match, text) != match.group())


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


def _mixed_scripts(text: str) -> tuple[str, str] | None:
    if text.isascii():
        return None
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isascii():
            continue
        scripts = [script for script in _SCRIPTS if any(_script(char) == script for char in word)]
        if len(scripts) > 1:
            return scripts[0].capitalize(), scripts[1].capitalize()
    return None
