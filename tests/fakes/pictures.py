"""Frames made of pictures in memory, laid out as a decoder would, and where real clips lie."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.ports import Frame, Layout, PoseFrame

CLIPS = Path(os.environ.get("SPOTTER_CLIPS") or Path(__file__).resolve().parents[3] / "shared" / "clips")
UPRIGHT = np.eye(2, 3)

Picture = NDArray[np.uint8]


def halved(sight: PoseFrame) -> PoseFrame:
    """A frame of a trace as a picture of half the size has it: a quarter of the drawing."""
    pose = sight.pose
    smaller = None if pose is None else Pose(pose.t, pose.xy / 2, pose.world, pose.score)
    return PoseFrame(sight.t, smaller, sight.width // 2, sight.height // 2)


def clip(name: str) -> Path:
    """A real clip; skips the test where the clips are absent."""
    path = CLIPS / f"{name}.mp4"
    if not path.is_file():
        pytest.skip(f"needs the real clip {name}: set SPOTTER_CLIPS to their folder")
    return path


def pictures(path: Path, first: int, count: int) -> list[Picture]:
    """So many pictures (H, W, 3), blue first, from a video."""
    return list(_read(path, first, count))


def _read(path: Path, first: int, count: int) -> Iterator[Picture]:
    video = cv2.VideoCapture(str(path))
    for index in range(first + count):
        there, picture = video.read()
        assert there, f"{path} has only {index} frames"
        if index >= first:
            yield picture.astype(np.uint8, copy=False)
    video.release()


def planes(picture: Picture, layout: Layout, padding: int = 0) -> tuple[Picture, ...]:
    """A picture's planes with padded, read-only rows, as a decoder's buffer holds them. Even sizes only."""
    height, width = picture.shape[:2]
    if layout in (Layout.RGB8, Layout.RGBA):
        code = cv2.COLOR_BGR2RGB if layout is Layout.RGB8 else cv2.COLOR_BGR2RGBA
        return (_padded(cv2.cvtColor(picture, code).astype(np.uint8, copy=False), padding),)
    half = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    # OpenCV takes a chroma sample from one of its four pixels; a decoder's is their mean.
    mean = cv2.resize(half, (width, height), interpolation=cv2.INTER_NEAREST)
    luma = _packed(picture)[: height * width].reshape(height, width)
    u, v = _packed(mean)[height * width :].reshape(2, height // 2, width // 2)
    if layout is Layout.YUYV:
        pairs = np.stack([u, v], axis=2).repeat(2, axis=0).reshape(height, width)
        return (_padded(np.stack([luma, pairs], axis=2), padding),)
    parts = (luma, np.stack([u, v], axis=2)) if layout is Layout.NV12 else (luma, u, v)
    return tuple(_padded(part, padding) for part in parts)


def _packed(picture: cv2.typing.MatLike) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).reshape(-1).astype(np.uint8, copy=False)


def _padded(plane: Picture, padding: int) -> Picture:
    wide = np.zeros((plane.shape[0], plane.shape[1] + padding, *plane.shape[2:]), np.uint8)
    wide[:, : plane.shape[1]] = plane
    wide.flags.writeable = False
    return wide[:, : plane.shape[1]]


def frame(picture: Picture, t: float = 0.0, *, layout: Layout = Layout.NV12, padding: int = 0) -> Frame:
    """An upright frame of a picture."""
    height, width = picture.shape[:2]
    return Frame(
        t=t,
        width=width,
        height=height,
        layout=layout,
        planes=planes(picture, layout, padding),
        to_stored=UPRIGHT,
        full_range=False,
        release=lambda: None,
    )


class NoStages:
    """Nobody asks where the time went."""

    def lap(self, stage: str) -> None:
        """Forgets it."""
