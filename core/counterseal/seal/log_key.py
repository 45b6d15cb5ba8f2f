"""The log key's file: it needs no passphrase, so that a gateway restarts unattended."""

from __future__ import annotations

from pathlib import Path

from counterseal.errors import InvalidInput, LedgerDamaged
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import write_private

LOG_KEY = "log.key"


def save_log_key(home: Path, key: SigningKey) -> None:
    """Write the log key into a folder, mode 0600."""
    write_private(home / LOG_KEY, key.seed.hex().encode())


def load_log_key(home: Path) -> SigningKey:
    """Read the log key of a folder. Raises LedgerDamaged: missing, or not a key."""
    path = home / LOG_KEY
    try:
        return SigningKey(bytes.fromhex(path.read_text("ascii").strip()))
    except FileNotFoundError:
        raise LedgerDamaged("The log key is missing", where=str(path), todo="Restore a backup.") from None
    except (ValueError, InvalidInput) as error:
        raise LedgerDamaged("The log key is damaged", where=str(path), todo="Restore a backup.") from error
