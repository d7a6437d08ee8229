"""The messages that change the dashboard's state: from the socket, from the connection, and from the clock."""

import msgspec

from daemon import events
from daemon.ipc import codec
from daemon.set_summary import SetSummary
from tui.model.answers import ExerciseLine, FirstBoot


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    """The dashboard is connected; ``hello`` is the daemon's first message."""

    hello: codec.Hello


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """The connection is lost; ``error`` says why in one line."""

    error: str


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """The past: today's sets, the events of the newest set, and whether the journal has any set."""

    today: tuple[SetSummary, ...] = ()
    last: tuple[events.AnyEvent, ...] = ()
    any_set: bool = True


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The exercises that can be chosen."""

    exercises: tuple[ExerciseLine, ...]


class SetUp(msgspec.Struct, frozen=True, kw_only=True):
    """How the first boot stands."""

    boot: FirstBoot


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """Time has passed."""


Message = codec.Recorded | codec.Live | codec.Telemetry | Connected | Lost | Fetched | Known | SetUp | Tick
