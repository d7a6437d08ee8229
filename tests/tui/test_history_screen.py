from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from daemon.ipc import verbs
from daemon.ipc.verbs import Command
from tests.fakes.box import go
from tests.fakes.gallery import EXERCISES, Gallery, a_past
from tests.fakes.visitor import dashboard, reads, until
from tests.fakes.workout import MORNING, Lifter
from tui.screens.dialogs import CorrectDialog


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


def test_a_set_that_ends_while_one_looks_appears(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "Push-up" in reads(app, "#sets"))
            lifter = Lifter(begin=MORNING + timedelta(days=2))
            box.record(lifter.starts("plank"), lifter.lifts(1, "plank"), lifter.ends(1, "plank"))
            await until(lambda: "Plank" in reads(app, "#sets"))
            assert "Plank" in reads(app, "#sets")

    go(scenario)


def test_a_rep_is_taken_back_with_a_reason(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            app.screen.query_one("#detail .reps", OptionList).highlighted = 1
            await pilot.press("u")
            await until(lambda: isinstance(app.screen, CorrectDialog))
            assert "rep 2" in reads(app, ".title")
            await pilot.press(*"my dog", "enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.Correct)
    assert (args.kind.value, args.reason) == ("undone", "my dog")
    assert args.rep is not None


def test_esc_corrects_nothing(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("a")
            await until(lambda: isinstance(app.screen, CorrectDialog))
            await pilot.press("escape")
            await until(lambda: not isinstance(app.screen, CorrectDialog))
            assert box.commands.empty()

    go(scenario)


def test_a_missed_rep_is_added_by_mouse(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.click("#detail #add")
            await until(lambda: isinstance(app.screen, CorrectDialog))
            await pilot.click("#do")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.Correct)
    assert (args.kind.value, args.reason) == ("added", None)


def test_the_exercise_of_an_old_set_is_corrected(box: Gallery) -> None:
    box.listed["exercises"] = [*EXERCISES["exercises"], {"name": "auto", "title": "Any exercise"}]

    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("x")
            await until(lambda: isinstance(app.screen, CorrectDialog))
            assert "Push-up" not in reads(app, "OptionList")
            assert "Any exercise" not in reads(app, "OptionList")
            await pilot.press("enter")
            await until(lambda: isinstance(app.focused, Input))
            await pilot.press("enter")
            command = await box.command()
            command.answer({})
            return command

    args = go(scenario).args
    assert isinstance(args, verbs.Correct)
    assert (args.kind.value, args.exercise) == ("exercise", "squat")


def test_in_a_running_set_the_last_rep_is_undone(box: Gallery) -> None:
    async def scenario() -> Command:
        lifter = Lifter(begin=MORNING + timedelta(days=2))
        box.record(lifter.starts("squat"), lifter.lifts(1), lifter.lifts(2))
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "goes on" in reads(app, "#detail .head"))
            await pilot.press("u")
            await until(lambda: isinstance(app.screen, CorrectDialog))
            await pilot.press("enter")
            command = await box.command()
            command.answer({})
            return command

    assert go(scenario).verb == "undo"


def test_without_a_set_the_screen_says_how_to_begin(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "No set yet" in reads(app, "#detail .head"))
            assert "No set yet" in reads(app, "#detail .head")

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
