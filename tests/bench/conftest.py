"""Benchmarks run only by ``make bench``; they print ratios taken in one run and assert no times."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("COUNTERSEAL_BENCH") else ["test_*.py"]
