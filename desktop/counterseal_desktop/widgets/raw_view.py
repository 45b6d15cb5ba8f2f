"""The raw canonical JSON that the digest covers, read-only, with hidden characters made visible."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import QuietButton
from counterseal_desktop.widgets.digest_label import DigestLabel
from counterseal_desktop.widgets.untrusted import UntrustedText


class RawView(QWidget):
    """Canonical text in the mono font. "Copy exact text" copies the very bytes' text, "Copy as shown" the escaped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._raw = ""
        self._digest = DigestLabel(parent=self)
        self._text = UntrustedText(self)
        self._exact = QuietButton(tr("Copy exact text"), self, icon_name="copy")
        self._shown = QuietButton(tr("Copy as shown"), self, icon_name="copy")
        self._exact.clicked.connect(self._on_copy_exact)
        self._shown.clicked.connect(self._on_copy_shown)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(6))
        bar.addWidget(self._exact)
        bar.addWidget(self._shown)
        bar.addStretch(1)
        bar.addWidget(self._digest)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(8))
        outer.addLayout(bar)
        outer.addWidget(self._text)

    def set_text(self, canonical: str, digest: str) -> None:
        """Show the canonical text and its hex SHA-256."""
        self._raw = canonical
        self._digest.set_digest(digest)
        self._text.set_text(canonical, max_lines=24, mono=True)

    def shown_text(self) -> str:
        """The escaped page on the screen."""
        return self._text.shown_text()

    def _on_copy_exact(self) -> None:
        QGuiApplication.clipboard().setText(self._raw)

    def _on_copy_shown(self) -> None:
        QGuiApplication.clipboard().setText(self._text.shown_text())
