"""The screen of the plans."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from daemon.core.plan import state_machine
from daemon.core.plan.outlook import outlook
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.core.plan.plan_facts import Phase
from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.codec import Telemetry
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from tests.fakes.box import go
from tests.fakes.gallery import PLANS, Gallery
from tests.fakes.visitor import dashboard, reads, toasts, until
from tui.widgets.block import Block as BlockWidget
from tui.widgets.line import Line
from tui.widgets.rep_bars import RepBars

pytestmark = pytest.mark.slow

EMOM = Plan("emom", "Ten-minute EMOM", (Block(Kind.EMOM, (Step(Work("push_up", 10)),), 10, every_s=60),))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Gallery]:
    running = Gallery(tmp_path)
    yield running
    running.stop()


def test_a_plan_is_described_and_begun(box: Gallery) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("g")
            await until(lambda: "Ten-minute EMOM" in reads(app, "#list"))
            await until(lambda: "every 1:00, 10 times: 10 push_up" in reads(app, "#words"))
            await pilot.press("enter")
            command = await box.command()
            command.answer({})
            await until(lambda: app.current_mode == "set")
            return command

    assert go(scenario).args == verbs.plans.Plan(plan="emom")


def test_a_broken_plan_says_what_to_mend(box: Gallery) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("g")
            await until(lambda: "mine" in reads(app, "#list"))
            await pilot.press("down")
            await until(lambda: "mine.toml: block is missing: add it" in reads(app, "#words"))
            assert "spotter plan check mine" in reads(app, "#words")

    go(scenario)


def test_plans_that_have_no_room_are_named(box: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLANS, "left_out", 12)

    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("g")
            await until(lambda: "12 more plans have no room here: spotter plan list" in reads(app, "#words"))

    go(scenario)


@pytest.mark.parametrize(
    ("key", "args"),
    [
        ("k", verbs.plans.Skip(block=False)),
        ("b", verbs.plans.Skip(block=True)),
        ("o", verbs.plans.Hold(on=True)),
        ("L", verbs.plans.Take()),
    ],
)
def test_a_key_leads_on_in_the_plan(box: Gallery, key: str, args: Args) -> None:
    async def scenario() -> Command:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.state.connection.kind == "live")
            await pilot.press(key)
            command = await box.command()
            command.answer(UsageError("no plan is under way"))
            await until(lambda: "no plan is under way" in toasts(app))
            return command

    assert go(scenario).args == args


STOPPED = "stopped at 20 %, as you asked"


def test_pace_and_rounds_stand_beside_the_clock_and_the_rounds_fill_the_rest(box: Gallery) -> None:
    work = outlook(state_machine.step(state_machine.begin(EMOM, 0.0)[0], [], 25.0)[0], 25.0)
    work = replace(work, round_reps=(12, 9, 4))
    told = Telemetry(t=1.0, fps=30.0, state="active", exercise="push_up", reps=4, pace=23.6, plan=work)
    resting = replace(work, phase=Phase.REST, stopped=STOPPED)
    rest = msgspec.structs.replace(told, state="ended", pace=None, plan=resting)

    async def scenario() -> None:
        async with dashboard(box.socket, connect=False) as (app, _):
            app.take(told)
            shown = app.screen.query_one("#rounds", Line)
            await until(lambda: shown.text == "24 reps a minute   round by round 12 9 4")
            bars = app.screen.query_one(RepBars)
            assert bars.bars == ()
            app.take(rest)
            await until(lambda: [bar.n for bar in bars.bars] == [12, 9, 4])
            assert any(STOPPED in line.text for line in app.screen.query(Line))
            assert [round(bar.height, 2) for bar in bars.bars] == [1.0, 0.75, 0.33]

    go(scenario)


def test_the_clock_of_work_stands_beside_the_count(box: Gallery) -> None:
    running, _, _ = state_machine.begin(EMOM, 0.0)
    running, _, _ = state_machine.step(running, [], 25.0)
    told = Telemetry(t=1.0, fps=30.0, state="active", exercise="push_up", reps=7, plan=outlook(running, 25.0))

    async def scenario() -> None:
        async with dashboard(box.socket, connect=False) as (app, _):
            app.take(told)
            await until(lambda: app.screen.query_one("#left", BlockWidget).text == "0:45")
            assert app.screen.query_one("#count", BlockWidget).text == "7"
            await until(lambda: app.screen.query_one("#left").region.height > 4)
            app.take(msgspec.structs.replace(told, plan=None))
            await until(lambda: not app.screen.has_class("-timed"))

    go(scenario)
