"""Remaking the hashed locks. They hold names, versions and hashes, and never where a package is fetched from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bootstrap.progress import BootstrapError, run_logged, stage

# Lock file, then what it is resolved from.
SOURCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dev.lock", ("pyproject.toml", "--extra", "desktop", "--extra", "gateway", "--extra", "mcp", "--group", "dev")),
    ("desktop.lock", ("pyproject.toml", "--extra", "desktop")),
    ("langgraph.lock", ("requirements/langgraph.in",)),
    ("mutants.lock", ("requirements/mutants.in",)),
)
OPTIONS = (
    "--universal",
    "--python-version", "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
)  # fmt: skip


def sources(root: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Every lock below ``requirements`` with what it is resolved from.

    A framework's lock holds the project's own dependencies too: an agent's program has both in one environment.
    """
    inputs = sorted(one.relative_to(root) for one in (root / "requirements" / "connect").glob("*.in"))
    return [
        *SOURCES,
        *((f"connect/{one.stem}.lock", ("pyproject.toml", "--group", "editable", str(one))) for one in inputs),
    ]


def remake(root: Path, *, upgrade: bool, only: str = "") -> None:
    """Write every lock anew with uv; versions stay where they are unless ``upgrade``.

    Args:
        only: the name of one lock below ``requirements``, such as ``connect/adk.lock``.

    Raises:
        BootstrapError: uv is not on PATH, could not resolve, or wrote an address into a lock.
    """
    if shutil.which("uv") is None:
        raise BootstrapError("uv is not on PATH. It is only needed to remake the locks: pip install uv")
    os.chdir(root)
    for name, source in sources(root):
        if only not in ("", name):
            continue
        lock = root / "requirements" / name
        draft, log = lock.with_suffix(".draft"), lock.with_suffix(".log")
        try:
            if lock.exists():
                shutil.copyfile(lock, draft)
            extra = ("--upgrade",) if upgrade else ()
            with stage(f"requirements/{name}"):
                run_logged(("uv", "pip", "compile", *OPTIONS, *extra, *source, "-o", str(draft)), log)
            if "://" in draft.read_text("utf-8"):
                raise BootstrapError(f"uv wrote an address into {name}; the old lock stays")
            draft.replace(lock)
        finally:
            draft.unlink(missing_ok=True)
            log.unlink(missing_ok=True)
