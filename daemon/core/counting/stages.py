"""The stages of counting, as small protocols: what each is given, and what it returns.

A frame's sample goes ``Segmenter -> Judge -> Confirmer``; see ``sets`` for how they are put together. Each keeps
its state in a value that its caller holds, so that the whole count is a fold.
"""

from typing import Protocol

from daemon.core.counting.judge import Ruling, Weighed
from daemon.core.counting.segmenter import Attempt, SegmenterState
from daemon.core.counting.streak import Confirmed, Streak, StreakRep
from daemon.core.features.sample import Sample


class Segmenter(Protocol):
    """Cuts the movement into attempts."""

    def begin(self) -> SegmenterState:
        """Returns the state before the first sample."""
        ...

    def step(self, state: SegmenterState, sample: Sample) -> tuple[SegmenterState, Attempt | None]:
        """Follows one sample; returns the attempt that it ends, if it ends one."""
        ...

    def finish(self, state: SegmenterState) -> Attempt | None:
        """Returns the attempt that the end of the set completes, if there is one."""
        ...


class Judge(Protocol):
    """Decides which candidates are reps, and when that is clear enough."""

    def step(self, memory: tuple[Weighed, ...], t: float) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        """Decides what can be decided now; the newest candidate is the last of ``memory``."""
        ...

    def finish(self, memory: tuple[Weighed, ...]) -> list[Ruling]:
        """Decides what is left when the set ends or pauses."""
        ...


class Confirmer(Protocol):
    """Decides when a valid rep counts: at once, or when the next ones bear it out."""

    def step(self, streak: Streak, new: StreakRep) -> Confirmed:
        """Adds a rep to the streak under way."""
        ...

    def finish(self, streak: Streak) -> Confirmed:
        """Ends the streak."""
        ...
