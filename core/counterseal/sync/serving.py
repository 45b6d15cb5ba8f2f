"""A gateway within this process, on loopback, in its asyncio loop: embedded or separate; and how others find it."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from counterseal.clock import Clock
from counterseal.errors import KnownError, Locked
from counterseal.ledger.database import Database
from counterseal.ledger.log import Log
from counterseal.seal.keystore import write_private
from counterseal.sync.listening import Listening
from counterseal.sync.served_at import ADDRESS_FILE, Address, ServingLock, read_address

if TYPE_CHECKING:
    from counterseal.gateway.service import Gateway
    from counterseal.gateway.upstreams.desk import Sources
    from counterseal.gateway.upstreams.port import UpstreamConfig

PORT_FILE = "gateway.port"


class House(Protocol):
    """What a gateway lives in: a person's profile, or the folder of a separate gateway."""

    @property
    def home(self) -> Path: ...

    @property
    def database(self) -> Database: ...

    @property
    def log(self) -> Log: ...


class EmbeddedGateway:
    """Starts and stops a gateway with its HTTP server and its sources within this process.

    Args:
        separate: whether the log is the gateway's own. People's programs then come with tokens that their desktops'
            log keys make; else with the one that is written beside the address.
        listening: where; ``port`` of loopback when None.
        metrics_token: what may read ``/metrics`` besides people's tokens; none when empty.
        lock: the serving lock, where it was taken already; it is freed here at the end.
    """

    def __init__(
        self,
        profile: House,
        clock: Clock,
        writer: Executor,
        readers: Executor,
        on_step: Callable[[str], None],
        port: int = 0,
        *,
        separate: bool = False,
        listening: Listening | None = None,
        metrics_token: str = "",
        lock: ServingLock | None = None,
    ) -> None:
        self._profile = profile
        self._separate = separate
        self._clock = clock
        self._executors = (writer, readers)
        self._on_step = on_step
        self._listening = listening or Listening(port=port)
        self._metrics_token = metrics_token
        self._lock = lock or ServingLock(profile.home)
        self._server: Any = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self._address: Address | None = None
        self.gateway: Gateway | None = None
        self.sources: Sources | None = None

    @property
    def serving(self) -> bool:
        """Whether it serves now."""
        return self._address is not None

    async def polls(self, config: UpstreamConfig) -> None:
        """Poll a source that was stored, from now on."""
        if self.sources is not None:
            await self.sources.add(config)

    def compare(self, heard: tuple[tuple[str, str, str], ...]) -> None:
        """Its writes ask the same profile as everybody's here, which has compared already."""

    async def start(self) -> Address | None:
        """Serve, unless another process serves this profile already (then None).

        Raises:
            Locked: loopback could not be bound.
        """
        if not self._lock.take():
            return None
        try:
            return await self._start()
        except BaseException:
            await self.stop()
            raise

    async def _start(self) -> Address:
        # FastAPI and uvicorn cost start-up time that a process which only asks another gateway need not pay.
        import uvicorn

        from counterseal.gateway.asgi import make_app
        from counterseal.gateway.context import Context
        from counterseal.gateway.http_protocol import GatewayProtocol
        from counterseal.gateway.http_server import GatewayServer
        from counterseal.gateway.service import Gateway
        from counterseal.gateway.upstreams.desk import Sources

        log = self._profile.log
        logs = None if self._separate else {log.origin: log.verifier}
        context = Context(log, logs, self._clock, self._profile.home, on_step=self._on_step)
        sock = self._bound()
        self._socket = sock
        self.gateway = Gateway(self._profile.database, context, *self._executors)
        await self.gateway.start()
        port = sock.getsockname()[1]
        token = "" if self._separate else secrets.token_urlsafe(32)
        address = Address(self._listening.url(port), token, os.getpid(), log.origin)
        hosts = self._listening.hosts(port)
        tokens = {token} if token else set()
        app = make_app(self.gateway, lambda: hosts, lambda: tokens, self._metrics_token)
        config = uvicorn.Config(
            app,
            http=GatewayProtocol,
            ws="none",
            log_level="warning",
            lifespan="off",
            access_log=False,
            timeout_graceful_shutdown=2,
            # Longer than clients keep an idle connection (httpx: 5 s), or one that is closed here just as it is used
            # again there breaks a request.
            timeout_keep_alive=20,
            log_config=None,
            # Nobody's word is taken on where a request came from, and nobody is told what answers.
            proxy_headers=False,
            server_header=False,
        )
        config.load()
        # Its own way to TLS would also take older versions than 1.3.
        config.ssl = self._listening.tls
        self._server = GatewayServer(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[sock]), name="counterseal-http")
        while not self._server.started:
            if self._task.done():
                await self._task
                raise Locked("The embedded gateway did not start", where=address.url)
            await asyncio.sleep(0.005)
        self.sources = Sources(self.gateway)
        await self.sources.start()
        write_private(self._profile.home / ADDRESS_FILE, json.dumps(address.members()).encode())
        self._address = address
        return address

    def _bound(self) -> socket.socket:
        """The port asked for, else the one of the last time, else any: agents keep their COUNTERSEAL_URL."""
        remembered = self._profile.home / PORT_FILE
        listening = self._listening
        if listening.port:
            return listening.bind(listening.port)
        sock = None
        last = remembered.read_text("ascii").strip() if remembered.exists() else ""
        if last.isdecimal() and 1024 <= int(last) <= 65_535:
            try:
                sock = listening.bind(int(last))
            except KnownError:
                # Somebody else has it now; the new one is written down below.
                sock = None
        sock = sock or listening.bind(0)
        write_private(remembered, str(sock.getsockname()[1]).encode())
        return sock

    async def stop(self) -> None:
        """Stop sources, then the server, then the gateway; take back the address and, whatever failed, the lock."""
        try:
            if self.sources is not None:
                await self.sources.stop()
            if self._server is not None and self._task is not None:
                if self.gateway is not None:
                    self.gateway.close_waits()
                self._server.should_exit = True
                await self._task
            if self.gateway is not None:
                await self.gateway.stop()
            if self._address is not None and read_address(self._profile.home) == self._address:
                (self._profile.home / ADDRESS_FILE).unlink(missing_ok=True)
        finally:
            if self._socket is not None:
                self._socket.close()
            self._lock.release()
            self._server = self._task = self.gateway = self.sources = self._socket = self._address = None
