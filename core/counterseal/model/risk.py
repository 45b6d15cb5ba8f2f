"""Risk classes R0 to R4 (DESIGN 4.5), always shown with their word."""

from __future__ import annotations

from enum import StrEnum


class Risk(StrEnum):
    """How bad it is when this goes wrong. Ordered: ``Risk.R1.rank < Risk.R3.rank``."""

    R0 = "R0"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"

    @property
    def rank(self) -> int:
        return int(self.value[1])

    @property
    def word(self) -> str:
        return ("Read-only", "Low", "Moderate", "High", "Critical")[self.rank]

    @property
    def sentence(self) -> str:
        return (
            "Reads and changes nothing.",
            "Reversible and internal.",
            "Bounded, reaches outside.",
            "Money, irreversible, or production.",
            "The worst case would be hard to repair, or what it does is not known.",
        )[self.rank]


def highest(*risks: Risk) -> Risk:
    """The worst of several."""
    return max(risks, key=lambda risk: risk.rank)
