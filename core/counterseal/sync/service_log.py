"""What a gateway without a screen writes to stderr: lines for people, or JSON with one line for each request.

Nothing of what agents or people send is written: no arguments, no tokens, no texts. Of an exception that we did not
raise ourselves only its class and the places in the code are written, because its message may quote anything.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

from counterseal.clock import stamp
from counterseal.errors import KnownError
from counterseal.gateway.observing import REQUESTS
from counterseal.policy.redaction import redact_text

LONGEST = 2_000
_FRAMES = 30


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and what a request's record carries in ``facts``."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", None)
        members: dict[str, Any] = {
            "at": stamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said(record),
            **(facts if isinstance(facts, dict) else {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            members |= failure(record.exc_info[1])
        return json.dumps(members, separators=(",", ":"))


class PlainLines(logging.Formatter):
    """The same for people to read; one line, with control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{stamp(datetime.fromtimestamp(record.created, UTC))} {record.levelname} {record.name}: {said(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            found = failure(record.exc_info[1])
            line += f" [{found['error']}] " + " < ".join(reversed(found["at_code"]))
        return line.encode("unicode_escape").decode("ascii")


def said(record: logging.LogRecord) -> str:
    """The message with secrets masked, cut to a bound."""
    return redact_text(record.getMessage()[: 4 * LONGEST].strip())[0][:LONGEST]


def failure(error: BaseException) -> dict[str, Any]:
    """An exception without its message: its class, the code of one of ours, and where in the code it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    found: dict[str, Any] = {
        "error": type(error).__qualname__,
        "at_code": [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    return {**found, "code": error.code} if isinstance(error, KnownError) else found


def _module(path: str) -> str:
    """The end of a path, which names no folder of this machine."""
    return "/".join(path.replace("\\", "/").rsplit("/", 3)[-3:])


@contextmanager
def to_stderr(*, as_json: bool, stream: TextIO | None = None) -> Iterator[None]:
    """Write the log to stderr, or another stream, until the end; requests too when it is JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    root, requests = logging.getLogger(), logging.getLogger(REQUESTS)
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO if as_json else logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        requests.setLevel(before)
