"""Telling a screen reader what has changed where the keyboard is not (WCAG 2.2, 4.1.3: status messages)."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str, *, urgent: bool = False) -> None:
    """Have ``words`` read out, after what is being read now or, if ``urgent``, at once.

    Args:
        words: ours, or made safe; nothing is read out when it is empty.
    """
    if not words:
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    send(event)


def send(event: QAccessibleAnnouncementEvent) -> None:
    """Hand the event to the platform; one call of its own, so that tests can listen."""
    QAccessible.updateAccessibility(event)
