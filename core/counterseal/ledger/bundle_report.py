"""report.html of a bundle: the decisions for people. Self-contained, nothing remote, no scripts; it proves nothing.

Outside text is escaped twice over: hidden and steering characters become visible chips, then HTML is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sqlalchemy import Connection

from counterseal.ledger.report_content import (
    ERASED,
    KEY_HEADINGS,
    NOTHING,
    ORDER_HEADINGS,
    Cover,
    Decision,
    decisions,
    orders,
)
from counterseal.model.untrusted import escape_untrusted

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


def pages(connection: Connection, cover: Cover) -> Iterator[str]:
    """The report in pieces, in order."""
    yield _opening(cover)
    yield "<h2>Decisions</h2>"
    some = False
    for decision in decisions(connection, cover):
        some = True
        yield _decision(decision)
    yield "" if some else f'<p class="note">{NOTHING}</p>'
    yield "<h2>Orders, halts and resets</h2><table>"
    yield _row(ORDER_HEADINGS, "th")
    for cells in orders(connection, cover):
        yield _row(cells)
    yield "</table></body></html>\n"


def _opening(cover: Cover) -> str:
    by = f" by {_text(cover.by)}" if cover.by else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>Evidence of {_text(cover.head.origin)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Evidence of what was decided</h1>"
        f'<p class="note">Exported {_text(cover.at)}{by}. This page is for reading and proves nothing by itself;'
        " run <code>python verify.py</code> in this folder to check the evidence.</p>"
        f"<dl>{''.join(_pair(label, value) for label, value in cover.facts())}</dl>"
        f"<h2>People and keys</h2><table>{_row(KEY_HEADINGS, 'th')}{''.join(map(_row, cover.keys()))}</table>"
    )


def _decision(decision: Decision) -> str:
    title = f"<h3>{decision.seq:,} · {_text(decision.title)}</h3>"
    if not decision.facts:
        return f'<section class="entry">{title}<p class="note">{ERASED}</p></section>'
    parts = "".join(
        f"<dt>{_text(fact.label)}</dt><dd><pre>{_text(fact.value)}</pre></dd>"
        if fact.code
        else _pair(fact.label, fact.value)
        for fact in decision.facts
    )
    return f'<section class="entry">{title}<dl>{parts}</dl></section>'


def _row(cells: Iterable[str], kind: str = "td") -> str:
    return "<tr>" + "".join(f"<{kind}>{_text(cell)}</{kind}>" for cell in cells) + "</tr>"


def _pair(label: str, value: str) -> str:
    return f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>"


def _text(value: str) -> str:
    return escape(escape_untrusted(value), quote=True)
