"""Which worker of a parallel run gets which test files, and when.

Files stay whole, so that what the tests of a module share is made once. Long ones go first: a long file that comes
last leaves all other workers idle until it ends. Files that need the LangGraph server go to one worker, which starts
it once.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

LANGGRAPH = "LangGraph"
# About how many seconds a unit takes on a machine with two cores, where that is long; the others follow in the order
# in which they were collected. Nothing but that order depends on it, so an old figure costs a little time.
SECONDS: dict[str, int] = {
    LANGGRAPH: 120,
    "tests/faults/test_kill_steps.py": 45,
    "tests/journeys/demo/test_demo.py": 35,
    "tests/gateway/test_supervisor.py": 30,
    "tests/journeys/test_reviewer.py": 20,
    "tests/journeys/test_keyboard_alone.py": 20,
    "tests/journeys/test_accessible_approval.py": 15,
    "tests/desktop/screens/test_window.py": 15,
    "tests/desktop/screens/test_inbox_screen.py": 15,
    "tests/gateway/test_gateway_time.py": 15,
    "tests/gateway/test_seconds.py": 15,
    "tests/gateway/test_gate_machine.py": 12,
    "tests/gateway/test_gateway_parallel.py": 12,
    "tests/gateway/test_separate_gateway.py": 12,
    "tests/core/cli/test_process.py": 12,
    "tests/core/sync/test_gateway_comes_and_goes.py": 12,
    "tests/evidence/test_mutations.py": 12,
    "tests/evidence/test_power_loss.py": 10,
    "tests/core/cli/test_autonomy.py": 10,
    "tests/core/cli/test_gateway.py": 10,
    "tests/faults/test_random_kills.py": 10,
}

# The same for the tests of ``make soak``, by their names.
SOAK_SECONDS: dict[str, int] = {
    "test_the_whole_corpus": 600,
    "test_five_thousand_losses_of_power": 200,
    "test_random_kills_of_two_deciding_programs": 300,
    "test_no_permit_that_the_design_forbids_however_long_it_is_tried": 400,
    "test_a_thousand_times_499_does_not_walk_past_it": 100,
    "test_a_tail_cut_by_one_up_to_all": 100,
    "test_effects_equal_decisions": 20,
}


def soak_long_first(items: list[pytest.Item]) -> None:
    """Order tests so that none of the long ones comes last."""
    items.sort(key=lambda item: -SOAK_SECONDS.get(getattr(item, "originalname", item.name), 0))


def unit_of(nodeid: str) -> str:
    """The unit of work that a test belongs to: its file, or the server that it shares with other files."""
    file = nodeid.partition("::")[0]
    return LANGGRAPH if "/langgraph/" in file else file


class LongFirst(LoadFileScheduling):
    """Gives the longest unit that is left to the worker that has next to nothing left."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        # xdist would sort files by how many tests they have.
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        longest = max(self.workqueue, key=lambda unit: SECONDS.get(unit, 0))
        self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)
