"""``doctor`` on keys: where the personal key lies and against what that protects, the keyring, the recovery sheet."""

from __future__ import annotations

import os

from counterseal.ledger.roster import Roster
from counterseal.seal.keystore import allowed_backends, find_keyring
from counterseal.sync.api import DeskStatus, DoctorLine
from counterseal.sync.profile import Profile

# What the keyring library would follow, and we do not: it can put a plaintext or hostile store in the system's place.
OVERRIDES = ("PYTHON_KEYRING_BACKEND", "KEYRING_PROPERTY_SCHEME")


def key_lines(profile: Profile, status: DeskStatus) -> list[DoctorLine]:
    """Findings about this profile's personal key. Raises nothing for what it finds."""
    people = profile.roster()
    return [_key(profile, status), _keyring(profile), *_overrides(), _person(profile, people), _sheet(profile, people)]


def _key(profile: Profile, status: DeskStatus) -> DoctorLine:
    identity = status.identity
    said = identity.key_warning or profile.place().protects
    found = f"{identity.name}'s key {identity.key_id[:8]} is in {identity.key_place}: {said.rstrip('.')}."
    if not profile.has_passphrase:
        return DoctorLine("warning", "Key", found, "Set a passphrase: counterseal people passphrase")
    return DoctorLine("ok", "Key", f"{found} It is {'locked' if identity.locked else 'unlocked'}.")


def _keyring(profile: Profile) -> DoctorLine:
    backend = profile.keyring or find_keyring()
    if backend is None:
        names = ", ".join(name for name, _make in allowed_backends())
        said = f"No system keyring that may hold a key answers here (allowed: {names})"
        return DoctorLine("note", "Keyring", said, "An encrypted key file does too.")
    found = f"{type(backend).__module__}.{type(backend).__qualname__}"
    if profile.keyring is not None:
        return DoctorLine("ok", "Keyring", f"{found} holds the key; it is one of the exact classes allowed")
    return DoctorLine(
        "note", "Keyring", f"{found} is there, but the key lies in a file: this profile was made like that"
    )


def _overrides() -> list[DoctorLine]:
    named = [name for name in OVERRIDES if os.environ.get(name)]
    if not named:
        return []
    return [DoctorLine("note", "Keyring", f"{', '.join(named)} is set; it is not followed")]


def _person(profile: Profile, people: Roster) -> DoctorLine:
    me = people.people.get(profile.person_id)
    if me is None:
        return DoctorLine("warning", "Person", "You are not on this log's roster any more; you can only read")
    roles = " and ".join(role.value for role in me.roles)
    others = len(people.deciders - {me.id})
    decides = "nobody else decides here" if not others else f"others who decide here: {others}"
    return DoctorLine("ok", "Person", f"You are {roles}; {decides}")


def _sheet(profile: Profile, people: Roster) -> DoctorLine:
    since = [r.from_seq for r in people.keys if r.person == profile.person_id and r.recovery and r.until_seq is None]
    if since:
        return DoctorLine("ok", "Recovery sheet", f"There is one, from entry {max(since):,}; keep it off this machine")
    return DoctorLine(
        "warning",
        "Recovery sheet",
        "There is none: a lost passphrase or key could not be replaced",
        "Make one: counterseal people sheet",
    )
