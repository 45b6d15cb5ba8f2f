"""Pictures are measured before anything decodes them: PNG and JPEG only, sizes and passes bounded, extras left out."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from counterseal.errors import InvalidInput
from counterseal.model import pictures
from counterseal.model.pictures import MAX_SCANS, Picture, read_picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 3, height: int = 2, *extra: bytes) -> bytes:
    """A small grey PNG with ``extra`` chunks after its header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(extra) + chunk(b"IDAT", rows) + chunk(b"IEND")


def headed(width: int, height: int) -> bytes:
    """A PNG that says these sizes and has nothing behind them."""
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IEND")


def jpeg(width: int = 8, height: int = 8, **options: bool) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (200, 10, 10)).save(written, "JPEG", **options)
    return written.getvalue()


def _read(data: bytes) -> Picture:
    return read_picture(base64.b64encode(data).decode())


def test_a_png_and_a_jpeg_are_measured() -> None:
    assert (_read(png()).kind, _read(png()).width, _read(png()).height) == ("png", 3, 2)
    for progressive in (False, True):
        found = _read(jpeg(16, 9, progressive=progressive))
        assert (found.kind, found.width, found.height) == ("jpeg", 16, 9)


def test_chunks_that_draw_nothing_are_left_out() -> None:
    extras = (chunk(b"tEXt", b"k\0v"), chunk(b"iCCP", b"x" * 50), chunk(b"acTL", b"\0" * 8), chunk(b"zTXt", b"bomb"))
    found = _read(png(3, 2, *extras) + b"what follows the end")
    assert found.data == png(3, 2)
    assert Image.open(io.BytesIO(found.data)).size == (3, 2)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "neither"),
        ("not base64!", "not Base64"),
        ("/etc/passwd", "not Base64"),
        ("file:///etc/passwd", "not Base64"),
        ("https://evil.example/x.png", "not Base64"),
        ("é", "not Base64"),
        (base64.b64encode(b"GIF89a" + b"\0" * 40).decode(), "neither PNG nor JPEG"),
        (base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode(), "neither PNG nor JPEG"),
        (base64.b64encode(b"RIFF\0\0\0\0WEBPVP8 ").decode(), "neither PNG nor JPEG"),
    ],
)
def test_what_is_no_picture_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_picture(text)
    assert why in raised.value.what
    assert raised.value.code == "bad_picture"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (headed(9_000, 1), "sides"),
        (headed(0, 5), "sides"),
        (headed(2**32 - 1, 2**32 - 1), "sides"),
        (headed(8_000, 8_000), "64,000,000 pixels"),
        (SIGNATURE + chunk(b"IDAT", b"x"), "header"),
        (png(3, 2, chunk(b"IHDR", struct.pack(">IIBBBBB", 9_000, 9_000, 8, 0, 0, 0, 0))), "header"),
        (SIGNATURE, "cut short"),
        (png()[:-6], "cut short"),
        (SIGNATURE + struct.pack(">I", 2**31) + b"IHDR", "cut short"),
        (jpeg()[:-40][:30], "cut short"),
        (b"\xff\xd8\xff", "cut short"),
        (b"\xff\xd8\xff\xe0\x00\x01aaaa", "cut short"),
        (b"\xff\xd8\xff\xe0\x00\x04aa\x00\x00\x00\x00", "not put together"),
    ],
)  # fmt: skip
def test_sizes_and_shapes_that_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        _read(data)
    assert why in raised.value.what


def test_a_picture_over_the_bytes_is_refused_before_and_after_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    for size in (101, 500):
        with pytest.raises(InvalidInput) as raised:
            _read(SIGNATURE + b"x" * size)
        assert "MiB" in raised.value.what


def _scans(count: int) -> bytes:
    frame = b"\xff\xc2\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + frame + scan * count + b"\xff\xd9"


def test_a_jpeg_of_many_passes_is_refused() -> None:
    assert _read(_scans(MAX_SCANS)).width == 8
    with pytest.raises(InvalidInput) as raised:
        _read(_scans(MAX_SCANS + 1))
    assert "passes" in raised.value.what


def test_a_jpeg_with_two_sizes_is_refused() -> None:
    twice = _scans(1)
    with pytest.raises(InvalidInput) as raised:
        _read(twice[:15] + twice[2:])
    assert "twice" in raised.value.what


@given(st.sampled_from([png(), jpeg(), _scans(3)]), st.data())
def test_any_damage_ends_in_a_picture_within_bounds_or_an_error(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(2, len(whole) - 1))
    bytes_in = data.draw(st.binary(max_size=6))
    damaged = whole[:at] + bytes_in + whole[at + data.draw(st.integers(0, 8)) :]
    refused = None
    try:
        found = _read(damaged)
    except InvalidInput as error:
        refused = error
    assert refused is None or refused.code == "bad_picture"
    assert refused is not None or 0 < found.width * found.height <= pictures.MAX_PIXELS
