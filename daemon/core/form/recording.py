"""The raw poses of the last minute: what a rep is measured on once it is known to be one.

A fold value: each frame makes a new one that shares nearly everything with the last.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from daemon.core.pose.pose import Pose

KEEP_S = 60.0
"""Seconds that are kept: ``auto`` credits a set's reps up to 40 s late, and a rep's start lies before them."""
CHUNK = 64
"""Poses in a chunk: adding one copies as many references at most, 0.3 µs."""

Chunk = tuple[Pose, ...]


class Recording(NamedTuple):
    """The poses, oldest first.

    Attributes:
        full: Chunks of ``CHUNK`` poses.
        newest: The chunk that grows.
    """

    full: tuple[Chunk, ...] = ()
    newest: Chunk = ()


def add(recording: Recording, pose: Pose) -> Recording:
    """Returns the recording with one more pose. Costs under 1 µs."""
    if len(recording.newest) < CHUNK:
        return Recording(recording.full, (*recording.newest, pose))
    kept = tuple(chunk for chunk in recording.full if pose.t - chunk[-1].t <= KEEP_S)
    return Recording((*kept, recording.newest), (pose,))


def until(recording: Recording, t: float) -> Recording:
    """Returns the recording without what came after a time (s): what was seen then was somebody else."""
    chunks = [tuple(pose for pose in chunk if pose.t <= t) for chunk in (*recording.full, recording.newest)]
    kept = [chunk for chunk in chunks if chunk]
    return Recording(tuple(kept), ())


def between(recording: Recording, first: float, last: float) -> list[Pose]:
    """Returns the poses from one time to another (s), both included."""
    poses = list(chain.from_iterable(_chunks(recording, first)))
    begin = bisect_left(poses, first, key=_time)
    end = bisect_left(poses, last, lo=begin, key=_time)
    return poses[begin : end + 1] if end < len(poses) and poses[end].t == last else poses[begin:end]


def _chunks(recording: Recording, first: float) -> Iterator[Chunk]:
    return (chunk for chunk in (*recording.full, recording.newest) if chunk and chunk[-1].t >= first)


def _time(pose: Pose) -> float:
    return pose.t
