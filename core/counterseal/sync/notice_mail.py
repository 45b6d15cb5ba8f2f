"""Sends a notice as a mail, over TLS, by the standard library."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from counterseal.errors import Forbidden, InvalidInput, KnownError, Unreachable
from counterseal.sync.api_notices import MailView

SECONDS = 15.0


class Mailer:
    """Sends one mail at a time; ``stop`` may come from another thread and cuts what is under way.

    Attributes:
        tls: replaced in tests; else the system's certificate authorities are believed.
        connecting: nothing can be cut now: the system looks for the server.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._stopped = False
        self.connecting = False

    def send(self, mail: MailView, password: str, subject: str, text: str) -> str:
        """Send; gives what the server said. Where it takes the mail for some people only, that says for whom not.

        Raises:
            Unreachable: not reached, or not now. Forbidden: name, password or sender refused. InvalidInput: refused.
        """
        message = _message(mail, subject, text)
        where = f"{mail.host}:{mail.port}"
        try:
            with self._connected(mail) as server:
                if mail.user:
                    server.login(mail.user, password)
                refused = server.send_message(message)
            self._hold(None)
        except smtplib.SMTPAuthenticationError as error:
            raise Forbidden(
                "The mail server refused name or password", where=_said(where, error), todo="Enter them again."
            ) from error
        except UnicodeEncodeError:
            # Its words would repeat a part of the password.
            raise InvalidInput(
                "A mail server takes name and password in ASCII letters only",
                where=where,
                todo="Use a password that the server made for programs.",
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise InvalidInput("The mail server lacks what is asked of it", where=f"{where}: {error}") from error
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refusal(code, "The mail server takes no mail for these people", f"{where}: {code} {_plain(said)}"
            ) from error  # fmt: skip
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, "The mail server refused the mail", _said(where, error)) from error
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(
                "The mail server's certificate is not trusted", where=f"{where}: {error.verify_message}"
            ) from error
        except ssl.SSLError as error:
            raise Unreachable(
                "No TLS with the mail server", where=f"{where}: {error}", todo="Check port and security: 465 is TLS."
            ) from error
        except TimeoutError as error:
            raise Unreachable("The mail server did not answer in time", where=where) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable("The mail server cannot be reached", where=f"{where}: {error}") from error
        if refused:
            # Sending it again would tell the others again.
            return f"taken by {where}, but refused for {', '.join(sorted(refused))[:200]}"
        return f"taken by {where}"

    def stop(self) -> None:
        """Cut what is under way, and send no more."""
        with self._lock:
            self._stopped = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _connected(self, mail: MailView) -> smtplib.SMTP:
        context = self.tls or ssl.create_default_context()
        made = self._connect(mail)
        try:
            if mail.security == "tls":
                made = context.wrap_socket(made, server_hostname=mail.host)
                self._hold(made)
            server = _Server(made, mail)
            if mail.security == "starttls":
                server.starttls(context=context)
                self._hold(server.sock)
        except BaseException:
            self._hold(None)
            made.close()
            raise
        return server

    def _connect(self, mail: MailView) -> socket.socket:
        with self._lock:
            # Whoever stopped it before this looks at ``connecting`` no more.
            if self._stopped:
                raise _closing()
            self.connecting = True
        try:
            made = socket.create_connection((mail.host, mail.port), SECONDS)
        finally:
            self.connecting = False
        self._hold(made)
        return made

    def _hold(self, made: socket.socket | None) -> None:
        """Keep the socket that ``stop`` cuts. Raises Unreachable: it was stopped before."""
        with self._lock:
            self._socket = made
            if made is not None and self._stopped:
                self._socket = None
                made.close()
                raise _closing()


class _Server(smtplib.SMTP):
    """Speaks over a socket that is there already, so that somebody else can cut it from its first byte on."""

    def __init__(self, made: socket.socket, mail: MailView) -> None:
        self._made = made
        super().__init__(timeout=SECONDS)
        # Read by ``starttls`` for the name in the certificate.
        self._host = mail.host
        code, said = self.connect(mail.host, mail.port)
        if code != 220:
            self.close()
            raise smtplib.SMTPConnectError(code, said)

    def _get_socket(self, _host: str, _port: int, _timeout: float) -> socket.socket:
        return self._made


def _message(mail: MailView, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.to)
    message["Subject"] = f"[Counterseal] {subject}"
    message["Date"] = formatdate(usegmt=True)
    # Not this machine's name, which the mail would tell everybody on its way.
    message["Message-ID"] = make_msgid(domain="counterseal.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{text}\n\nOpen Counterseal to decide. Nothing can be decided by this mail.\n")
    return message


def _closing() -> Unreachable:
    return Unreachable("The desk is closing", code="closed")


def _refusal(code: int, what: str, where: str) -> KnownError:
    """Four hundreds pass by themselves (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return Unreachable(f"{what} for now", where=where)
    if code in (530, 535, 550, 551, 553):
        return Forbidden(what, where=where, todo="Check sender and recipients.")
    return InvalidInput(what, where=where)


def _said(where: str, error: smtplib.SMTPResponseException) -> str:
    return f"{where}: {error.smtp_code} {_plain(error.smtp_error)}"


def _plain(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return ascii(" ".join(text.split()))[1:-1][:160]
