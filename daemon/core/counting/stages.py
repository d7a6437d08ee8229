"""The stages of counting, as small protocols: what each is given, and what it returns.

A frame's sample goes ``Segmenter -> Validator -> Confirmer``; see ``sets`` for how they are put together. Each keeps
its state in a value that its caller holds, so that the whole count is a fold.
"""

from collections.abc import Sequence
from typing import Protocol

from daemon.core.counting.segmenter import Attempt, SegmenterState
from daemon.core.counting.streak import Candidate, Confirmed, Streak
from daemon.core.counting.verdict import Verdict
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


class Validator(Protocol):
    """Decides whether an attempt is a rep."""

    def validate(self, attempt: Attempt, depths: Sequence[float]) -> Verdict:
        """Returns the verdict; ``depths`` are the ranges of the last reps, newest last."""
        ...


class Confirmer(Protocol):
    """Decides when a valid rep counts: at once, or when the next ones bear it out."""

    def step(self, streak: Streak, new: Candidate) -> Confirmed:
        """Adds a rep to the streak under way."""
        ...

    def finish(self, streak: Streak) -> Confirmed:
        """Ends the streak."""
        ...
