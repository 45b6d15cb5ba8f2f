"""People and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import check_uuid

MEMBERS = frozenset({"id", "name", "roles", "keys"})
OPTIONAL = frozenset({"logs", "recovery"})
ORIGIN = "counterseal/"


class Role(StrEnum):
    OWNER = "owner"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Person:
    """A named person as a roster lists them.

    Attributes:
        keys: signing keys, key id to raw Ed25519 public key in hex.
        logs: keys of the person's desktop logs by log origin, public keys in hex.
        recovery: keys of recovery sheets, as ``keys``; they sign nothing but this person's own key rotation.
    """

    id: str
    name: str
    roles: tuple[Role, ...]
    keys: Mapping[str, str]
    logs: Mapping[str, str] = field(default_factory=dict)
    recovery: Mapping[str, str] = field(default_factory=dict)

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def decides(self) -> bool:
        """Whether they may decide: owner or reviewer, with a key to sign with."""
        return bool(self.keys) and self.has(Role.OWNER, Role.REVIEWER)

    def members(self) -> dict[str, Any]:
        """As a roster order says it; ``logs`` and ``recovery`` only where there are some."""
        said: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "roles": [r.value for r in self.roles],
            "keys": dict(self.keys),
        }
        if self.logs:
            said["logs"] = dict(self.logs)
        if self.recovery:
            said["recovery"] = dict(self.recovery)
        return said


def read_person(raw: Any, where: str = "person") -> Person:
    """One person of a roster order. Raises InvalidInput."""
    if not isinstance(raw, Mapping) or not set(raw) >= MEMBERS or set(raw) - MEMBERS - OPTIONAL:
        raise InvalidInput("A person has id, name, roles and keys, and may have logs and recovery", where=where)
    name, roles = raw["name"], raw["roles"]
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 120:
        raise InvalidInput("A person's name has 1 to 120 characters", where=f"{where}/name")
    if not isinstance(roles, list) or not roles or any(r not in [x.value for x in Role] for r in roles):
        raise InvalidInput("Roles are owner, reviewer, auditor", where=f"{where}/roles")
    logs = _texts(raw.get("logs", {}), f"{where}/logs")
    for origin in logs:
        if not origin.startswith(ORIGIN):
            raise InvalidInput("A log's origin is counterseal/ and an id", where=f"{where}/logs")
        check_uuid(origin.removeprefix(ORIGIN), f"{where}/logs")
    return Person(
        check_uuid(raw["id"], f"{where}/id"),
        name,
        tuple(Role(r) for r in roles),
        _texts(raw["keys"], f"{where}/keys"),
        logs,
        _texts(raw.get("recovery", {}), f"{where}/recovery"),
    )


def _texts(raw: Any, where: str) -> dict[str, str]:
    if not isinstance(raw, Mapping) or not all(isinstance(k, str) and isinstance(v, str) for k, v in raw.items()):
        raise InvalidInput("Keys map ids to public keys in hex", where=where)
    return dict(raw)
