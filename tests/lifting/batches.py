"""Batches of examples, each turned, mirrored and worn a little, so that bodies are learnt and not these pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.body import LIMBS
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from engines.lifting.features import SEEN, joined
from tests.lifting.examples import Examples

ROLL_DEG, SIZE, WORN = 6.0, 0.04, 0.01
"""By how much a picture is turned, a body made larger or smaller, and its joints moved (share of the body's spread)."""
LOST, ALONE = 0.03, 0.1
"""How often a joint is lost, and how often there is no moment before."""


def _mirrored() -> NDArray[np.int64]:
    order = np.arange(JOINT_COUNT)
    for joint in Joint:
        other = joint.name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")
        order[joint] = Joint[other]
    return order


MIRRORED = _mirrored()
MIRRORED_SEEN = np.array([SEEN.tolist().index(MIRRORED[joint]) for joint in SEEN])
MIRRORED_LIMBS = np.array([LIMBS.index(Joint(MIRRORED[joint])) for joint in LIMBS])


@dataclass(frozen=True, eq=False)
class Batch:
    """What the network reads (B, taps, F), and metres (B, 12, 3): the true joints, and what the engine gave."""

    features: NDArray[np.float32]
    true: NDArray[np.float32]
    world: NDArray[np.float32]


def batches(kept: Examples, size: int, rng: np.random.Generator, *, corrects: bool) -> Iterator[Batch]:
    """Yields batches without an end."""
    while True:
        yield batch(kept, rng.choice(kept.known, size), rng, corrects=corrects)


def batch(kept: Examples, rows: NDArray[np.int64], rng: np.random.Generator, *, corrects: bool) -> Batch:
    """Returns these examples, each changed by chance."""
    before = kept.before[rows]
    before = np.where(rng.random(len(rows))[:, None] < ALONE, before[:, :1], before)
    xy, score = kept.xy[before[..., None], SEEN], kept.score[before[..., None], SEEN]
    world, true = kept.world[before[..., None], np.array(LIMBS)], kept.true[rows]
    flip = rng.random(len(rows)) < 0.5
    turn, grow = np.radians(rng.normal(0, ROLL_DEG, len(rows))), rng.normal(1, SIZE, len(rows))
    xy, score = _flip(xy, flip, MIRRORED_SEEN), np.where(flip[:, None, None], score[:, :, MIRRORED_SEEN], score)
    xy = _turn(xy, turn)
    spread = xy.std(axis=2, keepdims=True).mean(axis=-1, keepdims=True)
    xy = xy + rng.normal(0, WORN, xy.shape) * spread
    score = score * (rng.random((len(rows), 1, len(SEEN))) >= LOST)
    world = _turn(_flip(world, flip, MIRRORED_LIMBS), turn) * grow[:, None, None, None]
    true = _turn(_flip(true[:, None], flip, MIRRORED_LIMBS), turn)[:, 0] * grow[:, None, None]
    read = joined(xy, score, world if corrects else None)
    return Batch(read.astype(np.float32), true.astype(np.float32), world[:, 0].astype(np.float32))


def _flip(points: NDArray[np.floating], which: NDArray[np.bool_], order: NDArray[np.int64]) -> NDArray[np.floating]:
    sign = np.ones(points.shape[-1])
    sign[0] = -1
    return np.where(which[:, None, None, None], points[:, :, order] * sign, points)


def _turn(points: NDArray[np.floating], by: NDArray[np.float64]) -> NDArray[np.floating]:
    c, s = (each[:, None, None] for each in (np.cos(by), np.sin(by)))
    x, y = points[..., 0], points[..., 1]
    return np.concatenate([np.stack([c * x - s * y, s * x + c * y], -1), points[..., 2:]], axis=-1)
