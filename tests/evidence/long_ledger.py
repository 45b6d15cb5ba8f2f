"""A long ledger with everything in it that a ledger can hold, made by the real profile, keys and log.

It is made once in a run and closed; what is done to it is done to copies.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from core.ledger.story import Story, action_id, erase, refund
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import Head, VerifierKey
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.seal.digests import canonical
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who

# Parts of the log at which its file is copied aside, for an attacker who puts an old one back.
OLD_AT = (0.2, 0.7, 0.97)
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
    due = [int(entries * part) for part in OLD_AT]
    erased: tuple[int, ...] = ()
    while (size := story.size()) < entries:
        if due and size >= due[0]:
            del due[0]
            old[size] = _aside(story, folder / f"old-{size}.db")
            if not erased:
                erased = teller.erase_some()
        teller.chapter()
    head, heads = _heads(story)
    people = {story.profile.person_id: story.profile.key, **teller.keys}
    story.close()
    return LongLedger(folder / "profile" / DATABASE_NAME, story.log, people, head, heads, old, erased)


class _Teller:
    """Tells one chapter after another: who asked for what, who decided, what came of it."""

    def __init__(self, story: Story, dice: random.Random) -> None:
        self.story = story
        self.dice = dice
        self.number = 0
        self.keys: dict[str, SigningKey] = {}
        self.deciders: list[tuple[Who, SigningKey]] = [(story.me, story.profile.key)]
        self.agents = ("refunds", "cleaner", "mailer")

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

    def erase_some(self) -> tuple[int, ...]:
        """Erase a look, a decision and an outcome by order."""
        with self.story.profile.reading() as connection:
            rows = "SELECT min(seq) FROM listing WHERE type = :type AND seq > 20"
            found = [
                connection.execute(text(rows), {"type": t}).scalar_one() for t in ("viewed", "decision", "outcome")
            ]
        erase(self.story, *sorted(found))
        return tuple(sorted(found))

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
