"""Counts what the stick figure does."""

from collections.abc import Iterable

from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.state import Workout
from tests.fakes import stick

SQUAT = exercises.load("squat")


def play(state: Workout, knees: Iterable[float]) -> list[Fact]:
    """The facts of one set with these knee angles, frame by frame, already in place."""
    state, facts = workout.start(state, 0.0, armed=False)
    t = 0.0
    for i, angle in enumerate(knees):
        t = i / stick.FPS
        state, found = workout.step(state, stick.squatting(angle, t), t, stick.SIZE)
        facts += found
    return facts + workout.stop(state, t)[1]
