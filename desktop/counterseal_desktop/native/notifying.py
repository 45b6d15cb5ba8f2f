"""Tells the person outside the window that something waits: risk, agent and verb, and no button that decides.

Silent while the window is in front, in quiet hours, and for less risk than was asked for. What comes within a moment is
told together. What waited already when the window opened is not news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from counterseal.clock import Clock
from counterseal.errors import InvalidInput
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal_desktop.inbox.queue_news import QueueNews
from counterseal_desktop.native.channels import Channel
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import display_line

GATHER_MS = 1_500
MOST_ALONE = 3
"""More than this at once become one notification."""
TEST = "test"
"""The key of a test notification."""
_ON, _RISK, _FROM, _UNTIL, _QUIET, _BREAK = (
    f"notifications/{name}" for name in ("on", "least", "quiet_from", "quiet_until", "quiet", "break_quiet")
)
RISK_WORDS = {
    Risk.R0: mark("Read-only"),
    Risk.R1: mark("Low"),
    Risk.R2: mark("Moderate"),
    Risk.R3: mark("High"),
    Risk.R4: mark("Critical"),
}


class NotifyChoices(QObject):
    """What the person chose about notifications on this machine, kept in the window's own file.

    Signals:
        changed().
    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def on(self) -> bool:
        return self._flag(_ON, True)

    @property
    def least(self) -> Risk:
        """The lowest risk that is told."""
        value = str(self._settings.value(_RISK, Risk.R1.value))
        return Risk(value) if value in Risk.__members__ else Risk.R1

    @property
    def quiet(self) -> bool:
        """Whether there are quiet hours at all."""
        return self._flag(_QUIET, False)

    @property
    def critical_breaks(self) -> bool:
        """Whether Critical is told in quiet hours too."""
        return self._flag(_BREAK, True)

    @property
    def hours(self) -> tuple[time, time]:
        """From when until when it is quiet, in local time; the end may lie on the next day."""
        return _time(self._settings.value(_FROM), time(22)), _time(self._settings.value(_UNTIL), time(7))

    def set_on(self, on: bool) -> None:
        self._keep(_ON, on)

    def set_least(self, risk: Risk) -> None:
        self._keep(_RISK, risk.value)

    def set_quiet(self, on: bool) -> None:
        self._keep(_QUIET, on)

    def set_critical_breaks(self, on: bool) -> None:
        self._keep(_BREAK, on)

    def set_hours(self, begins: str, ends: str) -> None:
        """Two times as ``22:00``. Raises InvalidInput."""
        try:
            parsed = [time.fromisoformat(one.strip()) for one in (begins, ends)]
        except ValueError as error:
            raise InvalidInput(tr("A time reads 22:00"), where=ascii(f"{begins} {ends}")[1:-1][:40]) from error
        self._settings.setValue(_FROM, parsed[0].isoformat("minutes"))
        self._keep(_UNTIL, parsed[1].isoformat("minutes"))

    def silent(self, now: datetime, risk: Risk) -> bool:
        """Whether an action of this risk is not told at a local time."""
        if not self.on or risk.rank < self.least.rank:
            return True
        if not self.quiet or (risk is Risk.R4 and self.critical_breaks):
            return False
        begins, ends = self.hours
        at = now.time()
        return begins <= at < ends if begins <= ends else at >= begins or at < ends

    def _flag(self, name: str, default: bool) -> bool:
        return str(self._settings.value(name, default)).lower() == "true"

    def _keep(self, name: str, value: object) -> None:
        self._settings.setValue(name, value)
        self.changed.emit()


class Notifying(QObject):
    """Follows the queue and speaks through the first channel that works.

    Args:
        in_front: whether the person looks at the window now.

    Attributes:
        critical: ids of what the queue holds at critical risk.

    Signals:
        wanted(str action): somebody pressed a notification; the id is empty when it was about several.
    """

    wanted = Signal(str)

    def __init__(
        self,
        choices: NotifyChoices,
        clock: Clock,
        in_front: Callable[[], bool],
        channels: list[Channel],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.choices = choices
        self._clock = clock
        self._in_front = in_front
        self._channels = channels
        self._news = QueueNews()
        self.critical: set[str] = set()
        self._told: dict[str, str] | None = None
        self._fresh: dict[str, QueueItem] = {}
        # What was told last, should the channel that was to show it turn out not to work.
        self._newest: list[tuple[str, str, str, bool]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self.tell)
        for channel in channels:
            channel.setParent(self)
            channel.clicked.connect(self.wanted)
            channel.failed.connect(lambda failed=channel: self._drop(failed))

    def channel(self) -> Channel:
        """The one that is used now; a plain ``Channel`` shows nothing."""
        return next((one for one in self._channels if one.works()), Channel(self))

    def hear(self, queue: tuple[QueueItem, ...]) -> None:
        """A newer queue."""
        news = self._news.take(queue)
        first, told = self._told is None, self._told or {}
        self._told = told
        self.critical -= news.gone
        for action_id in news.gone:
            told.pop(action_id, None)
            self._fresh.pop(action_id, None)
        for item in news.changed:
            (self.critical.add if item.risk is Risk.R4 else self.critical.discard)(item.id)
            before, key = told.pop(item.id, None), _key(item)
            if item.state is not State.HELD:
                self._fresh.pop(item.id, None)
                continue
            told[item.id] = key
            if key != before and not first:
                self._fresh[item.id] = item
        if self._fresh and not self._timer.isActive():
            self._timer.start()

    def tell(self) -> None:
        """Say what was gathered."""
        fresh, self._fresh = list(self._fresh.values()), {}
        # The clock of the wall, where the person is: quiet hours are theirs.
        now = self._clock.now().astimezone()
        silent = {risk for risk in Risk if self.choices.silent(now, risk)}
        worth = [item for item in fresh if item.risk not in silent]
        if not worth or self._in_front():
            return
        if len(worth) > MOST_ALONE:
            self._newest = [("", *several(worth), any(item.risk is Risk.R4 for item in worth))]
        else:
            self._newest = [(item.id, *one(item), item.risk is Risk.R4) for item in worth]
        self._show_newest()

    def try_it(self) -> str:
        """Show a test notification; says how it goes out."""
        channel = self.channel()
        channel.show(TEST, tr("A test of Counterseal's notifications"), tr("Nothing waits because of it."), False)
        return channel.words()

    def stop(self) -> None:
        self._timer.stop()

    def _show_newest(self) -> None:
        channel = self.channel()
        for said in self._newest:
            channel.show(*said)

    def _drop(self, failed: Channel) -> None:
        """What failed once is not asked again; the next one says what it was to say."""
        if failed in self._channels:
            self._channels = [one for one in self._channels if one is not failed]
            self._show_newest()


def one(item: QueueItem) -> tuple[str, str]:
    """Title and text for one action: risk and agent, and the verb."""
    risk = tr(RISK_WORDS[item.risk])
    title = tr("{risk}: {agent}", risk=risk, agent=display_line(item.agent_name, 60))
    verb = display_line(item.verb or item.tool, 60)
    if item.escalated_to:
        return title, tr("Wants to: {verb}. It was escalated.", verb=verb)
    return title, tr("Wants to: {verb}", verb=verb)


def several(items: list[QueueItem]) -> tuple[str, str]:
    """Title and text for many."""
    counts = Counter(item.risk for item in items)
    parts = [
        tr("{count} {risk}", count=counts[risk], risk=tr(RISK_WORDS[risk])) for risk in reversed(Risk) if counts[risk]
    ]
    return tr("{count} new actions wait", count=len(items)), ", ".join(parts)


def _key(item: QueueItem) -> str:
    return f"{item.id}:{item.digest}:{len(item.escalated_to)}"


def _time(value: object, default: time) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        return default
