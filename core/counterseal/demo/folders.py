"""Where the demo lives: one folder that it owns, made anew at each run."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from counterseal.errors import KnownError, WrongUse
from counterseal.sync.served_at import ServingLock

MARKER = ".counterseal-demo"
_OURS = ("work", "profile", "bundle", "passphrase.txt", "summary.json")
_WORDS = "This folder belongs to the Counterseal demo, which replaces its contents at each run.\n"


@dataclass(frozen=True, slots=True)
class Folders:
    """The places of one run, all inside ``out``."""

    out: Path

    @property
    def work(self) -> Path:
        """What the agents work on: shop, repository, office, and their logs."""
        return self.out / "work"

    @property
    def profile(self) -> Path:
        return self.out / "profile"

    @property
    def passphrase(self) -> Path:
        return self.out / "passphrase.txt"

    @property
    def bundle(self) -> Path:
        return self.out / "bundle"

    @property
    def summary(self) -> Path:
        return self.out / "summary.json"

    @property
    def logs(self) -> Path:
        return self.work / "logs"

    @property
    def repository(self) -> Path:
        return self.work / "payments-service"

    @property
    def office(self) -> Path:
        return self.work / "office"

    @property
    def mailbox(self) -> Path:
        return self.work / "mailbox"


def prepare(out: Path) -> Folders:
    """Take ``out`` and empty it of an earlier run.

    Raises:
        WrongUse: it holds something that the demo did not make. KnownError: a demo runs there now.
    """
    out = out.absolute()
    folders = Folders(out)
    if out.exists() and not out.is_dir():
        raise WrongUse("The demo's folder is a file", where=str(out), todo="Choose another --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise WrongUse(
            "This folder is not empty and was not made by the demo",
            where=str(out),
            todo="Choose another --out, or an empty folder.",
            code="foreign_folder",
        )
    out.mkdir(parents=True, exist_ok=True)
    _check_unused(folders)
    (out / MARKER).write_text(_WORDS, "utf-8")
    for name in _OURS:
        _remove(out / name)
    for picture in out.glob("[0-9][0-9]-*.png"):
        picture.unlink()
    folders.logs.mkdir(parents=True)
    return folders


def _check_unused(folders: Folders) -> None:
    if not folders.profile.is_dir():
        return
    lock = ServingLock(folders.profile)
    if not lock.take():
        raise KnownError(
            "A demo runs in this folder already",
            where=str(folders.out),
            todo="Close its window, or choose another --out.",
            code="in_use",
        )
    lock.release()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        # Git writes its objects read-only, which some systems do not delete.
        for one in path.rglob("*"):
            if one.is_file() and not one.is_symlink():
                one.chmod(one.stat().st_mode | stat.S_IWRITE)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
