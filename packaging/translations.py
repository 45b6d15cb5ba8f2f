"""``make translations``: keep the window's languages in step with its source, and compile them.

Collects what passes through ``tr`` and ``mark`` into a Qt Linguist file for each language, keeps what is translated
there, leaves out what the window no longer says, and has Qt's own compiler make the ``.qm`` that the window loads.
A new language: ``python packaging/translations.py --add fr``.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import PySide6

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "desktop" / "counterseal_desktop"
FOLDER = ROOT / "resources" / "counterseal_resources" / "translations"
CONTEXT, PREFIX = "Counterseal", "counterseal_"
# A variable may hold a sentence that a table of ours marked; an expression that makes one cannot be collected.
_NAMES_A_SENTENCE = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


class NotCollectable(Exception):
    """A sentence that is put together while the program runs, so that no translator ever sees it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in one language.

    Attributes:
        source: in English. numbered: chosen by a number, so that there is a form for each plural of the language.
        said: the forms in the language, empty where it is not translated yet.
    """

    source: str
    numbered: bool
    said: tuple[str, ...] = ()


def collected(folder: Path = SOURCE) -> dict[str, bool]:
    """Every sentence of the window, and whether a number chooses its form.

    Raises:
        NotCollectable: with the file and line of it.
    """
    found: dict[str, bool] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "tr":
                raise NotCollectable(
                    f"{path}:{node.lineno}: a widget's own tr() has another context; use translating.tr"
                )
            if isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark") and node.args:
                numbered = any(keyword.arg == "count" for keyword in node.keywords)
                for text in _sentences(node.args[0], f"{path}:{node.lineno}"):
                    found[text] = found.get(text, False) or numbered
    return found


def _sentences(node: ast.expr, where: str) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _sentences(node.body, where)
        yield from _sentences(node.orelse, where)
    elif not isinstance(node, _NAMES_A_SENTENCE):
        raise NotCollectable(f"{where}: {ast.unparse(node)} is no literal")


def read(path: Path) -> dict[str, Message]:
    """A Qt Linguist file, by English sentence; what is unfinished in it has no ``said``."""
    messages = {}
    for element in ElementTree.parse(path).iter("message"):  # noqa: S314 - a file of this repository
        source = element.findtext("source") or ""
        numbered = element.get("numerus") == "yes"
        translation = element.find("translation")
        forms: tuple[str, ...] = ()
        if translation is not None and translation.get("type") is None:
            inner = [form.text or "" for form in translation.iter("numerusform")]
            forms = tuple(inner) if numbered else (translation.text or "",)
        messages[source] = Message(source, numbered, forms if all(forms) else ())
    return messages


def merged(known: dict[str, Message], sentences: dict[str, bool]) -> list[Message]:
    """What a language's file holds now: the window's sentences in order, translated where they were before."""
    made = []
    for source, numbered in sorted(sentences.items()):
        before = known.get(source)
        keeps = before is not None and before.numbered == numbered
        made.append(Message(source, numbered, before.said if before is not None and keeps else ()))
    return made


def write(path: Path, code: str, messages: list[Message]) -> None:
    """A Qt Linguist file without file names and lines, so that moved code changes nothing in it."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines += [f'<TS version="2.1" language="{code}" sourcelanguage="en">', "<context>", f"    <name>{CONTEXT}</name>"]
    for message in messages:
        lines.append('    <message numerus="yes">' if message.numbered else "    <message>")
        lines.append(f"        <source>{escape(message.source)}</source>")
        lines.append(f"        {_translation(message)}")
        lines.append("    </message>")
    lines += ["</context>", "</TS>", ""]
    path.write_text("\n".join(lines), "utf-8", newline="\n")


def _translation(message: Message) -> str:
    if not message.said:
        return '<translation type="unfinished"></translation>'
    if not message.numbered:
        return f"<translation>{escape(message.said[0])}</translation>"
    forms = "".join(f"<numerusform>{escape(form)}</numerusform>" for form in message.said)
    return f"<translation>{forms}</translation>"


def compile_file(source: Path, target: Path) -> None:
    """Have Qt's compiler make what the window loads.

    Raises:
        subprocess.CalledProcessError: it refused the file; what it said is on stderr.
    """
    ending = ".exe" if sys.platform == "win32" else ""
    compiler = Path(PySide6.__file__).parent / f"lrelease{ending}"
    subprocess.run([compiler, "-silent", source, "-qm", target], check=True)


def main(argv: list[str]) -> int:
    """Returns 1 when something is not translated yet."""
    parser = argparse.ArgumentParser(prog="make translations")
    parser.add_argument("--add", default="", metavar="CODE", help="begin another language, such as fr or pt_BR")
    asked = parser.parse_args(argv)
    if asked.add:
        (FOLDER / f"{PREFIX}{asked.add}.ts").touch(exist_ok=True)
    sentences = collected()
    left = 0
    for path in sorted(FOLDER.glob(f"{PREFIX}*.ts")):
        code = path.stem.removeprefix(PREFIX)
        known = read(path) if path.stat().st_size else {}
        messages = merged(known, sentences)
        write(path, code, messages)
        compile_file(path, path.with_suffix(".qm"))
        missing = sum(not message.said for message in messages)
        gone = len(known.keys() - sentences.keys())
        left += missing
        print(f"  {code}: {len(messages)} sentences, {missing} not translated, {gone} no longer said")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
