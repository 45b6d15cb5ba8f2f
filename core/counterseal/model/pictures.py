"""What a PNG or JPEG says of itself in its first bytes, read without decoding anything of it.

PNG: W3C PNG, third edition, sections 5.2 and 11.2.1. JPEG: ITU-T T.81, Annex B. A picture whose declared size or whose
number of scans is beyond the bounds is never handed to a decoder.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from counterseal.errors import InvalidInput

MAX_BYTES = 4 << 20
MAX_SIDE = 8_192
MAX_PIXELS = 16_000_000
MAX_SCANS = 100
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_START_OF_SCAN = 0xDA
_END = 0xD9
# SOF0 to SOF15 without DHT, JPG and DAC, which share their range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be decoded. ``kind`` is png or jpeg; ``data`` holds only what is needed to draw it."""

    kind: str
    width: int
    height: int
    data: bytes


def read_picture(text: str) -> Picture:
    """A picture from Base64.

    Raises:
        InvalidInput: not Base64, neither PNG nor JPEG, cut short, or larger than the bounds.
    """
    if len(text) > MAX_BYTES * 4 // 3 + 8:
        raise _refused(f"It has more than {MAX_BYTES >> 20} MiB")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("It is not Base64") from None
    if len(data) > MAX_BYTES:
        raise _refused(f"It has more than {MAX_BYTES >> 20} MiB")
    if data.startswith(_PNG):
        picture = _png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        picture = _jpeg(data)
    else:
        raise _refused("It is neither PNG nor JPEG")
    if not (0 < picture.width <= MAX_SIDE and 0 < picture.height <= MAX_SIDE):
        raise _refused(f"Its sides must have 1 to {MAX_SIDE:,} pixels; it says {picture.width:,} × {picture.height:,}")
    if picture.width * picture.height > MAX_PIXELS:
        raise _refused(f"It has {picture.width * picture.height:,} pixels; at most {MAX_PIXELS:,} are decoded")
    return picture


def _png(data: bytes) -> Picture:
    """Chunk by chunk; those that draw nothing (texts, profiles, animations) are left out: decoders unpack them."""
    kept = [_PNG]
    width = height = 0
    at = len(_PNG)
    first = True
    while True:
        head = data[at : at + 8]
        length = int.from_bytes(head[:4], "big")
        name = head[4:8]
        end = at + 12 + length
        if len(head) < 8 or end > len(data):
            raise _refused("It is cut short")
        if first != (name == b"IHDR") or (first and length != 13):
            raise _refused("Its header is not where a PNG has it")
        if first:
            width = int.from_bytes(data[at + 8 : at + 12], "big")
            height = int.from_bytes(data[at + 12 : at + 16], "big")
        if name in _KEPT_CHUNKS:
            kept.append(data[at:end])
        first = False
        at = end
        if name == b"IEND":
            return Picture("png", width, height, b"".join(kept))


def _jpeg(data: bytes) -> Picture:
    width = height = scans = 0
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise _refused("It is not put together as a JPEG is")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            break
        if marker in _BARE:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            raise _refused("It is cut short")
        if marker in _FRAMES:
            if width:
                raise _refused("It says its size twice")
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            width = int.from_bytes(data[at + 7 : at + 9], "big")
        at += 2 + length
        if marker == _START_OF_SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise _refused(f"It is drawn in more than {MAX_SCANS} passes")
            at = _after_scan(data, at)
    if not width or not scans:
        raise _refused("It is cut short")
    return Picture("jpeg", width, height, data)


def _after_scan(data: bytes, at: int) -> int:
    """The place of the next marker that is neither a stuffed byte nor a restart; the end when there is none."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _refused(why: str) -> InvalidInput:
    return InvalidInput(why, code="bad_picture")
