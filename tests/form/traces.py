"""Pose traces of rendered sets, kept small: whole numbers, each the step from the frame before, squeezed by LZMA.

A file holds what a pose trace holds (``daemon.camera.trace``), rounded to `STEPS`, and the true angles of each frame.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.ports import PoseFrame

STEPS: Mapping[str, float] = MappingProxyType({"xy": 0.4, "world": 0.0025, "score": 0.01, "true": 0.1})
"""What each array is rounded to: pixels, metres, 1, degrees. A tenth of what the pose network itself jitters by."""
_LITTLE = [*range(Joint.LEFT_EYE_INNER, Joint.LEFT_EAR), *range(Joint.LEFT_PINKY, Joint.LEFT_HIP)]
"""Eyes and fingers, of which nothing is measured: their places are rounded to four times as much."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What was seen of a set, and what was true.

    Attributes:
        frames: The poses, as from a camera.
        fps: Frames a second.
        true: float64 (frames, angles), degrees, columns as ``tests.gym.set_truth.SERIES``.
    """

    frames: tuple[PoseFrame, ...]
    fps: float
    true: NDArray[np.float64]


def write(path: Path, trace: Trace) -> None:
    """Write a trace; one second of it is about 3 kB."""
    poses = [frame.pose for frame in trace.frames]
    count = len(poses)
    arrays = {"xy": np.zeros((count, 33, 2)), "world": np.zeros((count, 33, 3)), "score": np.zeros((count, 33))}
    for k, pose in enumerate(poses):
        if pose is not None and pose.world is not None:
            arrays["xy"][k], arrays["world"][k], arrays["score"][k] = pose.xy, pose.world, pose.score
        elif k:
            arrays["xy"][k], arrays["world"][k] = arrays["xy"][k - 1], arrays["world"][k - 1]
    arrays["true"] = trace.true
    steps = {name: _steps(values, _grain(name)) for name, values in arrays.items()}
    size = np.array([trace.frames[0].width, trace.frames[0].height, round(trace.fps)], np.int16)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        for name, values in {**steps, "size": size}.items():
            buffer = io.BytesIO()
            np.save(buffer, values, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_LZMA)


def _grain(name: str) -> NDArray[np.float64]:
    """What each value of a row is rounded to: (joints, axes), or one number for all."""
    if name not in {"xy", "world"}:
        return np.array(STEPS[name])
    grain = np.full((JOINT_COUNT, 1), STEPS[name])
    grain[_LITTLE] *= 4
    return grain


def _steps(values: NDArray[np.float64], grain: NDArray[np.float64]) -> NDArray[np.int16]:
    """Whole numbers of ``grain``, each less the one before; the joints' rows after one another."""
    whole = np.round(values / grain).astype(np.int16).reshape(len(values), -1)
    return np.ascontiguousarray(np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1])).T)


def read(path: Path) -> Trace:
    """Read what `write` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        width, height, fps = (int(number) for number in kept["size"])
        whole = {name: np.cumsum(kept[name].T, axis=0, dtype=np.int32).astype(np.float64) for name in STEPS}
    count = len(whole["xy"])
    xy = (whole["xy"].reshape(count, JOINT_COUNT, 2) * _grain("xy")).astype(np.float32)
    world = (whole["world"].reshape(count, JOINT_COUNT, 3) * _grain("world")).astype(np.float32)
    score = (whole["score"] * STEPS["score"]).astype(np.float32)
    frames = []
    for k in range(count):
        t = k / fps
        pose = Pose(t, xy[k], world[k], score[k]) if score[k].any() else None
        frames.append(PoseFrame(t, pose, width, height))
    return Trace(tuple(frames), fps, whole["true"] * STEPS["true"])
