"""The verbs of a set: to count it, to correct it, and what it aims at."""

from typing import Annotated, ClassVar

from msgspec import Meta

from daemon.core.facts import Correction
from daemon.ipc.verbs.args import Args, Name
from daemon.load_text import checked, parse_load

LoadWord = float | Annotated[str, Meta(max_length=20)]
"""A load: kg, or as it is typed, ``135 lb``."""
Why = Annotated[str, Meta(max_length=200)]
Pause = Annotated[float, Meta(ge=0, le=60)]


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


class LastRep(Args, frozen=True, kw_only=True):
    """Correct the last rep, of the running set or the one that ended last.

    Attributes:
        KIND: How.
        reason: The athlete's own.
    """

    KIND: ClassVar[Correction]
    reason: Why | None = None

    @property
    def correction(self) -> Correct:
        """The same in full."""
        return Correct(kind=self.KIND, reason=self.reason)


class Undo(LastRep, frozen=True, kw_only=True):
    """Take the last rep back, of the running set or the one that ended last; ``reason`` is the athlete's own."""

    KIND = Correction.UNDONE


class Add(LastRep, frozen=True, kw_only=True):
    """Add a rep that the box missed, to the running set or the one that ended last."""

    KIND = Correction.ADDED


class Confirm(LastRep, frozen=True, kw_only=True):
    """Confirm the last rep that is unsure, of the running set or the one that ended last."""

    KIND = Correction.CONFIRMED


class Load(Args, frozen=True, kw_only=True):
    """Say what is lifted; None: nothing beside the body.

    In a set it is that set's. Between two sets it is that of the set that ended last, where that one has none; else,
    or with ``next``, it is the next set's. With ``exercise`` it is that of a set of this exercise alone: where the
    running or the last set is of another, that of the next one.
    """

    load: LoadWord | None
    next: bool = False
    exercise: Name | None = None

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


def _kg(load: LoadWord | None) -> float | None:
    """Returns a load in kg; ``ValueError`` where it cannot be meant."""
    if load is None:
        return None
    return parse_load(load) if isinstance(load, str) else checked(load)
