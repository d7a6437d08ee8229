from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.core.facts import Correction
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from tests.fakes.box import go
from tests.fakes.clock import ManualClock
from tests.fakes.gallery import Gallery, a_past
from tests.fakes.moments import outlines
from tests.fakes.visitor import dashboard, reads, toasts, until
from tests.fakes.workout import Lifter
from tui.app import SpotterApp
from tui.widgets.block import Block
from tui.widgets.depth_bar import DepthBar
from tui.widgets.header import Header
from tui.widgets.line import Line
from tui.widgets.rep_bars import RepBars
from tui.widgets.skeleton_view import SkeletonView

STANDING, HALF, DEEP = outlines()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path, a_past())
    yield running
    running.stop()


def now(**fields: object) -> Telemetry:
    given = {"t": 1.0, "fps": 30.0, "state": "idle", "exercise": "squat", "person": True, "view_ok": True}
    return Telemetry(**(given | {"outline": STANDING} | fields))


def block(app: SpotterApp, name: str = "#count") -> str:
    return app.screen.query_one(name, Block).text


def line(app: SpotterApp, name: str) -> str:
    return app.screen.query_one(name, Line).text


def braille(app: SpotterApp) -> int:
    stage = app.screen.query_one(SkeletonView)
    return sum("⠀" < sign <= "⣿" for y in range(stage.size.height) for sign in stage.render_line(y).text)


@pytest.mark.slow
def test_a_set_from_the_start_over_a_no_rep_to_the_rest(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now())
            await until(lambda: block(app) == "Squat")
            await until(lambda: braille(app) > 30)
            await pilot.press("space")
            command = await box.command()
            assert isinstance(command.args, verbs.sets.Start)
            command.answer({"state": "armed"})
            lifter = Lifter()
            box.record(lifter.arrives(), lifter.starts())
            box.server.telemetry(now(state="armed", set=lifter.set))
            await until(lambda: block(app) == "ready")
            box.record(lifter.lifts(1))
            box.server.telemetry(
                now(state="active", set=lifter.set, reps=1, phase="eccentric", signal=0.5, outline=HALF)
            )
            await until(lambda: block(app) == "1")
            await until(lambda: app.screen.query_one(DepthBar).share == pytest.approx(0.5, abs=0.05))
            assert "down" in line(app, "#advice")
            assert "down 1.0" in line(app, "#tempo")
            box.record(lifter.fails())
            await until(lambda: app.screen.has_class("-rejected"))
            assert block(app, "#cue") == "go deeper"
            assert "not deep enough" in line(app, "#why")
            await until(lambda: not app.screen.has_class("-rejected"))
            assert [bar.kind for bar in app.screen.query_one(RepBars).bars] == ["rep", "rejected"]
            box.record(lifter.ends(1))
            box.server.telemetry(now(rest_s=65.4, reps=1, target_rest_s=60.0))
            await until(lambda: app.screen.has_class("-resting"))
            await until(lambda: block(app, "#clock") == "1:05")
            assert "1 rep  1 not counted  stopped" in line(app, "#summary")
            await pilot.press("h")
            await until(lambda: app.current_mode == "history")

    go(scenario)


def test_space_stops_a_running_set_and_u_and_a_correct_it(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now(state="active", set="s", reps=3))
            await until(lambda: block(app) == "3")
            for key, kind in (("space", verbs.sets.Stop), ("u", verbs.sets.Undo), ("a", verbs.sets.Add)):
                await pilot.press(key)
                command = await box.command()
                assert isinstance(command.args, kind)
                command.answer(None)

    go(scenario)


def test_a_rep_shows_its_score_its_parts_and_its_fault_and_the_set_its_summary(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, _):
            await until(lambda: app.state.caught_up)
            lifter = Lifter()
            started = lifter.starts()
            box.record(started, lifter.shows_form(1))
            box.server.telemetry(now(state="active", set=started.set, reps=1, signal=0.2, usual_deg=90.0))
            await until(lambda: "score 84 ± 6  12 % slower  96° of 90° usual" in line(app, "#score"))
            assert "stability" in line(app, "#parts")
            assert line(app, "#told").startswith("! Keep your heels on the floor.")
            bar = app.screen.query_one(DepthBar)
            marked = [y for y in range(bar.size.height) if "◂" in bar.render_line(y).text]
            assert marked == [int(90.0 / 95.5 * bar.size.height)]
            box.record(lifter.ends(1))
            box.server.telemetry(now(rest_s=5.0, reps=1))
            await until(lambda: "mean score 84" in line(app, "#form"))
            assert "! 1 of 1: Keep your heels on the floor." in line(app, "#form")

    go(scenario)


def test_after_a_set_y_confirms_the_rep_in_question_and_u_takes_it_back(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            lifter = Lifter()
            started, unsure = lifter.starts(), lifter.lifts(1, confidence=0.6)
            box.record(started, unsure, lifter.lifts(2), lifter.ends(2, perhaps=(1, 2)))
            box.server.telemetry(now(rest_s=5.0, reps=2))
            await until(lambda: app.screen.has_class("-asks"))
            assert "2 reps, perhaps 1 to 2" in line(app, "#summary")
            assert line(app, "#question") == "1? was that a rep?   y yes   u no, take it back"
            await pilot.press("u")
            command = await box.command()
            assert command.args == verbs.sets.Correct(kind=Correction.UNDONE, set=started.set, rep=unsure.id)
            command.answer(None)
            await pilot.press("y")
            command = await box.command()
            assert command.args == verbs.sets.Confirm()
            command.answer(None)
            box.record(lifter.corrects(Correction.CONFIRMED, unsure.id, n=1))
            await until(lambda: not app.screen.has_class("-asks"))
            assert "2 reps  stopped" in line(app, "#summary")
            await pilot.press("u")
            assert (await box.command()).args == verbs.sets.Undo()

    go(scenario)


def test_trouble_that_is_longer_than_the_line_over_the_screen_is_shown_whole(box: Gallery) -> None:
    why = "safe mode, counting is off: no camera at /dev/video0; start a set to try again, or wait 5 minutes"

    async def scenario() -> None:
        async with dashboard(box.socket, size=(80, 24), connect=False) as (app, pilot):
            app.take(now(trouble=why))
            await until(lambda: reads(app, "#trouble") == why and app.screen.query_one("#trouble").size.height == 2)
            await pilot.resize_terminal(160, 40)
            await until(lambda: why in app.screen.query_one(Header).text and not reads(app, "#trouble"))
            app.take(now())
            await until(lambda: why not in app.screen.query_one(Header).text)

    go(scenario)


def test_n_and_capital_n_walk_through_the_exercises_that_work(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: bool(app.state.exercises))
            for key, chosen, expected in (("n", "squat", "push_up"), ("N", "squat", "plank"), ("n", "plank", "squat")):
                box.server.telemetry(now(exercise=chosen, t=len(expected)))
                await until(
                    lambda name=chosen: app.state.telemetry is not None and app.state.telemetry.exercise == name
                )
                await pilot.press(key)
                command = await box.command()
                assert command.args == verbs.sets.Exercise(exercise=expected)
                command.answer(None)

    go(scenario)


def test_a_refusal_is_one_line_and_nothing_breaks(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now())
            await until(lambda: block(app) == "Squat")
            await pilot.press("u")
            (await box.command()).answer(UsageError("there is no rep to take back"))
            await until(lambda: toasts(app) == "there is no rep to take back")
            assert block(app) == "Squat"

    go(scenario)


def test_a_daemon_that_starts_again_is_found_again_and_the_set_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(first.socket) as (app, _):
            lifter = Lifter()
            await until(lambda: app.state.caught_up)
            first.record(lifter.arrives(), lifter.starts(), lifter.lifts(1))
            first.server.telemetry(now(state="active", set=lifter.set, reps=1))
            await until(lambda: block(app) == "1")
            first.stop()
            await until(lambda: app.state.connection.kind == "away" and app.state.stale)
            await until(lambda: "no update for" in line(app, "#advice"))
            assert block(app) == "1"
            second = Gallery(tmp_path)
            try:
                second.record(lifter.lifts(2))
                await until(lambda: app.state.caught_up)
                second.server.telemetry(now(state="active", set=lifter.set, reps=2))
                await until(lambda: block(app) == "2")
                assert [bar.n for bar in app.screen.query_one(RepBars).bars] == [1, 2]
            finally:
                second.stop()

    first = Gallery(tmp_path, a_past())
    go(scenario)


def test_telemetry_never_queues_up(box: Gallery) -> None:
    """A hundred in one moment: the last one is shown, and none between is drawn."""

    async def scenario() -> None:
        async with dashboard(box.socket, connect=False, clock=ManualClock()) as (app, _):
            app.take(now(state="active", set="s", reps=100))
            await until(lambda: block(app) == "100")
            shown: list[str] = []
            show = app.screen.show  # type: ignore[attr-defined]
            app.screen.show = lambda state: (show(state), shown.append(block(app)))  # type: ignore[attr-defined]
            for reps in range(100):
                app.take(now(state="active", set="s", reps=reps))
            await until(lambda: block(app) == "99")
            assert set(shown) <= {"100", "0", "99"}

    go(scenario)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 55), (250, 70), (40, 12)])
def test_every_size_shows_count_and_athlete(box: Gallery, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket, size) as (app, _):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now(state="active", set="s", reps=12, outline=DEEP))
            await until(lambda: block(app) == "12")
            count = app.screen.query_one("#count", Block).size
            assert count.width * count.height > 0.15 * size[0] * (size[1] - 6)
            await until(lambda: braille(app) > 10)

    go(scenario)


def test_a_resized_terminal_is_filled_again(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket, (80, 24)) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now(state="active", set="s", reps=12))
            await until(lambda: block(app) == "12")
            await pilot.resize_terminal(160, 50)
            await until(lambda: app.screen.query_one(SkeletonView).size.height > 30)
            await until(lambda: braille(app) > 100)

    go(scenario)


@pytest.mark.slow
def test_every_theme_can_be_shown(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.caught_up)
            box.server.telemetry(now(state="active", set="s", reps=5))
            await until(lambda: block(app) == "5")
            seen = set()
            for _ in range(5):
                seen.add(app.theme)
                await pilot.press("d")
                await pilot.pause()
                assert app.screen.query_one("#count", Block).render_line(3).text.strip()
            assert len(seen) == 5

    go(scenario)


def test_telemetry_of_an_older_daemon_is_shown(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, _):
            await until(lambda: app.state.caught_up)
            bare = msgspec.structs.replace(now(state="active", set="s", reps=4), outline=None, target_reps=None)
            box.server.telemetry(bare)
            await until(lambda: block(app) == "4")
            assert line(app, "#aim").split() == ["aim", "—", "—", "—", "—"]
            assert braille(app) == 0

    go(scenario)
