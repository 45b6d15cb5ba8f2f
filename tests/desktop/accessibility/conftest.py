"""The desk in memory and the scenes of the contact sheets lie in folders of their own."""

from __future__ import annotations

import sys
from pathlib import Path

for _folder in ("desktop/accessibility", "desktop/screens", "screenshots"):
    sys.path.insert(0, str(Path(__file__).parents[2] / _folder))
