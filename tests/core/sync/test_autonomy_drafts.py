"""What the desk works out by itself about autonomy: what moves towards risk, drafts, and reading a gateway's answer."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from counterseal.clock import stamp
from counterseal.errors import Conflict, InvalidInput
from counterseal.model import facts
from counterseal.model.actions import Action, Claims, State
from counterseal.model.autonomy import Autonomy, Level, Limit, Mandate, Payees, ToolGroup, Window
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.policy.standing import Standing
from counterseal.sync import towards_risk
from counterseal.sync.api_autonomy import AgentDetail
from counterseal.sync.autonomy_reading import read_agent_detail, read_incidents, read_what_if
from counterseal.sync.next_time import in_title, next_time, suggest_descriptor

MARIA = "0191f0a0-0000-7000-8000-000000000001"
NOW = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
ENDS = "2026-12-01T00:00:00.000Z"
DESCRIBED: dict[str, Any] = {
    "tool": "refunds.issue",
    "risk": "R3",
    "fields": {
        "amount": {"label": "Amount", "role": "money", "currency": "EUR"},
        "to": {"label": "Pay to", "role": "payee"},
    },
}
TOOL = read_descriptor(DESCRIBED)
BEFORE = Standing(
    Autonomy(Level.L3, (ToolGroup("mail", ("mail.*",), Level.L2),), {Risk.R3: 2}),
    MARIA,
    mandate=Mandate(("refunds.issue",), ENDS, limits=(Limit("refunds.issue", "amount", 100),)),
    tools={"refunds.issue": TOOL},
)


def level(*groups: ToolGroup, to: Level = Level.L3, quorum: int = 2) -> Standing:
    return replace(BEFORE, autonomy=Autonomy(to, groups, {Risk.R3: quorum}))


def limited(**changes: Any) -> Standing:
    assert BEFORE.mandate is not None
    return replace(BEFORE, mandate=replace(BEFORE.mandate, **changes))


def described(**changes: Any) -> Standing:
    return replace(BEFORE, tools={"refunds.issue": replace(TOOL, **changes)})


@pytest.mark.parametrize(
    "after",
    [
        level(),  # the group was lower than the agent
        level(ToolGroup("mail", ("mail.send",), Level.L2)),  # so were the other tools of it
        level(ToolGroup("mail", ("mail.*",), Level.L2), ToolGroup("more", ("db.*",), Level.L4)),
        level(ToolGroup("mail", ("mail.*",), Level.L2), quorum=1),
        level(ToolGroup("mail", ("mail.*",), Level.L2), to=Level.L4),
        limited(limits=()),
        limited(limits=(Limit("refunds.issue", "amount", 101),)),
        limited(tools=("refunds.*",)),
        limited(expires_at="2026-12-02T00:00:00.000Z"),
        described(risk=Risk.R2),
        described(fields={}),
        replace(BEFORE, tools={"refunds.issue": TOOL, "new.tool": ToolDescriptor("new.tool", Risk.R3)}),
    ],
)
def test_it_moves_towards_risk(after: Standing) -> None:
    assert towards_risk.moves(BEFORE, after)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        level(ToolGroup("mail", ("mail.*",), Level.L1)),
        level(ToolGroup("mail", ("mail.*",), Level.L2), to=Level.L2, quorum=3),
        level(ToolGroup("mail", ("m*",), Level.L2)),
        replace(BEFORE, mandate=None),
        limited(limits=(Limit("refunds.issue", "amount", 99),), expires_at="2026-11-30T00:00:00.000Z"),
        limited(limits=(*BEFORE.mandate.limits, Limit("refunds.issue", "amount", 500))) if BEFORE.mandate else BEFORE,
        described(risk=Risk.R4),
        replace(BEFORE, tools={}),
        replace(BEFORE, tools={"refunds.issue": TOOL, "new.tool": ToolDescriptor("new.tool", Risk.R4)}),
    ],
)
def test_it_moves_towards_safety(after: Standing) -> None:
    assert not towards_risk.moves(BEFORE, after)


def test_a_level_that_ends_a_fall_moves_towards_risk() -> None:
    fell = replace(BEFORE, cap=Level.L2)
    assert towards_risk.moves(fell, replace(fell, cap=None))


def answer() -> dict[str, Any]:
    """An agent as a gateway tells it."""
    return {
        "view": {
            "id": "refunds", "name": "Refunds agent", "owner": "Maria Lind", "owner_id": MARIA, "level": "L3",
            "state": "running", "halt_epoch": 0, "waiting": 0, "today": 0, "lease_until": None,
        },
        "autonomy": {"level": "L3", "groups": [], "quorum": {}},
        "cap": None, "capped_why": "", "autonomy_order": "aa", "mandate": None, "mandate_order": None, "budgets": [],
        "charter": None, "charter_order": None, "registry_order": "aa", "runbook": "",
        "tools": [{"tool": "refunds.issue", "described": True, "descriptor": DESCRIBED, "risk": "R3", "asked": 1}],
        "figures": {
            "days": 30, "actions": 0, "alone": 0, "to_people": None, "unedited": None, "wrong": None,
            "success": None, "reported_back": None,
        },
        "proposal": {"level": "L4", "evidence": ["it did well"]},
        "pending": [{
            "sha256": "bb", "kind": "level", "agent": "refunds", "by": "Jonas", "at": ENDS, "reason": "",
            "changes": ["more"], "by_me": False, "until": ENDS, "person": MARIA,
        }],
        "incidents": [{
            "id": "i", "agent": "refunds", "action": None, "title": "t", "state": "open", "opened_at": ENDS,
            "opened_by": "Jonas", "what": "w", "runbook": "", "compensating": None, "steps": [[ENDS, "Jonas", "w"]],
        }],
        "paused_by": "", "paused_at": "", "last_drill": None, "readiness": [["ok", "Owner", "there is one"]],
        "halt_order": None, "told_by_a_newer_version": True,
    }  # fmt: skip


def test_an_agent_is_read_whole() -> None:
    read = read_agent_detail(answer(), "payments", MARIA)
    assert (read.view.gateway, read.autonomy.level, read.pending[0].by_me) == ("payments", Level.L3, True)
    assert read.proposal is not None
    assert (read.proposal.level, read.incidents[0].steps) == (Level.L4, ((ENDS, "Jonas", "w"),))
    assert not read_agent_detail(answer(), "", "somebody").pending[0].by_me


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("view", {"id": "refunds"}),
        ("autonomy", {"level": "L9"}),
        ("autonomy", None),
        ("mandate", {"tools": "all"}),
        ("budgets", [{"name": "x"}]),
        ("tools", [3]),
        ("pending", {"sha256": "x"}),
        ("incidents", [{"id": 1}]),
        ("readiness", [["ok"]]),
        ("cap", "high"),
        ("halt_order", 3),
        ("paused_by", None),
    ],
)
def test_half_an_agent_is_refused(member: str, value: Any) -> None:
    told = deepcopy(answer())
    told[member] = value
    with pytest.raises(InvalidInput):
        read_agent_detail(told, "", MARIA)
    told.pop(member)
    if member != "halt_order":
        with pytest.raises(InvalidInput):
            read_agent_detail(told, "", MARIA)


@pytest.mark.parametrize(("member", "inner"), [("pending", "at"), ("incidents", "opened_at"), ("incidents", "title")])
def test_what_is_sorted_and_shown_as_text_is_text(member: str, inner: str) -> None:
    told = deepcopy(answer())
    told[member][0][inner] = 3
    with pytest.raises(InvalidInput):
        read_agent_detail(told, "", MARIA)


@pytest.mark.parametrize("told", [None, [], {}, {"incidents": 3}, {"cases": [3]}, {"cases": []}])
def test_strange_answers_are_refused(told: Any) -> None:
    with pytest.raises(InvalidInput):
        read_what_if(told)
    with pytest.raises(InvalidInput):
        read_incidents(told)


def case(
    arguments: dict[str, Any], descriptor: dict[str, Any] | None = DESCRIBED, risk: Risk = Risk.R3
) -> ActionDetail:
    tool = "refunds.issue" if descriptor is not None else "mail.sendNow"
    members = {"v": 1, "id": "0191f0a0-0000-7000-8000-0000000000aa", "agent": "refunds", "tool": tool}
    action = Action.from_members({**members, "arguments": arguments, "expires_at": None})
    item = QueueItem(
        action.id, "refunds", "Refunds agent", "Maria", MARIA, tool, "t", risk, State.HELD, ENDS, None, "d", "direct",
        "n", 0, ("approve",),
    )  # fmt: skip
    card = facts.render(action, read_descriptor(descriptor) if descriptor else None)
    schema = {"type": "object", "properties": {"sendAt": {"type": "string"}}}
    return ActionDetail(item, action, "{}", replace(card, risk=risk), Claims("", None), (), (), schema, descriptor)


def agent(**changes: Any) -> AgentDetail:
    return replace(read_agent_detail(answer(), "", MARIA), **changes)


def test_a_draft_widens_what_is_there_by_just_this_case() -> None:
    mandate = Mandate(
        ("refunds.*",),
        "2027-01-01T00:00:00.000Z",
        limits=(Limit("refunds.*", "amount", 50), Limit("refunds.issue", "amount", 900), Limit("x", "amount", 1)),
        windows=(Window("day", ("refunds.*",), "amount", 70), Window("calls", ("refunds.*",), None, 3)),
        payees=(Payees("refunds.issue", "to", ("DE1",)),),
    )
    low = Autonomy(Level.L2, (ToolGroup("low", ("refunds.*",), Level.L1),))
    draft = next_time(NOW, case({"amount": 100, "to": "DE2"}), agent(mandate=mandate, autonomy=low))
    made = draft.mandate
    assert (made.tools, made.expires_at) == (("refunds.*",), "2027-01-01T00:00:00.000Z")
    assert (made.limits, made.windows) == (mandate.limits, mandate.windows), "they bound other tools too"
    assert made.payees == (Payees("refunds.issue", "to", ("DE1", "DE2")),)
    assert draft.autonomy.groups[-1] == ToolGroup("refunds.issue", ("refunds.issue",), Level.L5)
    assert any("“low”" in why for why in draft.why)
    assert [why for why in draft.why if "waiting" in why] == [
        "The limit on Amount for “refunds.*” would still keep this case waiting; "
        "change it there if you want that for all its tools.",
        "“day” would still keep this case waiting; change it there if you want that for all its tools.",
    ]
    assert "Amount would be at most €0.50." in draft.why
    assert "Pay to could only be one of 2 listed." in draft.why


def test_a_mandate_that_has_ended_is_not_revived() -> None:
    ended = Mandate(
        ("payments.*", "refunds.issue"),
        stamp(NOW),
        limits=(Limit("refunds.issue", "amount", 100_000),),
        windows=(Window("w", ("refunds.issue",), "amount", 100_000),),
        payees=(Payees("refunds.*", "to", ("DE1",)),),
    )
    draft = next_time(NOW, case({"amount": 12_400, "to": "DE2"}), agent(mandate=ended))
    assert draft.mandate == Mandate(
        ("refunds.issue",),
        "2026-12-21T13:00:00.000Z",
        limits=(Limit("refunds.issue", "amount", 12_400),),
        windows=(Window("refunds.issue a day", ("refunds.issue",), "amount", 12_400),),
        payees=(Payees("refunds.issue", "to", ("DE2",)),),
    )
    assert "has ended" in draft.why[0]
    assert "Amount would be at most €124.00." in draft.why
    assert "“refunds.issue a day” would allow €124.00 in 24 hours." in draft.why
    assert "Pay to could only be “DE2”." in draft.why
    assert not any("waiting" in why for why in draft.why)


def test_a_draft_says_the_larger_bounds_that_stay() -> None:
    larger = Mandate(("refunds.issue",), ENDS, limits=(Limit("refunds.issue", "amount", 100_000),))
    draft = next_time(NOW, case({"amount": 12_400, "to": "DE2"}), agent(mandate=larger))
    assert draft.mandate.expires_at == ENDS, "what other tools have is not prolonged"
    assert "Amount would be at most €1,000.00." in draft.why


def test_a_tool_that_was_not_in_the_mandate_gets_no_more_than_the_case() -> None:
    left_over = Mandate(("mail.*",), ENDS, limits=(Limit("refunds.issue", "amount", 100_000),))
    made = next_time(NOW, case({"amount": 12_400, "to": "DE2"}), agent(mandate=left_over)).mandate
    assert (made.tools, made.limits) == (("mail.*", "refunds.issue"), (Limit("refunds.issue", "amount", 12_400),))


def test_a_draft_without_money_is_one_call_a_day() -> None:
    plain = {"tool": "refunds.issue", "risk": "R1"}
    draft = next_time(NOW, case({"order": "7"}, plain, Risk.R1), agent())
    assert draft.autonomy == agent().autonomy, "L3 runs Low alone already"
    assert draft.mandate.windows == (Window("refunds.issue a day", ("refunds.issue",), None, 1),)
    assert draft.mandate.expires_at == "2026-12-21T13:00:00.000Z"


def test_what_never_runs_alone_has_no_draft() -> None:
    with pytest.raises(Conflict) as critical:
        next_time(NOW, case({"amount": 1}, risk=Risk.R4), agent())
    assert critical.value.code == "never_alone"
    with pytest.raises(Conflict) as unknown:
        next_time(NOW, case({"amount": 1}, None, Risk.R4), agent())
    assert unknown.value.code == "not_described"
    with pytest.raises(InvalidInput):
        next_time(NOW, case({"amount": "1.2.3"}), agent())


def test_a_descriptor_to_start_from_is_critical_and_takes_no_words_of_the_agent() -> None:
    found = suggest_descriptor(case({"to_address": "a@b.example"}, None, Risk.R4))
    assert (found["risk"], list(found["fields"])) == ("R4", ["sendAt", "to_address"])
    assert {field["role"] for field in found["fields"].values()} == {"plain"}
    assert [in_title(name) for name in ("sendAt", "amount_minor", "x-y", "")] == ["Send At", "Amount minor", "X y", ""]
