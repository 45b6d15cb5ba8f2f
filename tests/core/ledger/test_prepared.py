"""Statements that are made once say and do what SQLAlchemy's own would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from counterseal.ledger import schema
from counterseal.ledger.database import Database
from counterseal.ledger.prepared import Prepared

_M = schema.meta.c


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = Database.open(tmp_path / "some.db", create=True)
    with database.write() as connection:
        yield connection
    database.close()


def test_values_go_by_name_whatever_their_order_and_number(connection: Connection) -> None:
    add, change = (
        Prepared(insert(schema.meta)),
        Prepared(update(schema.meta).where(_M.name == bindparam("one")), ["value"]),
    )
    add.run_many(connection, [{"value": "1", "name": "a", "more": 9}, {"name": "b", "value": "2"}])
    assert change.run(connection, {"one": "b", "value": "3"}).rowcount == 1
    found = Prepared(select(schema.meta).where(_M.name.in_([bindparam("x"), bindparam("y")])).order_by(_M.name))
    assert [tuple(row) for row in found.run(connection, {"y": "a", "x": "b"})] == [("a", "1"), ("b", "3")]
    assert found.run(connection, {"x": "b", "y": ""}).one().value == "3"


def test_a_value_that_stands_twice_and_one_that_never_changes(connection: Connection) -> None:
    twice = Prepared(text("SELECT :one || :other || :one"))
    assert twice.run(connection, {"one": "a", "other": "b"}).scalar_one() == "aba"
    fixed = Prepared(select(_M.value).where(_M.name == "fixed", _M.value > bindparam("least")).limit(1))
    Prepared(insert(schema.meta)).run(connection, {"name": "fixed", "value": "7"})
    assert fixed.run(connection, {"least": "6"}).scalar_one() == "7"
    assert fixed.run(connection, {"least": "7"}).scalar_one_or_none() is None


def test_errors_are_those_of_any_statement(connection: Connection) -> None:
    add = Prepared(insert(schema.meta))
    add.run(connection, {"name": "a", "value": "1"})
    with pytest.raises(IntegrityError, match="UNIQUE"):
        add.run(connection, {"name": "a", "value": "2"})
    with pytest.raises(KeyError, match="value"):
        add.run(connection, {"name": "b"})
