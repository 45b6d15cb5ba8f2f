"""What is registered with the desktop, and taken back. Linux with the desktop's own validator; the rest as data."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from counterseal.errors import KnownError
from counterseal_desktop.native import registering
from counterseal_desktop.native.registering import (
    LINK_ENTRY,
    LinuxRegistration,
    MacRegistration,
    WindowsRegistration,
    command,
)


@pytest.fixture
def started() -> list[list[str]]:
    """The desktop's own tools that were asked for; none is really run, for they change the account's own settings."""
    return []


@pytest.fixture
def linux(tmp_path: Path, started: list[list[str]]) -> LinuxRegistration:
    return LinuxRegistration(tmp_path / "config", tmp_path / "data", lambda words: started.append(list(words)))


def entry(path: Path) -> dict[str, str]:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    return dict(line.split("=", 1) for line in lines[1:])


def unquoted(line: str) -> list[str]:
    """An ``Exec`` value read as the specification says: strings unescaped first, then quotes and their escapes."""
    text = line.replace("\\\\", "\\")
    found, at = [], 0
    while at < len(text):
        if text[at] == '"':
            part, at = "", at + 1
            while text[at] != '"':
                at += text[at] == "\\"
                part, at = part + text[at], at + 1
            found.append(part.replace("%%", "%"))
            at += 1
        elif text[at] == " ":
            at += 1
        else:
            end = text.find(" ", at)
            found.append(text[at:] if end < 0 else text[at:end])
            at = len(text) if end < 0 else end
    return found


@pytest.mark.parametrize("name", ["profile", 'with "quotes" and spaces', "100% $HOME `date` \\ end", "grüße"])
def test_it_starts_with_the_session_and_no_more(linux: LinuxRegistration, tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    assert not linux.starts_with_session(home)
    linux.start_with_session(home, True)
    file = tmp_path / "config" / "autostart" / LINK_ENTRY
    assert unquoted(entry(file)["Exec"]) == command(home, "--hidden")
    assert linux.starts_with_session(home)
    assert not linux.starts_with_session(tmp_path / "another")
    if shutil.which("desktop-file-validate"):
        checked = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
    linux.start_with_session(home, False)
    assert not file.exists()


def test_links_are_one_argument_of_this_profile(
    linux: LinuxRegistration, started: list[list[str]], tmp_path: Path
) -> None:
    assert not linux.opens_links()
    linux.open_links(tmp_path / "profile", True)
    file = tmp_path / "data" / "applications" / LINK_ENTRY
    found = entry(file)
    assert unquoted(found["Exec"]) == [*command(tmp_path / "profile", "--link"), "%u"]
    assert found["MimeType"] == "x-scheme-handler/counterseal;"
    assert linux.opens_links()
    renew = ["update-desktop-database", str(file.parent)]
    assert started == [["xdg-mime", "default", LINK_ENTRY, "x-scheme-handler/counterseal"], renew]
    linux.open_links(tmp_path / "profile", False)
    assert not linux.opens_links()
    assert started[2:] == [renew]


def test_a_tool_that_is_not_installed_is_done_without() -> None:
    assert not registering.start_tool(["counterseal-no-such-tool", "--help"])


def test_what_the_system_refuses_is_said(linux: LinuxRegistration, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(KnownError, match="refused"):
        linux.start_with_session(tmp_path / "profile", True)
    with pytest.raises(KnownError, match="cannot"):
        linux.start_with_session(Path("/x\ny"), True)


def test_a_launch_agent_is_a_property_list_as_launchd_reads_it(tmp_path: Path) -> None:
    mac = MacRegistration(tmp_path)
    home = tmp_path / "profile"
    mac.start_with_session(home, True)
    found = plistlib.loads((tmp_path / "org.counterseal.Counterseal.plist").read_bytes())
    assert found["ProgramArguments"] == command(home, "--hidden")
    assert found["RunAtLoad"] is True
    assert mac.starts_with_session(home)
    mac.start_with_session(home, False)
    assert not mac.starts_with_session(home)
    with pytest.raises(KnownError, match="installed application"):
        mac.open_links(home, True)


class Registry(types.ModuleType):
    """Enough of ``winreg``: keys below one root, values in a dict."""

    HKEY_CURRENT_USER, REG_SZ = object(), 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, str]] = {}

    def CreateKey(self, _root: object, path: str) -> Opened:  # noqa: N802
        parts = path.split("\\")
        for count in range(1, len(parts) + 1):
            self.keys.setdefault("\\".join(parts[:count]), {})
        return Opened(self.keys[path])

    def OpenKey(self, _root: object, path: str) -> Opened:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        return Opened(self.keys[path])

    def SetValueEx(self, opened: Opened, name: str, _zero: int, _kind: int, value: str) -> None:  # noqa: N802
        opened.values[name] = value

    def QueryValueEx(self, opened: Opened, name: str) -> tuple[str, int]:  # noqa: N802
        if name not in opened.values:
            raise FileNotFoundError(name)
        return opened.values[name], 1

    def DeleteValue(self, opened: Opened, name: str) -> None:  # noqa: N802
        if name not in opened.values:
            raise FileNotFoundError(name)
        del opened.values[name]

    def DeleteKey(self, _root: object, path: str) -> None:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        assert not any(key.startswith(path + "\\") for key in self.keys), "a key with keys below it cannot be deleted"
        del self.keys[path]


class Opened:
    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_error: object) -> None:
        return None


def test_the_registry_of_windows_is_written_and_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    windows, home = WindowsRegistration(), tmp_path / "a profile"
    windows.start_with_session(home, True)
    line = registry.keys[windows.RUN]["Counterseal"]
    assert line == subprocess.list2cmdline(command(home, "--hidden"))
    assert windows.starts_with_session(home)
    windows.start_with_session(home, False)
    windows.start_with_session(home, False)
    assert not windows.starts_with_session(home)
    windows.open_links(home, True)
    assert windows.opens_links()
    assert registry.keys[rf"{windows.CLASS}\shell\open\command"][""].endswith('--link "%1"')
    windows.open_links(home, False)
    assert not windows.opens_links()
    assert windows.CLASS not in registry.keys


def test_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/counterseal/counterseal-desktop")
    assert command(tmp_path, "--hidden") == [
        "/opt/counterseal/counterseal-desktop", "--profile", str(tmp_path), "--hidden",
    ]  # fmt: skip


def test_this_system_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {}
    for name in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", name)
        found[name] = type(registering.registration())
    assert found == {"linux": LinuxRegistration, "darwin": MacRegistration, "win32": WindowsRegistration}
