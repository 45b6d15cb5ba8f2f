"""How an agent stands, as one word with a tone and a shape: running, lowered, paused, unreachable, halted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from counterseal.clock import parse_stamp
from counterseal.model.autonomy import Level
from counterseal.model.views import AgentView
from counterseal_desktop import theme
from counterseal_desktop.translating import day_month, day_month_year, figure, mark, tr
from counterseal_desktop.widgets.chips import chip_font
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import level_name


@dataclass(frozen=True, slots=True)
class Standing:
    """``key`` names the shape that is drawn before ``word``; ``tone`` is one of the theme's."""

    key: str
    word: str
    tone: str


_KNOWN = {
    "running": Standing("running", mark("Running"), "green"),
    "lowered": Standing("lowered", mark("Lowered"), "amber"),
    "paused": Standing("paused", mark("Paused"), "amber"),
    "unreachable": Standing("unreachable", mark("Unreachable"), "amber"),
    "halted": Standing("halted", mark("Halted"), "red"),
}


def standing(agent: AgentView) -> Standing:
    """The word for an agent: what stops it counts more than what lowers it."""
    key = "lowered" if agent.state == "running" and agent.cap else agent.state
    if key not in _KNOWN:
        return Standing("unknown", display_line(agent.state.capitalize(), 30) or tr("Not known"), "grey")
    return _said(_KNOWN[key])


def standings() -> tuple[Standing, ...]:
    """All that an agent of this version can be."""
    return tuple(_said(known) for known in _KNOWN.values())


def _said(known: Standing) -> Standing:
    return replace(known, word=tr(known.word))


def address(agent: AgentView) -> str:
    """How the core is asked about this agent and no other of its id: ``refunds@payments`` at a separate gateway."""
    return f"{agent.id}@{agent.gateway}" if agent.gateway else agent.id


def needs_attention(agent: AgentView) -> bool:
    """Whether somebody should look: it does not run, was lowered, or has an open incident."""
    return standing(agent).key != "running" or agent.open_incidents > 0


def level_words(level: str) -> str:
    """``L4 Approver``; another text than a level's name comes back safe to show."""
    return level_name(Level(level)) if level in Level.__members__ else display_line(level, 20)


def as_sentence(text: str) -> str:
    """What a gateway says in half a sentence, made safe, with its capital and its full stop."""
    line = display_line(text, 400).strip()
    return f"{line[:1].upper()}{line[1:]}{'' if line.endswith(('.', '!', '?')) else '.'}" if line else ""


def when(stamp: str, now: datetime) -> str:
    """A moment as people say it: ``40 minutes ago (14:22)``, ``yesterday at 14:22``, ``on 3 Nov at 14:22``."""
    then = parse_stamp(stamp)
    local, today = then.astimezone(), now.astimezone()
    clock = f"{local:%H:%M}"
    minutes = int((now - then).total_seconds() // 60)
    if 0 <= minutes < 1:
        return tr("just now ({time})", time=clock)
    if minutes == 1:
        return tr("1 minute ago ({time})", time=clock)
    if 0 <= minutes < 60:
        return tr("{count} minutes ago ({time})", count=minutes, time=clock)
    if local.date() == today.date():
        return tr("today at {time}", time=clock)
    if local.date() == (today - timedelta(days=1)).date():
        return tr("yesterday at {time}", time=clock)
    return tr(
        "on {day} at {time}", day=day_month(local) if local.year == today.year else day_month_year(local), time=clock
    )


def day_of(stamp: str, now: datetime) -> str:
    """The day of a moment to come: ``31 Dec 2026, in 40 days``; or that it has passed."""
    then = parse_stamp(stamp).astimezone()
    days = (then.date() - now.astimezone().date()).days
    day = day_month_year(then)
    if parse_stamp(stamp) <= now:
        return tr("{day}, which has passed", day=day)
    if days == 0:
        return tr("today at {time}", time=f"{then:%H:%M}")
    if days == 1:
        return tr("{day}, tomorrow", day=day)
    return tr("{day}, in {number} days", count=days, day=day, number=figure(days))


def standing_size(words: Standing) -> tuple[int, int]:
    """Width and height of what ``paint_standing`` draws."""
    metrics = QFontMetrics(chip_font())
    width = metrics.horizontalAdvance(words.word) + theme.px(13) + 2 * theme.px(7)
    return width, metrics.height() + 2 * theme.px(3)


def paint_standing(painter: QPainter, rect: QRectF, words: Standing) -> None:
    """A chip: the state's shape, then its word."""
    ink, ground = theme.current().tone(words.tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
    side = theme.px(8)
    left = rect.left() + theme.px(7)
    _paint_shape(painter, QRectF(left, rect.center().y() - side / 2, side, side), words.key, QColor(ink))
    left += theme.px(13)
    painter.setPen(QColor(ink))
    painter.setFont(chip_font())
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    shown = painter.fontMetrics().elidedText(words.word, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    painter.restore()


def _paint_shape(painter: QPainter, box: QRectF, key: str, ink: QColor) -> None:
    """A disc runs, a triangle down is lowered, two bars wait, a ring is out of reach, a square has stopped."""
    painter.setBrush(ink)
    if key == "halted":
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
    elif key == "paused":
        bar = box.width() * 0.32
        painter.drawRoundedRect(QRectF(box.left() + 0.5, box.top(), bar, box.height()), 1, 1)
        painter.drawRoundedRect(QRectF(box.right() - bar - 0.5, box.top(), bar, box.height()), 1, 1)
    elif key == "lowered":
        painter.drawPolygon(
            QPolygonF([box.topLeft(), box.topRight(), QPointF(box.center().x(), box.bottom() - box.height() * 0.1)])
        )
    elif key == "running":
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        width = max(box.width() / 4, 1.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, width))
        painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
