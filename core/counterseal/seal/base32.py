"""Crockford's Base32: letters and digits that people can read out, type and compare."""

from __future__ import annotations

from counterseal.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What people read as something else, and what they put between groups.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\t": None, "\n": None, "\r": None})


def encode(data: bytes, characters: int) -> str:
    """The first ``5 * characters`` bits of ``data``, zero bits added where it has fewer."""
    bits = 5 * characters
    number, length = int.from_bytes(data), 8 * len(data)
    number = number >> (length - bits) if length >= bits else number << (bits - length)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(characters)))


def normal(text: str) -> str:
    """Upper case, without dashes and spaces, O as 0, I and L as 1."""
    return text.upper().translate(_MISREAD)


def decode(text: str, size: int) -> bytes:
    """``size`` bytes from the characters of ``encode``; spare bits at the end must be zero. Raises InvalidInput."""
    number = 0
    for character in text:
        value = ALPHABET.find(character)
        if value < 0:
            raise InvalidInput(f"{character!r} is no character of such a code", where="code")
        number = number << 5 | value
    spare = 5 * len(text) - 8 * size
    if not 0 <= spare < 5 or number & ((1 << spare) - 1):
        raise InvalidInput("The code has the wrong length, or its end is wrong", where="code")
    return (number >> spare).to_bytes(size)


def groups(text: str, width: int) -> str:
    """Groups of ``width`` characters with dashes between them."""
    return "-".join(text[start : start + width] for start in range(0, len(text), width))
