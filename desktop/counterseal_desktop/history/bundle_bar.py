"""The bar over an opened bundle: whose log it is, what its verification said, and that this is not the own history."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.sync.api_records import OpenedBundle
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import display_line


class BundleBar(QFrame):
    """Hidden while the own record is shown. Signals: close_wanted()."""

    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundleBar")
        self.title = OwnLabel("", "strong", wrap=True)
        self.title.setObjectName("bundleTitle")
        self.where = OwnLabel("", "muted", wrap=True)
        self.said = OwnLabel("", "", wrap=True)
        self.said.setObjectName("bundleSaid")
        self.chip = Chip("", "grey")
        self.chip.setObjectName("bundleVerdict")
        self.leave = ActionButton(tr("Close the bundle"))
        self.leave.setObjectName("bundleClose")
        self.leave.clicked.connect(self.close_wanted)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        head.addWidget(self.leave)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(14), theme.px(8), theme.px(12), theme.px(9))
        rows.setSpacing(theme.px(3))
        rows.addLayout(head)
        rows.addWidget(self.said)
        rows.addWidget(self.where)
        theme.theme_signals().changed.connect(self._restyle)
        self._tone = "blue"
        self._restyle()
        self.hide()

    def show_bundle(self, bundle: OpenedBundle) -> None:
        """Say what was opened."""
        report = bundle.report
        if not report.ok:
            self._tone = "red"
            self.chip.set_text(tr("Not verified"), "red")
        elif report.doubtful:
            self._tone = "amber"
            self.chip.set_text(tr("Verified, keys doubtful"), "amber")
        else:
            self._tone = "blue"
            self.chip.set_text(tr("Verified"), "green")
        title = tr("A bundle of your own log, opened to read") if bundle.mine else tr("This is not your history")
        self.title.say(title)
        said = [display_line(sentence, 300) for sentence in report.sentences]
        if not report.ok:
            said.insert(0, tr("As a whole it does not hold."))
        if bundle.left_out:
            said.append(tr("{count} lines are no entries and are not shown.", count=bundle.left_out))
        self.said.say(" ".join(said))
        place = tr(
            "Log {origin}, from {folder}. Nothing in it can be decided, marked or erased here.",
            origin=display_line(bundle.origin, 80),
            folder=display_line(str(bundle.folder), 200),
        )
        self.where.say(place)
        self.setAccessibleName(f"{title}. {' '.join(said)} {place}")
        self._restyle()
        self.show()

    def _restyle(self) -> None:
        ink, ground = theme.current().tone(self._tone)
        self.setStyleSheet(f"#bundleBar {{ background: {ground}; border-bottom: {theme.px(2)}px solid {ink}; }}")
