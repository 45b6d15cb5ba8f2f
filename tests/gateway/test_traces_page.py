"""The page about traces as an agent's maker follows it: its variables and its program, against a real gateway."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from string import Template

from connect.frameworks import ROOT
from connect.programs import Program, put_page
from counterseal.model.traces import Capture
from gateway import exporting
from gateway.desks import PATIENCE, Bench

PAGE = ROOT / "docs" / "connect" / "traces.md"


def variables(**known: str) -> dict[str, str]:
    """What the page's Python block exports."""
    block = re.search(r"pip install opentelemetry.*?```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    found = re.findall(r"^ *export (\w+)=(\S+)$", block[0], re.MULTILINE)
    return {name: Template(value).substitute(known) for name, value in found}


def test_the_pages_program_is_traced_beside_its_action(bench: Bench, tmp_path: Path) -> None:
    agent = bench.agent("support")
    bench.desk.autonomy.set_capture("support", Capture.STRUCTURE, "as the page says").result(PATIENCE)
    own = {"COUNTERSEAL_URL": bench.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token}
    env = {**own, **variables(**own)}
    assert sorted(env)[2:4] == ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
    program = put_page("traces", tmp_path) / "agent.py"
    with Program([sys.executable, exporting.__file__, program], env=env, cwd=tmp_path) as started:
        action = bench.ear.until(lambda: next((one.id for one in bench.desk.queue()), None), "what it asks")
        found = bench.ear.until(lambda: bench.desk.detail(action).result(PATIENCE).received.steps, "its trace")
        assert [(step.name, step.tokens_in) for step in found] == [("chat some-model", 900)]
        bench.decide(action)
        assert started.expect_line("text") == "refunded 124000 for order 88213"
        assert started.expect_end() == 0
    late = bench.desk.detail(action).result(PATIENCE).received.late
    assert [(step.name, step.text) for step in late] == [("invoke_agent Support", ""), ("refunds.issue", "")]
