"""The screen of the running set: athlete, count and reps; between two sets the rest."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Horizontal, Vertical

from tui.model.state import RejectionBanner, State
from tui.screens.page import Page
from tui.text import form, headline, plan
from tui.text.cells import Cells, fitting
from tui.widgets.block import Block
from tui.widgets.depth_bar import DepthBar
from tui.widgets.gauge import Gauge
from tui.widgets.line import Line
from tui.widgets.rep_bars import RepBars
from tui.widgets.skeleton_view import SkeletonView

_MARGINS = 4
"""Cells beside a line of the rest, see ``set.tcss``."""


class SetScreen(Page[None]):
    """The default screen."""

    TITLE = "Set"
    CSS_PATH = "set.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-high"), (30, "-tall")]  # noqa: RUF012 - as Textual types it
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = (None, None, None, None)

    def body(self) -> ComposeResult:
        """Composes skeleton, depth bar and numbers over cue and reps; rest and rejection banner cover them."""
        with Horizontal(id="lift"):
            yield SkeletonView(id="skeleton")
            yield DepthBar(id="depth")
            with Vertical(id="numbers"):
                yield Line(id="plan")
                yield Block(id="count")
                yield Block(id="left")
                yield Line(id="rounds")
                for name in ("tally", "advice", "score", "parts", "tempo", "aim"):
                    yield Line(id=name)
        with Vertical(id="rest"):
            yield Block(id="clock")
            yield Block(id="coming")
            with Center():
                yield Gauge(id="gauge")
            yield Line(middle=True, id="resting")
            yield Line(middle=True, id="summary")
            yield Line(middle=True, id="best")
            yield Line(middle=True, id="proposal")
            yield Line(middle=True, id="form")
            yield Line(middle=True, id="question")
        with Vertical(id="rejection"):
            yield Block(id="cue")
            yield Line(middle=True, id="why")
        yield Line(id="told")
        yield RepBars(id="reps")

    def on_mount(self) -> None:
        """Draws again when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._recolour())

    def follow(self, state: State) -> None:
        """Shows the state; each widget draws only what changed."""
        resting = headline.rests(state)
        if resting != self.has_class("-resting"):
            self.set_class(resting, "-resting")
        if resting:
            self._rest(state)
        else:
            self._lift(state)
        self._reject(state.rejection)
        self.query_one(RepBars).show(state)

    def _lift(self, state: State) -> None:
        now = self.host.now()
        shown = headline.headline(state, now)
        self.query_one("#count", Block).show_text(shown.text, shown.colour)
        self.query_one(SkeletonView).show(state)
        self.query_one(DepthBar).show(state)
        tempo, aim = headline.tempo(state)
        self._write("plan", fitting(plan.line(state), self.query_one("#numbers").size.width))
        under_way = plan.of(state)
        self.set_class(under_way is not None, "-planned")
        self.set_class(under_way is not None and under_way.left_s is not None, "-timed")
        if under_way is not None:
            left = self.query_one("#left", Block)
            left.show_text(plan.clock_text(under_way), plan.colour(under_way, stale=state.stale))
            self._write("rounds", fitting(plan.progress(state), self.query_one("#numbers").size.width))
        self._write("tally", headline.tally(state))
        self._write("advice", headline.advice(state, now))
        self._write("tempo", tempo)
        self._write("aim", aim)
        self._form(state)

    def _form(self, state: State) -> None:
        """Writes how good the last rep was; it changes with an event, never with a frame."""
        width = self.query_one("#score", Line).size.width
        usual = state.telemetry.usual_deg if state.telemetry is not None else None
        shown = (state.set, state.exercise, usual, width)
        if all(now is before or now == before for now, before in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        self._write("score", form.score(state, width, plain=self.plain))
        self._write("parts", form.parts(state, width, plain=self.plain))
        self._write("told", form.advice(state, self.size.width - _MARGINS, plain=self.plain))

    def _rest(self, state: State) -> None:
        clock, line, share = headline.rest(state)
        self.query_one("#clock", Block).show_text(clock.text, clock.colour)
        coming = plan.coming(state)
        self.set_class(bool(coming), "-coming")
        self.query_one("#coming", Block).show_text(coming, "ghost" if state.stale else "foreground")
        self.query_one(Gauge).fill(share, clock.colour)
        self._write("resting", fitting(line, self.size.width - _MARGINS))
        self._write("summary", fitting(headline.summary(state), self.size.width - _MARGINS))
        best = fitting(headline.best(state), self.size.width - _MARGINS)
        self.set_class(bool(best), "-best")
        self._write("best", best)
        proposal = fitting(headline.proposal(state), self.size.width - _MARGINS)
        self.set_class(bool(proposal), "-proposed")
        self._write("proposal", proposal)
        self._write("form", fitting(form.summary(state.set), self.size.width - _MARGINS))
        question = headline.question(state)
        self.set_class(bool(question), "-asks")
        self._write("question", question)

    def _reject(self, rejection: RejectionBanner | None) -> None:
        shown = rejection is not None
        if shown != self.has_class("-rejected"):
            self.set_class(shown, "-rejected")
        if rejection is not None:
            self.query_one("#cue", Block).show_text(rejection.cue, "banner")
            self._write("why", ((f"no rep: {rejection.why}", "banner bold"),))

    def _write(self, line: str, cells: Cells) -> None:
        self.query_one(f"#{line}", Line).update_cells(cells)

    def _recolour(self) -> None:
        for widget in (*self.query(SkeletonView), *self.query(Block)):
            widget.forget()
        self.show(self.state)
        self.refresh(layout=True)
