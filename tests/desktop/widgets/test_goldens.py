"""A few small widgets drawn as they were when somebody looked at them.

After a wanted change of the look, renew the pictures and look at each before it is committed::

    RENEW_GOLDENS=1 .venv/bin/pytest -p no:randomly tests/desktop/widgets/test_goldens.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.widgets.action_buttons import ActionButton
from counterseal_desktop.widgets.chips import Chip, RiskChip
from counterseal_desktop.widgets.controls import Banner
from counterseal_desktop.widgets.untrusted import UntrustedText

FOLDER = Path(__file__).parent.parent / "goldens"
RENEW = os.environ.get("RENEW_GOLDENS") == "1"
# Edges are smoothed a little differently by each build of Qt and FreeType; a shape or colour that moved is far more.
PIXEL, SHARE = 40, 0.02


def risks(parent: QWidget) -> list[QWidget]:
    return [RiskChip(risk, parent) for risk in Risk]


def chips(parent: QWidget) -> list[QWidget]:
    return [Chip(tone, tone, parent) for tone in ("green", "amber", "red", "blue", "grey")]


def buttons(parent: QWidget) -> list[QWidget]:
    kinds = ("plain", "primary", "danger", "approve", "danger-plain")
    return [ActionButton(kind.title(), parent=parent, kind=kind) for kind in kinds]


def banner(parent: QWidget) -> list[QWidget]:
    made = Banner("amber", parent)
    made.set_message("The gateway is away; shown as of 13:01:19.")
    made.setFixedWidth(320)
    return [made]


def hostile(parent: QWidget) -> list[QWidget]:
    made = UntrustedText(parent)
    # Letters of the fonts that we bring; others would come from the machine.
    made.set_text("invoice\u202egpj.exe pay\u200bpal <b>bold</b>")
    made.setFixedWidth(320)
    return [made]


MADE: dict[str, Callable[[QWidget], list[QWidget]]] = {
    "risks": risks,
    "chips": chips,
    "buttons": buttons,
    "banner": banner,
    "hostile": hostile,
}


def drawn(bot: QtBot, make: Callable[[QWidget], list[QWidget]]) -> QImage:
    page = QWidget()
    bot.addWidget(page)
    row = QHBoxLayout(page)
    for widget in make(page):
        row.addWidget(widget)
    for widget in page.findChildren(QWidget):
        # The ring around what has the keyboard would depend on which window is active.
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.show()
    bot.waitExposed(page)
    page.adjustSize()
    QApplication.processEvents()
    image = page.grab().toImage()
    image.setDevicePixelRatio(1.0)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def unlike(one: QImage, other: QImage) -> float:
    """The share of pixels whose colours differ by more than ``PIXEL`` of 255; 1.0 for another size."""
    if one.size() != other.size():
        return 1.0
    first, second = bytes(one.constBits()), bytes(other.constBits())
    # The fourth byte of each pixel holds nothing.
    far = {place // 4 for place, pair in enumerate(zip(first, second, strict=True))
           if place % 4 != 3 and abs(pair[0] - pair[1]) > PIXEL}  # fmt: skip
    return len(far) / (one.width() * one.height())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", MADE)
def test_small_widgets_look_as_they_did(
    qtbot: QtBot, qapp: QApplication, name: str, scheme: theme.theme.Scheme
) -> None:
    theme.apply_theme(qapp, scheme, 1.0)
    file = FOLDER / f"{name}-{scheme}.png"
    image = drawn(qtbot, MADE[name])
    if RENEW:
        assert image.save(str(file)), file
        pytest.skip(f"renewed {file.name}; look at it")
    kept = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    assert not kept.isNull(), f"{file} is missing; see the top of this file"
    assert unlike(image, kept) <= SHARE, f"{file.name} is drawn otherwise; see the top of this file"


def test_another_look_is_told_apart(qtbot: QtBot, qapp: QApplication) -> None:
    light = drawn(qtbot, risks)
    assert unlike(light, light) == 0.0
    theme.apply_theme(qapp, "dark", 1.0)
    assert unlike(light, drawn(qtbot, risks)) > SHARE
    theme.apply_theme(qapp, "light", 1.0)
    assert unlike(light, drawn(qtbot, lambda parent: list(reversed(risks(parent))))) > SHARE
