"""The daemon's health as types."""

from collections.abc import Mapping

import msgspec


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds that one stage of a frame takes."""

    p50_ms: float
    p95_ms: float


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The link to the broker: the last event that the broker has, and how many it does not have yet."""

    cursor: int = 0
    behind: int = 0
    connected: bool | None = None


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log: its time (RFC 3339), its level, its text."""

    t: str
    level: str
    says: str


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """What the pose engine sees, in numbers; None: nobody is followed."""

    presence: float | None = None
    people: int = 0
    crop_px: float | None = None
    pose_score: float | None = None
    searches: int = 0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``health``; a field that the daemon does not know is None."""

    fps: float | None = None
    latency_p50_ms: float | None = None
    latency_p95_ms: float | None = None
    frames: int | None = None
    dropped: int | None = None
    uptime_s: float | None = None
    camera: str | None = None
    engine: str | None = None
    threads: str | None = None
    version: str | None = None
    versions: Mapping[str, str | None] | None = None
    unsaved: int | None = None
    trouble: str | None = None
    stages: Mapping[str, Spent] = msgspec.field(default_factory=dict)
    journal: str | None = None
    pace: float | None = None
    inference_ms: float | None = None
    link: Link | None = None
    errors: tuple[LogLine, ...] | None = None
    temperature_c: float | None = None
    power_mode: str | None = None
    power_w: float | None = None
    fan: float | None = None
    gpu_load: float | None = None
    throttled: str | None = None
    sight: Sight | None = None
