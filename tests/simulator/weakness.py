"""What a pose model gets wrong: jitter that lasts, guessed joints behind the body, frames without anyone."""

from dataclasses import dataclass

import numpy as np

from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.simulator.linear import Vectors

_LASTS_S = 0.12
"""How long an error lasts before it is another one."""
_SEEN = 0.97
_HIDDEN = {"ELBOW": 0.15, "WRIST": 0.2, "PINKY": 0.2, "INDEX": 0.2, "THUMB": 0.2, "KNEE": 0.35, "ANKLE": 0.55}
"""Visibility of a far limb's joint in a side view; shoulders and hips stay sure, and feet are as their ankle."""


@dataclass(frozen=True)
class Weakness:
    """How weak a model is; the defaults are near BlazePose full on a sharp picture.

    Attributes:
        jitter: Metres of a seen joint's error (standard deviation).
        depth: How many times more across the picture's plane.
        depth_gain: What is left of the true depth.
        hides: How much less sure the limb behind the body is: 0 not at all, 1 as BlazePose's median on real side views.
        blind: Share of frames without a pose, in gaps.
        gap_s: How long a gap lasts.
    """

    jitter: float = 0.006
    depth: float = 2.5
    depth_gain: float = 0.85
    hides: float = 1.0
    blind: float = 0.0
    gap_s: float = 0.2


def errors(weak: Weakness, frames: int, fps: float, score: Vectors, rng: np.random.Generator) -> Vectors:
    """Metres of error of each joint (N, 33, 3), in the camera's axes; guessed joints err four times as much."""
    keep = float(np.exp(-1 / (fps * _LASTS_S)))
    fresh = rng.normal(0, 1, (frames, JOINT_COUNT, 3)) * np.sqrt(1 - keep**2)
    noise = np.empty_like(fresh)
    last = rng.normal(0, 1, (JOINT_COUNT, 3))
    for i in range(frames):
        last = keep * last + fresh[i]
        noise[i] = last
    guessed = 1 + 3 * (1 - score / _SEEN).clip(0, 1)
    return noise * weak.jitter * np.array([1.0, 1.0, weak.depth]) * guessed[..., None]


def scores(weak: Weakness, seen: Vectors, rng: np.random.Generator) -> Vectors:
    """Visibility (N, 33): seen from the side, the far limbs' joints are guessed."""
    far = behind(seen)
    score = np.full(seen.shape[:2], _SEEN)
    for joint in range(Joint.LEFT_ELBOW, JOINT_COUNT):
        part = Joint(joint).name.partition("_")[2]
        score[:, joint] -= weak.hides * far[:, joint] * (_SEEN - _HIDDEN.get(part, _HIDDEN["ANKLE"]))
    return (score + rng.normal(0, 0.01, score.shape)).clip(0.02, 1.0)


def behind(seen: Vectors) -> Vectors:
    """Returns how much each joint (N, 33) is one of a far limb in a side view, 0..1."""
    trunk = seen[:, [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]]
    across = trunk[:, [0, 2]].mean(axis=1) - trunk[:, [1, 3]].mean(axis=1)
    # 0 front view, 1 where the left side is the far one, -1 where the right side is.
    far = across[:, 2] / np.maximum(np.linalg.norm(across, axis=-1), 1e-6)
    out = np.zeros(seen.shape[:2])
    for joint in range(Joint.LEFT_ELBOW, JOINT_COUNT):
        side, _, part = Joint(joint).name.partition("_")
        if part != "HIP":
            out[:, joint] = (((1 if side == "LEFT" else -1) * far - 0.55) / 0.35).clip(0, 1)
    return out


def blind(weak: Weakness, frames: int, fps: float, rng: np.random.Generator) -> Vectors:
    """Frames (N,) in which nobody is found."""
    lost = np.zeros(frames, bool)
    length = max(round(weak.gap_s * fps), 1)
    for _ in range(round(weak.blind * frames / length)):
        at = int(rng.integers(0, max(frames - length, 1)))
        lost[at : at + length] = True
    return lost
