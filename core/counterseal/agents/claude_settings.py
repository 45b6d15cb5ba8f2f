"""Putting the hook into Claude Code's settings file, and taking it out again, without touching what else is there."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counterseal.agents.claude_hook import AFTER, BEFORE, FAILED, OVER
from counterseal.errors import InvalidInput, NotFound

# What changes files, runs commands or leaves the machine, and every tool of an MCP server.
MATCHER = "Bash|Write|Edit|MultiEdit|NotebookEdit|WebFetch|WebSearch|mcp__.*"
# The host's own limit, after which it would go on by itself; ours ends a minute before.
HOST_SECONDS = 3600
PATIENCE_SECONDS = 3540
_MARK = "hook claude-code"


def command(program: list[str], patience: float) -> str:
    """The shell line of the hook.

    A program that is missing, crashes or is killed ends with another code than 2, which the host takes for leave to go
    on; so the shell turns every failure into 2.
    """
    words = [*program, *_MARK.split(), "--patience", f"{patience:.0f}"]
    return f"{shlex.join(words)} || exit 2"


def installed(settings: Mapping[str, Any], line: str, matcher: str) -> dict[str, Any]:
    """The settings with the hook in them, once.

    Raises:
        InvalidInput: hooks are switched off there, or are not what they should be.
    """
    if settings.get("disableAllHooks"):
        raise InvalidInput(
            "Hooks are switched off in these settings, so nothing would be gated",
            where="disableAllHooks",
            todo="Remove it first.",
        )
    made = removed(settings)
    hooks = dict(made.get("hooks", {}))
    handler = {"type": "command", "command": line, "timeout": HOST_SECONDS}
    for event in (BEFORE, AFTER, FAILED):
        hooks[event] = [*hooks.get(event, []), {"matcher": matcher, "hooks": [handler]}]
    hooks[OVER] = [*hooks.get(OVER, []), {"hooks": [{**handler, "timeout": 60}]}]
    return {**made, "hooks": hooks}


def removed(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without the hook; what stood beside it stays. Raises InvalidInput: hooks are no hooks."""
    hooks = settings.get("hooks", {})
    if not isinstance(hooks, Mapping) or not all(isinstance(one, list) for one in hooks.values()):
        raise InvalidInput("These are not the hooks of Claude Code", where="hooks")
    left = {event: [one for one in map(_without, groups) if one is not None] for event, groups in hooks.items()}
    left = {event: groups for event, groups in left.items() if groups or not hooks[event]}
    made = {**settings, "hooks": left}
    if not left:
        del made["hooks"]
    return made


def _without(group: Any) -> Any:
    """A group without our handler; None when nothing else was in it."""
    handlers = group.get("hooks") if isinstance(group, Mapping) else None
    if not isinstance(handlers, list):
        return group
    kept = [one for one in handlers if not (isinstance(one, Mapping) and _MARK in str(one.get("command", "")))]
    if len(kept) == len(handlers):
        return group
    return {**group, "hooks": kept} if kept else None


def read(path: Path) -> dict[str, Any]:
    """A settings file; empty where there is none. Raises InvalidInput: not a JSON object."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound("The settings cannot be read", where=f"{path}: {error}") from error
    try:
        found = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise InvalidInput(
            "The settings are not JSON, so nothing was changed", where=f"{path}: {error}", todo="Mend them first."
        ) from error
    if not isinstance(found, dict):
        raise InvalidInput("The settings are not a JSON object, so nothing was changed", where=str(path))
    return found


def write(path: Path, settings: Mapping[str, Any]) -> None:
    """Write the settings whole or not at all, with the mode the file had. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()
    draft = target.with_name(f"{target.name}.counterseal")
    draft.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if target.exists():
        os.chmod(draft, target.stat().st_mode & 0o777)
    draft.replace(target)
