"""What this process's calls hold that the gateway masks, kept in memory until their permits (``policy.unmasking``)."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from counterseal.agents.refusals import MaskedArguments
from counterseal.errors import InvalidInput
from counterseal.policy.redaction import redact
from counterseal.policy.unmasking import masked_texts, restore

KEPT = 1_000


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

    def restored(self, action_id: str, returned: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """What may run, with the agent's own values in it, and the secrets among them; they are forgotten here.

        Raises:
            MaskedArguments: something is masked that is not known here, or came back changed.
        """
        original = self._kept.pop(action_id, {})
        try:
            return restore(returned, original), masked_texts(original)
        except InvalidInput as error:
            raise MaskedArguments(
                f"{error.what}, so nothing was started", where=error.where, todo=error.todo
            ) from error
