"""PySide6 6.12.0 on CPython 3.11 lost a reference to None or True on each call from C++ and aborted after a while.

The pin in pyproject.toml keeps that pair out; this test notices when a later pair does the same.
"""

from __future__ import annotations

import json
import subprocess
import sys

CALLS = 20_000
SCRIPT = f"""
import json, sys
from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt, Signal
from PySide6.QtCore import QIdentityProxyModel

class Empty(QAbstractListModel):
    calls = 0
    def rowCount(self, parent=QModelIndex()):
        return 1
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        Empty.calls += 1
        return None

class Bell(QObject):
    rung = Signal(int)

application = QCoreApplication([])
model, bell, heard = Empty(), Bell(), [0]
# Through a C++ proxy, so that the override is called from C++ and its None crosses the border.
proxy = QIdentityProxyModel()
proxy.setSourceModel(model)
index = proxy.index(0, 0)
def hear(number):
    heard[0] += 1
bell.rung.connect(hear)

proxy.data(index)
bell.rung.emit(0)
before = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
for number in range({CALLS}):
    proxy.data(index)
    bell.rung.emit(number)
after = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
print(json.dumps({{"calls": Empty.calls, "heard": heard[0], "lost": [b - a for b, a in zip(before, after)]}}))
"""


def test_none_and_true_keep_their_references_across_the_qt_border() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["calls"], report["heard"]) == (CALLS + 1, CALLS + 1)
    # A real loss is one per call; a few either way are the interpreter's own.
    assert all(abs(lost) < CALLS // 100 for lost in report["lost"]), report
