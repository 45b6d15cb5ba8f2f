"""The one style sheet, filled from the tokens. Lengths follow the text size, so 200 % text does not clip.

Plain widgets take their look from dynamic properties: ``setProperty("role", "muted")`` on a label, ``"panel"`` on a
frame. Widgets of ours that need more paint themselves from the same tokens.
"""

from __future__ import annotations

from string import Template

from counterseal_desktop.theme.fonts import BASE_POINTS, MONO_FAMILY, UI_FAMILY
from counterseal_desktop.theme.tokens import Tokens

_SHEET = Template("""
QWidget { color: $text; font-family: "$ui"; font-size: ${pt}pt; }
QMainWindow, QDialog, QWidget[panel="bg"], QScrollArea[panel="bg"] > QWidget > QWidget { background: $bg; }
QWidget[panel="surface"] { background: $surface; }
QWidget[panel="side"] { background: $bg; border: none; border-right: 1px solid $border; }
QWidget[panel="top"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QWidget[panel="bottom"] { background: $surface; border: none; border-top: 1px solid $border; }
QWidget[panel="left-line"] { background: $bg; border: none; border-left: 1px solid $border; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QLabel, QCheckBox, QRadioButton { background: transparent; }
QLabel[role="title"] { font-size: ${pt_title}pt; font-weight: 700; }
QLabel[role="heading"] { font-size: ${pt_heading}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { color: $muted; font-size: ${pt_small}pt; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${pt_small}pt; }
QLabel[role="faint"] { color: $faint; font-size: ${pt_small}pt; }
QLabel[role="figure"] { font-size: ${pt_figure}pt; font-weight: 700; }
QLabel[role="mono"] { font-family: "$mono"; font-size: ${pt_small}pt; }
QLabel[role="good"] { color: $green; }
QLabel[role="warn"] { color: $amber; }
QLabel[role="bad"] { color: $red; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {
  background: $raised; color: $text; border: 1px solid $border; border-radius: ${r6}px;
  padding: ${s4}px ${s8}px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $border_strong; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QDateEdit:focus {
  border: 1px solid $focus; background: $surface;
}
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QDateEdit QLineEdit {
  background: transparent; border: none; padding: 0 ${s6}px;
}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  width: 0; border: none;
}
QDateEdit::drop-down { border: none; width: ${s20}px; }
QDateEdit::down-arrow { image: none; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; border-bottom: 1px solid $border; }
QCalendarWidget QToolButton { color: $text; font-weight: 600; min-width: ${s24}px; min-height: ${s24}px; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox:disabled, QDoubleSpinBox:disabled { color: $faint; background: $bg; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border: 1px solid $red; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $faint; background: $bg; }
QLineEdit[mono="true"], QPlainTextEdit[mono="true"], QComboBox[mono="true"] {
  font-family: "$mono"; font-size: ${pt_small}pt;
}
QPlainTextEdit[bare="true"] { background: transparent; border: none; border-radius: 0; padding: 0; }
QPlainTextEdit[bare="true"][mono="true"] { font-family: "$mono"; font-size: ${pt_small}pt; }
QPlainTextEdit[small="true"] { font-size: ${pt_small}pt; }
QPlainTextEdit[struck="true"] { text-decoration: line-through; }
QPlainTextEdit[tint="muted"] { color: $muted; }
QPlainTextEdit[strong="true"] { font-weight: 600; }
QComboBox::drop-down { border: none; width: ${s20}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: none; padding: ${s4}px; }
QComboBox QAbstractItemView::item { min-height: ${s24}px; padding: 0 ${s8}px; border-radius: ${r4}px; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $text; }
QPushButton {
  background: $surface; color: $text; border: 1px solid $border; border-radius: ${r6}px;
  padding: ${s5}px ${s12}px; font-weight: 600;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 1px solid $focus; }
QPushButton:disabled { color: $faint; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${r4}px; padding: ${s3}px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 1px solid $focus; }
QToolButton::menu-indicator { image: none; }
QListView, QTreeView, QTableView {
  background: $surface; border: none; outline: none; selection-background-color: $selection; selection-color: $text;
  gridline-color: $hairline; alternate-background-color: $raised;
}
QTreeView[bare="true"] { background: transparent; }
QTreeView::branch { background: transparent; image: none; border: none; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; border: none; border-bottom: 1px solid $border; padding: ${s8}px ${s12}px;
  font-size: ${pt_small}pt; text-align: left;
}
QTableCornerButton::section { background: $surface; border: none; }
QMenu { background: $surface; border: 1px solid $border; border-radius: ${r6}px; padding: ${s4}px; }
QMenu::item { padding: ${s5}px ${s20}px ${s5}px ${s12}px; border-radius: ${r4}px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $hairline; margin: ${s4}px 0; }
QMenuBar { background: $surface; }
QMenuBar::item:selected { background: $selection; }
QToolTip { background: $surface; color: $text; border: 1px solid $border_strong; padding: ${s4}px ${s6}px; }
QStatusBar { background: $surface; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $border; }
QSplitter::handle:hover, QSplitter::handle:focus { background: $accent; }
QCheckBox, QRadioButton { spacing: ${s8}px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QScrollBar:vertical { background: transparent; width: ${s10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${s10}px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: ${s4}px; margin: 1px; }
QScrollBar::handle:vertical { min-height: ${s24}px; }
QScrollBar::handle:horizontal { min-width: ${s24}px; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; border: none; padding: ${s6}px ${s10}px; }
QTabBar::tab:selected { color: $accent; font-weight: 600; border-bottom: 2px solid $accent; }
QTabWidget::pane { border: none; }
QProgressBar { background: $grey_soft; border: none; border-radius: ${r4}px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${r4}px; }
QGroupBox { border: 1px solid $border; border-radius: ${r8}px; margin-top: ${s12}px; padding: ${s8}px; }
QGroupBox::title { subcontrol-origin: margin; left: ${s12}px; color: $muted; }
""")


def render(tokens: Tokens, scale: float) -> str:
    """The style sheet text for one scheme at one text scale (1.0 is 100 %)."""
    values: dict[str, object] = {
        name: getattr(tokens, name) for name in tokens.__slots__ if isinstance(getattr(tokens, name), str)
    }
    points = BASE_POINTS * scale
    values |= {"ui": UI_FAMILY, "mono": MONO_FAMILY, "pt": _pt(points), "pt_small": _pt(points * 0.9)}
    values |= {"pt_title": _pt(points * 1.5), "pt_heading": _pt(points * 1.15), "pt_figure": _pt(points * 1.7)}
    values |= {f"s{n}": round(n * scale) for n in (3, 4, 5, 6, 8, 10, 12, 16, 20, 24)}
    values |= {f"r{n}": round(n * min(scale, 1.5)) for n in (4, 6, 8)}
    return _SHEET.substitute(values)


def _pt(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")
