"""Libraries and programs that pip cannot bring: found by trying to load them, named by their Debian packages."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bootstrap.progress import BootstrapError, run_logged, say, stage


@dataclass(frozen=True)
class Need:
    """One thing that must be there.

    Attributes:
        kind: library (a soname), program (on PATH, or a path), module, system module (of ``SYSTEM_PYTHON``) or fonts.
    """

    kind: str
    name: str
    package: str


def _libraries(pairs: str) -> tuple[Need, ...]:
    return tuple(Need("library", *pair.split("=")) for pair in pairs.split())


# Qt does not import without these, screen or not.
OFFSCREEN = _libraries(
    "libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11.so.6=libx11-6 libdbus-1.so.3=libdbus-1-3 "
    "libfontconfig.so.1=libfontconfig1 libfreetype.so.6=libfreetype6 libglib-2.0.so.0=libglib2.0-0 "
    "libxkbcommon.so.0=libxkbcommon0"
)
# Qt's xcb plugin needs all of these; when one is missing its own message blames libxcb-cursor0 whichever it is.
WINDOW = _libraries(
    "libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-keysyms.so.1=libxcb-keysyms1 "
    "libxcb-image.so.0=libxcb-image0 libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0 "
    "libxcb-shape.so.0=libxcb-shape0 libxcb-sync.so.1=libxcb-sync1 libxcb-xfixes.so.0=libxcb-xfixes0 "
    "libxcb-xkb.so.1=libxcb-xkb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0 libX11-xcb.so.1=libx11-xcb1"
)
# What Debian's packages of Python modules are for, whichever interpreter runs this.
SYSTEM_PYTHON = "/usr/bin/python3"
GIT = (Need("program", "git", "git"),)
FONTS = (Need("fonts", "a system font", "fonts-dejavu-core"),)
VIRTUAL_SCREEN = (Need("program", "Xvfb", "xvfb"), Need("program", "xauth", "xauth"))
KEYRING = (
    Need("program", "gnome-keyring-daemon", "gnome-keyring"),
    Need("program", "dbus-run-session", "dbus"),
)
# A screen reader's side of the desktop, and what asks it in the test that approves by names alone.
ACCESSIBILITY = (
    Need("program", "/usr/libexec/at-spi-bus-launcher", "at-spi2-core"),
    Need("system module", "pyatspi", "python3-pyatspi"),
    Need("program", "dbus-daemon", "dbus"),
    Need("program", "dbus-send", "dbus"),
)


@dataclass(frozen=True)
class Needs:
    """``required`` stops the work when missing; ``optional`` is said aloud and gone on without."""

    required: tuple[Need, ...]
    optional: tuple[Need, ...]


def venv_need() -> Need:
    """The other half of venv, which Debian ships in a package of its own, named after the interpreter."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    default = Path("/usr/bin/python3")
    is_default = default.exists() and default.resolve().name == version
    return Need("module", "ensurepip", "python3-venv" if is_default else f"{version}-venv")


def needs_for(purpose: str, *, screen: bool, venv: bool) -> Needs:
    """What ``demo`` or ``test`` needs: ``screen`` if a window can be opened here, ``venv`` if one has to be made."""
    required = OFFSCREEN + GIT + (WINDOW if screen else ()) + ((venv_need(),) if venv else ())
    if purpose == "demo":
        return Needs(required, FONTS)
    left = tuple(need for need in WINDOW if need not in required)
    return Needs(required, FONTS + left + VIRTUAL_SCREEN + KEYRING + ACCESSIBILITY)


def is_there(need: Need) -> bool:
    """Whether the library loads, the program is on PATH, the module is found, or any font file is installed."""
    if need.kind == "program":
        return shutil.which(need.name) is not None
    if need.kind == "module":
        importlib.invalidate_caches()
        return importlib.util.find_spec(need.name) is not None
    if need.kind == "system module":
        return _has_module(SYSTEM_PYTHON, need.name)
    if need.kind == "fonts":
        folder = Path("/usr/share/fonts")
        return any(path.suffix in {".ttf", ".otf"} for path in folder.rglob("*")) if folder.is_dir() else False
    try:
        ctypes.CDLL(need.name)
    except OSError:
        return False
    return True


def _has_module(interpreter: str, name: str) -> bool:
    """Whether another interpreter finds a module; it is not run."""
    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    try:
        return subprocess.run([interpreter, "-I", "-c", look], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def packages(needs: Iterable[Need]) -> list[str]:
    """The Debian packages of some needs, each once, sorted."""
    return sorted({need.package for need in needs})


def command_for(names: Iterable[str]) -> str:
    """The exact command a person can paste."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def provide(needs: Needs) -> None:
    """Make sure that what is needed from the system is there.

    As root on Debian the missing packages are installed; elsewhere the command is printed.

    Raises:
        BootstrapError: something required is missing and could not be installed.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = [need for need in (*needs.required, *needs.optional) if not is_there(need)]
    if not missing:
        return
    refusal = install(packages(missing))
    missing = [need for need in missing if not is_there(need)]
    if any(need in needs.required for need in missing):
        raise BootstrapError(_missing_text(missing, refusal))
    if missing:
        say(f"  {_missing_text(missing, refusal)}\n  Going on without; tests that need them say so.")


def install(names: list[str]) -> str:
    """Install Debian packages when root. Returns why it was not done, or an empty text."""
    if shutil.which("apt-get") is None:
        return "this is not a Debian system"
    if os.geteuid() != 0:
        return "this is not the root user"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "apt.log"
        options = ("-qq", "-o", "DPkg::Lock::Timeout=120")
        try:
            say(f"  missing on this system: {' '.join(names)}")
            with stage(f"system packages ({len(names)})"):
                run_logged(("apt-get", *options, "update"), log, environment=environment)
                run_logged(
                    ("apt-get", *options, "install", "-y", "--no-install-recommends", *names),
                    log,
                    environment=environment,
                )
        except BootstrapError as error:
            return str(error)
    return ""


def _missing_text(missing: list[Need], refusal: str) -> str:
    names = ", ".join(need.name for need in missing)
    reason = f" ({refusal})" if refusal else ""
    return f"Missing on this system: {names}{reason}. On Debian or Ubuntu run:\n    {command_for(packages(missing))}"
