"""Verify and export: what the buttons above the history do, and the line that says how it went."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QProgressBar, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.sync.api import HistoryFilter, HistoryRow, VerifyReport
from counterseal.sync.api_records import CSV, JSON_LINES
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import entries_words

EXPORTS = (
    ("bundle", mark("Evidence bundle…"), mark("Export evidence into a folder")),
    ("report", mark("Report for people as PDF…"), mark("Write the report into a folder")),
    ("events", mark("Events for a SIEM (OCSF 1.9)…"), mark("Write the events into a folder")),
)
# Names of files and folders, and what is said when they lie there.
ENDINGS = {CSV: "csv", JSON_LINES: "jsonl"}


class Proving(QWidget):
    """The line under the filters: progress while something runs, then its sentences.

    Signals:
        exported(Path): a bundle, report or events file lies there.
        verifying(bool): whether a verification runs.
        bundle_wanted(): a bundle shall be opened.

    Attributes:
        selected, wanted: give the selected rows and the filter, for what is written of them.
    """

    exported = Signal(object)
    verifying = Signal(bool)
    bundle_wanted = Signal()

    def __init__(self, bridge: DeskBridge, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proving")
        self._bridge = bridge
        self._clock = clock
        self.selected: Callable[[], tuple[HistoryRow, ...]] = tuple
        self.wanted: Callable[[], HistoryFilter] = HistoryFilter
        self.report = Banner("green")
        self.report.setObjectName("verifyReport")
        self.report.hide()
        self.bar = QProgressBar()
        self.bar.setObjectName("verifyProgress")
        self.bar.setAccessibleName(tr("How far the verification is"))
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

        def step(done: int, total: int) -> None:
            if self.bar.isHidden() and done < total:
                self.bar.show()
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * done / total) if total else 1000)
            if not self.bar.isHidden() and not following.stopped.is_set():
                words = tr("Verifying: {done} of {total} entries…", done=figure(done), total=figure(total))
                self.say_stoppable(words, following.stopped)

        def ok(report: VerifyReport) -> None:
            self._end()
            self.say(*_verified_words(report))

        def failed(error: KnownError) -> None:
            self._end()
            self.say_failed(error)

        following = self._bridge.follow(self, step)
        self.say_stoppable(tr("Verifying every entry, the tree and the heads…"), following.stopped)
        self._bridge.run(self._bridge.desk.evidence.verify(following), self, ok, failed)

    def pop_exports(self, button: QWidget) -> None:
        """The menu of what can be exported, under its button."""
        menu = QMenu(self)
        menu.setObjectName("exportMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, words, title in EXPORTS:
            ask = partial(self._ask_folder, title, partial(self.export_to, name))
            _add(menu, f"export_{name}", words, ask)
        menu.addSeparator()
        selected, found = self.selected(), self.wanted()
        title = tr("Write the rows into a folder")
        for form, ending in ENDINGS.items():
            words = tr("Selected rows as {ending}…", ending=ending.upper())
            ask = partial(self._ask_folder, title, partial(self.rows_to, form, selected))
            _add(menu, f"export_selected_{form}", words, ask).setEnabled(bool(selected))
        proofs = partial(self._ask_folder, tr("Write the proofs into a folder"), partial(self.proofs_to, selected))
        _add(menu, "export_proofs", tr("Proofs of the selected rows…"), proofs).setEnabled(bool(selected))
        for form, ending in ENDINGS.items():
            words = tr("All rows found as {ending}…", ending=ending.upper())
            ask = partial(self._ask_folder, title, partial(self.rows_to, form, found))
            _add(menu, f"export_found_{form}", words, ask)
        menu.addSeparator()
        _add(menu, "verify_all", tr("Verify every entry"), self.verify)
        _add(menu, "open_bundle", tr("Open a bundle…"), self.bundle_wanted.emit)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def ask_selected(self, form: str) -> None:
        """Ask where the selected rows go, as csv, jsonl or proofs."""
        rows = self.selected()
        to = partial(self.proofs_to, rows) if form == "proofs" else partial(self.rows_to, form, rows)
        self._ask_folder(tr("Write the rows into a folder"), to)

    def rows_to(self, form: str, rows: HistoryFilter | tuple[HistoryRow, ...], folder: Path) -> None:
        """Write rows, or all that a filter finds, into a new file in ``folder``."""
        out = folder / f"counterseal-rows-{self._stamp()}.{ENDINGS[form]}"
        stopped = threading.Event()
        self.say_stoppable(tr("Writing the rows…"), stopped)

        def step(done: int, total: int) -> None:
            if not stopped.is_set():
                self.say_stoppable(tr("Writing the rows: {done} so far…", done=figure(done)), stopped)

        records = self._bridge.desk.records
        future = records.export_rows(out, form, rows, self._bridge.follow(self, step), stopped.is_set)
        self._bridge.run(future, self, lambda count: self._on_written(out, count), self.say_failed)

    def proofs_to(self, rows: tuple[HistoryRow, ...], folder: Path) -> None:
        """Write a proof file of each row into a new folder in ``folder``."""
        out = folder / f"counterseal-proofs-{self._stamp()}"
        future = self._bridge.desk.records.export_proofs(out, rows)
        self._bridge.run(future, self, lambda count: self._on_written(out, count), self.say_failed)

    def _on_written(self, out: Path, count: int) -> None:
        where = display_line(str(out), 300)
        one = tr("One row lies in {path}.", path=where)
        self.say(one if count == 1 else tr("{rows} rows lie in {path}.", rows=figure(count), path=where), "green")
        self.exported.emit(out)

    def say_failed(self, error: KnownError) -> None:
        """Show why something could not be done."""
        self.say(display_line(error.text(), 400), "blue" if error.code == "cancelled" else "red")

    def say_stoppable(self, text: str, stopped: threading.Event) -> None:
        """Say how far long work is, with a way to end it."""
        self.report.set_tone("blue")
        self.report.set_message(text, tr("Stop"), stopped.set)
        self.report.show()

    def _stamp(self) -> str:
        return f"{self._clock.now():%Y%m%d-%H%M%S}"

    def export_to(self, name: str, folder: Path) -> None:
        """Write an export into ``folder``. ``name``: bundle, report or events."""
        stamp, desk = self._stamp(), self._bridge.desk
        made: dict[str, tuple[Path, Callable[..., Future[Path]], str]] = {
            "bundle": (
                folder / f"counterseal-evidence-{stamp}",
                desk.export,
                mark("The bundle lies in {path}. Its verify.py checks it without us."),
            ),
            "report": (folder / f"counterseal-report-{stamp}.pdf", desk.evidence.export_report,
                       mark("The report lies in {path}.")),
            "events": (folder / f"counterseal-events-{stamp}.jsonl", desk.evidence.export_events,
                       mark("The events lie in {path}, one JSON object a line.")),
        }  # fmt: skip
        out, call, words = made[name]

        def step(done: int, total: int) -> None:
            if not following.stopped.is_set():
                told = tr("Exporting: {share} done…", share=f"{done / total if total else 1:.0%}")
                self.say_stoppable(told, following.stopped)

        following = self._bridge.follow(self, step)
        self.say_stoppable(tr("Exporting…"), following.stopped)

        def ok(path: Path) -> None:
            self.say(tr(words, path=display_line(str(path), 300)), "green")
            self.exported.emit(path)

        self._bridge.run(call(out, progress=following), self, ok, self.say_failed)

    def ask(self, name: str) -> None:
        """Ask where an export of this name goes. Raises KeyError for another name."""
        title = {one: title for one, _words, title in EXPORTS}[name]
        self._ask_folder(title, partial(self.export_to, name))

    def _ask_folder(self, title: str, chosen: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setObjectName("exportDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda folder: chosen(Path(folder)))
        dialog.open()

    def _end(self) -> None:
        self.bar.hide()
        self.verifying.emit(False)

    def say(self, text: str, tone: str) -> None:
        """Show a sentence that was made safe."""
        self.report.set_tone(tone)
        self.report.set_message(text, tr("Close"), self.report.hide)
        self.report.show()


def _verified_words(report: VerifyReport) -> tuple[str, str]:
    said = " ".join(display_line(sentence, 300) for sentence in report.sentences)
    text = tr(
        "{entries} checked in {seconds} s. {said}",
        entries=entries_words(report.entries),
        seconds=f"{report.took_s:.2f}",
        said=said,
    )
    if report.bad_seq is not None:
        text = tr("{said} First bad entry: {seq}.", said=text, seq=figure(report.bad_seq))
    return text, "red" if not report.ok else "amber" if report.doubtful else "green"


def _add(menu: QMenu, name: str, words: str, call: Callable[[], object]) -> QAction:
    action = QAction(words, menu)
    action.setObjectName(name)
    action.triggered.connect(lambda _on=False: call())
    menu.addAction(action)
    return action
