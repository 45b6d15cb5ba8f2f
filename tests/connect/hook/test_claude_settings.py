"""The hook's installer: in once, out whole, and nothing else touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from counterseal.agents import claude_settings
from counterseal.cli.main import main
from counterseal.errors import InvalidInput

OTHERS: dict[str, Any] = {
    "permissions": {"allow": ["Read"]},
    "hooks": {
        "PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "audit"}]}],
        "Stop": [{"hooks": [{"type": "command", "command": "bell"}]}],
    },
}


def install(path: Path, *more: str) -> int:
    return main(["hook", "claude-code", "--install", "--settings", str(path), *more])


def ours(settings: dict[str, Any], event: str) -> list[dict[str, Any]]:
    return [group for group in settings["hooks"][event] if "hook claude-code" in json.dumps(group)]


def test_it_goes_in_once_and_out_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(OTHERS))
    path.chmod(0o640)
    for _again in range(2):
        assert install(path) == 0
        made = json.loads(path.read_text())
        assert made["permissions"] == OTHERS["permissions"]
        assert made["hooks"]["PreToolUse"][0] == OTHERS["hooks"]["PreToolUse"][0]
        for event in ("PreToolUse", "PostToolUse", "PostToolUseFailure", "SessionEnd"):
            assert len(ours(made, event)) == 1
    assert path.stat().st_mode & 0o777 == 0o640
    assert main(["hook", "claude-code", "--remove", "--settings", str(path)]) == 0
    assert json.loads(path.read_text()) == OTHERS


def test_a_new_file_in_a_new_folder_and_nothing_left_when_it_goes(tmp_path: Path) -> None:
    path = tmp_path / ".claude" / "settings.json"
    assert install(path, "--matcher", "Bash", "--patience", "60") == 0
    made = json.loads(path.read_text())
    (group,) = made["hooks"]["PreToolUse"]
    assert group["matcher"] == "Bash"
    (handler,) = group["hooks"]
    # The host's own limit comes later than ours: when it comes first, the host goes on by itself.
    assert handler["timeout"] > 60
    assert handler["command"].endswith("--patience 60 || exit 2")
    assert main(["hook", "claude-code", "--remove", "--settings", str(path)]) == 0
    assert json.loads(path.read_text()) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"hooks": []}', '{"hooks": {"Stop": 1}}', '{"disableAllHooks": true}'])
def test_settings_that_are_not_understood_are_left_alone(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert install(path) == 1
    assert path.read_text() == text
    assert capsys.readouterr().err


def test_wrong_use_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    assert install(path, "--remove") == 2
    assert install(path, "--patience", "99999") == 2
    assert not path.exists()


def test_a_path_with_blanks_stays_one_word() -> None:
    line = claude_settings.command(["/opt/my python", "-m", "x"], 5)
    assert line.startswith("'/opt/my python' -m x hook claude-code")


def test_handlers_of_others_in_our_group_stay() -> None:
    mixed = {"hooks": {"Stop": [{"hooks": [{"command": "x hook claude-code"}, {"command": "bell"}]}]}}
    assert claude_settings.removed(mixed) == {"hooks": {"Stop": [{"hooks": [{"command": "bell"}]}]}}
    with pytest.raises(InvalidInput):
        claude_settings.removed({"hooks": 1})
