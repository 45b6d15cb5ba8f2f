"""What a plot shows, as values, and where its axis has its marks. Nothing here draws.

Names and words must be ours, or made safe with ``display_line``: plots paint them and give them to screen readers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

COUNT, SHARE, TIME = "count", "share", "time"
_TIME_MARKS = (1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800, 2_592_000)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of value.

    Attributes:
        name: as the legend says it.
        tone: colour token.
        mark: square, disc, triangle, diamond, ring, cross or bar; it tells series apart without colour.
        hatch: whether areas are hatched. dash: whether lines are dashed.
    """

    name: str
    tone: str
    mark: str = "square"
    hatch: bool = False
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the plot's axis, with a value of each series; None where there is none.

    Attributes:
        label: short, for the axis. words: in full, for the tooltip and the table.
        rows: for each value what shows its rows; None where nothing does.
        band: lower and upper limit. flagged: values that lie outside of what was to be expected, by series number.
        bound: a mark that the value is held to. note: one more sentence for the tooltip and the table.
    """

    label: str
    words: str
    values: tuple[float | None, ...]
    rows: tuple[object | None, ...] = ()
    band: tuple[float, float] | None = None
    flagged: frozenset[int] = frozenset()
    bound: float | None = None
    note: str = ""

    def rows_of(self, number: int) -> object | None:
        """What shows the rows of one value."""
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def any_rows(self) -> object | None:
        """What shows rows of this place: those of its first value that has some."""
        return next((one for one in self.rows if one is not None), None)


@dataclass(frozen=True, slots=True)
class PlotData:
    """All of one plot.

    Attributes:
        across, up: what the axes measure, with the unit.
        kind: how the values' axis is marked: COUNT, SHARE (0 to 1) or TIME (seconds, each mark a multiple).
        value_words: a value with its unit. band_name: what the band is, empty for none. bound_name: likewise.
        flag_name: what it means that a value is flagged.
        summary: the plot in a sentence or two, for who does not see it.
    """

    series: tuple[Series, ...]
    slots: tuple[Slot, ...]
    across: str
    up: str
    kind: str
    value_words: Callable[[float], str]
    summary: str = ""
    band_name: str = ""
    bound_name: str = ""
    flag_name: str = ""

    def highest(self, stacked: bool = False) -> float:
        """The largest value that must fit on the axis; 0 when there is none."""
        tops: list[float] = [0.0]
        for slot in self.slots:
            values = [value for value in slot.values if value is not None]
            tops += [sum(values)] if stacked else values
            tops += [slot.band[1]] if slot.band is not None and slot.band[1] < 1 else []
            tops += [slot.bound] if slot.bound is not None else []
        return max(tops)

    def lowest(self) -> float:
        """The smallest value above 0; 1 when there is none."""
        return min(
            (value for slot in self.slots for value in slot.values if value is not None and value > 0), default=1
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """Where values lie between 0 and 1 along their axis, and which values are marked."""

    low: float
    high: float
    marks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """0 at the lower end, 1 at the upper one; never outside."""
        if self.logarithmic:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)


def axis_for(data: PlotData, *, stacked: bool = False, most_marks: int = 6) -> Axis:
    """The axis of a plot's values, from 0, or logarithmic for times."""
    if data.kind == TIME:
        return _time_axis(data.lowest(), data.highest())
    high = data.highest(stacked)
    if data.kind == SHARE:
        return _even_axis(min(max(high, 0.01), 1.0), most_marks, least=0.001, most=1.0)
    return _even_axis(max(high, 1.0), most_marks, least=1.0)


def _even_axis(high: float, most_marks: int, least: float, most: float = math.inf) -> Axis:
    """Marks at 1, 2 or 5 times a power of ten, at least ``least`` apart, the last one at or above ``high``."""
    step = max(_round_step(high / max(most_marks - 1, 1)), least)
    count = max(math.ceil(high / step - 1e-9), 1)
    top = min(count * step, most)
    return Axis(0.0, top, tuple(min(number * step, top) for number in range(count + 1)))


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1 - 1e-9))


def _time_axis(low: float, high: float) -> Axis:
    """From the mark below the shortest to the mark above the longest time."""
    first = max((mark for mark in _TIME_MARKS if mark <= low), default=_TIME_MARKS[0])
    last = min((mark for mark in _TIME_MARKS if mark >= high and mark > first), default=_TIME_MARKS[-1])
    if last == first:
        first = _TIME_MARKS[-2]
    return Axis(first, last, tuple(mark for mark in _TIME_MARKS if first <= mark <= last), logarithmic=True)


def labelled(count: int, room: float, wide: float) -> range:
    """Which of ``count`` labels, each ``wide`` pixels, fit beside each other; the last one is always among them."""
    if count <= 0 or wide <= 0:
        return range(0)
    step = max(math.ceil(count * wide / max(room, 1.0)), 1)
    return range((count - 1) % step, count, step)
