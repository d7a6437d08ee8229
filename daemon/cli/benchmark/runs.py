"""Counts many items, each as the exercises it asks for, on several processes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from multiprocessing import get_context

from daemon.cli.benchmark import footage
from daemon.cli.benchmark.footage import Engine
from daemon.cli.benchmark.items import Item
from daemon.cli.benchmark.perturb import PERTURBATIONS
from daemon.cli.benchmark.play import play
from daemon.cli.benchmark.score import Outcome, outcome
from daemon.core.params import CountingParams
from daemon.core.spec import Exercise, Kind
from daemon.core.state import Rules
from daemon.errors import SourceError
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock


@dataclass(frozen=True, slots=True)
class Task:
    """An item, and what it is counted as.

    Attributes:
        item: The item.
        exercises: What it is counted as; none where we have no file for what is done in it.
        others: Wrong exercises that it is counted as too.
        rules: The core's for this item alone, parameters included; None for the plan's.
    """

    item: Item
    exercises: tuple[Exercise, ...]
    others: tuple[Exercise, ...] = ()
    rules: Rules | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for every item.

    Attributes:
        known: Every exercise that we have, by name.
        chosen: The one that is counted, ``auto`` or ``any``; None for what each item is labelled with.
        rules: The core's.
        engine: What finds poses in videos.
        armed: The set begins when the athlete is seen, as after the button.
        as_others: Each item in which someone exercises is counted as every other exercise too.
        perturbed: Perturbations after which each item whose count is known is counted too.
    """

    known: dict[str, Exercise]
    chosen: Exercise | None
    rules: Rules
    engine: Engine
    armed: bool
    as_others: bool = False
    perturbed: tuple[str, ...] = ()

    @property
    def auto(self) -> bool:
        """Whether the box finds out what is done."""
        return self.chosen is not None and self.chosen.kind is Kind.AUTO

    def tasks(self, items: Iterable[Item]) -> list[Task]:
        """Returns the exercises that each item is counted as: its own exercise, or every one where nobody exercises.

        With an exercise chosen, items of other exercises are left out; ``auto`` and ``any`` take them all.
        """
        return [
            Task(item, self._counted_as(item), self._others(item))
            for item in items
            if self.chosen is None or self.chosen.kind is not Kind.ONE or item.exercise in (None, self.chosen.name)
        ]

    def _counted_as(self, item: Item) -> tuple[Exercise, ...]:
        any_ = self.chosen is not None and self.chosen.kind is Kind.ANY
        if item.exercise is not None and item.exercise not in self.known and not any_:
            return ()
        if self.chosen is not None:
            return (self.chosen,)
        return tuple(self.known.values()) if item.exercise is None else (self.known[item.exercise],)

    def _others(self, item: Item) -> tuple[Exercise, ...]:
        if not self.as_others or item.exercise not in self.known:
            return ()
        return tuple(each for name, each in self.known.items() if name != item.exercise)


@dataclass(frozen=True, slots=True)
class Counted:
    """A task, and what came of it.

    Attributes:
        task: The task.
        outcomes: With each of the parameter sets: of each exercise that it was counted as.
        others: With the first of the parameter sets: of each wrong exercise.
        perturbed: With the first of the parameter sets: after each perturbation, by its name.
    """

    task: Task
    outcomes: tuple[tuple[Outcome, ...], ...]
    others: tuple[Outcome, ...] = ()
    perturbed: Mapping[str, Outcome] = field(default_factory=dict)


def held_out(tasks: Sequence[Task], parts: Sequence[Sequence[int]], rules: Sequence[Rules]) -> list[Task]:
    """Returns the tasks, each with the rules that were made without it.

    Args:
        tasks: Every item.
        parts: The places of each fold's items, as ``folds`` returns them.
        rules: Of each fold: made of the items of all other folds.
    """
    made = {i: own for part, own in zip(parts, rules, strict=True) for i in part}
    return [replace(task, rules=made[i]) for i, task in enumerate(tasks)]


def run_all(plan: Plan, tasks: Sequence[Task], jobs: int, params: Sequence[CountingParams]) -> Iterator[Counted]:
    """Count everything, in the order of ``tasks``; what has no exercise is left out.

    Args:
        plan: What holds for every item.
        tasks: The items.
        jobs: Processes.
        params: Everything is counted with each of these; what has rules of its own, with those alone.

    Raises:
        SourceError: An item cannot be read.
        EngineError: A video's poses are not cached, and there is no engine to find them.
    """
    asked = (task for task in tasks if task.exercises)
    files = [list(some) for _, some in groupby(asked, key=lambda task: task.item.path)]
    if jobs == 1 or len(files) == 1:
        for some in files:
            yield from run_file(plan, params, some)
        return
    # Spawned, not forked: GStreamer and the pose model have threads.
    with ProcessPoolExecutor(min(jobs, len(files) or 1), get_context("spawn")) as pool:
        for found in pool.map(partial(run_file, plan, params), files):
            yield from found


def run_file(plan: Plan, params: Sequence[CountingParams], tasks: Sequence[Task]) -> list[Counted]:
    """Count the items of one file, each as its exercises, with each of the parameter sets.

    Raises:
        SourceError: It cannot be read.
        EngineError: A video's poses are not cached, and there is no engine to find them.
    """
    pose_frames = footage.pose_frames(tasks[0].item.path, plan.engine, SystemClock())
    plans = [replace(plan, rules=replace(plan.rules, params=each)) for each in params]

    def of(task: Task) -> list[Plan]:
        return plans if task.rules is None else [replace(plan, rules=task.rules)]

    return [_run(of(task), task, footage.within(pose_frames, task.item.window)) for task in tasks]


def _run(plans: Sequence[Plan], task: Task, pose_frames: list[PoseFrame]) -> Counted:
    """Count one item as each of its exercises, as the wrong ones, and after each perturbation."""
    if not pose_frames:
        raise SourceError(f"{task.item.path}: not one frame in the labelled window: correct the labels")

    def count(plan: Plan, exercises: Iterable[Exercise]) -> tuple[Outcome, ...]:
        return tuple(_count(plan, task.item, pose_frames, exercise) for exercise in exercises)

    outcomes = tuple(count(plan, task.exercises) for plan in plans)
    return Counted(task, outcomes, count(plans[0], task.others), _perturbed(plans[0], task, pose_frames))


def _perturbed(plan: Plan, task: Task, pose_frames: list[PoseFrame]) -> dict[str, Outcome]:
    """Count an item after each perturbation, if somebody exercises and it is known how often."""
    if task.item.exercise is None or task.item.reps is None:
        return {}
    changed = {name: PERTURBATIONS[name].apply(task.item, pose_frames) for name in plan.perturbed}
    return {name: _count(plan, item, frames, task.exercises[0]) for name, (item, frames) in changed.items()}


def _count(plan: Plan, item: Item, pose_frames: list[PoseFrame], exercise: Exercise) -> Outcome:
    played = play(pose_frames, exercise, plan.rules, SystemClock(), armed=plan.armed)
    return outcome(item, exercise.name, played, pose_frames[-1].t - pose_frames[0].t)
