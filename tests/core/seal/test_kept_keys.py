"""Keys at rest: what the keyring and the files answer when they are empty, gone, broken, or the wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from counterseal.errors import InvalidInput, LedgerDamaged, Locked, NotFound
from counterseal.model import strict_json
from counterseal.model.facts import FactRow, Facts
from counterseal.model.risk import Risk
from counterseal.seal import digests, keystore, keywrap
from counterseal.seal.keys import SigningKey
from counterseal.seal.keystore import SERVICE, FileStore, KeyringStore, allowed_backends, find_keyring
from counterseal.seal.keywrap import Cost, cost_of, unwrap, wrap
from counterseal.seal.log_key import LOG_KEY, load_log_key, save_log_key

CHEAP = Cost(64, 1, 1)
KEY = SigningKey(bytes(range(32)))


class Shelf(KeyringBackend):
    """A keyring in memory; ``trouble`` is raised by whatever is asked next."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


def test_an_item_of_the_keyring_comes_and_goes() -> None:
    shelf = Shelf()
    store = KeyringStore(shelf, "me")
    with pytest.raises(NotFound) as caught:
        store.load()
    assert (caught.value.code, caught.value.where) == ("no_key", "me")
    assert store.place().name == f"the system keyring ({__name__.rsplit('.', 1)[-1]})"
    assert store.place().protects.startswith("It opens with your login")
    store.save("wrapped")
    assert shelf.kept == {(SERVICE, "me"): "wrapped"}
    assert KeyringStore(shelf, "me").load() == "wrapped"
    with pytest.raises(NotFound):
        KeyringStore(shelf, "you").load()
    store.remove()
    assert shelf.kept == {}
    store.remove()


def test_a_keyring_that_fails_says_so_whatever_was_asked() -> None:
    shelf = Shelf()
    store = KeyringStore(shelf, "me")
    shelf.trouble = KeyringError("no answer")
    for ask in (store.load, lambda: store.save("x"), store.remove):
        with pytest.raises(Locked) as caught:
            ask()
        assert (caught.value.code, caught.value.where) == ("keyring_failed", "no answer")


def test_a_key_file_comes_and_goes(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "person.key")
    store.save("wrapped")
    assert store.load() == "wrapped"
    store.remove()
    store.remove()
    assert not store.path.exists()


def test_the_allowed_backends_are_the_systems_own() -> None:
    """The classes themselves, whatever the keyring library would choose; none of them is tried by making it."""
    made = {name: type(make()) for name, make in allowed_backends()}
    assert {name: f"{kind.__module__}.{kind.__name__}" for name, kind in made.items()} == {
        "Secret Service": "keyring.backends.SecretService.Keyring",
        "macOS": "keyring.backends.macOS.Keyring",
        "Windows": "keyring.backends.Windows.WinVaultKeyring",
        "KWallet": "keyring.backends.kwallet.DBusKeyring",
    }


def test_the_first_backend_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unfit(Shelf):
        priority = 0  # type: ignore[assignment]

    def broken() -> KeyringBackend:
        raise RuntimeError("no session bus")

    shelf = Shelf()
    monkeypatch.setattr(keystore, "allowed_backends", lambda: (("a", broken), ("b", Unfit), ("c", lambda: shelf)))
    assert find_keyring() is shelf
    monkeypatch.setattr(keystore, "allowed_backends", lambda: (("a", broken), ("b", Unfit)))
    assert find_keyring() is None


def test_a_wrapped_key_tells_its_cost_and_no_other() -> None:
    assert cost_of(wrap(KEY, "words", Cost(72, 2, 1))) == Cost(72, 2, 1)
    text = json.loads(wrap(KEY, "words", CHEAP))
    for broken in ({**text, "passes": 0}, {**text, "lanes": True}, {n: v for n, v in text.items() if n != "passes"}):
        with pytest.raises(InvalidInput, match="damaged"):
            cost_of(json.dumps(broken))


def test_a_cost_that_argon2_refuses_is_a_damaged_file() -> None:
    """More lanes than memory has room for: Argon2 itself says no."""
    text = json.loads(wrap(KEY, "words", CHEAP))
    with pytest.raises(InvalidInput, match="damaged"):
        unwrap(json.dumps({**text, "memory_kib": 8, "lanes": 8}), "words")


def test_the_dearest_cost_that_is_tried() -> None:
    text = json.loads(wrap(KEY, "words", CHEAP))
    for more in ({"memory_kib": (1 << 21) + 1}, {"passes": 65}, {"lanes": 65}):
        with pytest.raises(InvalidInput, match="absurd"):
            unwrap(json.dumps({**text, **more}), "words")
    assert keywrap.unwrap(json.dumps(text), "words").id == KEY.id


def test_the_log_key_file(tmp_path: Path) -> None:
    with pytest.raises(LedgerDamaged, match="missing"):
        load_log_key(tmp_path)
    save_log_key(tmp_path, KEY)
    assert load_log_key(tmp_path).seed == KEY.seed
    for broken in ("not hex", "ab" * 31, "", "é" * 64):
        (tmp_path / LOG_KEY).write_text(broken, "utf-8")
        with pytest.raises(LedgerDamaged, match="damaged"):
            load_log_key(tmp_path)


def test_the_digest_of_the_facts_card() -> None:
    facts = Facts("Refund", "Refund", (FactRow("Amount", "1 €", "money", "100"),), Risk.R3, True, "30 min", "100")
    assert digests.facts_sha256(facts) == digests.sha256_hex(
        b"counterseal/facts/v1\0" + digests.canonical(facts.members())
    )
    assert digests.facts_sha256(facts) != digests.sha256_hex(digests.canonical(facts.members()))


def test_what_the_canonical_form_refuses_is_refused_even_if_the_check_let_it_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strict_json, "check", lambda _value, _limits: None)
    with pytest.raises(InvalidInput) as caught:
        digests.canonical({"amount": 1 << 60})
    assert caught.value.code == "not_canonical"
