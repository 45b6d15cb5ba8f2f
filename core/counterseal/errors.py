"""What can go wrong in the user's world, each with what happened, where, and what to do.

A ``KnownError`` is shown to people as it is and carries a stable ``code`` that travels over HTTP (RFC 9457) and in
``--json`` output. Anything that is not a ``KnownError`` is a defect of ours and is reported as such.
"""

from __future__ import annotations

from typing import Any


class KnownError(Exception):
    """An expected failure.

    Attributes:
        code: stable machine name, snake_case.
        what: one sentence, what happened.
        where: the field, file, address or id it happened at; may be empty.
        todo: one sentence, what the reader can do; may be empty.
        http_status: the status a gateway answers with.
        exit_code: the command line's exit code (DESIGN 4.9).
    """

    code = "known_error"
    http_status = 400
    exit_code = 1

    def __init__(self, what: str, *, where: str = "", todo: str = "", code: str | None = None, **extra: Any) -> None:
        self.what = what
        self.where = where
        self.todo = todo
        self.extra = extra
        if code is not None:
            self.code = code
        super().__init__(self.text())

    def text(self) -> str:
        """The whole message for a person: what, where, what to do."""
        said = f"{self.what} ({self.where})" if self.where else self.what
        stop = "" if said.endswith((".", "!", "?", "…")) else "."
        todo = f" {self.todo}" if self.todo else ""
        return f"{said}{stop}{todo}"

    def as_problem(self) -> dict[str, Any]:
        """RFC 9457 problem members."""
        return {
            "type": "about:blank",
            "title": self.what,
            "status": self.http_status,
            "code": self.code,
            "where": self.where,
            "todo": self.todo,
            **self.extra,
        }


class InvalidInput(KnownError):
    """The input breaks a rule of the format."""

    code = "invalid_input"
    http_status = 422


class WrongUse(KnownError):
    """A command was called with the wrong words."""

    code = "wrong_use"
    http_status = 400
    exit_code = 2


class NotFound(KnownError):
    code = "not_found"
    http_status = 404


class Forbidden(KnownError):
    """Known, but not allowed: wrong token, wrong role, halted agent."""

    code = "forbidden"
    http_status = 403


class Unauthorised(KnownError):
    code = "unauthorised"
    http_status = 401


class Conflict(KnownError):
    """Somebody or something was faster, or the state does not permit it."""

    code = "conflict"
    http_status = 409


class Stale(Conflict):
    """What was decided is no longer what would run."""

    code = "stale"


class Unreachable(KnownError):
    """The other side could not be reached or did not answer in its own format. Trying again may help."""

    code = "unreachable"
    http_status = 503
    exit_code = 3


class Locked(KnownError):
    """The personal key is locked, or another process holds what is needed."""

    code = "locked"
    http_status = 423


class LedgerDamaged(KnownError):
    """The database does not agree with itself or with a head held elsewhere."""

    code = "ledger_damaged"
    http_status = 500


class Stopped(KnownError):
    """The person ended a long work before it was done; nothing of it is left."""

    code = "cancelled"
    http_status = 409
