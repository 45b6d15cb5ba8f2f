"""One agent that asks for one refund, and what is expected of every framework whose tools are gated in its process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, page_code, put_page
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

TOOL = {"tool": "issue_refund", "risk": "R2", "verb": "Refund"}
CALL = {"order": "88213", "amount_minor": 124000}
RESULT = "refunded 124000 for order 88213"
# A person's verdict, what comes with it, and what a model is told.
DECISIONS: tuple[tuple[Verdict, dict[str, Any], str], ...] = (
    (Verdict.EDIT, {"arguments": {**CALL, "amount_minor": 91000}}, "refunded 91000 for order 88213"),
    (Verdict.REJECT, {"reason": "no receipt"}, "This call was not run. A person rejected it: no receipt"),
    (Verdict.ANSWER, {"answer": "ask billing"}, "A person answered in its place: ask billing"),
)


def waiting(bench: Bench, agent: Agent) -> str:
    """The id of what the agent waits for."""

    def look() -> str | None:
        held = (one.id for one in bench.desk.queue() if one.state is State.HELD and one.agent == agent.name)
        return next(held, None)

    return bench.ear.until(look, f"a call of {agent.name}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A framework's page, and the program that runs its code with a model that asks for one refund.

    Args:
        drive: run in the framework's environment with the folder of the page's code and the name of a block. It says
            ``told``, what the model was told, or ``raised``, the kinds of what the run raised and of its cause.
    """

    framework: str
    drive: Path

    @contextmanager
    def asking(
        self,
        bench: Bench,
        agent: Agent,
        folder: Path,
        block: str = "agent",
        changed: Mapping[str, str] | None = None,
        takes_input: bool = False,
    ) -> Iterator[Program]:
        """The agent's program; ``changed`` replaces words of the block, ``takes_input`` lets it be spoken to."""
        page = FRAMEWORKS[self.framework].page
        own = folder / "agent-code"
        own.mkdir(exist_ok=True)
        code = page_code(page, f"{block}.py")
        for old, new in (changed or {}).items():
            assert old in code
            code = code.replace(old, new)
        (put_page(page, own) / f"{block}.py").write_text(code, "utf-8")
        env = {"COUNTERSEAL_URL": bench.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token}
        command = [FRAMEWORKS[self.framework].python, self.drive, own, block]
        with Program(command, env=env, cwd=own, takes_input=takes_input) as program:
            yield program

    def expect_run(self, bench: Bench, folder: Path, block: str = "agent") -> None:
        """An approved call runs once, is reported, and a reviewer saw what led to it."""
        agent = bench.agent(f"approved-{block}".replace("_", "-"), [TOOL])
        with self.asking(bench, agent, folder, block) as program:
            found = waiting(bench, agent)
            detail = bench.held(found)
            assert dict(detail.action.arguments) == CALL
            assert detail.trace[-1].proposes
            assert detail.trace[-1].calls[0].id == "call_77"
            assert "Refund it" in [step.text for step in detail.trace]
            bench.decide(found)
            assert program.expect_line("told") == RESULT
            assert program.lines[-1]["final"] == "Done."
            assert program.expect_end() == 0
        assert bench.entries(found)[-2:] == ["permit_taken", "outcome"]
        assert bench.desk.detail(found).result(PATIENCE).outcome == "done"

    def expect_told(
        self, bench: Bench, folder: Path, verdict: Verdict, more: dict[str, Any], told: str, block: str = "agent"
    ) -> None:
        """The model is told what a person decided, and only an edit takes a permit."""
        agent = bench.agent(f"{verdict.value}-{block}".replace("_", "-"), [TOOL])
        with self.asking(bench, agent, folder, block) as program:
            found = waiting(bench, agent)
            bench.decide(found, verdict, **more)
            said = program.expect_line("told")
            assert told in said
            assert ("A person changed the arguments" in said) == (verdict is Verdict.EDIT)
            assert program.expect_end() == 0
        assert ("permit_taken" in bench.entries(found)) == (verdict is Verdict.EDIT)

    def expect_expiry(self, bench: Bench, folder: Path, changed: Mapping[str, str]) -> None:
        """A call that nobody decides expires and does not run; ``changed`` gives it an hour."""
        agent = bench.agent("support", [TOOL])
        with self.asking(bench, agent, folder, changed=changed) as program:
            found = waiting(bench, agent)
            bench.clock.advance(3601)
            assert "This action is expired" in program.expect_line("told")
            assert program.expect_end() == 0
        assert bench.entries(found)[-1] == "expired"

    def expect_halt(self, bench: Bench, folder: Path) -> None:
        """A halt ends the run and refuses the next."""
        agent = bench.agent("halted", [TOOL])
        with self.asking(bench, agent, folder) as program:
            found = waiting(bench, agent)
            bench.desk.halt("agent", agent.name, "a test", 0).result(PATIENCE)
            assert {"Voided", "Halted"} & set(program.expect_line("raised"))
        with self.asking(bench, agent, folder) as program:
            assert "Halted" in program.expect_line("raised")
        assert "permit_taken" not in bench.entries(found)

    def expect_two_at_once(self, bench: Bench, folder: Path) -> None:
        """Of two calls that a model makes at once, each has a question and an end of its own."""
        agent = bench.agent("twice", [TOOL])
        with self.asking(bench, agent, folder, changed={"def ask(": "TWICE = True\n\n\ndef ask("}) as program:

            def look() -> dict[str, str] | None:
                held = [one for one in bench.desk.queue() if one.state is State.HELD and one.agent == agent.name]
                orders = {str(bench.held(one.id).action.arguments["order"]): one.id for one in held}
                return orders if len(orders) == 2 else None

            asked = bench.ear.until(look, "two calls")
            bench.decide(asked["90001"], Verdict.REJECT, reason="another shop's")
            bench.decide(asked["88213"])
            told = program.expect_line("told")
            assert RESULT in told
            assert "another shop's" in told
            assert program.expect_end() == 0
        assert bench.entries(asked["88213"])[-1] == "outcome"
        assert "permit_taken" not in bench.entries(asked["90001"])

    def expect_reconnect(self, bench: Bench, folder: Path) -> None:
        """A gateway that comes back goes on where it was."""
        agent = bench.agent("support", [TOOL])
        with self.asking(bench, agent, folder) as program:
            found = waiting(bench, agent)
            bench.close()
            again = open_bench(bench.home)
            try:
                again.decide(found)
                assert program.expect_line("told") == RESULT
            finally:
                again.close()
