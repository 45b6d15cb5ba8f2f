"""The recovery sheet as text: what a person prints and keeps away from the machine."""

from __future__ import annotations

from counterseal.model.people import Person
from counterseal.seal import recovery
from counterseal.seal.keys import SigningKey
from counterseal.sync.api_people import RecoverySheet

_TEXT = """COUNTERSEAL RECOVERY SHEET

Person:  {name}
         {person_id}
Log:     {origin}
Made at: {made_at}

Recovery code:

{code}

What it is for
  With this code you make a new personal key when you have lost your passphrase or the key itself. The old key
  ends then, and this sheet with it; make a new sheet afterwards.

How to use it
  counterseal people recover
  (or: Settings, People and keys, Recover)
  It needs the profile's folder, or a backup of it. Case, dashes and spaces do not matter.

How to keep it
  Print it or write it down, and keep it away from this machine. Whoever has it and a copy of your profile can
  sign as you. If somebody may have seen it, make a new sheet: counterseal people sheet
"""


def make_sheet(person: Person, origin: str, made_at: str, key: SigningKey, seq: int | None) -> RecoverySheet:
    """The sheet of a recovery key.

    Args:
        origin: of the log that enrols the key.
        seq: the entry that enrolled it, None before it is in a log.
    """
    code = recovery.code(key)
    groups = code.split("-")
    lines = ["  " + "  ".join(groups[start : start + 7]) for start in range(0, len(groups), 7)]
    text = _TEXT.format(name=person.name, person_id=person.id, origin=origin, made_at=made_at, code="\n".join(lines))
    return RecoverySheet(person.id, person.name, origin, made_at, code, text, seq)
