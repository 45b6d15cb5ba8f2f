"""Notices and connections of the desk in memory: what the window kept and tried, and answers that tests set."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from counterseal.errors import KnownError
from counterseal.sync.api_connections import Check, Connection
from counterseal.sync.api_notices import MAIL, WEBHOOK, ChannelState, MailView, NoticeChange, NoticesView, WebhookView

if TYPE_CHECKING:
    from desk_double import DeskDouble


class NoticesDouble:
    """Keeps every change in ``changes`` and every test in ``tests``."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.changes: list[NoticeChange] = []
        self.tests: list[str] = []
        off = (ChannelState(WEBHOOK, "off"), ChannelState(MAIL, "off"))
        self.state = NoticesView("R2", WebhookView(), MailView(), off, "the system keyring")

    def view(self) -> Future[NoticesView]:
        return self._desk.answer("notices", lambda: self.state)

    def change(self, wanted: NoticeChange) -> Future[NoticesView]:
        def make() -> NoticesView:
            self.changes.append(wanted)
            state, secrets = self.state, wanted.secrets or {}
            if wanted.webhook is not None:
                host = urlsplit(secrets["url"]).netloc if "url" in secrets else state.webhook.host
                state = replace(state, webhook=WebhookView(wanted.webhook.on, host, "secret" in secrets))
            if wanted.mail is not None:
                state = replace(state, mail=replace(wanted.mail, has_password="password" in secrets))
            self.state = replace(state, least_risk=wanted.least_risk or state.least_risk)
            return self.state

        return self._desk.answer("change_notices", make)

    def test(self, kind: str) -> Future[str]:
        def make() -> str:
            self.tests.append(kind)
            return "204 No Content"

        return self._desk.answer("test_notice", make)


class ConnectionsDouble:
    """Keeps what was added; ``checks`` is what every test answers."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.known: list[Connection] = [
            Connection("langgraph-prod", "langgraph", "https://agents.example.com", "crm", has_key=True)
        ]
        self.keys: list[str | None] = []
        self.found = "langgraph"
        self.checks: tuple[Check, ...] = (Check("Resolves", True, "agents.example.com"), Check("Connects", True, "200"))

    def listed(self) -> Future[tuple[Connection, ...]]:
        return self._desk.answer("connections", lambda: tuple(self.known))

    def find(self, url: str) -> Future[str]:
        return self._desk.answer("find_connection", lambda: self.found)

    def test(self, wanted: Connection, api_key: str | None = None) -> Future[tuple[Check, ...]]:
        return self._desk.answer("test_connection", lambda: self.checks)

    def add(self, wanted: Connection, api_key: str | None = None) -> Future[None]:
        def make() -> None:
            self.known = [*(one for one in self.known if one.name != wanted.name), wanted]
            self.keys.append(api_key)

        return self._desk.answer("add_connection", make)

    def remove(self, name: str) -> Future[str]:
        def make() -> str:
            found = next((one for one in self.known if one.name == name), None)
            if found is None:
                raise KnownError("There is no such connection", where=name)
            self.known.remove(found)
            return found.kind

        return self._desk.answer("remove_connection", make)
