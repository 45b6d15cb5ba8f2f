"""May this action run now, alone? One pure and total function over what the agent's owner signed (DESIGN 4.5).

Each rule speaks for itself and none can allow: the action runs alone only when every rule that spoke allows. A rule
that fails in any way holds, so that a value nobody thought of makes a person look and never opens the gate.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from counterseal.clock import parse_stamp, stamp
from counterseal.model import strict_json
from counterseal.model.autonomy import Autonomy, Level, Mandate, covers, level_of, members
from counterseal.model.risk import Risk, highest
from counterseal.model.tools import risk_of
from counterseal.policy import hours as hours_of_day
from counterseal.policy.amounts import quote
from counterseal.policy.bounds import limits, payees, windows
from counterseal.policy.reading import read_autonomy, read_mandate
from counterseal.policy.ruling import ALLOW, HOLD, REFUSE, Charge, Question, Rule, Ruling
from counterseal.policy.spans import moment, span

_LOG = logging.getLogger(__name__)
_SKEW = timedelta(minutes=2)

_Rules = Iterator[Rule]


def evaluate(question: Question) -> Ruling:
    """Rule on one action.

    Total: whatever stands in the question, the answer is a ``Ruling``. Anything unreadable holds.
    """
    charges: list[Charge] = []
    rules: list[Rule] = []
    question = _read_again(question, rules)
    risk, level = _risk(question), _level(question)
    for speak in (
        _arguments,
        _halted,
        _owner,
        _shown,
        lambda q: _by_level(q, risk, level),
        _paused,
        _lease,
        _charter,
        _clock,
    ):
        rules.extend(_guarded(speak, question))
    rules.extend(_guarded(lambda q: _by_mandate(q, charges), question))
    effects = {rule.effect for rule in rules}
    effect = REFUSE if REFUSE in effects else ALLOW if effects == {ALLOW} else HOLD
    return Ruling(effect, risk, level, tuple(rules), tuple(charges) if effect == ALLOW else ())


def _read_again(question: Question, rules: list[Rule]) -> Question:
    """The question with its level and mandate as the readers of orders understand them, else the lowest and none."""
    autonomy, mandate = Autonomy(Level.L1), None
    try:
        autonomy = read_autonomy(members(question.autonomy))
        if question.mandate is not None:
            mandate = read_mandate(members(question.mandate))
    except Exception as error:  # noqa: BLE001 - total: whatever is wrong with it, it holds
        _report(error)
        rules.append(Rule("unreadable", HOLD, "its level or mandate cannot be read, so a person decides"))
    return replace(question, autonomy=autonomy, mandate=mandate)


def _report(error: Exception) -> None:
    """Only the kind of failure is logged: its words may quote what the agent sent."""
    _LOG.error("a policy rule failed with %s; the action waits for a person", type(error).__name__)


def _guarded(speak: Callable[[Question], _Rules], question: Question) -> list[Rule]:
    """What a rule says; whatever goes wrong in it holds."""
    said: list[Rule] = []
    try:
        said.extend(speak(question))
    except Exception as error:  # noqa: BLE001 - total: whatever goes wrong in a rule, it holds
        _report(error)
        said.append(Rule("policy_error", HOLD, "a rule could not be checked, so a person decides"))
    return said


def _risk(question: Question) -> Risk:
    descriptor = question.descriptor
    try:
        if question.tool_changed is not False or descriptor is None or descriptor.tool != question.action.tool:
            return Risk.R4
        described = Risk(risk_of(descriptor, question.action.arguments))
        claimed = question.claims.least_risk
        return described if claimed is None else highest(described, Risk(claimed))
    except Exception as error:  # noqa: BLE001 - total: a risk that cannot be read is the worst
        _report(error)
        return Risk.R4


def _level(question: Question) -> Level:
    """The level that counts for the tool; without a charter no higher than L1."""
    try:
        level = Level(level_of(question.autonomy, question.action.tool, question.cap))
        return level if question.chartered is True or level is Level.L0 else Level.L1
    except Exception as error:  # noqa: BLE001 - total: a level that cannot be read lets nothing run alone
        _report(error)
        return Level.L1


def _halted(question: Question) -> _Rules:
    if question.halted != "":
        yield Rule("halted", REFUSE, f"the agent is halted: {question.halted}")


def _owner(question: Question) -> _Rules:
    if question.owner_active is not True:
        yield Rule(
            "no_owner",
            REFUSE,
            "nobody answers for this agent: its owner is not active on the roster; another owner registers it again",
        )


def _arguments(question: Question) -> _Rules:
    """No words: what is no strict JSON object fails, and so holds."""
    if not isinstance(question.action.arguments, Mapping):
        raise ValueError("arguments are an object")
    strict_json.check(question.action.arguments)
    yield from ()


def _shown(question: Question) -> _Rules:
    if question.problem is not None:
        yield Rule("cannot_be_shown", HOLD, f"it cannot be shown: {quote(question.problem, 200)}")
    elif question.descriptor is None or question.descriptor.tool != question.action.tool:
        yield Rule("unknown_tool", HOLD, "this tool is not described, so its risk is Critical (R4)")
    if question.tool_changed is not False:
        said = (
            "the agent does not say which definition of the tool it has, and its owner pinned one"
            if question.claims.tool_sha256 is None
            else "the tool is no longer the one its owner described"
        )
        yield Rule("tool_changed", HOLD, f"{said}, so its risk is Critical (R4)")


def _by_level(question: Question, risk: Risk, level: Level) -> _Rules:
    name = f"{level.value} {level.word}"
    claimed = question.claims.least_risk
    if claimed is not None and claimed is risk and question.descriptor is not None:
        described = Risk(risk_of(question.descriptor, question.action.arguments))
        if described.rank < risk.rank:
            yield Rule(
                "least_risk",
                ALLOW if risk in level.runs_alone else HOLD,
                f"its agent, or the server of its tool, calls it at least {risk.word} ({risk.value}); "
                f"its owner described it as {described.word} ({described.value})",
            )
    if level is Level.L0:
        yield Rule("suspended", REFUSE, f"{name}: nothing runs; its owner gives it a level again")
    elif risk in level.runs_alone:
        yield Rule("level", ALLOW, f"{risk.word} ({risk.value}) runs alone at {name}")
    else:
        yield Rule("level", HOLD, f"{risk.word} ({risk.value}) at {name}: {_person_part(level)}")
    if question.cap is not None and level_of(question.autonomy, question.action.tool).rank > question.cap.rank:
        yield Rule(
            "lowered", ALLOW, f"it was lowered to {question.cap.value} by itself, until its owner signs a level again"
        )


def _person_part(level: Level) -> str:
    """What a level leaves to people: the second half of its sentence, with an exception where it has only one."""
    return level.sentence.rsplit("; ", 1)[-1].rstrip(".")


def _paused(question: Question) -> _Rules:
    if question.paused != "":
        yield Rule("paused", HOLD, f"the agent is paused: {question.paused}")


def _lease(question: Question) -> _Rules:
    if question.leased is not True:
        yield Rule("no_lease", HOLD, "the agent's process holds no lease, so nothing runs alone")


def _charter(question: Question) -> _Rules:
    signed = Level(level_of(question.autonomy, question.action.tool, question.cap))
    if question.chartered is not True and signed.rank > Level.L1.rank:
        yield Rule("no_charter", HOLD, "the agent has no charter, and none leaves L1 without one")


def _clock(question: Question) -> _Rules:
    if question.earliest.utcoffset() is None or question.latest.utcoffset() is None:
        raise ValueError("times carry their offset")
    if question.earliest > question.latest:
        yield Rule("clock", HOLD, "the time is not known")


def _by_mandate(question: Question, charges: list[Charge]) -> _Rules:
    mandate = question.mandate
    if mandate is None:
        yield Rule("no_mandate", HOLD, "no mandate is in force, so nothing runs alone")
        return
    lapsed = [*_guarded(lambda q: _expiry(q, mandate), question), *_guarded(lambda q: _silence(q, mandate), question)]
    yield from lapsed
    # A mandate that has lapsed says nothing any more, its refusals neither: people decide until it is renewed.
    outside = REFUSE if mandate.outside == "refuse" and all(rule.effect == ALLOW for rule in lapsed) else HOLD
    if not any(covers(pattern, question.action.tool) for pattern in mandate.tools):
        yield Rule("outside_tools", outside, f"{quote(question.action.tool)} is not among the mandate's tools")
        return
    yield Rule("tool", ALLOW, f"the mandate names {quote(question.action.tool)}")
    for speak in (
        lambda q: limits(q, mandate, outside),
        lambda q: windows(q, mandate, outside, charges),
        lambda q: payees(q, mandate, outside),
        lambda q: _hours(q, mandate, outside),
        lambda q: _confidence(q, mandate, outside),
    ):
        yield from _guarded(speak, question)


def _expiry(question: Question, mandate: Mandate) -> _Rules:
    ends = parse_stamp(mandate.expires_at, "expires_at")
    if ends <= question.latest:
        yield Rule(
            "mandate_ended", HOLD, f"the mandate ended on {moment(mandate.expires_at)}; its owner signs a new one"
        )
    else:
        yield Rule("mandate", ALLOW, f"the mandate is in force until {moment(mandate.expires_at)}")


def _silence(question: Question, mandate: Mandate) -> _Rules:
    seen, silence = question.people_seen, mandate.silence
    if seen is None:
        yield Rule("silence", HOLD, "no person's desktop has reached this gateway yet, so the mandate sleeps")
    elif seen > question.latest + _SKEW:
        yield Rule("clock", HOLD, "a person's desktop was here later than it is now: the clock was set back")
    elif question.latest - seen >= timedelta(seconds=silence):
        yield Rule(
            "silence",
            HOLD,
            f"no person's desktop has reached this gateway since {moment(stamp(seen))}, "
            f"{span(silence)} ago or longer; the mandate sleeps until one does",
        )


def _hours(question: Question, mandate: Mandate, outside: str) -> _Rules:
    if mandate.hours is None:
        return
    said = hours_of_day.in_words(mandate.hours)
    if hours_of_day.inside(mandate.hours, question.earliest, question.latest):
        yield Rule("hours", ALLOW, f"it is within {said}")
    else:
        now = hours_of_day.local_words(mandate.hours, question.latest)
        yield Rule("hours", outside, f"it is {now}; it may run alone {said}")


def _confidence(question: Question, mandate: Mandate, outside: str) -> _Rules:
    least, claimed = mandate.confidence, question.claims.confidence
    if least is None and claimed is None:
        return
    for share in (least, claimed):
        if share is not None and not (_number(share) and 0 <= share <= 1):
            raise ValueError("a confidence lies between 0 and 1")
    if least is None:
        return
    if claimed is None:
        yield Rule("confidence", outside, f"the agent claims no confidence; at least {_share(least)} is asked for")
    elif claimed < least:
        yield Rule(
            "confidence",
            outside,
            f"the agent claims {_share(claimed)} confidence; at least {_share(least)} is asked for",
        )
    else:
        yield Rule("confidence", ALLOW, f"the agent claims {_share(claimed)} confidence, at least {_share(least)}")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _share(share: float) -> str:
    return f"{share * 100:.4g} %"
