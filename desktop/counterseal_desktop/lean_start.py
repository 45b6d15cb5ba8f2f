"""What a start does without, so that the window is there sooner; all of it is given back once the window stands."""

from __future__ import annotations

import builtins
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """No pass of the garbage collector until ``collect_again``: what is imported and built at a start stays anyway.

    Passes over all of it were a tenth of a start's work. At the end of the block everything is as it was before.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if before:
            gc.enable()


def collect_again() -> None:
    """Collect what comes from now on. What is there already is left out of every pass: no pass would free it, and each
    would make the window's thread wait for as long as it takes to look at all of it."""
    gc.freeze()
    gc.enable()


def load_qt() -> None:
    """Import Qt, and keep Python's own ``import``.

    PySide6 puts one of its own in that place, which reads the source of every module imported from then on and looks
    for a switch (``from __feature__ import``) that no module here uses.
    """
    plain = builtins.__import__
    import PySide6.QtWidgets

    del PySide6
    builtins.__import__ = plain
