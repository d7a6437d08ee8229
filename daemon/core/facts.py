"""What the core finds out: frozen, the same to the bit on every replay, without id or date.

Times are the seconds of the poses' own clock.
"""

from dataclasses import dataclass, field
from enum import Enum

UNSURE_BELOW = 0.8
"""A rep of less confidence is marked as unsure and can be confirmed: one in five such reps, or more, is none."""

ANGLE_MOMENTS = 32
"""Moments of a rep at which its angle is kept: enough to draw it, and few enough to send with each rep."""


class Reason(str, Enum):
    """Why something that looked like a rep was not counted."""

    SHALLOW = "shallow"
    NO_LOCKOUT = "no_lockout"
    TOO_FAST = "too_fast"
    HIDDEN = "hidden"
    OUT_OF_FRAME = "out_of_frame"
    WRONG_POSTURE = "wrong_posture"
    NOT_STARTED = "not_started"


class Side(str, Enum):
    """With which arm or leg a rep was done, the athlete's own left and right."""

    LEFT = "left"
    RIGHT = "right"


class Correction(str, Enum):
    """What a correction is about: the count, the set's exercise, or its load."""

    UNDONE = "undone"
    ADDED = "added"
    CONFIRMED = "confirmed"
    EXERCISE = "exercise"
    LOAD = "load"
    """How much was on the bar, which no camera sees."""


class Ending(str, Enum):
    """Why a set ended."""

    STOPPED = "stopped"
    TARGET = "target"
    REST = "rest"
    CHANGED = "changed"
    INTERRUPTED = "interrupted"
    IMPORTED = "imported"
    """It was done elsewhere, and another application's file tells of it."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds of the four parts of a rep, in the order lifters write them."""

    eccentric_s: float
    bottom_s: float
    concentric_s: float
    top_s: float


@dataclass(frozen=True, slots=True)
class Velocity:
    """How fast the concentric half was, body-lengths per second: no metres, since one camera knows no scale.

    Attributes:
        mean, peak: Over the concentric half.
        pm: Half the width of the mean's 95 % interval.
    """

    mean: float
    peak: float
    pm: float


@dataclass(frozen=True, slots=True)
class Stability:
    """How quiet the athlete was beside the movement, shares of the torso's length.

    Attributes:
        jitter: Root mean square of the path's quick deviations.
        sway: Root mean square of the sideways drift of the trunk.
        pm: Half the width of the 95 % interval of both.
    """

    jitter: float
    sway: float
    pm: float


@dataclass(frozen=True, slots=True)
class Standard:
    """A rep's depth against its exercise's own standard, as hip crease below knee.

    Attributes:
        name: The standard, as the exercise's file names it.
        value, limit: What was measured, and what is asked for.
        pm: Half the width of the value's 95 % interval.
        unit: Of all three.
        met: Whether the value reaches the limit.
    """

    name: str
    value: float
    limit: float
    pm: float
    unit: str
    met: bool


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a rep's score.

    Attributes:
        score: 0..100.
        pm: Half the width of its 95 % interval.
        weight: Its share of the whole score.
        lost: Points of the whole score that it cost.
        value, limit: What was measured, and from where on nothing is lost.
        unit: Of both.
        says: The same in a sentence to the athlete.
    """

    score: float
    pm: float
    weight: float
    lost: float
    value: float
    limit: float
    unit: str
    says: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of form that is larger than its own uncertainty.

    Attributes:
        rule: The rule, as the exercise's file names it.
        signal: What it looks at.
        value, limit: What was measured, and what was allowed.
        pm: Half the width of the value's 95 % interval.
        unit: Of all three.
        says: One plain sentence to the athlete.
    """

    rule: str
    signal: str
    value: float
    limit: float
    pm: float
    unit: str
    says: str


@dataclass(frozen=True, slots=True)
class RepCounted:
    """A complete rep. What ends in ``pm`` is half the width of a 95 % interval, in the unit of what it belongs to.

    Attributes:
        t: When it was complete.
        n: Its number in the set, from 1, undone and added ones accounted for.
        start, end: When the athlete left the start position and was back.
        depth: How far the athlete went, 0 the start position and 1 the exercise's usual turning point.
        rom_deg: Range of motion of the exercise's joint, degrees; None where withheld.
        rom_pm: Of ``rom_deg``.
        rom_share: ROM as a share of this athlete's own full range; None where that is not known yet.
        tempo_pm: Of each part of the tempo (s).
        view: ``front``, ``side`` or ``oblique``.
        confidence: 0..1, how sure the count is.
        withheld: Measure -> why it is None.
        side: With which arm or leg; None: with both at once, or not told apart.
        velocity: How fast its concentric half was.
        slowing: How much slower than the set's fastest reps, 0..1; from the fourth rep of a set on.
        stability: How quiet the athlete was.
        symmetry: 0..1, the lesser of both sides' range as a share of the greater; 1 is even.
        symmetry_pm: Of ``symmetry``.
        left_more_deg: By how much the left side's range is greater than the right side's, degrees; with ``symmetry``.
        standard: Its depth against the exercise's standard; None where the exercise has none.
        score: 0..100, how good it was; None where a part of it cannot be measured.
        score_pm: Of ``score``.
        parts: ``rom``, ``stability`` and ``tempo``: what the score is made of.
        faults: The faults of form that were seen, the most important first.
        cue: The one thing to tell the athlete, or None.
        angles: The exercise's angle at ``ANGLE_MOMENTS`` moments evenly from start to end (degrees), to be plotted;
            empty where it cannot be measured.
    """

    t: float
    exercise: str
    n: int
    start: float
    end: float
    tempo: Tempo
    depth: float
    rom_deg: float | None
    rom_share: float | None
    view: str
    confidence: float
    withheld: dict[str, str] = field(default_factory=dict)
    side: Side | None = None
    rom_pm: float | None = None
    tempo_pm: float | None = None
    velocity: Velocity | None = None
    slowing: float | None = None
    stability: Stability | None = None
    symmetry: float | None = None
    symmetry_pm: float | None = None
    left_more_deg: float | None = None
    standard: Standard | None = None
    score: float | None = None
    score_pm: float | None = None
    parts: dict[str, ScorePart] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    cue: str | None = None
    angles: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A posture that was held: an exercise whose unit is seconds has these in place of reps.

    Attributes:
        t: When it was known to be over.
        start, end: When the posture was taken up and given up.
        held_s: Seconds between.
        faults: The faults of form that were seen, the most important first.
        cue: What to do about the first of them, or None.
    """

    t: float
    exercise: str
    start: float
    end: float
    held_s: float
    faults: tuple[Fault, ...] = ()
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class RepRejected:
    """Something that looked like a rep, and the one reason why it was not counted.

    Attributes:
        start, end: When the movement began and ended.
        reason: Why it was not counted.
        value, limit: What was measured, and what was asked for, or what nine in ten reps keep to.
        unit: Of both: ``depth`` (share of the way to the usual turning point), ``s``, ``confidence`` (0..1), or the
            name of the signal that looked wrong.
    """

    t: float
    exercise: str
    start: float
    end: float
    reason: Reason
    value: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class RepCorrected:
    """The athlete's own word about the count.

    Attributes:
        kind: What it does.
        exercise: What the set is from then on.
        n: The rep's number for ``undone``, ``added`` and ``confirmed`` (an unsure rep was one); else the set's count.
        why: The athlete's reason, or None: none was given.
    """

    t: float
    kind: Correction
    exercise: str
    n: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class SetStarted:
    """A set began: the button was pressed."""

    t: float
    exercise: str


@dataclass(frozen=True, slots=True)
class SetEnded:
    """A set ended, with its summary.

    Attributes:
        why: How it ended.
        reps: Those that count.
        rejected: What looked like a rep and was not counted.
        duration_s: From the set's start to its end (s).
        held_s: All seconds of its holds; None where reps are counted.
        at_least, at_most: The range in which the true number of reps is with 90 % probability. Both are ``reps`` where
            the count is certain, and both are None in what an older version wrote.
        left, right: How many of the reps were done with which side; 0 and 0 where sides are not told apart.
    """

    t: float
    exercise: str
    why: Ending
    reps: int
    rejected: int
    duration_s: float
    held_s: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class WorkoutStarted:
    """A workout began with its first set."""

    t: float


@dataclass(frozen=True, slots=True)
class WorkoutEnded:
    """A workout closed after its idle time."""

    t: float
    sets: int
    reps: int


Fact = RepCounted | Held | RepRejected | RepCorrected | SetStarted | SetEnded | WorkoutStarted | WorkoutEnded
