"""What the agent says, boxed and labelled so that nobody takes it for a fact."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from counterseal.model.actions import Claims
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.untrusted import UntrustedText
from counterseal_desktop.widgets.untrusted_escape import find_notes


class ClaimsCard(Card):
    """The agent's summary and confidence with notes on what the text tries; ``set_claims`` fills it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", None, parent)
        self.set_title(tr("What the agent says — written by the agent, not verified"))
        self.set_tones("claims_bg", "claims_border")
        self._notes = FlowRow(self)
        self._single = Chip("", "amber", self)
        self.header.addWidget(self._single)
        self.body.addWidget(self._notes)
        self._text = UntrustedText(self)
        self._text.set_label(tr("What the agent says"))
        self._confidence = UntrustedText(self, tint="muted")
        self.body.addWidget(self._text)
        self.body.addWidget(self._confidence)

    def set_claims(self, claims: Claims) -> None:
        """Show the claims; an absent summary says so."""
        notes = find_notes(claims.summary)
        # One note fits beside the heading; more would push it aside, so they get a row of their own.
        self._single.set_text(notes[0] if len(notes) == 1 else "")
        self._single.setVisible(len(notes) == 1)
        self._notes.set_widgets([Chip(note, "amber", self._notes) for note in notes] if len(notes) > 1 else [])
        self._notes.setVisible(len(notes) > 1)
        self._text.set_text(claims.summary or tr("The agent gives no explanation."))
        known = claims.confidence is not None
        self._confidence.setVisible(known)
        if claims.confidence is not None:
            self._confidence.set_text(tr("Claims to be {share} sure.", share=f"{claims.confidence:.0%}"))

    def text_widget(self) -> UntrustedText:
        """The summary's widget."""
        return self._text
