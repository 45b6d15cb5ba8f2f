"""Where a personal key lies: the system keyring, or an encrypted file where there is none.

Only keyring backends of exactly known classes are used. Environment and config overrides of the ``keyring`` library
are not followed, because they can put a plaintext or hostile store in the system's place.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

from counterseal.errors import InvalidInput, Locked, NotFound

SERVICE = "counterseal"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key lies, in words. ``protects`` says against what."""

    name: str
    protects: str


class SecretStore(Protocol):
    """Holds one wrapped key as text."""

    def place(self) -> Place: ...

    def load(self) -> str:
        """Raises NotFound, Locked."""

    def save(self, text: str) -> None:
        """Raises Locked."""

    def remove(self) -> None:
        """Forget what is held, if anything. Raises Locked."""


class FileStore:
    """An encrypted key file, mode 0600, replaced atomically."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def place(self) -> Place:
        return Place("an encrypted key file", "Whoever copies the file needs the passphrase too.")

    def load(self) -> str:
        try:
            return self.path.read_text("utf-8")
        except FileNotFoundError:
            raise NotFound(
                "The key file is missing", where=str(self.path), todo="Restore it from a backup.", code="no_key"
            ) from None

    def save(self, text: str) -> None:
        write_private(self.path, text.encode())

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


class KeyringStore:
    """One item in the system keyring, by way of one allowed backend."""

    def __init__(self, backend: KeyringBackend, account: str) -> None:
        self.backend = backend
        self.account = account

    def place(self) -> Place:
        return Place(
            f"the system keyring ({type(self.backend).__module__.rsplit('.', 1)[-1]})",
            "It opens with your login; other programs of your account can ask it too.",
        )

    def load(self) -> str:
        try:
            text = self.backend.get_password(SERVICE, self.account)
        except KeyringLocked as error:
            raise Locked(
                "The system keyring is locked", todo="Unlock it and try again.", code="keyring_locked"
            ) from error
        except KeyringError as error:
            raise Locked("The system keyring did not answer", where=str(error), code="keyring_failed") from error
        if text is None:
            raise NotFound("The system keyring holds no key for this profile", where=self.account, code="no_key")
        return text

    def save(self, text: str) -> None:
        try:
            self.backend.set_password(SERVICE, self.account, text)
        except KeyringError as error:
            raise Locked("The system keyring did not take the key", where=str(error), code="keyring_failed") from error

    def remove(self) -> None:
        try:
            self.backend.delete_password(SERVICE, self.account)
        except PasswordDeleteError:
            return  # there was none
        except KeyringError as error:
            raise Locked("The system keyring did not answer", where=str(error), code="keyring_failed") from error


def allowed_backends() -> tuple[tuple[str, Callable[[], KeyringBackend]], ...]:
    """The exact backend classes that may hold a key, by name, best first. Each import is tried lazily."""

    def secret_service() -> KeyringBackend:
        from keyring.backends.SecretService import Keyring

        return cast(KeyringBackend, Keyring())  # type: ignore[no-untyped-call]

    def macos() -> KeyringBackend:
        from keyring.backends.macOS import Keyring

        return cast(KeyringBackend, Keyring())  # type: ignore[no-untyped-call]

    def windows() -> KeyringBackend:
        from keyring.backends.Windows import WinVaultKeyring

        return cast(KeyringBackend, WinVaultKeyring())  # type: ignore[no-untyped-call]

    def kwallet() -> KeyringBackend:
        from keyring.backends.kwallet import DBusKeyring

        return cast(KeyringBackend, DBusKeyring())  # type: ignore[no-untyped-call]

    return (("Secret Service", secret_service), ("macOS", macos), ("Windows", windows), ("KWallet", kwallet))


def find_keyring() -> KeyringBackend | None:
    """The first allowed backend that works on this machine, else None."""
    for _name, make in allowed_backends():
        try:
            backend = make()
            if type(backend).priority > 0:
                return backend
        except (RuntimeError, ImportError, KeyringError, OSError, AttributeError):
            continue
    return None


def write_private(path: Path, data: bytes) -> None:
    """Write a file of mode 0600 atomically: all of it or none, also when two threads write it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own for each write: one that shared it would put the other's half in the place of the whole.
    descriptor, name = tempfile.mkstemp(".new", f".{path.name}.", path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_passphrase_file(path: Path) -> str:
    """The first line of a passphrase file.

    Raises:
        InvalidInput: missing, empty, or readable by others (POSIX).
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise InvalidInput(
                "Others can read the passphrase file", where=str(path), todo=f"Run: chmod 600 {path}", code="file_mode"
            )
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise InvalidInput("The passphrase file does not exist", where=str(path)) from None
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise InvalidInput("The passphrase file is empty", where=str(path))
    return line
