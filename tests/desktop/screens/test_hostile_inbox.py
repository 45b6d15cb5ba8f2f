"""What an agent writes to deceive, in every field it can write, taken in by a real gateway and shown in the inbox."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk_double import DeskDouble
from eavesdropping import Eavesdropper
from moved_clock import MovedClock
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gateway.desks import make_profile, running_bench

sys.path.insert(0, str(Path(__file__).parent.parent / "widgets"))

from hostile_texts import EVERY, FLOODS

from counterseal.model.attachments import CONTEXT_KINDS, STEP_KINDS
from counterseal.model.views import ActionDetail
from counterseal_desktop.shell.window import SMALLEST, MainWindow
from counterseal_desktop.widgets.chips import RiskChip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText
from counterseal_desktop.widgets.untrusted_escape import display_line, escape_untrusted, page_from

TOOL = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "order": {"label": "Order", "role": "target"},
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
        "note": {"label": "Note"},
    },
}
SOAK = os.environ.get("COUNTERSEAL_SOAK") == "1"
pytestmark = [pytest.mark.soak] if SOAK else []
# One of each family; ``make soak`` takes all. Each widget is tried on all of them in its own tests.
FEW = ("bidi override", "zero width", "tag characters", "ansi", "html", "markdown", "stacked marks",
       "right to left", "padding of 10,000 lines", "a flood of marks", "right-to-left amount",
       "look-alike payee, Cyrillic", "forged fields", "empty")  # fmt: skip
AS_TOOL = ("bidi override", "html", "right to left")
# Characters that are read of a text whose rest is folded away.
FOLDED = 8192
AMOUNT = "€1,240.00"
# Characters of ours around what an agent wrote: chips, and the isolate that keeps right-to-left text in its place.
_OURS = frozenset("⟦⟧\u2066\u2069\ufe0e\ufe0f")
# What Qt might take for rich text.
_MARKUP = re.compile(r"<[a-zA-Z!/?]")


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eavesdropper]:
    made = Eavesdropper(tmp_path_factory.mktemp("trap"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def texts(listener: Eavesdropper) -> dict[str, str]:
    chosen = EVERY if SOAK else {name: EVERY[name] for name in FEW}
    return {**chosen, **listener.bait()}


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]) -> dict[str, tuple[ActionDetail, ...]]:
    """What a reviewer's desk tells of each text's actions: one of a described tool, one whose tool's name it is."""
    home = tmp_path_factory.mktemp("hostile") / "profile"
    make_profile(home, copied=False)
    with running_bench(home) as bench:
        agent = bench.agent(tools=[TOOL])
        asked: dict[str, list[str]] = {}
        for name, text in texts.items():
            # Each flood takes a moment to lay out, so that all of them everywhere are for ``make soak``.
            told = proposal(text, everywhere=SOAK or name not in FLOODS)
            asked[name] = [agent.propose(**told)["id"]]
            if 0 < len(text) <= 200 and (SOAK or name in AS_TOOL):
                asked[name].append(agent.propose(**{**proposal(text, everywhere=False), "tool": text})["id"])
        return {name: tuple(bench.held(one) for one in ids) for name, ids in asked.items()}


def proposal(text: str, *, everywhere: bool = True) -> dict[str, Any]:
    """A proposal with the text in every field that an agent fills, or in one field of each sort."""
    kinds, steps = (CONTEXT_KINDS, STEP_KINDS) if everywhere else (("call",), ("propose",))
    call = {"id": text, "tool": text, "arguments": {text: text}}
    return {
        "tool": "refunds.issue",
        "arguments": {"order": text, "amount_minor": 124_000, "card": text, "note": text, text[:200]: text},
        "claims": {"summary": text, "confidence": 0.99, "tool_sha256": None},
        "context": [
            {
                "kind": kind,
                "title": text,
                "text": text,
                "author": text,
                "at": text,
                "turns": [{"speaker": text, "text": text, "at": text}] if kind == "call" else [],
            }
            for kind in (*kinds, text[:40])
        ],
        "trace": [
            {
                "id": f"{place}",
                "kind": kind,
                "name": text,
                "text": text,
                "start_ms": place,
                "duration_ms": 1,
                "model": text,
                "calls": [call],
                "proposes": kind == "propose",
            }
            for place, kind in enumerate((*steps, text[:40]))
        ],
    }


@pytest.fixture
def show(
    qtbot: QtBot, open_window: Callable[[], MainWindow], desk: DeskDouble, clock: MovedClock
) -> Callable[[ActionDetail, str], MainWindow]:
    """The smallest window on an action whose agent and source have the text for a name too."""
    desk.items = ()
    window = open_window()
    window.resize(*SMALLEST)

    def act(detail: ActionDetail, text: str) -> MainWindow:
        # An agent's name and a source come with the queue of a gateway, which may be somebody else's.
        item = replace(detail.item, agent_name=text[:2000], source=text[:2000], gateway=text[:2000], owner=text[:2000])
        desk.details = {item.id: replace(detail, item=item)}
        desk.set_queue((item,))
        qtbot.waitUntil(lambda: window.inbox.model.item(item.id) is not None)
        assert window.inbox.select(item.id)
        qtbot.waitUntil(lambda: _shows(window, item.id))
        window.inbox.read()
        for _turn in range(3):
            QApplication.processEvents()
        return window

    return act


def _shows(window: MainWindow, action_id: str) -> bool:
    detail = window.inbox.flow.detail
    return detail is not None and detail.item.id == action_id


def raw(text: str) -> list[str]:
    """Characters that must not be drawn: those that the rules write as chips."""
    return [f"U+{ord(one):04X}" for one in set(text) - _OURS if one not in "\n\t" and escape_untrusted(one) != one]


def lies(window: MainWindow) -> list[str]:
    """Where something is drawn otherwise than the rules say."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        if isinstance(widget, UntrustedText):
            # What is folded away is laid out only when somebody wants it.
            heads = (page_from(widget.text()[:most], 0)[0].replace("\u00a0", " ") for most in (1 << 30, FOLDED))
            if widget.shown_text() not in heads:
                found.append(f"{where}: {widget.shown_text()[:80]!r}")
        elif isinstance(widget, ElidedUntrusted):
            lines = (
                display_line(widget.text(), most) for most in (400, len(widget.shown_text()), 40, 60, 80, 120, 200)
            )
            if widget.shown_text() not in lines:
                found.append(f"{where}: {widget.shown_text()!r}")
        elif isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            if bad := raw(widget.text()):
                found.append(f"{where} draws {bad}: {widget.text()[:80]!r}")
            is_rich = isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText
            if is_rich and _MARKUP.search(widget.text()):
                found.append(f"{where} is rich: {widget.text()[:80]!r}")
        if bad := raw(widget.accessibleName()):
            found.append(f"{where} is read out with {bad}")
        tip = widget.toolTip()
        if _MARKUP.search(tip.removeprefix("<p>").removesuffix("</p>")):
            found.append(f"{where} has markup in its tip: {tip[:80]!r}")
        if isinstance(widget, QAbstractItemView):
            found += [f"{where}, a row: {words[:80]!r}" for words in rows(widget) if raw(words)]
    return found


def rows(view: QAbstractItemView) -> list[str]:
    model = view.model()
    cells = [model.index(row, 0) for row in range(model.rowCount())]
    asked = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    told = [model.data(cell, role) for cell in cells for role in asked]
    return [words for words in told if isinstance(words, str)]


def in_sight(window: MainWindow, widget: QWidget) -> bool:
    """Whether at least one line of it is drawn inside the window, without scrolling."""
    seen = widget.visibleRegion().boundingRect()
    place = QRect(widget.mapTo(window, seen.topLeft()), seen.size())
    return seen.height() >= widget.fontMetrics().height() * 0.8 and window.rect().contains(place)


def out_of_sight(window: MainWindow, detail: ActionDetail, text: str) -> list[str]:
    """Which of risk, amount and payee a person does not see at once."""
    pane = window.inbox.detail
    missing = []
    risks = [chip for chip in pane.findChildren(RiskChip) if in_sight(window, chip)]
    if not any(chip.text() == detail.item.risk.word for chip in risks):
        missing.append("risk")
    if detail.action.tool != "refunds.issue":
        return missing
    values = {row.role: value for row, value in zip(detail.facts.rows, pane.facts.values(), strict=False)}
    if values["money"].text() != AMOUNT or not in_sight(window, values["money"]):
        missing.append("amount")
    # Of an empty one nothing is drawn beside its label.
    if text and (values["payee"].text() != text or not in_sight(window, values["payee"])):
        missing.append("payee")
    return missing


def test_hostile_text_is_taken_in_and_never_a_cause_of_loss(
    taken_in: dict[str, tuple[ActionDetail, ...]], texts: dict[str, str]
) -> None:
    for name, details in taken_in.items():
        detail = details[0]
        assert detail.action.arguments["card"] == texts[name], name
        assert detail.item.risk.value == "R3", name
        assert [row.value for row in detail.facts.rows if row.role == "money"] == [AMOUNT], name
        if len(details) == 2:
            assert details[1].item.risk.value == "R4", name


@pytest.mark.timeout(1200)
def test_every_field_is_shown_escaped_in_the_smallest_window_and_opens_nothing(
    show: Callable[[ActionDetail, str], MainWindow],
    taken_in: dict[str, tuple[ActionDetail, ...]],
    texts: dict[str, str],
    listener: Eavesdropper,
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, details in taken_in.items():
        for detail in details:
            with listener:
                window = show(detail, texts[name])
                found = [f"{what} is out of sight" for what in out_of_sight(window, detail, texts[name])]
                window.inbox.detail.trace.jump_to_proposal()
                window.inbox.detail.toggle_raw()
                QApplication.processEvents()
                window.grab()
                found += [*lies(window), *listener.heard]
            listener.heard.clear()
            shown = [one for one in window.inbox.detail.findChildren(UntrustedText) if one.text() == texts[name]]
            if detail.action.tool == "refunds.issue" and texts[name] and len(shown) < 6:
                found.append(f"stands in {len(shown)} places only")
            if found:
                wrong[f"{name}, {detail.action.tool[:20]!r}"] = found
    assert wrong == {}, "\n".join(f"{name}: {found}" for name, found in wrong.items())


def test_the_traps_catch_what_follows_them(listener: Eavesdropper, tmp_path: Path) -> None:
    import socket
    from urllib.parse import urlsplit

    address, file, _path = listener.bait()["bait as an address"].split("\n")
    with listener:
        socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)).close()
        Path(urlsplit(file).path).read_bytes()
    heard, listener.heard = listener.heard, []
    assert "a connection to the trap port" in heard
    assert any(one.startswith("socket.connect") for one in heard)
    assert any(one.startswith("open ") for one in heard)
    if sys.platform.startswith("linux"):
        assert "the trap file was opened" in heard


def test_in_sight_knows_what_is_not(qtbot: QtBot, window: MainWindow) -> None:
    child = QWidget(window)
    child.setGeometry(QRect(QPoint(10, window.height() + 50), child.sizeHint().expandedTo(window.size() / 4)))
    child.show()
    assert not in_sight(window, child)
    child.move(10, 10)
    child.raise_()
    assert in_sight(window, child)
