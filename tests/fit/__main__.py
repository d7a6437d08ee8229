"""Fits what the evidence weighs, and says what it is worth on footage that the fit did not see.

``python -m tests.fit CLIPS TRACES --folds 5`` parts the footage by source and subject; each part is counted with a
model that was fitted on the others and on simulated sets alone. ``--write`` fits on everything, and writes the module
that the core imports. Folders are as ``spotter benchmark`` reads them.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from daemon.cli.benchmark import footage, labels, table
from daemon.cli.benchmark.folds import folds
from daemon.cli.benchmark.report import summed_up
from daemon.cli.benchmark.runs import Plan, held_out, run_all
from daemon.config import exercises
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core.evidence.model import Model
from daemon.core.spec import AUTO, Exercise
from tests.fit import evidence, examples, simulated, write
from tests.fit.examples import Run

MODES = {"given": (None, False), "armed": (None, True), "auto": (AUTO, False)}
"""How a set is begun: what is chosen (None: what is done), and whether the athlete is waited for."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", help="labelled clips or traces")
    parser.add_argument("--folds", type=int, help="report what is held out of each of so many folds")
    parser.add_argument("--write", action="store_true", help=f"write {write.TARGET}")
    parser.add_argument("--seeds", type=int, default=4, help="simulated sets of each exercise")
    args = parser.parse_args()
    known = dict(sorted(exercises.read_all().items()))
    real = examples.of_folders(args.folders, known)
    made = simulated.of_simulator(range(args.seeds), known)
    if args.folds:
        sys.stdout.writelines(f"{line}\n" for line in _held_out(args.folders, real, made, known, args.folds))
    if args.write:
        write.TARGET.write_text(write.module(evidence.fitted([*real, *made])), encoding="utf-8")


def _held_out(
    folders: Sequence[Path], real: Sequence[Run], made: Sequence[Run], known: dict[str, Exercise], count: int
) -> Iterator[str]:
    """Yields the tables of every mode, of models that were made without what they count."""
    asked = [item for folder in folders for item in labels.read(folder, examples.GROUPED_BY)]
    parts = [{asked[i].group or asked[i].path.name for i in part} for part in folds(asked, count)]
    models = [evidence.fitted([run for run in real if run.group not in part] + list(made)) for part in parts]
    for folder in folders:
        for mode in MODES:
            yield f"== {folder.name}, {mode}, held out of {count} folds"
            yield from _table(folder, mode, parts, models, known)


def _table(
    folder: Path, mode: str, parts: Sequence[set[str]], models: Sequence[Model], known: dict[str, Exercise]
) -> Iterator[str]:
    chosen, armed = MODES[mode]
    usual = rules(Settings())
    given = mode == "given"
    changed = ("no_world",) if given else ()
    engine = footage.engine(Settings(), None)
    plan = Plan(known, chosen, usual, engine, armed=armed, as_others=given, perturbed=changed)
    tasks = [task for task in plan.tasks(labels.read(folder, examples.GROUPED_BY)) if task.exercises]
    group_of = [task.item.group or task.item.path.name for task in tasks]
    places = [[i for i, group in enumerate(group_of) if group in part] for part in parts]
    tasks = held_out(tasks, places, [replace(usual, model=model) for model in models])
    counted = list(run_all(plan, tasks, 2, [usual.params]))
    yield from table.lines(summed_up(folder, tasks, counted, (), auto=plan.auto, wall_s=0.0))


if __name__ == "__main__":
    main()
