"""Where the one window of a profile listens. Needs no Qt: it is asked before that is loaded."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from counterseal.errors import KnownError


def address(home: Path) -> str:
    """Where the window of a profile listens: a path, or the name of a pipe on Windows."""
    name = hashlib.sha256(os.fsencode(Path(home).resolve())).hexdigest()[:20]
    if sys.platform == "win32":
        return f"counterseal-{name}"
    return str(_folder() / f"{name}.sock")


def _folder() -> Path:
    """A folder that only this account can enter; made if need be. Raises KnownError: it belongs to somebody else."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "counterseal" if runtime else Path(tempfile.gettempdir()) / f"counterseal-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        # Only now, because this is asked before there is Qt.
        from counterseal_desktop.translating import tr

        raise KnownError(
            tr("The folder for sockets belongs to somebody else"),
            where=str(folder),
            todo=tr("Remove it."),
            code="not_ours",
        )
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def lock_file(home: Path) -> Path:
    """What is locked by the process that has the window. Raises KnownError as ``address`` does."""
    place = address(home)
    return Path(f"{Path(tempfile.gettempdir()) / place if sys.platform == 'win32' else place}.lock")


def may_be_open(home: Path) -> bool:
    """Whether a window of this profile may be open; that it is, only taking the lock tells."""
    try:
        # Qt writes the process that holds a lock into its first line.
        pid = int(lock_file(home).read_text("utf-8", "replace").split("\n")[0])
    except FileNotFoundError:
        return False
    except (KnownError, OSError, ValueError):
        return True
    if sys.platform == "win32":
        # Asking a process there whether it lives would end it.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
