"""The screen of the history: days and sets, a set rep by rep, corrections, and the progress of each athlete."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import OptionList, TabbedContent, TabPane

from daemon.errors import SpotterError
from daemon.trends.report import Progress
from tui.model import answers
from tui.model.answers import AUTO, Athletes, Exercises, Sets
from tui.model.state import State
from tui.screens.correct_dialog import CorrectDialog
from tui.screens.load_dialog import LoadDialog
from tui.screens.page import Page
from tui.text import history
from tui.text.rep_report import Measures
from tui.widgets.progress import ProgressPane
from tui.widgets.set_detail import SetDetail
from tui.widgets.set_list import SetList

_SETS = 150
"""The most sets that the daemon sends at once."""
_OF_ONE_TAB = {"next_athlete", "undo", "add", "confirm", "exercise", "load", "explain"}


class HistoryScreen(Page[None]):
    """Two tabs: the sets, and an athlete's progress."""

    TITLE = "History"
    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "progress", "sets / progress"),
        Binding("v", "next_athlete", "next athlete"),
        Binding("u,delete", "undo", "take back rep"),
        Binding("a,plus", "add", "add rep"),
        Binding("y", "confirm", "confirm rep marked ?", show=False),
        Binding("x", "exercise", "correct exercise"),
        Binding("l", "load", "correct load", show=False),
        Binding("r", "explain", "explain rep"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._loaded_for: tuple[str, int] | None = None
        self._titles: dict[str, str] = {}
        self._measures: dict[str, Measures] = {}
        self._athletes: list[str | None] = [None]
        self._whose: str | None = None
        self._asked_for = False
        """Whether somebody chose whose progress is shown."""

    def body(self) -> ComposeResult:
        """Composes the two tabs."""
        with TabbedContent(initial="tab-sets"):
            with TabPane("Sets", id="tab-sets"), Horizontal():
                yield SetList(plain=self.plain, id="sets")
                yield SetDetail(plain=self.plain, id="detail")
            with TabPane("Progress", id="tab-progress"):
                yield ProgressPane(plain=self.plain, id="progress")

    def on_screen_resume(self) -> None:
        """Focuses the list when the screen is shown."""
        if not self.going:
            self.query_one(SetList).focus()

    def follow(self, state: State) -> None:
        """Asks again when an event was journaled, or when the daemon is back."""
        current = (state.connection.kind, state.last_seq)
        if current != self._loaded_for:
            self._loaded_for = current
            self._load()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        sets = await self.fetch(Sets, "history", limit=_SETS)
        known = await self.fetch(Exercises, "exercises")
        if sets is None or known is None:
            return
        self._titles = {each.name: each.title or each.name for each in known.exercises if each.error is None}
        self._measures = {each.name: each.measures for each in known.exercises}
        self.query_one(SetList).show(sets.sets, self.host.today(), self._titles)
        if not self._asked_for:
            self._whose = self._training(sets)
        self._show_detail()
        if self._shows_progress:
            self._load_progress()

    @property
    def _shows_progress(self) -> bool:
        return self.query_one(TabbedContent).active == "tab-progress"

    def _training(self, sets: Sets) -> str | None:
        """Returns who trains now, or else who did last."""
        telemetry = self.state.telemetry
        if telemetry is not None and telemetry.athlete:
            return telemetry.athlete
        return sets.sets[-1].athlete if sets.sets else None

    @work(exclusive=True, group="progress")
    async def _load_progress(self) -> None:
        """Shows the athlete's progress; it is asked for only while it is shown."""
        known = await self.fetch(Athletes, "athletes")
        progress = await self.fetch(Progress, "progress", athlete=self._whose)
        if known is not None and progress is not None:
            self._athletes = [*known.athletes, None]
            self.query_one(ProgressPane).show(progress, self._titles)

    def on_set_list_chosen(self) -> None:
        """Shows the details of another set."""
        self._show_detail()

    @work(exclusive=True, group="detail")
    async def _show_detail(self) -> None:
        """Shows the selected set; drops an answer that was asked for another one before."""
        chosen = self.query_one(SetList).chosen
        detail = self.query_one(SetDetail)
        if chosen is None:
            detail.say("No set yet. Choose an exercise, stand in the picture, and press the button.")
            return
        try:
            events = await answers.set_events(self.ask, chosen.set)
        except SpotterError as error:
            self.stale(str(error))
        else:
            detail.show(chosen, events, self._titles)

    def on_set_detail_asked(self, event: SetDetail.Asked) -> None:
        """Does what a button of the set's details says."""
        {
            "confirm": self.action_confirm,
            "undo": self.action_undo,
            "add": self.action_add,
            "exercise": self.action_exercise,
        }[event.what]()

    def on_set_detail_opened(self) -> None:
        """Explains the row that was opened."""
        self.action_explain()

    def action_explain(self) -> None:
        """Explains the selected rep."""
        from tui.screens.rep_dialog import RepDialog  # noqa: PLC0415 - opened seldom

        chosen = self.query_one(SetList).chosen
        row = None if chosen is None else self.query_one(SetDetail).selected_of(chosen.set)
        if chosen is not None and row is not None:
            title = history.title_of(chosen.exercise, self._titles)
            measures = self._measures.get(chosen.exercise, {})
            self.app.push_screen(RepDialog(f"{title}, {history.which(row)}", row, measures))

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Focuses the list of the tab that is shown."""
        if self.going:
            return
        event.pane.query(OptionList).first().focus()
        self.refresh_bindings()
        if self._shows_progress:
            self._load_progress()

    def action_progress(self) -> None:
        """Shows the other tab."""
        tabs = self.query_one(TabbedContent)
        tabs.active = "tab-sets" if self._shows_progress else "tab-progress"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers another athlete only where the progress is shown, and corrections only where a set is."""
        if self.is_mounted and action in _OF_ONE_TAB:
            return (action == "next_athlete") == self._shows_progress
        return super().check_action(action, parameters)

    def action_next_athlete(self) -> None:
        """Shows the progress of the next athlete; last comes whoever trained without a name."""
        at = self._athletes.index(self._whose) if self._whose in self._athletes else -1
        self._whose, self._asked_for = self._athletes[(at + 1) % len(self._athletes)], True
        self._load_progress()

    @work(exclusive=True, group="act")
    async def action_undo(self) -> None:
        """Takes the selected rep back, or else the last one."""
        chosen = self.query_one(SetList).chosen
        if chosen is None:
            return
        row = self.query_one(SetDetail).selected_of(chosen.set)
        rep = row.event if row is not None and row.kind == "rep" else None
        which = f"rep {row.n}" if row is not None and rep is not None else "the last rep"
        answer = await self.app.push_screen_wait(CorrectDialog(f"Take back {which}?"))
        if answer is None:
            return
        rep_id = None if rep is None else rep.id
        await self.attempt("correct", set=chosen.set, kind="undone", rep=rep_id, reason=answer.reason)

    @work(exclusive=True, group="act")
    async def action_confirm(self) -> None:
        """Confirms the selected rep, or else the last one that is unsure."""
        chosen = self.query_one(SetList).chosen
        if chosen is None:
            return
        row = self.query_one(SetDetail).selected_of(chosen.set)
        rep_id = row.event.id if row is not None and row.unsure and row.event is not None else None
        await self.attempt("correct", set=chosen.set, kind="confirmed", rep=rep_id)

    @work(exclusive=True, group="act")
    async def action_add(self) -> None:
        """Adds a rep that the box missed."""
        chosen = self.query_one(SetList).chosen
        if chosen is None:
            return
        answer = await self.app.push_screen_wait(CorrectDialog("Add a rep that was missed?"))
        if answer is not None:
            await self.attempt("correct", set=chosen.set, kind="added", reason=answer.reason)

    @work(exclusive=True, group="act")
    async def action_exercise(self) -> None:
        """Corrects the set's exercise."""
        chosen = self.query_one(SetList).chosen
        if chosen is None or not self._titles:
            return
        others = [(name, title) for name, title in self._titles.items() if name not in (chosen.exercise, AUTO)]
        answer = await self.app.push_screen_wait(CorrectDialog("Which exercise was it?", others))
        if answer is not None:
            await self.attempt(
                "correct", set=chosen.set, kind="exercise", exercise=answer.exercise, reason=answer.reason
            )

    @work(exclusive=True, group="act")
    async def action_load(self) -> None:
        """Corrects what the set was done with."""
        chosen = self.query_one(SetList).chosen
        if chosen is None:
            return
        title = history.title_of(chosen.exercise, self._titles)
        lifted = await self.app.push_screen_wait(LoadDialog(title, chosen.load_kg))
        if lifted is not None:
            await self.attempt("correct", set=chosen.set, kind="load", load=lifted.load_kg)
