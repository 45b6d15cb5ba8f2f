"""The demo's shop: a real SQLite database with orders, payments, tickets and refunds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from counterseal.clock import SystemClock, stamp
from counterseal.demo.agents.scripted import resource, resource_text

DATABASE = "shop.sqlite"
POLICY = "refund_policy.md"
_AGO = "minutes ago: "
_TABLES = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE orders (id TEXT PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers, placed_at TEXT NOT NULL,
  state TEXT NOT NULL);
CREATE TABLE lines (order_id TEXT NOT NULL REFERENCES orders, sku TEXT NOT NULL, name TEXT NOT NULL,
  quantity INTEGER NOT NULL, price_minor INTEGER NOT NULL);
CREATE TABLE payments (id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders, card TEXT NOT NULL,
  amount_minor INTEGER NOT NULL, captured_at TEXT NOT NULL);
CREATE TABLE refunds (id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders,
  payment_id TEXT NOT NULL REFERENCES payments, amount_minor INTEGER NOT NULL
  CHECK (typeof(amount_minor) = 'integer' AND amount_minor > 0), reason_code TEXT NOT NULL,
  notify INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE tickets (id TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders, subject TEXT NOT NULL);
CREATE TABLE messages (ticket TEXT NOT NULL REFERENCES tickets, author TEXT NOT NULL, at TEXT NOT NULL,
  text TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund as it stands in the shop."""

    id: str
    order: str
    card: str
    amount_minor: int
    reason_code: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket with its conversation: (author, at, text)."""

    id: str
    order: str
    subject: str
    messages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``lines`` are (sku, name, quantity, price in minor units); ``refunded`` in minor units."""

    id: str
    customer: str
    email: str
    placed_at: str
    state: str
    card: str
    paid: int
    refunded: int
    lines: tuple[tuple[str, str, int, int], ...]


def create(folder: Path) -> Path:
    """Make the shop in ``folder``; returns the database's path."""
    folder.mkdir(parents=True)
    (folder / POLICY).write_text(resource_text(POLICY), "utf-8")
    path = folder / DATABASE
    with opened(path) as shop:
        shop.executescript(_TABLES)
        now = SystemClock().now()
        for table, rows in resource("shop.json").items():
            marks = ", ".join("?" for _ in rows[0])
            dated = [[_dated(value, now) for value in row] for row in rows]
            shop.executemany(f"INSERT INTO {table} VALUES ({marks})", dated)  # noqa: S608  (our own file's names)
        shop.commit()
    return path


def _dated(value: Any, now: datetime) -> Any:
    """The file's times count from the demo's start, so that its tickets are of today whenever it runs."""
    if isinstance(value, str) and value.startswith(_AGO):
        return stamp(now - timedelta(minutes=int(value.removeprefix(_AGO))))
    return value


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that waits for others and is closed afterwards."""
    with closing(sqlite3.connect(path, timeout=10.0)) as shop:
        shop.execute("PRAGMA foreign_keys = ON")
        yield shop


def refunds(path: Path) -> list[Refund]:
    """All refunds, oldest first."""
    query = (
        "SELECT r.id, r.order_id, p.card, r.amount_minor, r.reason_code FROM refunds r"
        " JOIN payments p ON p.id = r.payment_id ORDER BY r.at, r.id"
    )
    with opened(path) as shop:
        return [Refund(*row) for row in shop.execute(query)]


def ticket_ids(path: Path) -> list[str]:
    with opened(path) as shop:
        return [row[0] for row in shop.execute("SELECT id FROM tickets ORDER BY id")]


def ticket(path: Path, ticket_id: str) -> Ticket:
    with opened(path) as shop:
        head = shop.execute("SELECT id, order_id, subject FROM tickets WHERE id = ?", (ticket_id,)).fetchone()
        said = shop.execute("SELECT author, at, text FROM messages WHERE ticket = ? ORDER BY at", (ticket_id,))
        found: tuple[tuple[str, str, str], ...] = tuple(tuple(row) for row in said)
        return Ticket(head[0], head[1], head[2], found)


def order(path: Path, order_id: str) -> Order:
    query = (
        "SELECT o.id, c.name, c.email, o.placed_at, o.state, p.card, p.amount_minor,"
        " (SELECT coalesce(sum(amount_minor), 0) FROM refunds r WHERE r.payment_id = p.id)"
        " FROM orders o JOIN customers c ON c.id = o.customer JOIN payments p ON p.order_id = o.id WHERE o.id = ?"
    )
    names = ("id", "customer", "email", "placed_at", "state", "card", "paid", "refunded")
    with opened(path) as shop:
        head = shop.execute(query, (order_id,)).fetchone()
        lines = shop.execute("SELECT sku, name, quantity, price_minor FROM lines WHERE order_id = ?", (order_id,))
        found: tuple[tuple[str, str, int, int], ...] = tuple(tuple(row) for row in lines)
        return Order(**dict(zip(names, head, strict=True)), lines=found)


def issue_refund(path: Path, arguments: dict[str, Any], at: str) -> str:
    """The effect: one refund, booked against the payment of its order. Returns the refund's id.

    Raises:
        ValueError: another card than the one that paid, or more than is left of the payment.
    """
    with opened(path) as shop:
        shop.execute("BEGIN IMMEDIATE")
        paid = shop.execute(
            "SELECT id, card, amount_minor - (SELECT coalesce(sum(amount_minor), 0) FROM refunds r"
            " WHERE r.payment_id = payments.id) FROM payments WHERE order_id = ?",
            (arguments["order"],),
        ).fetchone()
        if paid is None or paid[1] != arguments["card"]:
            raise ValueError("refunds go to the card that paid")
        if arguments["amount_minor"] > paid[2]:
            raise ValueError(f"only {paid[2]} minor units are left of this payment")
        number = shop.execute("SELECT count(*) FROM refunds").fetchone()[0]
        refund = f"RF-{9001 + number}"
        shop.execute(
            "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                refund,
                arguments["order"],
                paid[0],
                arguments["amount_minor"],
                arguments["reason_code"],
                int(arguments["notify"]),
                at,
            ),
        )
        shop.commit()
        return refund
