"""What an exercise is, as data: the signals that move, what posture it needs, and which way it goes."""

from dataclasses import dataclass
from enum import Enum


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

    of: str
    start: float
    turn: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Requirement:
    """A posture without which a movement is not this exercise.

    Attributes:
        of: The signal.
        when: The part of the rep it is looked at.
        least, most: Bounds in the signal's unit; None is no bound.
        needs_front: Stands down where the athlete is seen from the side.
        if_seen: Stands down where the signal's joints are hidden or out of the picture.
    """

    of: str
    when: When
    least: float | None = None
    most: float | None = None
    needs_front: bool = False
    if_seen: bool = False


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
class Look:
    """What one signal usually is at the start and at the turning point."""

    of: str
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
        least_depth: The smallest range, in depth, that any athlete from any camera shows in a real rep.
        least_share: The smallest range as a share of this athlete's own.
        least_rep_s: The shortest possible rep.
        start_depth: The greatest depth at which a rep can begin.
        from_turn: A set can begin at the turning point, as with a bar on the floor: coming from there is a rep.
        settle: Reps in a row, alike and on one spot, before the first counts: 1 counts each at once; more for quick
            small movements that walking and dancing show too.
        travels: A rep may take the athlete across the picture.
        unit: What is counted: reps, or the seconds of a hold.
        views: Where the camera sees it best, best first.
        camera: Where to put the camera, for the user.
        target: What a set aims at, until the user says otherwise.
        looks: How it looks, to be recognised by; without it ``auto`` does not know the exercise.
        rises: How far the shoulders go up in the picture from the start to the turning point, torso lengths.
    """

    name: str
    title: str
    movement: tuple[Term, ...]
    angle: str
    requires: tuple[Requirement, ...] = ()
    angle_views: tuple[str, ...] = ("side", "oblique", "front")
    visible: tuple[str, ...] = ()
    first: Part = Part.ECCENTRIC
    least_depth: float = 0.4
    least_share: float = 0.6
    least_rep_s: float = 0.4
    start_depth: float = 0.5
    from_turn: bool = False
    settle: int = 1
    travels: bool = False
    unit: Unit = Unit.REPS
    views: tuple[str, ...] = ("side", "oblique", "front")
    camera: str = ""
    target: Target = Target()
    looks: tuple[Look, ...] = ()
    rises: float | None = None


AUTO = Exercise("auto", "Any exercise", (), "knee", camera="Wherever the whole body is in the picture.")
"""What is chosen when nothing is: the box finds out which exercise it is."""
