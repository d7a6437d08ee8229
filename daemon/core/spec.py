"""What an exercise is, as data: the signals that move, what posture it needs, and which way it goes.

The one declaration of an exercise file's keys: their types, bounds, defaults and meaning. ``config`` reads files by it.
"""

from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Annotated, Literal

View = Literal["side", "oblique", "front"]
VIEWS: tuple[View, ...] = ("side", "oblique", "front")
"""From where an athlete can be seen."""


class Vocabulary(str, Enum):
    """Where the names come from that a key can have."""

    SIGNAL = "signal"
    """Every signal."""
    ANGLE = "angle"
    """The signals that are angles."""
    FORM = "form signal"
    """The signals by which a whole rep's form is judged."""


Signal = Annotated[str, Vocabulary.SIGNAL]
Angle = Annotated[str, Vocabulary.ANGLE]
FormSignal = Annotated[str, Vocabulary.FORM]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest that a key's number can be, or the length of its text or list; both included."""

    low: float
    high: float = inf


class When(str, Enum):
    """The part of a rep over which a signal is looked at."""

    START = "start"
    """As the athlete leaves the start position."""
    TURN = "turn"
    """Around the turning point: the median of the frames within a tenth of the full depth."""
    REP = "rep"
    """The median of the whole rep: a few wild frames, as at a cut, change nothing."""


class Part(str, Enum):
    """Which half of a rep comes first."""

    ECCENTRIC = "eccentric"
    CONCENTRIC = "concentric"


@dataclass(frozen=True, slots=True)
class Term:
    """``[[movement]]``: one signal of the movement, and its usual values at the start and at the turning point.

    The two values scale the signal to depth (0 start, 1 turn); this athlete's own depth is learned in the set.
    """

    signal: Signal
    """The signal, for example ``knee``."""
    start: float
    """Its usual value in the start position."""
    turn: float
    """Its usual value at the turning point."""
    weight: Annotated[float, Bounds(0.001, 100)] = 1.0
    """How much it counts beside the other terms."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """``[[requires]]``: a posture that a hold keeps."""

    signal: Signal
    """The signal."""
    when: When = When.REP
    """A hold is looked at in every frame: ``rep`` and ``start`` are the same, and it has no turning point."""
    min: float | None = None
    """Lower bound, in the signal's unit; by default none."""
    max: float | None = None
    """Upper bound, in the signal's unit; by default none."""
    views: Annotated[tuple[View, ...], Bounds(1)] = VIEWS
    """Views in which it is asked; in another one it stands down."""
    optional: bool = False
    """It stands down where the signal's joints are hidden or out of the picture."""


class Unit(str, Enum):
    """What is counted."""

    REPS = "reps"
    SECONDS = "seconds"


class Kind(str, Enum):
    """What can be chosen for a set."""

    ONE = "one"
    """One exercise, known beforehand."""
    AUTO = "auto"
    """Any of the repertoire: the box finds out which, and when the next one begins."""
    ANY = "any"
    """Any movement that repeats, without an exercise to it."""


Pace = Annotated[float, Bounds(0, 60)]


@dataclass(frozen=True, slots=True)
class Target:
    """``[target]``: what a set aims at, until the user says otherwise."""

    reps: Annotated[int, Bounds(1, 1000)] | None = None
    """Reps, or seconds of a hold."""
    tempo: tuple[Pace, Pace, Pace, Pace] | None = None
    """Seconds of the eccentric half, the bottom, the concentric half and the top."""
    rest_s: Annotated[float, Bounds(5, 3600)] | None = None
    """Seconds of rest after the set."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """``[appearance]``: what one signal usually is at the start and at the turning point."""

    signal: Signal
    start: float
    turn: float


class Over(str, Enum):
    """The part of a rep over which its form is judged."""

    START = "start"
    """The start position, before the movement."""
    TURN = "turn"
    """Around the turning point."""
    END = "end"
    """Back in the start position."""
    ECCENTRIC = "eccentric"
    """The half in which the weight goes down."""
    CONCENTRIC = "concentric"
    """The half in which the weight goes up."""
    REP = "rep"
    """All of it."""


class Take(str, Enum):
    """What is taken of a signal over that part."""

    MEAN = "mean"
    """Its mean."""
    MAX = "max"
    """The mean of the greatest tenth: one wild frame says little."""
    MIN = "min"
    """The mean of the least tenth."""
    RANGE = "range"
    """From the least tenth to the greatest."""
    RISE = "rise"
    """From its value in the start position to the greatest tenth."""
    CHANGE = "change"
    """From its value in the start position to its mean."""
    REBOUND = "rebound"
    """How far it goes back and there again, beside the one way there and back."""


Sentence = Annotated[str, Bounds(1, 80)]


def _given(low: float | None, high: float | None) -> float:
    limit = high if low is None else low
    if limit is None:
        raise ValueError("neither min nor max is given")
    return limit


@dataclass(frozen=True, slots=True)
class FaultRule:
    """``[[fault]]``: a fault of form, by one signal of the whole rep; the most important stands first.

    It is told where the value is beyond ``max`` or ``min`` by more than it can be wrong by.
    """

    rule: Annotated[str, Bounds(1, 30)]
    """Its name, for example ``knees_in``."""
    signal: FormSignal
    """The signal of form, see ``spotter exercise signals --form``."""
    says: Sentence
    """What to do about it: one plain sentence to the athlete."""
    over: Over = Over.REP
    """The part of the rep that is looked at."""
    take: Take = Take.MEAN
    """What is taken of the signal there."""
    min: float | None = None
    """The least that is good, in the signal's unit."""
    max: float | None = None
    """The most that is good, in the signal's unit."""
    views: Annotated[tuple[View, ...], Bounds(1)] = VIEWS
    """Views in which the fault can be seen; from another one it is never told."""
    risk: bool = False
    """It may hurt: it is told before all others."""

    @property
    def limit(self) -> float:
        """The bound that is given."""
        return _given(self.min, self.max)


@dataclass(frozen=True, slots=True)
class DepthStandard:
    """``[standard]``: how far a rep goes by the exercise's own rule, as hip crease below knee."""

    name: Annotated[str, Bounds(1, 30)]
    """Its name, as shown."""
    signal: FormSignal
    """The signal of form that shows it."""
    says: Sentence
    """What to do where it is not met."""
    over: Over = Over.TURN
    """The part of the rep that is looked at."""
    take: Take = Take.MEAN
    """What is taken of the signal there."""
    min: float | None = None
    """It is met from here on, in the signal's unit."""
    max: float | None = None
    """It is met up to here, in the signal's unit."""
    views: Annotated[tuple[View, ...], Bounds(1)] = VIEWS
    """Views in which it can be seen."""

    @property
    def limit(self) -> float:
        """The bound that is given."""
        return _given(self.min, self.max)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise: one file."""

    name: str
    """As typed: the name of the file."""
    title: Annotated[str, Bounds(1, 60)]
    """As shown."""
    movement: Annotated[tuple[Term, ...], Bounds(0, 8)]
    """The signals that carry the count; none for a hold."""
    angle: Angle
    """The joint angle whose range is reported in degrees."""
    requires: tuple[Requirement, ...] = ()
    """The posture of a hold; no part of an exercise in reps."""
    angle_views: tuple[View, ...] = VIEWS
    """Views from which that range can be measured."""
    visible: tuple[Signal, ...] = ()
    """Signals whose joints must be seen for a set to begin; where they are hidden in a rep, that speaks against it."""
    first: Part = Part.ECCENTRIC
    """Which half of a rep comes first."""
    min_rep_s: Annotated[float, Bounds(0.1, 60)] = 0.4
    """The shortest possible rep (s)."""
    starts_at_turn: bool = False
    """A set can begin at the turning point, as with a bar on the floor: coming from there is a rep."""
    min_streak: Annotated[int, Bounds(1, 8)] = 1
    """Reps in a row, alike and on one spot, before the first counts: 1 counts each at once; more for quick small
    movements that walking and dancing show too."""
    allow_travel: bool = False
    """A rep may take the athlete across the picture."""
    unit: Unit = Unit.REPS
    """What is counted: reps, or the seconds of a hold."""
    views: Annotated[tuple[View, ...], Bounds(1)] = VIEWS
    """Where the camera sees it best, best first."""
    camera: Annotated[str, Bounds(0, 200)] = ""
    """Where to put the camera, for the user."""
    target: Target = Target()
    """What a set aims at, until the user says otherwise."""
    appearance: tuple[Appearance, ...] = ()
    """How it looks, to be recognised by; without it ``auto`` does not know the exercise."""
    shoulder_rise: Annotated[float, Bounds(-5, 5)] | None = None
    """How far the shoulders go up in the picture from the start to the turning point, torso lengths."""
    fault: tuple[FaultRule, ...] = ()
    """Its faults of form, the most important first."""
    standard: DepthStandard | None = None
    """How far a rep goes by the exercise's own rule."""
    kind: Kind = Kind.ONE
    """Whether it is one exercise, or stands for what the box finds out; no key of a file."""

    @property
    def side_signal(self) -> str | None:
        """The signal that tells which side works, where one can work alone: that of the angle that leads."""
        joint, lead, _ = self.angle.partition("_lead")
        return f"{joint}_balance" if lead else None

    @property
    def is_hold(self) -> bool:
        """Whether a posture is kept, and its seconds are counted."""
        return self.unit is Unit.SECONDS

    @property
    def can_be_recognised(self) -> bool:
        """Whether ``auto`` can find it out: by its appearance, or by how long it is held."""
        return bool(self.appearance) or self.is_hold


_ANYWHERE = "Wherever the whole body is in the picture."
AUTO = Exercise("auto", "Any exercise", (), "knee", camera=_ANYWHERE, kind=Kind.AUTO)
"""What is chosen when nothing is: the box finds out which exercise it is."""
ANY = Exercise("any", "Any movement", (), "knee", camera=_ANYWHERE, kind=Kind.ANY)
"""What is chosen where the box shall find the movement by itself."""
RESERVED = {each.name: each for each in (AUTO, ANY)}
"""What can be chosen beside the exercises that have a file, by name; no file can have such a name."""
