"""Whatever an athlete does in whatever plan: no rep of it is lost, no two things are done at once, and it ends."""

import random
from collections.abc import Callable

import pytest

from daemon import events
from daemon.core import workout
from daemon.core.counting.set_state import SetPhase
from daemon.core.facts import Correction
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.core.plan.plan_facts import Phase
from tests.runtime.test_plan_runner import Box

REPEATED = ("squat", "push_up", "burpee")


def work(rng: random.Random) -> Work:
    exercise = rng.choice((*REPEATED, "plank"))
    if exercise == "plank":
        return Work(exercise, seconds=rng.choice((5, 20)))
    return rng.choice((Work(exercise, rng.randint(1, 4)), Work(exercise, seconds=10), Work(exercise)))


def steps(rng: random.Random, rest_s: float = 0.0) -> tuple[Step, ...]:
    return tuple(Step(Work(rng.choice(REPEATED), rng.randint(1, 4)), rest_s) for _ in range(rng.randint(1, 3)))


BLOCKS: dict[Kind, Callable[[random.Random], Block]] = {
    Kind.SETS: lambda rng: Block(Kind.SETS, (Step(work(rng), rng.choice((0, 20))),), rng.randint(1, 3)),
    Kind.TABATA: lambda _: Block(Kind.TABATA, (Step(Work("burpee", seconds=20), 10),), 2),
    Kind.INTERVALS: lambda _: Block(
        Kind.INTERVALS, tuple(Step(Work(each, seconds=10), 5) for each in (*REPEATED, "plank")), 2
    ),
    Kind.EMOM: lambda rng: Block(Kind.EMOM, steps(rng), 2, every_s=rng.choice((10, 60))),
    Kind.AMRAP: lambda rng: Block(Kind.AMRAP, steps(rng), None, cap_s=rng.choice((5, 40))),
    Kind.ROUNDS_FOR_TIME: lambda rng: Block(Kind.ROUNDS_FOR_TIME, steps(rng), 2, cap_s=rng.choice((None, 40))),
    Kind.LADDER: lambda rng: Block(Kind.LADDER, steps(rng, 5)),
}


class Athlete:
    """Does things at random in a random plan."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - what is drawn is no secret
        kinds = [self.rng.choice(tuple(BLOCKS)) for _ in range(self.rng.randint(1, 3))]
        plan = Plan("evening", "Evening", tuple(BLOCKS[kind](self.rng) for kind in kinds), between_s=15)
        self.box = Box(plan).begin()

    def acts(self) -> None:
        box, rng = self.box, self.rng
        actions: list[Callable[[], object]] = [
            *[lambda: box.wait(rng.choice((0.3, 2, 5, 11, 21)))] * 4,
            *[self.lifts] * 6,
            lambda: box.take(box.plans.skip(box.state, box.t, block=rng.random() < 0.2)),
            lambda: box.take(box.plans.hold(box.state, box.t, on=True)),
            lambda: box.take(box.plans.hold(box.state, box.t, on=False)),
            self.presses,
            self.undoes,
            self.starts_the_box_again,
        ]
        rng.choice(actions)()

    def presses(self) -> None:
        box = self.box
        change = workout.start if box.state.set is None else workout.stop
        box.state, facts = change(box.state, box.t)
        box.take(box.plans.follow(box.state, box.session.to_events(facts), box.t))

    def lifts(self) -> None:
        self.box.wait(1.5)
        if self.box.state.set is not None:
            self.corrects(Correction.ADDED)

    def undoes(self) -> None:
        if self.box.state.set is not None and self.box.state.set.reps:
            self.corrects(Correction.UNDONE)

    def corrects(self, kind: Correction) -> None:
        box = self.box
        box.state, facts = workout.correct(box.state, box.t, kind)
        box.take(box.plans.follow(box.state, box.session.to_events(facts), box.t))

    def starts_the_box_again(self) -> None:
        again = self.box.restarted(len(self.box.journal), 0.0)
        assert again.plans.running == self.box.plans.running
        assert len(again.journal) == len(self.box.journal)


def look(box: Box) -> None:
    """What is true of a plan at every moment."""
    running, outlook = box.plans.running, box.plans.outlook(box.t)
    assert running is not None
    assert outlook is not None
    in_set = box.state.set is not None
    assert in_set == (outlook.phase is Phase.WORK and not outlook.held)
    assert not in_set or box.state.phase is not SetPhase.ENDED
    assert not in_set or box.state.exercise.name == outlook.exercise
    assert running.leaving is None
    assert running.until is None or running.held is not None or running.until > box.t - 1e-6
    assert outlook.rounds is None or outlook.round <= outlook.rounds


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_no_rep_is_lost_and_the_plan_ends(seed: int) -> None:
    athlete = Athlete(seed)
    box = athlete.box
    for _ in range(60):
        if box.plans.running is None:
            break
        athlete.acts()
        if box.plans.running is not None:
            look(box)
    while box.plans.running is not None:
        box.take(box.plans.skip(box.state, box.t, block=True))
    corrections = [event for event in box.journal if isinstance(event, events.RepCorrected)]
    done = sum(1 if event.kind is Correction.ADDED else -1 for event in corrections)
    rounds = [event for event in box.journal if isinstance(event, events.RoundDone)]
    assert sum(event.reps for event in rounds) + box.end().extra_reps == done
    assert box.end().rounds == len(rounds)
    begun = [event.t_mono for event in box.journal if isinstance(event, events.StepStarted)]
    assert begun == sorted(begun)
