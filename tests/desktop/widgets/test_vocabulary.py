"""The words of the core that the window says in its own language, and the lint that no sentence goes around ``tr``."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import counterseal_desktop
from counterseal.ledger import history_words
from counterseal.model.actions import State
from counterseal.model.autonomy import Level
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal_desktop.widgets import vocabulary

ROOT = Path(counterseal_desktop.__file__).parent
SAYS = {
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setPlaceholderText",
    "setTitle", "setSuffix", "setPrefix", "addItem", "addAction", "addTab", "say", "set_message", "QLabel", "OwnLabel",
    "ActionButton", "LinkButton", "QuietButton", "FilterPill", "RadioButton", "CheckBox", "Card", "Chip", "QAction",
}  # fmt: skip
# Names, keys and samples that are the same in every language; roles, tones and kinds, which the style sheet reads.
SAME = {
    "JSON", "Counterseal", "https://", "EUR", "title", "heading", "strong", "muted", "small", "faint", "figure", "mono",
    "section", "good", "warn", "bad", "red", "amber", "green", "blue", "grey", "primary", "danger", "danger-plain",
    "approve", "Esc", "Ctrl Z", "Ctrl L", "Ctrl K", "Ctrl ↵", "square", "Counterseal: ", "mail.*, notes.add", "refunds",
    "refunds.issue",
}  # fmt: skip


def test_the_words_are_those_of_the_core() -> None:
    """What stands beside the window's tables in English is what the core signs and stores."""
    for level in Level:
        assert vocabulary.LEVELS[level] == (level.word, level.sentence)
        assert vocabulary.level_name(level) == f"{level.value} {level.word}"
    for risk in Risk:
        assert vocabulary.RISKS[risk] == (risk.word, risk.sentence)
    assert set(vocabulary.STATES) == set(State)
    assert set(vocabulary.VERDICTS) == set(Verdict)


def test_every_word_of_the_history_is_known() -> None:
    tables = (
        history_words.VERDICTS, history_words.OUTCOMES, history_words.ORDERS, history_words.TYPES,
        history_words.ACTORS, history_words._OTHERWISE, history_words._ENDS, history_words._DECIDED,
    )  # fmt: skip
    for word in {word for table in tables for word in table.values()}:
        assert word in vocabulary.RECORD_WORDS
        assert vocabulary.record_word(word) == word
    for kind, verdict in (("order", "?"), ("decision", "?"), ("outcome", "?"), ("delivered", "waits:level")):
        assert history_words.verdict_word(kind, verdict) in vocabulary.RECORD_WORDS


def test_a_word_that_is_not_known_is_made_safe() -> None:
    assert "\u202e" not in vocabulary.record_word("Appr\u202eoved")
    assert "\u202e" not in vocabulary.source_word("li\u202eve")
    assert "\u202e" not in vocabulary.role_word("own\u202eer")


def spoken_past(source: str) -> list[str]:
    """Texts for people that a module hands to a widget without ``tr``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in SAYS:
            found += [text for argument in node.args for text in _literals(argument)]
    return [text for text in found if text not in SAME and re.search(r"[A-Za-z]{2}", text)]


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literals(node: ast.expr) -> list[str]:
    """The texts of an argument itself: of its branches and pieces, not of calls in it."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return [text for part in node.values for text in _literals(part)]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    if isinstance(node, ast.BinOp):
        return _literals(node.left) + _literals(node.right)
    if isinstance(node, ast.BoolOp):
        return [text for part in node.values for text in _literals(part)]
    return []


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Hello you")',
        'label.setText("Hello" if busy else tr("b"))',
        'label.say(f"{count} more")',
        'OwnLabel("Good day", "muted")',
        'label.setText(name or "nobody")',
    ],
)
def test_the_lint_finds(line: str) -> None:
    assert spoken_past(line)


@pytest.mark.parametrize(
    "line",
    ['label.setText(tr("Hello"))', 'label.setText(f"{a} · {b}")', 'OwnLabel(words, "muted")', 'label.setText("")'],
)
def test_the_lint_lets_pass(line: str) -> None:
    assert not spoken_past(line)


def test_no_sentence_of_the_window_goes_around_the_translation() -> None:
    broken = {
        str(path.relative_to(ROOT)): texts
        for path in sorted(ROOT.rglob("*.py"))
        if (texts := spoken_past(path.read_text("utf-8")))
    }
    assert not broken
