"""The demo's scratch Git repository, with one branch worth merging and one that is not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from counterseal.demo.agents.scripted import resource
from counterseal.errors import KnownError

MAIN = "main"
_MAINTAINER = "Sara Holm"


def git(folder: Path, *words: str, author: str = "Code agent") -> str:
    """Run git in ``folder``, apart from the user's own configuration; returns what it printed.

    Raises:
        KnownError: git is missing or failed.
    """
    command = ["git", "-C", str(folder), "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", *words]
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program and our own words)
            command, env=_environment(author), capture_output=True, text=True, timeout=60, check=False
        )
    except FileNotFoundError:
        raise KnownError("git is not installed", todo="Install git, then start the demo again.") from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise KnownError("git failed", where=f"git {' '.join(words[:2])}: {said[:300]}", code="git_failed")
    return done.stdout.strip()


def create(folder: Path) -> Path:
    """Make the repository with its branches; ``main`` is checked out."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--template=", f"--initial-branch={MAIN}")
    said = resource("repository.json")
    _commit(folder, said["main"], "Capture payments", _MAINTAINER)
    for branch in said["branches"]:
        git(folder, "checkout", "--quiet", "-b", branch["name"], MAIN)
        _commit(folder, branch["files"], branch["message"], branch["author"])
    git(folder, "checkout", "--quiet", MAIN)
    return folder


def branches_ahead(folder: Path) -> list[str]:
    """Branches with commits that ``main`` does not have."""
    return git(folder, "branch", "--no-merged", MAIN, "--format=%(refname:short)").split()


def head(folder: Path, branch: str) -> str:
    """The commit a branch points to."""
    return git(folder, "rev-parse", "--verify", f"refs/heads/{branch}")


def merges(folder: Path) -> list[tuple[str, str]]:
    """Merge commits of ``main``: (commit, merged commit), newest first."""
    rows = git(folder, "log", "--merges", "--first-parent", "--format=%H %P", MAIN).splitlines()
    return [(row.split()[0], row.split()[2]) for row in rows]


def merge(folder: Path, branch: str, commit: str, into: str) -> str:
    """The effect: merge exactly ``commit``. Returns the merge commit.

    Raises:
        ValueError: the branch has moved since it was shown, or another branch is checked out.
        KnownError: git refused.
    """
    if git(folder, "symbolic-ref", "--short", "HEAD") != into:
        raise ValueError(f"{into} is not checked out")
    if head(folder, branch) != commit:
        raise ValueError(f"{branch} has moved on from {commit[:12]}")
    try:
        git(folder, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", commit)
    except KnownError:
        git(folder, "merge", "--abort")
        raise
    return head(folder, into)


def _commit(folder: Path, contents: Mapping[str, str], message: str, author: str) -> None:
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", message, author=author)


def _environment(author: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    mail = f"{author.split()[0].lower()}@lindholm-trading.example"
    people = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in
              (("NAME", author), ("EMAIL", mail))}  # fmt: skip
    return {**kept, **people, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
