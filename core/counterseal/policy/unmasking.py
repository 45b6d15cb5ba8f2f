"""The real values in place of masked ones, where they are at hand: in the agent's process, and in an upstream's server.

A gateway stores, shows and returns arguments whose secrets are masked (``policy.redaction``). Whoever runs the effect
has the real ones. They are put back only where what came back is exactly what masking the original gives: where a
person has edited around a masked value, nobody can say which value was meant, and nothing runs. What was put back is
never stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib import parse

from counterseal.errors import InvalidInput
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import mask, redact, redact_text

# What is shorter is found in any text, and guards nothing.
SHORTEST = 4
_LONGEST_BEGINNING = 4_096
_SIGN = mask("")[:-1].rstrip()
_END = mask("")[-1]
_COVERED = mask("a secret by its name")
_BOTH_QUOTES = "'\""
_HEX = re.compile("%[0-9A-F]{2}")


def restore(returned: Mapping[str, Any], original: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments as a gateway stores them, with the original's values where it masked them.

    Args:
        original: the same call before it was masked; empty when it is not known.

    Raises:
        InvalidInput: ``masked``: something is masked that cannot be told to be the original's value at that place.
    """
    found = _restored(returned, redact(original)[0], original, "")
    return found if isinstance(found, Mapping) else returned


def masked_texts(original: Any) -> tuple[str, ...]:
    """The secrets themselves: what masking a JSON value takes out of it, longest first."""
    found: set[str] = set()
    _collect(redact(original)[0], original, found)
    return tuple(sorted((text for text in found if len(text) >= SHORTEST), key=len, reverse=True))


def cover(text: str, secrets: tuple[str, ...]) -> str:
    """A text about a call, without the secrets that the call held, whatever they look like.

    Covered as they are and as programs write them into messages: quoted as Python and JSON do, and percent-encoded.
    The text may have been cut, so the beginning of a secret at its end goes too.
    """
    for secret in sorted({form for one in secrets for form in _forms(one)}, key=lambda one: (-len(one), one)):
        text = text.replace(secret, _COVERED)
        bare = text.rstrip("… ")
        for size in range(min(len(secret) - 1, len(bare), _LONGEST_BEGINNING), SHORTEST - 1, -1):
            if bare.endswith(secret[:size]):
                text = bare[:-size] + _COVERED
                break
    return redact_text(text)[0]


def _forms(secret: str) -> Iterator[str]:
    """A secret as it stands in messages: errors quote it (``KeyError``), clients encode it into addresses."""
    yield secret
    # Which quote Python escapes depends on what else the quoted text holds: with both kinds it is the single one.
    for quoted in (repr, ascii):
        yield quoted(secret)[1:-1]
        yield quoted(_BOTH_QUOTES + secret)[len(quoted(_BOTH_QUOTES)) - 1 : -1]
    for escaped in (json.dumps(secret), json.dumps(secret, ensure_ascii=False)):
        yield escaped[1:-1]
        yield escaped[1:-1].replace("/", "\\/")
    for encoded in (
        parse.quote(secret, errors="replace"),
        parse.quote(secret, safe="", errors="replace"),
        parse.quote_plus(secret, errors="replace"),
    ):
        yield encoded
        yield _HEX.sub(lambda found: found.group().lower(), encoded)


def _collect(masked: Any, original: Any, found: set[str]) -> None:
    if isinstance(masked, Mapping) and isinstance(original, Mapping):
        for (name, value), (real, own) in zip(masked.items(), original.items(), strict=True):
            _collect(name, real, found)
            _collect(value, own, found)
    elif isinstance(masked, list | tuple) and isinstance(original, list | tuple):
        for value, own in zip(masked, original, strict=True):
            _collect(value, own, found)
    elif not same_json(masked, original):
        text, said = str(masked), str(original)
        before, _sign, rest = text.partition(_SIGN)
        after = rest.rpartition(_END)[2]
        found.add(said)
        # With several in one text, what lies between them is taken along.
        found.add(said[len(before) : len(said) - len(after)])


def holds_mask(value: Any) -> bool:
    """Whether something in a JSON value looks masked."""
    if isinstance(value, str):
        return _SIGN in value
    if isinstance(value, Mapping):
        return any(holds_mask(name) or holds_mask(item) for name, item in value.items())
    return isinstance(value, list | tuple) and any(holds_mask(item) for item in value)


def _restored(returned: Any, masked: Any, original: Any, where: str) -> Any:
    if same_json(returned, masked):
        # Nothing here was edited, so this is the original: lists as a whole, because an edit can move their items.
        return original
    if isinstance(returned, Mapping) and isinstance(masked, Mapping) and isinstance(original, Mapping):
        # Masking keeps the order of members, and a name may be masked too.
        known = dict(zip(masked, original.items(), strict=True))
        found: dict[str, Any] = {}
        for name, value in returned.items():
            if name in known:
                real, own = known[name]
                found[real] = _restored(value, masked[name], own, f"{where}/{name}")
            elif holds_mask(name) or holds_mask(value):
                raise _unknown(f"{where}/{name}")
            else:
                found[name] = value
        return found
    if holds_mask(returned):
        raise _unknown(where)
    return returned


def _unknown(where: str) -> InvalidInput:
    return InvalidInput(
        "A masked value came back changed, or it is not known here what it stood for",
        where=where[:200] or "arguments",
        todo="Ask again. An edit leaves masked values, and lists that hold one, as they are.",
        code="masked",
    )
