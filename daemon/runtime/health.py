"""The daemon's health: computed once a second by the frame loop, sent over the socket on request."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from daemon.ipc.server import Consumer
from daemon.ports import Clock
from daemon.runtime.recent_log import LogLine, RecentLog
from daemon.runtime.snapshot import Snapshot
from daemon.runtime.versions import versions
from daemon.system.stages import Spent, StageTimes
from daemon.vision.drop_counter import DropCounter

HEALTH_S = 1.0
"""Seconds between two computations of the health."""
_NETWORK, _RUNS = "landmarks", 30
"""The stage of the pose network, and its runs in about a second."""
LINK = "link"
"""The consumer that carries events to the broker."""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What the pose engine sees, in numbers; null: nobody is followed.

    Attributes:
        presence: How sure it is that there is a person where it follows the athlete, 0..1.
        people: People in view, the athlete among them.
        crop_px: Side of the square that it reads the athlete in (pixels of the picture).
        pose_score: Mean of the joints' scores, 0..1.
        searches: How often it looked for people since the start: each is a run of its detector, where it has one.
    """

    presence: float | None
    people: int
    crop_px: float | None
    pose_score: float | None
    searches: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The daemon's health.

    Attributes:
        fps: Frames looked at in the last second.
        latency_p50_ms, latency_p95_ms: From capture to counted; None before the first frame.
        frames: Frames looked at since the start.
        first_t: Monotonic time of the first of them: a recording's second 0; None before it.
        uptime_s: Seconds since the start.
        camera: ``ok``, ``stalled``, ``lost``, ``off``, ``ended``.
        engine: Name of the pose engine.
        threads: Processor threads that its network runs on now, for example ``2 spinning threads``; None on a GPU.
        version: Spotter's.
        versions: Versions that belong into a bug report; None: not installed.
        dropped: Frames since the start that the camera made and the loop did not look at.
        journal: Path of the journal.
        link: The link's place in the journal: what the broker has; None: no link ever connected.
        errors: The last warnings and errors of the log, oldest first.
        unsaved: Events that wait for the disk.
        saved: Everything is on the disk: the journal can be written.
        hung: Threads that have shown no sign of life for too long: then the rest of this is old.
        safe_mode: Why the daemon runs without counting, or None: it counts.
        trouble: One line on what is wrong and what to do, or None.
        pace: Reps a minute of the running set's last reps; None before the second, or outside a set.
        inference_ms: What the pose network took, as the median of its last runs; None before the first.
        stages: Milliseconds of each stage of a frame.
        sight: What the pose engine sees; None before the first frame.
        disk_free_mib: Free on the journal's disk (MiB), or None: not known.
        kept_mib: What journal, backups and models take (MiB), or None: not known yet.
        temperature_c, gpu_load, power_w, power_mode, fan, throttled: See ``system.health.Vitals``.
    """

    fps: float
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    frames: int
    first_t: float | None
    uptime_s: float
    camera: str
    engine: str
    threads: str | None = None
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
    sight: Sight | None = None
    pace: float | None = None
    inference_ms: float | None = None
    saved: bool = True
    hung: tuple[str, ...] = ()
    safe_mode: str | None = None
    disk_free_mib: int | None = None
    kept_mib: int | None = None


class Condition(NamedTuple):
    """What others than the frame loop know of the daemon.

    Attributes:
        hung: Threads that have shown no sign of life for too long.
        saved: Whether everything is on the disk.
        disk_free_mib, kept_mib: The disk's room, and how much of it is taken (MiB); None: not known.
    """

    hung: tuple[str, ...] = ()
    saved: bool = True
    disk_free_mib: int | None = None
    kept_mib: int | None = None


class HealthMonitor:
    """Updated by the frame loop alone; what other threads read is replaced whole.

    Args:
        clock: The time.
        stages: Where a frame's time goes.
        journal: Path of the journal.
        log: The last warnings and errors.
        condition: Returns what others than the frame loop know.

    Attributes:
        fps: Frames looked at in the last second.
        trouble: One line on what is wrong and what to do, or None.
        exercise: Name of the chosen exercise; empty before the first update.
        athlete: Who trains, or None.
    """

    def __init__(
        self,
        clock: Clock,
        stages: StageTimes,
        journal: Path,
        log: RecentLog,
        condition: Callable[[], Condition] = Condition,
    ) -> None:
        self.fps = 0.0
        self.exercise = ""
        self.athlete: str | None = None
        self._clock = clock
        self._stages = stages
        self._journal = str(journal)
        self._log = log
        self._condition = condition
        self._versions: dict[str, str | None] = {}
        self._drops = DropCounter()
        self._began = self._computed = clock.monotonic()
        self._frames = 0
        self._health: Health | None = None

    @property
    def trouble(self) -> str | None:
        """What was wrong when the health was last computed, or None."""
        return None if self._health is None else self._health.trouble

    @property
    def engine(self) -> str | None:
        """What counts, or None before the first update."""
        return None if self._health is None else self._health.engine

    def update(self, snapshot: Snapshot) -> None:
        """Take in one turn of the loop; compute the health when it is due."""
        now = self._clock.monotonic()
        self.exercise, self.athlete = snapshot.exercise.name, snapshot.athlete
        if snapshot.frame is not None:
            self._drops.see(snapshot.frame.t)
        if self._health is None or now - self._computed >= HEALTH_S:
            self._health = self._compute(snapshot, now)

    def report(self, consumer: Callable[[str], Consumer | None]) -> Health | None:
        """Returns the health for a client, or None before the first update. For the server's thread.

        Args:
            consumer: Looks up how far a consumer of events has got.
        """
        if self._health is None:
            return None
        now = self._condition()
        return msgspec.structs.replace(
            self._health, link=consumer(LINK), errors=self._log.lines(), saved=now.saved, hung=now.hung
        )

    def _compute(self, snapshot: Snapshot, now: float) -> Health:
        passed = now - self._computed
        self.fps = round((snapshot.frames - self._frames) / passed, 1) if passed > 0 else 0.0
        self._frames, self._computed = snapshot.frames, now
        stages = self._stages.table()
        latency = stages.get("latency")
        vitals, condition = snapshot.vitals, self._condition()
        self._versions = self._versions or versions()
        return Health(
            fps=self.fps,
            latency_p50_ms=latency.p50_ms if latency else None,
            latency_p95_ms=latency.p95_ms if latency else None,
            frames=snapshot.frames,
            first_t=snapshot.first_t,
            uptime_s=round(now - self._began, 1),
            camera=snapshot.camera.value,
            engine=snapshot.engine,
            threads=snapshot.threads,
            version=self._versions["spotter"] or "",
            versions=self._versions,
            dropped=self._drops.count,
            journal=self._journal,
            unsaved=snapshot.unsaved,
            trouble=snapshot.trouble,
            stages=stages,
            sight=_sight(snapshot),
            inference_ms=self._stages.recent_ms(_NETWORK, _RUNS),
            pace=None if snapshot.pace is None else round(snapshot.pace, 1),
            disk_free_mib=condition.disk_free_mib,
            kept_mib=condition.kept_mib,
            temperature_c=vitals.temperature_c,
            gpu_load=vitals.gpu_load,
            power_w=vitals.power_w,
            power_mode=vitals.power_mode,
            fan=vitals.fan,
            throttled=vitals.throttled,
        )


def _sight(snapshot: Snapshot) -> Sight | None:
    """Returns what the engine saw in the newest frame."""
    frame, seen = snapshot.frame, snapshot.sight
    if frame is None:
        return None
    scores = None if frame.pose is None else frame.pose.score[frame.pose.score > 0]
    return Sight(
        presence=None if seen.presence is None else round(seen.presence, 3),
        people=frame.people,
        crop_px=None if seen.crop_px is None else round(seen.crop_px, 1),
        pose_score=None if scores is None or not len(scores) else round(float(scores.mean()), 3),
        searches=seen.searches,
    )
