"""The short sheets: passphrase, quit, and the one that admits a defect of ours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line


class PassphraseSheet(Sheet):
    """Asks for the passphrase once. Signals: entered(str), abandoned()."""

    entered = Signal(str)
    abandoned = Signal()

    def __init__(self, host: QWidget, why: str) -> None:
        super().__init__(host, "passphraseSheet", tr("Unlock your key"), why, width=440)
        self._done = False
        self.field = QLineEdit()
        self.field.setObjectName("unlockField")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(tr("Your passphrase"))
        self.field.setPlaceholderText(tr("Your passphrase"))
        self.field.returnPressed.connect(self._on_unlock)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("unlockWrong")
        self.wrong.hide()
        self.body.addWidget(self.field)
        self.body.addWidget(self.wrong)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.setObjectName("unlockCancel")
        cancel.clicked.connect(self.leave)
        unlock = ActionButton(tr("Unlock"), kind="primary")
        unlock.setObjectName("unlockNow")
        unlock.clicked.connect(self._on_unlock)
        self.foot.addWidget(cancel)
        self.foot.addWidget(unlock)
        self.start_at(self.field)
        self.closed.connect(self._on_closed)

    def say_wrong(self, text: str) -> None:
        """The passphrase was refused."""
        self.field.clear()
        self.field.setEnabled(True)
        self.wrong.say(text)
        self.wrong.show()
        self.field.setFocus()
        self.refit()

    def finish(self) -> None:
        """It was right."""
        self._done = True
        self.field.clear()
        self.leave()

    def _on_unlock(self) -> None:
        if self.field.text() and self.field.isEnabled():
            self.field.setEnabled(False)
            self.entered.emit(self.field.text())

    def _on_closed(self) -> None:
        if not self._done:
            self._done = True
            self.abandoned.emit()


class QuitSheet(Sheet):
    """Names the agents that wait while this is closed. Signals: quit_wanted()."""

    quit_wanted = Signal()

    def __init__(self, host: QWidget, names: list[str]) -> None:
        count = len(names)
        super().__init__(
            host,
            "quitSheet",
            tr("1 agent waits while this is closed")
            if count == 1
            else tr("{count} agents wait while this is closed", count=count),
            tr("This window holds their gateway. Without it their actions wait; none of them runs by itself."),
            width=480,
        )
        shown = [display_line(name, 80) for name in names[:8]]
        if count > 8:
            shown.append(tr("and {count} more", count=count - 8))
        for name in shown:
            self.body.addWidget(OwnLabel(name, "strong"))
        stay = ActionButton(tr("Stay"), "Esc")
        stay.setObjectName("quitStay")
        stay.clicked.connect(self.leave)
        leave = ActionButton(tr("Quit: 1 agent waits") if count == 1 else tr("Quit: {count} agents wait", count=count))
        leave.setObjectName("quitNow")
        leave.clicked.connect(self.quit_wanted)
        self.foot.addWidget(stay)
        self.foot.addWidget(leave)


class DefectSheet(Sheet):
    """An exception that is our fault, with its exact text."""

    def __init__(self, host: QWidget, report: str) -> None:
        super().__init__(
            host,
            "defectSheet",
            tr("This is a defect of ours"),
            tr(
                "Something failed inside Counterseal that should not have. Nothing was decided by it. The exact text, "
                "for a report:"
            ),
            width=720,
        )
        self.text = QPlainTextEdit()
        self.text.setObjectName("defectText")
        self.text.setReadOnly(True)
        self.text.setProperty("mono", "true")
        self.text.setAccessibleName(tr("The exact text of the defect"))
        self.text.setPlainText(report)  # trusted: a plain-text editor, shown to be copied exactly
        self.text.setMinimumHeight(theme.px(220))
        self.body.addWidget(self.text)
        copy = ActionButton(tr("Copy"))
        copy.setObjectName("defectCopy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))  # trusted: a copy
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("defectClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(copy)
        self.foot.addWidget(close)
