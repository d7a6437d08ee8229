"""What is told of a plan's clock from the floor."""

from dataclasses import replace

from daemon.core.plan import state_machine
from daemon.core.plan.cues import Cue, cues
from daemon.core.plan.outlook import Outlook, outlook
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work

TABATA = Plan("t", "T", (Block(Kind.TABATA, (Step(Work("squat", seconds=20), 10),), 2),), lead_s=5)


def cues_of(plan: Plan, seconds: float, look_s: float = 0.05) -> list[tuple[float, Cue]]:
    running, _, _ = state_machine.begin(plan, 0.0)
    before: Outlook | None = None
    heard, t = [], 0.0
    while t < seconds and not running.ended:
        now = outlook(running, t)
        heard += [(round(t, 2), cue) for cue in cues(before, now)]
        before, t = now, round(t + look_s, 6)
        running, _, _ = state_machine.step(running, [], t)
    if running.ended:
        heard += [(round(t, 2), cue) for cue in cues(before, None)]
    return heard


def test_each_phase_is_counted_down_and_the_next_exercise_is_named() -> None:
    assert cues_of(TABATA, 100) == [
        (0.0, Cue.NEXT), (2.0, Cue.THREE), (3.0, Cue.TWO), (4.0, Cue.ONE),
        (15.0, Cue.HALF), (22.0, Cue.THREE), (23.0, Cue.TWO), (24.0, Cue.ONE),
        (25.0, Cue.NEXT), (32.0, Cue.THREE), (33.0, Cue.TWO), (34.0, Cue.ONE),
        (35.0, Cue.LAST_ROUND), (45.0, Cue.HALF), (52.0, Cue.THREE), (53.0, Cue.TWO), (54.0, Cue.ONE), (55.0, Cue.DONE),
    ]  # fmt: skip


def test_a_late_look_tells_the_newest_alone() -> None:
    assert [cue for t, cue in cues_of(TABATA, 6, look_s=4.8)] == [Cue.NEXT, Cue.ONE]


def test_nothing_is_told_while_the_clock_stands() -> None:
    running, _, _ = state_machine.begin(TABATA, 0.0)
    held, _, _ = state_machine.hold(running, 1.9)
    assert cues(outlook(running, 1.9), outlook(held, 2.5)) == []


def test_work_without_a_clock_has_no_countdown() -> None:
    sets = replace(TABATA, blocks=(Block(Kind.SETS, (Step(Work("squat", 5), 30),), 1),))
    assert [cue for t, cue in cues_of(sets, 30) if t > 4] == []
