"""People and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import check_uuid


class Role(StrEnum):
    OWNER = "owner"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Person:
    """A named person. ``keys`` maps key id to raw Ed25519 public key, hex."""

    id: str
    name: str
    roles: tuple[Role, ...]
    keys: Mapping[str, str]

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def members(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "roles": [r.value for r in self.roles],
            "keys": dict(self.keys),
        }


def read_person(raw: Any, where: str = "person") -> Person:
    """One person of a roster order. Raises InvalidInput."""
    if not isinstance(raw, Mapping) or set(raw) != {"id", "name", "roles", "keys"}:
        raise InvalidInput("A person has id, name, roles and keys", where=where)
    name, roles, keys = raw["name"], raw["roles"], raw["keys"]
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 120:
        raise InvalidInput("A person's name has 1 to 120 characters", where=f"{where}/name")
    if not isinstance(roles, list) or not roles or any(r not in [x.value for x in Role] for r in roles):
        raise InvalidInput("Roles are owner, reviewer, auditor", where=f"{where}/roles")
    if not isinstance(keys, Mapping) or not all(isinstance(k, str) and isinstance(v, str) for k, v in keys.items()):
        raise InvalidInput("Keys map key ids to public keys in hex", where=f"{where}/keys")
    return Person(check_uuid(raw["id"], f"{where}/id"), name, tuple(Role(r) for r in roles), dict(keys))
