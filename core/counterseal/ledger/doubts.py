"""Signatures that are good and yet doubtful: their key was later reported compromised, from an entry before them on."""

from __future__ import annotations

from sqlalchemy import Connection, text

from counterseal.ledger.roster_state import Roster

_SIGNED = text("SELECT seq, leaf FROM entries WHERE envelope IS NOT NULL AND seq >= :low ORDER BY seq")


def doubtful(connection: Connection, people: Roster) -> tuple[int, ...]:
    """Every entry whose signature is doubtful by what the newest roster says of its key, in order.

    The entries must have been verified: their leaves are taken at their word.
    """
    if not people.compromised:
        return ()
    # A leaf is canonical JSON, where quotes inside a text are escaped: this can be nothing but the member itself.
    named = {f'"key":"{key}"'.encode(): since for key, since in people.compromised.items()}
    found = []
    for row in connection.execute(_SIGNED, {"low": min(people.compromised.values())}):
        if any(since <= row.seq and member in row.leaf for member, since in named.items()):
            found.append(row.seq)
    return tuple(found)


def words(people: Roster, key: str, seq: int) -> str:
    """The verdict on a good signature at an entry, by the newest roster, in words."""
    if not people.doubtful(key, seq):
        return "valid then"
    return f"valid then, but the key was later reported compromised from entry {people.compromised[key]:,} on"


def key_words(people: Roster, key: str) -> str:
    """What sort of key signed: ``key``, or ``recovery key`` for that of a recovery sheet."""
    return "recovery key" if any(record.id == key and record.recovery for record in people.keys) else "key"


def sentence(seqs: tuple[int, ...]) -> str:
    """The doubtful signatures in words. There must be some."""
    if len(seqs) == 1:
        return f"1 signature is valid, but its key was later reported compromised from before it on: entry {seqs[0]:,}."
    return (
        f"{len(seqs):,} signatures are valid, but their keys were later reported compromised from before them on;"
        f" the first is entry {seqs[0]:,}."
    )
