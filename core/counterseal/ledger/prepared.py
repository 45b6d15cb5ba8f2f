"""Statements that are turned into SQL once, for what every call of an agent needs.

SQLAlchemy keeps compiled statements as well, and still looks each one up by all of its parts and sorts its values at
every use, which takes several times as long as SQLite does. The text stays that of the dialect in use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement in one dialect: its text, its values in their order (None: by name), and those that never change."""

    text: str
    order: tuple[str, ...] | None
    fixed: Mapping[str, Any]

    def ordered(self, values: Mapping[str, Any]) -> Any:
        if self.fixed:
            values = {**self.fixed, **values}
        return dict(values) if self.order is None else tuple([values[name] for name in self.order])


class Prepared:
    """One statement and the names of its values.

    Values go to the driver as they are, so it is for columns of the types INTEGER, TEXT and BLOB. Errors and events
    are those of any statement of the connection.

    Args:
        statement: none of its values is a list, because the text would depend on how long that is.
        columns: the columns that an INSERT or UPDATE names; all of its table when left out.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._made: dict[str, _Made] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
        """Execute it once. ``values`` names each value of the statement; more names do no harm."""
        made = self._made.get(connection.dialect.name) or self._make(connection)
        return connection.exec_driver_sql(made.text, made.ordered(values))

    def run_many(self, connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
        """Execute it for each of some rows of values, at least one."""
        made = self._made.get(connection.dialect.name) or self._make(connection)
        connection.exec_driver_sql(made.text, [made.ordered(row) for row in values])

    def _make(self, connection: Connection) -> _Made:
        compiled: Any = self._statement.compile(dialect=connection.dialect, column_keys=self._columns)
        order = tuple(compiled.positiontup) if compiled.positional else None
        fixed = {name: bound.value for name, bound in compiled.binds.items() if bound.value is not None}
        made = self._made[connection.dialect.name] = _Made(str(compiled), order, fixed)
        return made
