"""The agent's own values in place of what the gateway masked, in this process's memory only.

A gateway stores, shows and returns arguments whose secrets are masked (``policy.redaction``). The agent has the real
ones. They are put back only where what came back is exactly what masking its own call gives: where a person has edited
around a masked value, nobody can say which value was meant, and nothing runs.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from counterseal.agents.refusals import MaskedArguments
from counterseal.policy.redaction import mask, redact
from counterseal.seal.digests import canonical

KEPT = 1_000
_SIGN = mask("")[:-1].rstrip()


class Originals:
    """Arguments of this process's calls that hold something masked, by action; the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def keep(self, action_id: str, arguments: Mapping[str, Any]) -> None:
        """Remember a call until its permit, if anything in it is masked at the gateway."""
        if redact(arguments)[1]:
            self._kept[action_id] = copy.deepcopy(dict(arguments))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def restored(self, action_id: str, returned: Mapping[str, Any]) -> Mapping[str, Any]:
        """What may run, with the agent's own values in it; they are forgotten here. Raises MaskedArguments."""
        return restore(returned, self._kept.pop(action_id, {}))


def restore(returned: Mapping[str, Any], original: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments as a gateway returned them, with the original's values where it masked them.

    Args:
        original: as this agent proposed them; empty when it does not know them.

    Raises:
        MaskedArguments: something is masked that cannot be told to be the original's value at that place.
    """
    found = _restored(returned, redact(original)[0], original, "")
    return found if isinstance(found, Mapping) else returned


def _restored(returned: Any, masked: Any, original: Any, where: str) -> Any:
    if canonical(returned) == canonical(masked):
        # Nothing here was edited, so this is the original: lists as a whole, because an edit can move their items.
        return original
    if isinstance(returned, Mapping) and isinstance(masked, Mapping) and isinstance(original, Mapping):
        # Masking keeps the order of members, and a name may be masked too.
        own = dict(zip(masked, original.values(), strict=True))
        names = dict(zip(masked, original, strict=True))
        unknown = next((name for name in returned if name not in names and holds_mask(name)), None)
        if unknown is not None:
            raise _unknown(where)
        return {
            names.get(name, name): _restored(value, masked.get(name), own.get(name), f"{where}/{name}")
            for name, value in returned.items()
        }
    if holds_mask(returned):
        raise _unknown(where)
    return returned


def _unknown(where: str) -> MaskedArguments:
    return MaskedArguments(
        "A masked value came back changed, or this process does not know what it stood for, so nothing was started",
        where=where[:200] or "arguments",
        todo="Propose the action again; an edit leaves masked values, and lists that hold one, as they are.",
    )


def holds_mask(value: Any) -> bool:
    """Whether something in a JSON value looks masked."""
    if isinstance(value, str):
        return _SIGN in value
    if isinstance(value, Mapping):
        return any(holds_mask(name) or holds_mask(item) for name, item in value.items())
    return isinstance(value, list | tuple) and any(holds_mask(item) for item in value)
