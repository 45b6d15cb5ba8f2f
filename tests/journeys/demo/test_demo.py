"""The whole demo as a program of its own; what it says is checked against the real things, read here independently."""

from __future__ import annotations

import json
import mailbox
import os
import sqlite3
import stat
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from langgraph_server import interpreter_folder

ROOT = Path(__file__).resolve().parents[3]
LANGGRAPH = interpreter_folder()
RUN = (
    "import sys; from pathlib import Path; from counterseal.demo.main import run;"
    "sys.exit(run(Path(sys.argv[1]), offscreen=True, langgraph_venv=Path(sys.argv[2])))"
)
pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]


def play(out: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the demo from another folder, so that a file written beside the caller would show."""
    return subprocess.run(
        [sys.executable, "-c", RUN, str(out), str(LANGGRAPH)],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(map(str, paths()))},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def paths() -> list[Path]:
    return [ROOT / "core", ROOT / "desktop", ROOT / "resources"]


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def refunds(out: Path) -> dict[str, tuple[int, str]]:
    query = "SELECT order_id, amount_minor, typeof(amount_minor) FROM refunds WHERE id <> 'RF-9001'"
    with closing(sqlite3.connect(out / "work" / "shop" / "shop.sqlite")) as shop:
        return {order: (amount, kind) for order, amount, kind in shop.execute(query)}


def git(out: Path, *words: str) -> str:
    command = ["git", "-C", str(out / "work" / "payments-service"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def size_of(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


def decided(summary: Mapping[str, Any]) -> dict[str, str]:
    return {one["title"]: one["decided"] for one in summary["actions"]}


def test_the_demo_does_what_it_says(tmp_path: Path) -> None:
    home, elsewhere = Path(os.environ["HOME"]), tmp_path / "elsewhere"
    elsewhere.mkdir()
    out, before = tmp_path / "out", everything_below(home)

    done = play(out, elsewhere)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    check_summary(summary)
    assert refunds(out) == {"88107": (3800, "integer"), "88213": (91000, "integer"), "88231": (1500, "integer")}
    merged = git(out, "log", "--merges", "--format=%s", "main").split("\n")
    assert merged[0] == "Merge feature/retry-budget"
    assert "CERT_NONE" not in git(out, "show", "main:payments/client.py")
    assert git(out, "status", "--porcelain") == ""
    with closing(mailbox.Maildir(str(out / "work" / "mailbox"))) as box:
        assert [message["To"] for message in box] == ["ingrid.solberg@nordfrakt.example"]
    pictures = sorted(out.glob("*.png"))
    assert [picture.name for picture in pictures] == summary["pictures"]
    assert len(pictures) >= 13
    assert {size_of(picture) for picture in pictures} == {(1440, 900)}
    check_bundle(out, summary)
    assert stat.S_IMODE((out / "passphrase.txt").stat().st_mode) == 0o600
    assert everything_below(home) == before
    assert everything_below(elsewhere) == set()


def check_summary(summary: Mapping[str, Any]) -> None:
    assert summary["ok"] is True
    assert decided(summary) == {
        "Refund €38.00 for order 88107": "approve",
        "Refund €1,240.00 for order 88213": "edit",
        "Merge fix/flaky-capture into main": "reject",
        "Merge feature/retry-budget into main": "approve",
        "Send “Renewal of contract 2025-114”": "approve",
        "Send “Last notice before legal steps: invoice 7741”": "reject",
        "Send “PN-309 arrives on 24 November”": "answer",
        "Refund €249.00 for order 88190": "halt",
    }
    assert all(one["as_expected"] and one["observed"] == one["expected"] for one in summary["actions"])
    assert {one["by"] for one in summary["actions"]} == {"Maria Lind"}
    entries = [one["entry"] for one in summary["actions"]]
    assert entries == sorted(set(entries))
    (alone,) = summary["alone"]
    assert alone["title"] == "Refund €15.00 for order 88231"
    assert alone["as_expected"]
    assert alone["level"] == "L4"
    assert len(alone["orders"]) == 4, "registration with its tools, level, mandate, charter"
    assert summary["agents"] == {"refunds agent": 3, "code agent": None, "office agent": None}


def check_bundle(out: Path, summary: Mapping[str, Any]) -> None:
    """The bundle, read without any of our code: each decision of the summary is an entry with that envelope."""
    bundle = out / summary["bundle"]["path"]
    lines = [json.loads(line) for line in (bundle / "entries.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == summary["ledger"]["entries"]
    import base64

    leaves = {line["seq"]: json.loads(base64.b64decode(line["leaf"])) for line in lines}
    for one in summary["actions"]:
        leaf = leaves[one["entry"]]
        assert leaf["dsse_sha256"] == one["envelope_sha256"]
        assert leaf["type"] == ("halt" if one["decided"] == "halt" else "decision")
    (alone,) = summary["alone"]
    assert leaves[alone["entry"]]["type"] == "policy_allowed"
    signed = {leaf.get("dsse_sha256"): leaf["type"] for leaf in leaves.values()}
    assert {signed[order] for order in alone["orders"]} == {"order"}
    checked = subprocess.run(
        [sys.executable, "-I", "-B", str(bundle / "verify.py")], cwd=bundle, capture_output=True, text=True, check=False
    )
    assert checked.returncode == summary["bundle"]["verify_exit"] == 0
