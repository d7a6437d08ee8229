"""A running plan: the fold that leads through its phases. Pure: it orders sets, and never touches the count.

``step(running, facts, t) -> (running, orders, facts)``. Orders are today's commands. Their facts come back through
``step`` like those of the athlete's own commands, so the journal alone is enough to go on after a restart.
"""

from collections.abc import Iterable
from dataclasses import replace

from daemon.core.facts import Correction, Ending, Fact, RepCorrected, RepCounted, SetEnded, SetStarted
from daemon.core.plan.plan import Kind, Plan
from daemon.core.plan.plan_facts import (
    Phase,
    PlanChange,
    PlanChanged,
    PlanEnded,
    PlanEnding,
    PlanFact,
    PlanStarted,
    RoundDone,
    StepStarted,
    StopWithheld,
)
from daemon.core.plan.result import result
from daemon.core.plan.running import Advance, Leaving, Order, Prepare, Running, StartSet, StopSet
from daemon.core.plan.steadiness import NEEDED, Steadiness, known_of

_SLOW_REPS = 2
"""So many reps running must be slow: a single one is so by chance in one set of five at 5 % noise."""
_UNASKED = frozenset({Ending.REST, Ending.INTERRUPTED})
"""Why a set ends that nobody ended: its athlete did not move, or the box was off."""


def begin(plan: Plan, t: float, steadiness: tuple[Steadiness, ...] = ()) -> Advance:
    """Begins a plan: time to get ready, then the first work.

    Args:
        plan: What is to be done.
        t: Now (s).
        steadiness: How evenly the athlete lifts: nothing is stopped for slowing down of which that is not known.
    """
    first = t + plan.lead_s
    running = Running(plan, 0, 0, 0, Phase.READY, t, first, first, first, first, steadiness=steadiness)
    return running, [Prepare(running.current_step.work)], [PlanStarted(t, plan, steadiness), _started(running)]


def step(running: Running, facts: Iterable[Fact], t: float) -> Advance:
    """Follows what the workout found out, and the clock.

    Args:
        running: The plan so far.
        facts: What happened since the last call, in order; what an order led to, too.
        t: Now (s).
    """
    after: Advance = running, [], []
    for fact in facts:
        after = _then(after, _followed(after[0], fact))
    while (due := _on_time(after[0], t)) is not None:
        after = _then(after, due)
    return after


def skip(running: Running, t: float, *, block: bool = False) -> Advance:
    """Goes on to the next phase, or to the next block."""
    fact = PlanChanged(t, PlanChange.BLOCK_SKIPPED if block else PlanChange.SKIPPED)
    after: Advance = _moved(running, t)._replace(held=None), [], [fact]
    if running.in_set:
        return _then(after, _left(after[0], Leaving(t, block)))
    if block:
        return _then(after, _next_block(_cut(after[0]), t))
    return _then(after, _worked(after[0], t) if running.phase is Phase.WORK else _work(after[0], t))


def hold(running: Running, t: float) -> Advance:
    """Stops the clock and the set; work that was begun goes on later with what is left of it."""
    if running.held is not None:
        return running, [], []
    orders: list[Order] = [StopSet(), Prepare(running.left)] if running.in_set else []
    return running._replace(held=t), orders, [PlanChanged(t, PlanChange.HELD)]


def go_on(running: Running, t: float) -> Advance:
    """Lets the clock go on after a hold."""
    if running.held is None:
        return running, [], []
    running = _moved(running, t)._replace(held=None)
    advance: Advance = running, [], [PlanChanged(t, PlanChange.CONTINUED)]
    return _then(advance, _again(running)) if running.phase is Phase.WORK and not running.in_set else advance


def take_up(running: Running) -> Advance:
    """Goes on after a restart: work whose set did not survive it is begun again, with what is left of it."""
    idle = running.phase is Phase.WORK and not running.in_set and running.held is None and running.leaving is None
    return _again(running) if idle and not running.ended else (running, [], [])


def stop(running: Running, t: float, why: PlanEnding = PlanEnding.STOPPED) -> Advance:
    """Ends the plan, and the set with it."""
    running = _moved(running, t)._replace(held=None)
    return _left(running, Leaving(t, why=why)) if running.in_set else _end(_cut(running), t, why)


def _then(before: Advance, after: Advance) -> Advance:
    return after[0], [*before[1], *after[1]], [*before[2], *after[2]]


def _moved(running: Running, t: float) -> Running:
    """Returns the plan with its clock moved on by the time for which it stood."""
    if running.held is None:
        return running
    by = t - running.held
    return running._replace(
        since=running.since + by,
        until=None if running.until is None else running.until + by,
        work_began=running.work_began + by,
        block_began=running.block_began + by,
        round_began=running.round_began + by,
    )


def _followed(running: Running, fact: Fact) -> Advance:
    same: Advance = running, [], []
    if isinstance(fact, SetStarted):
        return _set_started(running, fact.t)
    if isinstance(fact, SetEnded):
        advance = _withheld(running, fact.t)
        return _then(advance, _set_ended(advance[0]._replace(in_set=False), fact))
    if isinstance(fact, RepCorrected) and fact.kind in (Correction.ADDED, Correction.UNDONE):
        return _corrected(running, 1 if fact.kind is Correction.ADDED else -1), [], []
    if isinstance(fact, RepCounted) and running.phase is Phase.WORK:
        return _counted(running, fact)
    return same


def _corrected(running: Running, by: int) -> Running:
    """Returns the plan with the reps of its last work corrected; a round that was told stays as it was told."""
    if running.phase is Phase.WORK:
        return running._replace(reps=max(running.reps + by, 0))
    if running.cut:
        return running._replace(extra_reps=max(running.extra_reps + by, 0))
    if running.step > 0:
        return running._replace(round_reps=max(running.round_reps + by, 0))
    *before, last = running.done_reps or (0,)
    return running._replace(done_reps=(*before, max(last + by, 0)) if running.done_reps else ())


def _set_started(running: Running, t: float) -> Advance:
    """A set that nobody ordered is the athlete's word: the rest is over, and the hold."""
    running = running._replace(in_set=True)
    if running.ended:
        return running, [], []
    advance = go_on(running, t)
    return advance if running.phase is Phase.WORK else _then(advance, _work(advance[0], t))


def _set_ended(running: Running, fact: SetEnded) -> Advance:
    leaving = running.leaving
    if leaving is None:
        goes_on = running.phase is not Phase.WORK or running.held is not None or running.ended
        return (running, [], []) if goes_on else _set_ended_unasked(running, fact)
    if leaving.why is not None:
        return _end(_cut(running), leaving.at, leaving.why)
    return _next_block(_cut(running), leaving.at) if leaving.block else _worked(running, leaving.at)


def _set_ended_unasked(running: Running, fact: SetEnded) -> Advance:
    """Goes on after a set that the plan did not end; what nobody has moved in is not done, where it has a clock.

    Without a clock a set is over once its athlete has rested for long. A round for time is not: it waits for the
    athlete, and the plan ends where nobody comes back.
    """
    until = running.until
    rested = fact.why in _UNASKED and (until is None or fact.t < until)
    if rested and (until is not None or running.current_block.kind is Kind.ROUNDS_FOR_TIME):
        return (
            _again(running) if until is not None or fact.reps else _end(_cut(running), fact.t, PlanEnding.INTERRUPTED)
        )
    return _worked(running, fact.t if until is None else min(fact.t, until))


def _again(running: Running) -> Advance:
    """Starts another set of the work, of what is left of it."""
    return running, [StartSet(running.current_step.work, running.left.reps)], []


def _withheld(running: Running, t: float) -> Advance:
    """Says why the set that ends was not to be stopped for slowing down, where that was not said yet."""
    why = running.withheld
    running = running._replace(withheld=None)
    if why is None or (why.exercise, why.view) in running.explained:
        return running, [], []
    fact = StopWithheld(t, why.exercise, why.view, why.cv if why.reps >= NEEDED else None, why.reps, why.says)
    return running._replace(explained=running.explained | {(why.exercise, why.view)}), [], [fact]


def _counted(running: Running, rep: RepCounted) -> Advance:
    limit = running.current_step.work.slowing
    if limit is not None:
        known = known_of(running.steadiness, rep.exercise, rep.view)
        if not known.suffices:
            running, limit = running._replace(withheld=known), None
    slow = running.slow + 1 if limit is not None and rep.slowing is not None and rep.slowing >= limit else 0
    running = running._replace(reps=running.reps + 1, slow=slow)
    if slow < _SLOW_REPS or not running.in_set or running.leaving is not None:
        return running, [], []
    return _left(running._replace(stopped=limit), Leaving(rep.t))


def _on_time(running: Running, t: float) -> Advance | None:
    """Returns what follows where the phase's clock has run out; None: nothing does yet."""
    until = running.until
    if until is None or until > t or running.held is not None or running.leaving is not None or running.ended:
        return None
    if running.phase is Phase.WORK:
        return _left(running, Leaving(until)) if running.in_set else _worked(running, until)
    if running.block_ends is not None and running.phase is Phase.REST and until >= running.block_ends:
        return _next_block(_cut(running), until)
    return _work(running, until)


def _left(running: Running, leaving: Leaving) -> Advance:
    return running._replace(leaving=leaving), [StopSet()], []


def _work(running: Running, at: float) -> Advance:
    """Begins the work of the step; a set that runs already is the work's."""
    if running.phase is Phase.READY:
        work_began = at if running.block == 0 else running.work_began
        running = running._replace(block_began=at, work_began=work_began, done_reps=())
    if running.step == 0:
        running = running._replace(round_began=at, round_reps=0)
    work = running.current_step.work
    bounds = (None if work.seconds is None else at + work.seconds, running.mark, running.block_ends)
    until = min((each for each in bounds if each is not None), default=None)
    running = running._replace(
        phase=Phase.WORK, since=at, until=until, reps=0, slow=0, leaving=None, cut=False, stopped=None
    )
    orders: list[Order] = [] if running.in_set else [StartSet(work, work.reps)]
    return running, orders, [_started(running)]


def _worked(running: Running, at: float) -> Advance:
    """Goes on after a work: rest, the next work, or the next block."""
    running = running._replace(leaving=None)
    if running.block_ends is not None and at >= running.block_ends:
        return _next_block(_cut(running), at)
    mark, rest_s = running.mark, running.current_step.rest_s
    block = running.current_block
    running = running._replace(round_reps=running.round_reps + running.reps, reps=0)
    facts: list[PlanFact] = []
    if running.step + 1 < len(block.steps):
        running = running._replace(step=running.step + 1)
    else:
        time_s = round(at - running.round_began, 3)
        facts = [RoundDone(at, running.block + 1, running.round + 1, running.round_reps, time_s)]
        done = (*running.done_reps, running.round_reps)
        running = running._replace(
            step=0, round=running.round + 1, rounds=running.rounds + 1, round_reps=0, done_reps=done
        )
    if running.round == block.rounds:
        return _then((running, [], facts), _next_block(running, at))
    rest_until = at + rest_s if mark is None else mark
    return _then((running, [], facts), _rest(running, at, rest_until) if rest_until > at else _work(running, at))


def _rest(running: Running, at: float, until: float) -> Advance:
    if running.block_ends is not None:
        until = min(until, running.block_ends)
    running = running._replace(phase=Phase.REST, since=at, until=until)
    return running, [Prepare(running.current_step.work)], [_started(running)]


def _next_block(running: Running, at: float) -> Advance:
    if running.block + 1 == len(running.plan.blocks):
        return _end(running, at, PlanEnding.DONE)
    first = at + running.plan.between_s
    running = running._replace(
        block=running.block + 1,
        round=0,
        step=0,
        phase=Phase.READY,
        since=at,
        until=first,
        block_began=first,
        round_began=first,
        reps=0,
        round_reps=0,
        leaving=None,
    )
    return running, [Prepare(running.current_step.work)], [_started(running)]


def _cut(running: Running) -> Running:
    """Returns the plan with the reps of the round that was begun as extra ones."""
    extra = running.extra_reps + running.round_reps + running.reps
    cut = running.cut or running.phase is Phase.WORK or running.step > 0
    return running._replace(extra_reps=extra, round_reps=0, reps=0, cut=cut)


def _end(running: Running, at: float, why: PlanEnding) -> Advance:
    time_s = round(max(at - running.work_began, 0.0), 3)
    ended = PlanEnded(at, running.plan.name, why, running.rounds, running.extra_reps, time_s)
    slowed = running.stopped if running.phase is Phase.WORK else None
    ended = replace(ended, says=result(running.plan, ended, slowed))
    return running._replace(ended=True, leaving=None, held=None), [], [ended]


def _started(running: Running) -> StepStarted:
    work, until = running.current_step.work, running.until
    return StepStarted(
        running.since,
        running.phase,
        work.exercise,
        work.reps,
        None if until is None else round(until - running.since, 3),
        running.block + 1,
        running.round + 1,
        running.step + 1,
        running.current_block.rounds,
        running.current_block.kind,
    )
