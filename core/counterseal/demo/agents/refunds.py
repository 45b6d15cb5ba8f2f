"""The refunds agent: reads tickets in the shop, and asks before it pays anything back.

Run as ``python -m counterseal.demo.agents.refunds SHOP`` with ``COUNTERSEAL_URL`` and ``COUNTERSEAL_TOKEN`` set.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from counterseal.agents.client import AgentClient
from counterseal.clock import SystemClock, later, parse_stamp, stamp
from counterseal.demo import shop
from counterseal.demo.agents.scripted import Trace, resource
from counterseal.demo.agents.worker import say, serve
from counterseal.model.actions import ContextItem, Turn
from counterseal.model.facts import money

TOOL = "refunds.issue"


def work(path: Path, client: AgentClient, ticket_id: str) -> str:
    """One ticket, from reading it to the refund. Raises NotRun when a person says otherwise."""
    script = resource("refunds_script.json")[ticket_id]
    trace = Trace()
    ticket = trace.step("retrieval", f"Read ticket {ticket_id}", lambda: _read_ticket(path, ticket_id))
    trace.think("Plan: verify order, then policy", script["plan"])
    order = trace.step("tool", f"orders.get({ticket.order})", lambda: _read_order(path, ticket.order))
    query = script["search"]
    found = trace.step("retrieval", f'policy.search("{query}")', lambda: _search(path, query))
    trace.step("tool", f"payments.left({ticket.order})", lambda: _left(order))
    trace.think("Decide on the refund", script["decide"])
    arguments = {
        "order": order.id,
        "amount_minor": script["amount_minor"],
        "card": order.card,
        "reason_code": script["reason_code"],
        "notify": script["notify"],
    }
    clock = SystemClock()
    return client.run(
        TOOL,
        arguments,
        lambda permitted: shop.issue_refund(path, permitted, stamp(clock.now())),
        note=lambda refund: f"refund {refund} is booked",
        summary=script["summary"],
        confidence=script["confidence"],
        context=_context(ticket, order, found),
        trace=trace.propose(TOOL, arguments),
        expires_at=later(clock.now(), script["expires_minutes"] * 60),
        idempotency_key=f"ticket-{ticket_id}",
    )


def _read_ticket(path: Path, ticket_id: str) -> tuple[shop.Ticket, str]:
    ticket = shop.ticket(path, ticket_id)
    return ticket, f"{ticket.subject}: {len(ticket.messages)} messages"


def _read_order(path: Path, order_id: str) -> tuple[shop.Order, str]:
    order = shop.order(path, order_id)
    return order, f"{order.customer}, {order.state}, paid {money(order.paid, 'EUR')} by {order.card}"


def _search(path: Path, word: str) -> tuple[list[str], str]:
    paragraphs = re.split(r"\n\n(?=§)", (path.parent / shop.POLICY).read_text("utf-8"))[1:]
    found = [" ".join(text.split()) for text in paragraphs if word in text.lower()]
    return found, "\n".join(found)


def _left(order: shop.Order) -> tuple[int, str]:
    left = order.paid - order.refunded
    return left, f"{money(left, 'EUR')} of {money(order.paid, 'EUR')} can be refunded"


def _context(ticket: shop.Ticket, order: shop.Order, policy: list[str]) -> list[ContextItem]:
    turns = tuple(Turn(author, text, _shown(at)) for author, at, text in ticket.messages)
    said = ContextItem("message", f"Ticket {ticket.id} · {len(turns)} messages", "", ticket.subject, turns=turns)
    # The narrow columns first: a table travels as tab-separated lines.
    rows = [f"{number}\t{money(price, 'EUR')}\t{name}" for _sku, name, number, price in order.lines]
    table = "\n".join(["Count\tPrice\tArticle", *rows])
    heading = f"Order {order.id} · {len(rows)} {'line' if len(rows) == 1 else 'lines'}"
    lines = ContextItem("table", heading, table, order.customer, _shown(order.placed_at))
    return [said, lines, ContextItem("document", "Refund policy RP-12", "\n\n".join(policy))]


def _shown(at: str) -> str:
    return f"{parse_stamp(at).astimezone():%d %b %H:%M}"


def main(arguments: list[str]) -> int:
    """Serve the shop named on the command line until stopped."""
    path = Path(arguments[0])
    with AgentClient(on_stop=lambda why: say(f"told to stop: {why}")) as client:
        say("refunds agent at work")

        def one(task: str) -> str:
            done: Any = work(path, client, task)
            return str(done)

        return serve(client, lambda: shop.ticket_ids(path), one)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
