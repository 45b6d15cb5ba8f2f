"""Where outward notices go: a file without secrets in the profile, and the secrets where the key lies."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlsplit

from counterseal.errors import InvalidInput, NotFound
from counterseal.loopback import is_loopback
from counterseal.model.risk import Risk
from counterseal.seal.keystore import FileStore, KeyringStore, SecretStore, write_private
from counterseal.sync.api_notices import MAIL, SECURITY, WEBHOOK, MailView, NoticeChange, WebhookView
from counterseal.sync.profile import Profile
from counterseal.sync.transport import can_be_posted_to

FILE = "notices.json"
# The dot-atoms of RFC 5322 with RFC 6531's letters, bounded: what else an address may have, mail programs read in
# several ways, and Python's fails at some of it.
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@[^@]{{1,190}}\Z){_ATOM}(\.{_ATOM})*@\w[\w-]*(\.\w[\w-]*)*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says. ``webhook.signs`` and ``mail.has_password`` only tell what is kept elsewhere."""

    least_risk: Risk = Risk.R2
    webhook: WebhookView = field(default_factory=WebhookView)
    mail: MailView = field(default_factory=MailView)

    def on(self, kind: str) -> bool:
        return self.webhook.on if kind == WEBHOOK else self.mail.on


class SettingsFile:
    """Reads and keeps the settings of one profile."""

    def __init__(self, profile: Profile) -> None:
        self._path = profile.home / FILE
        self._profile = profile

    def read(self) -> Settings:
        """The kept settings; those of a new profile when there is no file. Raises InvalidInput: spoilt."""
        try:
            raw = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return Settings()
        except ValueError as error:
            raise self._spoilt(error) from error
        try:
            mail = dict(raw["mail"])
            mail["to"] = tuple(mail["to"])
            found = Settings(Risk(raw["least_risk"]), WebhookView(**raw["webhook"]), MailView(**mail))
        except (KeyError, TypeError, ValueError) as error:
            raise self._spoilt(error) from error
        return found

    def change(self, wanted: NoticeChange) -> Settings:
        """Check and keep. Raises InvalidInput; Locked when the keyring refuses."""
        settings, secrets = self.read(), dict(wanted.secrets or {})
        if wanted.least_risk is not None:
            settings = replace(settings, least_risk=_risk(wanted.least_risk))
        if wanted.webhook is not None:
            settings = replace(settings, webhook=self._webhook(wanted.webhook, settings.webhook, secrets))
        if wanted.mail is not None:
            settings = replace(settings, mail=self._mail(wanted.mail, settings.mail, secrets))
        raw = {
            "v": 1,
            "least_risk": settings.least_risk.value,
            "webhook": asdict(settings.webhook),
            "mail": asdict(settings.mail),
        }
        write_private(self._path, json.dumps(raw, indent=1).encode() + b"\n")
        return settings

    def secrets(self, kind: str) -> dict[str, str]:
        """The kept secrets of one way out. Raises Locked."""
        try:
            raw = json.loads(self._store(kind).load())
        except NotFound:
            return {}
        except ValueError as error:
            raise InvalidInput(
                "The secrets of the notices cannot be read", where=kind, todo="Enter them again."
            ) from error
        return {str(name): str(value) for name, value in raw.items()} if isinstance(raw, Mapping) else {}

    def kept(self) -> str:
        """Where secrets lie, in words."""
        return "the system keyring" if self._profile.keyring is not None else "a file that only this account can read"

    # -- inner --------------------------------------------------------------------------------------------------
    def _store(self, kind: str) -> SecretStore:
        backend = self._profile.keyring
        if backend is not None:
            return KeyringStore(backend, f"{self._profile.person_id}:notice:{kind}")
        return FileStore(self._profile.home / f"notice-{kind}.key")

    def _keep(self, kind: str, known: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in {**known, **new}.items() if value}
        if kept != dict(known):
            if kept:
                self._store(kind).save(json.dumps(kept))
            else:
                self._store(kind).remove()
        return kept

    def _webhook(self, wanted: WebhookView, before: WebhookView, secrets: Mapping[str, str]) -> WebhookView:
        new = {name: secrets[name].strip() for name in ("url", "secret") if name in secrets}
        if new.get("url"):
            check_url(new["url"])
        if new.get("secret"):
            signing_key(new["secret"])
        known = self.secrets(WEBHOOK)
        if wanted.on and not {**known, **new}.get("url"):
            raise InvalidInput("A webhook needs an address", where="url", todo="Give the one that takes the posts.")
        kept = self._keep(WEBHOOK, known, new)
        url = kept.get("url", "")
        return replace(before, on=wanted.on, host=urlsplit(url).netloc if url else "", signs="secret" in kept)

    def _mail(self, wanted: MailView, before: MailView, secrets: Mapping[str, str]) -> MailView:
        if wanted.on or wanted.host:
            check_mail(wanted)
        known = self.secrets(MAIL)
        new = {"password": secrets["password"]} if "password" in secrets else {}
        if wanted.user and wanted.on and not {**known, **new}.get("password"):
            raise InvalidInput("The mail server's password is missing", where="password", todo="Enter it once.")
        kept = self._keep(MAIL, known, new)
        return replace(wanted, has_password="password" in kept)

    def _spoilt(self, error: Exception) -> InvalidInput:
        return InvalidInput(
            "The settings of the notices cannot be read",
            where=f"{self._path}: {error}"[:300],
            todo="Delete the file and enter them again.",
        )


def check_url(url: str) -> None:
    """An address that notices may be posted to: TLS, or this machine itself. Raises InvalidInput."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidInput("This is no web address", where="url", todo="It begins with https://") from error
    known = parts.scheme in ("https", "http") and host and " " not in url and url.isprintable()
    if not known or not can_be_posted_to(url):
        raise InvalidInput("This is no web address", where="url", todo="It begins with https://")
    if parts.username is not None or parts.password is not None:
        raise InvalidInput("A name and password do not belong into the address", where="url", todo="Leave them out.")
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidInput("Notices leave this machine over TLS only", where="url", todo="Use an address with https://")


def check_mail(mail: MailView) -> None:
    """Raises InvalidInput: something of it cannot work, or would send the password in the clear."""
    if not _HOST.fullmatch(mail.host):
        raise InvalidInput("This is no mail server", where="host", todo="Give its name, for example mail.example.com.")
    if not 0 < mail.port < 65_536:
        raise InvalidInput("A port lies between 1 and 65,535", where="port")
    if mail.security not in SECURITY:
        raise InvalidInput("Mail is sent over tls or starttls", where="security")
    if mail.security == "none" and not is_loopback(mail.host):
        raise InvalidInput("Mail leaves this machine over TLS only", where="security", todo="Choose TLS or STARTTLS.")
    if not mail.to:
        raise InvalidInput("Nobody is to get the mail", where="to", todo="Give at least one address.")
    for name, address in (("sender", mail.sender), *(("to", one) for one in mail.to)):
        if not _ADDRESS.fullmatch(address):
            raise InvalidInput("This is no mail address", where=f"{name}: {ascii(address)[1:-1][:80]}")


def signing_key(secret: str) -> bytes:
    """The key of Standard Webhooks: ``whsec_`` and Base64, or any other text as it is. Raises InvalidInput."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:  # binascii.Error, and what other letters than ASCII's raise; both repeat nothing of it
        key = b""
    if not key:
        raise InvalidInput("After whsec_ a signing secret is Base64", where="secret")
    return key


def _risk(value: str) -> Risk:
    try:
        return Risk(value)
    except ValueError as error:
        raise InvalidInput("A risk is R0 to R4", where=ascii(value)[:20]) from error
