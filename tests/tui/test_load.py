"""What is lifted is typed into the dashboard: for the running set or the next one, and for any set of the history."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from daemon.core.facts import Correction
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from tests.fakes.box import go
from tests.fakes.gallery import Gallery, a_past
from tests.fakes.visitor import dashboard, opened, reads, toasts, until
from tests.fakes.workout import MORNING, Lifter
from tui.model.state import State
from tui.screens.load_dialog import LoadDialog
from tui.text import headline
from tui.text.load import load_said

pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path, a_past())
    yield running
    running.stop()


def now(**fields: object) -> Telemetry:
    return Telemetry(**({"t": 1.0, "fps": 30.0, "state": "idle", "exercise": "squat"} | fields))


def test_the_last_load_is_proposed_and_another_is_typed_over_it(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now(last_load_kg=80.0))
            await until(lambda: app.state.telemetry is not None and app.state.telemetry.last_load_kg == 80)
            await pilot.press("l")
            await opened(app, LoadDialog)
            field = app.screen.query_one(Input)
            assert field.value == "80"
            field.value = "heavy"
            await pilot.press("enter")
            await until(lambda: "write 80, 82.5 kg or 135 lb" in reads(app, ".trouble"))
            field.value = "135 lb"
            await pilot.press("enter")
            command = await box.command()
            assert command.args == verbs.sets.Load(load=61.235)
            command.answer({"load_kg": 61.235, "exercise": "squat", "set": None})
            await until(lambda: "Squat: 61.23 kg for the next set" in toasts(app))

    go(scenario)


def test_the_load_of_a_set_of_the_history_is_corrected(box: Gallery) -> None:
    lifter = Lifter(begin=MORNING + timedelta(days=2))
    start = replace(lifter.starts("squat"), load_kg=800.0)

    async def scenario() -> None:
        box.record(start, lifter.lifts(1), lifter.ends(1))
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: "at 800 kg" in reads(app, "#detail .head"))
            await pilot.press("l")
            await opened(app, LoadDialog)
            app.screen.query_one(Input).value = "80"
            await pilot.press("enter")
            command = await box.command()
            assert command.args == verbs.sets.Correct(set=start.set, kind=Correction.LOAD, load=80.0)
            command.answer({})

    go(scenario)


def test_the_load_stands_beside_exercise_and_reps() -> None:
    def text(cells: tuple[tuple[str, str], ...]) -> str:
        return "".join(each for each, _ in cells)

    state = State(telemetry=now(load_kg=82.5, state="ended", rest_s=20.0))
    assert "Squat at 82.5 kg" in text(headline.tally(state))
    assert "starts the next set at 82.5 kg" in text(headline.rest(state)[1])
    told = {"load_kg": None, "exercise": "squat", "set": "set-1"}
    assert load_said(told, state) == "Squat: no load in the last set"
    assert load_said(told | {"load_kg": 80.0}, State(telemetry=now(state="active"))) == "Squat: 80 kg in this set"
