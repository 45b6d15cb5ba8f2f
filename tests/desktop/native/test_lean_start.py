"""What a start leaves for later: which modules are not there yet when the window is shown, and what is put back."""

from __future__ import annotations

import builtins
import gc
import subprocess
import sys
from pathlib import Path

import pytest

from counterseal_desktop.lean_start import collect_again, load_qt, without_collecting
from gateway.desks import make_profile

START = """
import builtins, sys
from pathlib import Path

from counterseal_desktop import app

app._load_core()
application = app.make_application(["counterseal-desktop"])
from counterseal.sync.beside import Beside
from counterseal.sync.desk import open_desk
from counterseal_desktop.native.around import Around
from counterseal_desktop.shell.looks import dress
from counterseal_desktop.shell.window import MainWindow

home = Path(sys.argv[1])
dress(application, home)
desk = open_desk(home, beside=Beside(home))
window = MainWindow(desk, ask_on_close=False)
around = Around(window)
desk.start(serve=False, wait=False)
window.fill()
window.show()
print(builtins.__import__.__name__, *list(sys.modules), flush=True)
window.close()
"""

NOT_YET = {
    # The gateway is another process's, and nothing here describes a server, a command line or a schema.
    *("fastapi", "starlette", "pydantic", "uvicorn", "alembic", "typer", "click", "rich", "jsonschema", "referencing"),
    *("sqlalchemy.orm", "sqlalchemy.ext.asyncio", "cryptography.x509", "PySide6.QtPrintSupport"),
    *("counterseal.gateway.service", "counterseal.gateway.judging", "counterseal.sync.serving", "counterseal.cli"),
    # What a person asks for after the inbox.
    *("counterseal.sync.api_autonomy", "counterseal.sync.autonomy", "counterseal.sync.orders"),
    *("counterseal.sync.api_insights", "counterseal.insights", "counterseal.sync.insights", "counterseal.traces"),
    *("counterseal.sync.erasing", "counterseal.sync.connections", "counterseal.sync.records_bundle"),
    *("counterseal.sync.backup", "counterseal.sync.restore", "counterseal.sync.doctor", "counterseal.ledger.verify"),
    *("counterseal_desktop.agents.screen", "counterseal_desktop.history.screen", "counterseal_desktop.insights"),
    *("counterseal_desktop.settings", "counterseal_desktop.people", "counterseal_desktop.welcome"),
    *("counterseal_desktop.shell.halt_sheet", "counterseal_desktop.shell.help_sheet"),
    *("counterseal_desktop.agents.charter_sheet", "counterseal_desktop.agents.level_sheet"),
}


def test_a_shown_window_has_imported_nothing_that_its_inbox_does_not_need(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    ran = subprocess.run([sys.executable, "-c", START, str(home)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    how, *loaded = ran.stdout.splitlines()[-1].split()
    assert how == "__import__", "Python's own is in its place again"
    assert {"counterseal_desktop.inbox.screen", "counterseal.sync.desk"} <= set(loaded), "the window was there"
    assert NOT_YET.intersection(loaded) == set()


def test_qt_is_loaded_without_its_own_import(monkeypatch: pytest.MonkeyPatch) -> None:
    before = builtins.__import__
    load_qt()
    assert builtins.__import__ is before


def test_the_garbage_collector_rests_at_a_start_and_is_as_before_after_it() -> None:
    assert gc.isenabled()
    kept = gc.get_freeze_count()
    with without_collecting():
        assert not gc.isenabled()
        collect_again()
        assert gc.isenabled()
        assert gc.get_freeze_count() > kept
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled(), "whoever had turned it off finds it so"
    finally:
        gc.enable()
