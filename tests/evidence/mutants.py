"""Every way to change one or two rows: the corpus that verification is held to."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from typing import Any

from counterseal.ledger.log import TILE
from counterseal.ledger.note import Head, sign_head
from counterseal.seal.keys import SigningKey
from evidence.attacker import KEYS, WORTH, Key, Mutant, Rows, cut, where

FAR = 100_000
ANOTHER = "another row's value"


def all_of(rows: Rows, dice: random.Random, each: int) -> Iterator[Mutant]:
    """The corpus. ``each`` rows of a table are taken for each kind of change: the first, the last, others at random."""
    for table in KEYS:
        hit = _picked(rows.keys(table), dice, each)
        yield from _edits(rows, table, hit, dice)
        yield from _deletions(rows, table, hit)
        yield from _swaps(rows, table, hit, dice)
        yield from _replacements(rows, table, hit, dice)
        yield from _duplicates(rows, table, hit)
    yield from _insertions(rows, dice)
    yield from _sloppy_cuts(rows, dice, each)
    yield from _search_index()


def _picked(keys: list[Key], dice: random.Random, each: int) -> list[Key]:
    if len(keys) <= each:
        return keys
    return [keys[0], keys[-1], *dice.sample(keys[1:-1], each - 2)]


# -- one cell -------------------------------------------------------------------------------------------------------
def _flip(at: float) -> Callable[[Any], Any]:
    def change(value: Any) -> Any:
        if not value:
            return b"\0" if isinstance(value, bytes) else "x"
        index = min(int(len(value) * at), len(value) - 1)
        if isinstance(value, bytes):
            return value[:index] + bytes([value[index] ^ 1]) + value[index + 1 :]
        return f"{value[:index]}{chr(ord(value[index]) ^ 1)}{value[index + 1 :]}"

    return change


BYTES: dict[str, Callable[[Any], Any]] = {
    "first byte": _flip(0),
    "middle byte": _flip(0.5),
    "last byte": _flip(1),
    "byte added": lambda v: v + b"\0",
    "byte cut off": lambda v: v[:-1],
    "emptied": lambda v: b"",
}
TEXTS: dict[str, Callable[[Any], Any]] = {
    "first character": _flip(0),
    "middle character": _flip(0.5),
    "last character": _flip(1),
    "space added": lambda v: f"{v or ''} ",
    "line end added": lambda v: f"{v or ''}\n",
    "accent added": lambda v: f"{v or ''}\u0301",
    "emptied": lambda v: "",
    "other case": lambda v: (v or "a").swapcase(),
}
NUMBERS: dict[str, Callable[[Any], Any]] = {
    "one more": lambda v: v + 1,
    "one less": lambda v: v - 1,
    "far away": lambda v: v + FAR,
    "negative": lambda v: -v - 1,
}
NOTES: dict[str, Callable[[Any], Any]] = {
    "a stranger's line added": lambda v: f"{v}— someone/else {base64.b64encode(bytes(68)).decode()}\n",
    "its own line twice": lambda v: v + v[v.index("— ") :],
    "spare bits of the signature": lambda v: _spare_bits(v),
    "a line put between": lambda v: v.replace("\n\n", "\nmore\n\n"),
}


def _spare_bits(note: str) -> str:
    """The same signature bytes in another spelling: Base64 has two bits to spare before its padding."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = note.rindex("=") - 1
    return note[:at] + alphabet[alphabet.index(note[at]) ^ 1] + note[at + 1 :]


def _edits(rows: Rows, table: str, hit: list[Key], dice: random.Random) -> Iterator[Mutant]:
    columns = [*(name for name in KEYS[table] if table != "log_state"), *WORTH[table]]
    for column in dict.fromkeys(columns):
        for key in hit:
            value = rows.value(table, column, key)
            other = rows.value(table, column, dice.choice(rows.keys(table)))
            found: dict[str, Any] = {ANOTHER: other}
            if column == "envelope_by":
                found |= {"another entry": rows.size - 1, "filled in or emptied": None if value else 3}
            elif isinstance(value, int):
                found |= {name: edit(value) for name, edit in NUMBERS.items()}
            elif isinstance(value, bytes):
                found |= {name: edit(value) for name, edit in BYTES.items()}
            else:
                found |= {name: edit(value) for name, edit in TEXTS.items()}
            if (table, column) == ("heads", "note"):
                found |= {name: edit(value) for name, edit in NOTES.items()}
            if (table, column) == ("entries", "envelope"):
                found["taken away"] = None
            for name, new in found.items():
                if new != value:
                    yield _edit(rows, table, column, key, name, new)


def _edit(rows: Rows, table: str, column: str, key: Key, name: str, new: Any) -> Mutant:
    named: set[int] | None = {rows.speaks_of(table, key)}
    if column in KEYS[table] and table != "envelopes":
        moved = tuple(new if part == column else old for part, old in zip(KEYS[table], key, strict=True))
        named.add(rows.speaks_of(table, moved))
    if column == "sha256" and new in rows.entry_of:
        named.add(rows.entry_of[new])
    if table == "log_state" and column == "size":
        named = {rows.size - 1, rows.size, new - 1, new} if new > 0 else None
    if table == "heads":
        named |= {0, rows.size - 1}  # a head that is moved out of the log speaks of its beginning or end
    if table == "tiles" and column in KEYS["tiles"]:
        named = None  # it may be nobody's now; the sentence names the tile
    # A key that is taken replaces the row that had it: an attacker's tool does not stop there.
    statement = f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {where(table)}"
    return Mutant(
        f"{table}.{column} of {_short(key)}: {name}",
        lambda c: c.execute(statement, (new, *key)),
        None if named is None else frozenset(named),
    )


# -- whole rows -----------------------------------------------------------------------------------------------------
def _deletions(rows: Rows, table: str, hit: list[Key]) -> Iterator[Mutant]:
    for key in hit:
        if table == "heads" and key != rows.keys("heads")[-1]:
            continue  # see test_older_heads_prove_nothing_of_their_own
        named = None if table == "log_state" else frozenset({rows.speaks_of(table, key)})
        statement = f"DELETE FROM {table} WHERE {where(table)}"
        yield Mutant(f"{table}: {_short(key)} deleted", lambda c, s=statement, k=key: c.execute(s, k), named)


def _swaps(rows: Rows, table: str, hit: list[Key], dice: random.Random) -> Iterator[Mutant]:
    keys = rows.keys(table)
    if len(keys) < 2:
        return
    for key in hit:
        at = keys.index(key)
        for other in (keys[at - 1 if at else 1], dice.choice(keys)):
            if _same(rows, table, key, other):
                continue
            named = {rows.speaks_of(table, one) for one in (key, other)}
            yield Mutant(
                f"{table}: {_short(key)} and {_short(other)} swapped",
                lambda c, a=key, b=other: _swap(c, table, a, b),
                frozenset(named),
            )


def _same(rows: Rows, table: str, one: Key, other: Key) -> bool:
    return all(rows.value(table, c, one) == rows.value(table, c, other) for c in WORTH[table])


def _swap(connection: Any, table: str, one: Key, other: Key) -> None:
    columns = ",".join(WORTH[table])
    select = f"SELECT {columns} FROM {table} WHERE {where(table)}"
    first, second = (connection.execute(select, key).fetchone() for key in (one, other))
    sets = ",".join(f"{column} = ?" for column in WORTH[table])
    for values, key in ((second, one), (first, other)):
        connection.execute(f"UPDATE {table} SET {sets} WHERE {where(table)}", (*values, *key))


def _replacements(rows: Rows, table: str, hit: list[Key], dice: random.Random) -> Iterator[Mutant]:
    """INSERT OR REPLACE with the triggers in place: without ``recursive_triggers`` they do not see it."""
    names = [*KEYS[table], *WORTH[table]]
    for key in hit:
        other = dice.choice(rows.keys(table))
        if _same(rows, table, key, other):
            continue
        statement = (
            f"INSERT OR REPLACE INTO {table} ({','.join(names)})"
            f" SELECT {','.join('?' for _ in key)}, {','.join(WORTH[table])} FROM {table} WHERE {where(table)}"
        )
        yield Mutant(
            f"{table}: {_short(key)} replaced by {_short(other)}",
            lambda c, s=statement, k=(*key, *other): c.execute(s, k),
            frozenset({rows.speaks_of(table, key)}),
            triggers=True,
        )


def _duplicates(rows: Rows, table: str, hit: list[Key]) -> Iterator[Mutant]:
    """The same row once more, under a key that is free."""
    if table == "log_state":
        return
    names = [*KEYS[table], *WORTH[table]]
    for key in hit:
        free = _free(rows, table, key)
        named = None if table in ("envelopes", "tiles") else frozenset({rows.speaks_of(table, free)})
        if table == "heads":
            named = frozenset({rows.size - 1})
        statement = (
            f"INSERT INTO {table} ({','.join(names)})"
            f" SELECT {','.join('?' for _ in key)}, {','.join(WORTH[table])} FROM {table} WHERE {where(table)}"
        )
        yield Mutant(
            f"{table}: {_short(key)} once more as {_short(free)}",
            lambda c, s=statement, k=(*free, *key): c.execute(s, k),
            named,
        )


def _free(rows: Rows, table: str, key: Key) -> Key:
    if table == "envelopes":
        return (f"{key[0][:-1]}{'1' if key[0][-1] == '0' else '0'}",)
    if table == "payloads":
        return (key[0], f"{key[1]}2")
    if table == "tiles":
        return (key[0], key[1] + FAR)
    return (rows.size + key[0] + 1,)


def _insertions(rows: Rows, dice: random.Random) -> Iterator[Mutant]:
    """Rows that never were, of every table, with values as good as a stranger can make them."""
    stranger = SigningKey.generate()
    size, some = rows.size, dice.randrange(rows.size)
    body = rows.value("heads", "note", rows.keys("heads")[-1])
    origin = body.split("\n", 1)[0]
    leaf = rows.value("entries", "leaf", (some,))
    sizes = {key[0] for key in rows.keys("heads")}
    between = next(n for n in range(2, size) if n not in sizes)
    forged = {n: sign_head(Head(origin, n, bytes(32)), stranger) for n in (size + 1, between)}
    made: list[tuple[str, tuple[Any, ...], set[int] | None]] = [
        ("entries", (size, leaf, bytes(32), None), {size}),
        ("entries", (-1, leaf, bytes(32), None), {-1}),
        ("listing", (size, "2026-11-21T13:00:00.000Z", "viewed", "", "", "", "", ""), {size}),
        ("listing", (-7, "2026-11-21T13:00:00.000Z", "viewed", "", "", "", "", ""), {-7}),
        ("search", (size + 5, "never happened"), {size + 5}),
        ("search", (-2, "never happened"), {-2}),
        ("payloads", (some, "zzz", bytes(32), b"x"), {some}),
        ("payloads", (size, "zzz", bytes(32), b"x"), {size}),
        ("payloads", (-3, "zzz", bytes(32), b"x"), {-3}),
        ("envelopes", ("0" * 64, b"{}"), None),
        ("tiles", (0, size // TILE, bytes(32 * TILE), bytes(32)), None),
        ("tiles", (9, 0, bytes(32 * TILE), bytes(32)), None),
        ("tiles", (-1, 0, bytes(32 * TILE), bytes(32)), None),
        ("heads", (size + 1, bytes(32), forged[size + 1]), {size - 1}),
        ("heads", (between, bytes(32), forged[between]), {between - 1}),
        ("heads", (0, bytes(32), forged[between]), {0}),
        ("heads", (-1, bytes(32), forged[between]), {0}),
    ]
    for table, values, named in made:
        names = [*KEYS[table], *WORTH[table]]
        statement = f"INSERT INTO {table} ({','.join(names)}) VALUES ({','.join('?' for _ in values)})"
        yield Mutant(
            f"{table}: {_short(values[: len(KEYS[table])])} invented",
            lambda c, s=statement, v=values: c.execute(s, v),
            None if named is None else frozenset(named),
        )


def _sloppy_cuts(rows: Rows, dice: random.Random, each: int) -> Iterator[Mutant]:
    """The tail cut off with one thing forgotten: no head from elsewhere is needed to see it."""
    sizes = [key[0] for key in rows.keys("heads")]
    # Below an erasure order the erased entries themselves would give the cut away.
    above = max((row["by_seq"] for row in rows.cells["erased"].values()), default=0) + 1
    later = [size for size in sizes[:-1] if size > above]
    for size in dice.sample(later, min(each, 12, len(later))):
        edge = rows.edge(size)
        everything = frozenset(range(size - 1, rows.size))
        yield Mutant(f"cut to {size}, state forgotten", lambda c, s=size: cut(c, s, None), everything)
        for table in ("entries", "listing", "payloads", "search", "heads"):
            yield Mutant(
                f"cut to {size}, {table} forgotten",
                lambda c, s=size, e=edge, t=table: cut(c, s, e, (t,)),
                everything,
            )
        if any(rows.entry_of[key[0]] >= size for key in rows.keys("envelopes")):
            yield Mutant(
                f"cut to {size}, envelopes forgotten", lambda c, s=size, e=edge: cut(c, s, e, ("envelopes",)), None
            )
    for size in dice.sample([n for n in range(above + 1, rows.size) if n not in set(sizes)], min(each, 6)):
        edge = rows.edge(size)
        yield Mutant(f"cut to {size}, where no head was", lambda c, s=size, e=edge: cut(c, s, e), frozenset({size - 1}))


def _search_index() -> Iterator[Mutant]:
    """What full-text search keeps beside the words: who damages it hides entries from readers."""
    statements = {
        "an index block deleted": "DELETE FROM search_data WHERE id = (SELECT max(id) FROM search_data)",
        "an index block emptied": "UPDATE search_data SET block = x'' WHERE id = (SELECT max(id) FROM search_data)",
        "index pages mixed up": "UPDATE search_idx SET pgno = pgno + 2",
        "a row's length changed": "UPDATE search_docsize SET sz = x'7f' WHERE id = 5",
        "a row's length deleted": "DELETE FROM search_docsize WHERE id = 5",
    }
    for name, statement in statements.items():
        yield Mutant(f"search: {name}", lambda c, s=statement: c.execute(s), None)


def _short(key: tuple[Any, ...]) -> str:
    return "/".join(str(part)[:12] for part in key)
