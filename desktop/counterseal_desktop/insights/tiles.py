"""The figures at the top: one number each, what it is beside, and its rows one press away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from counterseal.sync.api_insights import Insights
from counterseal_desktop import theme
from counterseal_desktop.insights.words import share_words, time_words
from counterseal_desktop.translating import figure as in_figures
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.direction import leading, read_as_written

TOKENS = {"good": "green", "warn": "amber", "bad": "red"}


class Tile(QAbstractButton):
    """One figure. Pressing it asks for its rows, if it has any."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._figure = self._beside = ""
        self._role = ""
        self.rows: object | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.theme_signals().changed.connect(self.updateGeometry)

    def say(self, figure: str, beside: str, role: str = "", rows: object | None = None) -> None:
        """Show a number of ours and a few words of ours beside it; ``role`` is good, warn, bad or empty."""
        self._figure, self._beside, self._role, self.rows = figure, beside, role, rows
        self.setAccessibleName(tr("{heading}: {figure}", heading=self._heading, figure=figure))
        hint = tr("Press to see the rows.") if rows is not None else ""
        self.setAccessibleDescription(" ".join(filter(None, (beside, hint))))
        self.setCursor(Qt.CursorShape.PointingHandCursor if rows is not None else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def figure(self) -> str:
        return self._figure

    def beside(self) -> str:
        return self._beside

    def sizeHint(self) -> QSize:
        small, large = (QFontMetrics(font) for font in (_small(), _large()))
        wide = max(small.horizontalAdvance(self._heading), large.horizontalAdvance(self._figure))
        wide = max(wide, min(small.horizontalAdvance(self._beside), theme.px(190)))
        lines = self._beside_lines(max(self.width() - theme.px(28), theme.px(100)))
        return QSize(wide + theme.px(28), small.height() * (1 + lines) + large.height() + theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(128), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hover = self.underMouse() and self.rows is not None
        painter.setPen(QPen(QColor(tokens.border_strong if hover else tokens.border), 1))
        painter.setBrush(QColor(tokens.hover if self.isDown() else tokens.surface))
        painter.drawRoundedRect(box, theme.px(8), theme.px(8))
        left, right, top = theme.px(14), self.width() - theme.px(14), float(theme.px(11))
        flags = int(leading(self) | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        read_as_written(painter)
        for words, font, ink in (
            (self._heading, _small(), tokens.muted),
            (self._figure, _large(), tokens.text),
            (self._beside, _small(), getattr(tokens, TOKENS.get(self._role, "muted"))),
        ):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(left, top, right - left, self.height() - top), flags, words)
            top += QFontMetrics(font).height() + theme.px(1)
        if self.hasFocus():
            paint_focus(painter, box.adjusted(1, 1, -1, -1), theme.px(8))
        painter.end()

    def _beside_lines(self, width: int) -> int:
        metrics = QFontMetrics(_small())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        high = metrics.boundingRect(0, 0, width, 10_000, flags, self._beside or "x").height()
        return max(1, round(high / max(metrics.lineSpacing(), 1)))


class Tiles(QWidget):
    """Signals: rows_wanted(object): the rows of the tile that was pressed."""

    rows_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile = {
            "actions": Tile(tr("Actions")),
            "decided": Tile(tr("Decided by people")),
            "median": Tile(tr("Median time to decide")),
            "corrected": Tile(tr("Edited or rejected")),
            "wrong": Tile(tr("Wrong after execution")),
        }
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._columns = 0
        for name, tile in self.tile.items():
            tile.setObjectName(f"tile_{name}")
            tile.clicked.connect(lambda _on=False, tile=tile: self._pressed(tile))
        self.set_width(1200)

    def set_width(self, width: int) -> None:
        """Put as many beside each other as fit."""
        columns = min(5, max(1, width // theme.px(176)))
        columns = {4: 3}.get(columns, columns)
        self._grid.setSpacing(theme.px(12))
        if columns != self._columns:
            self._columns = columns
            for number, tile in enumerate(self.tile.values()):
                self._grid.removeWidget(tile)
                self._grid.addWidget(tile, number // columns, number % columns)
            for column in range(5):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def set_insights(self, found: Insights) -> None:
        totals, tile = found.totals, self.tile
        if totals.actions is None or totals.alone is None:
            tile["actions"].say("–", tr("actions belong to nobody; choose anybody to see them"))
        else:
            asked = totals.alone + totals.asked
            alone = tr("{share} ran alone", share=share_words(totals.alone / asked)) if asked else tr("none yet")
            tile["actions"].say(in_figures(totals.actions.value), alone, "", totals.actions.rows)
        taken = tr("{count} more were taken back", count=totals.taken_back) if totals.taken_back else ""
        sent = ""
        if totals.alone is not None and totals.alone + totals.asked:
            share = share_words(totals.asked / (totals.alone + totals.asked))
            sent = tr("{share} of actions went to people", share=share)
        rows = totals.decided.rows if totals.decided.value else None
        tile["decided"].say(in_figures(totals.decided.value), taken or sent or tr("decisions that stand"), "", rows)
        if totals.median is None:
            tile["median"].say("–", tr("no decision whose asking is known"))
        else:
            p90 = tr("90 % within {time}", time=time_words(totals.p90)) if totals.p90 is not None else ""
            tile["median"].say(time_words(totals.median), p90 or tr("too few for p90"), "", rows)
        self._say_corrected(found)
        wrong = tr("of {number} that ended", number=in_figures(totals.ended))
        wrong_rows = totals.wrong.rows if totals.wrong.value else None
        tile["wrong"].say(in_figures(totals.wrong.value), wrong, "warn" if totals.wrong.value else "", wrong_rows)

    def _say_corrected(self, found: Insights) -> None:
        totals, tile = found.totals, self.tile["corrected"]
        if totals.corrected_share is None:
            tile.say("–", tr("no decisions yet"))
            return
        beside, role = tr("{number} decisions", number=in_figures(totals.corrected.value)), ""
        before = totals.corrected_before
        if before is not None and abs(before - totals.corrected_share) >= 0.005:
            up = totals.corrected_share > before
            words = (
                tr("up from {share}", share=share_words(before))
                if up
                else tr("down from {share}", share=share_words(before))
            )
            beside, role = words, "warn" if up else ""
        rows = totals.corrected.rows if totals.corrected.value else None
        tile.say(share_words(totals.corrected_share), beside, role, rows)

    def _pressed(self, tile: Tile) -> None:
        if tile.rows is not None:
            self.rows_wanted.emit(tile.rows)


def _small() -> QFont:
    return theme.ui_font("regular", -1.0)


def _large() -> QFont:
    return theme.ui_font("bold", 6.5)
