"""The tables of a plan's file: what each kind of block asks for, and the steps that it stands for."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta

from daemon.config.block_mistakes import Repeated
from daemon.config.plan_keys import (
    MOST_MINUTES,
    Clock,
    ExerciseName,
    Minutes,
    PartTable,
    RepRange,
    Reps,
    Rounds,
    Seconds,
    Title,
    long_enough,
    rep_range,
    seconds_of,
)
from daemon.config.table import Table
from daemon.core.plan.plan import Block, Kind, Progression, Step, Work

_SECONDS = "write seconds in place of reps"


class StopTable(Table, frozen=True):
    """``stop``: ends a set before its reps are done."""

    velocity_loss: Annotated[float, Meta(ge=5, le=60, description="per cent as a number, from 5 to 60")]
    """Per cent by which two reps running are slower than the set's fastest two."""


class ProgressTable(Table, frozen=True):
    """``progress``: how the block grows; it is proposed, and never applied unasked."""

    rule: Literal["double"]
    """``double``: first reps, then load."""
    step_kg: Annotated[float, Meta(ge=0.1, le=50, description="a number of kg, from 0.1 to 50")]
    """By how much the load is raised once every set reached the top of its range."""


class StepTable(Table, frozen=True):
    """One step of a round: an exercise, and how much of it."""

    exercise: ExerciseName
    """The exercise."""
    reps: Reps | None = None
    """How many reps."""
    seconds: Seconds | None = None
    """How long by the clock, in place of ``reps``."""

    @property
    def work(self) -> Work:
        """The step's work."""
        return Work(self.exercise, self.reps, self.seconds)

    def amount(self, key: str) -> Iterator[str]:
        """Yields what is wrong with how much is asked for."""
        if (self.reps is None) == (self.seconds is None):
            yield f"{key}: {'both' if self.reps else 'neither'} reps {'and' if self.reps else 'nor'} seconds: give one"


_STEP = '{ exercise = "squat", reps = 10 }'
Steps = Annotated[
    tuple[Annotated[StepTable, Meta(description=f"a step, for example {_STEP}")], ...],
    Meta(min_length=1, max_length=50, description=f"a list of 1 to 50 steps, for example [{_STEP}]"),
]


class SetsTable(PartTable, frozen=True):
    """``kind = "sets"``: the same work several times, with rest between."""

    kind: Literal["sets"]
    """The kind of the block."""
    exercise: ExerciseName
    """The exercise."""
    sets: Rounds = 3
    """How many sets."""
    reps: RepRange | None = None
    """Reps of a set; of a range, the set ends by itself at its most."""
    seconds: Seconds | None = None
    """Seconds of a set by the clock, in place of ``reps``."""
    rest: Clock = 90.0
    """Rest between two sets."""
    stop: StopTable | None = None
    """Ends a set early."""
    progress: ProgressTable | None = None
    """How it grows."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        if self.reps is not None and self.seconds is not None:
            yield f"{key}: both reps and seconds: give one"
        low, high = rep_range(self.reps)
        if low is not None and high is not None and low > high:
            yield f'{key}.reps: "{self.reps}" goes down: write "{high}-{low}"'
        if self.progress is not None and low == high:
            yield f'{key}.progress: double progression needs a range of reps, for example reps = "8-12"'

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {"exercise": self.exercise}

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        asked = {"reps": (self.reps, _SECONDS), "stop": (self.stop, "leave it out")}
        return {key: Repeated(self.exercise, mend) for key, (value, mend) in asked.items() if value is not None}

    def block(self) -> Block:
        """Returns the block that it stands for."""
        low, high = rep_range(self.reps)
        slowing = None if self.stop is None else round(self.stop.velocity_loss / 100, 4)
        work = Work(self.exercise, high, self.seconds, slowing, None if low == high else low)
        progress = None if self.progress is None else Progression(self.progress.rule, self.progress.step_kg)
        return Block(Kind.SETS, (Step(work, seconds_of(self.rest)),), self.sets, progress=progress)


class TabataTable(PartTable, frozen=True):
    """``kind = "tabata"``: short work and shorter rest, by the clock; Tabata's own 8 times 20 s and 10 s."""

    kind: Literal["tabata"]
    """The kind of the block."""
    exercise: ExerciseName
    """The exercise."""
    rounds: Rounds = 8
    """How many times."""
    work: Clock = 20.0
    """Work of a round."""
    rest: Clock = 10.0
    """Rest after it."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from long_enough(f"{key}.work", self.work)

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {"exercise": self.exercise}

    def block(self) -> Block:
        """Returns the block that it stands for."""
        work = Work(self.exercise, seconds=seconds_of(self.work))
        return Block(Kind.TABATA, (Step(work, seconds_of(self.rest)),), self.rounds)


class IntervalsTable(PartTable, frozen=True):
    """``kind = "intervals"``: several exercises in turns, each by the clock."""

    kind: Literal["intervals"]
    """The kind of the block."""
    exercises: Annotated[
        tuple[ExerciseName, ...],
        Meta(min_length=1, max_length=50, description='a list of 1 to 50 names, for example ["squat", "push_up"]'),
    ]
    """The exercises of a round, in order."""
    rounds: Rounds = 3
    """How many rounds."""
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

    def block(self) -> Block:
        """Returns the block that it stands for."""
        rest_s, work_s = seconds_of(self.rest), seconds_of(self.work)
        steps = tuple(Step(Work(each, seconds=work_s), rest_s) for each in self.exercises)
        return Block(Kind.INTERVALS, steps, self.rounds)


class EmomTable(PartTable, frozen=True):
    """``kind = "emom"``: every minute on the minute; what is left of the minute is rest."""

    kind: Literal["emom"]
    """The kind of the block."""
    steps: Steps
    """What is done, in turns: one step a minute."""
    minutes: Minutes
    """How many minutes."""
    every: Clock = 60.0
    """A minute, or how long a step's turn is otherwise."""

    @property
    def _turns(self) -> float:
        return _turns(self.minutes, self.every)

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from _amounts(f"{key}.steps", self.steps)
        too_short = list(long_enough(f"{key}.every", self.every))
        yield from too_short
        if too_short:
            return
        if self._turns % len(self.steps):
            steps = "1 step" if len(self.steps) == 1 else f"{len(self.steps)} steps"
            yield f"{key}.minutes = {self.minutes}: {self._turns:g} turns do not fit {steps} evenly{self._mend()}"
        yield from _within(f"{key}.steps", self.steps, seconds_of(self.every), "its turn")

    def _mend(self) -> str:
        """Returns the nearest minutes that fit; nothing where none do."""
        fit = (each for each in range(1, MOST_MINUTES + 1) if not _turns(each, self.every) % len(self.steps))
        nearest = min(fit, key=lambda each: abs(each - self.minutes), default=None)
        return "" if nearest is None else f": write {nearest}"

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return _exercises("steps", self.steps)

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return _repeated("steps", self.steps)

    def block(self) -> Block:
        """Returns the block that it stands for."""
        steps = tuple(Step(each.work) for each in self.steps)
        return Block(Kind.EMOM, steps, int(self._turns) // len(steps), every_s=seconds_of(self.every))


class AmrapTable(PartTable, frozen=True):
    """``kind = "amrap"``: as many rounds as possible within a time."""

    kind: Literal["amrap"]
    """The kind of the block."""
    round: Steps
    """What a round is."""
    cap: Clock
    """The time."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from _amounts(f"{key}.round", self.round)
        yield from long_enough(f"{key}.cap", self.cap)
        yield from _within(f"{key}.round", self.round, seconds_of(self.cap), "the cap")

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return _exercises("round", self.round)

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return _repeated("round", self.round)

    def block(self) -> Block:
        """Returns the block that it stands for."""
        return Block(Kind.AMRAP, tuple(Step(each.work) for each in self.round), None, seconds_of(self.cap))


class RoundsForTimeTable(PartTable, frozen=True):
    """``kind = "rounds_for_time"``: so many rounds, as quickly as possible."""

    kind: Literal["rounds_for_time"]
    """The kind of the block."""
    round: Steps
    """What a round is."""
    rounds: Rounds
    """How many rounds."""
    cap: Clock | None = None
    """The time after which it ends, done or not; by default none."""

    def wrong(self, key: str) -> Iterator[str]:
        """Yields what makes no sense although each key is of its type."""
        yield from _amounts(f"{key}.round", self.round)
        if self.cap is not None:
            yield from long_enough(f"{key}.cap", self.cap)
            yield from _within(f"{key}.round", self.round, seconds_of(self.cap), "the cap")

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return _exercises("round", self.round)

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return _repeated("round", self.round)

    def block(self) -> Block:
        """Returns the block that it stands for."""
        steps = tuple(Step(each.work) for each in self.round)
        cap_s = None if self.cap is None else seconds_of(self.cap)
        return Block(Kind.ROUNDS_FOR_TIME, steps, self.rounds, cap_s)


class LadderTable(PartTable, frozen=True):
    """``kind = "ladder"``: another number of reps in each set, up and perhaps down again."""

    kind: Literal["ladder"]
    """The kind of the block."""
    exercise: ExerciseName
    """The exercise."""
    reps: Annotated[
        tuple[Reps, ...],
        Meta(min_length=1, max_length=100, description="a list of 1 to 100 numbers, for example [1, 2, 3]"),
    ]
    """Reps of each rung."""
    rest: Clock = 20.0
    """Rest between two rungs."""

    def named(self) -> dict[str, str]:
        """Returns every exercise that is named, by its key."""
        return {"exercise": self.exercise}

    def repeated(self) -> dict[str, Repeated]:
        """Returns every exercise of which reps are asked, by the key that asks."""
        return {"reps": Repeated(self.exercise, 'write kind = "sets" with seconds')}

    def block(self) -> Block:
        """Returns the block that it stands for."""
        rest_s = seconds_of(self.rest)
        return Block(Kind.LADDER, tuple(Step(Work(self.exercise, each), rest_s) for each in self.reps))


BlockTable = SetsTable | TabataTable | IntervalsTable | EmomTable | AmrapTable | RoundsForTimeTable | LadderTable
BLOCKS: dict[str, type[BlockTable]] = {
    "sets": SetsTable,
    "tabata": TabataTable,
    "intervals": IntervalsTable,
    "emom": EmomTable,
    "amrap": AmrapTable,
    "rounds_for_time": RoundsForTimeTable,
    "ladder": LadderTable,
}
"""The table of each kind."""


class HeadTable(Table, frozen=True):
    """A plan's file but for its blocks."""

    title: Title
    """What it is called on the dashboard."""
    block: Annotated[tuple[Any, ...], Meta(description="blocks, each begun by a line [[block]]")]
    """The blocks, in order: ``[[block]]``."""
    lead: Clock = 10.0
    """Time to get ready before the first work."""
    between: Clock = 60.0
    """Rest between two blocks."""


def _amounts(key: str, steps: tuple[StepTable, ...]) -> Iterator[str]:
    for i, each in enumerate(steps):
        yield from each.amount(f"{key}[{i}]")


def _within(key: str, steps: tuple[StepTable, ...], most: float, of: str) -> Iterator[str]:
    for i, each in enumerate(steps):
        if each.seconds is not None and each.seconds > most:
            yield f"{key}[{i}].seconds = {each.seconds:g}: longer than {of}: {most:g} at most"


def _turns(minutes: int, every: float | str) -> float:
    """Returns how often so many minutes have room for a turn; to a millionth, as 29 minutes of 17.4 s are 100."""
    return round(60 * minutes / seconds_of(every), 6)


def _exercises(key: str, steps: tuple[StepTable, ...]) -> dict[str, str]:
    return {f"{key}[{i}].exercise": each.exercise for i, each in enumerate(steps)}


def _repeated(key: str, steps: tuple[StepTable, ...]) -> dict[str, Repeated]:
    return {f"{key}[{i}].reps": Repeated(each.exercise, _SECONDS) for i, each in enumerate(steps) if each.reps}
