"""Names in text fields: nothing hides in them, no two look alike, and what was not touched is given back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from counterseal.model.autonomy import Level, ToolGroup
from counterseal_desktop.agents.form import Problem
from counterseal_desktop.agents.level_sheet import GroupRow
from counterseal_desktop.agents.shown_names import GivenList, GivenNames, shown_name
from counterseal_desktop.widgets.schema_fields import needs_escapes

NAMES = some.text(some.sampled_from("ab,; \u200d\u202e\ufe0f❤👍⟦⟧\n\tö\u00a0."), min_size=1, max_size=6)


@settings(max_examples=60)
@given(some.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_what_is_not_touched_is_given_back(names: list[str]) -> None:
    given_names = GivenList(names)
    assert given_names.read(given_names.text()) == tuple(names)
    assert not given_names.spoilt_in(given_names.text())
    assert all("\u202e" not in line and "\n" not in line for line in GivenNames(names).lines())


@settings(max_examples=60)
@given(NAMES, NAMES)
def test_no_two_names_look_alike(one: str, other: str) -> None:
    assert (shown_name(one) == shown_name(other)) == (one == other)


@pytest.mark.parametrize("name", ["❤️ Fund", "1️⃣ Bank", "👍🏽", "🇸🇪 Skatteverket", "Åse Øst", "مرحبا"])
def test_an_ordinary_name_is_shown_as_it_is(name: str) -> None:
    assert shown_name(name) == name
    assert not needs_escapes(name)


def test_a_group_keeps_its_odd_names_and_refuses_a_spoilt_one(qtbot: object) -> None:
    group = ToolGroup("Mail\u202e", ("mail.*", "no,te\u200d"), Level.L2)
    row = GroupRow(group)
    assert "\u202e" not in row.name.text()
    assert "⟦U+202E⟧" in row.name.text()
    assert row.read() == group
    row.name.setText(row.name.text() + "!")
    with pytest.raises(Problem):
        row.read()
    row.name.setText("Letters")
    assert row.read() == ToolGroup("Letters", group.tools, Level.L2)
    row.tools.setText("mail.*, no⟦U+200D⟧te")
    with pytest.raises(Problem):
        row.read()
    row.deleteLater()
