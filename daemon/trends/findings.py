"""What can be said of a series of sessions: a trend, a plateau, a change; or why it is too early to say anything.

Nothing here speaks of injuries or of risk: the figures cannot carry that. How often each cries wolf on a flat history,
and how often it sees a true change, is measured: ``python -m tests.trends.power``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import median, stdev

from daemon.set_record import SetRecord
from daemon.trends import robust

TREND_SESSIONS, TREND_WEEKS = 12, 6.0
"""A trend speaks from so many sessions over so many weeks on: below, a true 1 % a week is seen once in twenty times."""
_TREND_SHARE = 0.95
PLATEAU_SESSIONS = 16
_PLATEAU_SHARE = 0.90
FLAT = 0.01
"""A slope within this share a week is flat."""
_NOTHING = "0.0"
"""What a rate of less than a twentieth of a percent is rounded to."""
BREAK_WEEKS = 4.0
"""Longer than this without a session is a break."""
CHANGE_SESSIONS = 15
SLOWING_REPS = 4
NEW, OLD = 5, 10
"""A change compares so many last sessions with so many before them."""
_BEYOND = 1.96 * sqrt(2)


@dataclass(frozen=True, slots=True)
class Point:
    """One session.

    Attributes:
        week: When, in weeks since the first.
        value: Its figure.
    """

    week: float
    value: float


@dataclass(frozen=True, slots=True)
class TooEarly:
    """Nothing can be said yet.

    Attributes:
        sessions, needed: How many there are, and how many there must be.
        weeks, needed_weeks: The same of the weeks that they span.
    """

    sessions: int
    needed: int
    weeks: float = 0.0
    needed_weeks: float = 0.0

    @property
    def says(self) -> str:
        """The same in words."""
        if self.sessions < self.needed:
            return f"too early to say: {self.sessions} of {self.needed} sessions"
        return f"too early to say: {int(self.weeks)} of {self.needed_weeks:.0f} weeks"


@dataclass(frozen=True, slots=True)
class Trend:
    """A slope, as shares of the median a week, and its 95 % interval."""

    slope: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no doubt about its direction."""
        return self.low > 0 or self.high < 0

    @property
    def says(self) -> str:
        """The same in words."""
        if not self.is_clear:
            return "no clear trend"
        low, high = (f"{100 * share:.1f}" for share in sorted((abs(self.low), abs(self.high))))
        by = low if low == high else f"{low} to {high}"
        if low == _NOTHING:
            by = "by less than 0.1" if high == _NOTHING else f"by at most {high}"
        return f"{'up' if self.low > 0 else 'down'} {by} % a week"


@dataclass(frozen=True, slots=True)
class Plateau:
    """The slope's 90 % interval lies within ``FLAT``: it has been flat for so many weeks."""

    weeks: float

    @property
    def says(self) -> str:
        """The same in words."""
        return f"flat for {int(self.weeks)} weeks"


@dataclass(frozen=True, slots=True)
class Change:
    """The last sessions against those before them, both medians, and the most that day-to-day differences explain."""

    new: float
    old: float
    usual: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than the usual from day to day."""
        return abs(self.new - self.old) > self.usual

    @property
    def says(self) -> str:
        """The same in words; a clear change with its direction, as ``more`` alone may be less."""
        if not self.is_clear:
            return "within your usual day-to-day"
        way = "up" if self.new > self.old else "down"
        return f"{way} from {round(self.old, 1):g} to {round(self.new, 1):g}: more than your usual day-to-day"

    @property
    def range_says(self) -> str:
        """The same of a range of motion in degrees."""
        degrees = self._degrees
        if not degrees:
            return "within your usual range"
        return f"{degrees}° {'shallower' if self.new < self.old else 'deeper'} than your usual"

    @property
    def sides_says(self) -> str:
        """The same of the left side's range less the right side's, in degrees: against the other, one is shallower."""
        degrees = self._degrees
        if not degrees:
            return "left and right as usual"
        return f"{'left' if self.new < self.old else 'right'} {degrees}° shallower than your usual"

    @property
    def _degrees(self) -> int:
        """Whole degrees of a clear change; 0: there is none to tell."""
        return round(abs(self.new - self.old)) if self.is_clear else 0


@dataclass(frozen=True, slots=True)
class TooFewReps:
    """A set is too short for its slowing to be told.

    Attributes:
        reps, needed: How many there are, and how many there must be.
    """

    reps: int
    needed: int

    @property
    def says(self) -> str:
        """The same in words."""
        return f"too early to say: {self.reps} of {self.needed} reps"


@dataclass(frozen=True, slots=True)
class Slowing:
    """How much slower the last two reps of a set were than its two fastest, 0..1."""

    share: float

    @property
    def is_clear(self) -> bool:
        """Whether a whole percent is left of it."""
        return round(100 * self.share) > 0

    @property
    def says(self) -> str:
        """The same in words."""
        if not self.is_clear:
            return "no slower than your fastest two"
        return f"{100 * self.share:.0f} % slower than your fastest two"


def slowing(record: SetRecord) -> Slowing | TooFewReps | None:
    """Returns how much slower a set became; None where no velocity was measured, or reps are not counted."""
    reps = sum(rep.velocity is not None for rep in record.measured)
    if record.slowing is not None:
        return Slowing(record.slowing)
    return TooFewReps(reps, SLOWING_REPS) if 0 < reps < SLOWING_REPS else None


def trend(points: Sequence[Point]) -> Trend | TooEarly:
    """Returns how the figure has moved, a share of its median a week.

    Args:
        points: Sessions, oldest first, each at a time of its own.
    """
    span = _span(points)
    if len(points) < TREND_SESSIONS or span < TREND_WEEKS:
        return TooEarly(len(points), TREND_SESSIONS, span, TREND_WEEKS)
    x, y = _relative(points)
    return Trend(robust.slope(x, y), *robust.slope_interval(x, y, _TREND_SHARE))


def plateau(points: Sequence[Point]) -> Plateau | TooEarly | None:
    """Returns the plateau that the sessions since the last break show; None: they show none."""
    points = _since_break(points)
    span = _span(points)
    if len(points) < PLATEAU_SESSIONS or span < TREND_WEEKS:
        return TooEarly(len(points), PLATEAU_SESSIONS, span, TREND_WEEKS)
    x, y = _relative(points)
    low, high = robust.slope_interval(x, y, _PLATEAU_SHARE)
    return Plateau(span) if low >= -FLAT and high <= FLAT else None


def change(points: Sequence[Point]) -> Change | TooEarly:
    """Returns the last sessions against those before.

    The limit is 1.96 √2 typical errors, the smallest real difference of single sessions (Weir, J. Strength Cond. Res.
    19 (2005) 231), where a typical error is the deviation of session differences over √2. It is cautious for medians.
    """
    if len(points) < CHANGE_SESSIONS:
        return TooEarly(len(points), CHANGE_SESSIONS)
    values = [point.value for point in points]
    differences = [b - a for a, b in pairwise(values)]
    typical = stdev(differences) / sqrt(2)
    return Change(median(values[-NEW:]), median(values[-NEW - OLD : -NEW]), _BEYOND * typical)


def _since_break(points: Sequence[Point]) -> Sequence[Point]:
    """Returns the sessions after the last long break: of the weeks in between nobody can say that they were flat."""
    breaks = (at for at in range(len(points) - 1, 0, -1) if points[at].week - points[at - 1].week > BREAK_WEEKS)
    return points[next(breaks, 0) :]


def _span(points: Sequence[Point]) -> float:
    return points[-1].week - points[0].week if points else 0.0


def _relative(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    middle = median(point.value for point in points) or 1.0
    return [point.week for point in points], [point.value / middle for point in points]
