"""A plan as data: every kind of training is steps of work until something, and rest until something."""

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """How a block is told; all kinds run by the same rules."""

    SETS = "sets"
    TABATA = "tabata"
    INTERVALS = "intervals"
    EMOM = "emom"
    AMRAP = "amrap"
    ROUNDS_FOR_TIME = "rounds_for_time"
    LADDER = "ladder"


@dataclass(frozen=True, slots=True)
class Work:
    """One exercise, until the first of its bounds is reached; without one, until the set ends by itself.

    Attributes:
        exercise: Its name.
        reps: Until so many reps are done.
        seconds: Until so much time has passed.
        slowing: Until two reps running are slower than the set's fastest by this share, 0..1.
        at_least: The fewest reps that are aimed at, where ``reps`` is the most of a range.
    """

    exercise: str
    reps: int | None = None
    seconds: float | None = None
    slowing: float | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Work, and the rest after it (s)."""

    work: Work
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Progression:
    """How a block grows: once every set reaches the top of its range, the load is raised. Proposed, never applied.

    Attributes:
        rule: ``double``: reps first, then load.
        step_kg: By how much the load is raised.
    """

    rule: str
    step_kg: float


@dataclass(frozen=True, slots=True)
class Block:
    """Steps that are gone through in rounds.

    Attributes:
        kind: How it is told.
        steps: One round.
        rounds: How many; None: until ``cap_s``.
        cap_s: The block ends at the latest so long after its first work began (s).
        every_s: Each step begins so long after the one before it began (s), however soon its work was done.
        progress: How it grows from one workout to the next.
    """

    kind: Kind
    steps: tuple[Step, ...]
    rounds: int | None = 1
    cap_s: float | None = None
    every_s: float | None = None
    progress: Progression | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes:
        name: As typed: the file's.
        title: As shown.
        blocks: In order.
        lead_s: Time to get ready before the first work of all (s).
        between_s: Rest between two blocks (s).
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    lead_s: float = 10.0
    between_s: float = 60.0

    @property
    def exercises(self) -> tuple[str, ...]:
        """Every exercise of it, in order."""
        return tuple(dict.fromkeys(step.work.exercise for block in self.blocks for step in block.steps))
