"""What the window's languages are written in: complete, true to the form of the English, and compiled as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import translations
from PySide6.QtCore import QTranslator
from translations import Message, NotCollectable

LANGUAGES = sorted(path.stem.removeprefix(translations.PREFIX) for path in translations.FOLDER.glob("*.ts"))
PLACE = re.compile(r"\{[a-z_]*\}")
FORMS = {"sv": 2, "de": 2}
# Words that are the same in English and in one of the languages; nothing else may stand as it was.
SAME = frozenset(
    (
        "agent", "argument", "code", "counterseal", "drift", "gateway", "id", "in", "json", "jsonl", "lease", "links",
        "log", "min", "ms", "name", "ndjson", "passphrase", "person", "pin", "risk", "server", "session", "starttls",
        "text", "tls", "traces", "verb", "webhook",
    )
)  # fmt: skip


def file_of(code: str, ending: str) -> Path:
    return translations.FOLDER / f"{translations.PREFIX}{code}.{ending}"


def ending_of(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last in set("….:?!") else ""


def strays(source: str, form: str, singular: bool) -> bool:
    """Whether a form puts in something else than the English; a form for one may leave the number out."""
    wanted, given = sorted(PLACE.findall(source)), sorted(PLACE.findall(form))
    return given != wanted and not (singular and given == [place for place in wanted if place != "{count}"])


def test_there_are_two_languages_beside_english() -> None:
    assert sorted(FORMS) == LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_says_all_that_the_window_says_and_no_more(code: str) -> None:
    messages = translations.read(file_of(code, "ts"))
    sentences = translations.collected()
    assert sorted(sentences.keys() - messages.keys()) == []
    assert sorted(messages.keys() - sentences.keys()) == []
    assert [source for source, numbered in sentences.items() if messages[source].numbered != numbered] == []
    assert [source for source, message in messages.items() if not message.said] == []
    assert [m.source for m in messages.values() if len(m.said) != (FORMS[code] if m.numbered else 1)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_has_the_form_of_its_sentence(code: str) -> None:
    for source, message in translations.read(file_of(code, "ts")).items():
        for number, form in enumerate(message.said):
            assert not strays(source, form, message.numbered and number == 0), (source, form)
            assert "&" not in form or "&" in source, (source, form)
            assert (form[:1].isspace(), form[-1:].isspace()) == (source[:1].isspace(), source[-1:].isspace()), form
            # Short names of months have a point in some languages.
            assert ending_of(form) == ending_of(source) or len(source) == 3, (source, form)
            words = {word.lower() for word in re.findall(r"[A-Za-z]{2,}", PLACE.sub("", form))}
            assert form != source or words <= SAME, source


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    compiled = QTranslator()
    assert compiled.load(str(file_of(code, "qm")))
    for source, message in translations.read(file_of(code, "ts")).items():
        numbers = range(1, len(message.said) + 1) if message.numbered else (-1,)
        said = tuple(compiled.translate(translations.CONTEXT, source, None, number) for number in numbers)
        assert said == message.said, "make translations"


def test_sentences_are_collected_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(
        'WORDS = {1: mark("Low")}\n'
        'tr("A sentence " "of two parts")\n'
        'tr("One" if alone else "Several")\n'
        'tr("{count} wait", count=n)\n'
        "tr(WORDS[1]), tr(word), tr(known.get(1))\n"
        'other("No sentence")\n',
        "utf-8",
    )
    assert translations.collected(tmp_path) == {
        "Low": False,
        "A sentence of two parts": False,
        "One": False,
        "Several": False,
        "{count} wait": True,
    }


@pytest.mark.parametrize("call", ['tr(f"Made of {parts}")', 'tr("Made of " + parts)', 'self.tr("Of a widget")'])
def test_what_no_translator_could_see_is_refused_with_its_place(tmp_path: Path, call: str) -> None:
    (tmp_path / "one.py").write_text(f"\n{call}\n", "utf-8")
    with pytest.raises(NotCollectable, match=r"one\.py:2"):
        translations.collected(tmp_path)


def test_translations_are_kept_and_what_is_no_longer_said_goes(tmp_path: Path) -> None:
    known = {
        "Kept": Message("Kept", False, ("Behållen",)),
        "Gone": Message("Gone", False, ("Borta",)),
        "{count} now": Message("{count} now", False, ("{count} nu",)),
    }
    made = translations.merged(known, {"New": False, "{count} now": True, "Kept": False})
    assert made == [Message("Kept", False, ("Behållen",)), Message("New", False), Message("{count} now", True)]
    path = tmp_path / "counterseal_xx.ts"
    written = [*made, Message("<a & b>", False, ("<ä & ö>",)), Message("{count}", True, ("{count} en", "{count} fler"))]
    translations.write(path, "xx", written)
    assert list(translations.read(path).values()) == written
