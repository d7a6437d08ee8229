"""The screen of the athletes, on a real journal: who trains next, what is known of each, and the board."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Checkbox, Input

from daemon.athletes.roster import Roster
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from tests.fakes.box import go
from tests.fakes.gallery import Gallery, a_past
from tests.fakes.visitor import dashboard, opened, reads, toasts, until
from tui.screens.athlete_dialog import AthleteDialog
from tui.text.athletes import parse_targets, targets_text
from tui.widgets.line import Line

pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path, a_past())
    roster = Roster(remember=running.writer.remember)
    roster.write("Bo", "sky", {"squat": 12}, board=True)
    running.record()
    yield running
    running.stop()


def test_whoever_is_selected_trains_next(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("m")
            await until(lambda: reads(app, "#list").split() == ["Anna", "■", "Bo"])
            await until(lambda: "known by sets alone" in reads(app, "#words"))
            await pilot.press("down")
            await until(lambda: "squat 12" in reads(app, "#words"))
            assert "Bo     0 reps    0 min   0 weeks running" in reads(app, "#now")
            await pilot.press("enter")
            command = await box.command()
            box.writer.remember("athlete", "Bo")
            box.record()
            command.answer({"athlete": "Bo", "from_next_set": True})
            await until(lambda: "Bo trains from the next set on" in toasts(app))
            await until(lambda: "> ■ Bo" in reads(app, "#list"))
            return command

    assert go(scenario).args == verbs.athletes.Athlete(athlete="Bo")


def test_nobody_in_particular_can_train_and_a_profile_can_be_removed(box: Gallery) -> None:
    async def scenario() -> list[Args]:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("m")
            await until(lambda: "Bo" in reads(app, "#list"))
            asked = []
            for keys in (("x",), ("down", "delete")):
                await pilot.press(*keys)
                command = await box.command()
                command.answer(UsageError("not now"))
                asked.append(command.args)
                await until(lambda: "not now" in toasts(app))
            return asked

    assert go(scenario) == [verbs.athletes.Athlete(athlete=None), verbs.athletes.AthleteRemove(athlete="Bo")]


def test_what_is_known_is_changed_in_a_dialog(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("m")
            await until(lambda: "Bo" in reads(app, "#list"))
            await pilot.press("down", "c")
            await opened(app, AthleteDialog)
            targets = app.screen.query_one("#targets", Input)
            assert (targets.value, app.screen.query_one(Checkbox).value) == ("squat 12", True)
            targets.value = "plank sixty"
            await pilot.press("enter")
            await until(lambda: "'plank sixty': write an exercise and its reps" in reads(app, ".trouble"))
            targets.value = "plank 60"
            await pilot.click("#do")
            return await box.command()

    assert go(scenario).args == verbs.athletes.AthleteSet(
        athlete="Bo", colour="sky", targets={"squat": None, "plank": 60}, board=True
    )


def test_somebody_new_is_taken_in(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("m")
            await until(lambda: "Bo" in reads(app, "#list"))
            await pilot.press("plus")
            await opened(app, AthleteDialog)
            await pilot.press("enter")
            await until(lambda: "a name is needed" in reads(app, ".trouble"))
            await pilot.press(*"Cy", "enter")
            return await box.command()

    assert go(scenario).args == verbs.athletes.AthleteSet(athlete="Cy", targets={}, board=False, new=True)


@pytest.mark.parametrize(("colour", "shown"), [("green", " ■ Anna "), (None, " Anna ")])
def test_the_set_says_whose_it_is_with_the_mark_of_a_known_athlete(
    box: Gallery, colour: str | None, shown: str
) -> None:
    told = Telemetry(t=1.0, fps=30.0, state="active", exercise="squat", athlete="Anna", athlete_colour=colour)

    async def scenario() -> None:
        async with dashboard(box.socket, connect=False) as (app, _):
            app.take(told)
            await until(lambda: any(shown in line.text for line in app.screen.query(Line)))

    go(scenario)


def test_targets_are_written_as_they_are_read() -> None:
    targets = {"plank": 60, "squat": 12}
    assert parse_targets(targets_text(targets)) == targets
    assert parse_targets(" Push-up  15 ,, squat 12 ") == {"Push-up": 15, "squat": 12}
    for wrong in ("squat", "12", "squat twelve"):
        with pytest.raises(ValueError, match="as squat 12"):
            parse_targets(wrong)
