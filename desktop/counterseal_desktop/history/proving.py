"""Verify and export: what the buttons above the history do, and the line that says how it went."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QProgressBar, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.sync.api import VerifyReport
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.untrusted import display_line

EXPORTS = (
    ("bundle", "Evidence bundle…", "Export evidence into a folder"),
    ("report", "Report for people as PDF…", "Write the report into a folder"),
    ("events", "Events for a SIEM (OCSF 1.9)…", "Write the events into a folder"),
)


class Proving(QWidget):
    """The line under the filters: progress while something runs, then its sentences.

    Signals:
        exported(Path): a bundle, report or events file lies there.
        verifying(bool): whether a verification runs.
    """

    exported = Signal(object)
    verifying = Signal(bool)

    def __init__(self, bridge: DeskBridge, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proving")
        self._bridge = bridge
        self._clock = clock
        self.report = Banner("green")
        self.report.setObjectName("verifyReport")
        self.report.hide()
        self.bar = QProgressBar()
        self.bar.setObjectName("verifyProgress")
        self.bar.setAccessibleName("How far the verification is")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(5))
        self.bar.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(10), 0, theme.px(10), theme.px(4))
        rows.setSpacing(theme.px(3))
        rows.addWidget(self.report)
        rows.addWidget(self.bar)

    def verify(self) -> None:
        """Verify every entry, the tree, the heads and every replica."""
        self.verifying.emit(True)
        self.say("Verifying every entry, the tree and the heads…", "blue", closes=False)

        def step(done: int, total: int) -> None:
            if self.bar.isHidden() and done < total:
                self.bar.show()
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * done / total) if total else 1000)
            if not self.bar.isHidden():
                self.say(f"Verifying: {done:,} of {total:,} entries…", "blue", closes=False)

        def ok(report: VerifyReport) -> None:
            self._end()
            self.say(*_verified_words(report))

        def failed(error: KnownError) -> None:
            self._end()
            self.say(display_line(error.text(), 400), "red")

        future = self._bridge.desk.evidence.verify(self._bridge.follow(self, step))
        self._bridge.run(future, self, ok, failed)

    def pop_exports(self, button: QWidget) -> None:
        """The menu of what can be exported, under its button."""
        menu = QMenu(self)
        menu.setObjectName("exportMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, words, title in EXPORTS:
            action = QAction(words, menu)
            action.setObjectName(f"export_{name}")
            action.triggered.connect(lambda _on=False, name=name, title=title: self._ask_folder(name, title))
            menu.addAction(action)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def export_to(self, name: str, folder: Path) -> None:
        """Write an export into ``folder``. ``name``: bundle, report or events."""
        stamp = f"{self._clock.now():%Y%m%d-%H%M%S}"
        desk = self._bridge.desk
        made: dict[str, tuple[Path, Callable[[Path], Future[Path]], str]] = {
            "bundle": (
                folder / f"counterseal-evidence-{stamp}",
                desk.export,
                "The bundle lies in {0}. Its verify.py checks it without us.",
            ),
            "report": (folder / f"counterseal-report-{stamp}.pdf", desk.evidence.export_report,
                       "The report lies in {0}."),
            "events": (folder / f"counterseal-events-{stamp}.jsonl", desk.evidence.export_events,
                       "The events lie in {0}, one JSON object a line."),
        }  # fmt: skip
        out, call, words = made[name]
        self.say("Exporting…", "blue", closes=False)

        def ok(path: Path) -> None:
            self.say(words.format(display_line(str(path), 300)), "green")
            self.exported.emit(path)

        def failed(error: KnownError) -> None:
            self.say(display_line(error.text(), 400), "red")

        self._bridge.run(call(out), self, ok, failed)

    def ask(self, name: str) -> None:
        """Ask where an export of this name goes. Raises KeyError for another name."""
        self._ask_folder(name, {one: title for one, _words, title in EXPORTS}[name])

    def _ask_folder(self, name: str, title: str) -> None:
        dialog = QFileDialog(self, title)
        dialog.setObjectName("exportDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda folder: self.export_to(name, Path(folder)))
        dialog.open()

    def _end(self) -> None:
        self.bar.hide()
        self.verifying.emit(False)

    def say(self, text: str, tone: str, closes: bool = True) -> None:
        """Show a sentence that was made safe."""
        self.report.set_tone(tone)
        action: tuple[Any, ...] = ("Close", self.report.hide) if closes else ()
        self.report.set_message(text, *action)
        self.report.show()


def _verified_words(report: VerifyReport) -> tuple[str, str]:
    said = " ".join(display_line(sentence, 300) for sentence in report.sentences)
    where = "" if report.bad_seq is None else f" First bad entry: {report.bad_seq:,}."
    text = f"{count_of(report.entries, 'entry', 'entries')} checked in {report.took_s:.2f} s. {said}{where}"
    return text, "red" if not report.ok else "amber" if report.doubtful else "green"
