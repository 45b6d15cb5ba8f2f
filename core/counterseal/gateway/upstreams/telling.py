"""What a person is told of a source: each thing once, and once that it is over."""

from __future__ import annotations

from collections.abc import Sequence

from counterseal.gateway.upstreams.port import GatewayPort


class Telling:
    """What was last told of one source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._problem: str | None = None
        self._remark = ""

    async def problems(self, port: GatewayPort, found: Sequence[str]) -> None:
        """What went wrong in a poll, one sentence each; that nothing did is told too, after the first poll as well."""
        said = " ".join(dict.fromkeys(found))
        if said != self._problem:
            self._problem = said
            await port.problem(self._source, said)

    async def remarks(self, port: GatewayPort, found: Sequence[str]) -> None:
        """What is worth knowing although it works."""
        said = " ".join(found)
        if said != self._remark:
            self._remark = said
            await port.remark(self._source, said)
