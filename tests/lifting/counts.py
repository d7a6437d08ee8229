"""Counts labelled clips and traces with other world joints: ``python -m tests.lifting.counts FOLDER... --help``.

The same poses are counted as the engine gave them, without world joints, and with what lifters make of them: how many
items are exact, how many within one, and the mean of the errors' shares (MAE), each as its labelled exercise.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.runs import Plan, Task, _count
from daemon.cli.benchmark.score import Outcome
from daemon.config import exercises, settings
from daemon.config.rules import rules
from daemon.core.pose.pose import Pose
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock
from engines.lifting.network import load
from engines.lifting.temporal import TemporalLifter

Change = Callable[[list[PoseFrame]], list[PoseFrame]]


def without_world(frames: list[PoseFrame]) -> list[PoseFrame]:
    """Returns the poses as a network of the picture alone would give them."""
    return [_changed(frame, None if frame.pose is None else replace(frame.pose, world=None)) for frame in frames]


def lifted(path: Path, *, blind: bool) -> Change:
    """Returns what a lifter makes of poses; blind: without their world joints."""
    network = load(path)

    def change(frames: list[PoseFrame]) -> list[PoseFrame]:
        lifter = TemporalLifter(network)
        return [
            _changed(frame, None if frame.pose is None else lifter.lift(frame.pose))
            for frame in (without_world(frames) if blind else frames)
        ]

    return change


def _changed(frame: PoseFrame, pose: Pose | None) -> PoseFrame:
    return replace(frame, pose=pose)


def outcomes(folder: Path, engine: str | None, changes: dict[str, Change]) -> Iterator[tuple[str, Outcome]]:
    """Yields each item's count after each change."""
    config = settings.load(None)
    known = dict(sorted(exercises.read_all(None).items()))
    by = footage.engine(config, engine)
    plan = Plan(known, None, rules(config, None), by, armed=False)
    for task in plan.tasks(labels.read(folder, ())):
        if task.exercises and task.item.exercise is not None and task.item.reps is not None:
            yield from _of(plan, task, changes)


def _of(plan: Plan, task: Task, changes: dict[str, Change]) -> Iterator[tuple[str, Outcome]]:
    frames = footage.pose_frames(task.item.path, plan.engine, SystemClock())
    for name, change in changes.items():
        changed = footage.within(change(frames), task.item.window)
        yield name, _count(plan, task.item, changed, task.exercises[0])


def main() -> None:
    """Print a line for each change."""
    parser = argparse.ArgumentParser(prog="python -m tests.lifting.counts", description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="with labels.csv in it")
    parser.add_argument("--corrects", type=Path, nargs="*", default=[], help="lifters that correct world joints")
    parser.add_argument("--alone", type=Path, nargs="*", default=[], help="lifters that read the picture alone")
    parser.add_argument("--engine", help="whose poses; by default the settings'")
    arguments = parser.parse_args()
    changes: dict[str, Change] = {"as the engine gave them": lambda frames: frames, "without world": without_world}
    changes |= {f"corrected by {path.stem}": lifted(path, blind=False) for path in arguments.corrects}
    changes |= {f"from the picture by {path.stem}": lifted(path, blind=True) for path in arguments.alone}
    for folder in arguments.folders:
        found: dict[str, list[Outcome]] = {name: [] for name in changes}
        for name, outcome in outcomes(folder, arguments.engine, changes):
            found[name].append(outcome)
        print(folder)
        for name, rows in found.items():
            errors = np.array([row.error for row in rows])
            mae = np.mean([row.error / row.true for row in rows if row.true])
            exact, near = int((errors == 0).sum()), int((errors <= 1).sum())
            print(f"  {name:34} {len(rows)} items: {exact} exact, {near} within one, MAE {mae:.3f}", flush=True)


if __name__ == "__main__":
    main()
