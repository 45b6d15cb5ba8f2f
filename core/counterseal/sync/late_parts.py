"""The parts of a desk that are imported and made when first asked for, so that the inbox does not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from counterseal.model.views import QueueItem
    from counterseal.sync.autonomy import AutonomyOfAgents
    from counterseal.sync.autonomy_agents import Agents
    from counterseal.sync.connections import Connections
    from counterseal.sync.core import DeskCore
    from counterseal.sync.erasing import Erasing
    from counterseal.sync.insights import InsightsOfDesk
    from counterseal.sync.orders import Orders
    from counterseal.sync.placing import Placing
    from counterseal.sync.records import Records
    from counterseal.sync.replicas import Replicas
    from counterseal.sync.traces import TraceFiles
    from counterseal.sync.upstreams import Upstreams


class LateParts:
    """Of ``Desk``, which has what they are made of."""

    placing: Placing
    readers: ThreadPoolExecutor
    queue: Callable[[], tuple[QueueItem, ...]]
    _records: Records
    _replicas: Replicas
    _upstreams: Upstreams

    @cached_property
    def autonomy(self) -> AutonomyOfAgents:
        from counterseal.sync.autonomy import AutonomyOfAgents

        return AutonomyOfAgents(self._core(), self.placing, self._orders, self._agents)

    @cached_property
    def insights(self) -> InsightsOfDesk:
        from counterseal.sync.insights import InsightsOfDesk

        return InsightsOfDesk(self._core(), self._records, self.queue)

    @cached_property
    def connections(self) -> Connections:
        from counterseal.sync.connections import Connections

        return Connections(self._core(), self._upstreams)

    @cached_property
    def erasing(self) -> Erasing:
        from counterseal.sync.erasing import Erasing

        return Erasing(self._core(), self._replicas)

    @cached_property
    def traces(self) -> TraceFiles:
        from counterseal.sync.traces import TraceFiles

        return TraceFiles(self.readers)

    def end_looking(self) -> None:
        """Drop the question about figures that is being answered, if there is one."""
        if "insights" in self.__dict__:
            self.insights.stop()

    async def end_following(self) -> None:
        """End following halts and drills, on the loop."""
        if "_orders" in self.__dict__:
            await self._orders.stop()
        if "autonomy" in self.__dict__:
            await self.autonomy.stop()

    @cached_property
    def _orders(self) -> Orders:
        from counterseal.sync.orders import Orders

        return Orders(self._core(), self.placing, self._agents)

    @cached_property
    def _agents(self) -> Agents:
        from counterseal.sync.autonomy_agents import Agents

        return Agents(self._core(), self.placing)

    def _core(self) -> DeskCore:
        return cast("DeskCore", self)
