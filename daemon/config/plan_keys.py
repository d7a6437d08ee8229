"""The keys that files of plans and programmes have in common: their types, and how a clock and a range are read."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from daemon.config.block_mistakes import Repeated
from daemon.config.table import Table
from daemon.printable import CONTROLS
from daemon.programmes.template import LONGEST_TITLE

SHORTEST_S = 5.0
"""The shortest work by the clock (s)."""

Clock = Annotated[
    Annotated[float, Meta(ge=0, le=7200)]
    | Annotated[str, Meta(pattern=r"^(([0-9]?[0-9]|1[01][0-9]):[0-5][0-9]|120:00)\Z")],
    Meta(description='seconds, or "minutes:seconds" in quotes, for example 90 or "1:30"; two hours at most'),
]
Reps = Annotated[int, Meta(ge=1, le=1000)]
RepRange = Annotated[
    Reps | Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,2}-[1-9][0-9]{0,2}\Z")],
    Meta(description='a number of reps from 1 to 1000, or a range in quotes, for example 10 or "8-12"'),
]
Seconds = Annotated[float, Meta(ge=5, le=3600)]
Rounds = Annotated[int, Meta(ge=1, le=100)]
MOST_MINUTES = 120
Minutes = Annotated[int, Meta(ge=1, le=MOST_MINUTES)]
Title = Annotated[
    str,
    Meta(
        max_length=LONGEST_TITLE,
        pattern=rf"^[^{CONTROLS}]*[^{CONTROLS}\s][^{CONTROLS}]*\Z",
        description=f"a text of 1 to {LONGEST_TITLE} characters on one line",
    ),
]
ExerciseName = Annotated[str, Meta(min_length=1, max_length=100)]


class PartTable(Table, frozen=True):
    """A block of a plan, or a rule of a programme: one that asks for no reps, and whose keys go with each other."""

    def wrong(self, key: str) -> Iterator[str]:  # noqa: ARG002 - for those whose keys may not
        """Yields what makes no sense although each key is of its type."""
        yield from ()

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return {}


def seconds_of(clock: float | str) -> float:
    """Returns the seconds of a number, or of ``"minutes:seconds"``."""
    if not isinstance(clock, str):
        return float(clock)
    minutes, _, seconds = clock.partition(":")
    return 60.0 * int(minutes) + int(seconds)


def rep_range(reps: int | str | None) -> tuple[int | None, int | None]:
    """Returns the least and the most of a range of reps; the same twice for one number."""
    if not isinstance(reps, str):
        return reps, reps
    low, _, high = reps.partition("-")
    return int(low), int(high)


def long_enough(key: str, clock: float | str) -> Iterator[str]:
    """Yields that a work by the clock is too short, where it is."""
    if seconds_of(clock) < SHORTEST_S:
        text = clock if isinstance(clock, str) else f"{clock:g}"
        yield f"{key} = {text}: too short to do a rep in: {SHORTEST_S:g} seconds or more"
