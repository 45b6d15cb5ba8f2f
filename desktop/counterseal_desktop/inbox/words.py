"""Times and short sentences as the inbox says them. Pure; ``now`` is always passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from counterseal.clock import parse_stamp, stamp
from counterseal_desktop.translating import day_month, mark, tr

SOON_SECONDS = 15 * 60
GROUP_SOON = mark("Expires within 15 minutes")
GROUP_TODAY = mark("Today")
GROUP_LATER = mark("Later")
GROUP_NONE = mark("No deadline")


def seconds_left(expires_at: str | None, now: datetime) -> float | None:
    """Seconds until the deadline, negative after it; None without one."""
    return None if expires_at is None else (_moment(expires_at) - now).total_seconds()


@lru_cache(maxsize=1 << 15)
def _moment(stamp: str) -> datetime:
    # The whole queue is looked at on every update; its stamps stay the same.
    return parse_stamp(stamp)


def time_left(seconds: float | None) -> str:
    """``4:12`` below a quarter of an hour, ``1 h 50`` below a day, else days; empty without a deadline."""
    if seconds is None:
        return ""
    if seconds <= 0:
        return tr("expired")
    whole = int(seconds)
    if whole < SOON_SECONDS:
        return f"{whole // 60}:{whole % 60:02d}"
    minutes = whole // 60
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return tr("{hours} h {minutes}", hours=hours, minutes=f"{rest:02d}") if rest and hours < 10 else _hours(hours)
    if hours % 24 and hours < 72:
        return tr("{days} d {hours} h", days=hours // 24, hours=hours % 24)
    return tr("{days} d", days=hours // 24)


def _hours(hours: int) -> str:
    return tr("{hours} h", hours=hours)


def spoken_left(seconds: float | None) -> str:
    """The same for a screen reader."""
    if seconds is None:
        return tr("no deadline")
    if seconds <= 0:
        return tr("deadline has passed")
    minutes = int(seconds) // 60
    if minutes < 1:
        return tr("less than a minute left")
    if minutes < 120:
        return tr("1 minute left") if minutes == 1 else tr("{count} minutes left", count=minutes)
    return tr("{count} hours left", count=minutes // 60)


def ago(stamp: str, now: datetime) -> str:
    """``1 min 48 s ago``, ``3 h 5 min ago``, ``2 d ago``."""
    whole = max(int((now - parse_stamp(stamp)).total_seconds()), 0)
    if whole < 60:
        return tr("{seconds} s ago", seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds} s ago", minutes=whole // 60, seconds=whole % 60)
    if whole < 86400:
        return tr("{hours} h {minutes} min ago", hours=whole // 3600, minutes=whole % 3600 // 60)
    return tr("{days} d ago", days=whole // 86400)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments that tell deadlines apart, as stamps: the whole queue is held to them at every update.

    Deadlines are UTC stamps of one form (``standing.due``), so that they are in order as texts.
    """

    soon: str
    tomorrow: str

    @staticmethod
    def at(now: datetime) -> Bounds:
        """As they are now."""
        midnight = datetime.combine(now.astimezone().date() + timedelta(days=1), time()).astimezone()
        return Bounds(stamp(now + timedelta(seconds=SOON_SECONDS)), stamp(midnight))

    def is_soon(self, due: str | None) -> bool:
        """Whether a deadline lies within a quarter of an hour."""
        return due is not None and due <= self.soon

    def group(self, due: str | None) -> str:
        """Under which heading it is listed."""
        if due is None:
            return GROUP_NONE
        if due <= self.soon:
            return GROUP_SOON
        return GROUP_TODAY if due < self.tomorrow else GROUP_LATER


def day_and_time(moment: datetime) -> str:
    """``18 Nov 14:05`` in local time."""
    local = moment.astimezone()
    return f"{day_month(local)} {local:%H:%M}"


def digest_short(digest: str) -> str:
    """``9f3c 71aa … e0b4`` of a hex digest."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}" if len(digest) >= 16 else digest
