"""Counts one item the way ``spotter count`` does, and times the core alone."""

from dataclasses import dataclass, replace

from daemon.core import workout
from daemon.core.counting.set_state import SetPhase
from daemon.core.facts import Fact
from daemon.core.spec import Exercise
from daemon.core.workout import Rules
from daemon.ports import Clock, PoseFrame

HELD_S = 1.5
"""A start position held for so long is a clear one."""


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


def shows_start(pose_frames: list[PoseFrame], exercise: Exercise, rules: Rules, first_turn: float) -> bool:
    """Returns whether the start position is held for ``HELD_S`` before the first turning point."""
    patient = replace(rules, params=rules.params.with_values({"arming.dwell_s": HELD_S}))
    state, _ = workout.start(workout.begin(exercise, patient), pose_frames[0].t)
    for pose_frame in pose_frames:
        if pose_frame.t >= first_turn:
            return False
        state, _ = workout.step(state, pose_frame.pose, pose_frame.t, (pose_frame.width, pose_frame.height))
        if state.phase is SetPhase.ACTIVE:
            return True
    return False
