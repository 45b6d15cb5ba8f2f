"""What ``Notices`` needs of a desk, and certificates for the servers that it speaks to in tests."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from counterseal.clock import SystemClock
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync.api import Event
from counterseal.sync.api_notices import NoticeChange, NoticesView
from counterseal.sync.notices import Notices
from counterseal.sync.profile import Profile
from gateway.desks import PATIENCE


def item(number: int = 1, **changes: Any) -> QueueItem:
    made = QueueItem(
        id=f"00000000-0000-7000-8000-{number:012d}",
        agent="refunds",
        agent_name="Refunds agent",
        owner="Maria Lind",
        owner_id="maria",
        tool="refunds.issue",
        title="Refund €1,240.00 for order 88213 to card 4417",
        risk=Risk.R3,
        state=State.HELD,
        asked_at="2026-11-21T13:02:11.482Z",
        expires_at=None,
        digest=f"{number:064x}",
        source="",
        nonce="00",
        halt_epoch=0,
        verdicts=("approve", "reject"),
        deadline="2026-11-21T14:03:20.000Z",
        verb="Refund",
    )
    return replace(made, **changes)


class Core:
    """What ``Notices`` uses of a desk: a real profile, a real loop on a thread, and a queue that tests set."""

    def __init__(self, home: Path) -> None:
        self.profile, self.home, self.clock = Profile.open(home), home, SystemClock()
        self.items: tuple[QueueItem, ...] = ()
        self.serving = True
        self._hears: list[Callable[[Event], None]] = []
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="notices-loop")
        self._thread.start()
        self.notices = Notices(self, lambda: self.serving)  # type: ignore[arg-type]
        self.notices.gather, self.notices.pauses = 0.0, (0.01,)

    def call(self, work: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def queue(self) -> tuple[QueueItem, ...]:
        return self.items

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self._hears.append(listener)
        return lambda: self._hears.remove(listener)

    def start(self) -> Core:
        self.call(self.notices.start()).result(PATIENCE)
        return self

    def say(self, *items: QueueItem) -> None:
        self.items = items
        for listener in self._hears:
            listener(Event("queue", items))

    def keep(self, **change: Any) -> NoticesView:
        return self.notices.change(NoticeChange(**change)).result(PATIENCE)

    def state(self, kind: str) -> tuple[str, str]:
        view = self.notices.view().result(PATIENCE)
        return next((one.state, one.note) for one in view.channels if one.kind == kind)

    def until(self, kind: str, state: str) -> str:
        """The note of a channel once it is in this state."""

        async def look() -> str:
            async with asyncio.timeout(PATIENCE):
                while self.state(kind)[0] != state:
                    await asyncio.sleep(0.005)
            return self.state(kind)[1]

        return str(self.call(look()).result(PATIENCE + 5))

    async def _stop(self) -> None:
        """As a desk does: what nobody will answer is cancelled."""
        await self.notices.stop()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def close(self) -> None:
        self.call(self._stop()).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.notices.close()
        self.loop.close()
        self.profile.close()


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Server and client contexts: a certificate for 127.0.0.1, and one that trusts just that."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cadata=made.public_bytes(Encoding.PEM).decode())
