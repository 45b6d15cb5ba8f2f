"""Every widget that the keyboard can reach has a name, shows where the keyboard is, and follows a change of look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from counterseal.model.actions import Claims, TraceStep
from counterseal.model.facts import FactRow, Facts
from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.widgets.buttons import ActionButton, Banner, FilterPill, LinkButton, QuietButton, Switch
from counterseal_desktop.widgets.cards import ClaimsCard, FactsCard
from counterseal_desktop.widgets.diff_view import DiffView
from counterseal_desktop.widgets.raw_view import RawView
from counterseal_desktop.widgets.schema_form import SchemaForm
from counterseal_desktop.widgets.trace_view import TraceView
from counterseal_desktop.widgets.untrusted import PlainBlock, UntrustedText

DIGEST = "0123456789abcdef" * 4
ARGUMENTS = {"a": "x", "n": 1, "on": True, "list": ["a"], "long": "word " * 40, "j": [{"a": 1}], "none": None}


@pytest.fixture
def page(qtbot) -> QWidget:
    holder = QWidget()
    holder.setProperty("panel", "bg")
    qtbot.addWidget(holder)
    layout = QVBoxLayout(holder)
    facts, claims, trace, diff, raw = FactsCard(), ClaimsCard(), TraceView(), DiffView(), RawView()
    facts.set_facts(Facts("t", "v", (FactRow("Order", "88213"),), Risk.R4, False, "no", "x"), DIGEST)
    claims.set_claims(Claims("see https://evil.example \u200b", 0.5))
    trace.set_trace((TraceStep("1", "tool", "one", "text"), TraceStep("2", "propose", "two")), None)
    trace.view().open_step(0)
    diff.set_changes((("/a", "1", "2"),))
    raw.set_text("{}", DIGEST)
    banner = Banner("red")
    banner.set_message("Not delivered.", "Try again", lambda: None)
    form = SchemaForm(ARGUMENTS, {"properties": {"a": {"enum": ["x", "y"]}, "opt": {"type": "string"}}})
    buttons = [ActionButton("Go", "G"), QuietButton("Verify"), LinkButton("More"), FilterPill("All", 1), Switch()]
    for switch in buttons[-1:]:
        switch.setAccessibleName("Notify")
    for widget in (facts, claims, trace, diff, raw, banner, form, *buttons):
        layout.addWidget(widget)
    holder.resize(700, 1800)
    holder.show()
    QApplication.processEvents()
    return holder


def _reachable(page: QWidget) -> list[QWidget]:
    return [
        each
        for each in page.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def test_what_the_keyboard_reaches_has_a_name(page: QWidget) -> None:
    assert len(_reachable(page)) > 15
    nameless = [
        type(each).__name__
        for each in _reachable(page)
        if each.focusProxy() is None and not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_what_can_be_pressed_is_large_enough(page: QWidget) -> None:
    for kind in (ActionButton, QuietButton, LinkButton, FilterPill, Switch):
        for each in page.findChildren(kind):
            assert each.sizeHint().height() >= 24, each


def test_a_text_shows_that_the_keyboard_is_on_it(page: QWidget, qtbot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    block = page.findChild(ClaimsCard).text_widget().findChild(PlainBlock)
    block.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    corner = block.viewport().grab().toImage().pixelColor(block.viewport().width() // 2, 0)
    assert corner.name() == theme.current().focus


@pytest.mark.parametrize(("scheme", "scale"), [("dark", 1.0), ("light", 2.0), ("dark", 2.0)])
def test_a_change_of_look_reaches_what_is_on_the_screen(page: QWidget, qapp, qtbot, scheme: str, scale: float) -> None:
    before = page.findChild(FactsCard).grab().toImage()
    theme.apply_theme(qapp, scheme, scale)
    page.resize(1400, 3600)
    QApplication.processEvents()
    card = page.findChild(FactsCard)
    assert card.grab().toImage() != before
    assert card.grab().toImage().pixelColor(card.width() // 2, 6).name() == theme.current().surface
    for text in page.findChildren(UntrustedText):
        block = text.findChild(PlainBlock)
        if text.isVisible() and not text.hidden_lines():
            qtbot.waitUntil(lambda b=block: b.verticalScrollBar().maximum() == 0)
