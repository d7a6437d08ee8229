"""Sets by chance, within what people and rooms are."""

from dataclasses import replace

import numpy as np

from daemon.core.facts import Reason
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.exercises import QUICK
from tests.simulator.story import Lift, Plan
from tests.simulator.weakness import Weakness

_RATES = (10.0, 15.0, 24.0, 25.0, 30.0, 50.0, 60.0)
_BLIND = 0.03
_STANDING = ("squat", "lunge", "deadlift", "romanian_deadlift", "shoulder_press")
"""Exercises that begin and end upright, so that one walks to them."""

SHALLOW = {
    "lunge": 0.25,
    "push_up": 0.3,
    **dict.fromkeys(("squat", "sit_up", "pull_up", "side_lunge", "bench_press", "curl"), 0.35),
    **dict.fromkeys(("shoulder_press", "lateral_raise", "front_raise", "deadlift", "romanian_deadlift"), 0.42),
}
"""Share of the way that nobody would call a rep."""


def chosen(exercise: str, rng: np.random.Generator, *, wild: bool) -> Plan:
    """A set of this exercise.

    Args:
        exercise: A key of ``PROGRAMS``.
        rng: The chance.
        wild: With no-reps, walks, passers-by, swings of the arms and frames without a pose.
    """
    quick = exercise in QUICK
    count = int(rng.integers(8, 16) if quick else rng.integers(3, 9))
    lifts = [_lift(rng, quick=quick) for _ in range(count)]
    if wild and exercise in SHALLOW:
        lifts.insert(int(rng.integers(1, count)), Lift(SHALLOW[exercise], expect=Reason.SHALLOW))
    walks = wild and exercise in _STANDING
    return Plan(
        exercise,
        tuple(lifts),
        athlete(rng),
        camera(rng),
        Weakness(jitter=float(rng.uniform(0.003, 0.009)), blind=_BLIND if wild else 0.0),
        fps=float(rng.choice(_RATES[2:] if quick else _RATES)),
        still=float(rng.uniform(1.0, 2.0)),
        walk_in=walks and bool(rng.random() < 0.5),
        walk_out=walks and bool(rng.random() < 0.5),
        swings=int(rng.integers(0, 3)) if walks else 0,
        rack=walks and bool(rng.random() < 0.3),
        passer=float(rng.uniform(0.2, 0.6)) if wild and rng.random() < 0.2 else 0.0,
        seed=int(rng.integers(1 << 30)),
    )


def idle(rng: np.random.Generator) -> Plan:
    """Somebody who walks about, stands and swings the arms, and does no exercise."""
    plan = chosen("squat", rng, wild=False)
    counts = rng.integers(0, 4, 2)
    return replace(
        plan, lifts=(), walk_in=True, walk_out=True, rack=True, swings=int(counts[0]), paces=int(counts[1]), fps=20.0
    )


def athlete(rng: np.random.Generator) -> Athlete:
    """From a child's height to a basketball player's."""
    legs, arms, trunk = (float(v) for v in rng.uniform(0.94, 1.06, 3))
    return Athlete(float(rng.uniform(1.40, 2.05)), legs, arms, trunk, float(rng.uniform(0.88, 1.12)))


def camera(rng: np.random.Generator) -> Camera:
    """On a shelf or on the floor, on any side."""
    return Camera(
        azimuth=float(rng.uniform(-180, 180)),
        height=float(rng.uniform(0.4, 1.9)),
        distance=float(rng.uniform(2.3, 5.0)),
        fov=float(rng.uniform(50, 80)),
        tilt=float(rng.uniform(-5, 5)),
    )


def _lift(rng: np.random.Generator, *, quick: bool) -> Lift:
    if quick:
        return Lift(float(rng.uniform(0.9, 1.0)), float(rng.uniform(0.85, 1.25)), rest=0.05)
    pause = float(rng.choice([0.0, 0.0, 0.3, 1.0]))
    return Lift(float(rng.uniform(0.88, 1.0)), float(rng.uniform(0.75, 1.6)), pause, float(rng.uniform(0.1, 0.8)))
