"""How long a halt of a thousand agents takes: from the order to the last acknowledgement, on loopback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.measuring import percentile, table
from gateway.desks import make_profile, running_bench
from gateway.herd import enrol, heard, start

GOAL = 0.250
COLUMNS = ("agents", "acknowledged p50", "p99", "last", "heard after the click p50", "p99", "last")


# One test for each count: a second copy of the same profile would be taken for a history that was cut.
@pytest.mark.parametrize("agents", [10, 100, 1_000])
def test_halt_of_many_agents(tmp_path: Path, agents: int) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        gateway = bench.desk.linked().embedded.gateway
        assert gateway is not None
        process = start(bench.desk.gateway_url, enrol(bench, gateway, agents))
        assert len(gateway.leases.live()) == agents
        clicked = time.monotonic()
        bench.desk.halt("all", "", "bench").result(60)
        told = [at - clicked for at in heard(process)]
        (record,) = gateway.halting.records.values()
        assert record.done
        found = [line.seconds for line in record.lines.values() if line.seconds is not None]
        assert len(found) == agents
    title = f"Halt, seconds (goal: 99 % of 1,000 acknowledged within {GOAL} s of the order)"
    table(title, COLUMNS, [(agents, *_row(found), *_row(told))])


def _row(values: list[float]) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in (percentile(values, 0.5), percentile(values, 0.99), max(values)))
