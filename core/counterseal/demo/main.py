"""``counterseal demo``: three agents, one person, real effects.

Offscreen it plays the whole story, draws pictures and writes ``summary.json``; with a display it sets everything up
and leaves the window to the person.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from counterseal.demo import cast, folders, office
from counterseal.demo.hands import DeskHands, Hands
from counterseal.demo.stage import Stage, set_up, wait_for_questions
from counterseal.demo.story import QUESTIONS, Story
from counterseal.demo.telling import Teller

GUIDE = """
The window is open on the demo's own profile ({profile}).
Its passphrase, which High and Critical approvals ask for: {passphrase}

What to try:
  1. Refund €38.00: press A, then A again. The refund appears in {shop}.
  2. Refund €1,240.00: press E, make the amount 910.00, give a reason, sign. Scroll through the trace first.
  3. Merge fix/flaky-capture: read the diff under Context, then press R.
  4. A message of the office agent: approve it and look into {mailbox}, or press Q and answer the agent.
  5. Halt agents… (top right): halt the refunds agent. Its process ends, what waited is void.
  6. History: open an entry and read its proof; Export evidence… writes a bundle with its own verifier.
     The refund of €15.00 ran alone: its entry says under which orders, and Mark as wrong… lowers the agent.
  7. Agents: see charter, mandate and what is used of it; Sign a change… shows what 30 days would have been.
Close the window to end the demo; its agents end with it.
"""


def run(out: Path, offscreen: bool | None = None, langgraph_venv: Path | None = None) -> int:
    """Run the demo in ``out``.

    Args:
        offscreen: True plays the story without a screen; None does so where there is no screen.
        langgraph_venv: where the LangGraph environment lies; found beside the project when None.

    Returns:
        0, or 1 when an effect that was seen is not the one that should be.

    Raises:
        KnownError: with what to do about it.
    """
    tell = Teller()
    program = office.executable(langgraph_venv)
    place = folders.prepare(out)
    windowed = _has_window()
    play = offscreen if offscreen is not None else not (has_display() and windowed)
    if play or not windowed:
        return _play(place, program, tell, windowed)
    return _stay(place, program, tell)


def has_display() -> bool:
    """Whether a window could be shown here."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _has_window() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("PySide6", "counterseal_desktop"))


def _tour() -> Any:
    # By name, because the core imports no screen; without the desktop extra it is not there.
    return importlib.import_module("counterseal_desktop.demo_tour")


def _play(place: folders.Folders, program: Path, tell: Teller, windowed: bool) -> int:
    if windowed:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with ExitStack() as stack:
        stage = set_up(place, program, tell, stack)
        plain = DeskHands(stage.desk, stage.passphrase)
        wait_for_questions(stage, plain.until, tell, QUESTIONS)
        hands: Hands = _tour().Tour(stage.desk, stage.passphrase, place.out) if windowed else plain
        stack.callback(hands.close)
        tell(f"decisions are made {hands.way}")
        story = Story(stage, hands, tell)
        story.play()
        summary = _summary(stage, story, hands, tell)
    place.summary.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    pictures = summary["pictures"]
    tell(f"{len(pictures)} pictures, {place.summary.name} and the bundle lie in {place.out}")
    if not summary["ok"]:
        tell("NOT as expected: see summary.json")
        return 1
    tell("every effect is as it was decided")
    return 0


def _summary(stage: Stage, story: Story, hands: Hands, tell: Teller) -> dict[str, Any]:
    report = stage.desk.verify().result(30)
    tell(f"ledger: {' '.join(report.sentences)}")
    bundle = stage.desk.export(stage.folders.bundle).result(30)
    code, said = verify_bundle(bundle)
    tell(f"bundle: {said.splitlines()[-1] if said else f'verify.py ended with {code}'}")
    as_expected = [one.as_expected for one in story.played] + [one.as_expected for one in story.alone]
    ok = report.ok and code == 0 and all(as_expected)
    out = stage.folders.out
    return {
        "ok": ok,
        "seconds": round(tell.seconds, 1),
        "person": cast.PERSON,
        "decided": hands.way,
        "actions": [{**asdict(one), "as_expected": one.as_expected} for one in story.played],
        "alone": [{**asdict(one), "as_expected": one.as_expected} for one in story.alone],
        "halt": list(story.halt_report),
        "agents": {child.name: child.exit_code for child in (stage.refunds, stage.code, stage.office)},
        "ledger": {
            "ok": report.ok,
            "entries": report.entries,
            "log_key_sha256": stage.desk.profile.log.key.id,
            "said": list(report.sentences),
        },
        "bundle": {"path": bundle.relative_to(out).as_posix(), "verify_exit": code, "verify_said": said.splitlines()},
        "pictures": sorted(path.name for path in out.glob("[0-9][0-9]-*.png")),
    }


def verify_bundle(bundle: Path) -> tuple[int, str]:
    """Run the bundle's own verifier as a stranger would; returns its exit code and what it said."""
    done = subprocess.run(  # noqa: S603  (the verifier that we have just written)
        [sys.executable, "-I", "-B", str(bundle / "verify.py")],
        cwd=bundle,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def _stay(place: folders.Folders, program: Path, tell: Teller) -> int:
    with ExitStack() as stack:
        stage = set_up(place, program, tell, stack)
        plain = DeskHands(stage.desk, stage.passphrase)
        wait_for_questions(stage, plain.until, tell, QUESTIONS)
        words = GUIDE.format(profile=place.profile, passphrase=stage.passphrase, shop=stage.shop, mailbox=place.mailbox)
        tell.plain(words)
        _tour().stay(stage.desk)
        tell("the window is closed; ending the agents")
    return 0
