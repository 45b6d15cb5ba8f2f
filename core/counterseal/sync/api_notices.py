"""What a screen or a command line may ask about outward notices: a webhook or a mail that something waits.

A notice holds risk, agent, verb and deadline, and never more: it leaves the organisation's own machines.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

WEBHOOK, MAIL = "webhook", "mail"
KINDS = (WEBHOOK, MAIL)
SECURITY = ("tls", "starttls", "none")


@dataclass(frozen=True, slots=True)
class WebhookView:
    """Where notices are posted. Its address may itself be a secret, so only ``host`` of it is told again.

    Attributes:
        signs: whether posts are signed with a shared secret (Standard Webhooks).
    """

    on: bool = False
    host: str = ""
    signs: bool = False


@dataclass(frozen=True, slots=True)
class MailView:
    """How notices are mailed. ``security`` is one of ``SECURITY``; ``none`` is taken for loopback only."""

    on: bool = False
    host: str = ""
    port: int = 465
    security: str = "tls"
    user: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How one way out is doing.

    Attributes:
        kind: one of ``KINDS``.
        state: off, idle (nothing sent yet), ok, retrying, or waiting (another process of this profile sends).
        note: what went wrong last, or when it last went well, in words.
        unsent: how many actions it has not told of yet.
    """

    kind: str
    state: str
    note: str = ""
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class NoticesView:
    """Everything about outward notices. ``least_risk`` is the lowest risk that is told; ``kept`` where secrets lie."""

    least_risk: str
    webhook: WebhookView
    mail: MailView
    channels: tuple[ChannelState, ...]
    kept: str


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """New settings of one way out, or None for no change.

    ``secrets``: new values by name (``url`` and ``secret`` of the webhook, ``password`` of the mail); what is not named
    stays, an empty value forgets.
    """

    least_risk: str | None = None
    webhook: WebhookView | None = None
    mail: MailView | None = None
    secrets: Mapping[str, str] | None = None


class NoticesApi(Protocol):
    """Outward notices of an opened profile. Futures fail with ``KnownError``."""

    def view(self) -> Future[NoticesView]: ...

    def change(self, wanted: NoticeChange) -> Future[NoticesView]:
        """Keep new settings and use them from now on. Raises InvalidInput, and Locked when the keyring refuses."""

    def test(self, kind: str) -> Future[str]:
        """Send a test notice now, with the kept settings; gives what the other side said.

        Raises (in the future): Unreachable, Forbidden, InvalidInput: with the cause named.
        """
