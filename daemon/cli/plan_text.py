"""How plans are told on the command line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from daemon import load_text
from daemon.cli import columns
from daemon.config.plan_list import PlanEntry, clock

_MINUTE_S = 60


def row(plan: PlanEntry, width: int, name: int = 20) -> Iterator[str]:
    """Yields a plan as one line of a list, or several where it is longer than ``width``, its name in ``name`` cells."""
    return columns.row(f"{plan.name:<{name}} {plan.title:<26} {length(plan):<14}", "; ".join(plan.blocks), width)


def length(plan: PlanEntry) -> str:
    """Returns about how long it takes."""
    return f"about {max(round((plan.about_s or 0) / _MINUTE_S), 1)} min"


def blocks(plan: PlanEntry) -> Iterator[str]:
    """Yields a line for each block."""
    for i, each in enumerate(plan.blocks, start=1):
        yield f"  {i}. {each}"


def proposals(says: Iterable[str], word: str = "proposed") -> Iterator[str]:
    """Yields a line for each thing that a plan's last run proposes, or by ``word`` for each reason of a session."""
    for each in says:
        yield f"  {word}: {each}"


def taken(loads: Mapping[str, float]) -> Iterator[str]:
    """Yields a line for each load that was taken."""
    for exercise, kg in loads.items():
        yield f"{exercise}: the next set{load_text.beside(kg)}"


def answer(plan: Mapping[str, Any] | None) -> str:
    """Returns how a plan stands, in one line."""
    if plan is None:
        return "no plan is under way any more"
    rounds = f" of {plan['rounds']}" if plan["rounds"] else ""
    left = "" if plan["left_s"] is None else f", {clock(round(plan['left_s']))} left"
    held = ", held" if plan["held"] else ""
    where = f"block {plan['block']} of {plan['blocks']}, round {plan['round']}{rounds}"
    coming = "" if plan["phase"] == "work" else "next "
    return f"{plan['title']}: {plan['phase']}, {coming}{plan['exercise']}, {where}{left}{held}"
