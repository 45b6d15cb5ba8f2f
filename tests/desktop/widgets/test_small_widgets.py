"""Chips, buttons, cards, diff and raw view: names, keys, copies, and nothing told by colour alone."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget

from counterseal.model.actions import Claims
from counterseal.model.facts import FactRow, Facts
from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.widgets.buttons import (
    ActionButton,
    Banner,
    FilterPill,
    LinkButton,
    QuietButton,
    StatusDot,
    Switch,
)
from counterseal_desktop.widgets.cards import Card, ClaimsCard, FactsCard, short_digest
from counterseal_desktop.widgets.chips import Chip, RiskChip, paint_risk
from counterseal_desktop.widgets.controls import paint_dot
from counterseal_desktop.widgets.diff_view import DiffView
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.raw_view import RawView
from counterseal_desktop.widgets.untrusted import PlainBlock

DIGEST = "9f3c71aa" + "0" * 52 + "e0b4"
ROWS = (
    FactRow("Order", "88213", "target"),
    FactRow("Amount", "€1,240.00", "money", "124000 minor units EUR"),
    FactRow("Pay to", "card \u202e4417", "payee"),
    FactRow("Note", "<b>not bold</b>"),
)
FACTS = Facts("Refund", "Refund", ROWS, Risk.R4, True, "Can be taken back within 30 min", "€1,240.00")


def _shapes(draw) -> list[bytes]:
    images = []
    for what in draw:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        what(painter)
        painter.end()
        images.append(bytes(image.convertToFormat(QImage.Format.Format_Mono).constBits()))
    return images


def test_risks_differ_in_shape_without_any_colour(qapp) -> None:
    box = QRectF(2, 2, 20, 20)
    images = _shapes([lambda p, r=risk: paint_risk(p, box, r, QColor("black")) for risk in Risk])
    for one, other in combinations(range(len(images)), 2):
        assert images[one] != images[other], (list(Risk)[one], list(Risk)[other])


def test_dots_of_good_middling_and_bad_differ_in_shape(qapp) -> None:
    box = QRectF(2, 2, 20, 20)
    images = _shapes([lambda p, t=tone: paint_dot(p, box, t) for tone in ("green", "amber", "red")])
    assert len(set(images)) == 3


@pytest.mark.parametrize("risk", list(Risk))
def test_a_risk_chip_says_its_word(qtbot, risk: Risk) -> None:
    chip = RiskChip(risk)
    qtbot.addWidget(chip)
    assert chip.text() == risk.word
    assert chip.accessibleName() == f"Risk: {risk.word}"
    assert chip.minimumSizeHint() == chip.sizeHint(), "a risk must never be cut short"


def test_a_chip_escapes_what_it_is_given(qtbot) -> None:
    chip = Chip("a\u202eb\nc", "amber")
    qtbot.addWidget(chip)
    assert chip.text() == "a⟦U+202E⟧b c"


BUTTONS = [
    lambda: ActionButton("Approve…", "A", "approve"),
    lambda: ActionButton("Reject", "R", "danger-plain"),
    lambda: ActionButton("Halt agents…", "", "danger", icon_name="square"),
    lambda: QuietButton("Verify", icon_name="shield-check"),
    lambda: LinkButton("Show all"),
    lambda: FilterPill("Critical", 2),
]


@pytest.mark.parametrize("make", BUTTONS)
def test_no_button_is_ever_the_default(qtbot, make) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    button = make()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    other = QLabel("somewhere else", dialog)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout.addWidget(other)
    layout.addWidget(button)
    dialog.show()
    other.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert pressed == []
    assert not button.isDefault()
    assert not button.autoDefault()


@pytest.mark.parametrize("make", [*BUTTONS, Switch])
def test_buttons_work_by_keyboard_have_names_and_a_visible_ring(qtbot, make) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    other = QLabel("x")
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button = make()
    layout.addWidget(other)
    layout.addWidget(button)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.setFocus()
    plain = button.grab().toImage()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    assert button.grab().toImage() != plain, "the keyboard's ring is not to be seen"
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.accessibleName() or button.accessibleDescription()


@pytest.mark.parametrize("make", [*BUTTONS, Switch])
def test_buttons_grow_with_the_text(qtbot, qapp, make) -> None:
    small = make()
    qtbot.addWidget(small)
    before = small.sizeHint()
    assert before.height() >= 24
    theme.apply_theme(qapp, "light", 2.0)
    after = small.sizeHint()
    assert after.height() > before.height() * 1.5
    assert after.width() > before.width() * 1.5


def test_the_key_hint_is_spoken(qtbot) -> None:
    button = ActionButton("Approve…", "A", "approve")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.accessibleDescription()) == ("Approve", "Key A")


def test_a_pill_shows_its_count(qtbot) -> None:
    pill = FilterPill("All", 12)
    qtbot.addWidget(pill)
    assert pill.text() == "All 12"
    pill.set_count(1300)
    assert pill.accessibleName() == "All 1,300"


def test_a_banner_shows_its_action(qtbot) -> None:
    done: list[int] = []
    banner = Banner("red")
    qtbot.addWidget(banner)
    banner.set_message("The gateway did not answer.", "Try again", lambda: done.append(1))
    QTest.mouseClick(banner.findChild(LinkButton), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert banner.accessibleName() == "The gateway did not answer."


def test_a_status_dot_has_words(qtbot) -> None:
    dot = StatusDot("amber", "eu-gateway: reconnecting")
    qtbot.addWidget(dot)
    assert dot.accessibleName() == "eu-gateway: reconnecting"
    dot.grab()


def test_facts_are_shown_in_order_with_money_bold_and_the_exact_argument(qtbot) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.set_facts(FACTS, DIGEST)
    card.resize(560, 400)
    card.show()
    QApplication.processEvents()
    shown = [value.shown_text() for value in card.values()]
    assert shown == ["88213", "€1,240.00", "card ⟦U+202E⟧4417", "<b>not bold</b>", "Can be taken back within 30 min"]
    blocks = [value.findChild(PlainBlock) for value in card.values()]
    assert blocks[1].document().defaultFont().weight() >= QFont.Weight.DemiBold
    assert blocks[3].document().defaultFont().weight() == QFont.Weight.Normal
    every = [block.toPlainText() for block in card.findChildren(PlainBlock)]
    assert "124000 minor units EUR" in every
    assert all(block.verticalScrollBar().maximum() == 0 for block in card.findChildren(PlainBlock))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_amount_is_never_broken_over_two_lines(qtbot, qapp, scale: float) -> None:
    theme.apply_theme(qapp, "light", scale)
    card = FactsCard()
    qtbot.addWidget(card)
    card.set_facts(FACTS, DIGEST)
    card.resize(int(560 * scale), 400)
    card.show()
    QApplication.processEvents()
    block = card.values()[1].findChild(PlainBlock)
    assert block.lines(block.viewport().width()).count == 1


def test_facts_replace_the_earlier_ones(qtbot) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.show()
    card.set_facts(FACTS, DIGEST)
    card.set_facts(Facts("x", "x", (FactRow("a", "b"),), Risk.R4, False, "", ""), DIGEST)
    QApplication.processEvents()
    visible = [block.toPlainText() for block in card.findChildren(PlainBlock) if block.isVisible()]
    assert visible == ["b"]
    assert "not described" in card.findChild(Banner).message()
    assert card.findChild(Banner).isVisible()


def test_the_digest_is_short_on_screen_and_whole_on_copy(qtbot) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.set_facts(FACTS, DIGEST)
    assert short_digest(DIGEST) == "9f3c 71aa … e0b4"
    card.digest_label().click()
    assert QGuiApplication.clipboard().text() == DIGEST
    assert DIGEST in card.digest_label().accessibleName()


def test_what_is_no_digest_is_not_shown_as_one(qtbot) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    card.set_facts(FACTS, "<b>")
    assert card.digest_label().digest() == ""
    assert "<" not in card.digest_label().toolTip() + card.digest_label().accessibleName()


def test_claims_are_labelled_and_noted(qtbot) -> None:
    card = ClaimsCard()
    qtbot.addWidget(card)
    card.show()
    card.set_claims(Claims("Look at https://evil.example \u200b", 0.62))
    notes = [chip.text() for chip in card.findChildren(Chip) if chip.isVisible()]
    assert notes == ["contains a link, shown as text", "hides 1 invisible character"]
    assert "not verified" in card.title()
    assert any("62%" in block.toPlainText() for block in card.findChildren(PlainBlock))
    card.set_claims(Claims())
    assert [chip for chip in card.findChildren(Chip) if chip.isVisible()] == []
    assert card.text_widget().shown_text() == "The agent gives no explanation."


def test_the_diff_shows_signs_and_leaves_out_what_is_absent(qtbot) -> None:
    view = DiffView()
    qtbot.addWidget(view)
    view.set_changes((("/amount_minor", "124000", "91000"), ("/note", "−absent", '"\u202ex"')))
    assert [mark.shown_text() for mark in view.marks()] == ["− 124000", "+ 91000", '+ "⟦U+202E⟧x"']
    assert [mark.accessibleName() for mark in view.marks()][:2] == ["old value 124000", "new value 91000"]


def test_a_long_change_does_not_widen_the_window(qtbot) -> None:
    view = DiffView()
    qtbot.addWidget(view)
    view.set_changes((("/a" * 500, "x" * 5000, "y" * 5000),))
    assert view.minimumSizeHint().width() < 500


def test_raw_text_is_copied_exactly_or_as_shown(qtbot) -> None:
    view = RawView()
    qtbot.addWidget(view)
    view.set_text('{"a":"\u200b"}', DIGEST)
    exact, shown = view.findChildren(QuietButton)
    exact.click()
    assert QGuiApplication.clipboard().text() == '{"a":"\u200b"}'
    shown.click()
    assert QGuiApplication.clipboard().text() == '{"a":"⟦U+200B⟧"}' == view.shown_text()


def test_a_flow_breaks_where_the_width_ends(qtbot) -> None:
    row = FlowRow()
    qtbot.addWidget(row)
    row.set_widgets([Chip(f"chip number {n}", "blue") for n in range(6)])
    row.show()
    assert row.heightForWidth(2000) < row.heightForWidth(200) < row.heightForWidth(100)


def test_a_card_takes_content_and_a_widget_on_the_right(qtbot) -> None:
    right = LinkButton("Charter…")
    card = Card("Autonomy", right)
    qtbot.addWidget(card)
    label = QLabel("body")
    card.body.addWidget(label)
    card.resize(300, 200)
    card.show()
    assert label.isVisible()
    assert right.isVisible()
    assert card.accessibleName() == "Autonomy"
    card.grab()


def test_hundreds_of_facts_stay_readable_and_none_is_lost(qtbot) -> None:
    card = FactsCard()
    qtbot.addWidget(card)
    rows = tuple(FactRow(f"key {n}", f"value {n}\nkey 7: forged") for n in range(300))
    card.set_facts(Facts("x", "x", rows, Risk.R4, True, "", ""), DIGEST)
    rest = card.values()[-1].text().split("\n")
    assert len(rest) + len(card.values()) - 1 == 300
    assert rest[-1] == "key 299: value 299 key 7: forged"
