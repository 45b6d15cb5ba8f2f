"""Every desktop test runs without a screen, in our own fonts, in the light look at 100 % text."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from counterseal_desktop import theme


@pytest.fixture(autouse=True)
def light_look(qapp: QApplication) -> Iterator[None]:
    """Start from the light look, and put it back after a test that changed it."""
    if (theme.scheme(), theme.scale(), qapp.styleSheet() != "") != ("light", 1.0, True):
        theme.apply_theme(qapp, "light", 1.0)
    yield
    # What qtbot closed is only marked for deletion; left alive it slows every later restyling down.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if (theme.scheme(), theme.scale()) != ("light", 1.0):
        theme.apply_theme(qapp, "light", 1.0)
