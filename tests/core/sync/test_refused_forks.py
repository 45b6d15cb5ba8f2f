"""A history made with a stolen log key and refused by a gateway: the real owner's desk hears of it and says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.sync.separate import NAME, hand_over, know
from counterseal.clock import SystemClock
from counterseal.ledger import conflicts
from counterseal.ledger import log as ledger_log
from counterseal.ledger.note import Head, sign_head
from counterseal.seal.keys import SigningKey
from counterseal.sync import refused_forks
from counterseal.sync.profile import Profile
from gateway.desks import running_bench
from gateway.offices import Desktop, running_office, stolen


def test_the_owner_is_told_that_somebody_else_has_the_log_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_office(tmp_path) as office:
        owner = office.owner
        owner.halt()
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("COUNTERSEAL_STATE", str(tmp_path / "another account"))
            thief = stolen(owner, tmp_path / "copy")
            owner.halt()
            thief.seen = owner.seen
            assert thief.halt(expect=409)["code"] == "fork"
            shown = thief.body(thief.order("halt", {"scope": "all", "target": ""}, "x"), 0)["checkpoint"]
            thief.close()
        hand_over(owner)
        office.desktops.clear()
        with running_bench(owner.profile.home) as bench:
            know(bench, office.url, office.process.house.log.verifier)

            def warned() -> bool:
                return any(s.name == NAME and s.note == refused_forks.STOLEN for s in bench.desk.status().sources)

            assert bench.ear.until(warned, "the warning")
            view = bench.desk.evidence.view().result(60)
            (fork,) = [one for one in view.holders if one.state == "forked"]
            assert "log.key" in fork.note
            assert view.trouble is None, "the own history is the one that was seen first"
            with bench.profile.reading() as connection:
                ((_at, kept),) = conflicts.listed(connection)
            assert (kept.kind, kept.shown_note) == ("forked", shown)


@pytest.fixture
def profile(tmp_path: Path) -> Any:
    owner = Desktop(tmp_path / "maria", "Maria Lind")
    yield owner.profile
    owner.close()


def test_only_what_this_logs_key_has_signed_is_believed(profile: Profile) -> None:
    with profile.reading() as connection:
        head, note = ledger_log.head(connection)
    other = sign_head(Head(head.origin, head.size, b"x" * 32), profile.log.key)
    forged = sign_head(Head(head.origin, head.size, b"y" * 32), SigningKey.generate())

    def told(**members: Any) -> dict[str, Any]:
        one = {
            "at": "2026-11-21T12:00:00.000Z",
            "origin": head.origin,
            "kind": "forked",
            "held_size": head.size,
            "held_note": note,
            "shown_size": head.size,
            "shown_note": other,
        }
        return {"conflicts": [{**one, **members}]}

    nothing: list[Any] = [
        told(shown_note=forged),
        told(held_note=forged),
        told(shown_note=note),
        told(held_note=other, shown_note=note),
        told(kind="shorter"),
        told(kind=5),
        told(held_size="1"),
        told(origin="counterseal/01a1fd00-0000-7000-8000-000000000009"),
        told(more=1),
        {"conflicts": 5},
        [],
        None,
    ]
    for answer in nothing:
        assert refused_forks.keep(profile, SystemClock(), answer) == ""
    with profile.reading() as connection:
        assert conflicts.count(connection) == 0
    for _ in range(2):
        assert refused_forks.keep(profile, SystemClock(), told()) == refused_forks.STOLEN
    with profile.reading() as connection:
        assert [one.shown_note for one in refused_forks.kept(connection, profile.log.verifier)] == [other]
