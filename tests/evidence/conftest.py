"""The long ledgers, made once in a run."""

from __future__ import annotations

import pytest

from evidence import long_ledger
from evidence.long_ledger import LongLedger

SMALL, LARGE = 600, 5_000


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> LongLedger:
    """A ledger for ``make test``."""
    return long_ledger.make(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> LongLedger:
    """A ledger for ``make soak``."""
    return long_ledger.make(tmp_path_factory.mktemp("large"), LARGE)
