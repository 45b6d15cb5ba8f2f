"""The first page of the welcome, with its choices, and the one that watches the demo start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from counterseal_desktop.translating import tr
from counterseal_desktop.welcome.page import Choice, Page, Sign
from counterseal_desktop.widgets.buttons import Banner, LinkButton
from counterseal_desktop.widgets.untrusted import UntrustedText


class StartPage(Page):
    """Signals: wanted(str): new, restore or demo."""

    wanted = Signal(str)

    def __init__(self, home: Path) -> None:
        super().__init__(
            "welcomeStart",
            tr("Welcome to Counterseal"),
            tr(
                "Your agents stop and ask here before they act. You see exactly what would happen, decide, and every "
                "decision is signed with your key and kept in a ledger that proves it."
            ),
        )
        self.rows.insertWidget(0, Sign())
        for name, icon, title, text in (
            (
                "new",
                "key",
                tr("Begin with a new key"),
                tr("Your name and a key. It takes a minute, and nothing leaves this machine."),
            ),
            (
                "restore",
                "undo-2",
                tr("Restore a backup"),
                tr("Your key, your ledger and your agents from a backup file. All of it is verified first."),
            ),
            (
                "demo",
                "play",
                tr("Look at the demo"),
                tr("Three small agents with real effects, in a folder of their own. Nothing of it is kept with yours."),
            ),
        ):
            made = Choice(f"welcome_{name}", icon, title, text)
            made.clicked.connect(lambda _on=False, wanted=name: self.wanted.emit(wanted))
            self.rows.addWidget(made)
        self.rows.addStretch(1)
        where = UntrustedText()
        where.set_text(tr("Your profile would lie in {folder}", folder=str(home)), max_lines=6)
        self.rows.addWidget(where)


class DemoPage(Page):
    """What the demo says while it gets ready. Signals: again()."""

    again = Signal()

    def __init__(self) -> None:
        super().__init__(
            "welcomeDemo",
            tr("The demo is getting ready"),
            tr("Its own window opens when its agents have asked their first questions. It takes less than a minute."),
        )
        self.lines = UntrustedText()
        self.lines.setObjectName("demoLines")
        self.wrong = Banner("red")
        self.wrong.setObjectName("demoWrong")
        self.wrong.hide()
        self.rows.addWidget(self.lines)
        self.rows.addWidget(self.wrong)
        self._said: list[str] = []
        self.retry = LinkButton(tr("Try again"))
        self.retry.setObjectName("demoRetry")
        self.retry.clicked.connect(self.again)
        self._back = self.back_button()
        self.finish(self.retry, self._back)
        self.begin()

    def begin(self) -> None:
        """It is starting."""
        self._said = []
        self.lines.set_text(tr("Starting…"))
        self.wrong.hide()
        self.retry.hide()
        self._back.setEnabled(False)

    def add(self, line: str) -> None:
        """A line of the demo's own."""
        self._said = [*self._said, line][-12:]
        self.lines.set_text("\n".join(self._said), max_lines=12)

    def say_failed(self, text: str) -> None:
        """It ended; the words are safe."""
        self.wrong.set_message(text)
        self.wrong.show()
        self.retry.show()
        self._back.setEnabled(True)
