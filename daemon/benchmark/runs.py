"""Counts many items, each as the exercises it asks for, on several processes."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from daemon.benchmark import footage
from daemon.benchmark.footage import Engine
from daemon.benchmark.items import Item
from daemon.benchmark.play import play, shows_start
from daemon.benchmark.score import Outcome, outcome
from daemon.core.spec import Exercise
from daemon.core.workout import Rules
from daemon.errors import SourceError
from daemon.ports import Sight
from daemon.service.clock import SystemClock


@dataclass(frozen=True, slots=True)
class Task:
    """An item, and the exercises it is counted as; none where we have no file for what is done in it."""

    item: Item
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for every item.

    Attributes:
        known: The exercises to count, by name.
        rules: The core's.
        engine: What finds poses in videos.
        armed: The start position is waited for.
    """

    known: dict[str, Exercise]
    rules: Rules
    engine: Engine
    armed: bool

    def tasks(self, items: Iterable[Item]) -> list[Task]:
        """What each item is counted as: its own exercise, or every one where nobody exercises."""
        return [Task(item, self._names(item)) for item in items]

    def _names(self, item: Item) -> tuple[str, ...]:
        if item.exercise is None:
            return tuple(self.known)
        return (item.exercise,) if item.exercise in self.known else ()


def run_all(plan: Plan, tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """Count everything, in the order of ``tasks``.

    Raises:
        SourceError: An item cannot be read.
        EngineError: A video's poses are not cached, and there is no engine to find them.
    """
    asked = [task for task in tasks if task.exercises]
    if jobs == 1 or len(asked) < 2:  # noqa: PLR2004 - one task needs no second process
        for task in asked:
            yield from run_task(plan, task)
        return
    # Spawned, not forked: GStreamer and the pose model have threads.
    with ProcessPoolExecutor(min(jobs, len(asked)), get_context("spawn")) as pool:
        for found in pool.map(partial(run_task, plan), asked):
            yield from found


def run_task(plan: Plan, task: Task) -> list[Outcome]:
    """Count one item as each of its exercises.

    Raises:
        SourceError: It cannot be read.
        EngineError: A video's poses are not cached, and there is no engine to find them.
    """
    item = task.item
    sights = footage.within(footage.sights(item.path, plan.engine, SystemClock()), item.window)
    if not sights:
        raise SourceError(f"{item.path}: not one frame in the labelled window: correct the labels")
    return [_count(plan, item, sights, name) for name in task.exercises]


def _count(plan: Plan, item: Item, sights: list[Sight], name: str) -> Outcome:
    exercise = plan.known[name]
    played = play(sights, exercise, plan.rules, SystemClock(), armed=plan.armed)
    held = None
    if plan.armed and item.turns:
        held = shows_start(sights, exercise, plan.rules, item.turns[0])
    return outcome(item, name, played, sights[-1].t - sights[0].t, held=held)
