"""Which error a gateway's problem report (RFC 9457) becomes, for every program that asks a gateway something.

Agents' programs and people's programs read the same reports; one table keeps them from reading them differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

BY_STATUS: Mapping[int, type[KnownError]] = {
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: InvalidInput,
    422: InvalidInput,
    423: Locked,
    429: Unreachable,
}
# Refusals of these codes are about what was decided, not about who was faster.
STALE_CODES = frozenset({"stale", "wrong_nonce", "old_epoch", "changed", "risk_rose", "expired", "approval_expired"})
_TOLD = frozenset({"type", "title", "status", "code", "where", "todo"})
# Names that a report must not set on the error itself.
_OWN = frozenset({"what", "self"})
_LONGEST = 500


def error_of(status: int, report: Mapping[str, Any]) -> KnownError | None:
    """The error that a problem report stands for; to be raised by who asked.

    Args:
        status: the HTTP status that came with it, 400 or above.
        report: the report's members. Members beyond RFC 9457 and our own go to ``extra``.

    Returns:
        the error; None when this is no report of a gateway's.
    """
    title = report.get("title")
    if status < 400 or not isinstance(title, str):
        return None
    code = report["code"][:80] if isinstance(report.get("code"), str) else None
    where, todo = report.get("where"), report.get("todo")
    kind = BY_STATUS.get(status, Unreachable if status >= 500 else InvalidInput)
    if status < 500 and code in STALE_CODES:
        kind = Stale
    elif status >= 500 and code == LedgerDamaged.code:
        # Nothing comes back by itself here: trying again is no way out, and the reader must learn why.
        kind = LedgerDamaged
    return kind(
        title[:_LONGEST],
        where=where[:_LONGEST] if isinstance(where, str) else "",
        todo=todo[:_LONGEST] if isinstance(todo, str) else "",
        code=code,
        **{name: value for name, value in report.items() if name not in _TOLD | _OWN},
    )
