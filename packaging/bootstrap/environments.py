"""Virtual environments made from a hashed lock, and the stamp by which a second run knows that nothing is to do."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bootstrap import system_packages
from bootstrap.progress import BootstrapError, run_logged, say, stage

STAMP = ".counterseal-stamp.json"
UNFINISHED = ".counterseal-unfinished"
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==")
_KEPT = {"pip", "setuptools", "wheel", "counterseal"}


@dataclass(frozen=True)
class Environment:
    """One environment: its folder, the lock it is made from, and whether the project itself is installed in it."""

    folder: Path
    lock: Path
    project: Path | None = None

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@dataclass(frozen=True)
class Stamp:
    """What a finished environment was made from. Any difference means work; ``folder`` because scripts name it."""

    lock: str
    project: str
    python: str
    folder: str
    installed: tuple[str, ...]


def frameworks(root: Path) -> list[str]:
    """Names of the agent frameworks that have a lock under ``requirements/connect``."""
    return sorted(path.stem for path in (root / "requirements" / "connect").glob("*.lock"))


def without_lock(root: Path) -> list[str]:
    """Names of what ``tests/connect`` tries in the project's own environment, or in none."""
    folders = (path for path in (root / "tests" / "connect").iterdir() if any(path.glob("test_*.py")))
    named = {folder.name.replace("_", "-") for folder in folders}
    programs = {path.parent.name for path in (root / "requirements" / "connect").glob("*/package-lock.json")}
    return sorted(named - programs - set(frameworks(root)))


def of_framework(root: Path, name: str) -> Environment:
    """One framework's environment, with the project in it as an agent's program would have it.

    Each has one of its own, because their pins contradict each other.

    Raises:
        BootstrapError: there is no lock of that name.
    """
    if name not in frameworks(root):
        known = ", ".join(sorted({*frameworks(root), *without_lock(root)})) or "none"
        raise BootstrapError(f"There is no framework {name!r} under requirements/connect. Known: {known}.")
    return Environment(root / ".venv-connect" / name, root / "requirements" / "connect" / f"{name}.lock", root)


def wanted_stamp(environment: Environment, installed: tuple[str, ...]) -> Stamp:
    """The stamp that the environment would get if it were finished now."""
    project = environment.project / "pyproject.toml" if environment.project else None
    return Stamp(
        lock=_sha256(environment.lock),
        project=_sha256(project) if project else "",
        python=".".join(map(str, sys.version_info[:3])),
        folder=str(environment.folder),
        installed=installed,
    )


def condition(environment: Environment) -> tuple[str, str]:
    """How the environment stands.

    Returns:
        ``(state, reason)`` with state ``ready``, ``absent``, ``broken`` (to be remade) or ``outdated`` (to be brought
        up to the lock in place).
    """
    if not environment.folder.exists():
        return "absent", "there is none yet"
    if (environment.folder / UNFINISHED).exists():
        return "broken", "an earlier installation did not finish"
    version = _version_inside(environment)
    if version is None:
        return "broken", "its Python does not run"
    current = ".".join(map(str, sys.version_info[:3]))
    if version != current:
        return "broken", f"it was made with Python {version}, this is {current}"
    stamp = _read_stamp(environment)
    if stamp is None:
        return "outdated", "it was not made by this command"
    wanted = wanted_stamp(environment, distributions(environment))
    if stamp.folder != wanted.folder:
        return "broken", "it was moved from another folder"
    if stamp.installed != wanted.installed:
        return "outdated", "packages were added or removed by hand"
    if stamp != wanted:
        return "outdated", "the lock or the project file has changed"
    return "ready", ""


def provide(environment: Environment) -> None:
    """Bring the environment to its lock; does nothing, quickly, when it is there already.

    Raises:
        BootstrapError: Python cannot make environments, or pip failed.
    """
    with _one_at_a_time(environment.lock):
        state, reason = condition(environment)
        name = environment.folder.name
        if state == "ready":
            say(f"  {name}: ready")
            return
        say(f"  {name}: {reason}")
        if state != "outdated":
            if environment.folder.exists():
                shutil.rmtree(environment.folder)
            with stage(f"{name}: making it with Python {sys.version.split()[0]}"):
                _create(environment)
        (environment.folder / UNFINISHED).touch()
        # Git must not list the environment, whatever its name is and whatever the project's ignore file says.
        (environment.folder / ".gitignore").write_text("*\n", "utf-8")
        _install(environment)
        stamp = wanted_stamp(environment, distributions(environment))
        (environment.folder / STAMP).write_text(json.dumps(asdict(stamp), indent=1), "utf-8")
        (environment.folder / UNFINISHED).unlink()


def distributions(environment: Environment) -> tuple[str, ...]:
    """Names of the metadata folders that are installed, sorted: cheap to read, and different after any pip command."""
    places = [*environment.folder.glob("lib/python*/site-packages"), *environment.folder.glob("Lib/site-packages")]
    return tuple(sorted(path.name for place in places for path in place.glob("*.dist-info")))


def pinned_names(lock: Path) -> list[str]:
    """Normalised names of everything a lock pins, for any platform."""
    found = (_PINNED.match(line) for line in lock.read_text("utf-8").splitlines())
    return [normalised(match.group(1)) for match in found if match]


def normalised(name: str) -> str:
    """A distribution name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def strays(environment: Environment) -> list[str]:
    """Installed distributions that neither the lock nor the project accounts for."""
    allowed = {*pinned_names(environment.lock), *_KEPT}
    names = (entry.removesuffix(".dist-info").rsplit("-", 1)[0] for entry in distributions(environment))
    return sorted({normalised(name) for name in names} - allowed)


def _install(environment: Environment) -> None:
    name = environment.folder.name
    log = environment.folder / "bootstrap.log"
    count = len(pinned_names(environment.lock))
    # --isolated would also drop the user's proxy, mirror and certificate settings, which a company machine needs.
    pip = (str(environment.python), "-m", "pip", "--disable-pip-version-check", "--no-input")
    with stage(f"{name}: up to {count} packages from {environment.lock.name}, each checked against its hash"):
        run_logged(
            (*pip, "install", "--progress-bar", "off", "--no-deps", "--require-hashes", "-r", str(environment.lock)),
            log,
            news=lambda text: f"{text.count('Collecting ')} of {count} packages seen",
        )
    for stray in strays(environment):
        with stage(f"{name}: removing {stray}, which the lock does not name"):
            run_logged((*pip, "uninstall", "-y", stray), log)
    if environment.project is not None:
        with stage(f"{name}: the project itself"):
            command = ("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(environment.project))
            run_logged((*pip, *command), log)
    run_logged((*pip, "check"), log)


def _create(environment: Environment) -> None:
    system_packages.provide(system_packages.Needs((system_packages.venv_need(),), ()))
    environment.folder.mkdir(parents=True)
    (environment.folder / UNFINISHED).touch()
    run_logged((_base_python(), "-m", "venv", str(environment.folder)), environment.folder / "bootstrap.log")


def _base_python() -> str:
    """The interpreter behind any activated environment, so that a remade ``.venv`` is never its own parent."""
    base = getattr(sys, "_base_executable", None)
    return base if isinstance(base, str) and base else sys.executable


def _version_inside(environment: Environment) -> str | None:
    """The version of the environment's Python, or None when it, or its pip, does not run."""
    code = (
        "import sys, importlib.util as u; print('.'.join(map(str, sys.version_info[:3])) if u.find_spec('pip') else '')"
    )
    try:
        done = subprocess.run(
            [str(environment.python), "-I", "-c", code], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _read_stamp(environment: Environment) -> Stamp | None:
    try:
        raw = json.loads((environment.folder / STAMP).read_text("utf-8"))
        return Stamp(**{**raw, "installed": tuple(raw["installed"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Two ``make`` runs in one checkout take turns, by the lock file's own descriptor: nothing is left behind."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  another run is preparing this environment; waiting for it ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
