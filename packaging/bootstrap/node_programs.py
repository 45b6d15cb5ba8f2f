"""Programs of the npm registry that tests talk to, installed from a lock with hashes and without install scripts."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from bootstrap.progress import BootstrapError, run_logged, say, stage

STAMP = ".counterseal-stamp"
OLDEST_NODE = 20


def expect_node() -> None:
    """What is tried as plain scripts, without a package, needs Node and no more.

    Raises:
        BootstrapError: Node is missing, or older than the page for TypeScript names.
    """
    node = shutil.which("node")
    said = ""
    if node is not None:
        asked = subprocess.run((node, "--version"), capture_output=True, text=True, timeout=60, check=False)
        said = asked.stdout.strip()
    major = said.removeprefix("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        raise BootstrapError(
            f"typescript needs Node {OLDEST_NODE} or newer, and `node` on PATH is {said or 'missing'}. "
            "Debian 12's own is older: take one of Node's makers and put its folder on PATH."
        )
    say(f"  typescript: Node {said}")


def names(root: Path) -> list[str]:
    """What has a lock under ``requirements/connect``."""
    return sorted(path.parent.name for path in (root / "requirements" / "connect").glob("*/package-lock.json"))


def provide(root: Path, name: str) -> None:
    """Install one under ``.venv-connect``; does nothing when it is there already.

    Raises:
        BootstrapError: npm is missing, or failed.
    """
    source, folder = root / "requirements" / "connect" / name, root / ".venv-connect" / name
    lock = (source / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        say(f"  {name}: ready")
        return
    if shutil.which("npm") is None:
        raise BootstrapError(
            f"npm is not on PATH, and {name} comes by it. On Debian 12: apt-get install nodejs npm; or leave it out: "
            "make test-connect ONLY=..."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    for file in ("package.json", "package-lock.json"):
        shutil.copyfile(source / file, folder / file)
    with stage(f"{name}: from its lock, each package checked against its hash"):
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts")
        run_logged(("npm", "ci", "--prefix", str(folder), *quiet), folder / "bootstrap.log")
    stamp.write_text(wanted, "utf-8")
