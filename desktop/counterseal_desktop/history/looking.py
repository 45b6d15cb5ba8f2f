"""What the reader looks for in the history: the choices behind the pills, as data, and the filter that they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from counterseal.clock import parse_stamp, stamp
from counterseal.errors import InvalidInput
from counterseal.model.history import OWN_LOG
from counterseal.sync.api import HistoryFilter
from counterseal.sync.api_records import SavedSearch
from counterseal_desktop.translating import day_month_year, tr
from counterseal_desktop.widgets.untrusted import display_line

TODAY, WEEK, MONTH = 1, 7, 30
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A choice of the decision's pill: which entries it means."""

    name: str
    kinds: tuple[str, ...]
    verdicts: tuple[str, ...] = ()


KINDS = (
    Kind("any", ()),
    Kind("decisions", ("decision",)),
    Kind("approved", ("decision",), ("approve",)),
    Kind("edited", ("decision",), ("edit",)),
    Kind("rejected", ("decision",), ("reject",)),
    Kind("answered", ("decision",), ("answer",)),
    Kind("withdrawn", ("decision",), ("withdraw",)),
    Kind("allowed", ("policy_allowed",)),
    Kind("refused", ("policy_refused",)),
    Kind("expired", ("expired", "escalated", "voided")),
    Kind("outcomes", ("permit_taken", "outcome")),
    Kind("failed", ("outcome",), ("failed", "unknown")),
    Kind("halts", ("pause", "halt", "reset")),
    Kind("wrong", ("incident",)),
    Kind("orders", ("order", "key_enrolled", "key_rotated", "key_revoked")),
    Kind("erased", ("erasure", "retention_cut")),
    Kind("evidence", ("export", "cosigned", "restored")),
)


def kind_words(name: str) -> str:
    """A choice of the decision's pill in words."""
    return {
        "any": tr("Any decision"),
        "decisions": tr("People's decisions"),
        "approved": tr("Approved"),
        "edited": tr("Edited"),
        "rejected": tr("Rejected"),
        "answered": tr("Answered"),
        "withdrawn": tr("Taken back"),
        "allowed": tr("Allowed by policy"),
        "refused": tr("Refused by policy"),
        "expired": tr("Expired"),
        "outcomes": tr("Outcomes"),
        "failed": tr("Failed or unknown"),
        "halts": tr("Halts and resets"),
        "wrong": tr("Marked as wrong"),
        "orders": tr("Orders and keys"),
        "erased": tr("Erasures"),
        "evidence": tr("Exports and witnesses"),
    }[name]


def state_words() -> dict[str, str]:
    """Where an action stands, by the state's name."""
    return {
        "held": tr("Waiting for a person"),
        "approved": tr("Approved, not run"),
        "allowed": tr("Allowed, not run"),
        "permitted": tr("Running"),
        "done": tr("Executed"),
        "failed": tr("Failed"),
        "unknown": tr("Outcome unknown"),
        "rejected": tr("Rejected"),
        "answered": tr("Answered"),
        "refused": tr("Refused"),
        "expired": tr("Expired"),
        "void": tr("Voided"),
        "withdrawn": tr("Withdrawn by its agent"),
        "stale": tr("Stale"),
    }


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for.

    ``days`` counts back from today, 1 for today alone; ``since`` and ``until`` are local days, both inclusive, as
    ``2026-11-21``. ``given`` is a filter that the pills cannot say, such as that of a figure's rows; it counts until
    anything else is looked for.
    """

    text: str = ""
    agent: str = ""
    person: str = ""
    kind: str = "any"
    days: int = 0
    since: str = ""
    until: str = ""
    state: str = ""
    risk: str = ""
    tool: str = ""
    log: str = ""
    subject: str = ""
    given: HistoryFilter | None = None

    @property
    def by_given(self) -> HistoryFilter | None:
        """``given`` while it counts."""
        return self.given if self == Looking(given=self.given) else None

    @property
    def dated(self) -> bool:
        return bool(self.days or self.since or self.until)

    def wanted(self, today: date) -> HistoryFilter:
        """The filter that it means on this day."""
        if self.by_given is not None:
            return self.by_given
        kind = next(one for one in KINDS if one.name == self.kind)
        since, until = self.since, self.until
        if self.days:
            since, until = (today - (self.days - 1) * _ONE_DAY).isoformat(), ""
        return HistoryFilter(
            text=self.text.strip(),
            agent=self.agent,
            person=self.person,
            kinds=kind.kinds,
            verdicts=kind.verdicts,
            subject=self.subject,
            since=midnight(since) if since else "",
            until=midnight((date.fromisoformat(until) + _ONE_DAY).isoformat()) if until else "",
            tool=self.tool,
            risks=(self.risk,) if self.risk else (),
            states=(self.state,) if self.state else (),
            log=self.log,
        )

    def saved(self, name: str, today: date) -> SavedSearch:
        """What is kept of it under a name: days that count back stay so."""
        wanted = self.wanted(today)
        return SavedSearch(name, replace(wanted, since="") if self.days else wanted, self.days)


def from_saved(search: SavedSearch) -> Looking:
    """What a saved search looks for; a filter that the pills cannot say is taken as it is."""
    wanted = search.wanted
    said = _said(search)
    plain = replace(wanted, since="") if search.days else wanted
    # What counts back from today is compared without it.
    return said if said.saved("", date(2000, 1, 1)).wanted == plain else Looking(given=wanted)


def _said(search: SavedSearch) -> Looking:
    """The filter as far as the pills can say it."""
    wanted = search.wanted
    kind = next((one.name for one in KINDS if (one.kinds, one.verdicts) == (wanted.kinds, wanted.verdicts)), "any")
    until = local_day(wanted.until)
    return Looking(
        text=wanted.text,
        agent=wanted.agent,
        person=wanted.person,
        kind=kind,
        days=search.days,
        since="" if search.days else local_day(wanted.since),
        until=(date.fromisoformat(until) - _ONE_DAY).isoformat() if until and not search.days else "",
        state=wanted.states[0] if wanted.states else "",
        risk=wanted.risks[0] if wanted.risks else "",
        tool=wanted.tool,
        log=wanted.log,
        subject=wanted.subject,
    )


def midnight(day: str) -> str:
    """The UTC stamp of the beginning of a local day. Raises ValueError for what is no day."""
    return stamp(datetime.combine(date.fromisoformat(day), time()).astimezone())


def local_day(moment: str) -> str:
    """The local day of a UTC stamp; empty for what is none."""
    try:
        return parse_stamp(moment).astimezone().date().isoformat() if moment else ""
    except InvalidInput:
        return ""


def day_words(day: str) -> str:
    """``21 Nov 2026`` of ``2026-11-21``."""
    read = date.fromisoformat(day)
    return day_month_year(read)


def time_words(looking: Looking) -> str:
    """What the pill of the time says."""
    named = {TODAY: tr("Today"), WEEK: tr("Last 7 days"), MONTH: tr("Last 30 days")}
    if looking.days:
        return named.get(looking.days) or tr("Last {count} days", count=looking.days)
    if looking.since and looking.since == looking.until:
        return day_words(looking.since)
    if looking.since and looking.until:
        return tr("{first} to {last}", first=day_words(looking.since), last=day_words(looking.until))
    if looking.since:
        return tr("From {first}", first=day_words(looking.since))
    return tr("Until {last}", last=day_words(looking.until)) if looking.until else tr("Any time")


def risk_words(risk: str) -> str:
    """A risk in words."""
    named = {"R0": tr("Read-only"), "R1": tr("Low"), "R2": tr("Moderate"), "R3": tr("High"), "R4": tr("Critical")}
    return named.get(risk, risk)


def in_words(looking: Looking, names: dict[str, str]) -> str:
    """All that is looked for, in one line; names of agents, people and logs by id."""

    def name(key: str) -> str:
        return display_line(names.get(key, key), 60)

    if looking.by_given is not None:
        return tr("rows that a figure is made of")
    parts = [time_words(looking)] if looking.dated else []
    if looking.kind != "any":
        parts.append(kind_words(looking.kind))
    if looking.agent:
        parts.append(tr("agent {name}", name=name(looking.agent)))
    if looking.person:
        parts.append(tr("by {name}", name=name(looking.person)))
    if looking.state:
        parts.append(state_words().get(looking.state, looking.state))
    if looking.risk:
        parts.append(risk_words(looking.risk))
    if looking.tool:
        parts.append(tr("tool {name}", name=name(looking.tool)))
    if looking.log:
        parts.append(tr("your own log") if looking.log == OWN_LOG else tr("log {name}", name=name(looking.log)))
    if looking.subject:
        parts.append(tr("one action"))
    if looking.text:
        parts.append(tr("with “{text}”", text=display_line(looking.text, 60)))
    return ", ".join(parts) or tr("everything")
