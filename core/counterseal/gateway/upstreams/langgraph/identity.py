"""Ids of upstream actions: every poll, and every desk that polls the same server, must come to the same one.

Exactly (DESIGN 4.7): SHA-256 over the UTF-8 bytes of::

    server URL without trailing slash LF thread id LF interrupt key LF index

with the index in decimal; its first 16 bytes become a UUID of version 8 (RFC 9562, 5.8) by setting version and
variant. The group that joins the requests of one interrupt uses the word ``group`` in place of the index.

The *interrupt key* is the server's interrupt id. Where there is none it is made from what stays the same between
polls: ``task:<task id>:<position>`` on servers before langgraph 0.6, ``checkpoint:<id>`` for a breakpoint and
``error:<id>`` for a poisoned thread. Servers before langgraph 1.2 give all questions of one node the same interrupt
id; when such a server asks again under an id whose action has ended, ``#1``, ``#2``… is appended.
"""

from __future__ import annotations

import re

from counterseal.model.ids import uuid8

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def action_id(url: str, thread: str, key: str, index: int, asked_before: int = 0) -> str:
    """The id of request ``index`` of an interrupt; ``asked_before`` counts ended actions under the same key."""
    again = f"#{asked_before}" if asked_before else ""
    return uuid8(url, thread, key + again, str(index))


def group_id(url: str, thread: str, key: str, asked_before: int = 0) -> str:
    """The id that joins the requests of one interrupt."""
    again = f"#{asked_before}" if asked_before else ""
    return uuid8(url, thread, key + again, "group")


def is_safe(identifier: object) -> bool:
    """Whether a server's id can stand in a request path without meaning anything else there."""
    return isinstance(identifier, str) and _SAFE.fullmatch(identifier) is not None
