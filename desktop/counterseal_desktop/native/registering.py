"""Registers the program with the desktop: for ``counterseal://`` links, and to start with the session.

Both on request only, for this account only, and undone the same way. Linux follows the freedesktop.org specifications
(desktop entries, autostart) and is tested; Windows and macOS follow those systems' documentation and have not been run.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QProcess

from counterseal.errors import KnownError
from counterseal_desktop.native.links import SCHEME
from counterseal_desktop.translating import tr

APP_ID = "org.counterseal.Counterseal"
LINK_ENTRY = f"{APP_ID}.desktop"


class Registration(Protocol):
    """What a system can be asked. Every call may raise KnownError: the system refused."""

    def starts_with_session(self, home: Path) -> bool: ...

    def start_with_session(self, home: Path, on: bool) -> None: ...

    def opens_links(self) -> bool: ...

    def open_links(self, home: Path, on: bool) -> None: ...

    def words(self) -> str:
        """What is written where, in one sentence."""


def command(home: Path, *more: str) -> list[str]:
    """The program that opens a profile, as this process was started."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--profile", str(home), *more]
    return [sys.executable, "-m", "counterseal_desktop.app", "--profile", str(home), *more]


def registration() -> Registration:
    """The one for this system."""
    if sys.platform == "win32":
        return WindowsRegistration()
    if sys.platform == "darwin":
        return MacRegistration()
    return LinuxRegistration()


def start_tool(command_line: Sequence[str]) -> bool:
    """Start one of the desktop's own tools, and wait for nothing: it may look through all of the account's programs.

    Returns:
        whether it is installed; where it is not, the desktop reads the entry by itself.
    """
    started = QProcess.startDetached(command_line[0], list(command_line[1:]))
    return bool(started[0] if isinstance(started, tuple) else started)


class LinuxRegistration:
    """Desktop entries in the account's own folders.

    Args:
        tool: starts one of the desktop's own tools, which know of the account's real folders only.
    """

    def __init__(
        self,
        config: Path | None = None,
        data: Path | None = None,
        tool: Callable[[Sequence[str]], object] = start_tool,
    ) -> None:
        base = Path.home()
        self._tool = tool
        self._config = config or Path(os.environ.get("XDG_CONFIG_HOME") or base / ".config")
        self._data = data or Path(os.environ.get("XDG_DATA_HOME") or base / ".local/share")

    def words(self) -> str:
        return tr("Written for your account only, below {config} and {data}.", config=self._config, data=self._data)

    def starts_with_session(self, home: Path) -> bool:
        try:
            return _exec_line(command(home, "--hidden")) in self._autostart.read_text("utf-8")
        except OSError:
            return False

    def start_with_session(self, home: Path, on: bool) -> None:
        if not on:
            _remove(self._autostart)
            return
        entry = _entry(_exec_line(command(home, "--hidden")), {"X-GNOME-Autostart-enabled": "true"})
        _write(self._autostart, entry)

    def opens_links(self) -> bool:
        try:
            return f"x-scheme-handler/{SCHEME}" in self._links.read_text("utf-8")
        except OSError:
            return False

    def open_links(self, home: Path, on: bool) -> None:
        if on:
            # The link is one argument of its own; the entry's own rules keep a shell away from it.
            line = f"{_exec_line(command(home, '--link'))} %u"
            _write(self._links, _entry(line, {"MimeType": f"x-scheme-handler/{SCHEME};", "NoDisplay": "true"}))
        else:
            _remove(self._links)
        if on:
            self._tool(["xdg-mime", "default", LINK_ENTRY, f"x-scheme-handler/{SCHEME}"])
        self._tool(["update-desktop-database", str(self._links.parent)])

    @property
    def _autostart(self) -> Path:
        return self._config / "autostart" / LINK_ENTRY

    @property
    def _links(self) -> Path:
        return self._data / "applications" / LINK_ENTRY


class MacRegistration:
    """A launch agent of the account (launchd.plist(5)). Links are declared by the bundle's Info.plist alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or Path.home() / "Library" / "LaunchAgents") / f"{APP_ID}.plist"

    def words(self) -> str:
        return tr(
            "Starting with the session is written to {path}; links belong to the installed application.",
            path=self._path,
        )

    def starts_with_session(self, home: Path) -> bool:
        try:
            found: Any = plistlib.loads(self._path.read_bytes())
        except (OSError, plistlib.InvalidFileException):
            return False
        return bool(found.get("ProgramArguments") == command(home, "--hidden"))

    def start_with_session(self, home: Path, on: bool) -> None:
        if not on:
            _remove(self._path)
            return
        plist = {
            "Label": APP_ID,
            "ProgramArguments": command(home, "--hidden"),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        _write(self._path, plistlib.dumps(plist).decode())

    def opens_links(self) -> bool:
        return bool(getattr(sys, "frozen", False))

    def open_links(self, home: Path, on: bool) -> None:
        raise KnownError(
            tr("Links are declared by the installed application"),
            todo=tr("Install it from its disk image."),
            code="by_bundle",
        )


class WindowsRegistration:
    """Keys below HKEY_CURRENT_USER: ``Run`` for the session, ``Classes`` for the scheme."""

    RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
    CLASS = rf"Software\Classes\{SCHEME}"

    def words(self) -> str:
        return tr("Written to the registry of your account only.")

    def starts_with_session(self, home: Path) -> bool:
        return self._value(self.RUN, "Counterseal") == subprocess.list2cmdline(command(home, "--hidden"))

    def start_with_session(self, home: Path, on: bool) -> None:
        line = subprocess.list2cmdline(command(home, "--hidden"))
        self._set(self.RUN, "Counterseal", line if on else None)

    def opens_links(self) -> bool:
        return self._value(self.CLASS, "URL Protocol") is not None

    def open_links(self, home: Path, on: bool) -> None:
        if on:
            self._set(self.CLASS, "", "URL:Counterseal")
            self._set(self.CLASS, "URL Protocol", "")
            # Quoted whatever it holds: the shell puts the link in as text, and one with spaces must stay one argument.
            line = f'{subprocess.list2cmdline(command(home, "--link"))} "%1"'
            self._set(rf"{self.CLASS}\shell\open\command", "", line)
            return
        import winreg

        for key in (
            rf"{self.CLASS}\shell\open\command",
            rf"{self.CLASS}\shell\open",
            rf"{self.CLASS}\shell",
            self.CLASS,
        ):
            try:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)  # type: ignore[attr-defined,unused-ignore]
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _refused(error, key) from error

    def _value(self, key: str, name: str) -> str | None:
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:  # type: ignore[attr-defined,unused-ignore]
                return str(winreg.QueryValueEx(opened, name)[0])  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return None

    def _set(self, key: str, name: str, value: str | None) -> None:
        import winreg

        try:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:  # type: ignore[attr-defined,unused-ignore]
                if value is None:
                    winreg.DeleteValue(opened, name)  # type: ignore[attr-defined,unused-ignore]
                else:
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)  # type: ignore[attr-defined,unused-ignore]
        except FileNotFoundError:
            return
        except OSError as error:
            raise _refused(error, key) from error


def _entry(exec_line: str, more: dict[str, str]) -> str:
    lines = {
        "Type": "Application",
        "Name": "Counterseal",
        "Comment": "Decide what AI agents may do",
        "Exec": exec_line,
        "Icon": APP_ID,
        "Terminal": "false",
        "StartupWMClass": APP_ID,
        **more,
    }
    return "[Desktop Entry]\n" + "".join(f"{name}={value}\n" for name, value in lines.items())


def _exec_line(parts: Sequence[str]) -> str:
    """An ``Exec`` value: quoted by the desktop entry specification, whose strings are escaped once more."""
    return " ".join(_quoted(part) for part in parts)


def _quoted(part: str) -> str:
    if any(ord(char) < 32 for char in part):
        raise KnownError(tr("The profile's path holds characters that a desktop entry cannot"), where=ascii(part)[:120])
    inner = "".join(f"\\{char}" if char in '"`$\\' else char for char in part).replace("%", "%%")
    return '"' + inner.replace("\\", "\\\\") + '"'


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.new")
        part.write_text(text, "utf-8")
        os.replace(part, path)
    except OSError as error:
        raise _refused(error, str(path)) from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(error, str(path)) from error


def _refused(error: OSError, where: str) -> KnownError:
    return KnownError(tr("The system refused"), where=f"{where}: {error.strerror or error}", code="system_refused")
