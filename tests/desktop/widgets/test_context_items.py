"""Material beside an action: each kind shown as what it is, escaped, bounded, and leading nowhere."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hostile_texts import HOSTILE
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from counterseal.model.actions import ContextItem, Turn
from counterseal_desktop import theme
from counterseal_desktop.inbox.context_card import FIRST, ContextCard
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.context_image import ContextImage
from counterseal_desktop.widgets.context_item import ContextItemView, host_of, is_diff
from counterseal_desktop.widgets.context_table import ContextTable, TableRows
from counterseal_desktop.widgets.context_turns import FIRST as FIRST_TURNS
from counterseal_desktop.widgets.context_turns import FURTHER
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText


def picture(width: int = 60, height: int = 40, kind: str = "PNG") -> str:
    """An image of one colour in Base64."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 30, 30))
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return base64.b64encode(raw.data()).decode()


def _item(qtbot, item: ContextItem, width: int = 560) -> ContextItemView:
    view = ContextItemView(item)
    qtbot.addWidget(view)
    view.resize(width, 400)
    view.show()
    QApplication.processEvents()
    return view


def _texts(view: ContextItemView) -> list[str]:
    return [text.shown_text() for text in view.findChildren(UntrustedText)]


def test_a_message_shows_who_wrote_it_when_and_what(qtbot) -> None:
    view = _item(qtbot, ContextItem("message", "Ticket 20877", "Cracked on arrival.", "Ana K.", "12:58"))
    assert "message · Ana K. · 12:58" in view.said()
    assert _texts(view) == ["Cracked on arrival."]
    assert view.findChildren(ElidedUntrusted)[0].text() == "Ticket 20877"


def settle(qtbot, image: ContextImage) -> None:
    """Wait until it is known what becomes of an image."""
    qtbot.waitUntil(lambda: not image.said().startswith("Decoding"), timeout=60_000)


TURNS = (Turn("Agent", "Good morning.", "00:00"), Turn("Ana", "Cracked.\nAgent: I refund it.", "00:06"))


def test_a_call_shows_each_turn_apart_with_its_speaker_and_time(qtbot) -> None:
    view = _item(qtbot, ContextItem("call", "Call with Ana", turns=TURNS))
    assert "call, 2 turns" in view.said()
    assert _texts(view) == ["Good morning.", "Cracked.\nAgent: I refund it."]
    lines = [line.text() for line in view.turns.findChildren(ElidedUntrusted)]
    assert lines == ["00:00", "Agent", "00:06", "Ana"]
    first, second = (text.mapTo(view, text.rect().topLeft()).x() for text in view.findChildren(UntrustedText))
    speaker = view.turns.findChildren(ElidedUntrusted)[3]
    assert first == second == speaker.mapTo(view, speaker.rect().topLeft()).x(), "words cannot take a speaker's place"


def test_a_long_call_is_shown_in_steps(qtbot) -> None:
    turns = tuple(Turn("A" if n % 2 else "B", f"turn {n}") for n in range(100))
    view = _item(qtbot, ContextItem("call", "Call", turns=turns))
    assert view.turns.shown() == FIRST_TURNS
    view.turns.show_more()
    assert view.turns.shown() == FIRST_TURNS + FURTHER
    assert len(_texts(view)) == FIRST_TURNS + FURTHER


def test_a_thread_says_how_many_messages_it_has_and_a_turn_without_a_name_says_so(qtbot) -> None:
    view = _item(qtbot, ContextItem("message", "Ticket", turns=(Turn("", "hello"),)))
    assert "thread, 1 message" in view.said()
    assert [line.text() for line in view.turns.findChildren(ElidedUntrusted) if line.isVisible()] == ["Nobody named"]


ORDER = "item\tquantity\tprice\nPhone\t1\t€1,240.00\nCase\t2\t€24.00\n"


def test_a_table_is_a_grid_with_figures_to_the_right(qtbot) -> None:
    view = _item(qtbot, ContextItem("table", "Order 88213", ORDER))
    table = view.table
    model = table.model()
    assert "table, 2 rows" in view.said()
    assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(3)] == ["item", "quantity", "price"]
    assert [model.index(row, 2).data() for row in range(2)] == ["€1,240.00", "€24.00"]
    assert [model.index(0, n).data(Qt.ItemDataRole.TextAlignmentRole) is None for n in range(3)] == [True, False, False]
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Phone\t1\t€1,240.00\nCase\t2\t€24.00"
    assert table.accessibleName() == "Table Order 88213, 2 rows"


@pytest.mark.parametrize("cell", ["12.5 %", "-3", "(4.00)", "1 240,00 EUR", "$5", "€ 7"])
def test_figures_are_told_from_words(cell: str) -> None:
    assert TableRows(f"h\n{cell}\n").numeric == [True]
    assert TableRows(f"h\n{cell} or so\n").numeric == [False]


def test_a_ragged_and_a_huge_table_stay_within_bounds(qtbot) -> None:
    ragged = TableRows("a\tb\n1\n1\t2\t3")
    assert (ragged.columns, ragged.cell(0, 2), ragged.cell(1, 2)) == (3, "", "3")
    text = "h\n" + "x\ty\n" * 30_000
    table = ContextTable(text, "big")
    qtbot.addWidget(table)
    table.resize(400, 300)
    table.show()
    assert len(table.table.rows) == 20_000
    assert table.said() == "10,000 more rows are not shown"
    wide = ContextTable("\t".join("x" * 1 for _ in range(99)) + "\nrow", "wide")
    qtbot.addWidget(wide)
    assert wide.said() == "39 more columns are not shown"
    assert table.height() < theme.px(420)


def test_one_line_is_no_table(qtbot) -> None:
    view = _item(qtbot, ContextItem("table", "Odd", "only a line"))
    assert view.table is None
    assert _texts(view) == ["only a line"]


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_an_image_that_came_along_is_decoded_and_drawn(qtbot, kind: str) -> None:
    view = _item(qtbot, ContextItem("image", "Photo", image=picture(60, 40, kind)))
    image = view.image
    settle(qtbot, image)
    assert image.is_shown()
    assert image.said() == f"{'PNG' if kind == 'PNG' else 'JPEG'}, 60 × 40 pixels, sent by the agent"
    assert image.canvas.accessibleName() == image.said()
    drawn = image.canvas.grab(QRect(10, 10, 1, 1)).toImage().pixelColor(0, 0)
    assert abs(drawn.red() - 200) < 12
    assert abs(drawn.green() - 30) < 12


def test_a_large_image_can_be_shown_larger(qtbot) -> None:
    view = _item(qtbot, ContextItem("image", "Photo", image=picture(400, 900)))
    settle(qtbot, view.image)
    before = view.image.canvas.height()
    assert before <= theme.px(260) + 2
    QTest.mouseClick(view.image._larger, Qt.MouseButton.LeftButton)
    assert view.image.canvas.height() > before


SIDES = "Its sides must have 1 to 8,192 pixels; it says 8,200 × 1."


def _damaged() -> str:
    raw = bytearray(base64.b64decode(picture()))
    at = raw.index(b"IDAT") + 6
    raw[at : at + 8] = b"\xff" * 8
    return base64.b64encode(bytes(raw)).decode()


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (_damaged, "This image cannot be shown. It is damaged."),
        (lambda: "iVBORw0KGgoAAAA", "This image cannot be shown. It is not Base64."),
        (lambda: "iVBORw0KGgoA", "This image cannot be shown. It is cut short."),
        (lambda: picture(8_200, 1), f"This image cannot be shown. {SIDES}"),
        (lambda: "R0lGODlhAQABAAAAACw=", "This image cannot be shown. It is neither PNG nor JPEG."),
    ],
)
def test_an_image_that_cannot_be_shown_says_why(qtbot, image, why: str) -> None:
    view = _item(qtbot, ContextItem("image", "Photo", image=image()))
    settle(qtbot, view.image)
    assert view.image.said() == why
    assert not view.image.is_shown()


def test_an_image_that_is_named_and_not_sent_is_never_fetched(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(base64.b64decode(picture()))
    for text in (str(path), path.as_uri(), f"![x]({path.as_uri()})"):
        view = _item(qtbot, ContextItem("image", text, text))
        assert view.image is None
        assert _texts(view) == [text]
    empty = _item(qtbot, ContextItem("image", "Photo"))
    assert "This image cannot be shown. It was not sent along." in empty.said()
    named = _item(qtbot, ContextItem("image", "Photo", image=path.as_uri()))
    settle(qtbot, named.image)
    assert not named.image.is_shown()


def test_an_image_whose_card_is_gone_harms_nobody(qtbot) -> None:
    made = [ContextImage(picture(600, 600)) for _ in range(5)]
    for each in made:
        each.deleteLater()
    made.clear()
    last = ContextImage(picture())
    qtbot.addWidget(last)
    settle(qtbot, last)
    assert last.is_shown()


@pytest.mark.parametrize(
    ("address", "host", "note"),
    [
        ("https://shop.example/policy", "shop.example", ""),
        ("https://shop.example@evil.example/", "evil.example", ""),
        ("https://sh\u043ep.example/", "sh\u043ep.example", "mixes Latin and Cyrillic letters"),
        ("javascript:alert(1)", "", ""),
        ("http://[broken", "", ""),
    ],
)
def test_a_link_shows_where_it_leads_and_leads_nowhere(qtbot, address: str, host: str, note: str) -> None:
    view = _item(qtbot, ContextItem("link", "Return policy", address))
    assert host_of(address) == host
    assert _texts(view) == [address]
    told = f"Leads to {host}. Links are not opened here." if host else "Links are not opened here."
    assert told in view.said()
    assert all(not label.openExternalLinks() for label in view.findChildren(QLabel))
    assert [chip.text() for chip in view.findChildren(Chip)] == ([note] if note else [])


@pytest.mark.parametrize("kind", ["call", "table"])
def test_hostile_text_in_every_field_is_shown_escaped(qtbot, kind: str) -> None:
    for text in HOSTILE.values():
        grid = f"{text}\t{text}\n{text}\t{text}" if kind == "table" else text
        view = ContextItemView(ContextItem(kind, text, grid, text, text, (Turn(text, text, text),)))
        qtbot.addWidget(view)
        said = [*view.said(), *_texts(view), *(line.shown_text() for line in view.findChildren(ElidedUntrusted))]
        if view.table is not None:
            model = view.table.model()
            said += [str(model.index(0, 0).data()), str(model.headerData(0, Qt.Orientation.Horizontal))]
        for shown in said:
            assert not any(ord(char) in range(0x202A, 0x202F) for char in shown)
            assert not any(char in shown for char in "\x1b\x07\x08\x00\u200b\u2028\U000e0041")
        labels = [label for label in view.findChildren(QLabel) if label.text()]
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


def test_many_items_come_in_steps_and_the_same_items_change_nothing(qtbot) -> None:
    card = ContextCard()
    qtbot.addWidget(card)
    items = tuple(ContextItem("note", f"Note {n}", "text") for n in range(30))
    card.set_items(items)
    assert card.title() == "Context — 30 items, as the agent sent them"
    shown = card.item_views()
    assert len(shown) == FIRST
    card.set_items(tuple(items))
    assert card.item_views() == shown
    QTest.mouseClick(card._more, Qt.MouseButton.LeftButton)
    assert len(card.item_views()) == 2 * FIRST
    card.set_items(items[:1])
    assert card.title() == "Context — 1 item, as the agent sent it"
    assert len(card.item_views()) == 1


def test_diffs_are_known() -> None:
    assert is_diff("diff --git a/x b/x\n")
    assert is_diff("text\n@@ -1,2 +1,3 @@ def f\n")
    assert not is_diff("@@ hello")


@pytest.mark.parametrize(("scheme", "scale"), [("dark", 1.0), ("light", 2.0)])
def test_nothing_is_cut_in_another_look(qtbot, qapp, scheme: str, scale: float) -> None:
    theme.apply_theme(qapp, scheme, scale)
    items = (
        ContextItem("call", "A rather long title of a call " * 3, turns=TURNS, author="Support line", at="2026-11-21"),
        ContextItem("table", "Order", ORDER),
    )
    card = ContextCard()
    qtbot.addWidget(card)
    card.set_items(items)
    card.resize(430, 900)
    card.show()
    QApplication.processEvents()
    for part in (*card.findChildren(UntrustedText), *card.findChildren(ElidedUntrusted), *card.findChildren(QLabel)):
        if part.isVisible():
            right = part.mapTo(card, part.rect().bottomRight()).x()
            assert right <= card.width(), part
            assert part.height() + 1 >= part.minimumSizeHint().height(), part
