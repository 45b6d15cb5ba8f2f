"""The detail of one action: facts first, then what the agent claims, then context, trace and the raw text.

The order is the order of trust. The pane also knows what was on the screen to its end: a decision signs that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import ActionDetail, QueueItem
from counterseal_desktop import theme
from counterseal_desktop.inbox import standing, words
from counterseal_desktop.inbox.changes_card import ChangesCard
from counterseal_desktop.inbox.changing import Changed, LastRead
from counterseal_desktop.inbox.context_card import ContextCard
from counterseal_desktop.inbox.precedent_card import news_of
from counterseal_desktop.inbox.side_cards import SideCards
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import Banner, LinkButton, QuietButton
from counterseal_desktop.widgets.cards import Card, ClaimsCard, FactsCard
from counterseal_desktop.widgets.chips import Chip, RiskChip, chip_size
from counterseal_desktop.widgets.raw_view import RawView
from counterseal_desktop.widgets.received_view import ReceivedView
from counterseal_desktop.widgets.trace_view import TraceView
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

GO_AGAIN_MS = 150
MOST_TITLE = 140
SECTIONS = ("changes", "facts", "claims", "context", "trace", "raw")


class DetailPane(QScrollArea):
    """Shows one ``ActionDetail``.

    Attributes:
        me: who sits here. claims_seen: since when others look at what waits.
        changed: what is another since this person read the action last.
        snoozed: until when it is hidden from the list, or None.

    Signals:
        section_seen(str): a section's end has been in view, or it was opened.
        snooze_wanted(), alike_wanted(): put it off; decide it together with others like it.
    """

    section_seen = Signal(str)
    snooze_wanted = Signal()
    alike_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detailPane")
        self.setAccessibleName(tr("The selected action"))
        self._now = now
        self._item: QueueItem | None = None
        self._goal = ""
        self.me = ""
        self.claims_seen = standing.ClaimsSeen()
        self.changed = Changed()
        self.snoozed: datetime | None = None
        self._last_read = LastRead()
        self.detail: ActionDetail | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("panel", "bg")
        self._content = QWidget()
        self.setWidget(self._content)
        main = self._main = QWidget(self._content)
        self.title = OwnLabel("", "title", wrap=True, parent=main)
        self.title.setObjectName("detailTitle")
        self._subtitle = OwnLabel("", "muted", wrap=True, parent=main)
        self._subtitle.setObjectName("detailSubtitle")
        self.alike = QuietButton("", main, icon_name="copy")
        self.alike.setObjectName("alikeTogether")
        self.alike.clicked.connect(self.alike_wanted)
        self.alike.hide()
        self.snooze = QuietButton("", main, icon_name="clock", tooltip=tr("Put off until later"))
        self.snooze.setObjectName("snoozeButton")
        self.snooze.clicked.connect(self.snooze_wanted)
        self._chip_box = QWidget(main)
        self._chips = WrapLayout(self._chip_box, theme.px(6))
        self._whys = OwnLabel("", "warn", wrap=True, parent=main)
        self._whys.setObjectName("detailWhys")
        self.masked = Banner("amber", main)
        self.masked.setObjectName("detailMasked")
        self.problem = Banner("red", main)
        self.problem.setObjectName("detailProblem")
        self.problem_text = UntrustedText(main)
        self.changes = ChangesCard(main)
        self.facts = FactsCard(parent=main)
        self.facts.setObjectName("factsCard")
        self.claims = ClaimsCard(main)
        self.claims.setObjectName("claimsCard")
        self.context = ContextCard(main)
        self.trace = TraceView(main)
        self.trace.setObjectName("traceView")
        self.trace.viewed.connect(lambda: self.section_seen.emit("trace"))
        self.received = ReceivedView(main)
        self.raw = RawView(main)
        self.raw_toggle = LinkButton(tr("Show"), main)
        self.raw_toggle.setObjectName("rawToggle")
        self.raw_toggle.clicked.connect(self.toggle_raw)
        self.raw_card = Card(tr("Raw action: the canonical JSON that is signed"), self.raw_toggle, main)
        self.raw_card.setObjectName("rawCard")
        self.raw_card.body.addWidget(self.raw)
        for card in (self.facts, self.claims, self.trace, self.received, self.raw_card):
            let_grow(card)
        self.side = SideCards(now, self._content)
        self.side.context_wanted.connect(lambda: self.show_section("context"))
        self._build()
        self._seen_timer = QTimer(self)
        self._seen_timer.setSingleShot(True)
        self._seen_timer.setInterval(120)
        self._seen_timer.timeout.connect(self.note_seen)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._seen_timer.start())
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(1000)
        self._clock_timer.timeout.connect(self._say_times)
        self._clock_timer.start()

    def _build(self) -> None:
        main = QVBoxLayout(self._main)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(theme.px(12))
        head = QVBoxLayout()
        head.setSpacing(theme.px(4))
        line = QHBoxLayout()
        line.setSpacing(theme.px(4))
        line.addWidget(self.title, 1)
        for button in (self.alike, self.snooze):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(line)
        head.addWidget(self._subtitle)
        main.addLayout(head)
        main.addWidget(self._chip_box)
        for widget in (self.changes, self._whys, self.problem, self.problem_text, self.masked, self.facts, self.claims,
                       self.context, self.trace, self.received, self.raw_card):  # fmt: skip
            main.addWidget(widget)
        main.addStretch(1)
        self._content.installEventFilter(self)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._content)
        self._columns.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(18))
        self._columns.setSpacing(theme.px(20))
        self._columns.addWidget(self._main, 1)
        self._columns.addWidget(self.side, 0, Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._main.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_detail(self, detail: ActionDetail) -> None:
        """Show another action from its top."""
        fresh = self.detail is None or self.detail.item.id != detail.item.id
        self.detail = detail
        self.changed = self._last_read.take(detail)
        self.changes.set_changed(self.changed)
        # Short enough that amount and payee stay in sight below it in the smallest window; the facts have all of it.
        self.title.say(display_line(detail.facts.title or detail.item.title, MOST_TITLE))
        self.facts.set_facts(standing.with_masks(detail.facts, detail.redacted), detail.item.digest)
        self.claims.set_claims(detail.claims)
        self.context.set_items(detail.context)
        self.context.setVisible(bool(detail.context))
        self.trace.set_trace(detail.trace, detail.action)
        self.received.set_received(detail.received, detail.action, detail.trace)
        self.raw.set_text(detail.canonical, detail.item.digest)
        masked = standing.masked_words(detail.redacted)
        self.masked.set_message(masked)
        self.masked.setVisible(bool(masked))
        self.side.set_detail(detail)
        self._show_problem(detail.item.problem)
        self.update_item(detail.item)
        if fresh:
            self._goal = ""
            self._open_raw(False)
            self.verticalScrollBar().setValue(0)
        self._seen_timer.start()

    def update_item(self, item: QueueItem) -> None:
        """Refresh what may change while it is open: chips and times."""
        self._item = item
        self._chips.clear()
        self._chips.addWidget(RiskChip(self._risk(item)))
        whys = [display_line(why, 300) for why in item.why]
        long = [why for why in whys if not self._fits(why)]
        for why in (why for why in whys if why not in long):
            self._chips.addWidget(Chip(why, "amber", safe=True))
        for said, tone in (*self._news(), *self._standing(item)):
            self._chips.addWidget(Chip(said, tone, safe=True))
        self._whys.say("\n".join(long))
        self._whys.setVisible(bool(long))
        for index in range(self._chips.count()):
            placed = self._chips.itemAt(index)
            if placed is not None and placed.widget() is not None:
                placed.widget().show()
        self._chip_box.updateGeometry()
        self._say_times()

    def _standing(self, item: QueueItem) -> list[tuple[str, str]]:
        """How it stands with others, as chips."""
        chips = [(said, "blue") for said in standing.progress(item, self.detail if self._shows(item) else None)]
        if item.state is not State.HELD:
            return chips
        escalated = standing.escalation_words(item, self.me)
        deadline = standing.deadline_words(item, self._now())
        chips += [(text, "amber") for text in (escalated, deadline) if text]
        if standing.taken_by_other(item, self.me):
            chips.append((standing.claim_words(item, self.claims_seen.since(item.id)), "blue"))
        return chips

    def _news(self) -> list[tuple[str, str]]:
        """What is new about it, when it was read, and that it is put off, as chips."""
        detail = self.detail
        chips = [(said, "amber") for said in news_of(detail.precedent)] if detail and not detail.item.problem else []
        if detail is not None and detail.read_at:
            at = f"{parse_stamp(detail.read_at).astimezone():%H:%M:%S}"
            name = display_line(detail.item.gateway, 40) or tr("its gateway")
            chips.append((tr("{gateway} is away: this is from {time}", gateway=name, time=at), "amber"))
        if self.snoozed is not None:
            chips.append((tr("put off until {time}", time=words.day_and_time(self.snoozed)), "blue"))
        return chips

    def set_alike(self, count: int) -> None:
        """How many others can be decided together with it; none hides the button."""
        self.alike.setText(tr("Decide {figure} together…", figure=figure(count + 1)))  # trusted: a figure
        self.alike.setAccessibleName(tr("Decide {figure} actions like this one together", figure=figure(count + 1)))
        self.alike.setVisible(count > 0)

    def update_beside(self, newer: ActionDetail) -> None:
        """Who approved the shown action so far, and what arrived beside it; the action itself stays as it is shown."""
        shown = self.detail
        if shown is not None and (shown.item.id, shown.item.digest) == (newer.item.id, newer.item.digest):
            self.detail = replace(shown, approvals=newer.approvals, received=newer.received)
            self.received.set_received(newer.received, shown.action, shown.trace)
            self.update_item(newer.item)

    def _fits(self, words_: str) -> bool:
        """Whether a reason fits on a chip here; a longer one is a line of its own, so that nothing of it is cut."""
        return len(words_) <= 120 and chip_size(words_).width() <= max(self._chip_box.width(), theme.px(300))

    def _shows(self, item: QueueItem) -> bool:
        """Whether the detail's approvals are those of ``item``: a newer form of it may have lost them."""
        approvals = self.detail.approvals if self.detail is not None else ()
        return {one.person for one in approvals} == set(item.approved_by)

    def toggle_raw(self) -> None:
        """Open or close the raw text."""
        self._open_raw(not self.raw.isVisibleTo(self))
        if self.raw.isVisibleTo(self):
            self.section_seen.emit("raw")
            self.show_section("raw")

    def open_trace(self) -> None:
        """Go to the step of the trace that proposed the action, with the keyboard."""
        self.show_section("trace")
        # The step, not the heading, is what shall be in view in the end.
        self._goal = ""
        if self.detail is not None and not self.detail.trace and self.received.open():
            self.ensureWidgetVisible(self.received)
            return
        self.trace.open()

    def show_section(self, name: str) -> None:
        """Scroll a section to the top of the view, as far as that goes."""
        if name == "raw":
            self._open_raw(True)
        widget = self._section(name)
        if widget.isVisibleTo(self):
            self._goal = name
            self._go()
            # What has just been opened gets its place only with the next layout.
            QTimer.singleShot(GO_AGAIN_MS, self, self._go_again)

    def _go(self) -> None:
        widget = self._section(self._goal)
        top = widget.mapTo(self._content, QPoint(0, 0)).y()
        self.verticalScrollBar().setValue(max(top - theme.px(12), 0))
        self._seen_timer.start()

    def _go_again(self) -> None:
        if self._goal and self._section(self._goal).isVisibleTo(self):
            self._go()
        self._goal = ""

    def page(self, down: bool = True) -> None:
        """One screenful."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (1 if down else -1) * max(self.viewport().height() - theme.px(60), 40))

    def hidden_lines(self) -> int:
        """How many lines of the facts are folded away: said above the buttons."""
        return sum(value.hidden_lines() for value in self.facts.values())

    def note_seen(self) -> None:
        """Announce each section whose end is or was in view."""
        if self.detail is None or not self.isVisible():
            return
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        for name in SECTIONS:
            widget = self._section(name)
            if not widget.isVisibleTo(self) or (name == "raw" and not self.raw.isVisibleTo(self)):
                continue
            if (name == "facts" and self.hidden_lines()) or (name == "trace" and not self.detail.trace):
                continue
            end = widget.mapTo(self._content, QPoint(0, widget.height())).y()
            if top < end <= bottom + 2:
                self.section_seen.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            if self._goal and event.type() == QEvent.Type.Resize:
                self._go()
            self._seen_timer.start()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._item is not None and self._item.why:
            QTimer.singleShot(0, self, lambda: self._item and self.update_item(self._item))
        self._seen_timer.start()

    def _arrange(self) -> None:
        narrow = self.viewport().width() < theme.px(680)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != wanted:
            self._columns.setDirection(wanted)
        self._columns.setStretch(0, 0 if narrow else 1)
        if narrow:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16777215)
            self._columns.setAlignment(self.side, Qt.AlignmentFlag(0))
        else:
            self.side.setFixedWidth(theme.px(264))
            self._columns.setAlignment(self.side, Qt.AlignmentFlag.AlignTop)

    def _section(self, name: str) -> QWidget:
        return {
            "changes": self.changes,
            "facts": self.facts,
            "claims": self.claims,
            "context": self.context,
            # Only what was sent: a file that the reader opened below it is no part of the action.
            "trace": self.trace.sent,
            "raw": self.raw_card,
        }[name]

    def _risk(self, item: QueueItem) -> Risk:
        facts = self.detail.facts.risk if self.detail else item.risk
        return max(item.risk, facts, key=lambda risk: risk.rank)

    def _open_raw(self, wanted: bool) -> None:
        inner = self.raw.parentWidget()
        self.raw.setVisible(wanted)
        if inner is not None and inner is not self.raw_card:
            inner.setVisible(wanted)
        self.raw_toggle.setText(tr("Hide") if wanted else tr("Show"))  # trusted: literals
        self.raw_card.update()

    def _show_problem(self, problem: str | None) -> None:
        self.problem.setVisible(problem is not None)
        self.problem_text.setVisible(problem is not None)
        for widget in (self.facts, self.claims):
            widget.setVisible(problem is None)
        if problem is not None:
            self.problem.set_message(
                tr("This action cannot be shown as it would run, so it can only be rejected. The reason:")
            )
            self.problem_text.set_text(problem)

    def _say_times(self) -> None:
        item = self._item
        if item is None:
            return
        self._subtitle.say(
            tr(
                "{agent} asks to call {tool} · asked {when} · owner {owner} answers for it",
                agent=display_line(item.agent_name, 60),
                tool=display_line(item.tool, 80),
                when=words.ago(item.asked_at, self._now()),
                owner=display_line(item.owner, 60),
            )
        )
