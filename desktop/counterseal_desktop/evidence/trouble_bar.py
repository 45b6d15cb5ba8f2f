"""The bar over everything when a history is shorter than, or not the one, that somebody else holds a head of."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counterseal.sync.api_evidence import HistoryTrouble
from counterseal_desktop import theme
from counterseal_desktop.evidence.words import trouble_range, trouble_title
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line


class TroubleBar(QFrame):
    """Cannot be closed: only an accepted or a restored history takes it away.

    Signals:
        accept_wanted(): the owner wants to accept this history.
    """

    accept_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("troubleBar")
        self._trouble: HistoryTrouble | None = None
        self._icon = QLabel()
        self.title = OwnLabel("", "heading", wrap=True)
        self.title.setObjectName("troubleTitle")
        self.range = OwnLabel("", wrap=True)
        self.range.setObjectName("troubleRange")
        self.says = OwnLabel("", wrap=True)
        self.says.setObjectName("troubleSays")
        self.heads = ActionButton(tr("Show both heads"))
        self.heads.setObjectName("troubleHeads")
        self.heads.clicked.connect(self._on_heads)
        self.copy = ActionButton(tr("Copy both heads"), icon_name="copy")
        self.copy.setObjectName("troubleCopy")
        self.copy.clicked.connect(self._on_copy)
        self.accept = ActionButton(tr("Accept this history…"), kind="danger")
        self.accept.setObjectName("troubleAccept")
        self.accept.clicked.connect(self.accept_wanted)
        self.here, self.elsewhere = UntrustedText(), UntrustedText()
        self.here.setObjectName("troubleHere")
        self.elsewhere.setObjectName("troubleElsewhere")
        self._build()
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def set_trouble(self, trouble: HistoryTrouble | None, may_accept: bool) -> None:
        """Show what is wrong, or go away. ``may_accept``: this person is an owner."""
        self._trouble = trouble
        self.setVisible(trouble is not None)
        if trouble is None:
            self._notes.hide()
            return
        title = tr("Read-only. {why}", why=trouble_title(trouble))
        self.setAccessibleName(title)
        self.title.say(title)
        self.range.say(trouble_range(trouble))
        self.says.say(" ".join(display_line(sentence, 300) for sentence in trouble.sentences))
        self.accept.setVisible(may_accept)
        self.here.set_text(trouble.here, max_lines=8, mono=True)
        self.elsewhere.set_text(trouble.elsewhere, max_lines=8, mono=True)

    def heads_text(self) -> str:
        """Both heads as they are copied."""
        if self._trouble is None:
            return ""
        return f"Here:\n{self._trouble.here}\nElsewhere:\n{self._trouble.elsewhere}"

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.px(3))
        for label in (self.title, self.range, self.says):
            words.addWidget(label)
        self._notes = QWidget()
        notes = QHBoxLayout(self._notes)
        notes.setContentsMargins(0, theme.px(4), 0, 0)
        notes.setSpacing(theme.px(18))
        for name, text in ((tr("The head here"), self.here), (tr("The head held elsewhere"), self.elsewhere)):
            column = QVBoxLayout()
            column.addWidget(OwnLabel(name, "strong"))
            column.addWidget(text)
            column.addStretch(1)
            notes.addLayout(column, 1)
        self._notes.hide()
        words.addWidget(self._notes)
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        buttons = WrapLayout(holder, theme.px(4))
        for button in (self.accept, self.heads, self.copy):
            buttons.addWidget(button)
        words.addWidget(holder)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), theme.px(12), theme.px(18), theme.px(12))
        row.setSpacing(theme.px(12))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def _on_heads(self) -> None:
        shown = self._notes.isHidden()
        self._notes.setVisible(shown)
        self.heads.setText(tr("Hide both heads") if shown else tr("Show both heads"))  # trusted: literals

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.heads_text())  # trusted: a copy
        self.copy.setText(tr("Copied"))  # trusted: a literal

    def _restyle(self) -> None:
        tokens = theme.current()
        side = theme.px(26)
        self._icon.setPixmap(theme.icon("octagon-x", "red").pixmap(QSize(side, side), self.devicePixelRatio()))
        self.setStyleSheet(
            f"#troubleBar {{ background: {tokens.red_soft}; border: none; border-bottom: 2px solid {tokens.red}; }}"
            f"#troubleBar QLabel {{ color: {tokens.text}; background: transparent; }}"
            f"#troubleBar #troubleTitle {{ color: {tokens.red}; }}"
        )
