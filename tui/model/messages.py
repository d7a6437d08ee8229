"""What the dashboard is told: by the daemon's socket, by its own connection, and by the passing of time."""

import msgspec

from daemon import events
from daemon.ipc import codec
from tui.model.answers import ExerciseLine, SetLine


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    """A connection is there, and what the daemon says of itself."""

    hello: codec.Hello


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """The connection is gone, and why, in one line."""

    error: str


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the past: today's sets, and the events of the newest set; ``any_set``: the journal has one."""

    today: tuple[SetLine, ...] = ()
    last: tuple[events.AnyEvent, ...] = ()
    any_set: bool = True


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The exercises that can be chosen."""

    exercises: tuple[ExerciseLine, ...]


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """Time has passed."""


Message = codec.Recorded | codec.Live | codec.Telemetry | Connected | Lost | Fetched | Known | Tick
