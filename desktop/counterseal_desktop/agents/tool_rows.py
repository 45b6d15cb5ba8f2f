"""The rows of a tool's description: its arguments, and the bounds under which its risk is lower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.risk import Risk
from counterseal.model.tools import LowerCase
from counterseal_desktop.agents.form import FormRow, Problem
from counterseal_desktop.agents.units import amount_text, read_amount
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

ROLES = (
    (mark("plain: only shown"), "plain"),
    (mark("money: an amount"), "money"),
    (mark("payee: who is paid"), "payee"),
    (mark("target: what it acts on"), "target"),
)


class FieldRow(FormRow):
    """One argument: what people call it, and what it means for the risk."""

    def __init__(self, name: str, known: Mapping[str, Any]) -> None:
        super().__init__()
        # What a text field would hide is shown as chips; untouched, the name is signed as the agent gave it.
        self._raw, self._shown = name, display_line(name, 200)
        self.name = self.text_field(tr("Argument"), "amount_minor", 120, self._shown)
        self.name.setProperty("mono", "true")
        label = display_line(str(known.get("label", "")), 300)
        self.label = self.text_field(tr("What people call it"), tr("Amount"), 120, label)
        self.role = self.choice(
            tr("What it is"), 150, [(tr(words), role) for words, role in ROLES], known.get("role", "plain")
        )
        self.unit = self.text_field(
            tr("Currency or unit"), "EUR", 60, str(known.get("currency") or known.get("unit") or "")
        )
        self.role.currentIndexChanged.connect(self._on_role)
        self._on_role()

    def read(self) -> tuple[str, dict[str, Any]]:
        name = self.argument()
        if not name:
            raise Problem(tr("Name the argument as the agent sends it."), self.name)
        role, unit = self.role.currentData(), self.unit.text().strip()
        member: dict[str, Any] = {"label": self.label.text().strip()}
        if role != "plain":
            member["role"] = role
        if role == "money":
            if len(unit) != 3 or not unit.isascii() or not unit.isalpha():
                raise Problem(tr("An amount names its currency with three letters, such as EUR."), self.unit)
            member["currency"] = unit.upper()
        elif unit:
            member["unit"] = unit
        return name, member

    def argument(self) -> str:
        """The argument's name as the agent sends it."""
        typed = self.name.text()
        return self._raw if typed == self._shown else typed.strip()

    def currency(self) -> str:
        """The currency of an amount, else empty."""
        return self.unit.text().strip().upper() if self.role.currentData() == "money" else ""

    def _on_role(self) -> None:
        self.unit.setPlaceholderText("EUR" if self.role.currentData() == "money" else tr("unit"))


class CaseRow(FormRow):
    """A bound under which the risk is lower. ``currency_of`` tells the currency of an argument, empty for a number."""

    def __init__(self, currency_of: Callable[[str], str], case: LowerCase | None) -> None:
        super().__init__()
        self._currency_of = currency_of
        self.say(tr("When"))
        self.field = self.text_field(tr("Argument that is bounded"), "amount_minor", 130, case.field if case else "")
        self.field.setProperty("mono", "true")
        self.say(tr("is at most"))
        most = amount_text(case.at_most, currency_of(case.field)) if case else ""
        self.most = self.text_field(tr("At most"), "500", 90, most)
        self.unit = self.say("")
        self.say(tr("it is"))
        options = [(risk_word(risk), risk.value) for risk in tuple(Risk)[:-1]]
        self.risk = self.choice(tr("Risk of the bounded case"), 110, options, (case.risk if case else Risk.R2).value)
        self.field.textEdited.connect(lambda _text: self.say_unit())
        self.say_unit()

    def read(self) -> dict[str, Any]:
        field = self.field.text().strip()
        if not field:
            raise Problem(tr("Name the argument that is bounded."), self.field)
        try:
            most = read_amount(self.most.text(), self._currency_of(field))
        except InvalidInput as error:
            raise Problem(f"{error.what}.", self.most) from None
        return {"field": field, "at_most": most, "risk": self.risk.currentData()}

    def say_unit(self) -> None:
        """The currency of the named argument."""
        self.unit.say(display_line(self._currency_of(self.field.text().strip()), 3))
