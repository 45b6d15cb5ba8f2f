"""Deciding at a desk: what was looked at, signed and stored, and what the gateway said to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from counterseal.errors import KnownError, Unreachable, WrongUse
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.views import ActionDetail
from counterseal.sync import outbox, signing
from counterseal.sync.api import DecisionDraft, DecisionReceipt, Event
from counterseal.sync.core import DeskCore
from counterseal.sync.reading_ahead import Readings
from counterseal.sync.waiting import waiting_words, waits

DELIVERY_WAIT = 5.0
# Nobody waits longer than this to hear whom an action still waits for.
ASK_WAIT = 1.0
_log = logging.getLogger(__name__)


class Deciding:
    """The decisions of one desk. Whatever is decided must have been looked at here before."""

    def __init__(self, desk: DeskCore, on_step: Callable[[str], None]) -> None:
        self._desk = desk
        self._on_step = on_step
        self.readings = Readings(desk)
        self._receipts: dict[str, DecisionReceipt] = {}

    def detail(self, action_id: str) -> Future[ActionDetail]:
        """An action as its gateway shows it now; from then on it can be decided. Raises KnownError.

        Of a gateway that cannot be reached it is what was read there last, with ``read_at``.
        """

        async def work() -> ActionDetail:
            links = self._desk.linked()
            try:
                found = await links.detail(action_id)
            except Unreachable as error:
                known = self.readings.from_before(action_id)
                # A gateway that answers with something else than the action is there, and its answer is news.
                if known is None or error.code == "wrong_gateway":
                    raise
                return known
            await links.replicate_now(found.audience)
            self.readings.keep(found)
            return found

        return self._desk.call(work())

    def decide(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        """Sign and store on the writer thread."""
        return self._desk.writer.submit(self._decide, draft)

    def withdraw(self, action_id: str) -> Future[DecisionReceipt]:
        """Sign and store that one's own last decision on this action is taken back."""

        async def work() -> DecisionReceipt:
            # An edit still on its way changes what is to be taken back.
            await self._delivered(action_id)
            detail = await self._desk.linked().detail(action_id)
            return await asyncio.wrap_future(self._desk.writer.submit(self._withdraw, detail))

        return self._desk.call(work())

    def answered(self, row: outbox.Claimed, state: str, note: str) -> None:
        """A gateway has taken or refused a row of the outbox."""
        receipt = self._receipts.pop(row.envelope, None)
        if receipt is None:
            return
        if state == "delivered" and waits(receipt.verdict, note):
            # Whom it waits for is said by the gateway, and asking must not hold up the next delivery.
            self._desk.call(self._tell_waiting(receipt))
            return
        self._desk.emit(Event("receipt", replace(receipt, state=state, note=note)))

    async def _tell_waiting(self, receipt: DecisionReceipt) -> None:
        whom = ""
        try:
            async with asyncio.timeout(ASK_WAIT):
                whom = (await self._desk.linked().detail(receipt.action_id)).item.waits_for
        except (KnownError, TimeoutError) as error:
            _log.info("whom %s waits for could not be asked: %s", receipt.action_id, error)
        finally:
            note = waiting_words(receipt.verdict, whom)
            self._desk.emit(Event("receipt", replace(receipt, state="delivered", note=note)))

    def _decide(self, draft: DecisionDraft) -> DecisionReceipt:
        self._desk.profile.high_water.check()
        detail = self.readings.of(draft.action_id)
        if detail is None:
            raise WrongUse("Look at the action before deciding on it", where=draft.action_id)
        judging = self._judging(detail.audience)
        receipt = signing.store_decision(
            self._desk.profile,
            self._desk.clock,
            draft,
            detail,
            self._on_step,
            judging,
            stepped_up=self._desk.step_up.fresh(),
        )
        self._receipts[receipt.envelope_sha256] = receipt
        self._desk.after_store()
        self._desk.emit(Event("receipt", receipt))
        return receipt

    def _judging(self, audience: str) -> Roster | None:
        """The roster by which a separate gateway will judge, as replicated here. Raises NotFound."""
        if audience == self._desk.profile.log.origin:
            return None
        with self._desk.linked().replicas.named(audience).database.read() as connection:
            return rosters.load(connection)

    async def _delivered(self, action_id: str) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + DELIVERY_WAIT
        while loop.time() < ends:
            if not await loop.run_in_executor(self._desk.readers, self._on_its_way, action_id):
                return
            await asyncio.sleep(0.02)

    def _on_its_way(self, action_id: str) -> bool:
        with self._desk.profile.reading() as connection:
            return outbox.has_open_decision(connection, action_id)

    def _withdraw(self, detail: ActionDetail) -> DecisionReceipt:
        item = detail.item
        with self._desk.profile.reading() as connection:
            signing.last_own_decision(connection, item.id, self._desk.profile.person_id)
        self.readings.keep(detail)
        return self._decide(
            DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, Verdict.WITHDRAW, shown=Shown(None, None))
        )
