"""One profile, one agent process and one desk process that is killed; and what must hold afterwards."""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterseal.ledger.bundle import export
from counterseal.sync.profile import Profile
from gateway.desks import REFUND, Bench, make_profile, remove_at_end, running_bench

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
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

    def __init__(self, folder: Path, risk: str = "R3") -> None:
        self.folder = folder
        self.home = folder / "profile"
        self.effects_file = folder / "effects"
        self.go = folder / "go"
        self.running: list[subprocess.Popen[str]] = []
        made, self.token = _template(risk)
        shutil.copytree(made, self.home)
        self.passphrase_file = folder / "profile.passphrase"
        shutil.copy(made.with_name("profile.passphrase"), self.passphrase_file)

    def start(self, script: str, *words: str | Path) -> subprocess.Popen[str]:
        """Start one of the scripts beside this file."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / p) for p in PATHS)}
        command = [sys.executable, str(HERE / script), *map(str, words)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=self.folder,
        )
        self.running.append(process)
        return process

    def start_agent(self, key: str = "one", *, wait_for_go: bool = True) -> subprocess.Popen[str]:
        words: list[str | Path] = [self.home, self.token, key, self.effects_file]
        return self.start("agent.py", *words, *([self.go] if wait_for_go else []))

    def end(self, process: subprocess.Popen[str], expect: int = 0) -> str:
        """Wait until it has ended by itself as expected; what it printed."""
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == expect, f"exit {process.returncode}, not {expect}\n{out}\n{err[-3000:]}"
        return out.strip()

    def killed(self, process: subprocess.Popen[str]) -> None:
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


PATHS: Sequence[str] = ("core", "desktop", "resources", "tests")
