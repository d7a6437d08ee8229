"""Opens what is counted: a video, a camera or a stream with a pose engine, or a pose trace; and lets others watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from daemon.camera.gstreamer import open_source
from daemon.camera.trace import TraceSource
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.core.pose.pose import Pose
from daemon.ports import Frame, PoseSource
from daemon.system.stages import StageTimes
from daemon.vision.pose_source import CameraPoseSource
from engines.factory import open_engine
from engines.observation import StageWatcher

_TRACE = "trace"


class Watcher(Protocol):
    """Looks at the frames that are counted."""

    def see(self, frame: Frame, pose: Pose | None) -> None:
        """Takes a frame in, while its planes are valid and before it is counted."""

    def watched(self, poses: PoseSource) -> PoseSource:
        """Returns a source of poses without pictures whose frames are taken in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted.

    Attributes:
        source: The video, trace, camera or stream.
        turn: How far it is turned; None: as it says itself.
        engine: Name of the pose engine; None: the settings'.
        folder: The settings file or its folder, where engines may be too, or None.
    """

    source: str
    turn: int | None
    engine: str | None
    folder: Path | None = None

    @property
    def is_trace(self) -> bool:
        """There are poses and no pictures."""
        return self.source.endswith(".npz")


def open_poses(
    asked: Asked,
    config: Settings,
    stages: StageTimes,
    watchers: Sequence[Watcher] = (),
    observer: StageWatcher | None = None,
) -> tuple[PoseSource, str]:
    """Returns the source of poses, and the name of what finds them.

    Args:
        asked: What is to be counted.
        config: The settings.
        stages: Takes down where a frame's time goes.
        watchers: Look at the frames.
        observer: Looks into the engine.

    Raises:
        SourceError: The source cannot be opened.
        EngineError: The pose engine cannot be opened.
    """
    if asked.is_trace:
        trace: PoseSource = TraceSource(Path(asked.source), asked.turn or 0)
        for watcher in watchers:
            trace = watcher.watched(trace)
        return trace, _TRACE
    models = config.engine.models or paths.models_folder()
    name, threads = asked.engine or config.engine.name, config.engine.threads
    engine = open_engine(name, models, threads, stages, stages.clock, config=asked.folder, watcher=observer)
    frames = open_source(asked.source, stages.clock, turn=asked.turn)
    return CameraPoseSource(frames, engine, stages, _Several(watchers) if watchers else None), engine.name


def found_by(engine: str) -> str:
    """Returns in words what found the joints, by the name that ``open_poses`` gives."""
    return "joints of a pose trace" if engine == _TRACE else f"joints found by {engine}"


class _Several:
    """Shows each frame to some watchers, one after another."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers

    def __call__(self, frame: Frame, pose: Pose | None) -> None:
        for watcher in self._watchers:
            watcher.see(frame, pose)
