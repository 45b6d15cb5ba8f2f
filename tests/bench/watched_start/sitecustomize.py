"""Put on the path of a desktop that is started for a benchmark: prints when its inbox can be used, then ends it.

Usable: the window is shown, the waiting action is listed and painted, and the event loop has come round. Nothing is
replaced; a timer of 4 ms looks.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

WINDOW = "counterseal_desktop.shell.window"


class _Wait(importlib.abc.MetaPathFinder):
    """Sees the window's module being imported, and nothing else."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != WINDOW:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            _look_after(module.MainWindow)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _look_after(window_class: type) -> None:
    begin = window_class.start

    def start(window: object) -> None:
        from PySide6.QtCore import QTimer

        seen = {}
        timer = QTimer(window)
        timer.setInterval(4)

        def look() -> None:
            now = time.monotonic()
            if window.isVisible() and "window" not in seen:
                seen["window"] = now
            if window.inbox.model.rowCount() and "row" not in seen:
                seen["row"] = now
                return
            if "row" in seen:
                # Laying out and painting came between the last look and this one.
                _end(seen, now)

        timer.timeout.connect(look)
        timer.start()
        begin(window)

    window_class.start = start


def _end(seen: dict[str, float], now: float) -> None:
    cpu, beside = sum(os.times()[:2]), _beside()
    # Not the most that it ever had, which counts the process that started it.
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    print(f"usable {now:.4f} {seen['window']:.4f} {seen['row']:.4f} {cpu:.3f} {resident:.0f} {beside:.3f}", flush=True)
    sys.stderr.flush()
    os._exit(0)


def _beside() -> float:
    """CPU seconds of the processes that this one has started; they go on when it has ended, but not for long."""
    spent = 0.0
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            user, system = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13]
            spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


if os.environ.get("COUNTERSEAL_BENCH_START"):
    sys.meta_path.insert(0, _Wait())
