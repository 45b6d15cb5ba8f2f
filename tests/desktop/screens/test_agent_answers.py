"""What an A2A agent reads as a yes, a no and an answer: entered in Settings, kept, and shown as it was."""

from __future__ import annotations

import pytest
from desk_double import DeskDouble
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reading import click, until

from counterseal_desktop.settings.agent_answers import AgentAnswers
from counterseal_desktop.shell.window import MainWindow


def test_what_an_a2a_agent_reads_as_a_yes_and_a_no_is_entered_and_comes_back(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    window.show_screen("settings")
    window.settings.show_page("sources")
    page = window.settings.sources
    sheet = page.open_add()
    answers = sheet.answers
    until(qtbot, lambda: sheet.agent.count() > 0)
    assert not answers.approve.isVisible()
    sheet.kind.setCurrentIndex(sheet.kind.findData("a2a"))
    assert answers.approve.isVisible()
    for field, text in (
        (sheet.name, "payments"), (sheet.url, "https://pay.example.com"), (answers.reject, "no: {reason}"),
        (answers.approve, '{"data": {"approved": tru}}'), (answers.tasks, "t-1, t-2"),
    ):  # fmt: skip
        field.setText(text)
    click(qtbot, sheet, "connectKeep")
    until(qtbot, lambda: "begins like JSON and is none" in sheet.wrong.text())
    assert all(one.name != "payments" for one in desk.connections.known)
    answers.approve.setText('{"data": {"approved": true}}')
    click(qtbot, sheet, "connectKeep")
    until(qtbot, lambda: window.sheet() is None)
    options = {
        "approve": {"data": {"approved": True}},
        "reject": {"text": "no: {reason}"},
        "tasks": ["t-1", "t-2"],
    }
    assert desk.connections.known[-1].options == options
    until(qtbot, lambda: page.findChild(QWidget, "sourceChange_payments") is not None)
    click(qtbot, page, "sourceChange_payments")
    sheet = window.sheet()
    assert sheet.wanted().options == options
    assert (sheet.answers.reject.text(), sheet.answers.answer.text()) == ("no: {reason}", "")
    sheet.leave()


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ({"text": "{answer}"}, "{answer}"),
        ({"text": "two\nlines"}, '{"text": "two\\nlines"}'),
        ({"text": '{"ok": 1}'}, '{"text": "{\\"ok\\": 1}"}'),
        ({"text": "no", "data": []}, '{"text": "no", "data": []}'),
    ],
)
def test_a_template_comes_back_as_it_was(qtbot: QtBot, template: dict[str, object], shown: str) -> None:
    answers = AgentAnswers()
    for row in answers.rows:
        qtbot.addWidget(row)
    answers.fill({"answer": template})
    assert answers.answer.text() == shown
    assert answers.options() == {"answer": template}
