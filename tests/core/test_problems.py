"""One table from problem reports to errors, for agents' programs and people's programs alike."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    KnownError,
    LedgerDamaged,
    Locked,
    NotFound,
    Stale,
    Unauthorised,
    Unreachable,
)
from counterseal.problems import error_of


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "wrong_use", InvalidInput),
        (401, "no_token", Unauthorised),
        (403, "halted", Forbidden),
        (404, "no_such_address", NotFound),
        (409, "too_early", Conflict),
        (409, "changed", Stale),
        (409, "old_epoch", Stale),
        (409, "risk_rose", Stale),
        (409, "approval_expired", Stale),
        (413, "too_large", InvalidInput),
        (418, "teapot", InvalidInput),
        (422, "expired", Stale),
        (422, "verdict", InvalidInput),
        (423, "locked", Locked),
        (429, "slow_down", Unreachable),
        (500, "defect", Unreachable),
        (500, "stale", Unreachable),
        (500, "ledger_damaged", LedgerDamaged),
        (409, "ledger_damaged", Conflict),
        (507, "disk", Unreachable),
    ],
)
def test_status_and_code_make_the_error(status: int, code: str, kind: type[KnownError]) -> None:
    report = {"title": "What", "code": code, "where": "there", "todo": "Do.", "status": 1, "seen_size": 5}
    error = error_of(status, report)
    assert type(error) is kind
    assert (error.what, error.where, error.todo, error.code) == ("What", "there", "Do.", code)
    assert error.extra == {"seen_size": 5}


@pytest.mark.parametrize(("status", "report"), [(204, {"title": "x"}), (302, {"title": "x"}), (404, {"detail": "x"})])
def test_what_is_no_report_is_told_apart(status: int, report: dict[str, Any]) -> None:
    assert error_of(status, report) is None


def test_a_hostile_report_cannot_break_the_error_itself() -> None:
    error = error_of(409, {"title": "x" * 9_000, "what": "other", "self": 1, "where": 5, "todo": None, "code": {}})
    assert error is not None
    assert (len(error.what), error.where, error.todo, error.code) == (500, "", "", Conflict.code)
