import msgspec

from daemon.core.plan import state_machine
from daemon.core.plan.outlook import Outlook, outlook
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.ipc.codec import Telemetry
from tui.model.state import State
from tui.text import headline, plan

_EMOM = Block(Kind.EMOM, (Step(Work("push_up", 10)), Step(Work("squat", 15))), 5, every_s=60)
_AMRAP = Block(Kind.AMRAP, (Step(Work("squat", 5)),), None, 300)


def at(t: float, *blocks: Block, held: bool = False) -> Outlook:
    running, _, _ = state_machine.begin(Plan("p", "Evening", blocks, lead_s=10), 0.0)
    running, _, _ = state_machine.step(running, [], t)
    return outlook(state_machine.hold(running, t)[0] if held else running, t)


def state(now: Outlook | None, **fields: object) -> State:
    telemetry = Telemetry(t=1.0, fps=30.0, state="active", exercise="push_up", plan=now)
    return State(telemetry=msgspec.structs.replace(telemetry, **fields))


def words(cells: tuple[tuple[str, str], ...]) -> str:
    return "".join(text for text, _ in cells)


def test_without_a_plan_nothing_is_said() -> None:
    assert plan.line(state(None)) == ()
    assert not plan.waits(state(None))


def test_work_is_told_with_its_place_and_what_follows() -> None:
    now = at(75.0, _EMOM, _AMRAP)
    assert words(plan.line(state(now))) == "EMOM  round 1 of 5  next Push up  step 2 of 2  block 1 of 2"
    assert (plan.clock_text(now), plan.colour(now, stale=False)) == ("0:55", "lit")


def test_the_time_of_the_whole_block_is_told_where_it_has_one() -> None:
    assert words(plan.line(state(at(15.0, _AMRAP)))) == "AMRAP  round 1  next Squat  4:55 left in all"


def test_getting_ready_fills_the_screen_with_its_clock() -> None:
    now = state(at(8.0, _EMOM), state="idle")
    assert headline.rests(now)
    clock, line, share = headline.rest(now)
    assert (clock.text, clock.colour, share) == ("0:02", "warning", 0.8)
    assert words(line).startswith("get ready   next 10 Push up   EMOM  round 1 of 5")


def test_a_clock_that_stands_is_told() -> None:
    now = at(75.0, _EMOM, held=True)
    assert "  held" in words(plan.line(state(now)))
    assert plan.colour(now, stale=False) == "ghost"


def test_seconds_are_rounded_up_so_that_zero_is_the_end() -> None:
    assert plan.clock_text(at(69.2, _EMOM)) == "0:01"
