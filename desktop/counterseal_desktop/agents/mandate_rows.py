"""The rows of the mandate's form: limits of each call, budgets over time, and who may be paid or reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from counterseal.errors import InvalidInput
from counterseal.model.autonomy import DAY, Limit, Payees, Window
from counterseal_desktop import theme
from counterseal_desktop.agents.form import FormRow, Problem
from counterseal_desktop.agents.mandate_words import PERIODS, names_words, per
from counterseal_desktop.agents.shown_names import GivenNames, shown_name
from counterseal_desktop.agents.units import BoundField, amount_text, read_amount
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.schema_editors import BlockInput
from counterseal_desktop.widgets.schema_fields import needs_escapes
from counterseal_desktop.widgets.untrusted import display_line


class LimitRow(FormRow):
    """Each call: a number of it stays between two bounds."""

    def __init__(self, fields: Sequence[BoundField], limit: Limit | None) -> None:
        super().__init__()
        known = [_own(fields, limit.tool, limit.field)] if limit else []
        options = [*known, *(field for field in fields if field not in known)]
        self.field = self.choice(tr("What is bounded"), 220, [(field.words, field) for field in options])
        now = options[0] if options else None
        currency = now.currency if now else ""
        self.say(tr("from"))
        self.least = self.text_field(
            tr("At least"), "0", 70, amount_text(limit.at_least, currency) if limit and limit.at_least else ""
        )
        self.say(tr("to"))
        self.most = self.text_field(tr("At most"), "500", 80, amount_text(limit.at_most, currency) if limit else "")
        self.unit = self.say("")
        self.field.currentIndexChanged.connect(self._say_unit)
        self._say_unit()

    def read(self) -> Limit:
        field: BoundField | None = self.field.currentData()
        if field is None:
            raise Problem(tr("No described tool has a number that could be bounded."), self.field)
        most = _amount(self.most, field.currency)
        least = _amount(self.least, field.currency) if self.least.text().strip() else 0
        if least > most:
            raise Problem(tr("The lower bound is above the upper one."), self.least)
        return Limit(field.tool, field.field, most, least)

    def _say_unit(self) -> None:
        field: BoundField | None = self.field.currentData()
        self.unit.say(field.unit_words if field else "")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a budget counts: the sum of a field of one tool, or calls of some tools (``field`` None).

    ``name`` is what a new budget is signed under, in English whatever the window speaks; ``words`` say it here.
    """

    tools: tuple[str, ...]
    field: str | None
    name: str
    words: str
    currency: str = ""
    unit: str = ""


class WindowRow(FormRow):
    """A budget: a sum or a count within the last hour, day, week or month."""

    def __init__(self, tools: Sequence[str], fields: Sequence[BoundField], window: Window | None) -> None:
        super().__init__()
        options = _countable(tools, fields)
        now = _counted_of(options, window) if window else None
        if now is not None and now not in options:
            options.insert(0, now)
        self._kept_name = window.name if window else ""
        self.what = self.choice(tr("What is counted"), 220, [(one.words, one) for one in options], now)
        self.say(tr("at most"))
        self.most = self.text_field(
            tr("At most"), "2000", 80, amount_text(window.at_most, now.currency) if window and now else ""
        )
        self.unit = self.say("")
        seconds = window.seconds if window else DAY
        periods = [(per(size), size) for size, _words in PERIODS]
        if all(size != seconds for _words, size in periods):
            periods.insert(0, (per(seconds), seconds))
        self.period = self.choice(tr("In how long"), 100, periods, seconds)
        self.what.currentIndexChanged.connect(self._say_unit)
        self._say_unit()

    def read(self) -> Window:
        what: Counted | None = self.what.currentData()
        if what is None:
            raise Problem(tr("There is nothing to count yet: describe a tool first."), self.what)
        most = _amount(self.most, what.currency)
        # The name is the budget's identity: with the same one, what was used already goes on counting.
        name = self._kept_name or what.name
        return Window(name[:80], what.tools, what.field, most, int(self.period.currentData()))

    def _say_unit(self) -> None:
        what: Counted | None = self.what.currentData()
        self.unit.say(
            (what.currency or display_line(what.unit, 20) or ("" if what.field else tr("calls"))) if what else ""
        )


def apart(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The same budgets with names of their own: a second one about the same calls is told by its time.

    Names are signed, so that they are English whatever the window speaks.
    """
    made: list[Window] = []
    for window in windows:
        taken = {one.name for one in made}
        name, number = window.name, 1
        while name in taken:
            name = f"{window.name[:60]} {_time_name(window.seconds)}{f' ({number})' if number > 1 else ''}"
            number += 1
        made.append(replace(window, name=name))
    return tuple(made)


def _time_name(seconds: int) -> str:
    known = next((words for size, words in PERIODS if size == seconds), None)
    return known or (f"in {seconds:,} seconds" if seconds % 3600 else f"in {seconds // 3600:,} hours")


class PayeesRow(FormRow):
    """Only these may be paid or reached, character by character.

    Each name is one line, with chips for what a text field would hide, break at or change. A line that still reads as
    it was shown is signed as the name it came from; one that a person wrote is signed as it stands.
    """

    def __init__(self, fields: Sequence[BoundField], payees: Payees | None) -> None:
        super().__init__()
        known = [_own(fields, payees.tool, payees.field)] if payees else []
        options = [*known, *(field for field in fields if field not in known)]
        self.field = self.choice(tr("Whose names"), 200, [(field.words, field) for field in options])
        self.say(tr("only"))
        self._given = GivenNames(payees.allowed if payees else ())
        self.allowed = BlockInput(most_lines=5)
        self.allowed.setAccessibleName(tr("Allowed names, one a line"))
        self.allowed.setPlaceholderText(tr("One name a line, exactly as the agent gives it"))
        self.allowed.setPlainText("\n".join(self._given.lines()))  # trusted: a plain-text editor, and chips in it
        self.allowed.setMinimumWidth(theme.px(60))
        self.allowed.textChanged.connect(self.changed)
        self.hidden = OwnLabel("", "warn", wrap=True)
        self.hidden.setObjectName("payeesHidden")
        both = QVBoxLayout()
        both.setSpacing(theme.px(2))
        both.addWidget(self.allowed)
        both.addWidget(self.hidden)
        self.line.addLayout(both, 240)
        self.allowed.textChanged.connect(self._say_hidden)
        self._say_hidden()

    def read(self) -> Payees:
        field: BoundField | None = self.field.currentData()
        if field is None:
            raise Problem(tr("No described tool names a payee or target."), self.field)
        names = self._names()
        if not names:
            raise Problem(tr("Name who may be paid or reached, one a line."), self.allowed)
        for number, line in enumerate(_lines(self.allowed), 1):
            # A chip stands for a character; changed by hand, it would be signed as brackets that no name has.
            if self._given.spoilt(line):
                words = tr(
                    "Line {number} still shows a hidden character and is not the name that was given. Write it anew, "
                    "or take it out.",
                    number=number,
                )
                raise Problem(words, self.allowed)
        return Payees(field.tool, field.field, names)

    def _names(self) -> tuple[str, ...]:
        lines = [line for line in _lines(self.allowed) if self._given.knows(line) or line.strip()]
        return tuple(dict.fromkeys(self._given.name(line) for line in lines))

    def _say_hidden(self) -> None:
        """A name must be equal to the last character, also to those that nobody sees."""
        names = self._names()
        broken = [name for name in names if name.splitlines() != [name]]
        odd = [name for name in names if needs_escapes(name) and name not in broken]
        said = []
        if odd:
            said.append(tr("Holds hidden characters: {names}", names=_some(odd)))
        if broken:
            said.append(tr("One name with a line break in it: {names}", names=_some(broken)))
        self.hidden.say("\n".join(said))
        self.hidden.setVisible(bool(said))


def _some(names: Sequence[str]) -> str:
    return "; ".join(_quoted(name) for name in names[:3])


def _quoted(name: str) -> str:
    shown = shown_name(name)
    # An isolate, so that letters from right to left do not reorder what stands beside them.
    return f"\u2066{shown if len(shown) <= 160 else f'{shown[:159]}…'}\u2069"


def _lines(editor: QPlainTextEdit) -> list[str]:
    """What stands in the lines: ``toPlainText`` would turn a no-break space into a space."""
    lines: list[str] = []
    block = editor.document().begin()
    while block.isValid():
        lines += block.text().split("\u2028")
        block = block.next()
    return lines


def _own(fields: Sequence[BoundField], tool: str, field: str) -> BoundField:
    """A signed bound's field as an option of its own, with the unit of the described field that it means."""
    exact = next((one for one in fields if one.tool == tool and one.field == field), None)
    like = exact or next((one for one in fields if one.field == field), None)
    return exact or BoundField(tool, field, like.label if like else "", *((like.currency, like.unit) if like else ()))


def _countable(tools: Sequence[str], fields: Sequence[BoundField]) -> list[Counted]:
    sums = [_sum_of((one.tool,), one.field, one.name, one.words, one.currency, one.unit) for one in fields]
    counts = [_calls_of((tool,), display_line(tool, 60)) for tool in tools]
    every = [Counted(tuple(tools), None, "Calls of all of them", tr("Calls of all of them"))] if len(tools) > 1 else []
    return [*sums, *every, *counts]


def _counted_of(options: Sequence[Counted], window: Window) -> Counted:
    for one in options:
        if one.tools == window.tools and one.field == window.field:
            return one
    tools = names_words(window.tools)
    if not window.field:
        return _calls_of(window.tools, tools)
    like = next((one for one in options if one.field == window.field), None)
    field = display_line(window.field, 40)
    name, words = f"{field} of {tools}", tr("{field} of {tools}", field=field, tools=tools)
    return _sum_of(window.tools, window.field, name, words, like.currency if like else "", like.unit if like else "")


def _sum_of(tools: tuple[str, ...], field: str, name: str, words: str, currency: str, unit: str) -> Counted:
    return Counted(tools, field, name, tr("Sum of {what}", what=words), currency, unit)


def _calls_of(tools: tuple[str, ...], names: str) -> Counted:
    return Counted(tools, None, f"Calls of {names}", tr("Calls of {tools}", tools=names))


def _amount(field: Any, currency: str) -> int:
    try:
        return read_amount(field.text(), currency)
    except InvalidInput as error:
        raise Problem(f"{error.what}.", field) from None
