"""People and keys through a real desk and its gateway: who comes in, who goes, and what their signatures still do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, Locked, NotFound
from counterseal.ledger.bundle import verify_bundle
from counterseal.model.decisions import Verdict
from counterseal.sync.api import HistoryFilter
from counterseal.sync.api_people import RecoverySheet
from counterseal.sync.desk import open_desk
from counterseal.sync.people import People
from counterseal.sync.profile import Profile
from gateway.desks import CHEAP, PASSPHRASE, PATIENCE, Agent, Bench, expect_problem, make_profile, running_bench
from gateway.forging import Forge, Signer

NEW = "battery staple"
FIRST_VERSION = Path(__file__).parents[1] / "data" / "profiles" / "0.1.0"
Newcomer = tuple[str, str, str]


@pytest.fixture
def forge(bench: Bench) -> Forge:
    return Forge(bench)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """Jonas on a machine of his own: his person id, card, and the code that his screen shows."""
    home = tmp_path_factory.mktemp("jonas") / "profile"
    Profile.create(home, "Jonas Öberg", CHEAP).close()
    desk = open_desk(home)
    try:
        with pytest.raises(Locked):
            desk.people.card()
        desk.profile.unlock(PASSPHRASE)
        card = desk.people.card()
        return desk.profile.person_id, card, desk.people.read_card(card).code
    finally:
        desk.close()


@contextmanager
def fails(kind: type[KnownError], code: str) -> Iterator[None]:
    with pytest.raises(kind) as said:
        yield
    assert said.value.code == code, said.value.text()


def verified(bench: Bench) -> tuple[int, ...]:
    """The doubtful entries of a log that verifies."""
    report = bench.desk.verify().result(PATIENCE)
    assert report.ok, report.sentences
    return report.doubtful


def settled(bench: Bench) -> list[str]:
    """What the gateway said to every order about people, once it has said something."""
    assert bench.desk.wait_delivered(PATIENCE)
    with bench.profile.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT o.state, o.note FROM outbox o JOIN listing l ON l.seq = o.seq"
            " WHERE l.verdict IN ('roster', 'key') ORDER BY o.id"
        ).all()
    assert {row[0] for row in rows} <= {"delivered"}, rows
    return [row[1] for row in rows]


# -- coming in --------------------------------------------------------------------------------------------------
def test_a_card_is_enrolled_after_comparing_the_code(bench: Bench, newcomer: Newcomer, tmp_path: Path) -> None:
    jonas, card, code = newcomer
    people = bench.desk.people
    with fails(Forbidden, "code_differs"):
        people.enrol(card, ("reviewer",), "00000-00000-00000", "").result(PATIENCE)
    with fails(InvalidInput, "invalid_input"):
        people.enrol(card, ("king",), code, "").result(PATIENCE)
    assert bench.desk.status().identity.solo
    change = people.enrol(card, ("reviewer",), f" {code.lower().replace('-', ' ')} ", "joins us").result(PATIENCE)
    assert (change.kind, change.seq) == ("enrolled", 1)
    assert not bench.desk.status().identity.solo
    view = people.view().result(PATIENCE)
    him = next(p for p in view.people if p.id == jonas)
    assert (him.name, him.roles, him.active, him.me) == ("Jonas Öberg", ("reviewer",), True, False)
    assert sorted(key.state for key in him.keys) == ["active", "recovery"]
    with fails(Conflict, "nothing_to_do"):
        people.enrol(card, ("reviewer",), code, "").result(PATIENCE)
    assert settled(bench) == ["enrolled"]
    assert verified(bench) == ()
    detail = bench.desk.entry(1).result(PATIENCE)
    assert (detail.heading, detail.verified) == ("Key enrolled by Maria Lind", True)
    assert dict(detail.facts)["Reason"] == "joins us"
    report = verify_bundle(bench.desk.export(tmp_path / "bundle").result(PATIENCE))
    assert report.ok, report.sentences


@pytest.mark.parametrize(
    "spoil",
    [
        lambda card: card | {"name": "Somebody Else", "id": "01900000-0000-7000-8000-000000000001"},
        lambda card: card | {"proofs": {}},
        lambda card: card | {"proofs": {**card["proofs"], "ab" * 32: "AAAA"}},
        lambda card: card | {"keys": {}},
        lambda card: card | {"keys": {"ab" * 32: next(iter(card["keys"].values()))}},
        lambda card: card | {"v": True},
        lambda card: {**card, "more": 1},
        lambda card: [card],
    ],
)
def test_a_card_that_does_not_prove_its_keys_is_none(spoil, newcomer: Newcomer) -> None:  # type: ignore[no-untyped-def]
    text = json.dumps(spoil(json.loads(newcomer[1])))
    with pytest.raises(InvalidInput):
        People.read_card(None, text)  # type: ignore[arg-type]


def test_another_name_on_the_card_gives_another_code(bench: Bench, newcomer: Newcomer) -> None:
    renamed = json.dumps({**json.loads(newcomer[1]), "name": "Jonas Oberg"})
    assert bench.desk.people.read_card(renamed).code != newcomer[2]


def test_with_two_who_decide_it_takes_both(bench: Bench, forge: Forge, newcomer: Newcomer) -> None:
    jonas, card, code = newcomer
    people = bench.desk.people
    second = forge.enrol("Sven Second", ("reviewer",))
    change = people.enrol(card, ("reviewer",), code, "").result(PATIENCE)
    assert change.kind == "announced"
    (waiting,) = people.view().result(PATIENCE).pending
    assert (waiting.name, waiting.code, waiting.by, waiting.can_finish) == ("Jonas Öberg", code, "Maria Lind", False)
    assert waiting.ready_at == ""
    assert "another person" in waiting.needs
    with fails(Conflict, "already_announced"):
        people.enrol(card, ("reviewer",), code, "").result(PATIENCE)
    person = bench.profile.roster().announced[0].person
    proofs = bench.profile.roster().announced[0].proofs
    forge.announce(person, proofs, by=second)
    assert [w.can_finish for w in people.view().result(PATIENCE).pending] == [True, True]
    assert people.enrol(card, ("reviewer",), code, "").result(PATIENCE).kind == "enrolled"
    view = people.view().result(PATIENCE)
    assert view.pending == ()
    assert jonas in {p.id for p in view.people if p.active}
    assert settled(bench) == ["announced", "enrolled"]
    assert verified(bench) == ()


def test_the_last_one_left_waits_72_hours(bench: Bench, forge: Forge, newcomer: Newcomer) -> None:
    _jonas, card, code = newcomer
    people = bench.desk.people
    second = forge.enrol("Sven Second")
    people.revoke(second.id, None, "left us").result(PATIENCE)
    assert not bench.desk.status().identity.solo
    assert people.enrol(card, ("owner",), code, "").result(PATIENCE).kind == "announced"
    (waiting,) = people.view().result(PATIENCE).pending
    assert waiting.ready_at
    assert waiting.ready_at in waiting.needs
    bench.clock.advance(71 * 3600)
    with fails(Conflict, "already_announced"):
        people.enrol(card, ("owner",), code, "").result(PATIENCE)
    bench.clock.advance(3600)
    assert people.enrol(card, ("owner",), code, "").result(PATIENCE).kind == "enrolled"
    assert verified(bench) == ()


# -- going ------------------------------------------------------------------------------------------------------
def approved_by(bench: Bench, forge: Forge, agent: Agent, who: Signer) -> tuple[str, int]:
    """An action that somebody has approved, and the entry of the approval."""
    asked = agent.propose()["id"]
    bench.held(asked)
    envelope = forge.decision(asked, Verdict.APPROVE, who)
    seq = forge.store(envelope, "decision", asked, "approve", person=who.id, agent="refunds")
    answer = forge.post(forge.delivery(envelope, seq))
    assert answer.status_code == 200, answer.text
    return asked, seq


def test_what_a_former_person_approved_does_not_run(bench: Bench, agent: Agent, forge: Forge) -> None:
    second = forge.enrol("Sven Second")
    early, _seq = approved_by(bench, forge, agent, second)
    agent.permit(early)
    late, _seq = approved_by(bench, forge, agent, second)
    change = bench.desk.people.revoke(second.id, None, "left us").result(PATIENCE)
    assert change.kind == "revoked"
    said = agent.permit(late, expect=403)
    assert (said["code"], "no decider any more" in said["where"]) == ("bad_approval", True)
    assert settled(bench) == ["revoked"]
    rows = bench.desk.history(HistoryFilter(kinds=("decision",))).result(PATIENCE).rows
    assert {row.who for row in rows} == {"Sven Second"}, "a former person keeps their name"
    with fails(NotFound, "not_found"):
        bench.desk.people.revoke("nobody", None, "").result(PATIENCE)


def test_what_a_compromised_key_approved_does_not_run_and_is_doubtful(bench: Bench, agent: Agent, forge: Forge) -> None:
    second = forge.enrol("Sven Second")
    sound, before = approved_by(bench, forge, agent, second)
    asked, seq = approved_by(bench, forge, agent, second)
    bench.desk.people.revoke(second.key.id, seq, "laptop stolen").result(PATIENCE)
    assert agent.permit(asked, expect=403)["code"] == "bad_approval"
    assert agent.permit(sound, expect=403)["code"] == "bad_approval", "who signed it is no decider any more"
    for action in (asked, sound):
        assert agent.permit(action, expect=409)["code"] == "not_approved", "it waits for somebody else"
        assert bench.held(action).item.has == 0
        assert bench.entries(action)[-2:] == ["policy_refused", "expired"]
    assert verified(bench) == (seq,)
    report = bench.desk.verify().result(PATIENCE)
    assert any(f"entry {seq}" in sentence and "compromised" in sentence for sentence in report.sentences)
    words = [bench.desk.entry(one).result(PATIENCE) for one in (before, seq)]
    assert ["compromised" in " ".join(found.proof) for found in words] == [False, True]
    (him,) = [p for p in bench.desk.people.view().result(PATIENCE).people if p.id == second.id]
    assert (him.active, him.keys[0].state, him.keys[0].compromised_since) == (False, "compromised", seq)
    bench.desk.people.revoke(second.key.id, before, "earlier than thought").result(PATIENCE)
    assert verified(bench) == (before, seq)


def test_the_only_owner_cannot_leave(bench: Bench) -> None:
    with fails(Forbidden, "last"):
        bench.desk.people.revoke(bench.profile.person_id, None, "").result(PATIENCE)
    assert [p.active for p in bench.desk.people.view().result(PATIENCE).people] == [True]


def test_somebody_who_left_reads_on_and_signs_nothing(bench: Bench, forge: Forge) -> None:
    second = forge.enrol("Sven Second")
    known = bench.profile.roster()
    body = [p for p in known.people.values() if p.id == second.id]
    forge.change(body, "key_revoked", by=second)
    with fails(Locked, "key_changed"):
        bench.desk.people.rotate(NEW, "").result(PATIENCE)
    with fails(Locked, "key_revoked"):
        bench.desk.unlock(PASSPHRASE).result(PATIENCE)
    identity = bench.desk.status().identity
    assert (identity.name, identity.roles, identity.locked) == ("Maria Lind", (), True)
    assert "only look" in bench.desk.people.view().result(PATIENCE).rule
    assert verified(bench) == ()


# -- exchanging the key -------------------------------------------------------------------------------------------
def test_a_new_key_takes_over_and_approvals_of_the_old_one_stay(bench: Bench, agent: Agent, forge: Forge) -> None:
    asked = agent.propose()["id"]
    assert bench.decide(asked).state == "delivered"
    old = bench.profile.key
    change = bench.desk.people.rotate(NEW, "time for a new one").result(PATIENCE)
    assert (change.kind, bench.profile.key.id != old.id) == ("rotated", True)
    agent.permit(asked)
    after = agent.propose()["id"]
    assert bench.decide(after).state == "delivered"
    agent.permit(after)
    third = agent.propose()["id"]
    bench.held(third)
    late = forge.decision(third, by=Signer(forge.owner.id, "Maria Lind", old))
    expect_problem(forge.send(late, third), 403, "key_not_valid")
    bench.desk.people.lock()
    assert bench.desk.status().identity.locked
    with fails(Locked, "wrong_passphrase"):
        bench.desk.unlock(PASSPHRASE).result(PATIENCE)
    bench.desk.unlock(NEW).result(PATIENCE)
    assert bench.desk.status().identity.key_id == bench.profile.key.id


def test_a_decision_stored_before_the_exchange_is_refused_after_it(bench: Bench, agent: Agent, forge: Forge) -> None:
    asked = agent.propose()["id"]
    bench.held(asked)
    envelope = forge.decision(asked)
    seq = forge.store(envelope, "decision", asked, "approve", person=forge.owner.id, agent="refunds")
    bench.desk.people.rotate(NEW, "").result(PATIENCE)
    assert settled(bench) == ["rotated"]
    expect_problem(forge.post(forge.delivery(envelope, seq)), 403, "key_not_valid")
    assert verified(bench) == ()


def test_another_program_that_exchanged_the_key_locks_this_one(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()["id"]
    draft = bench.draft(asked)
    other = open_desk(bench.home, bench.home.parent / f"{bench.home.name}.passphrase")
    try:
        other.people.rotate(NEW, "").result(PATIENCE)
    finally:
        other.close()
    with fails(Locked, "key_changed"):
        bench.desk.decide(draft).result(PATIENCE)
    assert bench.desk.status().identity.locked
    bench.desk.unlock(NEW).result(PATIENCE)
    assert bench.decide(asked).state == "delivered"


@pytest.mark.parametrize("cut_off", ["prepared", "stored"])
def test_an_exchange_that_is_cut_off_leaves_a_key_that_opens(tmp_path: Path, cut_off: str) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    desk = open_desk(home)
    vault = desk.profile._vault

    def crash() -> None:
        raise OSError("the power went")

    try:
        desk.profile.unlock(PASSPHRASE)
        before = desk.profile.key.id
        if cut_off == "stored":
            vault.promote = crash  # type: ignore[method-assign]
        else:
            desk.profile.database.gate = crash
        with pytest.raises(OSError, match="power"):
            desk.people.rotate(NEW, "").result(PATIENCE)
    finally:
        desk.close()
    again = Profile.open(home)
    try:
        again.unlock(NEW if cut_off == "stored" else PASSPHRASE)
        assert (again.key.id == before) == (cut_off == "prepared")
        again.lock()
        again.unlock(NEW if cut_off == "stored" else PASSPHRASE)
    finally:
        again.close()


def test_a_keyring_that_refuses_delays_only_the_end_of_the_old_key(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    desk = open_desk(home)

    def refuse() -> None:
        raise Locked("The system keyring did not take the key", code="keyring_failed")

    try:
        desk.profile.unlock(PASSPHRASE)
        desk.profile._vault.promote = refuse  # type: ignore[method-assign]
        desk.people.rotate(NEW, "").result(PATIENCE)
        new = desk.profile.key.id
    finally:
        desk.close()
    assert (home / "person.key.next").exists()
    again = Profile.open(home)
    try:
        again.unlock(NEW)
        assert again.key.id == new
        assert not (home / "person.key.next").exists()
    finally:
        again.close()


# -- recovering -----------------------------------------------------------------------------------------------------
def sheet_of(home: Path, name: str = "Maria Lind") -> RecoverySheet:
    """Makes a profile; the recovery sheet that was printed then."""
    made = Profile.create(home, name, CHEAP)
    made.close()
    assert made.sheet is not None
    return made.sheet


def test_a_lost_passphrase_is_recovered_with_the_sheet(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    sheet = sheet_of(home)
    (tmp_path / "profile.passphrase").write_text(PASSPHRASE)
    (tmp_path / "profile.passphrase").chmod(0o600)
    other = sheet_of(tmp_path / "other", "Eve")
    with running_bench(home) as bench:
        people = bench.desk.people
        people.lock()
        last = sheet.code[-1]
        mistyped = sheet.code[:-1] + ("0" if last != "0" else "1")
        for code, kind, said in (
            (mistyped, InvalidInput, "bad_recovery_code"),
            (sheet.code[:20], InvalidInput, "bad_recovery_code"),
            (other.code, Forbidden, "wrong_sheet"),
        ):
            with fails(kind, said):
                people.recover(code, NEW).result(PATIENCE)
        change = people.recover(sheet.code.lower().replace("-", " "), NEW).result(PATIENCE)
        assert change.kind == "recovered"
        with fails(Forbidden, "wrong_sheet"):
            people.recover(sheet.code, NEW).result(PATIENCE)
        agent = bench.agent()
        asked = agent.propose()["id"]
        assert bench.decide(asked).state == "delivered"
        proof = bench.desk.entry(change.seq).result(PATIENCE).proof
        assert proof[0].startswith("Signed with Maria Lind's recovery key")
        again = people.recovery_sheet().result(PATIENCE)
        assert again.seq is not None
        assert all(group in again.text for group in again.code.split("-"))
        assert settled(bench) == ["rotated", "rotated"]
        assert verified(bench) == ()
        people.recover(again.code, PASSPHRASE).result(PATIENCE)
    reopened = Profile.open(home)
    try:
        with fails(Locked, "wrong_passphrase"):
            reopened.unlock(NEW)
        reopened.unlock(PASSPHRASE)
    finally:
        reopened.close()


def test_a_lost_key_file_is_recovered_too(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    sheet = sheet_of(home)
    (home / "person.key").unlink()
    desk = open_desk(home)
    try:
        with fails(NotFound, "no_key"):
            desk.profile.unlock(PASSPHRASE)
        desk.people.recover(sheet.code, "").result(PATIENCE)
        assert desk.status().identity.key_warning == "any program of this account can sign"
    finally:
        desk.close()
    assert not open_desk_locked(home)
    (home / "person.key").unlink()
    assert open_desk_locked(home), "without its key a profile can still be read"


def open_desk_locked(home: Path) -> bool:
    desk = open_desk(home)
    try:
        return desk.profile.locked
    finally:
        desk.close()


def test_the_passphrase_is_changed_taken_away_and_set_again(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    desk = open_desk(home)
    try:
        with fails(Locked, "wrong_passphrase"):
            desk.people.change_passphrase("wrong", NEW).result(PATIENCE)
        desk.people.change_passphrase(PASSPHRASE, "").result(PATIENCE)
        assert desk.status().identity.key_warning
    finally:
        desk.close()
    assert not open_desk_locked(home)
    desk = open_desk(home)
    try:
        desk.people.change_passphrase("", NEW).result(PATIENCE)
        desk.profile.database.close()
    finally:
        desk.close()
    assert open_desk_locked(home)


def test_settings_that_a_crash_left_behind_do_not_bar_the_way(tmp_path: Path) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    profile = Profile.open(home)
    with profile.database.write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 'none' WHERE name = 'key_guard'")
    profile.close()
    assert open_desk_locked(home), "the key has a passphrase, whatever the settings say"


# -- profiles of the first version ------------------------------------------------------------------------------
def test_a_profile_of_the_first_version_gets_a_sheet_and_a_second_person(tmp_path: Path, newcomer: Newcomer) -> None:
    home = tmp_path / "profile"
    shutil.copytree(FIRST_VERSION, home, ignore=shutil.ignore_patterns("README*"))
    for name in ("log.key", "person.key"):
        (home / name).chmod(0o600)
    words = tmp_path / "profile.passphrase"
    words.write_text(PASSPHRASE)
    words.chmod(0o600)
    with running_bench(home) as bench:
        people = bench.desk.people
        lines = {line.name: line for line in bench.desk.doctor().result(PATIENCE)}
        assert (lines["Recovery sheet"].level, "people sheet" in lines["Recovery sheet"].todo) == ("warning", True)
        sheet = people.recovery_sheet().result(PATIENCE)
        assert sheet.seq is not None
        _jonas, card, code = newcomer
        assert people.enrol(card, ("reviewer",), code, "").result(PATIENCE).kind == "enrolled"
        own = people.read_card(people.card())
        assert own.person_id == bench.profile.person_id
        assert people.recover(sheet.code, NEW).result(PATIENCE).kind == "recovered"
        assert settled(bench) == ["rotated", "enrolled", "rotated"]
        assert verified(bench) == ()
        report = verify_bundle(bench.desk.export(tmp_path / "bundle").result(PATIENCE))
        assert report.ok, report.sentences
