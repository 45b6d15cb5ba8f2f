"""The lint behind the house rule: outside text reaches a screen only through the widgets made for it.

A call that sets text, outside ``widgets/``, takes string literals, ``tr()`` of literals, numbers and text that went
through ``display_line`` or ``escape_untrusted``. Anything else is marked by a trailing ``# trusted: <reason>``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import counterseal_desktop

ROOT = Path(counterseal_desktop.__file__).parent
MADE_FOR_IT = ("widgets", "theme")
SETTERS = {
    "setText",
    "setToolTip",
    "setHtml",
    "setMarkdown",
    "setWindowTitle",
    "setStatusTip",
    "setWhatsThis",
    "setInformativeText",
    "setDetailedText",
    "showMessage",
    "appendHtml",
    "insertHtml",
}
BOXES = {"about", "critical", "information", "question", "warning"}
MAKES_SAFE = {"display_line", "escape_untrusted", "len", "round", "int", "short_digest"}
MAKES_TEXT = {"tr", "translate"}
MARK = "# trusted: "


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_safe(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.JoinedStr):
        return all(_is_safe(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _is_safe(node.value)
    if isinstance(node, ast.IfExp):
        return _is_safe(node.body) and _is_safe(node.orelse)
    if isinstance(node, ast.BinOp):
        return _is_safe(node.left) and _is_safe(node.right)
    if isinstance(node, ast.Name | ast.Attribute):
        return _name(node).isupper()
    if isinstance(node, ast.Call):
        called = _name(node.func)
        if called in MAKES_SAFE:
            return True
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if called in MAKES_TEXT:
            return all(_is_safe(argument) for argument in arguments)
        if called == "format" and isinstance(node.func, ast.Attribute):
            return _is_safe(node.func.value) and all(_is_safe(argument) for argument in arguments)
    return False


def _texts(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that a person would read."""
    called = _name(call.func)
    owner = _name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if called in SETTERS:
        return call.args
    if called in ("QLabel", "QMessageBox") or (owner == "QMessageBox" and called in BOXES):
        # Parents and enumerations are names, texts are what is left.
        texts = [argument for argument in call.args if not _is_widget(argument)]
        return [*texts, *(keyword.value for keyword in call.keywords if keyword.arg in ("text", "title"))]
    return []


def _is_widget(node: ast.expr) -> bool:
    if isinstance(node, ast.Name) and node.id in ("self", "parent"):
        return True
    return isinstance(node, ast.Attribute) and (
        (_name(node.value) == "self" and not _reads_like_text(node.attr)) or "QMessageBox" in ast.unparse(node)
    )


def _reads_like_text(name: str) -> bool:
    return any(part in name for part in ("text", "title", "name", "message", "words", "note", "reason"))


def find(source: str) -> list[int]:
    """The lines of a module that break the rule."""
    lines = source.splitlines()
    bad: list[int] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or all(_is_safe(text) for text in _texts(node)):
            continue
        span = lines[node.lineno - 1 : node.end_lineno]
        reasons = [line.split(MARK, 1)[1].strip() for line in span if MARK in line]
        if not any(reasons):
            bad.append(node.lineno)
    return bad


@pytest.mark.parametrize(
    "line",
    [
        "label.setText(item.title)",
        "label.setToolTip(title)",
        "view.setHtml(f'<b>{name}</b>')",
        "view.setMarkdown(text)",
        "window.setWindowTitle(f'Counterseal: {name}')",
        "QLabel(item.agent)",
        "QLabel(title, self)",
        "QLabel(text=title)",
        "QMessageBox.warning(self, 'Title', str(error))",
        "box.setInformativeText(error.text())",
        "label.setText(self.tr('Hello {0}').format(name))",
        "label.setText('a' + name)",
        "label.setText(name if name else 'none')",
        "label.setText(title)  # trusted:",
        "self.tray.showMessage('New', title)",
    ],
)
def test_it_finds(line: str) -> None:
    assert find(line) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "label.setText('Hello')",
        "label.setText(self.tr('Hello'))",
        "label.setText(self.tr('{0} waiting').format(len(rows)))",
        "label.setText(self.tr('Hello {0}').format(display_line(name)))",
        "label.setText(f'{len(rows):,} entries')",
        "label.setText(TITLE)",
        "label.setText('a' if busy else self.tr('b'))",
        "QLabel(self)",
        "QLabel('Words', self)",
        "QLabel()",
        "label.setText(row.verdict)  # trusted: our own word",
        "widget.set_text(item.title)",
    ],
)
def test_it_lets_pass(line: str) -> None:
    assert find(line) == []


def test_no_screen_sets_outside_text_by_itself() -> None:
    bad = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).parts[0] not in MADE_FOR_IT
        for line in find(path.read_text("utf-8"))
    ]
    assert bad == [], "show outside text with UntrustedText, ElidedUntrusted or display_line, or mark '# trusted: why'"


def test_the_widgets_themselves_set_no_html_or_markdown() -> None:
    for path in (ROOT / "widgets").rglob("*.py"):
        names = {
            _name(node.func) for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        }
        assert names.isdisjoint({"setHtml", "setMarkdown", "appendHtml", "insertHtml", "QTextBrowser"}), path.name
