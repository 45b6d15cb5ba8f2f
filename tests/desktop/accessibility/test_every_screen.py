"""Every screen, form and sheet as a screen reader and the keyboard find it (WCAG 2.2: 2.1, 2.4, 2.5, 4.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hearing import faults, tab_faults, title_faults
from places import BASES, GROUPS, QUIET, SHEETS, Desk, Scene, load_all, sheets
from PySide6.QtWidgets import QApplication

from counterseal_desktop import theme
from counterseal_desktop.shell.rail import SCREENS
from counterseal_desktop.widgets.roles import install_roles


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One window for all; what is made when a screen is first shown is made here."""
    install_roles()
    theme.apply_theme(qapp, "light", 1.0)
    theme.set_still(qapp, True)
    desk = Desk("full", tmp_path_factory.mktemp("desk"), (1440, 900))
    for name, *_words in SCREENS:
        desk.window.show_screen(name)
        desk.settle()
    desk.window.show_screen(QUIET)
    yield desk
    desk.end()
    theme.set_still(qapp, False)


@pytest.fixture
def desk(shared: Desk) -> Iterator[Desk]:
    yield shared
    shared.clear()
    shared.window.show_screen(QUIET)


def heard_and_walked(desk: Desk, place: Scene) -> list[str]:
    """What is wrong with one place, in words."""
    shown = place.act(desk)
    desk.settle()
    sheet = desk.window.sheet()
    root = shown if sheet is None else sheet
    kind = "" if sheet is None else type(sheet).__name__
    found = [] if kind == SHEETS.get(place.name, "") else [f"{kind!r} was brought up"]
    found += [*faults(root), *title_faults(root), *tab_faults(root)]
    desk.clear()
    return found


# A window's tests are looked over for what they leave; one for each place would take longer at that than at this.
@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_screen_and_sheet_is_heard_and_walked(desk: Desk, group: str) -> None:
    found = {place.name: heard_and_walked(desk, place) for place in GROUPS[group]}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_no_kind_of_sheet_is_left_out() -> None:
    load_all()
    assert set(sheets()) - BASES == set(SHEETS.values())
