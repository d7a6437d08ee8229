"""Recorded poses: a trace is an ``.npz`` that stands in for a camera and an engine.

Arrays: ``t`` float64 (N,) seconds, ``xy`` float32 (N, 33, 2) pixels, ``world`` float32 (N, 33, 3) metres, ``score``
float32 (N, 33), all 0 where nobody was seen; scalars ``width``, ``height`` (pixels) and ``fps``.
"""

import math
import os
import tokenize
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from daemon.camera.geometry import turned, upright
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.errors import SourceError, SpotterError
from daemon.ports import PoseFrame, ReadStatus

_SHAPES: dict[str, tuple[int, ...]] = {
    "t": (),
    "xy": (JOINT_COUNT, 2),
    "world": (JOINT_COUNT, 3),
    "score": (JOINT_COUNT,),
}
_SCALARS = ("width", "height", "fps")
_DAMAGE = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(ValueError, TypeError, SyntaxError, tokenize.TokenError, MemoryError),
)
"""What a zip file with wrong bytes, an unknown method or a password raises, and numpy's reading of a wrong header."""
_MAX_DIMS = 3
_MAX_BYTES = 512 * 1024**2
"""All arrays together, unpacked; an hour at 30 frames a second takes 86 MB, so more than this is no trace."""
_MAX_RATIO = 100
"""A large array that packs better than this holds nothing that was seen."""
_ANY_RATIO_BYTES = 32 * 1024**2
_MAX_T = 1e10
"""Seconds; the year 2286 since 1970."""
_MAX_SPACE = 1e6
"""Pixels or metres."""
_UNITS = {"milliseconds": 1e3, "microseconds": 1e6, "nanoseconds": 1e9}


class TraceSource:
    """Pose frames from a trace, in order, to the end; ``t`` is the trace's own."""

    live = False

    def __init__(self, path: Path, turn: int = 0) -> None:
        """Read and check the whole trace.

        Args:
            path: The file.
            turn: Degrees clockwise by which its poses are turned to be upright.

        Raises:
            SourceError: It is missing or damaged, or an array is missing or has another shape; names file and key.
        """
        arrays = _load(path)
        if turn:
            arrays = _turned(arrays, turn)
        self._t, self._xy, self._world, self._score = (arrays[key] for key in _SHAPES)
        self.width, self.height = int(arrays["width"]), int(arrays["height"])
        self.fps = float(arrays["fps"])
        self._next = 0

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:  # noqa: ARG002 - the port's signature; a trace never waits
        """Returns the next pose frame; ``ReadStatus.END`` after the last, and ever after."""
        i = self._next
        if i >= len(self._t):
            return ReadStatus.END
        self._next = i + 1
        t = float(self._t[i])
        seen = self._score[i].any()
        return PoseFrame(t, self._pose(i, t) if seen else None, self.width, self.height)

    def close(self) -> None:
        """End the trace; safe to call twice."""
        self._next = len(self._t)

    def _pose(self, i: int, t: float) -> Pose:
        world = self._world[i]
        return Pose(t, self._xy[i], world if np.isfinite(world).all() else None, self._score[i])


def _turned(arrays: dict[str, NDArray[Any]], turn: int) -> dict[str, NDArray[Any]]:
    """Returns the arrays as if the camera had been turned."""
    geometry = upright((int(arrays["width"]), int(arrays["height"])), 1.0, turned("rotate-0", turn))
    axes, corner = geometry.to_stored[:, :2].astype(np.float32), geometry.to_stored[:, 2].astype(np.float32)
    world = arrays["world"].copy()
    world[..., :2] = world[..., :2] @ axes  # a turn's inverse is its transpose
    size = {"width": np.array(geometry.width), "height": np.array(geometry.height)}
    return {**arrays, **size, "xy": (arrays["xy"] - corner) @ axes, "world": world}


def write_trace(path: Path, pose_frames: Iterable[PoseFrame], fps: float) -> None:
    """Write a trace; the file appears whole or not at all. World landmarks that a pose lacks are NaN.

    Raises:
        SpotterError: The file cannot be written.
    """
    rows = list(pose_frames)
    count = len(rows)
    xy, score = np.zeros((count, JOINT_COUNT, 2), np.float32), np.zeros((count, JOINT_COUNT), np.float32)
    world = np.zeros((count, JOINT_COUNT, 3), np.float32)
    for i, sight in enumerate(rows):
        if sight.pose is not None:
            xy[i], score[i] = sight.pose.xy, sight.pose.score
            world[i] = np.nan if sight.pose.world is None else sight.pose.world
    size = (rows[0].width, rows[0].height) if rows else (0, 0)
    t = np.array([sight.t for sight in rows], np.float64)
    scalars = {"width": np.array(size[0]), "height": np.array(size[1]), "fps": np.array(fps, np.float64)}
    write_arrays(path, t=t, xy=xy, world=world, score=score, **scalars)


def write_arrays(path: Path, **arrays: NDArray[Any]) -> None:
    """Write arrays by name; the file appears whole or not at all.

    Raises:
        SpotterError: The file cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SpotterError(
            f"{path} cannot be written ({error.strerror}): choose another folder or free some space"
        ) from None


def _load(path: Path) -> dict[str, NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive)
            return _checked(path, {key: _array(path, archive, key) for key in (*_SHAPES, *_SCALARS)})
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file: check the path") from None
    except _DAMAGE as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path} is no pose trace, or a damaged one ({_reason(error)}): make it again") from None


def _refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse what would fill the memory, before any of it is unpacked."""
    names = {f"{key}.npy" for key in (*_SHAPES, *_SCALARS)}
    for member in (each for each in archive.infolist() if each.filename in names):
        if member.file_size > max(_ANY_RATIO_BYTES, _MAX_RATIO * member.compress_size):
            raise SourceError(
                f"{path}: {member.filename!r} would unpack from {member.compress_size} bytes to {member.file_size}: "
                "that is no pose trace: make it again"
            )
    size = sum(each.file_size for each in archive.infolist() if each.filename in names)
    if size > _MAX_BYTES:
        raise SourceError(f"{path} is {size} bytes long unpacked, which no workout needs: cut the trace")


def _reason(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]


def _array(path: Path, archive: zipfile.ZipFile, key: str) -> NDArray[Any]:
    """Read one array, but only after its header: a few packed bytes may promise terabytes."""
    try:
        member = archive.getinfo(f"{key}.npy")
    except KeyError:
        raise SourceError(
            f"{path}: the pose trace has no {key!r}: make it again with `spotter count --poses`"
        ) from None
    with archive.open(member) as file:
        return _unpacked(path, key, file, member.file_size)


def _unpacked(path: Path, key: str, file: IO[bytes], size: int) -> NDArray[Any]:
    npy: Any = np.lib.format  # numpy 1.26 has no types for it
    read_header = npy.read_array_header_1_0 if npy.read_magic(file) == (1, 0) else npy.read_array_header_2_0
    shape, by_column, dtype = read_header(file)
    if dtype.kind not in "fiu" or len(shape) > _MAX_DIMS or math.prod(shape) * dtype.itemsize > size:
        raise SourceError(f"{path}: {key!r} is {dtype} {shape}, not {_expected(key)}: make the trace again")
    data = file.read(math.prod(shape) * dtype.itemsize)
    return np.frombuffer(data, dtype).reshape(shape, order="F" if by_column else "C")


def _expected(key: str) -> str:
    if key not in _SHAPES:
        return "a number"
    return f"numbers of shape (N{''.join(f', {n}' for n in _SHAPES[key])})"


def _checked(path: Path, arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    count = arrays["t"].shape[:1]
    for key, array in arrays.items():
        expected = (*count, *_SHAPES[key]) if key in _SHAPES else ()
        if array.shape != expected:
            raise SourceError(
                f"{path}: {key!r} has the shape {array.shape}, not {_expected(key)}: make the trace again"
            )
    for key in ("t", "xy", "score", *_SCALARS):
        if not np.isfinite(arrays[key]).all():
            raise SourceError(f"{path}: {key!r} holds a value that is no number: make the trace again")
    _check_times(path, arrays["t"].astype(np.float64), float(arrays["fps"]))
    for key in ("xy", "world", *_SCALARS):
        if (np.abs(arrays[key].astype(np.float64)) > _MAX_SPACE).any():
            raise SourceError(f"{path}: {key!r} holds a value over {_MAX_SPACE:g}: make the trace again")
    if len(arrays["t"]) and min(arrays["width"], arrays["height"]) < 1:
        raise SourceError(f"{path}: 'width' and 'height' are the picture's size in pixels: make the trace again")
    kinds = {"t": np.float64, **dict.fromkeys(("xy", "world", "score"), np.float32)}
    return {key: array.astype(kinds.get(key, array.dtype), order="C") for key, array in arrays.items()}


def _check_times(path: Path, t: NDArray[np.float64], fps: float) -> None:
    """Refuse times that run back, or are not in seconds."""
    steps = np.diff(t)
    if (steps <= 0).any():
        row = int(np.argmax(steps <= 0)) + 1
        raise SourceError(f"{path}: 't' does not increase at row {row}: make the trace again")
    much = float(np.median(steps)) * fps if len(steps) else 0.0
    for unit, per_s in _UNITS.items():
        if per_s / 2 < much < per_s * 2:
            raise SourceError(f"{path}: 't' is in {unit}, not in seconds: divide it by {per_s:.0f}")
    if (np.abs(t) > _MAX_T).any():
        raise SourceError(f"{path}: 't' reaches {np.abs(t).max():g}, so it is not in seconds: divide it")
