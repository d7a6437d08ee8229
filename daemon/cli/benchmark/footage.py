"""The poses of one item: of a trace as they are, of a video from the cache or, the first time, from the engine."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from daemon.camera.gstreamer import open_source
from daemon.camera.trace import TraceSource, write_trace
from daemon.cli.benchmark.items import Span
from daemon.cli.offline import STALL_S
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.errors import SourceError
from daemon.ports import Clock, PoseFrame, PoseSource
from daemon.system.stages import StageTimes
from daemon.vision.pose_source import CameraPoseSource
from engines import files, registry
from engines.factory import Threads, open_engine

POSES = 1
"""Raise it when ``engines`` gives other poses for the same pixels: what is cached is then found again."""
_TRACE = ".npz"
_HIPS = [int(Joint.LEFT_HIP), int(Joint.RIGHT_HIP)]
_PINNED_PX = 0.01
"""Hips that move less over a whole trace were put where they are: no one stands so still."""
_NOWHERE = 100_000
"""Pixels of a picture that is so large that nobody is near its edge."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What finds poses, and where they are kept."""

    name: str
    models: Path
    threads: Threads
    cache: Path
    config: Path | None = None
    """What ``--config`` named."""


def engine(
    config: Settings, name: str | None, environ: Mapping[str, str] | None = None, *, beside: Path | None = None
) -> Engine:
    """Returns the engine of that name, or the settings', with the user's cache folder (XDG).

    Args:
        config: The settings.
        name: The engine's name, or None.
        environ: The environment; by default this process's own.
        beside: What ``--config`` named, where an engine may be beside the settings.
    """
    environ = os.environ if environ is None else environ
    given = environ.get("XDG_CACHE_HOME") or ""
    home = Path(given) if Path(given).is_absolute() else Path(environ.get("HOME") or Path.home()) / ".cache"
    models = config.engine.models or paths.models_folder(environ)
    return Engine(name or config.engine.name, models, config.engine.threads, home / "spotter" / "poses", beside)


def pose_frames(path: Path, by: Engine, clock: Clock) -> list[PoseFrame]:
    """Returns every frame's pose.

    Raises:
        SourceError: The video or trace cannot be read.
        EngineError: A video's poses are not cached, and there is no engine to find them.
    """
    trace = path if path.suffix == _TRACE else cached(path, by)
    if not trace.exists():
        _find(path, trace, by, clock)
    found = list(_all(TraceSource(trace)))
    if not found:
        raise SourceError(f"{path}: not one frame in it: remove it from the labels")
    return _anywhere(found) if _is_placeless(found) else found


def cached(path: Path, by: Engine) -> Path:
    """Returns the path of a video's kept poses: named by its content, the networks and our code's version.

    Raises:
        SourceError: The video cannot be read.
    """
    key = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                key.update(block)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}): check the path") from None
    model = registry.find(by.name, by.config, by.models)
    networks = "".join(network.sha256 for network in model.networks)
    key.update(f"{by.name} {networks} {POSES}{_lifter(model, by.models)}".encode())
    return by.cache / f"{key.hexdigest()}{_TRACE}"


def _lifter(model: registry.Model, models: Path) -> str:
    """Returns what identifies the engine's lifter; empty where it has none."""
    if model.lifter is None:
        return ""
    return f" {model.lifter} {files.sha256(models / model.lifter.partition(':')[2])}"


def within(found: list[PoseFrame], window: Span | None) -> list[PoseFrame]:
    """Returns the frames of a window."""
    return found if window is None else [s for s in found if window.start <= s.t <= window.end]


def _find(video: Path, trace: Path, by: Engine, clock: Clock) -> None:
    """Run the engine over a video, and keep what it finds."""
    stages = StageTimes(clock)
    finder = open_engine(by.name, by.models, by.threads, stages, clock, config=by.config)
    with contextlib.closing(CameraPoseSource(open_source(str(video), clock), finder, stages)) as poses:
        found = list(_all(poses))
    span = found[-1].t - found[0].t if len(found) > 1 else 0.0
    # Another process may be finding the same: each writes a file of its own, and the last one stays.
    own = paths.make(trace.parent) / f"{os.getpid()}-{trace.name}"
    write_trace(own, found, (len(found) - 1) / span if span > 0 else 30.0)
    own.replace(trace)


def _all(source: PoseSource) -> Iterable[PoseFrame]:
    while isinstance(pose_frame := source.read(STALL_S), PoseFrame):
        yield pose_frame


def _is_placeless(found: list[PoseFrame]) -> bool:
    """Returns whether the hips are at one point throughout, so that where the athlete was is not known."""
    hips = np.array([s.pose.xy[_HIPS].mean(axis=0) for s in found if s.pose is not None])
    return len(hips) > 1 and bool(np.ptp(hips, axis=0).max() < _PINNED_PX)


def _anywhere(found: list[PoseFrame]) -> list[PoseFrame]:
    """Put an athlete whose place is not known into the middle of a picture whose edges nobody is near."""
    shift = np.float32(_NOWHERE // 2)

    def moved(pose_frame: PoseFrame) -> PoseFrame:
        pose = pose_frame.pose
        there = None if pose is None else Pose(pose.t, pose.xy + shift, pose.world, pose.score)
        return replace(pose_frame, pose=there, width=_NOWHERE, height=_NOWHERE)

    return [moved(pose_frame) for pose_frame in found]
