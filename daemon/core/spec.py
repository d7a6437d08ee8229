"""What an exercise is, as data: the signals that move, what posture it needs, and which way it goes."""

from dataclasses import dataclass
from enum import Enum

VIEWS = ("side", "oblique", "front")
"""From where an athlete can be seen."""


class When(str, Enum):
    """The part of a rep over which a requirement is looked at."""

    START = "start"
    """As the athlete leaves the start position."""
    TURN = "turn"
    """Around the turning point: the median of the frames within a tenth of the full depth."""
    END = "end"
    """Back at the start position: the median of the attempt's last frames."""
    REP = "rep"
    """The median of the whole rep: a few wild frames, as at a cut, change nothing."""
    RANGE = "range"
    """Largest less smallest value in the rep."""


class Part(str, Enum):
    """Which half of a rep comes first."""

    ECCENTRIC = "eccentric"
    CONCENTRIC = "concentric"


@dataclass(frozen=True, slots=True)
class Term:
    """One signal of the movement, and its usual values at the start and at the turning point.

    The two values scale the signal to depth (0 start, 1 turn); this athlete's own depth is learned in the set.
    """

    signal: str
    start: float
    turn: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A posture without which a movement is not this exercise.

    Attributes:
        signal: The signal.
        when: The part of the rep it is looked at.
        min, max: Bounds in the signal's unit; None is no bound.
        views: Views in which it is asked; in another one it stands down.
        optional: Stands down where the signal's joints are hidden or out of the picture.
    """

    signal: str
    when: When
    min: float | None = None
    max: float | None = None
    views: tuple[str, ...] = VIEWS
    optional: bool = False


class Unit(str, Enum):
    """What is counted."""

    REPS = "reps"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Target:
    """What a set aims at; None where nothing is asked.

    Attributes:
        reps: Reps, or seconds of a hold.
        tempo: Seconds of the eccentric half, the bottom, the concentric half and the top.
        rest_s: Seconds of rest after the set.
    """

    reps: int | None = None
    tempo: tuple[float, float, float, float] | None = None
    rest_s: float | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """What one signal usually is at the start and at the turning point."""

    signal: str
    start: float
    turn: float


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise.

    Attributes:
        name, title: As typed, and as shown.
        movement: The signals that carry the count.
        requires: Postures it needs.
        angle: The joint angle whose range is reported in degrees.
        angle_views: Views from which that range can be measured.
        visible: Signals whose joints must be seen for a rep to count.
        first: Which half comes first.
        min_depth: The smallest range, in depth, that any athlete from any camera shows in a real rep.
        min_range_ratio: The smallest range as a share of this athlete's own.
        min_rep_s: The shortest possible rep.
        max_start_depth: The greatest depth at which a rep can begin.
        starts_at_turn: A set can begin at the turning point, as with a bar on the floor: coming from there is a rep.
        min_streak: Reps in a row, alike and on one spot, before the first counts: 1 counts each at once; more for quick
            small movements that walking and dancing show too.
        allow_travel: A rep may take the athlete across the picture.
        unit: What is counted: reps, or the seconds of a hold.
        views: Where the camera sees it best, best first.
        camera: Where to put the camera, for the user.
        target: What a set aims at, until the user says otherwise.
        appearance: How it looks, to be recognised by; without it ``auto`` does not know the exercise.
        shoulder_rise: How far the shoulders go up in the picture from the start to the turning point, torso lengths.
    """

    name: str
    title: str
    movement: tuple[Term, ...]
    angle: str
    requires: tuple[Requirement, ...] = ()
    angle_views: tuple[str, ...] = VIEWS
    visible: tuple[str, ...] = ()
    first: Part = Part.ECCENTRIC
    min_depth: float = 0.4
    min_range_ratio: float = 0.6
    min_rep_s: float = 0.4
    max_start_depth: float = 0.5
    starts_at_turn: bool = False
    min_streak: int = 1
    allow_travel: bool = False
    unit: Unit = Unit.REPS
    views: tuple[str, ...] = VIEWS
    camera: str = ""
    target: Target = Target()
    appearance: tuple[Appearance, ...] = ()
    shoulder_rise: float | None = None


AUTO = Exercise("auto", "Any exercise", (), "knee", camera="Wherever the whole body is in the picture.")
"""What is chosen when nothing is: the box finds out which exercise it is."""
