"""A bare PySide6 window with one table of a hundred rows: what a desktop's start is held against.

Run as ``python bare_window.py``; prints when it can be used, as ``watched_start`` does, and ends.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem


def main() -> None:
    app = QApplication(sys.argv)
    window = QMainWindow()
    table = QTableWidget(100, 6)
    for row in range(100):
        for column in range(6):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window.setCentralWidget(table)
    window.resize(1440, 900)
    timer = QTimer()
    timer.setInterval(4)
    turns = []

    def look() -> None:
        turns.append(time.monotonic())
        if len(turns) == 2:
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
            shown, cpu = turns[0], sum(os.times()[:2])
            print(f"usable {turns[1]:.4f} {shown:.4f} {shown:.4f} {cpu:.3f} {resident:.0f}", flush=True)
            os._exit(0)

    timer.timeout.connect(look)
    window.show()
    timer.start()
    app.exec()


if __name__ == "__main__":
    main()
