"""A long ledger with everything in it that a ledger can hold, made by the real profile, keys and log.

It is made once in a run and closed; what is done to it is done to copies.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core.ledger.story import Story, action_id, refund
from counterseal.ledger import erasing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME
from counterseal.ledger.erasures import Cut
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import Head, VerifierKey
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who, sign_order

NAMES = (("Ana Kovač", Role.REVIEWER), ("Jonas Öberg", Role.OWNER), ("Inès Ruiz", Role.AUDITOR))
TITLES = ("Refund €{n}.00 for order 88{n}", "Delete “week {n}”", "Mail to ärzte{n}@example.org", 'Say "no" \\{n}')


@dataclass
class LongLedger:
    """A closed ledger.

    Attributes:
        file: its database.
        head: its newest head, as somebody else holds it.
        old: copies of the file as it was earlier, by their size in entries.
        erased: what was erased by order.
        log: log and log key, for an attacker who stole it; ``people`` the same for personal keys.
    """

    file: Path
    log: Log
    people: dict[str, SigningKey]
    head: Head
    heads: dict[int, Head]
    old: dict[int, Path] = field(default_factory=dict)
    erased: tuple[int, ...] = ()

    @property
    def verifier(self) -> VerifierKey:
        return self.log.verifier

    @property
    def size(self) -> int:
        return self.head.size


def make(folder: Path, entries: int, seed: int = 20261121) -> LongLedger:
    """Write ``entries`` entries or a few more."""
    teller = _Teller(Story.create(folder / "profile"), random.Random(seed))
    story = teller.story
    teller.open()
    old: dict[int, Path] = {}
    due = [(int(entries * part), turn) for part, turn in teller.turns()]
    while (size := story.size()) < entries:
        if due and size >= due[0][0]:
            turn = due.pop(0)[1]
            if turn is None:
                old[size] = _aside(story, folder / f"old-{size}.db")
            else:
                turn()
        teller.chapter()
    assert not due, "the ledger is too short for its story"
    head, heads = _heads(story)
    people = {story.profile.person_id: story.profile.key, **teller.keys}
    story.close()
    return LongLedger(folder / "profile" / DATABASE_NAME, story.log, people, head, heads, old, tuple(teller.erased))


class _Teller:
    """Tells one chapter after another: who asked for what, who decided, what came of it."""

    def __init__(self, story: Story, dice: random.Random) -> None:
        self.story = story
        self.dice = dice
        self.number = 0
        self.keys: dict[str, SigningKey] = {}
        self.deciders: list[tuple[Who, SigningKey]] = [(story.me, story.profile.key)]
        self.agents = ("refunds", "cleaner", "mailer")
        self.erased: list[int] = []

    def turns(self) -> list[tuple[float, Callable[[], object] | None]]:
        """What happens once, and how far into the log; None copies the file aside, for who puts an old one back."""
        return [
            (0.2, None),
            (0.22, self.erase_some),
            (0.3, self.rotate_a_key),
            (0.45, self.enrol_one_more),
            (0.55, self.revoke_a_stolen_key),
            (0.6, self.retain_no_longer),
            (0.7, None),
            (0.97, None),
        ]

    def open(self) -> None:
        """The people, all enrolled while the log is solo, and the agents."""
        story = self.story
        people = [*story.profile.roster().people.values()]
        for number, (name, role) in enumerate(NAMES):
            key = SigningKey.generate()
            people.append(Person(action_id(900 + number), name, (role,), {key.id: key.public.hex()}))
            self.keys[people[-1].id] = key
            if role is not Role.AUDITOR:
                self.deciders.append((Who(people[-1].id, name, role.value), key))
        story.roster(people, *self.keys.values())
        for agent in self.agents:
            body = {"id": agent, "name": f"Agent {agent}", "owner": story.profile.person_id, "tools": []}
            story.order("agent", body, agent)

    def chapter(self) -> None:
        """One thing that happens in an office."""
        tell: list[tuple[int, Callable[[], object]]] = [
            (12, self.decided_action),
            (8, self.looked_at),
            (4, self.batch),
            (2, self.expired),
            (1, self.halted),
        ]
        self.dice.choices([what for _weight, what in tell], [weight for weight, _what in tell])[0]()

    def decided_action(self) -> None:
        action, title = self._next()
        who, key = self.dice.choice(self.deciders)
        verdict = self.dice.choice((Verdict.APPROVE, Verdict.APPROVE, Verdict.REJECT))
        story = self.story
        story.asked(action, title)
        story.decide(action, verdict, title, key=key, who=who, reason=f"Seen by {who.name}, {self.number}")
        story.ran("delivered", action, title)
        if verdict is Verdict.APPROVE:
            story.ran("permit_taken", action, title)
            story.ran("outcome", action, title, *self.dice.choice((("done", "RF-9"), ("failed", "no such order"))))

    def looked_at(self) -> None:
        action, title = self._next()
        who, _key = self.dice.choice(self.deciders)
        shown = canonical({"facts": "ab" * 32, "opened": ["facts", "trace"]})
        trace = json.dumps([{"step": n, "said": f"thought {n}"} for n in range(3)]).encode()
        payloads = {"shown": shown, "trace": trace}
        draft = Draft("viewed", self.story.now(), action.id, None, payloads, "", action.agent, who.id, title, "trace")
        self.story.add(draft)

    def batch(self) -> None:
        """Several entries under one head."""
        count = self.dice.randint(3, 24)
        drafts = []
        for _ in range(count):
            action, title = self._next()
            payloads = {"receipt": canonical({"action_sha256": "cd" * 32, "envelopes": []})}
            at = self.story.now()
            drafts.append(Draft("policy_allowed", at, action.id, None, payloads, "", action.agent, "", title))
        self.story.add(*drafts)

    def expired(self) -> None:
        action, title = self._next()
        self.story.add(Draft("expired", self.story.now(), action.id, agent=action.agent, title=title))

    def halted(self) -> None:
        agent = self.dice.choice(self.agents)
        who, key = self.dice.choice(self.deciders)
        self.story.order("halt", {"scope": "agent", "agent": agent}, agent, "halt", key=key, who=who)
        self.story.order("reset", {"scope": "agent", "agent": agent}, agent, "reset", key=key, who=who)

    def erase_some(self) -> None:
        """Erase a look, a decision and an outcome by order."""
        with self.story.profile.reading() as connection:
            rows = "SELECT min(seq) FROM listing WHERE type = :type AND seq > 20"
            kinds = ("viewed", "decision", "outcome")
            seqs = sorted(connection.execute(text(rows), {"type": kind}).scalar_one() for kind in kinds)
            named = [one.members() for one in erasing.plan(connection, self.story.log.origin, seqs)]
        self._erase({"erased": named, "ground": "asked for by the person concerned"}, "erasure")

    def retain_no_longer(self) -> None:
        """Cut traces of old looks, and old decisions with what was signed."""
        below = self.story.size() // 8
        for cut in (
            Cut("traces-and-context", ("viewed", "action_received"), below, False),
            Cut("decisions", ("decision", "delivered", "outcome"), below // 2, True),
        ):
            self._erase({"cut": cut.members(), "ground": "kept long enough"}, "retention_cut")

    def _erase(self, body: dict[str, Any], entry_type: str) -> None:
        story, at = self.story, self.story.now()
        origin = story.log.origin
        envelope = sign_order(
            "erasure", body, subject=origin, who=story.me, audience=origin, nonce="ab" * 16, supersedes=None,
            reason="", at=at, key=story.profile.key,
        )  # fmt: skip
        with story.profile.database.write() as connection:
            done = erasing.order(connection, story.log, envelope, at, entry_type=entry_type, title="Erased")
        self.erased += done.erased

    def rotate_a_key(self) -> None:
        """The second owner takes a new key, signed for with the old one."""
        who, old = self.deciders[2]
        new = SigningKey.generate()
        people = self._people()
        people[who.id] = replace(people[who.id], keys={new.id: new.public.hex()})
        self.story.roster([*people.values()], new, key=old, who=who)
        self.deciders[2], self.keys[who.id] = (who, new), new

    def enrol_one_more(self) -> None:
        """The second owner announces a reviewer, the first one enrols them."""
        who, key = self.deciders[2]
        new = SigningKey.generate()
        person = Person(action_id(950), "Kim Park", (Role.REVIEWER,), {new.id: new.public.hex()})
        because = self.story.announce(person, new, key=key, who=who)
        self.story.roster([*self._people().values(), person], new, because=[because])
        self.keys[person.id] = new
        self.deciders.append((Who(person.id, person.name, "reviewer"), new))

    def revoke_a_stolen_key(self) -> None:
        """The first reviewer's key turns out to be stolen for some time."""
        who, key = self.deciders.pop(1)
        since = self.story.size() * 3 // 4
        people = {identity: person for identity, person in self._people().items() if identity != who.id}
        self.story.roster([*people.values()], compromised={key.id: since})

    def _people(self) -> dict[str, Person]:
        return dict(self.story.profile.roster().people)

    def _next(self) -> tuple[Action, str]:
        self.number += 1
        title = self.dice.choice(TITLES).format(n=self.number)
        return refund(self.number, 100 * self.number), title


def _heads(story: Story) -> tuple[Head, dict[int, Head]]:
    with story.profile.reading() as connection:
        newest = ledger_log.head(connection)[0]
        rows = connection.execute(text("SELECT size, root FROM heads")).all()
    return newest, {size: Head(newest.origin, size, bytes(root)) for size, root in rows}


def _aside(story: Story, path: Path) -> Path:
    """What a backup of the file taken now would hold."""
    with story.profile.database.write() as connection:
        connection.exec_driver_sql("SELECT 1")
    with story.profile.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    return path


def copy_of(ledger: LongLedger, path: Path) -> Path:
    shutil.copyfile(ledger.file, path)
    return path
