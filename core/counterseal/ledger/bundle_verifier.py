"""Verify an evidence bundle: python verify.py [--vkey FILE] [--head FILE] [--compare OTHER] [DIR]

Needs Python 3.11 or newer and the package "cryptography", nothing else, and reads nothing but the bundle. It checks

  1. checkpoint: a C2SP signed note by the key in log.vkey, over the log's size and Merkle root (RFC 6962), and the
     cosignatures of those whose log keys the bundle holds;
  2. entries.jsonl: every leaf in canonical form, numbered without gaps, leading to that root;
  3. every signed statement (DSSE, Ed25519): by a key that the roster orders in this log made valid at that place;
  4. every change of the roster: who may make it, alone or with a second person, and that new keys are really held;
  5. every attachment against the commitment in its leaf; absent content only where a signed erasure names the entry;
  6. keys.json: exactly what the roster orders say.

The same for every log of a gateway under logs/. Alone, a bundle can only be consistent with itself. Give the log's key
(--vkey) or an earlier checkpoint (--head) that you got from somewhere else, and it is held to that; or give somebody
else's bundle (--compare), and every log that is in both must be one log. report.html is for reading and proves nothing.

Exit status: 0 verified, 1 not verified or not one log, 2 wrong use.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from counterseal.ledger.bundle_checker import Checker, Watch, read_head, verify_folder
from counterseal.ledger.bundle_forms import NotVerified, need, place

MOST_NAMED = 20


@dataclass(frozen=True)
class Split:
    """Two signed heads of one log that cannot both be true: somebody showed different histories."""

    origin: str
    why: str
    here: str
    there: str


def logs_of(folder: Path) -> list[Path]:
    """The folders of all logs in a bundle, its own first. Links are refused: they lead out of the bundle."""
    others = sorted((folder / "logs").glob("*"))
    for one in (folder / "logs", *others):
        with place(f"logs/{one.name}" if one in others else "logs"):
            need(not one.is_symlink(), "it is a link")
    return [folder, *others]


def verify_all(
    folder: Path,
    vkey: str | None = None,
    head: str | None = None,
    sizes: dict[str, set[int]] | None = None,
    watch: Watch | None = None,
) -> list[Checker]:
    """Verify every log of a bundle; the key and the head that somebody holds are for the log they name.

    Args:
        sizes: by origin, the sizes at which to keep the root of that log.
        watch: is given the origin and every line before it is judged.

    Raises:
        NotVerified: with the file and line.
    """
    folders = logs_of(folder)
    origins = [read_head(one)[0] for one in folders]
    checked = []
    for one, origin in zip(folders, origins, strict=True):
        own = one == folder
        mine = vkey if meant(vkey, "+", origin, origins, own) else None
        held = head if meant(head, "\n", origin, origins, own) else None
        where = "" if own else f"logs/{one.name}/"
        try:
            checked.append(verify_folder(one, mine, held, (sizes or {}).get(origin, set()), watch))
        except NotVerified as error:
            raise NotVerified(f"{where}{error.where}", error.why, error.seq) from error
    keys: dict[str, set[bytes]] = {}
    for log in checked:
        keys.setdefault(log.origin, set()).add(log.public)
        for origin, publics in log.people.logs.items():
            keys.setdefault(origin, set()).update(publics)
    for log in checked:
        with place(f"checkpoint of {log.origin}"):
            log.cosigned, log.unknown = log.checkpoint.cosigners(keys)
    return checked


def meant(text: str | None, end: str, origin: str, origins: list[str], own: bool) -> bool:
    """Whether what somebody holds is for this log: the one it names, else the bundle's own, which then refuses it."""
    if text is None:
        return False
    named = text.lstrip().partition(end)[0]
    return named == origin if named in origins else own


def compare(here: Path, there: Path) -> tuple[list[str], list[Split]]:
    """Hold the logs that two bundles share to each other.

    Returns:
        the origins they share, and every log of which they show two histories.

    Raises:
        NotVerified: one of the bundles does not even verify by itself.
    """
    heads = []
    for folder in (here, there):
        read = [read_head(one) for one in logs_of(folder)]
        heads.append({origin: (checkpoint, public) for origin, checkpoint, public in read})
    mine, theirs = heads
    shared = [origin for origin in mine if origin in theirs]
    # A split shows in the signed heads alone where they stand for the same size, even if the entries are spoilt.
    splits = {}
    for origin in shared:
        (one, one_key), (other, other_key) = mine[origin], theirs[origin]
        if one_key != other_key:
            splits[origin] = "the log is signed with two different log keys"
        elif one.size == other.size and one.root != other.root:
            splits[origin] = f"both stand for {one.size} entries, but for different ones"
    if not splits:
        sizes = {origin: {mine[origin][0].size, theirs[origin][0].size} for origin in shared}
        roots = [{log.origin: log.roots for log in verify_all(folder, sizes=sizes)} for folder in (here, there)]
        for origin in shared:
            size = min(sizes[origin])
            if roots[0][origin][size] != roots[1][origin][size]:
                splits[origin] = f"the first {size} entries of one are not the first {size} of the other"
    found = [Split(origin, why, mine[origin][0].note, theirs[origin][0].note) for origin, why in splits.items()]
    return shared, found


def main(arguments: list[str]) -> int:
    """The command. Returns the exit status; argparse itself exits with 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vkey", type=Path, help="the log's verifier key, got from somewhere else")
    parser.add_argument("--head", type=Path, help="an earlier checkpoint, got from somewhere else")
    parser.add_argument("--compare", type=Path, metavar="OTHER", help="somebody else's bundle of the same log")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).resolve().parent)
    given = parser.parse_args(arguments)
    for folder in (given.folder, given.compare or given.folder):
        if not folder.is_dir():
            parser.error(f"there is no bundle at {folder}")
    try:
        vkey, head = (str(path.read_bytes(), "utf-8") if path else None for path in (given.vkey, given.head))
    except (OSError, ValueError) as error:
        parser.error(f"cannot read what you hold: {error}")
    try:
        for number, log in enumerate(verify_all(given.folder, vkey, head)):
            print("" if not number else "\nA gateway's log, as it was replicated:")
            say(log)
        return say_compared(parser, given.folder, given.compare) if given.compare else 0
    except NotVerified as error:
        print(f"NOT VERIFIED\n{plain(str(error))}")
        return 1


def say(log: Checker) -> None:
    print(f"Log: {plain(log.origin)}\nLog key fingerprint (SHA-256): {log.log_key}")
    print(f"{log.size} entries, {log.signatures} signatures, {log.attachments} attachments, {len(log.marks)} erased.")
    doubtful = log.doubtful
    if doubtful:
        named = ", ".join(map(str, doubtful[:MOST_NAMED])) + (", ..." if len(doubtful) > MOST_NAMED else "")
        print(f"{len(doubtful)} signatures are valid, but their key was later reported compromised: entries {named}.")
    for seq, first in log.restored:
        print(f"Entry {seq} accepts a restored history: what stood from entry {first} on elsewhere was lost here.")
    for name, at in log.cosigned:
        print(f"This head was seen and cosigned by {plain(name)} on {day(at)}.")
    for name in log.unknown:
        print(f"Also cosigned by {plain(name)}, whose key is not in this bundle: not checked.")
    print(f"VERIFIED: consistent with {'what you hold' if log.held else 'itself'}.")


def say_compared(parser: argparse.ArgumentParser, here: Path, there: Path) -> int:
    shared, splits = compare(here, there)
    if not shared:
        parser.error("the two bundles have no log in common")
    for split in splits:
        print(f"\nSPLIT VIEW of {plain(split.origin)}: {split.why}.\nOne head:\n{plain_lines(split.here)}")
        print(f"The other head:\n{plain_lines(split.there)}")
    if splits:
        print("Both heads are signed by the log's key, and no single log has both. Keep the two bundles as evidence.")
        return 1
    for origin in shared:
        print(f"\nONE LOG: {plain(origin)} is the same in both bundles, one of them being the older or equal part.")
    return 0


def plain(text: str) -> str:
    """Text from the bundle without any character that steers a terminal."""
    return ascii(text)[1:-1]


def plain_lines(text: str) -> str:
    return "\n".join(f"  {plain(line)}" for line in text.splitlines())


def day(at: int) -> str:
    return datetime.fromtimestamp(min(at, 1 << 37), UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
