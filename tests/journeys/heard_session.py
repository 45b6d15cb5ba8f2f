"""A session of its own for programs with windows: a screen that nobody sees, a bus, and what screen readers ask."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

AT_SPI = "/usr/libexec/at-spi-bus-launcher"
PATIENCE_S = 240.0
# No service is started by being asked for: not the keyring of whoever runs the tests either.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Session:
    """A running one.

    Attributes:
        environment: for what is started in it. folder: where each program's output lies, under its name.
    """

    def __init__(self, folder: Path, environment: dict[str, str], ends: ExitStack) -> None:
        self.folder = folder
        self.environment = environment
        self._ends = ends

    def starts(self, name: str, *command: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a program that is ended with the session."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=pass_fds
            )
        self._ends.callback(_end, process)
        return process

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def until(self, true: Callable[[], object], what: str, by: subprocess.Popen[bytes] | None = None) -> None:
        """Wait for something that a program does."""
        ends = time.monotonic() + PATIENCE_S
        while not true():
            assert by is None or by.poll() is None, f"ended before {what}: {self._logs()}"
            assert time.monotonic() < ends, f"waited for {what}: {self._logs()}"
            time.sleep(0.05)

    def _logs(self) -> dict[str, str]:
        return {log.stem: self.said(log.stem)[-1500:] for log in self.folder.glob("*.log")}


@contextmanager
def heard_session(folder: Path) -> Iterator[Session]:
    """Screen, bus and the accessibility bus, up and answering."""
    folder.mkdir()
    with ExitStack() as ends:
        session = Session(folder, dict(os.environ), ends)
        reading, writing = os.pipe()
        ends.callback(os.close, reading)
        screen = session.starts(
            "screen", "Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x1000x24", "-nolisten", "tcp",
            pass_fds=(writing,),
        )  # fmt: skip
        os.close(writing)
        # Ends with nothing where the program does.
        number = os.read(reading, 16).decode().strip()
        assert number, f"Xvfb ended with {screen.wait()}: {session.said('screen')}"
        socket = Path(os.environ["XDG_RUNTIME_DIR"]) / "heard-bus"
        config = folder / "bus.conf"
        config.write_text(_BUS.format(path=socket), "utf-8")
        session.environment |= {
            "DISPLAY": f":{number}",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        bus = session.starts("bus", "dbus-daemon", "--nofork", "--nosyslog", f"--config-file={config}")
        session.until(socket.exists, "the bus", bus)
        launcher = session.starts("at-spi", AT_SPI, "--launch-immediately")
        session.until(lambda: _answers(session), "the accessibility bus", launcher)
        yield session


def _answers(session: Session) -> bool:
    asked = "dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.a11y.Bus.GetAddress"
    done = subprocess.run(asked.split(), env=session.environment, capture_output=True, check=False)
    return b"unix:" in done.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE_S / 4)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
