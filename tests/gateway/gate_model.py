"""What DESIGN section 4 forbids, written down once more and independently: who may run what, when, and how often.

The model never says what a gateway must do, only what it must not: every permit that is given, every order that takes
force and every decision that is taken is held against it. It follows the one time that a gateway can know: the wall
clock at its start, and what has passed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LOOK, REFUND, UNKNOWN = "orders.look", "refunds.issue", "mail.send"
OWNER = "maria"
ALONE = {"L0": 0, "L1": 0, "L2": 1, "L3": 2, "L4": 3, "L5": 4}
PERMIT_LIFE, LEASE_LIFE, MOST_HOLD, SECOND_LIFE = 10.0, 30.0, 60.0, 7 * 86_400.0


class Forbidden(AssertionError):
    """A gateway did what it must not."""


def forbid(wrong: object, what: str) -> None:
    if wrong:
        raise Forbidden(what)


@dataclass
class Approval:
    """One accepted approval. Times are seconds since the beginning; ``passed`` is when it was taken, really."""

    person: str
    amount: int
    edit: bool
    epoch: int
    not_before: float | None
    expires: float
    passed: float


@dataclass
class Allowance:
    """What policy allowed: when the gateway believed it was, under which orders, with which receipt."""

    at: float
    orders: int
    epoch: int
    until: str


@dataclass
class Asked:
    """One action. ``amount`` is the one that may run, ``editor`` who made it so, if somebody did."""

    tool: str
    first: int
    amount: int
    confidence: float | None
    expires: float | None
    epoch: int
    approvals: list[Approval] = field(default_factory=list)
    editor: str = ""
    allowance: Allowance | None = None
    closed: str = ""
    granted: bool = False


@dataclass
class Spent:
    """An allowed refund that was permitted: what its window had to hold at the time of its ruling."""

    at: float
    amount: int
    at_most: int
    seconds: int


@dataclass
class Model:
    """One gateway and its agent."""

    level: str
    quorum: dict[str, int]
    mandate: dict[str, Any] | None
    bound: int
    believed_off: float = 0.0
    orders: int = 0
    epoch: int = 0
    halted: str = ""
    paused: bool = False
    halt_file: bool = False
    seen: float | None = None
    lease_until: float | None = None
    actions: dict[str, Asked] = field(default_factory=dict)
    pending: dict[str, tuple[str, str, float]] = field(default_factory=dict)  # by kind: who, what, when
    spent: list[Spent] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    alone: int = 0
    by_people: int = 0

    # -- life -------------------------------------------------------------------------------------------------
    def restart(self, wall_off: float) -> None:
        """Nothing in memory survives, and time is what the wall clock says now."""
        self.believed_off, self.lease_until = wall_off, None
        for asked in self.actions.values():
            if asked.granted:
                asked.closed = asked.closed or "unknown"

    def now(self, passed: float) -> float:
        return passed + self.believed_off

    # -- asking and permits -----------------------------------------------------------------------------------
    def ask(self, action: str, asked: Asked, passed: float, state: str, until: str | None) -> None:
        if action in self.actions:
            return
        self.actions[action] = asked
        if state == "allowed":
            self._forbid_stopped("allowed")
            at = self.now(passed)
            self._forbid_alone(asked, at, passed)
            asked.allowance = Allowance(at, self.orders, self.epoch, until or "")

    def grant(self, action: str, amount: int, until: str, passed: float) -> None:
        """A permit was given."""
        asked, at = self.actions[action], self.now(passed)
        forbid(asked.granted, "two permits for one action")
        forbid(asked.closed, f"a permit for what is {asked.closed}")
        self._forbid_stopped("permitted")
        forbid(self.lease_until is None or passed >= self.lease_until, "a permit without a lease")
        forbid(asked.expires is not None and at >= asked.expires, "a permit for an expired action")
        forbid(amount != asked.amount, "a permit for other arguments than were asked for or approved")
        asked.granted = True
        if asked.allowance is not None:
            self._grant_alone(asked, asked.allowance, until, at, passed)
        else:
            self._grant_approved(asked, at, passed)

    def _grant_alone(self, asked: Asked, allowance: Allowance, until: str, at: float, passed: float) -> None:
        forbid(allowance.epoch != self.epoch, "allowed before a halt")
        if until == allowance.until:
            forbid(allowance.orders != self.orders, "a receipt under orders that are no longer in force")
            forbid(at >= allowance.at + PERMIT_LIFE, "a receipt older than a permit lives")
        else:
            self._forbid_alone(asked, at, passed)
            allowance.at = at
        self.alone += 1
        if asked.tool == REFUND:
            assert self.mandate is not None
            self._spend(Spent(allowance.at, asked.amount, self.mandate["day"], self.mandate["seconds"]))

    def _spend(self, spent: Spent) -> None:
        """Windows count every allowed refund, from its ruling on."""
        self.spent.append(spent)
        within = [one for one in self.spent if one.at > spent.at - spent.seconds and one.at <= spent.at]
        used = sum(one.amount for one in within)
        forbid(used > spent.at_most, f"{used} within a window of {spent.at_most}")

    def _grant_approved(self, asked: Asked, at: float, passed: float) -> None:
        forbid(self.level == "L0", "a suspended agent ran")
        live = [
            one
            for one in asked.approvals
            if one.amount == asked.amount
            and one.epoch == self.epoch
            and at < one.expires
            and one.person not in self.gone
        ]
        for one in live:
            early = one.not_before is not None and at < one.not_before and passed < one.passed + MOST_HOLD
            forbid(early, "a permit while the decision could still be taken back")
        people = {one.person for one in live}
        editors = {asked.editor}
        risk = self.risk(asked)
        need = max(2 if risk == 4 else 1, self.quorum.get(f"R{risk}", 1))
        forbid(len(people) < need, f"{len(people)} people approved what takes {need}")
        forbid(risk >= 3 and not people - editors, "only its editor approved a change")
        forbid(risk == 4 and not people - {OWNER}, "only the owner approved what is critical")
        self.by_people += 1

    def risk(self, asked: Asked) -> int:
        if asked.tool == LOOK:
            return 0
        return 4 if asked.tool == UNKNOWN else 2 if 0 <= asked.amount <= self.bound else 3

    def _forbid_stopped(self, what: str) -> None:
        forbid(self.halted, f"{what} although halted")
        forbid(self.halt_file, f"{what} although a HALT file lies there")
        forbid(self.paused, f"{what} although paused")

    def _forbid_alone(self, asked: Asked, at: float, passed: float) -> None:
        """Policy let it run alone at this moment."""
        mandate = self.mandate
        forbid(mandate is None, "alone without a mandate")
        assert mandate is not None
        forbid(self.risk(asked) >= ALONE[self.level], f"R{self.risk(asked)} alone at {self.level}")
        forbid(asked.tool not in mandate["tools"], "alone outside the mandate's tools")
        forbid(at >= mandate["expires"], "alone under a mandate that has ended")
        forbid(self.seen is None or at - self.seen >= mandate["silence"], "alone though nobody was here")
        forbid(self.lease_until is None or passed >= self.lease_until, "alone without a lease")
        if asked.tool == REFUND:
            forbid(asked.amount > mandate["each"], "alone over the limit")
            forbid(asked.amount > mandate["day"], "alone over the window")
        least = mandate["confidence"]
        forbid(least is not None and (asked.confidence is None or asked.confidence < least), "alone without confidence")

    # -- decisions --------------------------------------------------------------------------------------------
    def decide(self, action: str, verdict: str, approval: Approval, state: str) -> None:
        """A decision was taken."""
        asked = self.actions[action]
        forbid(approval.person in self.gone, "a decision of somebody who was revoked was taken")
        forbid(self.halted and verdict in ("approve", "edit"), "an approval was taken although halted")
        forbid(approval.epoch != self.epoch, "a decision from before a halt was taken")
        forbid(asked.granted, "a decision was taken on what runs or ran")
        if verdict == "withdraw":
            mine = [one for one in asked.approvals if one.person == approval.person]
            if asked.closed or any(one.edit for one in mine):
                asked.approvals, asked.amount, asked.closed, asked.editor = [], asked.first, "", ""
            asked.approvals = [one for one in asked.approvals if one.person != approval.person]
            return
        forbid(asked.closed, f"decided although {asked.closed}")
        asked.allowance = None
        if verdict == "reject":
            asked.closed = "rejected"
        elif verdict == "edit":
            forbid(approval.amount == asked.amount, "an edit without a change was taken")
            asked.amount, asked.approvals, asked.editor = approval.amount, [approval], approval.person
        else:
            forbid(approval.amount != asked.amount, "an approval of something else was taken")
            asked.approvals.append(approval)
        forbid(verdict != "reject" and state not in ("held", "approved"), f"approved, and {state}")

    # -- orders -----------------------------------------------------------------------------------------------
    def order(
        self, kind: str, body: dict[str, Any], said: str, person: str, state: str, sha: str, passed: float
    ) -> None:
        """An order was taken. ``said`` is its body and predecessor as text."""
        forbid(person in self.gone, "an order of somebody who was revoked was taken")
        if state == "needs_second":
            self.pending[kind] = (person, said, self.now(passed))
            return
        first = self.pending.get(kind)
        young = first is not None and self.now(passed) < first[2] + SECOND_LIFE
        seconded = first is not None and young and first[1] == said and first[0] != person
        if kind not in ("halt", "pause", "roster"):
            forbid(person != OWNER and not seconded, f"a {kind} in force that its owner did not sign")
            risky = self._towards_risk(kind, body)
            forbid(risky and not seconded, f"one signature was enough for: {kind}, {risky}")
            self.pending.pop(kind, None)
        getattr(self, f"_{kind}")(body, sha)

    def _towards_risk(self, kind: str, body: dict[str, Any]) -> str:
        if kind == "reset":
            return "a reset"
        if kind == "level":
            high = body["level"] in ("L4", "L5") and body["level"] > self.level
            lower = any(body["quorum"].get(risk, 1) < people for risk, people in self.quorum.items() if people > 1)
            return "a higher level" if high else "a lower quorum" if lower else ""
        if kind == "registry":
            return "a wider bound" if _bound(body) > self.bound else ""
        if kind == "mandate":
            old, new = self.mandate, mandate_of(body)
            if new is None or REFUND not in new["tools"]:
                return ""
            if old is None or REFUND not in old["tools"]:
                return "a new mandate"
            wider = any(new[name] > old[name] for name in ("each", "day", "expires", "silence"))
            less = old["confidence"] is not None and (new["confidence"] or 0) < old["confidence"]
            return "a wider mandate" if wider or less or new["seconds"] < old["seconds"] else ""
        return ""

    def _in_force(self) -> None:
        """What was allowed under other orders is not allowed any more."""
        self.orders += 1
        self._nothing_allowed()

    def _nothing_allowed(self) -> None:
        for asked in self.actions.values():
            if not asked.granted:
                asked.allowance = None

    def _level(self, body: dict[str, Any], sha: str) -> None:
        self.level, self.quorum = body["level"], dict(body["quorum"])
        self._in_force()

    def _registry(self, body: dict[str, Any], sha: str) -> None:
        self.bound = _bound(body)
        self._in_force()

    def _mandate(self, body: dict[str, Any], sha: str) -> None:
        self.mandate = mandate_of(body)
        self._in_force()

    def _halt(self, body: dict[str, Any], sha: str) -> None:
        self.halted = sha
        self.epoch += 1
        self._nothing_allowed()
        for asked in self.actions.values():
            asked.approvals = []
            if not asked.granted and not asked.closed:
                asked.closed = "void"

    def _reset(self, body: dict[str, Any], sha: str) -> None:
        forbid(body["halt"] != self.halted, "a reset of another halt")
        self.halted, self.paused = "", True

    def _roster(self, body: dict[str, Any], sha: str) -> None:
        """The play revokes nobody but Jonas."""
        self.gone.add("jonas")

    def _pause(self, body: dict[str, Any], sha: str) -> None:
        self.paused = body["paused"]
        self._nothing_allowed()


def _bound(body: dict[str, Any]) -> int:
    (described,) = [tool for tool in body["tools"] if tool["tool"] == REFUND]
    return max((case["at_most"] for case in described.get("when", [])), default=-1)


def mandate_of(body: dict[str, Any]) -> dict[str, Any] | None:
    """The mandate of an order's body as the model counts it."""
    said = body["mandate"]
    if said is None:
        return None
    return {
        "tools": said["tools"],
        "each": said["limits"][0]["at_most"],
        "day": said["windows"][0]["at_most"],
        "seconds": said["windows"][0]["seconds"],
        "expires": EXPIRIES[said["expires_at"]],
        "silence": said["silence"],
        "confidence": said["confidence"],
    }


# Seconds since the beginning, by the stamp that was signed.
EXPIRIES: dict[str, float] = {}
