"""Reps of exact bodies: what the simulator does in each exercise, clean or changed on purpose, from any side."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from daemon.core.facts import RepCounted, Tempo
from daemon.core.form.rep_body import Floats, RepBody
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.core.spec import Exercise, Part
from tests.simulator.body import Athlete, joints
from tests.simulator.exercises import PROGRAMS

AZIMUTH = {"front": 0.0, "oblique": 45.0, "side": 90.0}
"""Degrees around the athlete, to the left."""
FPS, HALF_S = 30.0, 1.0
TURN_S = 0.5 + HALF_S
Change = Callable[[Floats, Floats], None]
"""Changes joints (N, 33, 3) in room axes (left, up, forward; metres) by how far the rep has gone (N, 1), 0..1..0."""


@dataclass(frozen=True)
class Poses:
    """A rep's poses without error."""

    t: Floats
    world: Floats
    image: Floats
    score: Floats
    noise: Floats
    gain: Floats


def poses(exercise: str, view: str, change: Change | None = None, half_s: float = HALF_S) -> Poses:
    """Returns one rep, half a second of the start position before it, seen by a model without error."""
    program = PROGRAMS[exercise](Athlete())
    t = np.arange(0.0, 0.5 + 2 * half_s + 0.5 / FPS, 1 / FPS)
    gone = (1 - np.cos(np.pi * np.clip((t - 0.5) / half_s, 0, 2))) / 2
    turn = next((step.to for way in program.ways for step in way if step.turn), program.start)
    start, there = program.start.vector(), turn.vector()
    room = joints(Athlete(), start + gone[:, None] * (there - start))
    if change is not None:
        change(room, gone[:, None])
    hips = (room[:, Joint.LEFT_HIP] + room[:, Joint.RIGHT_HIP]) / 2
    world = _seen(room - hips[:, None], AZIMUTH[view]).swapaxes(0, 1)
    return Poses(
        t, world, world[..., :2] / Athlete().torso, np.ones(JOINT_COUNT), np.zeros(JOINT_COUNT), np.ones(len(t))
    )


def body(exercise: Exercise, view: str, change: Change | None = None, half_s: float = HALF_S) -> RepBody:
    """Returns one rep of an exercise."""
    return seen(poses(exercise.name, view, change, half_s), exercise, view, half_s)


def seen(some: Poses, exercise: Exercise, view: str, half_s: float = HALF_S) -> RepBody:
    """Returns a rep of such poses that starts after half a second."""
    end = 0.5 + 2 * half_s
    tempo = Tempo(half_s, 0.0, half_s, 0.0)
    rep = RepCounted(end, exercise.name, 1, 0.5, end, tempo, 1.0, None, None, view, 1.0)
    return RepBody.of(some, rep, 0.5 + half_s, exercise.first)


def eccentric_first(exercise: Exercise) -> bool:
    """Whether the rep goes down first."""
    return exercise.first is Part.ECCENTRIC


def _seen(room: Floats, azimuth: float) -> Floats:
    """Turns room axes into the camera's: right, down and away."""
    a = np.radians(azimuth)
    axes = np.array([[np.cos(a), 0, -np.sin(a)], [0, -1, 0], [-np.sin(a), 0, -np.cos(a)]])
    camera: Floats = room @ axes.T
    return camera
