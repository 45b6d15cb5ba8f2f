"""verify.py as it lies in every bundle: the verifier's modules put together into one file that a stranger can read.

The modules import nothing of ours but each other, so that their bodies stand one after the other as they are.
"""

from __future__ import annotations

import ast
from importlib import resources

PARTS = ("bundle_forms", "bundle_people", "bundle_checker", "bundle_verifier")
_PACKAGE = "counterseal.ledger"


def verifier_script() -> bytes:
    """The text of verify.py: the last part's docstring, all imports, then every part's body."""
    names: dict[str, set[str]] = {}
    bodies: list[str] = []
    docstring = ""
    for part in PARTS:
        source = resources.files(_PACKAGE).joinpath(f"{part}.py").read_text("utf-8")
        head, *rest = ast.parse(source).body
        docstring = _text(source, head, head)
        first = next(i for i, node in enumerate(rest) if not isinstance(node, ast.Import | ast.ImportFrom))
        for node in rest[:first]:
            _collect(node, names)
        bodies.append(_text(source, rest[first], rest[-1]))
    blocks = [docstring, *("\n".join(block) for block in _import_blocks(names))]
    return ("\n\n".join(blocks) + "\n\n\n" + "\n\n\n".join(bodies) + "\n").encode()


def _collect(node: ast.stmt, names: dict[str, set[str]]) -> None:
    """Add what an import brings, by module; a plain import brings nothing but the module."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            names.setdefault(alias.name, set())
    elif isinstance(node, ast.ImportFrom) and not str(node.module).startswith(f"{_PACKAGE}."):
        names.setdefault(str(node.module), set()).update(alias.name for alias in node.names)


def _import_blocks(names: dict[str, set[str]]) -> list[list[str]]:
    """The future import, the standard library, and what has to be installed, each sorted as linters like it."""
    blocks: list[list[str]] = [[], [], []]
    for module, brought in sorted(names.items(), key=lambda item: (bool(item[1]), item[0])):
        line = (
            f"from {module} import {', '.join(sorted(brought, key=_constants_first))}"
            if brought
            else f"import {module}"
        )
        blocks[0 if module == "__future__" else 2 if module.startswith("cryptography.") else 1].append(line)
    return blocks


def _constants_first(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def _text(source: str, first: ast.stmt, last: ast.stmt) -> str:
    """The source from one statement to another, with decorators and the comment lines right above."""
    lines = source.split("\n")
    start = min([first.lineno, *(node.lineno for node in getattr(first, "decorator_list", []))]) - 1
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return "\n".join(lines[start : last.end_lineno])
