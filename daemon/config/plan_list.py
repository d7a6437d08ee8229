"""One plan as a dashboard lists it: what it is called, what is done in it, and about how long it takes."""

from collections.abc import Iterator

import msgspec

from daemon.core.plan.plan import Block, Plan
from daemon.errors import ConfigError

_REP_S = 3.0
"""About what a rep takes (s), where the clock does not say."""


class PlanEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One plan.

    Attributes:
        name, title: As typed, and as shown.
        blocks: Each block in a few words.
        about_s: About how long it takes (s); None where that cannot be said.
        proposals: What its last run proposes to whoever trains, the reason with it.
        error: Why it cannot be begun, in one line, or None.
    """

    name: str
    title: str
    blocks: tuple[str, ...] = ()
    about_s: float | None = None
    proposals: tuple[str, ...] = ()
    error: str | None = None


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """The plans by name, each in full, or without its blocks where one answer has no room for all of them.

    Attributes:
        plans: Those that can be begun, and those whose files are wrong.
        left_out: How many more there are, for which there is no room at all.
    """

    plans: list[PlanEntry]
    left_out: int = 0


def entry(name: str, plan: Plan | ConfigError) -> PlanEntry:
    """Returns how a plan is listed, or what is wrong with its file."""
    if isinstance(plan, ConfigError):
        return PlanEntry(name=name, title=name, error=str(plan))
    lengths = [_about_s(each) for each in plan.blocks]
    between_s = plan.between_s * (len(plan.blocks) - 1)
    return PlanEntry(
        name=name,
        title=plan.title,
        blocks=tuple(describe(each) for each in plan.blocks),
        about_s=round(plan.lead_s + between_s + sum(lengths)),
    )


def describe(block: Block) -> str:
    """Returns a block in a few words, for example ``3 x 8-12 squat, rest 2:00``."""
    match block.kind.value:
        case "sets":
            [step] = block.steps
            slowing = f", stop {step.work.slowing:.0%} slower" if step.work.slowing else ""
            most = ", as many reps as you can" if step.work.reps is None and step.work.seconds is None else ""
            return f"{block.rounds} x {_work(block)}{most}{slowing}, rest {clock(step.rest_s)}"
        case "tabata" | "intervals":
            step = block.steps[0]
            return f"{block.rounds} x {_work(block)}, {clock(step.work.seconds or 0)} on, {clock(step.rest_s)} off"
        case "emom":
            return f"every {clock(block.every_s or 0)}, {len(block.steps) * (block.rounds or 1)} times: {_work(block)}"
        case "amrap":
            return f"as many rounds as possible in {clock(block.cap_s or 0)}: {_work(block)}"
        case "ladder":
            rungs = "-".join(str(step.work.reps) for step in block.steps)
            return f"{rungs} {block.steps[0].work.exercise}, rest {clock(block.steps[0].rest_s)}"
        case _:
            cap = "" if block.cap_s is None else f" within {clock(block.cap_s)}"
            return f"{block.rounds} rounds for time{cap}: {_work(block)}"


def clock(seconds: float) -> str:
    """Returns ``1:30``; below a minute ``20 s``."""
    return f"{seconds:g} s" if seconds < 60 else f"{int(seconds // 60)}:{int(seconds % 60):02d}"  # noqa: PLR2004 - a minute


def _work(block: Block) -> str:
    return ", ".join(_amounts(block))


def _amounts(block: Block) -> Iterator[str]:
    for step in block.steps:
        work = step.work
        reps = f"{work.at_least}-{work.reps} " if work.at_least is not None else f"{work.reps} " if work.reps else ""
        by_clock = block.kind.value in ("tabata", "intervals") or work.seconds is None
        yield f"{reps}{work.exercise}" if by_clock else f"{clock(work.seconds or 0)} {work.exercise}"


def _about_s(block: Block) -> float:
    if block.rounds is None:
        return block.cap_s or 0.0
    if block.every_s is not None:
        return block.every_s * len(block.steps) * block.rounds
    once = sum((step.work.seconds or _REP_S * (step.work.reps or 0)) + step.rest_s for step in block.steps)
    whole = once * block.rounds - block.steps[-1].rest_s
    return whole if block.cap_s is None else min(whole, block.cap_s)
