"""Every column of every table of evidence and every row operation: whatever was changed is found and named.

``make test`` takes a fixed sample over a short ledger, ``make soak`` the whole corpus over one of 5,000 entries.
"""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from counterseal.ledger import sqlite_dialect
from evidence.attacker import KEYS, WORTH, Rows
from evidence.corpus_run import Run, corpus, run
from evidence.long_ledger import LongLedger

SAMPLE = 160
SEED = 20261121
# A change there proves nothing about what was decided: nothing in them is evidence, and nothing in them authorises.
# A permit is computed from envelopes in the ledger (tests/gateway/test_gateway_tampering.py holds it to that).
OPERATIONAL = {
    "meta": "which log and person this folder is for; a wrong origin fits no head, and keys are not in it",
    "alembic_version": "which form the tables have; another number makes the program migrate or refuse",
    "sqlite_sequence": "the last number that was given to a known gateway",
    "outbox": "what is still to be delivered; the envelopes are in the ledger, and a gateway takes each once",
    "witnessed": "the gateway's last sight of desktop logs; a changed one refuses the desktop's next delivery",
    "accepted": "answers to repeated deliveries; a permit looks into the ledger, not here",
    "agents": "registrations as the gateway uses them; the signed order in the ledger is what counts",
    "actions": "the queue; a permit recomputes digest, verdict, nonce and epoch from envelopes",
    "sources": "addresses that are polled",
    "gateways": "addresses and pinned keys of known gateways; another key fits none of that gateway's heads",
    "cosignatures": "what witnesses said of heads: each line is their own signature, and they hold those heads too",
    "conflicts": "two signed heads that contradict each other: each proves itself, and its holder has it too",
    "approvals": "a quorum so far: each is verified again from its envelope before a permit",
    "charges": "what budgets have been used: the gateway counts for itself, and who writes its file stands for it",
    "charge_sums": "the same, summed up",
    "pending": "orders that wait for a second signature, whose entries are in the log",
    "claimed": "who looks at an action now, for two minutes",
    "away": "who is away: from the newest order about it",
    "incidents": "their state: from the entries about them",
    "received_steps": "what an agent's program exported beside its actions: nobody signed it, and the window says so",
    "span_calls": "the same: in which trace a call was seen",
    "span_keys": "the same: which action a call or a trace belongs to",
    "precedents": "what earlier decisions are found by; each shown leads to its entry, and none decides anything",
    "precedent_terms": "the same, by argument",
    "precedent_counts": "the same, counted",
    "search_config": "the version number of the full-text index",
    "search_content": "the words of `search` themselves, changed through it",
}
# The full-text index of `search`, which hides entries from readers when damaged: changed by mutants._search_index.
INDEX = {"search_data", "search_idx", "search_docsize"}


def test_every_table_is_evidence_or_told_apart(small: LongLedger) -> None:
    with closing(sqlite_dialect.driver().connect(f"file:{small.file}?mode=ro", uri=True)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in KEYS}
    assert tables - set(OPERATIONAL) - INDEX == set(KEYS)
    for table, names in columns.items():
        assert names <= {*KEYS[table], *WORTH[table]}, f"a column of {table} is not in the corpus"


@pytest.mark.timeout(600)
def test_a_sample_of_the_corpus(small: LongLedger, tmp_path: Path) -> None:
    everything = corpus(Rows.of(small.file), SEED, 2)
    expect_all_found(run(small, random.Random(SEED).sample(everything, SAMPLE), tmp_path))


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_the_whole_corpus(large: LongLedger, tmp_path: Path) -> None:
    done = run(large, corpus(Rows.of(large.file), SEED, 12), tmp_path)
    print(f"\n{large.size:,} entries, {len(large.heads):,} heads; {done.says()}")
    expect_all_found(done)
    assert done.mutants >= 2_000


def expect_all_found(done: Run) -> None:
    assert not done.undetected, done.says() + "\n" + "\n".join(done.undetected[:20])
    assert not done.misnamed, done.says() + "\n" + "\n".join(done.misnamed[:20])
