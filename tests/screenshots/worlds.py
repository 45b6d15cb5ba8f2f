"""What the screens are shown on: a desk in memory with much on it, with nothing on it, and one where things fail."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

sys.path.insert(0, str(Path(__file__).parent.parent / "desktop" / "screens"))

import evidence_double
import screen_story as story
from desk_double import DeskDouble

from counterseal.errors import Unreachable
from counterseal.model.actions import Action, ContextItem, TraceStep, Turn
from counterseal.model.facts import render
from counterseal.model.risk import Risk
from counterseal.model.tools import read_descriptor
from counterseal.sync.api_people import RecoverySheet
from counterseal.sync.api_welcome import FILE, KEYRING, KeyPlace, NewProfile

TRACED, BATCHED = 2, 20
_WORDS = ("Read the diff", "Run the tests", "Look for callers", "Ask the planner", "Search the change log")
_KINDS = ("retrieval", "tool", "tool", "model", "retrieval")
# What a desk asks of its core while screens come up; each of them fails in the world of errors.
_FAILING = ("agents", "agent", "detail", "history", "insights", "people", "evidence", "retention", "incidents",
            "doctor", "connections", "notices", "what_if", "open_bundle")  # fmt: skip


def full(home: Path) -> DeskDouble:
    """The desk of the design's pictures, with every kind of context, a long trace, and five alike refunds."""
    desk = DeskDouble(home)
    first, traced = desk.items[0], desk.items[TRACED - 1]
    desk.details[first.id] = replace(story.detail(first), context=_context())
    desk.details[traced.id] = replace(story.detail(traced), trace=_long_trace(traced.tool))
    for number, amount in enumerate((1_000, 1_100, 9_900, 1_200, 1_300)):
        _add_refund(desk, BATCHED + number, amount)
    return desk


def empty(home: Path) -> DeskDouble:
    """A profile's first day: no agent, no action, no record."""
    desk = DeskDouble(home, entries=0)
    desk.items = desk.agent_views = ()
    desk.insights.scale = 0.0
    desk.state = replace(desk.state, sources=desk.state.sources[:1])
    return desk


def failing(home: Path) -> DeskDouble:
    """Nothing that is asked for comes, and the record is shorter than somebody saw it."""
    desk = full(home)
    error = Unreachable("The gateway does not answer", where="eu-gateway", todo="Look whether the machine is up.")
    desk.failing = dict.fromkeys(_FAILING, error)
    ledger = replace(desk.state.ledger, state="shorter", size=48_100, verified_to=48_100, read_only=True)
    desk.state = replace(desk.state, ledger=ledger)
    desk.evidence.shown = replace(desk.evidence.shown, trouble=evidence_double.trouble())
    return desk


WORLDS: dict[str, Callable[[Path], DeskDouble]] = {"full": full, "empty": empty, "error": failing}


class WelcomeStory:
    """The first minute: two places for a key, and nothing that is ever written."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def places(self) -> Future[Any]:
        return _done(
            (
                KeyPlace(KEYRING, "the system keyring (SecretService)", "It opens with your login."),
                KeyPlace(FILE, "an encrypted key file", "Whoever copies the file needs the passphrase too."),
            )
        )

    def create(self, name: str, _passphrase: str, _place: str) -> Future[Any]:
        place = KeyPlace(FILE, "an encrypted key file", "")
        sheet = RecoverySheet("p", name, "counterseal/x", "2026-11-21T13:02:00.000Z", "ABCD-EFGH", "ABCD EFGH", 0)
        return _done(NewProfile(self.home, name, "ab" * 32, place, sheet))

    def restore(self, *_asked: Any) -> Future[Any]:
        return Future()

    def demo(self, _said: Callable[[str], None]) -> Future[Any]:
        return Future()

    def close(self) -> None:
        """Nothing is open."""


def _done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


def _add_refund(desk: DeskDouble, number: int, amount: int) -> None:
    item = story.item(number, title=f"Refund €{amount / 100:.2f} for order {88_000 + number}", risk=Risk.R1)
    made = story.detail(item)
    tool = {**story.REFUND_TOOL, "risk": "R1"}
    action = Action(
        item.id,
        item.agent,
        item.tool,
        {**made.action.arguments, "amount_minor": amount, "order": f"{88_000 + number}"},
        item.expires_at,
    )
    facts = render(action, read_descriptor(tool))
    desk.items = (*desk.items, item)
    desk.details[item.id] = replace(made, action=action, descriptor=tool, facts=facts)


def _context() -> tuple[ContextItem, ...]:
    turns = (
        Turn("Ana Kovač", "The display is cracked. I opened the box an hour ago.", "00:04"),
        Turn("Refunds agent", "I am sorry. Would you rather have another one or your money back?", "00:11"),
        Turn("Ana Kovač", "My money back, please.", "00:27"),
    )
    table = "Item\tPieces\tPrice\nPhone 12 mini\t1\t€1,180.00\nDelivery\t1\t€60.00\nTotal\t\t€1,240.00"
    return (
        ContextItem("message", "Ticket 20877", "The display was cracked when I opened the box.", "Ana K.", "12:58"),
        ContextItem("call", "Call with Ana Kovač", author="Support line", at="12:31", turns=turns),
        ContextItem("table", "Order 88213", table),
        ContextItem("document", "Refund policy RP-12", "§4 Damaged on arrival: the full price, delivery included."),
        ContextItem("image", "Photo 1 of the parcel", "Lower left corner", image=_photo()),
        ContextItem("link", "Order in the shop", "https://shop.example/orders/88213"),
    )


def _photo() -> str:
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    for y in range(180):
        for x in range(0, 320, 4):
            colour = QColor(90 + y // 2, 110 + x // 8, 130)
            for step in range(4):
                image.setPixelColor(x + step, y, colour)
    raw = QByteArray()
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return base64.b64encode(raw.data()).decode()


def _long_trace(tool: str) -> tuple[TraceStep, ...]:
    steps = [TraceStep("0", "agent", "Review PR 512", "", None, 0, 44_000, 21_000)]
    at = 200
    for number in range(1, 41):
        parent = "0" if number % 5 == 1 else f"{number - (number - 1) % 5}"
        took = 300 + number * 37 % 1400
        name, kind = f"{_WORDS[number % 5]} ({number})", _KINDS[number % 5]
        failed = number == 17
        steps.append(TraceStep(f"{number}", kind, name, "What it read.", parent, at, took, number * 23, failed=failed))
        at += took
    steps.append(TraceStep("p", "propose", f"Propose {tool}", "", "0", at, 100, 0, proposes=True))
    return tuple(steps)
