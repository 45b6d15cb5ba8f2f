"""Settings, Appearance: colours, text size, motion, language."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.settings.rows import Rows, choice, choose, put, switch
from counterseal_desktop.shell import language
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.looks import SCALES, Looks
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import FilterPill
from counterseal_desktop.widgets.cards import Card

SCHEMES = (
    ("system", mark("As the system")),
    ("light", mark("Light")),
    ("dark", mark("Dark")),
    ("contrast", mark("High contrast, light")),
    ("contrast-dark", mark("High contrast, dark")),
)


class AppearancePage(QWidget):
    """Changes ``Looks`` at once; nothing here waits for a button."""

    def __init__(self, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("appearancePage")
        self._looks = looks
        self._schemes: dict[str, FilterPill] = {}
        self._scales: dict[float, FilterPill] = {}
        look = Card(tr("Appearance"), None, self)
        look.setObjectName("settingsAppearance")
        let_grow(look)
        rows = Rows()
        rows.add(
            tr("Colours"),
            self._pills_of_schemes(),
            stretches=True,
            says=tr("As the system follows light, dark and high contrast the moment they change there."),
        )
        rows.add(tr("Text size"), self._pills_of_scales(), stretches=True)
        self.still = switch("stillSwitch", tr("Reduce motion"), tr("Reduced"), tr("As usual"))
        self.still.toggled.connect(looks.set_still)
        rows.add(tr("Motion"), self.still, says=tr("Reduced: nothing fades or slides, and the cursor does not blink."))
        look.body.addWidget(rows)
        speech = Card(tr("Language"), None, self)
        let_grow(speech)
        options: list[tuple[str, object]] = [(tr("As the system"), language.SYSTEM)]
        options += [(language.own_name(code), code) for code in language.installed()]
        self.language = choice("languageChoice", tr("Language"), options)
        self.language.currentIndexChanged.connect(lambda _at: looks.set_language(self.language.currentData()))
        self.said = OwnLabel("", "small", wrap=True)
        words = Rows()
        words.add(tr("Language"), self.language, says=self.said)
        speech.body.addWidget(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        outer.addWidget(look)
        outer.addWidget(speech)
        looks.changed.connect(self.mark)
        self.mark()

    def mark(self) -> None:
        """Show what is in use."""
        self._schemes[theme.scheme()].setChecked(True)
        nearest = min(SCALES, key=lambda size: abs(size - theme.scale()))
        self._scales[nearest].setChecked(True)
        put(self.still, theme.still())
        choose(self.language, self._looks.language)
        chosen = language.own_name(language.meant(self._looks.language))
        self.said.say(tr("{language}, from the next start of the window on.", language=chosen))

    def _pills_of_schemes(self) -> QWidget:
        holder, group = QWidget(), QButtonGroup(self)
        line = WrapLayout(holder, theme.px(2))
        for name, words in SCHEMES:
            pill = self._pill(tr(words), f"scheme_{name}", group, line)
            pill.clicked.connect(lambda _on=False, wanted=name: self._looks.wear(wanted))
            self._schemes[name] = pill
        return holder

    def _pills_of_scales(self) -> QWidget:
        holder, group = QWidget(), QButtonGroup(self)
        line = WrapLayout(holder, theme.px(2))
        for size in SCALES:
            pill = self._pill(f"{size:.0%}", f"scale_{size:g}", group, line)
            pill.clicked.connect(lambda _on=False, wanted=size: self._looks.wear(theme.scheme(), wanted))
            self._scales[size] = pill
        return holder

    def _pill(self, words: str, name: str, group: QButtonGroup, line: WrapLayout) -> FilterPill:
        pill = FilterPill(words)
        pill.setObjectName(name)
        group.addButton(pill)
        line.addWidget(pill)
        return pill
