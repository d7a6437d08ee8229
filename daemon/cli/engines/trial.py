"""Tries an engine on footage: what it sees, what is counted of it, what it costs."""

import contextlib
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from daemon.camera.gstreamer import open_source
from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.items import Item
from daemon.cli.benchmark.play import play
from daemon.cli.offline import STALL_S
from daemon.config import exercises, paths
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core.facts import Fact, Held, RepCounted
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.errors import EngineError, SourceError
from daemon.ports import Frame, PoseEngine, PoseFrame, ReadStatus
from daemon.render.picture import upright_bgr
from daemon.render.stage_pictures import joints
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from engines.factory import Threads, open_engine
from engines.files import write

_HIPS = [int(Joint.LEFT_HIP), int(Joint.RIGHT_HIP)]
_SHOULDERS = [int(Joint.LEFT_SHOULDER), int(Joint.RIGHT_SHOULDER)]
CLIP = "clip"
_SEEN = 0.5
"""A joint of less score is not compared."""
_MIB = 1024


@dataclass(frozen=True, slots=True)
class Counted:
    """One item: the reps that are known to be in it (None: nobody counted them), and those that were counted."""

    item: Item
    reps: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What an engine made of footage.

    Attributes:
        engine: Its full name, with its runtime.
        counted: Each item.
        poses: Those of all frames, by file.
        frame_ms: Median time of a frame, decoding and counting not included.
        rss_mb: The most memory that the process held (MiB).
    """

    engine: str
    counted: tuple[Counted, ...]
    poses: dict[Path, tuple[PoseFrame, ...]]
    frame_ms: float
    rss_mb: float

    @property
    def exact(self) -> int:
        """How many of the items that are labelled were counted right."""
        return sum(each.reps == each.item.reps for each in self.counted)

    @property
    def seen(self) -> float:
        """Share of the frames in which somebody was seen."""
        found = [frame.pose is not None for frames in self.poses.values() for frame in frames]
        return sum(found) / max(len(found), 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried.

    Attributes:
        engine: The engine's name.
        models: The models' folder.
        threads: Cores for one network run in ONNX Runtime, or ``auto``.
        items: What is counted.
        config: The settings, for the rules of counting.
        picture: Where the joints of one picture are drawn, or None.
        given: What ``--config`` named, beside which engines and exercises may lie.
    """

    engine: str
    models: Path
    threads: Threads
    items: tuple[Item, ...]
    config: Settings
    picture: Path | None = None
    given: Path | None = None


def bundled_items() -> tuple[Item, ...]:
    """Returns the sets of the bundled clip."""
    return tuple(labels.read(paths.find(f"{CLIP}/demo.mp4").parent))


def run(asked: Asked) -> Trial:
    """Tries an engine in a process of its own, so that its memory is its own, and so is its crash.

    Raises:
        SpotterError: The engine or a clip cannot be used.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(try_here, asked).result()
        except BrokenProcessPool:
            raise EngineError(f"{asked.engine} ended the process that tried it: it cannot be used") from None


def try_here(asked: Asked) -> Trial:
    """Tries an engine in this process.

    Raises:
        SpotterError: The engine or a clip cannot be used.
    """
    clock = SystemClock()
    engine = open_engine(asked.engine, asked.models, asked.threads, StageTimes(clock), clock, config=asked.given)
    look = _Look(asked)
    poses: dict[Path, tuple[PoseFrame, ...]] = {}
    took_s: list[float] = []
    for path in dict.fromkeys(item.path for item in asked.items):
        engine.forget()
        poses[path] = tuple(_poses(path, engine, clock, took_s, look))
    counted = tuple(Counted(item, _count(item, poses[item.path], asked)) for item in asked.items)
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
    return Trial(engine.name, counted, poses, 1000 * median(took_s), rss_mb)


def distance(one: Trial, other: Trial) -> float | None:
    """Returns how far the joints of two trials lie from each other: the median share of the torso's length.

    Joints that either does not see are left out; None: they see none in common.
    """
    shares = [
        share
        for path, frames in one.poses.items()
        for mine, theirs in zip(frames, other.poses.get(path, ()), strict=False)
        if mine.pose is not None and theirs.pose is not None
        for share in _apart(mine.pose, theirs.pose)
    ]
    return median(shares) if shares else None


class _Look:
    """Draws the joints once: at the first labelled turn of a rep, or half-way where none is."""

    def __init__(self, asked: Asked) -> None:
        self._file = asked.picture
        first = asked.items[0]
        self._path = first.path
        self._t = first.turns[0] if first.turns else 0.0

    def see(self, path: Path, frame: Frame, pose: Pose | None) -> None:
        """Takes a frame while its planes are valid."""
        if self._file is None or pose is None or path != self._path or frame.t < self._t:
            return
        write(self._file, cv2.imencode(".png", joints(upright_bgr(frame), pose, 1.0))[1].tobytes())
        self._file = None


def _poses(path: Path, engine: PoseEngine, clock: SystemClock, took_s: list[float], look: _Look) -> Iterator[PoseFrame]:
    with contextlib.closing(open_source(str(path), clock)) as source:
        while not isinstance(frame := source.read(STALL_S), ReadStatus):
            with frame:
                began = clock.monotonic()
                pose = engine.estimate(frame)
                took_s.append(clock.monotonic() - began)
                look.see(path, frame, pose)
                yield PoseFrame(frame.t, pose, frame.width, frame.height, engine.others)
        if frame is ReadStatus.STALL or not took_s:
            raise SourceError(f"{path}: it stalls, or has no frame: choose another clip")


def _count(item: Item, frames: Sequence[PoseFrame], asked: Asked) -> int:
    found = footage.within(list(frames), item.window)
    if item.exercise is None or not found:
        return 0
    played = play(found, exercises.load(item.exercise, asked.given), rules(asked.config), SystemClock(), armed=False)
    return tally(played.facts)


def tally(facts: Sequence[Fact]) -> int:
    """Returns the reps of a set, or the whole seconds of a hold."""
    held = sum(fact.held_s for fact in facts if isinstance(fact, Held))
    return round(held) or sum(isinstance(fact, RepCounted) for fact in facts)


def _apart(one: Pose, other: Pose) -> list[float]:
    torso = float(np.linalg.norm(one.xy[_SHOULDERS].mean(axis=0) - one.xy[_HIPS].mean(axis=0)))
    both = (one.score >= _SEEN) & (other.score >= _SEEN)
    if torso <= 0 or not both.any():
        return []
    shares: list[float] = (np.linalg.norm(one.xy[both] - other.xy[both], axis=1) / torso).tolist()
    return shares
