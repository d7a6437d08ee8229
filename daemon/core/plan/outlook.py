"""How a running plan stands, for everything that shows it."""

from dataclasses import dataclass

from daemon.core.plan.plan import Kind
from daemon.core.plan.plan_facts import Phase
from daemon.core.plan.result import stopped
from daemon.core.plan.running import Running


@dataclass(frozen=True, slots=True)
class Outlook:
    """One moment of a running plan. Block, round and step are numbered from 1.

    Attributes:
        name, title: The plan's.
        kind: The block's.
        phase: What the athlete does.
        block, blocks: Which block, of how many.
        round, rounds: Which round, of how many; None: as many as the block's time allows.
        step, steps: Which step of the round, of how many.
        exercise: Of the work; in rest, of the next one.
        reps, target: Reps of the work so far, and those that it asks for, or None.
        left_s: Until the phase's clock runs out (s); None: it has none.
        phase_s: How long the phase has lasted (s).
        block_left_s: Until the block ends at the latest (s), or None.
        next: The exercise after this work, or None: the plan ends with it.
        held: The clock stands.
        round_reps: Of each round of the block so far, the one that goes on among them; while a block is waited for, of
            the one before.
        stopped: In a rest, that the set before it was stopped for slowing down, in words; None: it was not.
    """

    name: str
    title: str
    kind: Kind
    phase: Phase
    block: int
    blocks: int
    round: int
    rounds: int | None
    step: int
    steps: int
    exercise: str
    reps: int
    target: int | None
    left_s: float | None
    phase_s: float
    block_left_s: float | None
    next: str | None
    held: bool
    round_reps: tuple[int, ...] = ()
    stopped: str | None = None

    @property
    def place(self) -> tuple[str, int, int, int, Phase]:
        """Which phase of the plan it is: another one than before is another step."""
        return self.name, self.block, self.round, self.step, self.phase


def outlook(running: Running, t: float) -> Outlook:
    """Returns how the plan stands at ``t`` (s)."""
    t = t if running.held is None else running.held
    block, work = running.current_block, running.current_step.work
    return Outlook(
        name=running.plan.name,
        title=running.plan.title,
        kind=block.kind,
        phase=running.phase,
        block=running.block + 1,
        blocks=len(running.plan.blocks),
        round=running.round + 1,
        rounds=block.rounds,
        step=running.step + 1,
        steps=len(block.steps),
        exercise=work.exercise,
        reps=running.reps,
        target=work.reps,
        left_s=_left(running.until, t),
        phase_s=round(t - running.since, 3),
        block_left_s=None if running.phase is Phase.READY else _left(running.block_ends, t),
        next=_next(running),
        held=running.held is not None,
        round_reps=_round_reps(running),
        stopped=None if running.stopped is None else stopped(running.stopped),
    )


def _round_reps(running: Running) -> tuple[int, ...]:
    begun = running.phase is Phase.WORK or running.step > 0
    return (*running.done_reps, running.round_reps + running.reps) if begun else running.done_reps


def _left(until: float | None, t: float) -> float | None:
    return None if until is None else round(max(until - t, 0.0), 3)


def _next(running: Running) -> str | None:
    if running.phase is not Phase.WORK:
        return running.current_step.work.exercise
    steps = running.current_block.steps
    if running.step + 1 < len(steps):
        return steps[running.step + 1].work.exercise
    if running.round + 1 != running.current_block.rounds:
        return steps[0].work.exercise
    following = running.plan.blocks[running.block + 1 : running.block + 2]
    return following[0].steps[0].work.exercise if following else None
