"""What the lamp and the beeper should be at a moment: a pure state that the panel's thread plays."""

from collections import deque
from dataclasses import dataclass, field
from math import inf

from daemon.gpio.patterns import BLINKS, SHOWS, TUNES, Blink, Once, Pattern, Place, Show, Tune, at

GAP_S = 0.15
"""Silence between two tunes."""
WAITING = 3
"""Tunes that wait at most: an older one would be heard so late that it misleads."""


@dataclass(slots=True)
class Face:
    """Lamp and beeper over time. Belongs to one thread.

    Attributes:
        show: What the lamp says when nobody watches.
        watched: Somebody looks at the camera's picture: goes before all that the lamp could say.
    """

    show: Show = Show.DARK
    watched: bool = False
    _since: float = 0.0
    _blink: Once | None = None
    _tune: Once | None = None
    _quiet_until: float = 0.0
    _waiting: "deque[Pattern]" = field(default_factory=lambda: deque(maxlen=WAITING))

    def turn(self, show: Show, t: float) -> None:
        """Lets the lamp show this from now on."""
        if show is not self.show:
            self.show, self._since = show, t

    def watch(self, t: float, *, on: bool) -> None:
        """Somebody begins or ceases to look at the picture."""
        if on != self.watched:
            self.watched, self._since, self._blink = on, t, None

    def blink(self, blink: Blink, t: float) -> None:
        """Lets the lamp blink this once."""
        self._blink = Once(BLINKS[blink], t)

    def place(self, place: Place, t: float) -> None:
        """Lets both say this once."""
        self._blink = Once(place.blink, t)
        self._waiting.append(place.tune)

    def play(self, tune: Tune) -> None:
        """Lets the beeper play this after what it has begun."""
        self._waiting.append(TUNES[tune])

    def at(self, t: float) -> tuple[bool, bool, float]:
        """Lamp on, beeper on, and the seconds until one of them may change (inf: never)."""
        lamp, lamp_s = self._lamp(t)
        beep, beep_s = self._beep(t)
        return lamp, beep, min(lamp_s, beep_s)

    def _lamp(self, t: float) -> tuple[bool, float]:
        if self._blink is not None and not self.watched:
            on, left_s = self._blink.at(t)
            if left_s > 0:
                return on, left_s
            self._blink = None
        return at(SHOWS[Show.WATCHED if self.watched else self.show], t - self._since)

    def _beep(self, t: float) -> tuple[bool, float]:
        if self._tune is not None:
            on, left_s = self._tune.at(t)
            if left_s > 0:
                return on, left_s
            self._tune, self._quiet_until = None, t + GAP_S
        if t < self._quiet_until:
            return False, self._quiet_until - t
        if not self._waiting:
            return False, inf
        self._tune = Once(self._waiting.popleft(), t)
        return self._tune.at(t)
