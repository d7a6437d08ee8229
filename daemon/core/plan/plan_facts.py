"""What a running plan tells: facts like those of a set, the same to the bit on every replay.

A phase begins when it is due, not when somebody looked: a late look never moves the clock of what follows.
"""

from dataclasses import dataclass
from enum import Enum

from daemon.core.plan.plan import Kind, Plan
from daemon.core.plan.steadiness import Steadiness


class Phase(str, Enum):
    """What the athlete does now."""

    READY = "ready"
    """Waits for a block's first work."""
    WORK = "work"
    REST = "rest"


class PlanChange(str, Enum):
    """The athlete's own word about a running plan."""

    SKIPPED = "skipped"
    """On to the next phase."""
    BLOCK_SKIPPED = "block_skipped"
    """On to the next block."""
    HELD = "held"
    """The clock stands."""
    CONTINUED = "continued"
    """The clock goes on."""


class PlanEnding(str, Enum):
    """Why a plan ended."""

    DONE = "done"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    """The box was off for too long, or nobody came back to a round that nothing else ends."""


@dataclass(frozen=True, slots=True)
class PlanStarted:
    """A plan began. It carries the whole plan: a file that changes meanwhile changes nothing.

    Attributes:
        t: When.
        plan: All of it.
        steadiness: How evenly the athlete lifts what is to be stopped for slowing down, in each view that is known.
    """

    t: float
    plan: Plan
    steadiness: tuple[Steadiness, ...] = ()


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A phase began. Block, round and step are numbered from 1.

    Attributes:
        t: When it was due.
        phase: What is done in it.
        exercise: Of the work; in rest, of the next one.
        reps: The work's target, or None.
        seconds: How long the phase lasts by the clock, or None: until something else ends it.
        block, round, step: Where in the plan.
        rounds: Of the block; None: as many as its time allows.
        kind: The block's.
    """

    t: float
    phase: Phase
    exercise: str
    reps: int | None
    seconds: float | None
    block: int
    round: int
    step: int
    rounds: int | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class RoundDone:
    """A round of a block was gone through; ``time_s`` is from the beginning of its first work."""

    t: float
    block: int
    round: int
    reps: int
    time_s: float


@dataclass(frozen=True, slots=True)
class StopWithheld:
    """A set is not stopped for slowing down, though the plan asks for it: said once of each exercise and view.

    Attributes:
        t: When its first set ended.
        exercise, view: Of what, and as seen from where.
        cv: The athlete's rep-to-rep coefficient of variation, or None: too few reps are known.
        reps: How many are known.
        says: Why, in words.
    """

    t: float
    exercise: str
    view: str
    cv: float | None
    reps: int
    says: str


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """The athlete skipped something, or held the clock."""

    t: float
    change: PlanChange


@dataclass(frozen=True, slots=True)
class PlanEnded:
    """A plan ended.

    Attributes:
        name: The plan's.
        why: How.
        rounds: All rounds that were finished.
        extra_reps: Reps of rounds that were begun and not finished.
        time_s: From the beginning of the first work, holds left out.
        says: All that in words.
    """

    t: float
    name: str
    why: PlanEnding
    rounds: int
    extra_reps: int
    time_s: float
    says: str = ""


PlanFact = PlanStarted | StepStarted | RoundDone | StopWithheld | PlanChanged | PlanEnded
