"""Printing what is shown: the action with its facts, claims and digest, or the history's report."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextDocument

from counterseal.model.untrusted import escape_untrusted
from counterseal.model.views import ActionDetail
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.vocabulary import risk_word

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from counterseal_desktop.shell.window import MainWindow


class Printing(QObject):
    """One for a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def print_shown(self) -> None:
        """Ask for a printer and print; on the history's screen the report is made as PDF instead."""
        window = self._window
        if window.screen() == "history":
            window.history.proving.ask("report")
            return
        detail = window.inbox.flow.detail if window.screen() == "inbox" else None
        if detail is None:
            window.news.say(tr("Select an action in the inbox, or go to the history, to print it."), "amber")
            return
        document = self.document(detail)
        # The printing library is loaded for the few who print.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, window)
        dialog.setObjectName("actionPrintDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def accepted(chosen: QPrinter) -> None:
            document.print_(chosen)
            window.news.say(tr("Sent to the printer."), "blue")

        dialog.accepted[QPrinter].connect(accepted)  # type: ignore[index]
        dialog.open()

    def document(self, detail: ActionDetail) -> QTextDocument:
        """One action on paper. Everything from outside is escaped twice: hidden characters, then HTML."""
        document = QTextDocument()
        document.setDefaultFont(theme.ui_font())
        document.setDocumentMargin(24)
        document.setHtml(_page(detail, f"{self._window.clock.now():%Y-%m-%d %H:%M} UTC"))  # trusted: built below
        return document


def _page(detail: ActionDetail, at: str) -> str:
    item, facts = detail.item, detail.facts
    rows = [(row.label, row.value + (f" ({row.exact})" if row.exact else "")) for row in facts.rows]
    if facts.undo:
        rows.append((tr("Can be undone"), facts.undo))
    about = [
        (tr("Risk"), f"{item.risk.value} {risk_word(item.risk)}"),
        (tr("Agent"), item.agent_name),
        (tr("Owner"), item.owner),
        (tr("Asked at"), item.asked_at),
        (tr("Why it waits"), "; ".join(item.why)),
        (tr("Digest (SHA-256)"), item.digest),
    ]
    parts = [
        f"<h2>{_safe(item.title)}</h2>",
        _table(about),
        f"<h3>{escape(tr('What will happen'))}</h3>",
        _table(rows),
    ]
    if detail.claims.summary:
        heading = escape(tr("What the agent says, not verified"))
        parts.append(f"<h3>{heading}</h3><p>{_safe(detail.claims.summary)}</p>")
    parts.append(
        f"<h3>{escape(tr('Canonical form'))}</h3><pre style='white-space: pre-wrap'>{_safe(detail.canonical)}</pre>"
    )
    foot = tr("Printed by Counterseal at {at}. This paper proves nothing; the ledger does.", at=at)
    parts.append(f"<p>{escape(foot)}</p>")
    return "".join(parts)


def _table(rows: list[tuple[str, str]]) -> str:
    cells = (f"<tr><td width='30%'>{_safe(name)}</td><td>{_safe(value)}</td></tr>" for name, value in rows if value)
    return f"<table width='100%' cellpadding='3'>{''.join(cells)}</table>"


def _safe(text: str) -> str:
    return escape(escape_untrusted(text)).replace("\n", "<br>")
