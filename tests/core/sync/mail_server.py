"""A small mail server on loopback: plain, STARTTLS or TLS, with or without a password. Keeps what it was given."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """Speaks enough of RFC 5321 for ``smtplib``.

    Args:
        tls: the server's context; with ``starttls`` it is used after that command, else from the first byte on.
        password: asked for when it is not empty; the name is ``desk``.

    Attributes:
        refuse: an answer given to DATA's end, or to RCPT when it begins with 550, instead of taking the mail.
        unknown: an address that RCPT is refused for.
        silent: say nothing at all, until it is closed. heard: somebody has connected.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, starttls: bool = False, password: str = "") -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[str] = []
        self.refuse = self.unknown = ""
        self.silent = False
        self.arrived = threading.Condition()
        self.over = threading.Event()
        self.heard = threading.Event()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                try:
                    if tls is not None and not starttls:
                        self._secure(tls)
                    outer.serve(self, tls if starttls else None, password)
                except (OSError, ValueError):
                    return  # the other side went away

            def _secure(self, context: ssl.SSLContext) -> None:
                self.connection = context.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

            def finish(self) -> None:
                for one in (self.rfile, self.wfile, self.connection):
                    one.close()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), name="mail-server")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self, count: int) -> EmailMessage:
        """The newest of at least ``count`` mails."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.mails) >= count, 60), f"{len(self.mails)} mails came"
            return self.mails[-1]

    def serve(self, line: socketserver.StreamRequestHandler, upgrade: ssl.SSLContext | None, password: str) -> None:
        self.heard.set()
        if self.silent:
            self.over.wait(60)
            return
        say = lambda text: line.wfile.write(text.encode() + b"\r\n")  # noqa: E731
        say("220 mail.test ESMTP")
        known = not password
        while True:
            said = line.rfile.readline().decode().strip()
            verb = said.upper()
            if not said or verb == "QUIT":
                if said:
                    say("221 bye")
                return
            if verb.startswith(("EHLO", "HELO")):
                offers = ["mail.test", *(["STARTTLS"] if upgrade else []), *(["AUTH PLAIN"] if password else [])]
                for offer in offers[:-1]:
                    say(f"250-{offer}")
                say(f"250 {offers[-1]}")
            elif verb == "STARTTLS" and upgrade is not None:
                say("220 go on")
                line._secure(upgrade)  # type: ignore[attr-defined]
                upgrade = None
            elif verb.startswith("AUTH PLAIN"):
                _zero, name, word = base64.b64decode(said.split()[2]).decode().split("\0")
                self.logins.append(name)
                known = known or word == password
                say("235 welcome" if known else "535 5.7.8 wrong")
            elif verb.startswith("MAIL") and not known:
                say("530 authenticate first")
            elif verb.startswith("RCPT") and self.refuse.startswith("550"):
                say(self.refuse)
            elif verb.startswith("RCPT") and self.unknown and self.unknown in said:
                say("550 no such user")
            elif verb == "DATA":
                say("354 end with a dot")
                data = b"".join(iter(line.rfile.readline, b".\r\n"))
                if self.refuse:
                    say(self.refuse)
                    continue
                with self.arrived:
                    self.mails.append(message_from_bytes(data, EmailMessage, policy=policy.default))
                    self.arrived.notify_all()
                say("250 kept")
            else:
                say("250 fine")
