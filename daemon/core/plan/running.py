"""A running plan's state, and the orders that it gives: the types of the fold in ``progress``."""

from dataclasses import replace
from typing import NamedTuple

from daemon.core.plan.plan import Block, Plan, Step, Work
from daemon.core.plan.plan_facts import Phase, PlanEnding, PlanFact
from daemon.core.plan.steadiness import Steadiness


class Prepare(NamedTuple):
    """Order: choose the next work's exercise and target, so that a rest shows what comes."""

    work: Work


class StartSet(NamedTuple):
    """Order: start a set of this work; ``reps`` is what is left of it, or None."""

    work: Work
    reps: int | None


class StopSet(NamedTuple):
    """Order: end the running set."""


Order = Prepare | StartSet | StopSet


class Leaving(NamedTuple):
    """A work whose set was told to stop; what follows begins when the set has ended.

    Attributes:
        at: When the work was over (s), however late its set ends.
        block: The whole block is over.
        why: The whole plan is over, and how; None: it goes on.
    """

    at: float
    block: bool = False
    why: PlanEnding | None = None


class Running(NamedTuple):
    """A plan that is under way.

    Attributes:
        plan: The plan.
        block, round, step: Where it is, each from 0.
        phase: What the athlete does.
        since: When the phase began (s).
        until: When its clock runs out (s); None: it has none.
        work_began: When the plan's first work began, or is to begin (s).
        block_began: The same of the block's.
        round_began: The same of the round's.
        reps: Of the phase's work.
        round_reps: Of the round's works before this one.
        done_reps: Of each finished round of the block; while a block is waited for, of the one before.
        slow: How many reps running were slower than the work allows.
        in_set: A set is running.
        leaving: What is to follow the running set, which was told to stop; or None.
        rounds, extra_reps: What ``PlanEnded`` will tell.
        cut: The last work was of a round that was not finished.
        held: Since when the clock stands (s), or None.
        ended: It is over.
        steadiness: How evenly the athlete lifts, see ``PlanStarted``.
        withheld: Why the running set is not stopped for slowing down, or None.
        stopped: By how much the last work had slowed where its set was stopped for that, as the plan asks; or None.
        explained: The exercises and views of which a fact has said that.
    """

    plan: Plan
    block: int
    round: int
    step: int
    phase: Phase
    since: float
    until: float | None
    work_began: float
    block_began: float
    round_began: float
    reps: int = 0
    round_reps: int = 0
    done_reps: tuple[int, ...] = ()
    slow: int = 0
    in_set: bool = False
    leaving: Leaving | None = None
    rounds: int = 0
    extra_reps: int = 0
    cut: bool = False
    held: float | None = None
    ended: bool = False
    steadiness: tuple[Steadiness, ...] = ()
    withheld: Steadiness | None = None
    stopped: float | None = None
    explained: frozenset[tuple[str, str]] = frozenset()

    @property
    def current_block(self) -> Block:
        """The block that is done, or that is waited for."""
        return self.plan.blocks[self.block]

    @property
    def current_step(self) -> Step:
        """The step that is done, or that follows the rest."""
        return self.current_block.steps[self.step]

    @property
    def left(self) -> Work:
        """What is left of the work: of its reps one at the least."""
        work = self.current_step.work
        return work if work.reps is None else replace(work, reps=max(work.reps - self.reps, 1))

    @property
    def block_ends(self) -> float | None:
        """When the block ends at the latest (s)."""
        cap_s = self.current_block.cap_s
        return None if cap_s is None else self.block_began + cap_s

    @property
    def mark(self) -> float | None:
        """When the next step begins by the clock (s); None: by the clock it never does."""
        every_s = self.current_block.every_s
        done = self.round * len(self.current_block.steps) + self.step
        return None if every_s is None else self.block_began + (done + 1) * every_s


Advance = tuple[Running, list[Order], list[PlanFact]]
"""A new state, what is to be done, and what came out."""
