"""What a plan came to, in words: ``Twelve-minute AMRAP: 4 rounds and 12 reps in 12:00``."""

from daemon.core.plan.plan import Kind, Plan
from daemon.core.plan.plan_facts import PlanEnded, PlanEnding


def result(plan: Plan, ended: PlanEnded, slowed: float | None = None) -> str:
    """Returns what a plan came to.

    Args:
        plan: The plan.
        ended: How it ended.
        slowed: By how much its last set had slowed where it was stopped for that: no rest follows to say it in.
    """
    name = plan.title if ended.why is PlanEnding.DONE else f"{plan.title}, {ended.why.value}"
    last = "" if slowed is None else f"; the last set {stopped(slowed)}"
    return f"{name}: {_done(plan, ended)}{last}"


def stopped(slowed: float) -> str:
    """Returns why a set was stopped that had slowed by so much, as the plan asks."""
    return f"stopped at {100 * slowed:g} %, as you asked"


def _done(plan: Plan, ended: PlanEnded) -> str:
    unit = "set" if all(block.kind is Kind.SETS for block in plan.blocks) else "round"
    amounts = ((ended.rounds, unit), (ended.extra_reps, "rep"))
    done = " and ".join(
        f"{number} {what}" if number == 1 else f"{number} {what}s" for number, what in amounts if number
    )
    return f"{done} in {_clock(ended.time_s)}" if done else "nothing was done"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
