"""A running plan in words: its clock, where it is, what comes next."""

from math import ceil

from daemon.core.plan.outlook import Outlook
from daemon.core.plan.plan import Kind
from daemon.core.plan.plan_facts import Phase
from tui.model.set_view import RepBar
from tui.model.state import State
from tui.text.cells import Cells
from tui.text.numbers import clock

_KINDS = {
    Kind.SETS: "sets",
    Kind.TABATA: "Tabata",
    Kind.INTERVALS: "intervals",
    Kind.EMOM: "EMOM",
    Kind.AMRAP: "AMRAP",
    Kind.ROUNDS_FOR_TIME: "for time",
    Kind.LADDER: "ladder",
}
_SOON_S = 3
"""The last seconds, which are highlighted."""


def of(state: State) -> Outlook | None:
    """Returns the plan that is under way, or None."""
    return None if state.telemetry is None else state.telemetry.plan


def waits(state: State) -> bool:
    """Returns whether a plan's rest, or its time to get ready, fills the screen."""
    plan = of(state)
    return plan is not None and plan.phase is not Phase.WORK


def clock_text(plan: Outlook) -> str:
    """Returns the seconds that are left of the phase; without a clock, those that it has lasted."""
    return clock(ceil(plan.left_s) if plan.left_s is not None else plan.phase_s)


def colour(plan: Outlook, *, stale: bool) -> str:
    """Returns the clock's colour: work, rest, the last seconds of either."""
    if stale or plan.held:
        return "ghost"
    if plan.left_s is not None and plan.left_s <= _SOON_S:
        return "warning"
    return "lit" if plan.phase is Phase.WORK else "primary"


def share(plan: Outlook) -> float | None:
    """Returns how much of the phase has passed, 0..1; None where it has no clock."""
    return None if plan.left_s is None else plan.phase_s / max(plan.phase_s + plan.left_s, 1e-6)


def _round(plan: Outlook) -> str:
    """Returns ``EMOM  round 3 of 5``; a round that is the only one is left out."""
    rounds = "" if plan.rounds == 1 else f"  round {plan.round}" + (f" of {plan.rounds}" if plan.rounds else "")
    return f"{_KINDS[plan.kind]}{rounds}"


def _step(plan: Outlook) -> Cells:
    return ((f"  step {plan.step} of {plan.steps}", "body"),) if plan.steps > 1 else ()


def _block(plan: Outlook) -> Cells:
    return ((f"  block {plan.block} of {plan.blocks}", "body"),) if plan.blocks > 1 else ()


def where(plan: Outlook) -> str:
    """Returns ``EMOM  round 3 of 5  step 1 of 2  block 1 of 2``; what there is only one of is left out."""
    return _round(plan) + "".join(text for text, _ in (*_step(plan), *_block(plan)))


def line(state: State) -> Cells:
    """Returns the line over the count while a plan's work is done, the most important first; empty without a plan."""
    plan = of(state)
    if plan is None:
        return ()
    cells = [(_round(plan), "primary bold")]
    if plan.held:
        cells.append(("  held", "warning bold"))
    if plan.next is not None:
        cells.append((f"  next {state.title_of(plan.next)}", "body"))
    if plan.block_left_s is not None and not plan.held:
        cells.append((f"  {clock(ceil(plan.block_left_s))} left in all", "body"))
    return (*cells, *_step(plan), *_block(plan))


def progress(state: State) -> Cells:
    """Returns the line under the clock of a work: the pace, and the rounds so far; empty where there is neither."""
    plan = of(state)
    if plan is None or state.telemetry is None:
        return ()
    pace = state.telemetry.pace
    cells = [] if pace is None else [(f"{pace:.0f}", "lit bold"), (" reps a minute   ", "body")]
    if len(plan.round_reps) > 1:
        cells += [("round by round ", "body"), (" ".join(str(reps) for reps in plan.round_reps), "foreground bold")]
    return tuple(cells)


def bars(plan: Outlook) -> tuple[RepBar, ...]:
    """Returns the rounds of a block as bars, each with its reps."""
    most = max(plan.round_reps, default=0)
    return tuple(
        RepBar(id=f"round-{at}", kind="rep", n=reps, height=reps / most if most else 0.0)
        for at, reps in enumerate(plan.round_reps)
    )


def waiting(state: State, plan: Outlook) -> Cells:
    """Returns the line under the clock of a rest: what comes, and the keys."""
    what = "get ready" if plan.phase is Phase.READY else "rest"
    return (
        ("held" if plan.held else what, f"{colour(plan, stale=state.stale)} bold"),
        (f"   next {coming(state)}", "foreground bold"),
        *(() if plan.stopped is None else ((f"   {plan.stopped}", "body"),)),
        (f"   {_round(plan)}", "body"),
        *_block(plan),
        ("   Space", "accent bold"),
        (" now", "body"),
        ("   o", "accent bold"),  # as it is typed: L and l are two keys
        (" go on" if plan.held else " hold", "body"),
    )


def coming(state: State) -> str:
    """Returns what the wait is for, as ``12 Squat``; empty without a plan."""
    plan = of(state)
    if plan is None:
        return ""
    reps = f"{plan.target} " if plan.target else ""
    return f"{reps}{state.title_of(plan.exercise)}"
