"""An image beside an action, decoded under strict limits on a thread of its own, or words that it cannot be shown.

Only bytes that came with the action are decoded, never a path or an address, and only PNG and JPEG. Sizes are read and
bounded before any decoder sees the bytes (``model.pictures``).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.pictures import Picture, read_picture
from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton

LARGEST = QSize(2_000, 2_000)
LOW, HIGH = 260, 1_200


class _Teller(QObject):
    """Carries the result from the decoding thread; a queued signal to the widget's thread."""

    done = Signal(object, str)


class _Decoding(QRunnable):
    """Decodes one image. ``wanted`` tells whether anybody still waits for it."""

    def __init__(self, text: str, teller: _Teller, wanted: Callable[[], bool]) -> None:
        super().__init__()
        self._text = text
        self._teller = teller
        self._wanted = wanted

    def run(self) -> None:
        if not self._wanted():
            return
        try:
            picture = read_picture(self._text)
            image, why = decode(picture)
        except InvalidInput as error:
            picture, image, why = None, QImage(), error.what
        self._teller.done.emit((picture, image), why)


def decode(picture: Picture) -> tuple[QImage, str]:
    """The image, scaled down to ``LARGEST``, and why there is none; may run on any thread."""
    raw = QByteArray(picture.data)
    buffer = QBuffer(raw)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(picture.kind.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(False)
    size = reader.size()
    if (size.width(), size.height()) != (picture.width, picture.height):
        return QImage(), tr("Its size is not what its header says")
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        reader.setScaledSize(size.scaled(LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return QImage(), tr("It is damaged")
    return image, ""


class _Canvas(QWidget):
    """Draws a pixmap as large as its width and ``tallest`` allow, never larger than it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self._tallest = LOW
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self._fit()

    def set_tallest(self, tallest: int) -> None:
        self._tallest = tallest
        self._fit()

    def shown_size(self, width: int) -> QSize:
        """How large the image is drawn within ``width``."""
        if self._pixmap.isNull():
            return QSize(0, 0)
        room = QSize(max(width - 2, 1), theme.px(self._tallest))
        size = self._pixmap.size()
        return size if size.boundedTo(room) == size else size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def is_cut_down(self) -> bool:
        """Whether it would be drawn larger if it might be higher."""
        return self.shown_size(self.width()).height() >= theme.px(self._tallest) < self._pixmap.height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self.shown_size(self.width())
        if size.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(1, 1, size.width(), size.height()), self._pixmap, QRectF(self._pixmap.rect()))
        painter.setPen(QPen(QColor(theme.current().border), 1))
        painter.drawRect(0, 0, size.width() + 1, size.height() + 1)

    def _fit(self) -> None:
        self.setFixedHeight(self.shown_size(self.width()).height() + 2)
        self.update()


class ContextImage(QWidget):
    """Shows one image from Base64, once it is decoded."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gone = [False]
        self._low = True
        self.canvas = _Canvas(self)
        self.canvas.hide()
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setProperty("role", "small")
        self._said.setWordWrap(True)
        self._said.setText(tr("Decoding the image…"))
        self._larger = LinkButton(tr("Show it larger"), self)
        self._larger.hide()
        self._larger.clicked.connect(self._flip)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(3))
        for part in (self.canvas, self._said, self._larger):
            lines.addWidget(part, 0, Qt.AlignmentFlag(0) if part is not self._larger else Qt.AlignmentFlag.AlignLeft)
        self._teller = _Teller()
        self._teller.done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)
        gone = self._gone
        self.destroyed.connect(lambda: gone.__setitem__(0, True))
        QThreadPool.globalInstance().start(_Decoding(text, self._teller, lambda: not gone[0]))

    def said(self) -> str:
        """What is said of the image."""
        return self._said.text()

    def is_shown(self) -> bool:
        return not self.canvas.isHidden()

    def _on_done(self, result: tuple[Picture | None, QImage], why: str) -> None:
        picture, image = result
        if picture is None or image.isNull():
            said = tr("This image cannot be shown. {why}.", why=why)
        else:
            said = tr(
                "{kind}, {width} × {height} pixels, sent by the agent",
                kind=picture.kind.upper(),
                width=figure(picture.width),
                height=figure(picture.height),
            )
            self.canvas.set_pixmap(QPixmap.fromImage(image))
            self.canvas.setAccessibleName(said)
            self.canvas.show()
            self._larger.setVisible(self.canvas.is_cut_down())
        self._said.setText(said)
        self.setAccessibleName(said)
        self.updateGeometry()

    def _flip(self) -> None:
        self._low = not self._low
        self.canvas.set_tallest(LOW if self._low else HIGH)
        self._larger.setText(tr("Show it larger") if self._low else tr("Show it smaller"))
