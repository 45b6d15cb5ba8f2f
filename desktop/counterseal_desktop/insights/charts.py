"""The plots of the screen, made of the core's figures."""

from __future__ import annotations

from counterseal.sync.api_insights import (
    LEAST_DAYS,
    LEAST_TRIALS,
    CharterFigure,
    Insights,
    RatePoint,
    Span,
    WaitPoint,
    views,
)
from counterseal_desktop.insights.words import (
    count_words,
    day_short,
    day_words,
    name_of,
    share_words,
    time_words,
)
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.plots_data import COUNT, SHARE, TIME, PlotData, Series, Slot

MOST_LINES = 25
"""So many bars stand under each other at most; the table has no more either, and the card says what is left out."""


def verdict_series() -> dict[str, Series]:
    """How each way that an action can go is drawn, from the bottom of a bar up."""
    return {
        views.ALONE: Series(tr("Alone, by policy"), "chart_alone", "square"),
        views.APPROVED: Series(tr("Approved"), "green", "disc"),
        views.EDITED: Series(tr("Edited"), "amber", "diamond", hatch=True),
        views.REJECTED: Series(tr("Rejected"), "red", "triangle"),
        views.ANSWERED: Series(tr("Answered"), "accent", "ring", hatch=True),
        views.EXPIRED: Series(tr("Nobody answered"), "muted", "cross", hatch=True),
        views.REFUSED: Series(tr("Refused by policy"), "border_strong", "bar"),
    }


def volume(found: Insights) -> PlotData:
    """What became of actions, by day."""
    kinds = verdict_series()
    slots = tuple(
        Slot(
            day_short(day.span.first),
            day_words(day.span),
            tuple(float(day.counts.get(name, 0)) for name in kinds),
            tuple(day.rows.get(name) for name in kinds),
        )
        for day in found.volume
    )
    sums = {name: sum(day.counts.get(name, 0) for day in found.volume) for name in kinds}
    parts = [tr("{count} {series}", count=sums[n], series=kinds[n].name) for n in kinds if sums[n]]
    busiest = max(found.volume, key=lambda day: sum(day.counts.values()), default=None)
    summary = tr("By day: {parts}.", parts=", ".join(parts) or tr("nothing"))
    if busiest is not None and busiest.counts:
        summary = tr(
            "{summary} Most on {day}: {number}.",
            summary=summary,
            day=day_words(busiest.span),
            number=figure(sum(busiest.counts.values())),
        )
    return PlotData(tuple(kinds.values()), slots, tr("Day"), tr("Actions a day"), COUNT, count_words, summary)


def rate(found: Insights) -> tuple[PlotData, str]:
    """The share edited or rejected, with its limits; and why there are none, if so."""
    chart = found.rate
    series = (Series(tr("Edited or rejected"), "accent", "disc"),)
    slots = tuple(_rate_slot(point) for point in chart.points)
    outside = [point for point in chart.points if point.outside]
    lacking = ""
    if chart.limits is None:
        lacking = tr(
            "Too little for control limits: they take {trials} decisions on {days} days, and the days that they would "
            "come from have {found} on {found_days}.",
            trials=LEAST_TRIALS,
            days=LEAST_DAYS,
            found=figure(chart.trials),
            found_days=chart.days,
        )
        summary = lacking
    else:
        summary = tr("Usually {share}.", share=share_words(chart.limits.centre))
        said = ", ".join(day_short(point.span.first) for point in outside)
        summary += " " + (tr("Outside its limits on {days}.", days=said) if outside else tr("No day is outside."))
    data = PlotData(
        series,
        slots,
        tr("Day"),
        tr("Share of decisions"),
        SHARE,
        share_words,
        summary,
        band_name=tr("Control limits") if chart.limits is not None else "",
        flag_name=tr("Outside its limits"),
    )
    return data, lacking


def outside_words(found: Insights) -> str:
    """When a day was last outside its limits; empty when none was."""
    days = [point.span.first for point in found.rate.points if point.outside]
    if not days:
        return ""
    return tr("outside its limits on {day}", day=day_short(days[-1]))


def waiting(found: Insights, weekly: bool) -> tuple[PlotData, str]:
    """Time to decide; and what is left out for lack of decisions."""
    points = found.by_week if weekly else found.by_day
    series = (
        Series(tr("Half within (p50)"), "accent", "disc"),
        Series(tr("90 % within (p90)"), "amber", "diamond", dash=True),
        Series(tr("99 % within (p99)"), "red", "triangle", dash=True),
    )
    slots = tuple(_wait_slot(point) for point in points)
    lacking = []
    if not any(point.p90 is not None for point in points):
        lacking.append(tr("p90 takes 10 decisions"))
    if not any(point.p99 is not None for point in points):
        lacking.append(tr("p99 takes 100 decisions"))
    words = ""
    if lacking:
        words = (
            tr("Too little for all lines: {lacking} in one week.", lacking=", ".join(lacking))
            if weekly
            else tr("Too little for all lines: {lacking} on one day.", lacking=", ".join(lacking))
        )
    totals = found.totals
    summary = tr("No decision whose asking is known.")
    if totals.median is not None:
        summary = tr("Half of the decisions came within {median}.", median=time_words(totals.median))
        if totals.p90 is not None:
            summary += " " + tr("90 % within {p90}.", p90=time_words(totals.p90))
    across = tr("Week") if weekly else tr("Day")
    data = PlotData(
        series, slots, across, tr("From asking to deciding, each mark a multiple"), TIME, time_words, summary
    )
    return data, words


def load(found: Insights) -> tuple[PlotData, str]:
    """Decisions by person; and when they were made."""
    lines = found.load[:MOST_LINES]
    slots = tuple(
        Slot(
            name_of(found.names, one.person),
            name_of(found.names, one.person),
            (float(one.decisions),),
            (one.rows,),
            note=tr(
                "{mean} a day on {days} days, most {most} on {day}; {night} at night, {weekend} at weekends",
                mean=count_words(round(one.decisions / max(one.days, 1), 1)),
                days=one.days,
                most=one.most,
                day=day_short(one.most_on.first),
                night=share_words(one.night / one.decisions),
                weekend=share_words(one.weekend / one.decisions),
            ),
        )
        for one in lines
    )
    summary = tr("Nobody decided anything.")
    if lines:
        summary = "; ".join(tr("{person}: {note}", person=slot.words, note=slot.note) for slot in slots[:5]) + "."
    series = (Series(tr("Decisions"), "accent"),)
    data = PlotData(series, slots, tr("Person"), tr("Decisions in the period"), COUNT, count_words, summary)
    left = len(found.load) - len(lines)
    said = []
    if lines:
        of_all = sum(one.decisions for one in found.load)
        night = share_words(sum(one.night for one in found.load) / of_all)
        weekend = share_words(sum(one.weekend for one in found.load) / of_all)
        said.append(tr("{night} at night (22 to 6), {weekend} at weekends.", night=night, weekend=weekend))
    if left:
        said.append(tr("{count} more people are not shown.", count=left))
    return data, " ".join(said)


def backlog(found: Insights) -> PlotData:
    """What waited for a first decision, by day."""
    slots = tuple(
        Slot(
            day_short(one.span.first),
            tr("End of {day}", day=day_words(one.span)) if one.span.whole else tr("Now"),
            (float(one.waiting),),
            (one.rows if one.waiting else None,),
        )
        for one in found.backlog
    )
    now = found.backlog[-1].waiting if found.backlog else 0
    most = max((one.waiting for one in found.backlog), default=0)
    summary = tr("{now} wait now; at most {most} at the end of a day.", now=now, most=most)
    series = (Series(tr("Waiting for a first decision"), "accent", "square"),)
    return PlotData(series, slots, tr("Day"), tr("Actions at the end of the day"), COUNT, count_words, summary)


def charters(found: Insights) -> tuple[PlotData, str]:
    """Every agent's measures beside what its charter says."""
    lines = found.charters[:MOST_LINES]
    names = measure_names()
    slots = tuple(_charter_slot(one, names[one.measure], name_of(found.names, one.agent)) for one in lines)
    missed = [slot.words for slot, one in zip(slots, lines, strict=True) if one.kept is False]
    summary = tr("No agent that has a charter did anything.")
    if lines:
        summary = tr("Not kept: {missed}.", missed="; ".join(missed)) if missed else tr("Every charter is kept.")
    series = (Series(tr("Share"), "accent"),)
    left = len(found.charters) - len(lines)
    data = PlotData(
        series,
        slots,
        tr("Agent and measure"),
        tr("Share"),
        SHARE,
        share_words,
        summary,
        bound_name=tr("What the charter says") if lines else "",
        flag_name=tr("Not kept"),
    )
    return data, tr("{count} more measures are not shown; choose an agent.", count=left) if left else ""


def measure_names() -> dict[str, str]:
    """The measures of a charter in words."""
    return {
        views.SUCCESS: tr("succeeded"),
        views.FAILURE: tr("failed or unknown"),
        views.WRONG: tr("marked as wrong"),
        views.SENT: tr("sent to people"),
        views.EXPIRY: tr("nobody answered"),
    }


def _charter_slot(one: CharterFigure, measure: str, agent: str) -> Slot:
    label = tr("{agent}: {measure}", agent=agent, measure=measure)
    if one.value is None:
        note = tr("nothing to count yet")
    elif one.bound is None:
        note = tr("of {number}; the charter sets no bound", number=figure(one.count))
    else:
        least = tr("at least {bound}", bound=share_words(one.bound))
        most = tr("at most {bound}", bound=share_words(one.bound))
        verdict = tr("kept") if one.kept else tr("not kept")
        note = tr(
            "of {number}; {bound}: {verdict}",
            number=figure(one.count),
            bound=least if one.at_least else most,
            verdict=verdict,
        )
    flagged = frozenset({0}) if one.kept is False else frozenset[int]()
    return Slot(label, label, (one.value,), (one.rows,), None, flagged, one.bound, note)


def _rate_slot(point: RatePoint) -> Slot:
    band = None if point.low is None or point.high is None else (point.low, point.high)
    note = ""
    if point.trials:
        low, high = (share_words(one) for one in point.likely)
        note = tr(
            "{hits} of {trials}; likely {low} to {high}", hits=point.hits, trials=point.trials, low=low, high=high
        )
    flagged = frozenset({0}) if point.outside else frozenset[int]()
    rows = (point.rows if point.trials else None,)
    return Slot(day_short(point.span.first), day_words(point.span), (point.share,), rows, band, flagged, None, note)


def _wait_slot(point: WaitPoint) -> Slot:
    rows = (point.rows,) * 3 if point.count else ()
    note = tr("{number} decisions", number=figure(point.count)) if point.count != 1 else tr("1 decision")
    return Slot(_label(point.span), day_words(point.span), (point.p50, point.p90, point.p99), rows, note=note)


def _label(span: Span) -> str:
    return day_short(span.first)
