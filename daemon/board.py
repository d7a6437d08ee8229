"""What the daemon shows of itself: telemetry for every frame, health once a second."""

from collections.abc import Callable
from importlib import metadata

import msgspec

from daemon.core.glance import glance
from daemon.core.sets import SetPhase
from daemon.ipc.codec import Outline, Telemetry
from daemon.loop import FrameLoop
from daemon.ports import Clock, Sight
from daemon.service.stages import Spent

HEALTH_S = 1.0
"""Seconds between two reckonings of the health."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the daemon is.

    Attributes:
        fps: Frames looked at in the last second.
        latency_p50_ms, latency_p95_ms: From capture to counted; None before the first frame.
        frames: Frames looked at since the start.
        first_t: Monotonic time of the first of them: a recording's second 0; None before it.
        uptime_s: Seconds since the start.
        camera: ``ok``, ``stalled``, ``lost``, ``off``, ``ended``.
        engine: What finds the joints.
        version: Spotter's.
        unsaved: Events that wait for the disk.
        trouble: One line on what is wrong and what to do, or None.
        stages: Milliseconds of each stage of a frame.
    """

    fps: float
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    frames: int
    first_t: float | None
    uptime_s: float
    camera: str
    engine: str
    version: str
    unsaved: int
    trouble: str | None
    stages: dict[str, Spent]


class Board:
    """Written by the frame loop alone; ``health`` is one immutable struct, replaced whole, that anyone may read."""

    def __init__(self, engine: str, clock: Clock, send: Callable[[Telemetry], None]) -> None:
        self._engine = engine
        self._clock = clock
        self._send = send
        self._version = metadata.version("spotter")
        self._began = self._reckoned = clock.monotonic()
        self._seen = 0
        self.fps = 0.0
        self.health: Health | None = None

    def show(self, loop: FrameLoop) -> None:
        """Send telemetry, and reckon the health when it is due. About 60 µs a frame."""
        now = self._clock.monotonic()
        if self.health is None or now - self._reckoned >= HEALTH_S:
            self._reckon(loop, now)
        self._send(self._telemetry(loop))

    def _reckon(self, loop: FrameLoop, now: float) -> None:
        passed = now - self._reckoned
        self.fps = round((loop.seen - self._seen) / passed, 1) if passed > 0 else 0.0
        self._seen, self._reckoned = loop.seen, now
        stages = loop.organs.stages.table()
        latency = stages.get("latency")
        self.health = Health(
            fps=self.fps,
            latency_p50_ms=latency.p50_ms if latency else None,
            latency_p95_ms=latency.p95_ms if latency else None,
            frames=loop.seen,
            first_t=loop.first_t,
            uptime_s=round(now - self._began, 1),
            camera=loop.organs.lookout.camera.value,
            engine=self._engine,
            version=self._version,
            unsaved=loop.organs.journal.unsaved,
            trouble=_trouble(loop),
            stages=stages,
        )

    def _telemetry(self, loop: FrameLoop) -> Telemetry:
        state, sight = loop.state, loop.sight
        running = state.set if state.set is not None else state.last
        look = glance(state)
        resting = state.phase is SetPhase.ENDED
        return Telemetry(
            t=sight.t if sight is not None else loop.now(),
            fps=self.fps,
            state=state.phase.value,
            exercise=state.movement.exercise.name,
            athlete=loop.organs.stamp.athlete,
            set=loop.organs.stamp.set if state.set is not None else None,
            reps=max((running.reps if running is not None else 0) - loop.pending, 0),
            reps_pending=loop.pending,
            phase=look.phase,
            person=sight is not None and sight.pose is not None,
            view_ok=_whole(sight),
            camera=loop.organs.lookout.camera.value,
            rest_s=round(loop.now() - state.idle_since, 1) if resting else None,
            signal=look.signal,
            unsaved=loop.organs.journal.unsaved,
            trouble=_trouble(loop),
            outline=_outline(sight),
        )


def _trouble(loop: FrameLoop) -> str | None:
    return loop.organs.journal.trouble or loop.organs.lookout.trouble


def _whole(sight: Sight | None) -> bool:
    """Every joint is inside the picture."""
    if sight is None or sight.pose is None:
        return False
    low, high = sight.pose.xy.min(axis=0), sight.pose.xy.max(axis=0)
    return bool(low[0] >= 0 and low[1] >= 0 and high[0] < sight.width and high[1] < sight.height)


def _outline(sight: Sight | None) -> Outline | None:
    if sight is None or sight.pose is None:
        return None
    shares = sight.pose.xy / (sight.width, sight.height)
    return Outline(
        xy=shares.ravel().round(4).tolist(), score=sight.pose.score.tolist(), aspect=sight.width / sight.height
    )
