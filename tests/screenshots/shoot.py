"""``make screenshots``: every screen in every look, one contact sheet each, for somebody to look at.

Run as ``python tests/screenshots/shoot.py [FOLDER] [--only NAME…] [--docs FOLDER]``. Needs no display.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parent.parent / "desktop" / "screens"))

from contact_sheet import Shot, paint
from pseudo import PseudoLocale, untranslated
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from scenes import SCENES, Scene, Stage, texts

from counterseal_desktop import theme
from counterseal_desktop.app import make_application
from counterseal_desktop.shell import language

SIZE = (1440, 900)
SMALLEST = (960, 600)
# What the docs show: a name of a scene and of a look. Kept small, since each picture is in the repository for good.
DOCS = (("inbox", "light"), ("trace", "dark"), ("agents", "light"), ("mandate", "light"), ("history", "light"),
        ("insights", "light"), ("inbox", "right to left"), ("inbox", "200 % text"))  # fmt: skip
_DOCS_WIDTH = 1080


@dataclass(frozen=True, slots=True)
class Look:
    """How everything looks in one round, and which world the round is about."""

    name: str
    world: str = "full"
    scheme: theme.theme.Scheme = "light"
    scale: float = 1.0
    rtl: bool = False
    pseudo: bool = False
    language: str = language.ENGLISH
    size: tuple[int, int] = SIZE


LOOKS = (
    Look("light"),
    Look("dark", scheme="dark"),
    Look("200 % text", scale=2.0),
    Look("right to left", rtl=True),
    Look("pseudo-locale", pseudo=True),
    Look("Swedish", language="sv"),
    Look("German", language="de"),
    Look("German, 200 % text", scale=2.0, language="de"),
    Look("smallest window", size=SMALLEST),
    Look("empty", world="empty"),
    Look("errors", world="error"),
)


class Round:
    """The pictures of one run.

    Attributes:
        shots: by scene. unsaid: sentences of ours that were shown without passing through ``tr``. broken: what failed.
    """

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.shots: dict[str, list[Shot]] = {}
        self.unsaid: set[str] = set()
        self.broken: list[str] = []
        sys.excepthook = self._note

    def play(self, look: Look, scenes: tuple[Scene, ...]) -> None:
        """Take the pictures of one look, in one window."""
        with self._worn(look), tempfile.TemporaryDirectory() as home:
            stage = Stage(look.world, Path(home), look.size)
            stage.window.bridge.defect.connect(lambda text: self.broken.append(f"{look.name}: {text}"))
            for scene in scenes:
                if look.world in scene.worlds:
                    self._take(look, scene, stage)
            stage.end()

    def _take(self, look: Look, scene: Scene, stage: Stage) -> None:
        try:
            widget = scene.act(stage)
            stage.settle()
            image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            self.shots.setdefault(scene.name, []).append(Shot(look.name, image))
            if look.pseudo:
                self.unsaid |= texts(widget)
        except Exception:  # noqa: BLE001 - a scene that breaks must not cost the pictures of the others; it fails the run
            self.broken.append(f"{scene.name}, {look.name}: {traceback.format_exc()}")
        stage.clear()

    @contextmanager
    def _worn(self, look: Look) -> Iterator[None]:
        language.wear(self._app, look.language)
        direction = Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight
        self._app.setLayoutDirection(direction)
        theme.apply_theme(self._app, look.scheme, look.scale)
        locale = PseudoLocale(self._app) if look.pseudo else None
        if locale is not None:
            self._app.installTranslator(locale)
        yield
        if locale is not None:
            self._app.removeTranslator(locale)
        language.wear(self._app, language.ENGLISH)

    def _note(self, kind: type[BaseException], error: BaseException, where: object) -> None:
        self.broken.append("".join(traceback.format_exception(error)))


def main(argv: list[str]) -> int:
    """Returns 1 when a scene broke, with what it said on stderr."""
    parser = argparse.ArgumentParser(prog="make screenshots")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/screenshots"))
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these screens")
    parser.add_argument("--looks", nargs="*", default=[], metavar="NAME", help="these looks")
    parser.add_argument("--docs", type=Path, default=None, help="also write the few pictures of the docs there")
    asked = parser.parse_args(argv)
    scenes = tuple(scene for scene in SCENES if not asked.only or scene.name in asked.only)
    looks = [look for look in LOOKS if not asked.looks or look.name in asked.looks]
    app = make_application(["counterseal-screenshots"])
    theme.apply_theme(app, "light", 1.0)
    theme.set_still(app, True)
    taken = Round(app)
    for look in looks:
        taken.play(look, scenes)
        print(f"  {look.name}", flush=True)
    theme.apply_theme(app, "light", 1.0)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes:
        if shots := taken.shots.get(scene.name):
            paint(scene.title, shots, asked.folder / f"{scene.name}.png")
    if asked.docs is not None:
        _write_docs(taken, asked.docs)
    left = untranslated(taken.unsaid)
    (asked.folder / "untranslated.txt").write_text("\n".join(left) + "\n", "utf-8")
    print(f"{sum(map(len, taken.shots.values()))} pictures of {len(taken.shots)} screens in {asked.folder}")
    print(f"{len(left)} sentences of ours did not pass through tr; they are in untranslated.txt")
    for broken in taken.broken:
        print(broken, file=sys.stderr)
    return 1 if taken.broken else 0


def _write_docs(taken: Round, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, look in DOCS:
        for shot in taken.shots.get(name, []):
            if shot.caption == look:
                small = shot.image.scaledToWidth(_DOCS_WIDTH, Qt.TransformationMode.SmoothTransformation)
                file = folder / f"{name}-{look.replace(' %', '').replace(' ', '-')}.png"
                if not small.save(str(file), "PNG", 0):
                    raise OSError(f"{file} could not be written")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
