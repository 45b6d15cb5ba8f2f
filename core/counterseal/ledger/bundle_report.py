"""report.html of a bundle: the decisions for people. Self-contained, nothing remote, no scripts; it proves nothing.

Outside text is escaped twice over: hidden and steering characters become visible chips, then HTML is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from sqlalchemy import Connection, Row, select

from counterseal.errors import KnownError
from counterseal.ledger import entry_check, history_words, log, schema
from counterseal.ledger.note import Head
from counterseal.ledger.roster import Roster
from counterseal.model.actions import Action
from counterseal.model.decisions import DECISION_TYPE, ORDER_TYPE, read_statement
from counterseal.model.untrusted import escape_untrusted
from counterseal.seal.digests import action_sha256

CHUNK = 500
_L = schema.listing.c
_STYLE = """
body{font:15px/1.5 Inter,system-ui,sans-serif;color:#16181d;background:#fff;max-width:60rem;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem;margin:0}
section.entry{border:1px solid #d9dce3;border-radius:8px;padding:1rem 1.2rem;margin:1rem 0;break-inside:avoid}
dl{display:grid;grid-template-columns:11rem 1fr;gap:.25rem 1rem;margin:.6rem 0 0}dt{color:#5b6270}dd{margin:0;
overflow-wrap:anywhere;white-space:pre-wrap}code,pre{font:13px/1.45 "JetBrains Mono",monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f6f8;border-radius:6px;padding:.6rem;margin:0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem .3rem 0;
border-bottom:1px solid #e6e8ed;vertical-align:top;overflow-wrap:anywhere}p.note{color:#5b6270}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Cover:
    """What the head of the report says. ``by`` is the exporting person's printed name, empty when there is none."""

    head: Head
    fingerprint: str
    roster: Roster
    at: str
    by: str


def pages(connection: Connection, cover: Cover) -> Iterator[str]:
    """The report in pieces, in order."""
    yield _opening(cover)
    yield "<h2>Decisions</h2>"
    some = False
    for row in _rows(connection, ("decision",), cover.head.size):
        some = True
        yield _decision(connection, row)
    yield "" if some else '<p class="note">No decision was made.</p>'
    yield "<h2>Orders, halts and resets</h2><table><tr><th>Entry</th><th>Time (UTC)</th><th>Order</th><th>By</th>"
    yield "<th>About</th><th>Reason</th></tr>"
    for row in _rows(connection, tuple(entry_check.ORDERS), cover.head.size):
        yield _order(connection, row)
    yield "</table></body></html>\n"


def _opening(cover: Cover) -> str:
    head = cover.head
    keys = "".join(
        f"<tr><td>{_text(key.name)}</td><td>{_text(', '.join(key.roles))}</td><td><code>{_text(key.id)}</code></td>"
        f"<td>{_span(key.from_seq, key.until_seq)}</td></tr>"
        for key in cover.roster.keys
    )
    by = f" by {_text(cover.by)}" if cover.by else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Evidence of {_text(head.origin)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Evidence of what was decided</h1>"
        f'<p class="note">Exported {_text(cover.at)}{by}. This page is for reading and proves nothing by itself;'
        " run <code>python verify.py</code> in this folder to check the evidence.</p>"
        "<dl>"
        f"{_pair('Log', head.origin)}{_pair('Entries', f'{head.size:,}')}{_pair('Root', head.root.hex())}"
        f"{_pair('Log key (SHA-256)', cover.fingerprint)}</dl>"
        "<h2>People and keys</h2><table><tr><th>Name</th><th>Roles</th><th>Key</th><th>Counts for entries</th></tr>"
        f"{keys}</table>"
    )


def _decision(connection: Connection, row: Row[Any]) -> str:
    title = f"<h3>{row.seq:,} · {_text(row.title or row.subject)}</h3>"
    try:
        envelope = log.envelope(connection, row.envelope or "")
        _name, digest, predicate = read_statement(envelope.statement(), DECISION_TYPE)
    except KnownError:
        return f'<section class="entry">{title}<p class="note">Its content was erased by signed order.</p></section>'
    person, basis = predicate["person"], predicate["basis"]
    role = _member(person, "role")
    pairs = [
        ("Decision", history_words.verdict_word("decision", str(predicate["verdict"]))),
        ("Printed name", f"{_member(person, 'name')}{f', {role}' if role else ''}"),
        ("Date and time (UTC)", str(predicate["decided_at"])),
        ("Meaning of signature", str(predicate["meaning"])),
        ("Reason", str(predicate["reason"] or "none given")),
        ("Answer to the agent", str(predicate["answer"] or "")),
        ("Basis", history_words.basis_words(basis)),
        ("Agent", str(_member(predicate["action"], "agent"))),
        ("Tool", str(_member(predicate["action"], "tool"))),
        ("Action digest", digest),
        ("Signed by key", envelope.keyid),
        ("Outcome", _outcome(connection, row)),
    ]
    parts = "".join(_pair(label, value) for label, value in pairs if value)
    return f'<section class="entry">{title}<dl>{parts}{_arguments(connection, row, predicate, digest)}</dl></section>'


def _arguments(connection: Connection, row: Row[Any], predicate: Mapping[str, Any], digest: str) -> str:
    after = _pretty(_member(predicate["action"], "arguments"))
    if predicate["original_sha256"] == digest:
        return f"<dt>What may run</dt><dd><pre>{_text(after)}</pre></dd>"
    before = _original(connection, row, str(predicate["original_sha256"]))
    return (
        f"<dt>Before</dt><dd><pre>{_text(before)}</pre></dd>"
        f"<dt>After, what may run</dt><dd><pre>{_text(after)}</pre></dd>"
    )


def _original(connection: Connection, row: Row[Any], wanted: str) -> str:
    """The arguments as the agent proposed them, found by their digest among what was recorded of this action."""
    table = schema.payloads.c
    query = (
        select(table.bytes)
        .join(schema.listing, _L.seq == table.seq)
        .where(_L.subject == row.subject, _L.type == "action_received", _L.seq < row.seq, table.name == "action")
    )
    for found in connection.execute(query):
        try:
            action = Action.from_members(json.loads(bytes(found[0])))
            if action_sha256(action) == wanted:
                return _pretty(action.arguments)
        except (KnownError, ValueError, RecursionError):
            continue
    return f"not stored here; its digest is {wanted}"


def _order(connection: Connection, row: Row[Any]) -> str:
    try:
        envelope = log.envelope(connection, row.envelope or "")
        subject, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
        reason, by = str(predicate["reason"] or ""), str(_member(predicate["person"], "name"))
    except KnownError:
        subject, reason, by = row.subject, "", ""
    word = history_words.verdict_word(row.type, row.verdict)
    cells = (f"{row.seq:,}", row.at, word, by, subject, reason)
    return "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>"


def _outcome(connection: Connection, row: Row[Any]) -> str:
    query = select(_L.seq, _L.type, _L.verdict, _L.at).where(
        _L.subject == row.subject, _L.seq > row.seq, _L.type.in_(history_words.TELLING)
    )
    later = connection.execute(query.order_by(_L.seq)).all()
    word = history_words.outcome_word("decision", row.verdict, [(one.type, one.verdict) for one in later])
    return f"{word}, {later[-1].at} (entry {later[-1].seq:,})" if later else word


def _rows(connection: Connection, types: tuple[str, ...], size: int) -> Iterator[Row[Any]]:
    """Listing rows of these types with their envelope's digest, oldest first, read in keyset pages."""
    after = -1
    while True:
        query = (
            select(schema.listing, schema.entries.c.envelope)
            .join(schema.entries, schema.entries.c.seq == _L.seq)
            .where(_L.type.in_(types), _L.seq > after, _L.seq < size)
        )
        rows = connection.execute(query.order_by(_L.seq).limit(CHUNK)).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].seq


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=dict)


def _pair(label: str, value: str) -> str:
    return f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>"


def _span(first: int, until: int | None) -> str:
    return f"from {first:,}" if until is None else f"{first:,} to {until - 1:,}"


def _member(value: Any, name: str) -> Any:
    return value.get(name, "") if isinstance(value, Mapping) else ""


def _text(value: str) -> str:
    return escape(escape_untrusted(value), quote=True)
