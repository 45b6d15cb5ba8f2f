"""Cards: a titled, bordered panel; the facts that core made; the claims that the agent makes, boxed and labelled."""

from __future__ import annotations

from counterseal_desktop.widgets.card import Card, short_digest
from counterseal_desktop.widgets.claims_card import ClaimsCard
from counterseal_desktop.widgets.facts_card import FactsCard

__all__ = ["Card", "ClaimsCard", "FactsCard", "short_digest"]
