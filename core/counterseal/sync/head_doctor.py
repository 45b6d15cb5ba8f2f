"""``doctor`` on the history: whether it stands to what others hold, who holds the newest head, where marks lie."""

from __future__ import annotations

from counterseal.errors import KnownError
from counterseal.sync import holders
from counterseal.sync.api import DoctorLine
from counterseal.sync.profile import Profile


def head_lines(profile: Profile) -> list[DoctorLine]:
    """Findings about the heads of this log that lie elsewhere. Raises nothing for what it finds."""
    try:
        trouble = profile.high_water.look()
        held = holders.listed(profile)
        holder, newer = holders.newest(profile)
    except KnownError as error:
        return [DoctorLine("failure", "History", error.text(), error.todo)]
    lines = []
    if trouble is not None:
        said = " ".join(trouble.sentences[:-1])
        extra = {"kind": trouble.kind, "first_lost": trouble.first_lost}
        lines.append(DoctorLine("failure", "History", f"Read-only: {said}", trouble.sentences[-1], extra))
    if not holder:
        lines.append(
            DoctorLine(
                "note",
                "Newest head",
                "Nobody outside this database holds a head of it yet",
                "Connect a separate gateway, or hand out a bundle: whoever has a head can tell if history is changed.",
            )
        )
    else:
        lines.append(DoctorLine("ok", "Newest head", f"{holder} holds it; {newer:,} entries are newer"))
    for one in held:
        if one.place in ("keyring", "file"):
            lines.append(_mark(profile, one.name, one.size, one.note))
    return lines


def _mark(profile: Profile, name: str, size: int, protects: str) -> DoctorLine:
    problem = profile.high_water.problem
    if problem:
        return DoctorLine(
            "warning",
            "Mark",
            f"What {name} remembers of this log cannot be read: {problem}",
            "It is written anew soon.",
        )
    if size == 0:
        return DoctorLine("note", "Mark", f"{name[0].upper()}{name[1:]} remembers no head yet: {protects}")
    return DoctorLine("ok", "Mark", f"{name[0].upper()}{name[1:]} remembers the head over {size:,} entries. {protects}")
