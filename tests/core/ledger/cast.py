"""People who come and go by roster orders that nothing has checked before, and what both verifiers say of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.ledger.story import Story, action_id
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.bundle import keys_json
from counterseal.ledger.bundle_checker import Checker, verify_folder
from counterseal.ledger.bundle_forms import NotVerified
from counterseal.ledger.entry_lines import entry_lines
from counterseal.ledger.verify import verify_log
from counterseal.model.people import Person, Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.seal.statements import Who

OWNER, REVIEWER, AUDITOR = Role.OWNER, Role.REVIEWER, Role.AUDITOR
OTHER_LOG = f"counterseal/{action_id(77)}"


def hexed(*keys: SigningKey) -> dict[str, str]:
    return {key.id: key.public.hex() for key in keys}


@dataclass
class Cast:
    """Maria owns the log of a story; others come and go by orders that nothing has checked before."""

    story: Story
    people: list[Person] = field(default_factory=list)
    keys: dict[str, SigningKey] = field(default_factory=dict)
    newest: str = ""

    @staticmethod
    def of(story: Story) -> Cast:
        roster = story.profile.roster()
        me = roster.person(story.profile.person_id)
        return Cast(story, [me], {me.id: story.profile.key}, roster.sha256)

    @property
    def me(self) -> Person:
        return self.people[0]

    def new(self, name: str, *roles: Role) -> Person:
        """A person who holds one key and is on no roster yet."""
        key = SigningKey.generate()
        person = Person(action_id(500 + len(self.keys)), name, roles, hexed(key))
        self.keys[person.id] = key
        return person

    def order(
        self, people: list[Person], kind: str, *, by: Person | None = None, key: SigningKey | None = None, **more: Any
    ) -> int:
        """A roster order with the proofs of everybody's key, signed by ``by`` (Maria); it is then in force."""
        proofs = {self.keys[p.id].id: prove(self.keys[p.id], p.id) for p in people if p.id in self.keys}
        proofs |= {one.id: prove(one, people[at].id) for at, ones in more.pop("prove", {}).items() for one in ones}
        proofs = {name: proof for name, proof in proofs.items() if name not in more.pop("unproven", ())}
        body = rosters.roster_body(people, self.story.log.key.public, self.story.log.origin, proofs=proofs)
        body |= more.pop("body", {})
        seq = self.sign("roster", body, kind, by, key, more.pop("supersedes", self.newest))
        self.people, self.newest = people, self.digest(seq)
        return seq

    def announce(self, person: Person, by: Person | None = None, **more: Any) -> str:
        keys = [self.keys[person.id], *more.pop("prove", ())]
        body = {
            "change": "enrol",
            "person": person.members(),
            "proofs": {key.id: prove(key, person.id) for key in keys},
        } | more.pop("body", {})
        return self.digest(self.sign("key", body, "order", by, more.pop("key", None), more.pop("on", self.newest)))

    def sign(
        self, kind: str, body: dict[str, Any], entry: str, by: Person | None, key: SigningKey | None, on: str
    ) -> int:
        signer = by or self.me
        role = signer.roles[0].value
        return self.story.order(
            kind,
            body,
            self.story.log.origin,
            entry,
            who=Who(signer.id, signer.name, role),
            key=key or self.keys[signer.id],
            supersedes=on,
        )

    def digest(self, seq: int) -> str:
        with self.story.profile.reading() as connection:
            return str(json.loads(ledger_log.leaf_bytes(connection, seq))["dsse_sha256"])

    def pair(self) -> Person:
        """Jonas, a reviewer, enrolled while the log is solo: from now on it takes two."""
        jonas = self.new("Jonas Öberg", REVIEWER)
        self.order([*self.people, jonas], "key_enrolled")
        return jonas


def bundle_of(story: Story, folder: Path) -> Path:
    """The log's files as they are stored, good or bad."""
    folder.mkdir()
    with story.profile.reading() as connection:
        head, note = ledger_log.head(connection)
        (folder / "checkpoint").write_text(note, "utf-8")
        (folder / "log.vkey").write_text(story.log.verifier.text(), "utf-8")
        (folder / "entries.jsonl").write_bytes(b"".join(entry_lines(connection, story.log.origin, 0, head.size)))
    return folder


def judged(story: Story, folder: Path) -> Checker | str:
    """The verdict of both verifiers, which must be one: the log as checked, or why it does not verify."""
    report = verify_log(story.profile.database, story.log.verifier)
    bundle_of(story, folder)
    if report.ok:
        (folder / "keys.json").write_bytes(keys_json(story.profile.roster()))
        return verify_folder(folder)
    (folder / "keys.json").write_text("[]", "utf-8")
    with pytest.raises(NotVerified) as caught:
        verify_folder(folder)
    assert caught.value.seq == report.bad_seq, (str(caught.value), report.sentences)
    return str(caught.value)
