"""Previewing an edit, and what may be signed at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counterseal.clock import SystemClock
from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, Locked, Stale, WrongUse
from counterseal.model.actions import State
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.facts import RENDERER
from counterseal.model.views import ActionDetail
from counterseal.seal.digests import action_sha256, facts_sha256
from counterseal.seal.statements import read_decision
from counterseal.sync import signing
from counterseal.sync.api import DecisionDraft
from gateway.desks import Bench

Opens = Callable[..., Bench]
SCHEMA = {
    "type": "object",
    "properties": {"amount": {"type": "integer", "maximum": 100}, "to": {"type": "object"}},
    "required": ["amount"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from gateway.desks import make_profile, running_bench

    home: Path = tmp_path_factory.mktemp("signing") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        bench.agent()
        yield bench


@pytest.fixture
def detail(bench: Bench) -> ActionDetail:
    asked = bench.agents[0].propose(arguments={"amount": 5, "order": "1"})
    return bench.held(asked["id"])


def with_arguments(detail: ActionDetail, arguments: dict[str, Any], schema: Any = None) -> ActionDetail:
    action = replace(detail.action, arguments=arguments)
    item = replace(detail.item, digest=action_sha256(action))
    return replace(detail, action=action, item=item, schema=schema)


def test_a_preview_names_every_changed_member(detail: ActionDetail) -> None:
    old = with_arguments(detail, {"a": 1, "b": {"c": [1, 2], "d~/e": None}, "gone": "x"})
    found = signing.preview(old, {"a": 1, "b": {"c": [1, 3], "d~/e": None}, "new": True})
    assert found.changes == (
        ("/b/c", "[1, 2]", "[1, 3]"),
        ("/gone", '"x"', "−absent"),
        ("/new", "−absent", "true"),
    )
    assert found.problems == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [(1, True), (0, False), (1, "1"), (None, "null"), ({"x": 1}, [1]), ("", None), ({"a/b": 1}, {"a~1b": 1})],
)
def test_a_change_of_type_is_a_change(detail: ActionDetail, old: Any, new: Any) -> None:
    found = signing.preview(with_arguments(detail, {"v": old}), {"v": new})
    assert found.changes
    assert found.digest != detail.item.digest


@pytest.mark.parametrize("state", [state for state in State if state is not State.HELD])
def test_nothing_is_signed_about_an_action_that_does_not_wait(bench: Bench, detail: ActionDetail, state: State) -> None:
    shown = replace(detail, item=replace(detail.item, state=state))
    draft = bench.draft(detail.item.id, Verdict.APPROVE)
    with pytest.raises(Conflict) as told:
        signing.store_decision(bench.desk.profile, SystemClock(), draft, shown, lambda _step: None)
    assert told.value.code == "not_held"
    assert "decision" not in bench.entries(detail.item.id)


def test_an_edit_that_changes_nothing_says_so(detail: ActionDetail) -> None:
    old = with_arguments(detail, {"b": 1, "a": {"x": 1.0}})
    found = signing.preview(old, {"a": {"x": 1}, "b": 1})
    assert found.problems == (("", "Nothing is changed yet"),)
    assert found.digest == old.item.digest


def test_problems_name_their_member(detail: ActionDetail) -> None:
    old = with_arguments(detail, {"amount": 5}, SCHEMA)
    found = signing.preview(old, {"amount": 500, "to": 5, "more": 1})
    assert {where for where, _what in found.problems} == {"/", "/amount", "/to"}
    assert all(what for _where, what in found.problems)


def test_a_broken_schema_is_the_tools_fault_and_told(detail: ActionDetail) -> None:
    old = with_arguments(detail, {"amount": 5}, {"type": "nonsense"})
    with pytest.raises(InvalidInput) as refused:
        signing.preview(old, {"amount": 6})
    assert refused.value.code == "bad_schema"


@pytest.mark.parametrize("arguments", [{"a": float("nan")}, {"a": 2**53}, {"a": "\ud800"}, {"a": {1: 2}}])
def test_arguments_that_no_action_may_have_are_refused(detail: ActionDetail, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        signing.preview(detail, arguments)


def test_facts_of_an_edit_are_those_that_would_run(detail: ActionDetail) -> None:
    found = signing.preview(detail, {"amount": 91_000, "order": "1"})
    assert "€910.00" in [row.value for row in found.facts.rows]


def draft_of(detail: ActionDetail, verdict: Verdict = Verdict.APPROVE, **more: Any) -> DecisionDraft:
    item = detail.item
    return DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, verdict, **{"reason": "r", **more})


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"digest": "0" * 64}, Stale),
        ({"nonce": "0" * 32}, Stale),
        ({"reason": ""}, InvalidInput),
        ({"reason": " \n\t"}, InvalidInput),
        ({"verdict": Verdict.EDIT}, InvalidInput),
        ({"verdict": Verdict.EDIT, "arguments": {"amount": 5, "order": "1"}}, InvalidInput),
        ({"verdict": Verdict.EDIT, "arguments": {"amount": -1, "order": "1"}}, InvalidInput),
        ({"verdict": Verdict.EDIT, "arguments": {"amount": 6, "order": "1"}, "reason": ""}, InvalidInput),
        ({"verdict": Verdict.ANSWER, "answer": "  "}, InvalidInput),
    ],
)
def test_a_draft_that_does_not_fit_is_not_signed(
    bench: Bench, detail: ActionDetail, changed: dict[str, Any], kind: type[KnownError]
) -> None:
    with pytest.raises(kind):
        bench.desk.decide(replace(draft_of(detail), **changed)).result(60)
    assert "decision" not in bench.entries(detail.item.id)


def test_a_reason_is_not_needed_to_reject(bench: Bench, detail: ActionDetail) -> None:
    assert (
        bench.ear.receipt(bench.desk.decide(draft_of(detail, Verdict.REJECT, reason="")).result(60)).note == "rejected"
    )


def test_only_what_was_looked_at_is_decided(bench: Bench) -> None:
    asked = bench.agents[0].propose()
    draft = DecisionDraft(asked["id"], asked["digest"], "0" * 32, 0, Verdict.APPROVE)
    with pytest.raises(WrongUse):
        bench.desk.decide(draft).result(60)


def test_only_offered_verdicts_are_signed(bench: Bench, detail: ActionDetail) -> None:
    limited = replace(detail, item=replace(detail.item, verdicts=("reject",)))
    with pytest.raises(Forbidden):
        signing.store_decision(bench.profile, SystemClock(), draft_of(detail), limited, lambda _s: None)


def test_a_locked_key_signs_nothing(bench: Bench, detail: ActionDetail) -> None:
    bench.profile.lock()
    try:
        with pytest.raises(Locked):
            bench.desk.decide(draft_of(detail)).result(60)
    finally:
        bench.desk.unlock("correct horse").result(60)
    assert bench.desk.status().identity.locked is False
    assert bench.ear.receipt(bench.desk.decide(draft_of(detail)).result(60)).state == "delivered"


def test_what_is_signed_binds_the_screen_and_the_roster(bench: Bench, detail: ActionDetail) -> None:
    shown = Shown(None, RENDERER, ("facts", "trace"), 2_500)
    receipt = bench.ear.receipt(bench.desk.decide(draft_of(detail, shown=shown, step_up=True)).result(60))
    with bench.profile.reading() as connection:
        from counterseal.ledger import log

        subject, digest, said = read_decision(log.envelope(connection, receipt.envelope_sha256))
    assert (subject, digest) == (detail.item.id, detail.item.digest)
    assert said["shown"] == {
        "facts_sha256": facts_sha256(detail.facts),
        "renderer": RENDERER,
        "opened": ["facts", "trace"],
        "dwell_ms": 2_500,
    }
    basis = said["basis"]
    assert (basis["risk"], basis["solo"], basis["step_up"], basis["key_guard"]) == ("R3", True, True, "passphrase")
    assert basis["roster_sha256"] == bench.profile.roster().sha256
    assert said["audience"] == bench.profile.log.origin
    assert said["expires_at"] is not None


def test_a_double_click_signs_once(bench: Bench, detail: ActionDetail) -> None:
    first, second = (bench.desk.decide(draft_of(detail)) for _ in range(2))
    receipt = bench.ear.receipt(first.result(60))
    assert receipt.state == "delivered"
    refused = second.exception(60)
    if refused is not None:
        assert isinstance(refused, Conflict)
        assert refused.code == "on_its_way"
    else:
        late = bench.ear.receipt(second.result(60))
        assert (late.state, "already approved" in late.note) == ("refused", True)
    assert bench.entries(detail.item.id).count("delivered") == 1
