import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList

from daemon.core.facts import Correction
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from daemon.trends.report import progress
from tests.fakes.box import go
from tests.fakes.gallery import EXERCISES, Gallery, a_past
from tests.fakes.season import season, season_sets
from tests.fakes.visitor import dashboard, opened, reads, twice, until
from tests.fakes.workout import MORNING, Lifter
from tui.app import SpotterApp
from tui.model.answers import set_events
from tui.screens.correct_dialog import CorrectDialog
from tui.screens.exercises import ExercisesScreen
from tui.screens.history import HistoryScreen
from tui.screens.page import Page
from tui.screens.place import PlaceScreen
from tui.screens.rep_dialog import RepDialog
from tui.screens.set import SetScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.progress import ProgressPane
from tui.widgets.set_detail import SetDetail
from tui.widgets.set_list import SetList

pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path, a_past())
    yield running
    running.stop()


def test_the_newest_set_is_shown_rep_by_rep(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "Push-up" in reads(app, "#detail .head"))
            assert "31 January" in reads(app, "#sets")
            assert "1 February" in reads(app, "#sets")
            assert len(reads(app, "#detail .reps").splitlines()) == 4

    go(scenario)


def test_an_older_set_shows_what_was_not_counted_and_what_was_taken_back(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "Push-up" in reads(app, "#detail .head"))
            await pilot.press("down")
            await until(lambda: "Squat" in reads(app, "#detail .head"))
            lines = reads(app, "#detail .reps").splitlines()
            assert [line[0] for line in lines] == ["✗", "○", "1", "2"]
            assert "2 reps · 1 not counted" in reads(app, "#detail .head")

    go(scenario)


def test_enter_on_a_rep_explains_it_and_esc_leads_back_to_it(box: Gallery) -> None:
    lifter = Lifter(begin=MORNING + timedelta(days=2))
    box.record(lifter.starts(), lifter.shows_form(1), lifter.fails(), lifter.shows_form(2, fault=False), lifter.ends(2))

    async def scenario() -> None:
        async with dashboard(box.socket, (80, 24)) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "mean score 84 · heels up in 1 rep · 12 % slower" in reads(app, "#detail .head"))
            table = app.screen.query_one("#detail .reps", OptionList)
            table.focus()
            table.highlighted = 0
            await pilot.press("enter")
            await opened(app, RepDialog)
            await until(lambda: "Score 84 ± 6 of 100" in reads(app, "RepReport"))
            assert app.screen.query_one(VerticalScroll).border_title == "Squat, rep 1"
            for says in ("12° short of your depth", "107° or more, not 96°: +9 points", "put the camera in front"):
                assert says in " ".join(reads(app, "RepReport").split())
            assert "⠤" in reads(app, "RepReport"), "the angle over the rep"
            report = app.screen.query_one(VerticalScroll)
            await pilot.press("down", "pagedown")
            await until(lambda: report.scroll_y > 5)
            await pilot.press("escape")
            await until(lambda: isinstance(app.screen, HistoryScreen))
            assert table.highlighted == 0
            table.highlighted = 1
            await pilot.press("r")
            await opened(app, RepDialog)
            assert app.screen.query_one(VerticalScroll).border_title == "Squat, not counted"
            await until(lambda: "not deep enough: 40 %, asked 60 %" in reads(app, "RepReport"))

    go(scenario)


def test_a_set_that_ends_while_one_looks_appears(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "Push-up" in reads(app, "#sets"))
            lifter = Lifter(begin=MORNING + timedelta(days=2))
            box.record(lifter.starts("plank"), lifter.lifts(1, "plank"), lifter.ends(1, "plank"))
            await until(lambda: "Plank" in reads(app, "#sets"))

    go(scenario)


def test_a_rep_is_taken_back_with_a_reason(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            app.screen.query_one("#detail .reps", OptionList).highlighted = 1
            await pilot.press("u")
            await opened(app, CorrectDialog)
            assert "rep 2" in reads(app, ".title")
            await pilot.press(*"my dog", "enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Correct)
    assert (args.kind.value, args.reason) == ("undone", "my dog")
    assert args.rep is not None


def test_an_unsure_rep_is_confirmed_with_a_key_or_a_button_which_only_it_has(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            assert not app.screen.query_one("#confirm").display
            lifter = Lifter(begin=MORNING + timedelta(days=2))
            reps = [lifter.starts("squat")]
            reps += [lifter.lifts(n, confidence=confidence) for n, confidence in enumerate((0.6, 0.7, 0.9), start=1)]
            box.record(*reps, lifter.ends(3, perhaps=(1, 3)))
            await until(lambda: "3 reps, perhaps 1 to 3" in reads(app, "#detail .head"))
            assert [row[:2] for row in reads(app, "#detail .reps").splitlines()] == ["1?", "2?", "3 "]
            await pilot.press("y")
            command = await box.command()
            assert command.args == verbs.sets.Correct(kind=Correction.CONFIRMED, set=reps[0].set)
            command.answer({})
            app.screen.query_one("#detail .reps", OptionList).highlighted = 0
            await pilot.click("#confirm")
            command = await box.command()
            assert command.args == verbs.sets.Correct(kind=Correction.CONFIRMED, set=reps[0].set, rep=reps[1].id)
            command.answer({})

    go(scenario)


def test_a_second_enter_under_way_corrects_once_and_stops_nothing(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("a")
            await opened(app, CorrectDialog)
            await twice(app, "enter")
            command = await box.command()
            command.answer({})
            await pilot.press("i")
            await until(lambda: app.current_mode == "health")
            assert box.commands.empty()
            return command

    assert isinstance(go(scenario).args, verbs.sets.Correct)


def test_a_late_answer_shows_no_other_set_than_the_selected_one(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: app.state.caught_up and len(reads(app, "#detail .reps").splitlines()) == 4)
            late = Late(app)
            box.record(Lifter().arrives())
            await until(lambda: len(late.answers) > 0)
            await pilot.press("down")
            await until(lambda: len({each for each, _ in late.answers}) == 2)
            await pilot.press("u")
            await opened(app, CorrectDialog)
            assert reads(app, ".title") == "Take back the last rep?"
            await pilot.press("escape")
            await until(lambda: not isinstance(app.screen, CorrectDialog))
            for _, come in reversed(late.answers):
                come.set()
            await until(lambda: late.waiting == 0)
            assert "Squat" in reads(app, "#detail .head")

    go(scenario)


class Late:
    """Holds the answers that tell a set: each with the set's id, until it may come.

    Attributes:
        answers: Set's id, and what lets the answer come.
        waiting: How many are still awaited; one that is given up is not.
    """

    def __init__(self, app: SpotterApp) -> None:
        self.answers: list[tuple[str, asyncio.Event]] = []
        self.waiting = 0
        self._ask = app.ask
        app.ask = self._hold  # type: ignore[method-assign]

    async def _hold(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - as the application's
        answer = await self._ask(verb, **args)
        if verb == "set":
            come = asyncio.Event()
            self.answers.append((args["set"], come))
            self.waiting += 1
            try:
                await come.wait()
            finally:
                self.waiting -= 1
        return answer


def test_a_rep_that_was_just_selected_stays_so_when_the_set_is_told_anew(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: app.state.caught_up and len(reads(app, "#detail .reps").splitlines()) == 4)
            chosen = app.screen.query_one(SetList).chosen
            assert chosen is not None
            events = await set_events(app.ask, chosen.set)
            table, detail = app.screen.query_one("#detail .reps", OptionList), app.screen.query_one(SetDetail)
            table.highlighted = 1
            detail.show(chosen, events, {})
            assert table.highlighted == 1
            table.highlighted = 3
            lifter = Lifter(begin=MORNING + timedelta(days=2))
            detail.show(chosen, [*events[:-1], lifter.lifts(5, "push_up"), events[-1]], {})
            assert table.highlighted == 4, "the newest rep, as long as nobody chose another one"

    go(scenario)


def test_each_athletes_progress_is_shown_with_what_it_waits_for(tmp_path: Path) -> None:
    today = datetime.now(timezone.utc)
    box = Gallery(tmp_path, [*season("Bo", today - timedelta(days=1)), *a_set("Anna", today)])

    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press(*"hw")
            await until(lambda: "Anna\ntrained 1 week in a row" in reads(app, "#progress .whose"))
            await pilot.press("down")
            await until(lambda: "too early to say: 1 of 12 sessions" in reads(app, "#findings"))
            await pilot.press("v")
            await until(lambda: "Bo" in reads(app, "#progress .whose"))
            await until(lambda: "Squat" in reads(app, "#progress OptionList"))
            options = app.screen.query_one("#progress OptionList", OptionList)
            titles = [str(options.get_option_at_index(at).prompt).split()[0] for at in range(options.option_count)]
            options.highlighted = titles.index("Squat")
            await until(lambda: "11° shallower than your usual, seen from the side" in reads(app, "#findings"))
            await pilot.press("v")
            await until(lambda: "nobody in particular" in reads(app, "#progress .whose"))
            assert reads(app, "#findings") == ""
            await pilot.press("v")
            await until(lambda: "Anna" in reads(app, "#progress .whose"))

    try:
        go(scenario)
    finally:
        box.stop()


def a_set(athlete: str, begin: datetime) -> list[AnyEvent]:
    lifter = Lifter(athlete, begin - timedelta(hours=1))
    return [lifter.starts(), *(lifter.lifts(n) for n in (1, 2, 3)), lifter.ends(3)]


def test_progress_is_asked_for_only_while_it_is_shown(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            asked: list[str] = []
            ask = app.ask

            async def noted(verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - as the application's
                asked.append(verb)
                return await ask(verb, **args)

            app.ask = noted  # type: ignore[method-assign]
            await pilot.press("h")
            await until(lambda: "Push-up" in reads(app, "#sets"))
            assert "progress" not in asked
            await pilot.press("w")
            await until(lambda: "progress" in asked)

    go(scenario)


def test_fewer_exercises_than_before_are_shown(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press(*"hw")
            await until(lambda: "no" in reads(app, "#progress .whose") or "Anna" in reads(app, "#progress .whose"))
            pane, today = app.screen.query_one(ProgressPane), datetime(2026, 11, 20, tzinfo=timezone.utc)
            whole = progress("Bo", season_sets("Bo", today), today.date())
            pane.show(whole, {})
            pane.query_one(OptionList).highlighted = 3
            pane.show(msgspec.structs.replace(whole, exercises=whole.exercises[:1]), {})
            await pilot.pause()
            assert pane.query_one(OptionList).highlighted == 1

    go(scenario)


def test_a_screen_that_is_removed_asks_no_more(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: app.state.caught_up and len(reads(app, "#detail .reps").splitlines()) == 4)
            asked: list[str] = []
            app.ask = lambda verb, **_: asked.append(verb)  # type: ignore[assignment,method-assign,return-value]
            history = app.screen
            history.end_work()  # type: ignore[attr-defined]
            history.follow(msgspec.structs.replace(app.state, last_seq=0))  # type: ignore[attr-defined]
            await until(lambda: all(worker.node is not history for worker in app.workers))
            assert asked == []

    go(scenario)


@pytest.mark.parametrize("kind", [WelcomeScreen, HistoryScreen, ExercisesScreen, PlaceScreen, SetScreen])
def test_a_screen_that_is_left_before_it_was_shown_breaks_nothing(box: Gallery, kind: type[Page[Any]]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            for early in (kind(), CorrectDialog("Take it back?")):
                app.push_screen(early)
                app.pop_screen()
                early.remove()  # as pop_screen does it a moment later: its widgets may be there by then, or not
                await pilot.pause()
                await until(lambda early=early: not early.is_running)
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            assert app.failure is None

    go(scenario)


def test_esc_corrects_nothing(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("a")
            await opened(app, CorrectDialog)
            await pilot.press("escape")
            await until(lambda: not isinstance(app.screen, CorrectDialog))
            assert box.commands.empty()

    go(scenario)


def test_a_missed_rep_is_added_by_mouse(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await until(lambda: app.screen.query_one("#detail #add").region.area > 0)
            await pilot.click("#detail #add")
            await opened(app, CorrectDialog)
            await pilot.click("#do")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Correct)
    assert (args.kind.value, args.reason) == ("added", None)


def test_the_exercise_of_an_old_set_is_corrected(box: Gallery) -> None:
    box.listed["exercises"] = [*EXERCISES["exercises"], {"name": "auto", "title": "Any exercise"}]

    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("x")
            await opened(app, CorrectDialog)
            assert "Push-up" not in reads(app, "OptionList")
            assert "Any exercise" not in reads(app, "OptionList")
            await pilot.press("enter")
            await until(lambda: isinstance(app.focused, Input))
            await pilot.press("enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.sets.Correct)
    assert (args.kind.value, args.exercise) == ("exercise", "squat")


def test_a_running_set_is_corrected_like_any_other(box: Gallery) -> None:
    lifter = Lifter(begin=MORNING + timedelta(days=2))
    start, first, last = lifter.starts("squat"), lifter.lifts(1), lifter.lifts(2)

    async def scenario() -> Command:
        box.record(start, first, last)
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "goes on" in reads(app, "#detail .head"))
            await pilot.press("u")
            await opened(app, CorrectDialog)
            await pilot.press("enter")
            command = await box.command()
            command.answer({})
            return command

    assert go(scenario).args == verbs.sets.Correct(set=start.set, kind=Correction.UNDONE, rep=last.id)


def test_without_a_set_the_screen_says_how_to_begin(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "No set yet" in reads(app, "#detail .head"))

    box = Gallery(tmp_path)
    try:
        go(scenario)
    finally:
        box.stop()


def test_history_stays_readable_when_the_daemon_goes_away(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            box.server.stop()
            await pilot.press("down")
            await until(lambda: "daemon" in reads(app, "#stale"))
            assert "Push-up" in reads(app, "#sets")

    go(scenario)
