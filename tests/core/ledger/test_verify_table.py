"""Every change of a row and what verification says of it: the entry, how many are good before it, the exact sentence.

Each verdict is asked for twice, with the quick look at stretches and without, over stretches of eight entries.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.ledger.copies import Copies, eventful
from counterseal.ledger import log as ledger_log
from counterseal.ledger import quick_check, verify, verify_tree
from counterseal.ledger.note import VerifierKey, sign_head
from counterseal.ledger.quick_check import QuickCheck
from counterseal.ledger.verify import verify_log
from counterseal.model.history import VerifyReport
from counterseal.seal.keys import SigningKey

NO_SIZE = "The log does not know its own size; it is empty or was emptied."
GAP = "It is missing; entries are numbered without gaps."
OUTSIDE = "It stands outside the log of 22 entries; it was never added by it."
LEAF = "Its leaf is not the one that was hashed; it was changed after it was written."
JOINED = "It is joined with another envelope than its leaf names."
OTHERWISE = "History says something else about it than the entry itself (time, type, subject)."
LINE = "Its line in History or its search text was changed after it was written."
SIGNED = "History names another verdict or person than was signed."
WORDS_LEFT = "It was erased, but History still has words for it."
HIDDEN = "History does not list it; it was hidden from readers."
UNFOUND = "Search cannot find it; its search row is missing."
UNSIGNED = "It does not prove who signed it. Its signed statement is missing, and no erasure order names it."
NO_ENVELOPE = "It does not prove who signed it. A DSSE envelope has payload, payloadType and signatures (envelope)."
RESPELT = "It does not prove who signed it. Its envelope is not stored as it was written."
NO_ORDER = (
    "An erasure order does not hold: An erasure does not hold (entry 18: A retention cut says "
    "in its attachment which entries it reached.)."
)
SALT = "The salt of its attachment 'receipt' was changed after it was written."
NO_LINE = "Its attachment 'listing' is missing, and no erasure order names it."
MARKED = "Its content is marked as erased or missing, and no erasure order names it."
INDEX_17 = "Entry 17 erased it, but the index of erasures says otherwise."
INDEX_18 = "Entry 18 erased it, but the index of erasures says otherwise."
SAYS_ELSE = "The head over the first {} entries does not say what it should."
NOT_THEIRS = "The head over the first {} entries is not theirs: an entry up to here was changed, or the head was."
NOT_PROVEN = "The head over the first {} entries is not proven: The head is not signed by this log key ({{}})."
CUT_UNREAD = "DELETE FROM payloads WHERE seq = 18 AND name = 'verdicts'"
# Statements of an attacker, the entry that is named, how many are said to be good before it, and what is said of it.
# ``@20`` is the digest of the statement of entry 20.
TABLE: dict[str, list[tuple[str | tuple[str, ...], int | None, int, str]]] = {
    "the log's own state": [
        ("DELETE FROM log_state", None, 0, NO_SIZE),
        ("UPDATE log_state SET size = 0", None, 0, NO_SIZE),
        ("UPDATE log_state SET size = -1", None, 0, NO_SIZE),
        ("UPDATE log_state SET size = 21", 21, 0, "It stands outside the log of 21 entries; it was never added by it."),
        ("UPDATE log_state SET size = 23", 22, 16, GAP),
        ("UPDATE log_state SET frontier = zeroblob(96)",
         21, 22, "The stored edge of the tree is not that of the entries; the next entry would fork."),
    ],
    "rows outside the log": [
        ("INSERT INTO entries SELECT 22, leaf, leaf_hash, NULL FROM entries WHERE seq = 5", 22, 0, OUTSIDE),
        ("INSERT INTO entries SELECT -1, leaf, leaf_hash, NULL FROM entries WHERE seq = 5", -1, 0, OUTSIDE),
        ("INSERT INTO listing SELECT 22, at, type, verdict, subject, agent, person, title FROM listing WHERE seq = 5",
         22, 0, OUTSIDE),
        ("INSERT INTO listing SELECT -1, at, type, verdict, subject, agent, person, title FROM listing WHERE seq = 5",
         -1, 0, OUTSIDE),
        ("INSERT INTO payloads VALUES (22, 'x', x'00', x'00')", 22, 0, OUTSIDE),
        ("INSERT INTO payloads VALUES (-1, 'x', x'00', x'00')", -1, 0, OUTSIDE),
        ("INSERT INTO search (rowid, body) VALUES (22, 'x')", 22, 0, OUTSIDE),
        ("INSERT INTO search (rowid, body) VALUES (-1, 'x')", -1, 0, OUTSIDE),
        ("INSERT INTO envelopes VALUES ('00', x'00')",
         None, 22, "A signed statement is stored that belongs to no entry (00)."),
        ("INSERT INTO heads SELECT 23, root, note FROM heads WHERE size = 3",
         21, 22, "A head stands for more than 22 entries; the end of the log was cut off."),
        ("INSERT INTO heads SELECT 0, root, note FROM heads WHERE size = 3",
         0, 22, "A head is stored that stands for no entries; this log never signed it."),
        ("INSERT INTO tiles VALUES (0, 0, x'00', x'00')", None, 22, "Stored tree hashes belong to no entries (0/0)."),
        ("INSERT INTO tiles VALUES (5, 7, x'00', x'00')", None, 22, "Stored tree hashes belong to no entries (5/7)."),
    ],
    "leaves": [
        ("UPDATE entries SET leaf = CAST(leaf || x'20' AS BLOB) WHERE seq = 0", 0, 0, LEAF),
        ("UPDATE entries SET leaf = CAST(leaf || x'20' AS BLOB) WHERE seq = 10", 10, 8, LEAF),
        ("UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 5", 5, 0, LEAF),
        ("UPDATE entries SET envelope = NULL WHERE seq = 10", 10, 8, JOINED),
        ("UPDATE entries SET envelope = @10 WHERE seq = 5", 5, 0, JOINED),
        ("UPDATE entries SET envelope = @10 WHERE seq = 20", 20, 16, JOINED),
        ("DELETE FROM entries WHERE seq = 0", 0, 0, GAP),
        ("DELETE FROM entries WHERE seq = 5", 5, 0, GAP),
        ("DELETE FROM entries WHERE seq = 7", 7, 0, GAP),
        ("DELETE FROM entries WHERE seq = 8", 8, 8, GAP),
        ("DELETE FROM entries WHERE seq = 21", 21, 16, GAP),
    ],
    "lines of History": [
        ("UPDATE listing SET at = 'x' WHERE seq = 5", 5, 0, OTHERWISE),
        ("UPDATE listing SET at = 'x' WHERE seq = 4", 4, 0, OTHERWISE),
        ("UPDATE listing SET type = 'x' WHERE seq = 5", 5, 0, OTHERWISE),
        ("UPDATE listing SET type = 'x' WHERE seq = 4", 4, 0, OTHERWISE),
        ("UPDATE listing SET subject = 'x' WHERE seq = 5", 5, 0, OTHERWISE),
        ("UPDATE listing SET subject = 'x' WHERE seq = 4", 4, 0, OTHERWISE),
        ("UPDATE listing SET verdict = 'x' WHERE seq = 5", 5, 0, LINE),
        ("UPDATE listing SET verdict = 'x' WHERE seq = 10", 10, 8, SIGNED),
        ("UPDATE listing SET verdict = 'x' WHERE seq = 3", 3, 0, WORDS_LEFT),
        ("UPDATE listing SET verdict = 'x' WHERE seq = 4", 4, 0, WORDS_LEFT),
        ("UPDATE listing SET verdict = 'x' WHERE seq = 13", 13, 8, "History names another verdict than was signed."),
        ("UPDATE listing SET agent = 'x' WHERE seq = 5", 5, 0, LINE),
        ("UPDATE listing SET agent = 'x' WHERE seq = 10", 10, 8, LINE),
        ("UPDATE listing SET agent = 'x' WHERE seq = 20", 20, 16, "History names another agent than was signed."),
        ("UPDATE listing SET agent = 'x' WHERE seq = 3", 3, 0, WORDS_LEFT),
        ("UPDATE listing SET agent = 'x' WHERE seq = 4", 4, 0, WORDS_LEFT),
        ("UPDATE listing SET agent = 'x' WHERE seq = 13", 13, 8, WORDS_LEFT),
        ("UPDATE listing SET person = 'x' WHERE seq = 5", 5, 0, LINE),
        ("UPDATE listing SET person = 'x' WHERE seq = 10", 10, 8, SIGNED),
        ("UPDATE listing SET person = 'x' WHERE seq = 3", 3, 0, WORDS_LEFT),
        ("UPDATE listing SET person = 'x' WHERE seq = 4", 4, 0, WORDS_LEFT),
        ("UPDATE listing SET person = 'x' WHERE seq = 13", 13, 8, WORDS_LEFT),
        ("UPDATE listing SET title = 'x' WHERE seq = 5", 5, 0, LINE),
        ("UPDATE listing SET title = 'x' WHERE seq = 10", 10, 8, LINE),
        ("UPDATE listing SET title = 'x' WHERE seq = 20", 20, 16, LINE),
        ("UPDATE listing SET title = 'x' WHERE seq = 3", 3, 0, WORDS_LEFT),
        ("UPDATE listing SET title = 'x' WHERE seq = 4", 4, 0, WORDS_LEFT),
        ("DELETE FROM listing WHERE seq = 7", 7, 0, HIDDEN),
        ("DELETE FROM listing WHERE seq = 10", 10, 8, HIDDEN),
        ("DELETE FROM listing WHERE seq = 21", 21, 16, HIDDEN),
    ],
    "search": [
        ("DELETE FROM search WHERE rowid = 7", 7, 0, UNFOUND),
        ("DELETE FROM search WHERE rowid = 10", 10, 8, UNFOUND),
        ("DELETE FROM search WHERE rowid = 15", 15, 8, UNFOUND),
        ("DELETE FROM search WHERE rowid = 21", 21, 16, UNFOUND),
        ("UPDATE search SET body = 'x' WHERE rowid = 5", 5, 0, LINE),
        ("UPDATE search SET body = 'x' WHERE rowid = 10", 10, 8, LINE),
        ("INSERT INTO search (rowid, body) VALUES (3, '')", 3, 0, WORDS_LEFT),
        ("INSERT INTO search (rowid, body) VALUES (4, 'x')", 4, 0, WORDS_LEFT),
    ],
    "attachments": [
        ("UPDATE payloads SET salt = CAST(x'00' || substr(salt, 2) AS BLOB) WHERE seq = 6 AND name = 'receipt'",
         6, 0, "Its attachment 'receipt' was changed after it was written."),
        ("UPDATE payloads SET salt = CAST(salt || x'00' AS BLOB) WHERE seq = 6 AND name = 'receipt'", 6, 0, SALT),
        ("UPDATE payloads SET bytes = x'00' WHERE seq = 6 AND name = 'receipt'",
         6, 0, "Its attachment 'receipt' was changed after it was written."),
        ("UPDATE payloads SET name = 'b' WHERE seq = 6 AND name = 'receipt'",
         6, 0, "It has an attachment 'b' that its leaf does not name."),
        ("DELETE FROM payloads WHERE seq = 6 AND name = 'receipt'",
         6, 0, "Its attachment 'receipt' is missing, and no erasure order names it."),
        ("UPDATE payloads SET bytes = x'00' WHERE seq = 15 AND name = 'a'",
         15, 8, "Its attachment 'a' was changed after it was written."),
        ("UPDATE payloads SET name = 'b' WHERE seq = 15 AND name = 'a'",
         15, 8, "It has an attachment 'b' that its leaf does not name."),
        ("DELETE FROM payloads WHERE seq = 15 AND name = 'a'",
         15, 8, "Its attachment 'a' is missing, and no erasure order names it."),
        ("UPDATE payloads SET salt = CAST(x'00' || substr(salt, 2) AS BLOB) WHERE seq = 10 AND name = 'listing'",
         10, 8, LINE),
        ("UPDATE payloads SET salt = CAST(salt || x'00' AS BLOB) WHERE seq = 10 AND name = 'listing'",
         10, 8, "The salt of its attachment 'listing' was changed after it was written."),
        ("UPDATE payloads SET bytes = x'00' WHERE seq = 10 AND name = 'listing'", 10, 8, LINE),
        ("UPDATE payloads SET name = 'b' WHERE seq = 10 AND name = 'listing'",
         10, 8, "It has an attachment 'b' that its leaf does not name."),
        ("DELETE FROM payloads WHERE seq = 10 AND name = 'listing'", 10, 8, NO_LINE),
        ("UPDATE payloads SET salt = CAST(x'00' || substr(salt, 2) AS BLOB) WHERE seq = 6 AND name = 'listing'",
         6, 0, LINE),
        ("UPDATE payloads SET salt = CAST(salt || x'00' AS BLOB) WHERE seq = 6 AND name = 'listing'",
         6, 0, "The salt of its attachment 'listing' was changed after it was written."),
        ("UPDATE payloads SET bytes = x'00' WHERE seq = 6 AND name = 'listing'", 6, 0, LINE),
        ("UPDATE payloads SET name = 'b' WHERE seq = 6 AND name = 'listing'",
         6, 0, "It has an attachment 'b' that its leaf does not name."),
        ("DELETE FROM payloads WHERE seq = 6 AND name = 'listing'", 6, 0, NO_LINE),
        ("UPDATE payloads SET salt = CAST(substr(salt, 1, 31) AS BLOB) WHERE seq = 6 AND name = 'receipt'", 6, 0, SALT),
        ("UPDATE payloads SET seq = 7 WHERE seq = 6 AND name = 'receipt'",
         7, 0, "It has an attachment 'receipt' that its leaf does not name."),
        ("INSERT INTO payloads VALUES (5, 'a', zeroblob(32), x'00')",
         5, 0, "It has an attachment 'a' that its leaf does not name."),
        ("INSERT INTO payloads VALUES (5, 'z', zeroblob(32), x'00')",
         5, 0, "It has an attachment 'z' that its leaf does not name."),
        ("INSERT INTO payloads VALUES (10, 'z', zeroblob(32), x'00')",
         10, 8, "It has an attachment 'z' that its leaf does not name."),
        ("DELETE FROM payloads WHERE seq = 5", 5, 0, NO_LINE),
        ("DELETE FROM payloads WHERE seq = 10", 10, 8, NO_LINE),
        ("INSERT INTO payloads VALUES (3, 'listing', zeroblob(32), x'')", 3, 0, LINE),
        ("INSERT INTO payloads VALUES (3, 'z', zeroblob(32), x'')",
         3, 0, "It has an attachment 'z' that its leaf does not name."),
    ],
    "signed statements": [
        ("DELETE FROM envelopes WHERE sha256 = @20", 20, 16, UNSIGNED),
        ("DELETE FROM envelopes WHERE sha256 = @13", 13, 8, UNSIGNED),
        ("DELETE FROM envelopes WHERE sha256 = @12", 12, 8, UNSIGNED),
        ("DELETE FROM envelopes WHERE sha256 = @0", 0, 0, UNSIGNED),
        ("UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 = @20", 20, 16, NO_ENVELOPE),
        ("UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 = @13", 13, 8, NO_ENVELOPE),
        ("UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 = @0", 0, 0, NO_ENVELOPE),
        ("UPDATE envelopes SET envelope = CAST(envelope || x'0a' AS BLOB) WHERE sha256 = @20", 20, 16, RESPELT),
        ("UPDATE envelopes SET envelope = (SELECT envelope FROM envelopes WHERE sha256 = @13) WHERE sha256 = @20",
         20, 16, "It does not prove who signed it. The envelope is not the one that the entry names."),
    ],
    "the index of erasures": [
        ("INSERT INTO erased VALUES (5, 17, 17)", 5, 0, MARKED),
        (("INSERT INTO erased VALUES (5, 17, 17)", "DELETE FROM erased WHERE seq = 3"), 3, 0, INDEX_17),
        (("INSERT INTO erased VALUES (1, 17, 17)", "DELETE FROM erased WHERE seq = 3"), 1, 0, MARKED),
        ("UPDATE erased SET by_seq = 18 WHERE seq = 3", 3, 0, INDEX_17),
        ("UPDATE erased SET envelope_by = NULL WHERE seq = 3", 3, 0, INDEX_17),
        ("UPDATE erased SET envelope_by = 18 WHERE seq = 4", 4, 0, INDEX_18),
        ("UPDATE erased SET envelope_by = 18 WHERE seq = 13", 13, 0, INDEX_18),
    ],
    "orders of erasure that cannot be read": [
        ("DELETE FROM envelopes WHERE sha256 = @17", 17, 16, UNSIGNED),
        ("UPDATE envelopes SET envelope = x'7b7d' WHERE sha256 = @17", 17, 16, NO_ENVELOPE),
        ("UPDATE envelopes SET envelope = CAST(envelope || x'0a' AS BLOB) WHERE sha256 = @17", 17, 16, RESPELT),
        ("DELETE FROM payloads WHERE seq = 18 AND name = 'verdicts'", 18, 22, NO_ORDER),
        ("UPDATE payloads SET bytes = x'7b7d' WHERE seq = 18 AND name = 'verdicts'",
         18, 16, "Its attachment 'verdicts' was changed after it was written."),
        ("UPDATE payloads SET salt = zeroblob(31) WHERE seq = 18 AND name = 'verdicts'",
         18, 16, "The salt of its attachment 'verdicts' was changed after it was written."),
        ((CUT_UNREAD, "DELETE FROM search WHERE rowid = 5"), 5, 0, LINE),
        ((CUT_UNREAD, "DELETE FROM search WHERE rowid = 10"), 10, 8, LINE),
        ((CUT_UNREAD, "DELETE FROM search WHERE rowid = 12"), 12, 8, UNFOUND),
        ((CUT_UNREAD, "DELETE FROM payloads WHERE seq = 5"), 18, 22, NO_ORDER),
        ((CUT_UNREAD, "UPDATE listing SET verdict = 'x' WHERE seq = 13"),
         13, 8, "History names another verdict than was signed."),
        ((CUT_UNREAD, "UPDATE listing SET verdict = 'x' WHERE seq = 10"), 10, 8, SIGNED),
        ((CUT_UNREAD, "DELETE FROM envelopes WHERE sha256 = @20"), 18, 22, NO_ORDER),
        ((CUT_UNREAD, "DELETE FROM envelopes WHERE sha256 = @12"), 12, 8, UNSIGNED),
        ((CUT_UNREAD, "DELETE FROM listing WHERE seq = 7"), 7, 0, HIDDEN),
    ],
    "heads": [
        ("DELETE FROM heads WHERE size = 22",
         21, 16, "The head over all 22 entries is missing; the log cannot be proven."),
        ("UPDATE heads SET root = zeroblob(32) WHERE size = 22", 21, 16, NOT_THEIRS.format(22)),
        ("UPDATE heads SET note = note || '— x AAAA' || char(10) WHERE size = 22", 21, 16, SAYS_ELSE.format(22)),
        ("UPDATE heads SET note = (SELECT note FROM heads WHERE size = 3) WHERE size = 22",
         21, 16, SAYS_ELSE.format(22)),
        ("UPDATE heads SET root = zeroblob(32) WHERE size = 8", 7, 0, NOT_THEIRS.format(8)),
        ("UPDATE heads SET note = note || '— x AAAA' || char(10) WHERE size = 8", 7, 0, SAYS_ELSE.format(8)),
        ("UPDATE heads SET note = (SELECT note FROM heads WHERE size = 3) WHERE size = 8", 7, 0, SAYS_ELSE.format(8)),
        ("UPDATE heads SET root = zeroblob(32) WHERE size = 1", 0, 0, NOT_THEIRS.format(1)),
        ("UPDATE heads SET note = note || '— x AAAA' || char(10) WHERE size = 1", 0, 0, SAYS_ELSE.format(1)),
        ("UPDATE heads SET note = (SELECT note FROM heads WHERE size = 3) WHERE size = 1", 0, 0, SAYS_ELSE.format(1)),
        ("UPDATE heads SET note = rtrim(note, char(10)) WHERE size = 8", 7, 0, SAYS_ELSE.format(8)),
        ("UPDATE heads SET note = :stolen22 WHERE size = 22", 21, 16, NOT_PROVEN.format(22)),
        ("UPDATE heads SET note = :stolen8 WHERE size = 8", 7, 0, NOT_PROVEN.format(8)),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def copies() -> Copies:
    return eventful()


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "CHUNK", 8)


def without_quick_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks, and counts, and says no all the same."""
    whole = QuickCheck.look

    def look(quick: QuickCheck, *stretch: Any) -> None:
        whole(quick, *stretch)

    monkeypatch.setattr(QuickCheck, "look", look)


@pytest.mark.parametrize("quick", [True, False], ids=["quick", "row by row"])
@pytest.mark.parametrize("group", TABLE)
def test_what_is_said_of_a_change(copies: Copies, monkeypatch: pytest.MonkeyPatch, group: str, quick: bool) -> None:
    thief = SigningKey.generate()
    stolen = {f"stolen{size}": sign_head(copies.head_at(size), thief) for size in (8, 22)}
    if not quick:
        without_quick_look(monkeypatch)
    for statements, seq, done, said in TABLE[group]:
        listed = [statements] if isinstance(statements, str) else statements
        report = copies.verdict(*[_spelt_out(one) for one in listed], **stolen)
        sentence = said.format(copies.origin) if seq is None else f"Entry {seq}: {said.format(copies.origin)}"
        context = (f"At least {done} entries before it are good.",) if done else ()
        expected = VerifyReport(False, done, report.took_s, (sentence, *context), seq)
        assert report == expected, listed


def _spelt_out(statement: str) -> str:
    before, at, number = statement.partition("@")
    if not at:
        return statement
    digits = number.partition(")")[0].partition(" ")[0]
    rest = number.removeprefix(digits)
    return _spelt_out(f"{before}(SELECT envelope FROM entries WHERE seq = {digits}){rest}")


def expect_good(copies: Copies, report: VerifyReport, *, entries: int, start: str, signatures: int, rest: str) -> None:
    """A report on the eventful log without a finding, word for word."""
    short = f"{copies.key.id[:4]}…{copies.key.id[-2:]}"
    heads = entries + (1 if start else 0)
    assert report == VerifyReport(
        True,
        entries,
        report.took_s,
        (
            f"{entries} entries {start}in place and unchanged.",
            f"{signatures} signatures by people whose keys were valid there; {rest} unchanged.",
            f"Heads in line with the entries: {heads}, all with the signature of the log key {short}.",
            "1 signature is valid, but its key was later reported compromised from before it on: entry 13.",
            "6 entries erased by signed order.",
            "Checked against itself only: no head held elsewhere was given.",
        ),
        doubtful=(13,),
        cost=report.cost,
    )


def test_the_untouched_log_is_good_word_for_word(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    report = copies.verdict()
    expect_good(copies, report, entries=22, start="", signatures=10, rest="8 attachments")
    assert "a closer look" not in report.cost
    without_quick_look(monkeypatch)
    slow = copies.verdict()
    expect_good(copies, slow, entries=22, start="", signatures=10, rest="8 attachments")
    assert "a closer look" in slow.cost


@pytest.mark.parametrize(
    ("since", "signatures", "rest"), [(1, 9, "8 attachments"), (8, 8, "5 attachments"), (13, 6, "4 attachments")]
)
def test_what_was_verified_before_is_not_looked_at_again(
    copies: Copies, since: int, signatures: int, rest: str
) -> None:
    report = copies.verdict(since=since)
    expect_good(
        copies, report, entries=22 - since, start=f"from entry {since} on ", signatures=signatures, rest=rest
    )  # fmt: skip
    spoilt = f"UPDATE listing SET title = 'x' WHERE seq = {since - 1}"
    assert copies.verdict(spoilt, since=since).ok
    assert not copies.verdict(spoilt, since=since - 1).ok
    assert copies.stretch(since, spoilt) == ""
    assert copies.stretch(since, f"UPDATE heads SET root = zeroblob(32) WHERE size = {since}").startswith(
        f"bad_entry: Entry {since - 1}: The head over the first {since} entries is not theirs"
    )
    assert copies.stretch(since, "DELETE FROM log_state") == f"bad_entry: {NO_SIZE}"


@pytest.mark.parametrize("since", [-1, 23])
def test_more_cannot_have_been_verified_than_there_is(copies: Copies, since: int) -> None:
    report = copies.verdict(since=since)
    said = f"Entry 21: The log ends here, but {since} entries were verified before."
    assert report == VerifyReport(False, 0, report.took_s, (said,), 21)


def test_all_of_it_may_have_been_verified_before(copies: Copies) -> None:
    report = copies.verdict(since=22)
    assert (report.ok, report.entries) == (True, 0)
    assert report.sentences[0] == "0 entries from entry 22 on in place and unchanged."


def test_progress_is_told_after_every_stretch(copies: Copies) -> None:
    seen: list[tuple[int, int]] = []
    with copies.changed():
        verify_log(copies.copy, copies.verifier, progress=lambda *told: seen.append(told), since=3)
    assert seen == [(8, 19), (16, 19), (19, 19)]


@pytest.mark.parametrize("size", [1, 2, 3, 8, 13, 21, 22])
def test_heads_held_elsewhere(copies: Copies, size: int) -> None:
    held = copies.head_at(size)
    report = copies.verdict(trusted=held)
    assert (report.ok, report.sentences[-1]) == (
        True, f"It extends the head over {size} entries that is held elsewhere.",
    )  # fmt: skip
    rewritten = copies.verdict(trusted=replace(held, root=b"\7" * 32))
    assert (rewritten.bad_seq, rewritten.sentences[0]) == (
        size - 1,
        f"Entry {size - 1}: The first {size} entries are not those under the head held elsewhere:"
        " the log was rewritten.",
    )


def test_heads_held_elsewhere_of_more_entries_and_of_another_log(copies: Copies) -> None:
    held = replace(copies.head_at(22), size=23)
    said = "Entry 21: The log ends here, but a head over 23 entries is held elsewhere: the end was cut off."
    report = copies.verdict(trusted=held)
    assert (report.ok, report.entries, report.bad_seq, report.sentences[0]) == (False, 22, 21, said)
    other = copies.verdict(trusted=replace(held, origin="counterseal/other"))
    assert (other.ok, other.bad_seq) == (False, None)
    assert other.sentences[0] == "The head held elsewhere belongs to another log (counterseal/other)."


@pytest.mark.parametrize(("since", "seq"), [(0, 0), (5, 0)])
def test_another_log_key_is_named_at_entry_0(copies: Copies, since: int, seq: int) -> None:
    stranger = VerifierKey(copies.origin, SigningKey.generate().public)
    with copies.changed():
        report = verify_log(copies.copy, stranger, since=since)
    said = "Entry 0: The roster names another log key than the one this log is read with."
    assert (report.ok, report.entries, report.bad_seq, report.sentences) == (False, 0, seq, (said,))


@pytest.mark.parametrize("seq", [3, 8])
def test_an_erased_statement_that_came_back(copies: Copies, seq: int) -> None:
    row = copies.kept.envelopes[seq]
    report = copies.verdict("INSERT INTO envelopes VALUES (:sha, :raw)", sha=row.sha256, raw=row.envelope)
    by = {3: 17, 8: 19}[seq]
    assert (report.ok, report.bad_seq) == (False, seq)
    assert report.sentences[0] == f"Entry {seq}: Entry {by} erased it, but its signed statement is still there."


@pytest.mark.parametrize("seq", [2, 4, 13])
def test_erased_attachments_that_came_back(copies: Copies, seq: int) -> None:
    by = {2: 17, 4: 18, 13: 18}[seq]
    came_back = "INSERT INTO payloads VALUES (:seq, :name, :salt, :data)"
    for row in copies.kept.payloads[seq]:
        if row.name == ledger_log.LISTING:
            continue
        report = copies.verdict(came_back, seq=seq, name=row.name, salt=row.salt, data=row.bytes)
        assert (report.ok, report.bad_seq) == (False, seq)
        assert report.sentences[0] == f"Entry {seq}: Entry {by} erased it, but an attachment of it is still there."


def test_an_unknown_table_is_a_log_that_cannot_be_read(copies: Copies) -> None:
    for statement in ("DROP TABLE payloads", "DROP TABLE log_state", "DROP TABLE erased"):
        report = copies.verdict(statement)
        assert (report.ok, report.entries, report.bad_seq, len(report.sentences)) == (False, 0, None, 1)
        assert report.sentences[0].startswith("The log cannot be read: ")
        assert report.sentences[0].endswith(f"no such table: {statement.rpartition(' ')[2]}")


def test_an_attachment_of_an_entry_that_no_number_can_be(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a table of looser types would hold it."""
    loosened = (
        "CREATE TABLE other (seq, name, salt, bytes)",
        "INSERT INTO other SELECT * FROM payloads",
        "UPDATE other SET seq = 5.5 WHERE seq = 5",
        "DROP TABLE payloads",
        "ALTER TABLE other RENAME TO payloads",
    )
    report = copies.verdict(*loosened)
    assert report.sentences == ("Entry 5.5: It has an attachment 'listing' that its leaf does not name.",)
    without_quick_look(monkeypatch)
    assert copies.verdict(*loosened).sentences == report.sentences


def test_the_times_add_up(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that moves a second with every look: no part is negative, and together they fit into the whole."""
    looks = iter(range(1_000_000, 2_000_000))
    clock = SimpleNamespace(perf_counter=lambda: float(next(looks)))
    for module in (verify, verify_tree, quick_check):
        monkeypatch.setattr(module, "time", clock)
    for quick in (True, False):
        if not quick:
            without_quick_look(monkeypatch)
        report = copies.verdict()
        words = report.cost.replace(",", "").split()
        spent = [float(word) for word in words if word[0].isdigit()]
        assert len(spent) == (5 if quick else 6)
        assert all(part > 0 for part in spent), report.cost
        assert 22 <= spent[1] <= 22 + 3, "a second for each head, and for reading those of each stretch"
        assert 0.8 * report.took_s <= sum(spent) <= report.took_s < 10_000
        bad = copies.verdict("UPDATE listing SET title = 'x' WHERE seq = 20")
        assert 0 < bad.took_s < 10_000
        assert 0 < copies.verdict("DROP TABLE payloads").took_s < 10_000
