"""The poses of one rep as arrays: from a second before it to its end, smoothed without lag."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import numbers, smoothing
from daemon.core.form.recording import Recording, between
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint

Floats = NDArray[np.float64]

BEFORE_S = 1.0
"""Seconds before a rep's start that are looked at: a slow beginning is under way by then."""
MOST_FRAMES = 160
"""Frames of a window; of more, only every second (third, ...) is taken: a slow rep needs fewer a second."""
LEAST_FRAMES = 6
"""Frames under which a rep cannot be measured."""
TORSO_M = 0.5
"""Metres of an adult's torso, for a model that gives no world landmarks."""

_JOINTS = [
    Joint.NOSE,
    Joint.LEFT_EAR,
    Joint.RIGHT_EAR,
    Joint.MOUTH_LEFT,
    Joint.MOUTH_RIGHT,
    *range(Joint.LEFT_SHOULDER, Joint.LEFT_PINKY),
    *range(Joint.LEFT_HIP, JOINT_COUNT),
]
"""The joints that anything is measured on."""
_TRUNK = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]


@dataclass(frozen=True, eq=False)
class Window:
    """A rep's joints over time.

    Attributes:
        t: Times (N,), seconds.
        world: Smoothed joints (33, N, 3), metres in the camera's axes; zero for joints that nothing is measured on.
        image: The same in the picture (33, N, 2), in torso lengths.
        score: How surely each joint was seen, the median over the rep (33,).
        noise: Standard deviation of each joint in one frame around its smoothed way (33,), torso lengths in the
            picture.
        gain: What smoothing leaves of it in each frame (N,).
        has_depth: The model gave world landmarks.
    """

    t: Floats
    world: Floats
    image: Floats
    score: Floats
    noise: Floats
    gain: Floats
    has_depth: bool


def cut(recording: Recording, start: float, end: float, since: float | None = None) -> Window | None:
    """Returns a rep's window, or None where too little of it was recorded.

    Args:
        recording: The last minute.
        start: Of the rep (s).
        end: Of the rep (s).
        since: Nothing before this time belongs to it (s).
    """
    first = start - BEFORE_S if since is None else max(start - BEFORE_S, since)
    poses = between(recording, min(first, start), end)
    poses = poses[:: -(-len(poses) // MOST_FRAMES) or 1]
    if len(poses) < LEAST_FRAMES or poses[0].t > start + BEFORE_S / 2:
        return None
    return _window(poses, start, end)


def _window(poses: Sequence[Pose], start: float, end: float) -> Window:
    n = len(poses)
    t = np.array([pose.t for pose in poses])
    image = np.concatenate([pose.xy for pose in poses]).reshape(n, JOINT_COUNT, 2).astype(np.float64)
    score = np.concatenate([pose.score for pose in poses]).reshape(n, JOINT_COUNT)
    torso = _torso(image)
    image /= torso
    worlds = [pose.world for pose in poses if pose.world is not None]
    has_depth = len(worlds) == n
    world = np.concatenate(worlds).reshape(n, JOINT_COUNT, 3).astype(np.float64) if has_depth else _flat(image)
    raw = np.concatenate((world.take(_JOINTS, axis=1), image.take(_JOINTS, axis=1)), axis=2)
    kernel = smoothing.kernel(t, end - start)
    smooth = kernel.apply(raw.reshape(n, -1)).reshape(raw.shape)
    noise = np.zeros(JOINT_COUNT)
    apart = smooth[:, :, 3:] - raw[:, :, 3:]
    noise[_JOINTS] = np.sqrt(np.add.reduce(apart * apart, axis=(0, 2)) / (2 * n))
    whole = np.zeros((JOINT_COUNT, n, 5))
    whole[_JOINTS] = smooth.swapaxes(0, 1)
    in_rep = score[np.searchsorted(t, start) :] if t[-1] >= start else score
    sure = _medians(in_rep)
    return Window(t, whole[:, :, :3], whole[:, :, 3:], sure, noise, kernel.gain, has_depth)


def _medians(score: NDArray[np.float32]) -> Floats:
    """Returns the median of each column."""
    ordered, n = np.sort(score.T), len(score)
    middle = (ordered[:, (n - 1) // 2] + ordered[:, n // 2]) / np.float32(2)
    return middle.astype(np.float64)


def _torso(image: Floats) -> float:
    """Returns the torso's length in the picture (pixels): a lean to the camera shortens it, so the 90th percentile."""
    a, b, c, d = (image[:, joint] for joint in _TRUNK)
    across = (a + b - c - d) / 2
    return max(numbers.quantile(np.sqrt(np.add.reduce(across * across, axis=1)), 0.9), 1.0)


def _flat(image: Floats) -> Floats:
    """Returns a body as flat as its picture, around the hips' middle."""
    hips = (image[:, Joint.LEFT_HIP] + image[:, Joint.RIGHT_HIP]) / 2
    flat = np.zeros((*image.shape[:2], 3))
    flat[:, :, :2] = (image - hips[:, None]) * TORSO_M
    return flat
