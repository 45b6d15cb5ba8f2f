"""The desk in memory, the scenes of the contact sheets and the collector of sentences lie in folders of their own."""

from __future__ import annotations

import sys
from pathlib import Path

for _folder in ("tests/desktop/accessibility", "tests/desktop/screens", "tests/screenshots", "packaging"):
    sys.path.insert(0, str(Path(__file__).parents[3] / _folder))
