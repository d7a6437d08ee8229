"""What the lamp and the beeper can say: each pattern as seconds of on and off. No light flashes over 3 times a second.

The bound is that of WCAG 2.2, success criterion 2.3.1 (three flashes or below threshold).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import inf
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Pattern:
    """Seconds of on, off, on, off, …; a leading 0 begins with off.

    Attributes:
        steps: The seconds.
        repeats: Begins again after the last step; else it is over then.
    """

    steps: tuple[float, ...]
    repeats: bool = False


class Show(str, Enum):
    """What the lamp says for as long as it is so."""

    DARK = "dark"
    IDLE = "idle"
    ARMED = "armed"
    ACTIVE = "active"
    PAUSED = "paused"
    REST = "rest"
    FAULT = "fault"
    WATCHED = "watched"
    """A person looks at the camera's picture at this moment."""


class Blink(str, Enum):
    """What the lamp says once."""

    DONE = "done"
    REFUSED = "refused"
    TICK = "tick"
    """One of the last seconds of a plan's phase."""


class Tune(str, Enum):
    """What the beeper says. It has one pitch: length stands for high and low."""

    REP = "rep"
    NO_REP = "no_rep"
    SET_STARTED = "set_started"
    SET_ENDED = "set_ended"
    TARGET = "target"
    DONE = "done"
    HELD = "held"
    HELD_LONGER = "held_longer"
    REFUSED = "refused"
    TICK = "tick"
    """One of the last seconds of a plan's phase."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who was chosen, as both say it: as many beeps and blinks as the place in the round; 0: nobody, one long.

    Attributes:
        n: The place, from 1; a later one than the ninth is said as the ninth.
    """

    n: int

    @property
    def tune(self) -> Pattern:
        """For the beeper."""
        return _times(self.n, on=0.1, off=0.15)

    @property
    def blink(self) -> Pattern:
        """For the lamp, which is dark first."""
        counted = _times(self.n, on=0.15, off=0.25)
        return Pattern((0.0, 0.3, *counted.steps, 0.3))


_MOST_TIMES = 9
_LONG_S = 0.8


def _times(n: int, on: float, off: float) -> Pattern:
    return Pattern((on, off) * min(n - 1, _MOST_TIMES - 1) + (on,)) if n > 0 else Pattern((_LONG_S,))


SHOWS: Mapping[Show, Pattern] = MappingProxyType(
    {
        Show.DARK: Pattern((0.0, inf)),
        Show.IDLE: Pattern((0.05, 3.95), repeats=True),
        Show.ARMED: Pattern((0.5, 0.5), repeats=True),
        Show.ACTIVE: Pattern((inf,)),
        Show.PAUSED: Pattern((1.7, 0.3), repeats=True),
        Show.REST: Pattern((0.0, 0.25, 0.15, 0.25, 0.15, 2.2), repeats=True),  # dark at once after a set
        Show.FAULT: Pattern((0.15, 0.25, 0.15, 0.25, 0.15, 1.55), repeats=True),
        Show.WATCHED: Pattern((0.2, 0.2), repeats=True),
    }
)
BLINKS: Mapping[Blink, Pattern] = MappingProxyType(
    {
        Blink.DONE: Pattern((0.0, 0.15, 0.25, 0.15)),
        Blink.REFUSED: Pattern((0.0, 0.2, 0.15, 0.2, 0.15, 0.2, 0.15, 0.2)),
        Blink.TICK: Pattern((0.0, 0.15, 0.35, 0.15)),
    }
)
TUNES: Mapping[Tune, Pattern] = MappingProxyType(
    {
        Tune.REP: Pattern((0.05,)),
        Tune.NO_REP: Pattern((0.35,)),
        Tune.SET_STARTED: Pattern((0.08, 0.08, 0.08)),
        Tune.SET_ENDED: Pattern((0.08, 0.08, 0.08, 0.08, 0.25)),
        Tune.TARGET: Pattern((0.25, 0.1, 0.25, 0.1, 0.5)),
        Tune.DONE: Pattern((0.03,)),
        Tune.HELD: Pattern((0.03,)),
        Tune.HELD_LONGER: Pattern((0.03, 0.1, 0.03)),
        Tune.REFUSED: Pattern((0.2, 0.1, 0.2)),
        Tune.TICK: Pattern((0.12,)),
    }
)

_SAME_S = 1e-6
"""Two moments that are nearer than this are one: sums of seconds are not exact."""


def at(pattern: Pattern, age_s: float) -> tuple[bool, float]:
    """Returns whether it is on at this age, and the seconds until that may change (inf: never).

    A pattern that is over is off, and 0 seconds are left of it.
    """
    left = age_s % sum(pattern.steps) if pattern.repeats else age_s
    on = True
    for step in pattern.steps:
        if left < step - _SAME_S:
            return on, step - left
        left -= step
        on = not on
    return False, 0.0


class Once:
    """A pattern that is being said once: a step that comes late is late, and is not left out.

    Args:
        pattern: One that does not repeat.
        t: When it begins (s).
    """

    def __init__(self, pattern: Pattern, t: float) -> None:
        self._steps = pattern.steps
        self._step = 0
        self._since = t

    def at(self, t: float) -> tuple[bool, float]:
        """Returns whether it is on now, and the seconds until that may change; off and 0 seconds: it is over.

        Args:
            t: Now (s); at each call one step at most is over, however long ago the last call was.
        """
        if self._over(t):
            self._step, self._since = self._step + 1, t
        if self._step == len(self._steps):
            return False, 0.0
        return self._step % 2 == 0, self._since + self._steps[self._step] - t

    def _over(self, t: float) -> bool:
        return self._step < len(self._steps) and t - self._since >= self._steps[self._step] - _SAME_S
