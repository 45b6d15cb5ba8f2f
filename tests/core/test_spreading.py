"""The files that are told apart in how tests are spread over workers are there."""

from __future__ import annotations

from pathlib import Path

import spreading


def test_long_units_are_real_ones() -> None:
    root = Path(spreading.__file__).resolve().parent.parent
    files = {path.relative_to(root).as_posix() for path in (root / "tests").rglob("test_*.py")}
    units = {spreading.unit_of(f"{file}::test_one[a/langgraph/b]") for file in files}
    assert set(spreading.SECONDS) <= units


def test_long_soak_tests_are_real_ones() -> None:
    root = Path(spreading.__file__).resolve().parent
    source = "\n".join(path.read_text("utf-8") for path in root.rglob("test_*.py"))
    assert [name for name in spreading.SOAK_SECONDS if f"def {name}(" not in source] == []
