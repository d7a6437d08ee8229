"""Everything that the dashboard shows. Knows no terminal and no clock."""

from typing import Literal

import msgspec

from daemon import events
from daemon.ipc import codec
from daemon.set_record import SetRecord
from tui.model import words
from tui.model.answers import ExerciseLine, FirstBoot
from tui.model.set_view import SetView


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the daemon answers; ``since`` is in seconds of the dashboard's clock, ``error`` is one line or None."""

    kind: Literal["connecting", "live", "away"] = "connecting"
    since: float = 0.0
    error: str | None = None


class RejectionBanner(msgspec.Struct, frozen=True, kw_only=True):
    """The last no-rep: a cue of two or three words, why it did not count, and until when both are shown."""

    cue: str
    why: str
    until: float


class Ghost(msgspec.Struct, frozen=True, kw_only=True):
    """The depth to reach: the athlete's own outline at the turning point of a rep that counted."""

    exercise: str
    outline: codec.Outline


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Today's finished sets."""

    sets: int = 0
    reps: int = 0


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is shown.

    Attributes:
        connection: Whether the daemon answers.
        hello: Its first message; kept while it is away.
        telemetry: The newest; kept while it is away.
        telemetry_at: When it came, seconds of the dashboard's clock.
        phase_since: When the rep's phase began, seconds of the telemetry's clock.
        last_seq: The newest event that was seen.
        caught_up: Whether every event from now on is new, not from the backlog.
        record: The fold of the events of the running or last set; None: no set is known.
        set: The same set, as it is drawn.
        best: The record that was told of that set, or of the one before it; None: none was.
        result: What the last plan came to, until another set or plan begins; else None.
        withheld: Why the last set was not stopped for slowing down, where that was told; else None.
        rejection: The last no-rep, for ``reducer.REJECTION_S``.
        highlight_until: Until when the count is highlighted.
        totals: Today's finished sets.
        exercises: The exercises that can be chosen; empty until they are known.
        ghost: The depth to reach, or None.
        deepest: Signal and outline of the deepest moment of this rep, or None.
        any_set: Whether the journal has a set; None until it is known.
        boot: How the first boot stands; None until it is known.
        stale: Whether the telemetry is out of date.
    """

    connection: Connection = Connection()
    hello: codec.Hello | None = None
    telemetry: codec.Telemetry | None = None
    telemetry_at: float = 0.0
    phase_since: float = 0.0
    last_seq: int = 0
    caught_up: bool = False
    record: SetRecord | None = None
    set: SetView | None = None
    best: events.Record | None = None
    withheld: str | None = None
    result: str | None = None
    rejection: RejectionBanner | None = None
    highlight_until: float = 0.0
    totals: Totals = Totals()
    exercises: tuple[ExerciseLine, ...] = ()
    ghost: Ghost | None = None
    deepest: tuple[float, codec.Outline] | None = None
    any_set: bool | None = None
    boot: FirstBoot | None = None
    stale: bool = False

    @property
    def box(self) -> str | None:
        """What the box is called: its name, else its id."""
        name = self.boot.name if self.boot is not None else None
        return name or (self.hello.box if self.hello is not None else None)

    @property
    def exercise(self) -> ExerciseLine | None:
        """The chosen exercise, where it is known."""
        name = self.telemetry.exercise if self.telemetry else None
        return next((each for each in self.exercises if each.name == name), None)

    def title_of(self, name: str) -> str:
        """Returns an exercise's title."""
        found = next((each.title for each in self.exercises if each.name == name), "")
        return found or words.title(name)

    @property
    def resting(self) -> bool:
        """Whether the athlete rests between two sets."""
        telemetry = self.telemetry
        return telemetry is not None and telemetry.rest_s is not None and telemetry.state in {"idle", "ended"}
