"""What is true of a set: joint angles of each frame from the bones, and of each rep its times and planted faults."""

from typing import Any

import numpy as np

from tests.gym import truth
from tests.gym.lifts import CONCENTRIC_FIRST, TORSO_M, UNITS
from tests.gym.linear import Array, Z, unit
from tests.gym.rig import Rig
from tests.gym.sets import COURSE, RUSHED, Set, TimedRep, duration
from tests.gym.solve import solve

SERIES = (*(f"{name}_{side}" for name in truth.ANGLES for side in truth.SIDE_NAMES), "torso_tilt")
"""The columns of `angles`, degrees."""


def joints(rig: Rig, done: Set, times: Array) -> dict[str, Array]:
    """Joint -> (times, 3) metres in the room, for example ``knee_left``."""
    return truth.places(rig, [solve(rig, done.posture(float(t))) for t in times])


def angles(places: dict[str, Array]) -> Array:
    """(times, 9) degrees, columns as `SERIES`."""
    rows = truth.angles(places)
    middle = {n: (places[f"{n}_left"] + places[f"{n}_right"]) / 2 for n in ("shoulder", "hip")}
    up = unit(middle["shoulder"] - middle["hip"]) @ Z
    tilt = np.degrees(np.arccos(np.clip(up, -1, 1)))
    return np.stack([*(rows[name] for name in SERIES[:-1]), tilt], axis=1)


def describe(done: Set) -> dict[str, Any]:
    """The set's truth less the angles, ready for JSON."""
    plan = done.plan
    eye, target = np.array(plan.camera.eye), np.array(plan.camera.target)
    return {
        "name": plan.name,
        "exercise": plan.exercise,
        "seed": plan.seed,
        "person": plan.person,
        "equal": plan.equal,
        "fps": plan.fps,
        "seconds": round(duration(plan), 3),
        "camera": {
            "azimuth_deg": round(plan.view_deg, 1),
            "height_m": round(float(eye[2]), 2),
            "distance_m": round(float(np.linalg.norm(eye - target)), 2),
        },
        "reps": [
            _rep(plan.exercise, n, rep, done.reps[n - 2] if n > 1 else None) for n, rep in enumerate(done.reps, 1)
        ],
    }


def _rep(exercise: str, n: int, rep: TimedRep, before: TimedRep | None) -> dict[str, Any]:
    out, held, back = rep.turn - rep.start, rep.leave - rep.turn, rep.end - rep.leave
    rest = rep.start - before.end if before else 0.0
    four = (back, rest, out, held) if exercise in CONCENTRIC_FIRST else (out, held, back, rest)
    return {
        "n": n,
        **{name: round(getattr(rep, name), 3) for name in ("start", "turn", "leave", "end")},
        "tempo": [round(s, 3) for s in four],
        "depth": round(rep.plan.depth, 3),
        "faults": {name: {"amount": round(value, 3), "unit": unit_of(name)} for name, value in rep.plan.faults.items()},
        "unsure": list(rep.plan.unsure),
    }  # fmt: skip


def unit_of(fault: str) -> str:
    """What a planted fault's amount is counted in."""
    if fault in RUSHED:
        return "s"
    return "share of the way" if any(fault in kinds for kinds in COURSE.values()) else UNITS.get(fault, "degrees")


__all__ = ["SERIES", "TORSO_M", "angles", "describe", "joints", "unit_of"]
