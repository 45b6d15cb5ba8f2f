"""Buttons and small controls as in the design, painted from the theme's tokens and measured from the font.

None of them is ever a dialog's default: Enter presses a button only when the keyboard is on it.
"""

from __future__ import annotations

from counterseal_desktop.widgets.action_buttons import ActionButton, FilterPill, LinkButton, QuietButton
from counterseal_desktop.widgets.controls import Banner, StatusDot, Switch

__all__ = ["ActionButton", "Banner", "FilterPill", "LinkButton", "QuietButton", "StatusDot", "Switch"]
