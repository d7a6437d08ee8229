"""What is said next: a pure queue in which the newest number replaces those that still wait."""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from daemon.sound.tones import Tone

LATE_S = 4.0
"""What is older than this is not said any more: it would be taken for the rep that is being done."""
_SIGNALS = 2
"""Beeps of a set's start and end that wait at most."""

_RECORDS = 3
"""Sentences that wait at most: a record, what a plan came to, and what it proposes come at once."""


class Kind(Enum):
    """What an utterance is about."""

    NUMBER = "number"
    SIGNAL = "signal"
    NO_REP = "no_rep"
    CUE = "cue"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Utterance:
    """A beep, words, or words after a beep.

    Attributes:
        kind: What it is about.
        t: When it became true (s).
        words: What is spoken; empty: nothing.
        tone: What is beeped, or None.
        instead: What is beeped where nothing can be spoken, or None.
    """

    kind: Kind
    t: float
    words: str = ""
    tone: Tone | None = None
    instead: Tone | None = None


@dataclass(slots=True)
class Lineup:
    """What waits to be said. Belongs to one thread."""

    _number: Utterance | None = None
    _signals: "deque[Utterance]" = field(default_factory=lambda: deque(maxlen=_SIGNALS))
    _no_rep: Utterance | None = None
    _cue: Utterance | None = None
    _records: "deque[Utterance]" = field(default_factory=lambda: deque(maxlen=_RECORDS))

    def add(self, utterance: Utterance) -> None:
        """Take an utterance; a rep and a no-rep replace what waits of those before them."""
        if utterance.kind is Kind.NUMBER:
            self._number, self._no_rep, self._cue = utterance, None, None
        elif utterance.kind is Kind.NO_REP:
            self._no_rep, self._cue = utterance, None
        elif utterance.kind is Kind.SIGNAL:
            self._signals.append(utterance)
        elif utterance.kind is Kind.RECORD:
            self._records.append(utterance)
        else:
            self._cue = utterance

    def next(self, t: float) -> Utterance | None:
        """Returns what is said next at ``t`` and takes it out, or None; what is late is left out."""
        while (first := self._first()) is not None:
            if t - first.t <= LATE_S:
                return first
        return None

    def clear(self) -> None:
        """Forget what waits."""
        self._number = self._no_rep = self._cue = None
        self._signals.clear()
        self._records.clear()

    def _first(self) -> Utterance | None:
        first: Utterance | None
        if self._number is not None:
            first, self._number = self._number, None
        elif self._signals:
            return self._signals.popleft()
        elif self._no_rep is not None:
            first, self._no_rep = self._no_rep, None
        elif self._records:
            return self._records.popleft()
        else:
            first, self._cue = self._cue, None
        return first


def cuts_short(new: Utterance, spoken: Utterance) -> bool:
    """Returns whether what is being spoken ends where ``new`` comes: a rep does not wait for a sentence to end."""
    return new.kind in {Kind.NUMBER, Kind.NO_REP} and spoken.kind in {Kind.NO_REP, Kind.CUE, Kind.RECORD}
