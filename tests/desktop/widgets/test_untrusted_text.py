"""The widgets for outside text: what is drawn is the escaped text, as plain text, in the room there is."""

from __future__ import annotations

import html

import pytest
from hostile_texts import HOSTILE
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, PlainBlock, UntrustedText, set_untrusted_tooltip
from counterseal_desktop.widgets.untrusted_escape import display_line, escape_untrusted, find_notes


def _shown(qtbot, text: str, width: int = 300, **options) -> tuple[QWidget, UntrustedText]:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    widget = UntrustedText(page)
    widget.set_text(text, **options)
    layout.addWidget(widget)
    layout.addStretch(1)
    page.resize(width, 800)
    page.show()
    QApplication.processEvents()
    return page, widget


def _block(widget: UntrustedText) -> PlainBlock:
    return widget.findChild(PlainBlock)


def _words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def _press(widget: QWidget, text: str) -> None:
    button = next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_shown_text_is_the_escaped_text_and_never_rich(qtbot, text: str) -> None:
    _, widget = _shown(qtbot, text, max_lines=0)
    # QPlainTextEdit gives non-breaking spaces back as spaces; it draws them as they are.
    assert widget.shown_text() == escape_untrusted(text).replace("\u00a0", " ")
    document: QTextDocument = _block(widget).document()
    block = document.begin()
    while block.isValid():
        for fragment in block.textFormats():
            assert not fragment.format.isImageFormat()
            assert not fragment.format.isAnchor()
            assert fragment.format.fontWeight() <= 400
        block = block.next()
    assert widget.text() == text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_accessible_name_is_the_shown_text(qtbot, text: str) -> None:
    _, widget = _shown(qtbot, text)
    assert widget.accessibleName() == escape_untrusted(text)
    interface = QAccessible.queryAccessibleInterface(_block(widget))
    assert interface.text(QAccessible.Text.Name) == escape_untrusted(text)


def test_a_word_of_ten_thousand_letters_does_not_widen_the_window(qtbot) -> None:
    page, widget = _shown(qtbot, "w" * 10_000)
    assert page.minimumSizeHint().width() <= 200
    assert page.width() == 300
    assert widget.width() == 300
    assert widget.hidden_lines() > 0


def test_the_layout_direction_stays_left_to_right(qtbot) -> None:
    _, widget = _shown(qtbot, "שלום 124000")
    assert _block(widget).document().defaultTextOption().textDirection() == Qt.LayoutDirection.LeftToRight


def test_more_lines_are_counted_and_can_be_shown(qtbot) -> None:
    page, widget = _shown(qtbot, "\n".join(f"line {n}" for n in range(40)), max_lines=12)
    capped = widget.height()
    assert widget.hidden_lines() == 28
    assert "28 more lines" in _words(page)
    label = next(each for each in page.findChildren(QLabel) if "more lines" in each.text())
    button = next(each for each in page.findChildren(QPushButton) if each.text() == "Show all")
    assert button.mapTo(page, button.rect().topLeft()).y() <= label.mapTo(page, label.rect().bottomLeft()).y()
    _press(page, "Show all")
    assert widget.hidden_lines() == 0
    qtbot.waitUntil(lambda: widget.height() > capped * 2)
    _press(page, "Show less")
    assert widget.hidden_lines() == 28


def test_one_hidden_line_is_one(qtbot) -> None:
    page, _ = _shown(qtbot, "a\nb\nc", max_lines=2)
    assert "1 more line" in _words(page)


def test_short_text_has_no_foot(qtbot) -> None:
    page, _ = _shown(qtbot, "a\nb")
    assert _words(page) == ""
    assert [b for b in page.findChildren(QPushButton) if b.isVisible()] == []


def test_a_large_text_comes_in_pages(qtbot) -> None:
    text = "".join(f"{n:07d}\n" for n in range(25_000))
    page, widget = _shown(qtbot, text)
    assert "191,808 more characters" in _words(page)
    _press(page, "Show all")
    first = widget.shown_text()
    assert len(first.encode()) <= 64 << 10
    assert "characters 1 to 65,536 of 200,000" in _words(page)
    _press(page, "Next page")
    second = widget.shown_text()
    assert second.startswith("0008192")
    _press(page, "Previous page")
    assert widget.shown_text() == first


def test_all_is_visible_without_scrolling_when_not_capped(qtbot) -> None:
    for text in ("a\nb\nc", "⟦ \u202e chips are taller\n" * 6, "mixed 漢字 and letters " * 12):
        _, widget = _shown(qtbot, text, max_lines=0, mono=True)
        assert _block(widget).verticalScrollBar().maximum() == 0, text


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_clipped_at_larger_text(qtbot, qapp, scale: float) -> None:
    theme.apply_theme(qapp, "dark", scale)
    _, widget = _shown(qtbot, "The customer reports a cracked display \u200b on arrival. " * 6, max_lines=0)
    assert _block(widget).verticalScrollBar().maximum() == 0


def test_a_change_of_text_size_is_followed(qtbot, qapp) -> None:
    page, widget = _shown(qtbot, "word " * 60, max_lines=0)
    before = widget.height()
    theme.apply_theme(qapp, "light", 2.0)
    QApplication.processEvents()
    page.resize(301, 1600)
    QApplication.processEvents()
    assert widget.height() > before * 1.8
    assert _block(widget).verticalScrollBar().maximum() == 0


def test_copying_by_keyboard_gives_the_escaped_text(qtbot) -> None:
    _, widget = _shown(qtbot, "a\u202eb")
    block = _block(widget)
    block.setFocus()
    QTest.keySequence(block, QKeySequence(QKeySequence.StandardKey.SelectAll))
    QTest.keySequence(block, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "a⟦U+202E⟧b"


def test_it_cannot_be_typed_into(qtbot) -> None:
    _, widget = _shown(qtbot, "abc")
    QTest.keyClicks(_block(widget), "xyz")
    assert widget.shown_text() == "abc"


def test_ligatures_are_off(qtbot) -> None:
    _, widget = _shown(qtbot, "a -> b != c", mono=True)
    font = _block(widget).document().defaultFont()
    assert {tag.toString().data().decode(): font.featureValue(tag) for tag in font.featureTags()}["calt"] == 0


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_elided_line_is_one_escaped_line(qtbot, text: str) -> None:
    line = ElidedUntrusted()
    qtbot.addWidget(line)
    line.set_text(text)
    assert line.shown_text() == display_line(text, 400)
    assert line.accessibleName() == line.shown_text()
    assert line.minimumSizeHint().width() < 100
    line.resize(80, 20)
    line.grab()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_tooltip_shows_markup_as_text(qtbot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_untrusted_tooltip(widget, text)
    inner = widget.toolTip().removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inner
    assert html.unescape(inner) == display_line(text, 600)


def test_the_selection_is_copied_as_plain_text_only(qtbot) -> None:
    _, widget = _shown(qtbot, "<b>a</b>\nb")
    widget.select_all()
    data = _block(widget).createMimeDataFromSelection()
    assert data.formats() == ["text/plain"]
    assert data.text() == "<b>a</b>\nb"


@pytest.mark.timeout(100)
def test_a_text_made_to_stop_the_window_does_not(qtbot) -> None:
    for text in ("](" * 300_000, "w" * 1_000_000, "\u202e" * 300_000, "z" + "\u0301" * 300_000):
        _shown(qtbot, text)
        assert find_notes(text)[:1] in ((), ("hides 300,000 invisible characters",))
