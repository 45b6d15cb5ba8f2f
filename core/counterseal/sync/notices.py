"""Outward notices: tells a webhook or a mailbox that something waits, with risk, agent, verb and deadline.

What has to be told is worked out from the open queue and from what each way out was told already; nothing is queued.
So a notice that failed is tried again as long as its action waits, is never sent for one that ended meanwhile, and a
crash loses none. Only the process that serves the profile's gateway sends, so that nobody is told twice.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from counterseal.clock import stamp
from counterseal.errors import InvalidInput, KnownError
from counterseal.model.ids import uuid7
from counterseal.seal.keystore import write_private
from counterseal.sync.api import Event
from counterseal.sync.api_notices import KINDS, WEBHOOK, ChannelState, NoticeChange, NoticesView
from counterseal.sync.core import DeskCore
from counterseal.sync.notice_mail import Mailer
from counterseal.sync.notice_settings import Settings, SettingsFile, signing_key
from counterseal.sync.notice_words import TEST, Notice, body, due, subject, text
from counterseal.sync.transport import post_notice

GATHER_SECONDS = 2.0
"""How long news is gathered, so that a burst becomes one notice."""
PAUSES = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds between tries of a way out that fails; the last one repeats."""
TOLD_FILE = "notices.told"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Channel:
    """One way out while the desk runs. ``told`` are the keys of what it was told and is still open."""

    kind: str
    told: set[str] = field(default_factory=set)
    state: str = "off"
    note: str = ""
    unsent: int = 0
    failures: int = 0
    retry_at: float = 0.0
    task: asyncio.Task[None] | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Notices:
    """Implements ``NoticesApi``.

    Args:
        serves: whether this process serves the profile's gateway now.
        tls: replaced in tests.
    """

    def __init__(self, desk: DeskCore, serves: Callable[[], bool], tls: ssl.SSLContext | None = None) -> None:
        self._desk = desk
        self._serves = serves
        self.tls = tls
        self.gather = GATHER_SECONDS
        self.pauses: Sequence[float] = PAUSES
        self._file = SettingsFile(desk.profile)
        self._told_path = desk.profile.home / TOLD_FILE
        self._settings = Settings()
        self._channels = {kind: _Channel(kind) for kind in KINDS}
        # A mail server may take long; a thread of its own holds up nobody's reading. It starts with the first mail.
        self._work = ThreadPoolExecutor(1, thread_name_prefix="counterseal-notices")
        self._mailer = Mailer()

    # -- what others call ---------------------------------------------------------------------------------------
    def view(self) -> Future[NoticesView]:
        # At once: the thread may be busy with a mail server that does not answer.
        now: Future[NoticesView] = Future()
        now.set_result(self._view())
        return now

    def change(self, wanted: NoticeChange) -> Future[NoticesView]:
        def keep() -> Settings:
            return self._file.change(wanted)

        async def work() -> NoticesView:
            self._settings = await asyncio.wrap_future(self._work.submit(keep))
            for channel in self._channels.values():
                channel.failures, channel.retry_at = 0, 0.0
                channel.wake.set()
            return self._view()

        return self._desk.call(work())

    def test(self, kind: str) -> Future[str]:
        async def work() -> str:
            if kind not in KINDS:
                raise InvalidInput("There is no such way out", where=ascii(kind)[:40])
            return await self._send(kind, (), test=True)

        return self._desk.call(work())

    # -- life, on the desk's loop -------------------------------------------------------------------------------
    async def start(self) -> None:
        """Read the settings and begin to tell."""
        loop = asyncio.get_running_loop()
        try:
            self._settings = await loop.run_in_executor(self._work, self._file.read)
            await loop.run_in_executor(self._work, self._recall)
        except (KnownError, OSError) as error:
            said = error.text() if isinstance(error, KnownError) else str(error)
            for channel in self._channels.values():
                channel.state, channel.note = "retrying", said
            _log.warning("outward notices are off: %s", said)
        self._desk.subscribe(lambda event: self._heard(loop, event))
        for channel in self._channels.values():
            channel.task = asyncio.create_task(self._follow(channel), name=f"counterseal-notices-{channel.kind}")
            if self._settings.on(channel.kind):
                channel.wake.set()

    async def stop(self) -> None:
        """End the tasks and cut a mail that is under way."""
        tasks = [channel.task for channel in self._channels.values() if channel.task is not None]
        for task in tasks:
            task.cancel()
        self._mailer.stop()
        await asyncio.gather(*tasks, return_exceptions=True)

    def close(self) -> None:
        """After the loop: end the thread."""
        self._mailer.stop()
        # A name that nobody resolves must not hold up the window's end; that thread ends by itself.
        self._work.shutdown(wait=not self._mailer.connecting, cancel_futures=True)

    # -- inner --------------------------------------------------------------------------------------------------
    def _heard(self, loop: asyncio.AbstractEventLoop, event: Event) -> None:
        if event.kind == "queue" and not loop.is_closed():
            loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        for channel in self._channels.values():
            if self._settings.on(channel.kind):
                channel.wake.set()

    async def _follow(self, channel: _Channel) -> None:
        while True:
            await channel.wake.wait()
            await asyncio.sleep(self.gather)
            channel.wake.clear()
            if asyncio.get_running_loop().time() < channel.retry_at:
                # News must not shorten the pause of one that fails; its end wakes again.
                continue
            try:
                await self._tell(channel)
            except Exception:  # noqa: BLE001
                # A defect here must not end the only task that would tell anybody.
                _log.exception("a notice could not be made")
                channel.state, channel.note = "retrying", "a defect in Counterseal; see the log"

    async def _tell(self, channel: _Channel) -> None:
        settings = self._settings
        if not settings.on(channel.kind):
            channel.state, channel.note, channel.unsent = "off", "", 0
            return
        if not self._serves():
            channel.state, channel.note = "waiting", "another program of this profile serves its gateway and sends"
            self._again(channel, self.pauses[-1])
            return
        wanted = due(self._desk.queue(), settings.least_risk)
        fresh = [notice for notice in wanted if notice.key not in channel.told]
        channel.unsent = len(fresh)
        if not fresh:
            if channel.state in ("off", "waiting"):
                channel.state, channel.note = "idle", ""
            return
        try:
            said = await self._send(channel.kind, fresh)
        except KnownError as error:
            pause = self.pauses[min(channel.failures, len(self.pauses) - 1)]
            channel.failures += 1
            channel.state, channel.note = "retrying", error.text()
            _log.warning("a notice could not be sent by %s: %s", channel.kind, error.text())
            self._again(channel, pause)
            return
        channel.failures, channel.unsent, channel.state = 0, 0, "ok"
        channel.note = f"told at {stamp(self._desk.clock.now())} ({said})"
        channel.told = {notice.key for notice in wanted}
        told = {one.kind: sorted(one.told) for one in self._channels.values()}
        try:
            await asyncio.wrap_future(self._work.submit(write_private, self._told_path, json.dumps(told).encode()))
        except OSError as error:
            _log.warning("what was told will be told again after a restart: %s", error)

    def _again(self, channel: _Channel, pause: float) -> None:
        loop = asyncio.get_running_loop()
        channel.retry_at = loop.time() + pause
        loop.call_later(pause, channel.wake.set)

    async def _send(self, kind: str, notices: Sequence[Notice], *, test: bool = False) -> str:
        secrets = await asyncio.wrap_future(self._work.submit(self._file.secrets, kind))
        if kind == WEBHOOK:
            if not secrets.get("url"):
                raise InvalidInput("The webhook has no address", where="url", todo="Enter it under Settings.")
            content = json.dumps(body(notices, test=test), ensure_ascii=False).encode()
            return await post_notice(secrets["url"], content, self._signed(content, secrets.get("secret")), self.tls)
        mail = self._settings.mail
        if not mail.host or not mail.to:
            raise InvalidInput("No mail server is given", where="host", todo="Enter it under Settings.")
        said = (TEST, TEST) if test else (subject(notices), text(notices))
        self._mailer.tls = self.tls
        sending = self._work.submit(self._mailer.send, mail, secrets.get("password", ""), *said)
        return await asyncio.wrap_future(sending)

    def _signed(self, content: bytes, secret: str | None) -> dict[str, str]:
        """The headers of Standard Webhooks: an id, a time, and the HMAC over both and the body."""
        number, at = str(uuid7(self._desk.clock)), str(int(self._desk.clock.now().timestamp()))
        headers = {"webhook-id": number, "webhook-timestamp": at}
        if secret:
            signed = hmac.new(signing_key(secret), f"{number}.{at}.".encode() + content, hashlib.sha256).digest()
            headers["webhook-signature"] = f"v1,{base64.b64encode(signed).decode()}"
        return headers

    def _view(self) -> NoticesView:
        settings = self._settings
        states = tuple(ChannelState(one.kind, one.state, one.note, one.unsent) for one in self._channels.values())
        return NoticesView(settings.least_risk.value, settings.webhook, settings.mail, states, self._file.kept())

    def _recall(self) -> None:
        """What was told before this start; of a file that cannot be read it is told twice."""
        try:
            raw = json.loads(self._told_path.read_text("utf-8"))
            for kind, channel in self._channels.items():
                channel.told = {str(key) for key in raw.get(kind, ())}
        except FileNotFoundError:
            return
        except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
            _log.warning("what was told before cannot be read: %s", error)
