"""What a decision on the command line takes before it may be signed. Friction follows risk (DESIGN 5).

Rejecting is cheap at every risk; approving and editing need a confirmation, a reason at High and Critical, and the
fact that matters, typed, at Critical. Nothing here signs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from counterseal.cli.terminal import Terminal, one_line
from counterseal.errors import Conflict, Forbidden, KnownError, WrongUse
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.facts import Facts, same_fact
from counterseal.model.risk import Risk, highest
from counterseal.model.untrusted import escape_untrusted
from counterseal.model.views import ActionDetail

REASON_FROM = 3
RUNNING = (Verdict.APPROVE, Verdict.EDIT)


@dataclass(slots=True)
class Consent:
    """What was given on the command line, and since when the facts have been on the screen."""

    verdict: Verdict
    yes: bool = False
    confirm: str | None = None
    reason: str = ""
    shown_at: float = 0.0

    @property
    def dwell_ms(self) -> int:
        return int((time.monotonic() - self.shown_at) * 1000)


def worst(detail: ActionDetail, facts: Facts | None = None) -> Risk:
    """The worst risk that the gateway or any of the facts name."""
    return highest(detail.item.risk, detail.facts.risk, (facts or detail.facts).risk)


def check_open(detail: ActionDetail, verdict: Verdict) -> None:
    """Raises Conflict: it waits for nobody. Forbidden: this verdict is not offered for it."""
    item = detail.item
    if item.state is not State.HELD:
        raise Conflict(f"This action is {item.state.value}; it waits for no decision", where=item.id, code="not_held")
    if item.problem and verdict is not Verdict.REJECT:
        raise Forbidden("What cannot be shown can only be rejected", where=item.id, code="cannot_be_shown")
    if verdict.value not in item.verdicts:
        offered = ", ".join(item.verdicts)
        raise Forbidden(
            f"This action cannot be decided by {verdict.value}",
            where=item.id,
            todo=f"It takes {offered}.",
            code="verdict",
        )


def check_reason(consent: Consent, risk: Risk) -> None:
    """Raises WrongUse: a reason is needed and none was given."""
    if consent.verdict in RUNNING and risk.rank >= REASON_FROM and not consent.reason.strip():
        raise WrongUse(
            f"At {risk.value} {risk.word} a reason is needed to {consent.verdict.value}",
            todo='Give --reason "…".',
            code="reason_missing",
        )


def takes_step_up(verdict: Verdict, risk: Risk) -> bool:
    """Whether the passphrase is typed once more before this is signed (DESIGN 5: from High on, to let it run)."""
    return verdict in RUNNING and risk.rank >= REASON_FROM


def check_confirmed(terminal: Terminal, consent: Consent, facts: Facts, risk: Risk) -> None:
    """Have the decision confirmed: by ``--yes``, at Critical by the typed fact, or by a person at the terminal.

    Raises:
        WrongUse: nobody confirmed and there is nobody to ask.
        KnownError: what was typed is not what was asked for.
    """
    if consent.verdict is Verdict.REJECT:
        return
    critical = risk is Risk.R4 and consent.verdict in RUNNING
    if not critical and consent.yes:
        return
    wanted = facts.confirm if critical else consent.verdict.value
    if critical and consent.confirm is not None:
        _match(consent.confirm, wanted)
        return
    if not terminal.interactive:
        if critical:
            raise WrongUse(
                "At R4 Critical the fact that matters is typed",
                where=one_line(wanted, 80),
                todo='Give it exactly with --confirm "…"; --yes is not enough here.',
                code="confirm_missing",
            )
        raise WrongUse(
            "Nobody confirmed this decision", todo="Read the facts above, then add --yes.", code="unconfirmed"
        )
    typed = terminal.ask(f"Type {one_line(wanted, 80)} to {consent.verdict.value}")
    _match(typed, wanted)


def _match(typed: str, wanted: str) -> None:
    # A fact with hidden characters cannot be typed as it is, so its visible form is taken too.
    if not same_fact(typed, wanted) and typed.strip() not in (escape_untrusted(wanted), one_line(wanted, 80)):
        raise KnownError("What was typed is not what was asked for; nothing is decided", code="not_confirmed")
