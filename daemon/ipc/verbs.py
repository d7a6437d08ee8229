"""What can be asked of the daemon: each verb's arguments, checked, with the nearest name where one is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields

from daemon.errors import SpotterError, UsageError

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]


class Args(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The arguments of a verb."""


class Start(Args, frozen=True, kw_only=True):
    """Start a set: of ``exercise``, or of the chosen one."""

    exercise: Name | None = None


class Stop(Args, frozen=True, kw_only=True):
    """End the set."""


class Undo(Args, frozen=True, kw_only=True):
    """Take the last rep back."""


class Add(Args, frozen=True, kw_only=True):
    """Add a rep that the box missed."""


class Exercise(Args, frozen=True, kw_only=True):
    """Choose the exercise, or correct that of the running set."""

    exercise: Name


class Athlete(Args, frozen=True, kw_only=True):
    """Say who is training; None: nobody is named."""

    athlete: Name | None


class Target(Args, frozen=True, kw_only=True):
    """Set the reps at which a set ends by itself; None: it does not."""

    reps: Annotated[int, Meta(ge=1, le=1000)] | None


class Counting(Args, frozen=True, kw_only=True):
    """Count, or do not."""

    on: bool


class Camera(Args, frozen=True, kw_only=True):
    """Use the camera, or do not."""

    on: bool


class History(Args, frozen=True, kw_only=True):
    """With ``after_seq`` a page of the events after it; else summaries of the last ``limit`` sets of ``days`` days."""

    after_seq: Seq | None = None
    days: Annotated[int, Meta(ge=1, le=36500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=150)] = 50


class Set(Args, frozen=True, kw_only=True):
    """A page of a set's events after ``after_seq``."""

    set: Name
    after_seq: Seq = 0


class Export(Args, frozen=True, kw_only=True):
    """A page of all events after ``after_seq``."""

    after_seq: Seq = 0


class Forget(Args, frozen=True, kw_only=True):
    """Erase events that match what is given; ``everything`` stands alone."""

    before: Annotated[datetime, Meta(tz=True)] | None = None
    athlete: Name | None = None
    everything: bool = field(default=False, name="all")

    def __post_init__(self) -> None:
        if self.everything == (self.before is not None or self.athlete is not None):
            raise ValueError("name what to erase: before, athlete or both; or else all")


class Health(Args, frozen=True, kw_only=True):
    """How the daemon is."""


COMMANDS: dict[str, type[Args]] = {
    "start": Start,
    "stop": Stop,
    "undo": Undo,
    "add": Add,
    "exercise": Exercise,
    "athlete": Athlete,
    "target": Target,
    "counting": Counting,
    "camera": Camera,
}
"""What changes how the box counts: goes to the frame loop."""

QUERIES: dict[str, type[Args]] = {"history": History, "set": Set, "export": Export, "forget": Forget, "health": Health}
"""What is answered from the journal or at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One command on its way to the frame loop, whoever gave it.

    Attributes:
        args: What is asked, as the verb's own type: ``Start``, ``Undo``, …
        answer: Takes the result (or None), or the error; from any thread, once, after the commit of what it caused.
    """

    args: Args
    answer: Callable[[Any | SpotterError], None] = lambda _: None

    @property
    def verb(self) -> str:
        """The verb's name."""
        return next(name for name, kind in COMMANDS.items() if isinstance(self.args, kind))


def parse(verb: str, args: dict[str, Any]) -> Args:
    """Check a request's arguments.

    Raises:
        UsageError: There is no such verb, or its arguments are wrong; names the nearest.
    """
    kinds = COMMANDS | QUERIES
    kind = kinds.get(verb)
    if kind is None:
        raise UsageError(f"there is no {verb[:40]!r}{_nearest(verb, kinds)}: choose from {', '.join(kinds)}")
    known = {each.encode_name for each in fields(kind)}
    for key in args:
        if key not in known:
            takes = f"takes {', '.join(sorted(known))}" if known else "takes nothing"
            raise UsageError(f"{verb} has no {key[:40]!r}{_nearest(key, known)}: it {takes}")
    try:
        return convert(args, kind)
    except ValidationError as error:
        raise UsageError(f"{verb}: {_plain(error)}") from error


def _nearest(word: str, known: dict[str, Any] | set[str]) -> str:
    close = get_close_matches(word, sorted(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""


def _plain(error: ValidationError) -> str:
    """``Expected `int`, got `str` - at `$.reps` `` as ``reps: expected int, got str``."""
    what, _, where = str(error).partition(" - at ")
    what = what.replace("`", "").replace("Object missing required field", "missing")
    key = where.strip("`$.")
    return f"{key}: {what[0].lower()}{what[1:]}" if key else f"{what[0].lower()}{what[1:]}"
