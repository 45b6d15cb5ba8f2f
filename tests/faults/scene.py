"""One profile, one agent process and one desk process that is killed; and what must hold afterwards."""

from __future__ import annotations

import functools
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from counterseal.ledger.bundle import export
from counterseal.sync.profile import Profile
from gateway.desks import REFUND, Bench, make_profile, remove_at_end, running_bench
from nursery import Started, Starts

# The programs of these tests, and what they would import late.
IMPORTED = (
    *(f"faults.{name}" for name in ("agent", "cli_decider", "decider", "random_decider", "serving", "window_decider")),
    "counterseal.cli.queue_commands",
    "counterseal.gateway.asgi",
    "counterseal.gateway.http_protocol",
    "counterseal.gateway.http_server",
    "counterseal.sync.signing",
)
PATIENCE = 90.0


@functools.cache
def _template(risk: str) -> tuple[Path, str]:
    """A closed profile with the agent ``refunds`` whose tool has this risk, and the agent's token."""
    folder = Path(tempfile.mkdtemp(prefix="cseal-scene-"))
    remove_at_end(folder)
    make_profile(folder / "profile")
    with running_bench(folder / "profile") as bench:
        tools = [{**REFUND, "risk": risk}]
        token = bench.desk.register_agent("refunds", "Refunds agent", tools).result(PATIENCE)
    return folder / "profile", token


class Scene:
    """Starts and ends the processes of one crash."""

    def __init__(self, folder: Path, nursery: Starts, risk: str = "R3") -> None:
        self.folder = folder
        self.nursery = nursery
        self.home = folder / "profile"
        self.effects_file = folder / "effects"
        self.go = folder / "go"
        self.running: list[Started] = []
        made, self.token = _template(risk)
        shutil.copytree(made, self.home)
        self.passphrase_file = folder / "profile.passphrase"
        shutil.copy(made.with_name("profile.passphrase"), self.passphrase_file)

    def start(self, module: str, *words: str | Path) -> Started:
        """Start one of the programs beside this file."""
        self.running.append(self.nursery.start(f"faults.{module}", [str(word) for word in words], self.folder))
        return self.running[-1]

    def start_agent(self, key: str = "one", *, wait_for_go: bool = True) -> Started:
        words: list[str | Path] = [self.home, self.token, key, self.effects_file]
        return self.start("agent", *words, *([self.go] if wait_for_go else []))

    def end(self, process: Started, expect: int = 0) -> str:
        """Wait until it has ended by itself as expected; what it printed."""
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == expect, f"exit {process.returncode}, not {expect}\n{out}\n{err[-3000:]}"
        return out.strip()

    def killed(self, process: Started) -> None:
        self.end(process, -signal.SIGKILL)

    def close(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()

    # -- afterwards -----------------------------------------------------------------------------------------
    def effects(self) -> list[dict[str, Any]]:
        if not self.effects_file.exists():
            return []
        return [json.loads(line) for line in self.effects_file.read_text("utf-8").splitlines()]

    def the_action(self) -> str:
        """The id of the only action ever asked for."""
        profile = Profile.open(self.home)
        try:
            with profile.reading() as connection:
                (row,) = connection.exec_driver_sql("SELECT id FROM actions").all()
                return str(row[0])
        finally:
            profile.close()

    def proves_itself(self, bench: Bench) -> None:
        """The ledger verifies; so does the exported bundle, by its own verifier in a process of its own."""
        report = bench.desk.verify().result(PATIENCE)
        assert report.ok, report.sentences
        out = export(bench.profile.database, bench.profile.log, self.folder / "bundle", bench.clock)
        done = subprocess.run(
            [sys.executable, "-I", str(out / "verify.py")],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stdout + done.stderr
