"""The daemon's commands and queries: each verb's arguments, checked; an error suggests the nearest name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields

from daemon.athletes.profile import COLOURS, Colour, Reps
from daemon.core.facts import Correction
from daemon.core.nearest import suggestion
from daemon.errors import SpotterError, UsageError
from daemon.events import IMPORTED_BOOT, SetImported, rfc3339
from daemon.load_text import checked, parse_load
from daemon.printable import control_in, printable

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Why = Annotated[str, Meta(max_length=200)]
Pause = Annotated[float, Meta(ge=0, le=60)]
Seq = Annotated[int, Meta(ge=0, le=2**62)]
_LONGEST_NAME = 200
MOST_WEEKS = 26
"""Of a programme."""
LoadWord = float | Annotated[str, Meta(max_length=20)]
"""A load: kg, or as it is typed, ``135 lb``."""


class Args(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The arguments of a verb."""


class Start(Args, frozen=True, kw_only=True):
    """Start a set: of ``exercise``, or of the chosen one."""

    exercise: Name | None = None


class Stop(Args, frozen=True, kw_only=True):
    """End the set."""


class Exercise(Args, frozen=True, kw_only=True):
    """Choose the exercise, or correct that of the running set."""

    exercise: Name
    reason: Why | None = None


class Correct(Args, frozen=True, kw_only=True):
    """Correct a set, the running one or one that is in the journal, however old.

    Attributes:
        set: Its id; None: the running set, or the one that ended last.
        kind: ``undone``, ``added``, ``confirmed``, ``exercise`` or ``load``.
        exercise: What it was, for ``exercise``.
        rep: The id of the rep that is undone or confirmed; None: the last one that counts, or the last unsure one.
        load: What it was done with, for ``load``; None: with none.
        reason: The athlete's own.
    """

    kind: Correction
    set: Name | None = None
    exercise: Name | None = None
    rep: Name | None = None
    load: LoadWord | None = None
    reason: Why | None = None

    def __post_init__(self) -> None:
        if (self.exercise is not None) != (self.kind is Correction.EXERCISE):
            raise ValueError("exercise goes with the kind 'exercise', and with no other")
        if self.rep is not None and self.kind not in (Correction.UNDONE, Correction.CONFIRMED):
            raise ValueError("rep goes with the kinds 'undone' and 'confirmed', and with no other")
        if self.load is not None and self.kind is not Correction.LOAD:
            raise ValueError("load goes with the kind 'load', and with no other")
        _kg(self.load)

    @property
    def load_kg(self) -> float | None:
        """The load in kg."""
        return _kg(self.load)


class Undo(Args, frozen=True, kw_only=True):
    """Take the last rep back, of the running set or the one that ended last; ``reason`` is the athlete's own."""

    reason: Why | None = None

    @property
    def correction(self) -> Correct:
        """The same in full."""
        return Correct(kind=Correction.UNDONE, reason=self.reason)


class Add(Args, frozen=True, kw_only=True):
    """Add a rep that the box missed, to the running set or the one that ended last."""

    reason: Why | None = None

    @property
    def correction(self) -> Correct:
        """The same in full."""
        return Correct(kind=Correction.ADDED, reason=self.reason)


class Confirm(Args, frozen=True, kw_only=True):
    """Confirm the last rep that is unsure, of the running set or the one that ended last."""

    reason: Why | None = None

    @property
    def correction(self) -> Correct:
        """The same in full."""
        return Correct(kind=Correction.CONFIRMED, reason=self.reason)


class Load(Args, frozen=True, kw_only=True):
    """Say what is lifted; None: nothing beside the body.

    In a set it is that set's. Between two sets it is that of the set that ended last, where that one has none; else,
    or with ``next``, it is the next set's.
    """

    load: LoadWord | None
    next: bool = False

    def __post_init__(self) -> None:
        _kg(self.load)

    @property
    def load_kg(self) -> float | None:
        """The load in kg."""
        return _kg(self.load)

    @property
    def correction(self) -> Correct:
        """The same in full, for the running set or the one that ended last."""
        return Correct(kind=Correction.LOAD, load=self.load)


class Athlete(Args, frozen=True, kw_only=True):
    """Set who is training; None: no name. A set that runs goes on as whose it began."""

    athlete: Name | None


class AthleteSet(Args, frozen=True, kw_only=True):
    """Change what the box knows of an athlete, or take in a new one; what is left out stays as it is.

    Attributes:
        athlete: The name.
        colour: How it is marked; of a new athlete by default the first colour that nobody has.
        targets: Reps (or seconds of a hold) at which a set ends by itself, by exercise; null: no target any more.
        board: Whether the household's board of the week shows this athlete.
        new: true: refused where the box knows the name already; false: where it does not; null: either.
    """

    athlete: Name
    colour: Colour | None = None
    targets: Annotated[dict[Name, Reps | None], Meta(max_length=100)] | None = None
    board: bool | None = None
    new: bool | None = None


class AthleteRemove(Args, frozen=True, kw_only=True):
    """Remove what the box knows of an athlete; the sets stay, and still name them (``forget`` erases those)."""

    athlete: Name


class LetGo(Args, frozen=True, kw_only=True):
    """Forget an athlete before the journal does; None: everybody. Ours alone: no client can ask for it."""

    athlete: Name | None


class Target(Args, frozen=True, kw_only=True):
    """Set the whole target; None returns a value to the athlete's default, else to the exercise's own.

    The exercise's own reps end no set.

    Attributes:
        reps: Reps (or seconds of a hold) at which a set ends by itself.
        tempo: Seconds of the eccentric half, the bottom, the concentric half and the top.
        rest_s: Seconds of rest after a set.
    """

    reps: Annotated[int, Meta(ge=1, le=1000)] | None = None
    tempo: tuple[Pause, Pause, Pause, Pause] | None = None
    rest_s: Annotated[float, Meta(ge=0, le=3600)] | None = None


class Counting(Args, frozen=True, kw_only=True):
    """Switch counting on or off."""

    on: bool


class Camera(Args, frozen=True, kw_only=True):
    """Switch the camera on or off."""

    on: bool


class Plan(Args, frozen=True, kw_only=True):
    """Begin the plan of that name; None: end the one that is under way."""

    plan: Name | None


class Programme(Args, frozen=True, kw_only=True):
    """Choose a programme; None: none.

    Attributes:
        programme: Its name.
        weeks: How many.
        start: Its first day, ``2026-11-30``; None: today.
        athlete: Whose it is; None: whoever trains.
    """

    programme: Name | None
    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)] = 4
    start: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")] | None = None
    athlete: Name | None = None


class Take(Args, frozen=True, kw_only=True):
    """Take the load that is proposed for the chosen exercise, or all that the last run of ``plan`` proposes."""

    plan: Name | None = None


class Skip(Args, frozen=True, kw_only=True):
    """Go on to the plan's next phase, or with ``block`` to its next block."""

    block: bool = False


class Hold(Args, frozen=True, kw_only=True):
    """Stop the plan's clock, or let it go on."""

    on: bool = True


class History(Args, frozen=True, kw_only=True):
    """A page of the events after ``after_seq``; without it, summaries of the last ``limit`` sets of ``days`` days.

    Attributes:
        after_seq: See above.
        days: By default however old they are.
        limit: The newest.
        athlete: Whose sets; an empty name: of whoever was not named; None: everybody's. Summaries alone.
    """

    after_seq: Seq | None = None
    days: Annotated[int, Meta(ge=1, le=36500)] | None = None
    limit: Annotated[int, Meta(ge=1, le=150)] = 50
    athlete: Annotated[str, Meta(max_length=60)] | None = None


class Set(Args, frozen=True, kw_only=True):
    """A page of a set's events after ``after_seq``."""

    set: Name
    after_seq: Seq = 0


class Find(Args, frozen=True, kw_only=True):
    """The events whose id begins with ``id``, at most twenty."""

    id: Name


class Export(Args, frozen=True, kw_only=True):
    """A page of all events after ``after_seq``."""

    after_seq: Seq = 0


class Forget(Args, frozen=True, kw_only=True):
    """Erase the sets that match all arguments; ``everything`` goes with no other."""

    before: Annotated[datetime, Meta(tz=True)] | None = None
    athlete: Name | None = None
    everything: bool = field(default=False, name="all")

    def __post_init__(self) -> None:
        if self.everything == (self.before is not None or self.athlete is not None):
            raise ValueError("name what to erase: before, athlete or both; or else all")


class Import(Args, frozen=True, kw_only=True):
    """Keep sets that another application recorded; one whose id the journal has already is left as it is."""

    sets: Annotated[list[SetImported], Meta(max_length=500)]

    def __post_init__(self) -> None:
        for each in self.sets:
            texts = (each.id, each.workout or "", each.box, each.exercise, each.name, each.source, each.athlete or "")
            if each.boot != IMPORTED_BOOT or each.set != each.id or not _is_rfc3339(each.t):
                raise ValueError(f"{each.id[:60]!r} is no imported set")
            if any(control_in(text) or len(text) > _LONGEST_NAME for text in texts):
                raise ValueError(f"{each.id[:60]!r} has a name that is too long, or a control character in it")


class Health(Args, frozen=True, kw_only=True):
    """The daemon's health."""


class Exercises(Args, frozen=True, kw_only=True):
    """All exercises, with camera hint and target, and the chosen one."""


class Plans(Args, frozen=True, kw_only=True):
    """All plans, and what is wrong with those that cannot be begun."""


class Weeks(Args, frozen=True, kw_only=True):
    """Totals of the last ``weeks`` weeks, this one included, for each exercise.

    Attributes:
        weeks: How many.
        athlete: Whose; an empty name: of whoever was not named; None: everybody's.
    """

    weeks: Annotated[int, Meta(ge=1, le=52)] = 12
    athlete: Annotated[str, Meta(max_length=60)] | None = None


class Progress(Args, frozen=True, kw_only=True):
    """The trends of an athlete's last half year; None: of whoever trained without a name."""

    athlete: Name | None = None


class Schedule(Args, frozen=True, kw_only=True):
    """How an athlete's programme stands, session by session; None: that of whoever trains without a name."""

    athlete: Name | None = None


class Today(Args, frozen=True, kw_only=True):
    """What was done since midnight of the box's time zone."""


class Athletes(Args, frozen=True, kw_only=True):
    """Everybody who can be chosen, what the box knows of them, and who is chosen."""


class Board(Args, frozen=True, kw_only=True):
    """The household's board of this week: the athletes who are willing to be shown."""


class Picture(Args, frozen=True, kw_only=True):
    """A small picture of what the camera sees, and what to move; without ``pixels`` only the latter."""

    pixels: bool = True


class Setup(Args, frozen=True, kw_only=True):
    """The steps of the first boot and how each stands, the box's name, and the button's exercises."""


class SetupAnswer(Args, frozen=True, kw_only=True):
    """Answer a step of the first boot that opens nothing; see ``daemon.setup``.

    Attributes:
        name: What people call the box.
        round: The exercises that the button goes through; empty: all.
        done: The step that is done.
        later: The step that is left for later.
        dismiss: The dashboard's guide is not to open by itself again.
    """

    name: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    round: Annotated[list[Name], Meta(max_length=100)] | None = None
    done: Literal["place"] | None = None
    later: Name | None = None
    dismiss: bool = False


COMMANDS: dict[str, type[Args]] = {
    "start": Start,
    "stop": Stop,
    "undo": Undo,
    "add": Add,
    "confirm": Confirm,
    "exercise": Exercise,
    "correct": Correct,
    "load": Load,
    "athlete": Athlete,
    "athlete_set": AthleteSet,
    "athlete_remove": AthleteRemove,
    "target": Target,
    "counting": Counting,
    "camera": Camera,
    "plan": Plan,
    "take": Take,
    "programme": Programme,
    "skip": Skip,
    "hold": Hold,
}
"""What changes how the box counts; carried out by the frame loop."""

QUERIES: dict[str, type[Args]] = {
    "history": History,
    "set": Set,
    "find": Find,
    "export": Export,
    "forget": Forget,
    "import": Import,
    "health": Health,
    "exercises": Exercises,
    "plans": Plans,
    "weeks": Weeks,
    "progress": Progress,
    "schedule": Schedule,
    "today": Today,
    "athletes": Athletes,
    "board": Board,
    "picture": Picture,
    "setup": Setup,
    "setup_answer": SetupAnswer,
}
"""What leaves the counting alone: answered from the journal, from memory, or (the picture) with the next frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One command on its way to the frame loop, from button, dashboard or link.

    Attributes:
        args: The verb's own type: ``Start``, ``Undo``, …
        answer: Called once, from any thread, with the result (or None) or the error, after its events are committed; or
            with an ``UnsavedError`` as soon as it is known that they cannot be.
        key: See ``codec.Request``.
    """

    args: Args
    answer: Callable[[Any | SpotterError], None] = lambda _: None
    key: str | None = None

    @property
    def verb(self) -> str:
        """Returns the verb's name; of what no client can ask for, its type's."""
        kind = type(self.args)
        return next((name for name, each in COMMANDS.items() if each is kind), kind.__name__.lower())


def parse(verb: str, args: dict[str, Any]) -> Args:
    """Check a request's arguments.

    Raises:
        UsageError: There is no such verb, or its arguments are wrong; suggests the nearest.
    """
    kinds = COMMANDS | QUERIES
    kind = kinds.get(verb)
    if kind is None:
        raise UsageError(f"no verb {verb[:40]!r}: {suggestion(verb[:40], kinds)}")
    known = {each.encode_name for each in fields(kind)}
    for key in args:
        if key not in known:
            takes = suggestion(key[:40], known) if known else "it takes nothing"
            raise UsageError(f"{verb} has no {key[:40]!r}: {takes}")
    _check_colour(verb, args)
    if kind is not Forget:  # which must name what an older version let in
        _check_text(verb, args)
    try:
        return convert(args, kind)
    except ValidationError as error:
        raise UsageError(f"{verb}: {printable(_plain(error))}") from error


def _check_colour(verb: str, args: dict[str, Any]) -> None:
    """Suggest the nearest of the words, which are few."""
    colour = args.get("colour")
    if isinstance(colour, str) and colour not in COLOURS:
        raise UsageError(f"{verb}: no colour {printable(colour[:40])!r}: {suggestion(colour[:40], COLOURS)}")


def _check_text(verb: str, args: dict[str, Any]) -> None:
    """Refuse control characters: names and reasons are shown on terminals, in logs and on phones."""
    for key, value in args.items():
        control = control_in(value) if isinstance(value, str) else None
        if control is not None:
            raise UsageError(f"{verb}: {key} holds the control character {control}: leave it out")


def _is_rfc3339(t: str) -> bool:
    """Whether a time is written as every event has it, so that it sorts as text."""
    try:
        return rfc3339(datetime.fromisoformat(t.replace("Z", "+00:00"))) == t
    except (ValueError, OverflowError):
        return False


def _kg(load: LoadWord | None) -> float | None:
    """Returns a load in kg; ``ValueError`` where it cannot be meant."""
    if load is None:
        return None
    return parse_load(load) if isinstance(load, str) else checked(load)


def _plain(error: ValidationError) -> str:
    """``Expected `int`, got `str` - at `$.reps` `` as ``reps: expected int, got str``."""
    what, _, where = str(error).partition(" - at ")
    what = what.replace("`", "").replace("Object missing required field", "missing")
    key = where.strip("`$.")
    return f"{key}: {what[0].lower()}{what[1:]}" if key else f"{what[0].lower()}{what[1:]}"
