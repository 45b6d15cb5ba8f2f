"""The container of a backup: a zip file of stored members, and a manifest signed by the log key.

Members are never compressed, so what an archive unpacks to is never larger than itself. An archive from elsewhere is
read as hostile: only known names, only plain files, nothing twice, nothing overlapping, every byte under the manifest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.ledger.database import DATABASE_NAME
from counterseal.ledger.note import VerifierKey
from counterseal.model import strict_json
from counterseal.seal.keys import SigningKey, verify

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
WRAPPED_LOG_KEY = "log.key.wrapped"
WRAPPED_PERSON_KEY = "person.key"
REPLICA = re.compile(r"replicas/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.db")
FORMAT = "counterseal-backup/v1"
PERSON, BACKUP = "person", "backup"
_ALWAYS = frozenset({DATABASE_NAME, WRAPPED_LOG_KEY, WRAPPED_PERSON_KEY})
_DOMAIN = b"counterseal/backup/v1\0"
_MOST_MEMBERS = 200
_SMALL = 1 << 20
_BLOCK = 1 << 20
# Never shown to anybody, but zip wants a time; one that says nothing about the machine.
_DATE = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OverflowError, ValueError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        under: what opens the log key: ``person`` (the personal key) or ``backup`` (a passphrase of its own).
        guard: how the personal key in it is wrapped: ``passphrase`` always; an unguarded key is never backed up.
        key_place: where the personal key lay: keyring or file.
        head: the newest head, as a signed note.
        port: where agents found the embedded gateway; None when it never served.
        members: size and SHA-256 of every other member.
    """

    made_at: str
    program: str
    origin: str
    vkey: str
    person: str
    under: str
    key_place: str
    head: str
    port: int | None
    members: Mapping[str, tuple[int, str]]

    def to_bytes(self) -> bytes:
        """Exactly the bytes that are signed."""
        members = {name: {"size": size, "sha256": sha} for name, (size, sha) in self.members.items()}
        own = {name: getattr(self, name) for name in _TEXTS}
        value = {"format": FORMAT, **own, "port": self.port, "members": members}
        return json.dumps(value, indent=1, sort_keys=True).encode()

    @staticmethod
    def parse(data: bytes) -> Manifest:
        """Raises InvalidInput."""
        raw = strict_json.parse(data)
        if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
            raise _bad("its manifest is not that of a backup this version can read")
        if set(raw) != {"format", "port", "members", *_TEXTS} or not all(isinstance(raw[name], str) for name in _TEXTS):
            raise _bad("its manifest has missing or unknown members")
        port, listed = raw["port"], raw["members"]
        if port is not None and (type(port) is not int or not 1024 <= port <= 65_535):
            raise _bad("its manifest names no valid port")
        if raw["under"] not in (PERSON, BACKUP) or raw["key_place"] not in ("keyring", "file"):
            raise _bad("its manifest names an unknown place or guard of a key")
        if not isinstance(listed, Mapping) or not set(listed) >= _ALWAYS:
            raise _bad("its manifest lacks the database or a key")
        members = {}
        for name, one in listed.items():
            if not isinstance(one, Mapping) or set(one) != {"size", "sha256"} or type(one["size"]) is not int:
                raise _bad("its manifest describes a member wrongly")
            members[str(name)] = (one["size"], str(one["sha256"]))
        return Manifest(**{name: raw[name] for name in _TEXTS}, port=port, members=members)


_TEXTS = ("made_at", "program", "origin", "vkey", "person", "under", "key_place", "head")


class Archive:
    """A backup file that was opened for reading, its form checked; nothing in it is believed yet.

    Attributes:
        manifest: what it says of itself.
    """

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self._file = file
        self._infos = _checked(path, file)
        self._manifest = self._small(MANIFEST)
        self.manifest = Manifest.parse(self._manifest)
        if set(self._infos) != {MANIFEST, SIGNATURE, *self.manifest.members}:
            raise _bad("its members are not those that its manifest names")

    def check_signature(self, verifier: VerifierKey) -> None:
        """Raises InvalidInput: the manifest is not signed by this log key."""
        try:
            signature = base64.b64decode(self._small(SIGNATURE).strip(), validate=True)
        except ValueError:
            signature = b""
        if not verify(verifier.public, signature, _DOMAIN + self._manifest):
            raise _bad("its manifest is not signed by the log key that it holds")

    def text(self, name: str) -> str:
        """A small member as text, its digest checked. Raises InvalidInput."""
        data = self._small(name)
        if (len(data), hashlib.sha256(data).hexdigest()) != self.manifest.members[name]:
            raise _bad(f"{name} is not what the manifest says")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise _bad(f"{name} is not text") from None

    def unpack(self, name: str, to: Path) -> None:
        """Write a member to a new file, mode 0600, its digest checked. Raises InvalidInput; OSError from the disk."""
        size, wanted = self.manifest.members[name]
        info, digest = self._infos[name], hashlib.sha256()
        if info.file_size != size:
            raise _bad(f"{name} is not what the manifest says")
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            for block in self._blocks(info):
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != wanted:
            raise _bad(f"{name} is not what the manifest says")

    def check(self, name: str) -> None:
        """Read a member back and compare its digest. Raises InvalidInput."""
        digest = hashlib.sha256()
        for block in self._blocks(self._infos[name]):
            digest.update(block)
        if (self._infos[name].file_size, digest.hexdigest()) != self.manifest.members[name]:
            raise _bad(f"{name} is not what the manifest says")

    def _small(self, name: str) -> bytes:
        info = self._infos.get(name)
        if info is None or info.file_size > _SMALL:
            raise _bad(f"{name} is missing or too large")
        return b"".join(self._blocks(info))

    def _blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left = info.file_size
        try:
            with self._file.open(info) as member:
                while left > 0:
                    block = member.read(min(_BLOCK, left))
                    if not block:
                        raise EOFError("it ends too early")
                    left -= len(block)
                    yield block
        except _BROKEN as error:
            raise _bad(f"{info.filename} cannot be read: {error}") from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup for reading. Raises InvalidInput: there is none, or it is not one."""
    try:
        file = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InvalidInput("There is no such backup", where=str(path), code="no_backup") from None
    except _BROKEN as error:
        raise _bad(str(error)) from error
    with file:
        yield Archive(path, file)


def write(path: Path, manifest: Manifest, files: Mapping[str, Path | bytes], key: SigningKey) -> None:
    """Write a new archive, mode 0600, and sync it to disk. Raises OSError; half of it is then left to the caller."""
    data = manifest.to_bytes()
    signature = base64.b64encode(key.sign(_DOMAIN + data))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as file:
            for name, source in {MANIFEST: data, SIGNATURE: signature, **files}.items():
                info = zipfile.ZipInfo(name, _DATE)
                info.external_attr = (stat.S_IFREG | 0o600) << 16
                size = len(source) if isinstance(source, bytes) else source.stat().st_size
                with file.open(info, "w", force_zip64=size >= 1 << 31) as member:
                    if isinstance(source, bytes):
                        member.write(source)
                        continue
                    with source.open("rb") as reading:
                        while block := reading.read(_BLOCK):
                            member.write(block)
        out.flush()
        os.fsync(out.fileno())


def digest_of(source: Path | bytes) -> tuple[int, str]:
    """Size and SHA-256, as the manifest names them."""
    if isinstance(source, bytes):
        return len(source), hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return source.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _checked(path: Path, file: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = file.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise _bad(f"it has more than {_MOST_MEMBERS} members")
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        kind = stat.S_IFMT(info.external_attr >> 16)
        name = info.orig_filename
        if name not in {MANIFEST, SIGNATURE, *_ALWAYS} and not REPLICA.fullmatch(name):
            raise _bad(f"it holds an unknown member {ascii(name)[1:-1][:80]}")
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise _bad(f"{name} is not a plain file")
        if info.flag_bits & 1 or info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            raise _bad(f"{name} is encrypted or compressed")
        if info.header_offset < end:
            raise _bad("its members overlap")
        end = info.header_offset + info.file_size
    if end > path.stat().st_size:
        raise _bad("its members are larger than itself")
    found = {info.orig_filename: info for info in infos}
    if len(found) != len(infos):
        raise _bad("a member stands in it twice")
    return found


def _bad(why: str) -> InvalidInput:
    return InvalidInput(
        "This is not a backup that can be trusted",
        where=why,
        todo="Nothing was restored. Try another copy of it.",
        code="bad_backup",
    )


def manifest_members(files: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Sizes and digests of all members."""
    return {name: digest_of(source) for name, source in files.items()}
