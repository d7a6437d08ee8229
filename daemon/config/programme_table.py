"""The tables of a programme's file."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta

from daemon.config.block_mistakes import Repeated
from daemon.config.plan_keys import (
    Clock,
    ExerciseName,
    PartTable,
    RepRange,
    Rounds,
    Title,
    long_enough,
    rep_range,
    seconds_of,
)
from daemon.config.table import Table
from daemon.programmes.template import Double, Intervals, Wave, WaveSet

WaveWord = Annotated[
    str,
    Meta(
        pattern=r"^[1-9][0-9]?\+? x [1-9][0-9]{0,2}\Z",
        description='reps and per cent of the training max, for example "5 x 65"; "5+ x 85": as many as are in it',
    ),
]
_OTHER = "name an exercise that is repeated"
Percent = Annotated[float, Meta(ge=30, le=100)]
Step = Annotated[float, Meta(ge=0.1, le=50)]
Round = Annotated[float, Meta(ge=0.1, le=20)]


class WaveTable(PartTable, frozen=True):
    """``rule = "wave"``: shares of a training max, another set of them each week."""

    rule: Literal["wave"]
    """The rule."""
    exercise: ExerciseName
    """The exercise."""
    weeks: Annotated[tuple[Annotated[tuple[WaveWord, ...], Meta(min_length=1, max_length=20)], ...], Meta(min_length=1)]
    """The sets of each week."""
    step_kg: Step
    """By how much the training max rises after all weeks without a stall."""
    training_max: Percent = 90.0
    """Per cent of the estimated maximum that it begins with."""
    stall: Percent = 90.0
    """Per cent of the training max that are left after a set that fell short of its reps."""
    round_kg: Round = 2.5
    """Loads are multiples of this."""
    rest: Clock = 180.0
    """Rest between two sets."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from _above(f"{key}.weeks", (each.percent for week in self.rule_of().weeks for each in week))

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {"exercise": self.exercise}

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return {"weeks": Repeated(self.exercise, _OTHER)}

    def rule_of(self) -> Wave:
        """Returns the rule that it stands for."""
        return Wave(
            exercise=self.exercise,
            weeks=tuple(tuple(_wave_set(each) for each in week) for week in self.weeks),
            training_max=self.training_max,
            step_kg=self.step_kg,
            stall=self.stall,
            round_kg=self.round_kg,
            rest_s=seconds_of(self.rest),
        )


class DoubleTable(PartTable, frozen=True):
    """``rule = "double"``: reps first, then load."""

    rule: Literal["double"]
    """The rule."""
    exercise: ExerciseName
    """The exercise."""
    reps: RepRange
    """The range of reps."""
    step_kg: Step
    """By how much the load rises once every set is at the top of the range."""
    sets: Rounds = 3
    """How many sets."""
    stalls: Annotated[int, Meta(ge=1, le=20)] = 3
    """After so many sessions running without a rep more, the load is lowered."""
    stall: Percent = 90.0
    """Per cent of it that are left then."""
    round_kg: Round = 2.5
    """Loads are multiples of this."""
    rest: Clock = 120.0
    """Rest between two sets."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        low, high = rep_range(self.reps)
        if low is None or high is None or low >= high:
            yield f'{key}.reps: double progression needs a range of reps, for example reps = "8-12"'

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {"exercise": self.exercise}

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return {"reps": Repeated(self.exercise, _OTHER)}

    def rule_of(self) -> Double:
        """Returns the rule that it stands for."""
        low, high = rep_range(self.reps)
        return Double(
            exercise=self.exercise,
            sets=self.sets,
            low=low or 1,
            high=high or 1,
            step_kg=self.step_kg,
            stalls=self.stalls,
            stall=self.stall,
            round_kg=self.round_kg,
            rest_s=seconds_of(self.rest),
        )


class IntervalsTable(PartTable, frozen=True):
    """``rule = "intervals"``: several exercises in turns by the clock."""

    rule: Literal["intervals"]
    """The rule."""
    exercises: Annotated[tuple[ExerciseName, ...], Meta(min_length=1, max_length=50)]
    """The exercises of a round, in order."""
    rounds: Annotated[tuple[Rounds, ...], Meta(min_length=1, max_length=60)]
    """How many rounds in each week; the last one's stay."""
    work: Clock = 40.0
    """Work of each exercise."""
    rest: Clock = 20.0
    """Rest after each."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from long_enough(f"{key}.work", self.work)

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {f"exercises[{i}]": each for i, each in enumerate(self.exercises)}

    def rule_of(self) -> Intervals:
        """Returns the rule that it stands for."""
        return Intervals(
            exercises=self.exercises, work_s=seconds_of(self.work), rest_s=seconds_of(self.rest), rounds=self.rounds
        )


RuleTable = WaveTable | DoubleTable | IntervalsTable
RULES: dict[str, type[RuleTable]] = {"wave": WaveTable, "double": DoubleTable, "intervals": IntervalsTable}
"""The table of each rule."""


class SessionTable(Table, frozen=True):
    """A session but for its blocks."""

    title: Title
    """How it is called."""
    block: Annotated[tuple[Any, ...], Meta(description="what is done, each begun by a line [[session.block]]")]
    """What is done, in order: ``[[session.block]]``."""


class HeadTable(Table, frozen=True):
    """A programme's file but for its sessions."""

    title: Title
    """What it is called."""
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...], Meta(min_length=1, max_length=7)
    ]
    """On which days of the week."""
    session: Annotated[tuple[Any, ...], Meta(description="sessions, each begun by a line [[session]]")]
    """The sessions, in order: ``[[session]]``."""


def _wave_set(word: str) -> WaveSet:
    reps, _, percent = word.partition(" x ")
    return WaveSet(reps=int(reps.rstrip("+")), percent=float(percent), more=reps.endswith("+"))


def _above(key: str, percents: Iterator[float]) -> Iterator[str]:
    most = max(percents)
    if most > _MOST_PERCENT:
        yield f"{key}: {most:g} % of the training max: {_MOST_PERCENT} at most"


_MOST_PERCENT = 110
