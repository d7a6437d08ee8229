"""Movements that nobody rendered: exact joints before any camera, with the pose model's weaknesses added. Pure numpy.

A lifter that reads the picture's joints alone needs many more bodies and cameras than can be rendered.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from tests.gym.linear import Array
from tests.gym.rig import Rig
from tests.gym.sets import SIZE, Set, duration, frozen_plans
from tests.gym.solve import Bones, solve
from tests.gym.truth import HEAD
from tests.gym.truth import JOINTS as BONES
from tests.gym.wandering import facing, wander
from tests.lifting.capture import in_camera
from tests.lifting.recording import JOINTS, Recording
from tests.simulator import weakness
from tests.simulator.weakness import Weakness

FPS = 10
SECONDS = 3.0
CAMERAS = 4
"""From how many places each movement is seen."""
OFFSET_M = 0.02
"""How far a joint that a network means lies from the bone's end, the same for a whole movement (standard deviation)."""


def imagined(rigs: Sequence[Rig], count: int, seed: int) -> Iterator[Recording]:
    """Yields random movements, and the gym's sets (every other one of them), each seen from several places."""
    plans = frozen_plans()[::2]
    for k in range(count):
        rng = np.random.default_rng((seed, k, 1))
        person = int(rng.integers(len(rigs)))
        rig = rigs[person]
        if k % 3 == 0:
            plan = plans[k // 3 % len(plans)]
            done, start = Set(rig, plan), rng.uniform(0, max(duration(plan) - SECONDS, 0.1))
            moments = [solve(rig, done.posture(float(start + t))) for t in np.arange(round(SECONDS * FPS)) / FPS]
        else:
            leg = rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
            move = wander(rng, SECONDS, leg.upper_m + leg.lower_m).move
            moments = [solve(rig, move(float(t))) for t in np.arange(round(SECONDS * FPS)) / FPS]
        room = joints_of(rig, moments)
        for view in range(CAMERAS):
            yield _seen(f"imagined-{seed}-{k}-{view}", person, room, rng)


def joints_of(rig: Rig, moments: list[Bones]) -> Array:
    """Returns the joints (N, 33, 3) in the room; those that nobody reads lie at the pelvis."""
    heads, turns = (np.stack([getattr(bones, name) for bones in moments]) for name in ("head", "turn"))
    room = np.repeat(heads[:, :1], 33, axis=1)
    for name, joint in _limbs().items():
        bone, side = name.split("_")
        room[:, joint] = heads[:, rig.index[f"{BONES[bone]}.{side[0].upper()}"]]
    head = rig.index["head"]
    for name, at in HEAD.items():
        room[:, Joint[name.upper()]] = heads[:, head] + turns[:, head] @ np.array(at)
    return room


def _limbs() -> dict[str, Joint]:
    return {name: Joint[f"{name.split('_')[1]}_{name.split('_')[0]}".upper()] for name in JOINTS}


def _seen(name: str, person: int, room: Array, rng: np.random.Generator) -> Recording:
    """Returns a movement seen by somebody: turned about, before some camera, as a weak model would give it."""
    turn = np.radians(rng.uniform(-180, 180))
    about = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    middle = room.mean(axis=(0, 1)) * (1, 1, 0)
    size = rng.normal(1, 0.06)
    camera = facing(rng, rng.uniform(0.4, 1.0))
    exact = in_camera((room - middle) @ about.T * size, camera)
    weak = Weakness(jitter=rng.uniform(0.002, 0.014), hides=rng.uniform(0, 1))
    score = weakness.scores(weak, exact, rng)
    if rng.random() < 0.25:
        score = np.ones_like(score)
    off = rng.normal(0, OFFSET_M, (33, 3))
    wrong = exact + off + weakness.errors(weak, len(exact), FPS, score, rng)
    limbs = list(_limbs().values())
    focal = SIZE[1] / 2 / np.tan(np.radians(camera.vertical_deg) / 2)
    roll = np.radians(rng.normal(0, 3))
    tilt = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return Recording(
        name, person, FPS, SIZE,
        xy=(_project(wrong, focal) @ tilt.T).astype(np.float32),
        world=np.zeros(exact.shape, np.float32),
        score=_without_head(score, rng).astype(np.float32),
        true=_rolled(exact[:, limbs], tilt), true_xy=_project(exact[:, limbs], focal) @ tilt.T,
    )  # fmt: skip


def _without_head(score: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Returns the scores; sometimes a network knows no head."""
    if rng.random() < 0.1:
        score[:, [Joint[name.upper()] for name in HEAD]] = 0
    return score


def _rolled(points: Array, tilt: Array) -> Array:
    return np.concatenate([points[..., :2] @ tilt.T, points[..., 2:]], axis=-1)


def _project(points: Array, focal: float) -> Array:
    return np.asarray(points[..., :2] / np.maximum(points[..., 2:], 0.2) * focal)
