"""A personal key at rest: the one in use and, for the length of a rotation, the one that follows it.

The next key is stored before the order that names it is committed, and takes the place of the old one afterwards. So
whenever a rotation is cut off, the key that the roster names can be opened.
"""

from __future__ import annotations

from collections.abc import Collection

from counterseal.errors import LedgerDamaged, Locked, NotFound
from counterseal.seal import keywrap
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import Place, SecretStore


class Vault:
    """Two places of one sort: ``current`` for the key in use, ``upcoming`` for its successor."""

    def __init__(self, current: SecretStore, upcoming: SecretStore) -> None:
        self.current = current
        self._upcoming = upcoming

    def place(self) -> Place:
        return self.current.place()

    def open(self, passphrase: str, wanted: Collection[str]) -> SigningKey:
        """Unwrap whichever key is among the key ids ``wanted``, and finish a rotation that was cut off.

        Raises:
            Locked, NotFound, InvalidInput: as the store and ``keywrap`` raise them.
            LedgerDamaged: none of the stored keys is a wanted one.
        """
        text = self.current.load()
        if keywrap.wrapped_key_id(text) in wanted:
            return self._unwrap(text, passphrase, wanted)
        following = self._following()
        if following is not None and keywrap.wrapped_key_id(following) in wanted:
            key = self._unwrap(following, passphrase, wanted)
            self.promote()
            return key
        return self._unwrap(text, passphrase, wanted)

    def stored(self, wanted: Collection[str]) -> str:
        """The wrapped text of whichever key is among ``wanted``; the one in use when none is. Raises as ``load``."""
        text = self.current.load()
        following = None if keywrap.wrapped_key_id(text) in wanted else self._following()
        return following if following and keywrap.wrapped_key_id(following) in wanted else text

    def prepare(self, key: SigningKey, passphrase: str) -> None:
        """Store the key that shall follow. Raises Locked."""
        self._upcoming.save(keywrap.wrap(key, passphrase, self._cost()))

    def promote(self) -> None:
        """Put the following key in the place of the one before. Raises Locked, NotFound."""
        self.current.save(self._upcoming.load())
        self._upcoming.remove()

    def discard(self) -> None:
        """Forget a key that was prepared and never named. Raises Locked."""
        self._upcoming.remove()

    def rewrap(self, old: str, new: str, wanted: Collection[str]) -> None:
        """Guard the same key by another passphrase; empty ones guard nothing. Raises as ``open``."""
        key = self.open(old, wanted)
        self.current.save(keywrap.wrap(key, new, self._cost()))

    def _cost(self) -> keywrap.Cost | None:
        """The cost of the key at hand; None (the default) where there is none to read."""
        try:
            return keywrap.cost_of(self.current.load())
        except NotFound:
            return None

    def _following(self) -> str | None:
        try:
            return self._upcoming.load()
        except NotFound:
            return None

    def _unwrap(self, text: str, passphrase: str, wanted: Collection[str]) -> SigningKey:
        key = keywrap.unwrap(text, passphrase)
        if key.id in wanted:
            return key
        if not wanted:
            raise Locked("You have no signing key on this log's roster any more", code="key_revoked")
        raise LedgerDamaged("The stored key is not this person's", where=key.id[:16], todo="Restore a backup.")
