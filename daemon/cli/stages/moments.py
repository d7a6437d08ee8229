"""Chooses the moments of which pictures are kept: the first sight, each rep's start, turn and end, each refusal."""

from dataclasses import dataclass, field

from daemon.cli.stages.capture import Capture

MOST_REPS, MOST_REFUSED = 14, 14
"""Where there are more, those of every second one are kept, then of every fourth: a report stays a few megabytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A moment with what was seen then: its name, as ``rep 1, turn``."""

    name: str
    capture: Capture


@dataclass(slots=True)
class _Some:
    """Not more than ``most`` groups of moments, evenly spread over all that came."""

    most: int
    every: int = 1
    came: int = 0
    kept: dict[int, list[Moment]] = field(default_factory=dict)

    def add(self, moments: list[Moment]) -> None:
        """Takes the moments of one rep or one refusal."""
        number, self.came = self.came, self.came + 1
        if number % self.every:
            return
        self.kept[number] = moments
        while len(self.kept) > self.most:
            self.every *= 2
            self.kept = {number: each for number, each in self.kept.items() if number % self.every == 0}


class Moments:
    """The moments that are kept."""

    def __init__(self) -> None:
        self._first: list[Moment] = []
        self._reps, self._refused = _Some(MOST_REPS), _Some(MOST_REFUSED)

    @property
    def has_first(self) -> bool:
        """Whether the first sight is kept."""
        return bool(self._first)

    def first(self, capture: Capture) -> None:
        """Keeps the first sight of the athlete."""
        self._first = [Moment("first seen", capture)]

    def rep(self, moments: list[Moment]) -> None:
        """Takes a rep's or a hold's moments."""
        self._reps.add(moments)

    def refused(self, moments: list[Moment]) -> None:
        """Takes a refusal's moments."""
        self._refused.add(moments)

    @property
    def all(self) -> list[Moment]:
        """Every moment that is kept, in order of time."""
        some = [each for kept in (self._reps, self._refused) for each in kept.kept.values()]
        return sorted([*self._first, *(moment for each in some for moment in each)], key=lambda each: each.capture.t)

    @property
    def left_out(self) -> str | None:
        """Says which moments have no pictures; None where all have."""
        said = [
            f"{len(kept.kept)} of {kept.came} {what}"
            for kept, what in ((self._reps, "reps"), (self._refused, "refusals"))
            if len(kept.kept) < kept.came
        ]
        return f"pictures of {' and of '.join(said)} are kept, evenly spread" if said else None
