"""What the daemon shows of itself: telemetry as often as somebody watches, health once a second."""

from collections.abc import Callable

import msgspec

from daemon.core.counting.sets import SetPhase, SetState
from daemon.core.progress import progress
from daemon.core.spec import Unit
from daemon.ipc.codec import Outline, Telemetry
from daemon.ipc.server import Consumer
from daemon.ipc.telemetry_demand import EVERY_FRAME, TelemetryDemand
from daemon.ports import Clock, PoseFrame
from daemon.runtime.frame_loop import FrameLoop
from daemon.runtime.recent_log import LogLine
from daemon.runtime.versions import versions
from daemon.system.stages import Spent
from daemon.vision.drop_counter import DropCounter

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
        versions: Those of everything that a report of a fault should name; None: not installed.
        dropped: Frames since the start that the camera made and nobody looked at.
        journal: Path of the journal.
        link: How far the broker has got, by the link's place in the journal; None: no link was ever connected.
        errors: The last warnings and errors of the log, oldest first.
        unsaved: Events that wait for the disk.
        trouble: One line on what is wrong and what to do, or None.
        stages: Milliseconds of each stage of a frame.
        temperature_c, gpu_load, power_w, power_mode, fan, throttled: See ``service.health.Vitals``.
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
    temperature_c: float | None = None
    gpu_load: float | None = None
    power_w: float | None = None
    power_mode: str | None = None
    fan: float | None = None
    throttled: str | None = None
    versions: dict[str, str | None] = {}
    dropped: int = 0
    journal: str | None = None
    link: Consumer | None = None
    errors: tuple[LogLine, ...] = ()


def _everybody() -> TelemetryDemand:
    return TelemetryDemand(EVERY_FRAME, pose=True)


class StatusPublisher:
    """Written by the frame loop alone; what others read is replaced whole.

    Args:
        engine: What finds the joints.
        clock: The time.
        send: Takes telemetry to who watches.
        watched: Who watches now, and how often.

    Attributes:
        engine: What finds the joints: its name in the settings, until it is open and says its runtime too.
        fps: Frames looked at in the last second.
        health: How the daemon is, or None before the first reckoning.
        exercise: The one that is chosen, or None before that.
    """

    def __init__(
        self,
        engine: str,
        clock: Clock,
        send: Callable[[Telemetry], None],
        watched: Callable[[], TelemetryDemand] = _everybody,
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._send = send
        self._watched = watched
        self._versions: dict[str, str | None] = {}
        self._drops = DropCounter()
        self._began = self._reckoned = clock.monotonic()
        self._sent = float("-inf")
        self._seen = 0
        self.fps = 0.0
        self.health: Health | None = None
        self.exercise: str | None = None

    def show(self, loop: FrameLoop) -> None:
        """Send telemetry if somebody waits for it, and reckon the health when it is due.

        With nobody watching about 5 µs a frame; with somebody about 60.
        """
        now = self._clock.monotonic()
        self.exercise = loop.state.movement.exercise.name
        if loop.sight is not None:
            self._drops.see(loop.sight.t)
        if self.health is None or now - self._reckoned >= HEALTH_S:
            self._reckon(loop, now)
        watched = self._watched()
        if watched.hz > 0 and now - self._sent >= 1 / watched.hz:
            self._sent = now
            self._send(self._telemetry(loop, pose=watched.pose))

    def _reckon(self, loop: FrameLoop, now: float) -> None:
        passed = now - self._reckoned
        self.fps = round((loop.seen - self._seen) / passed, 1) if passed > 0 else 0.0
        self._seen, self._reckoned = loop.seen, now
        stages = loop.deps.stages.table()
        latency = stages.get("latency")
        vitals = loop.deps.vitals()
        self._versions = self._versions or versions()
        self.health = Health(
            fps=self.fps,
            latency_p50_ms=latency.p50_ms if latency else None,
            latency_p95_ms=latency.p95_ms if latency else None,
            frames=loop.seen,
            first_t=loop.first_t,
            uptime_s=round(now - self._began, 1),
            camera=loop.deps.supervisor.camera.value,
            engine=self.engine,
            version=self._versions["spotter"] or "",
            versions=self._versions,
            dropped=self._drops.count,
            journal=str(loop.deps.journal.path),
            unsaved=loop.deps.journal.unsaved,
            trouble=_trouble(loop),
            stages=stages,
            temperature_c=vitals.temperature_c,
            gpu_load=vitals.gpu_load,
            power_w=vitals.power_w,
            power_mode=vitals.power_mode,
            fan=vitals.fan,
            throttled=vitals.throttled,
        )

    def _telemetry(self, loop: FrameLoop, *, pose: bool) -> Telemetry:
        state, sight, aims = loop.state, loop.sight, loop.state.aims
        running = state.set if state.set is not None else state.last
        look = progress(state)
        resting = state.phase is SetPhase.ENDED
        return Telemetry(
            t=sight.t if sight is not None else loop.now(),
            fps=self.fps,
            state=state.phase.value,
            exercise=state.exercise.name,
            athlete=loop.deps.session.athlete,
            set=loop.deps.session.set if state.set is not None else None,
            reps=max((running.reps if running is not None else 0) - loop.pending, 0),
            reps_pending=loop.pending,
            phase=look.phase,
            person=sight is not None and sight.pose is not None,
            view_ok=_whole(sight),
            camera=loop.deps.supervisor.camera.value,
            rest_s=round(loop.now() - state.idle_since, 1) if resting else None,
            signal=look.signal,
            unsaved=loop.deps.journal.unsaved,
            trouble=_trouble(loop),
            throttled=loop.deps.vitals().throttled,
            held_s=_held(running),
            target_reps=aims.reps,
            target_rest_s=aims.rest_s,
            target_tempo=None if aims.tempo is None else list(aims.tempo),
            outline=_outline(sight) if pose else None,
        )


def _trouble(loop: FrameLoop) -> str | None:
    return loop.deps.journal.trouble or loop.deps.supervisor.trouble or loop.deps.other_trouble()


def _held(running: SetState | None) -> float | None:
    if running is None or running.movement.exercise.unit is Unit.REPS:
        return None
    return round(running.hold.seconds, 1)


def _whole(sight: PoseFrame | None) -> bool:
    """Every joint is inside the picture."""
    if sight is None or sight.pose is None:
        return False
    low, high = sight.pose.xy.min(axis=0), sight.pose.xy.max(axis=0)
    return bool(low[0] >= 0 and low[1] >= 0 and high[0] < sight.width and high[1] < sight.height)


def _outline(sight: PoseFrame | None) -> Outline | None:
    if sight is None or sight.pose is None:
        return None
    shares = sight.pose.xy / (sight.width, sight.height)
    return Outline(
        xy=shares.ravel().round(4).tolist(), score=sight.pose.score.tolist(), aspect=sight.width / sight.height
    )
