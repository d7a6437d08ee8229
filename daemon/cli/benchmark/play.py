"""Counts one item the way ``spotter count`` does, and times the core alone."""

from dataclasses import dataclass

from daemon.core import workout
from daemon.core.counting.set_state import SetPhase
from daemon.core.facts import Fact
from daemon.core.spec import Exercise
from daemon.core.state import Rules
from daemon.ports import Clock, PoseFrame


@dataclass(frozen=True, slots=True)
class Played:
    """What the core made of one item.

    Attributes:
        facts: All of them.
        frames: How many were followed.
        core_s: Seconds the core took for them.
        ready: When the set became active (s), or None.
    """

    facts: list[Fact]
    frames: int
    core_s: float
    ready: float | None


def play(pose_frames: list[PoseFrame], exercise: Exercise, rules: Rules, clock: Clock, *, armed: bool) -> Played:
    """Count one set over all of ``pose_frames``."""
    state, facts = workout.start(workout.begin(exercise, rules), pose_frames[0].t, armed=armed)
    ready: float | None = None
    began = clock.monotonic()
    for pose_frame in pose_frames:
        state, new = workout.step(state, pose_frame.pose, pose_frame.t, (pose_frame.width, pose_frame.height))
        facts += new
        if ready is None and state.phase is SetPhase.ACTIVE:
            ready = pose_frame.t
    if state.set is not None:
        facts += workout.stop(state, pose_frames[-1].t)[1]
    return Played(facts, len(pose_frames), clock.monotonic() - began, ready)
