"""``spotter benchmark``: labelled clips or pose traces in, an accuracy table out."""

import argparse
import os
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli.benchmark import footage, labels, table
from daemon.cli.benchmark.folds import folds
from daemon.cli.benchmark.perturb import ALL, PERTURBATIONS, named
from daemon.cli.benchmark.report import Folder, Report, summed_up
from daemon.cli.benchmark.runs import Counted, Plan, Task, run_all
from daemon.cli.benchmark.tuning import tune
from daemon.cli.benchmark.values import combinations, parsed
from daemon.config import exercises, settings
from daemon.config.rules import rules
from daemon.errors import SpotterError, UsageError
from daemon.system.clock import SystemClock

GIVEN = "given"
_ABOUT = """\
Counts every item of a folder and holds the counts against its labels.csv, which has the columns file (or clip, or
trace), exercise (none: nobody exercises, and it is counted as every exercise) and reps (empty where not known), and
may have rep_times_s (1.2-2.9 3.1-4.8), rep_frames and fps, key_times_s (turning points) and no_reps
(5.0-6.1:shallow). Poses of videos are kept in the user's cache, so that counting again takes seconds.
"""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("benchmark", description=_ABOUT)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path, help="with labels.csv in it")
    parser.add_argument(
        "--exercise", metavar="WHICH", default=GIVEN, help="given (as labelled), auto, any, or one exercise's name"
    )
    parser.add_argument("--armed", action="store_true", help="begin when the athlete is seen, as after the button")
    parser.add_argument("--as-others", action="store_true", help="also as every other exercise: the wrong one chosen")
    parser.add_argument(
        "--perturb",
        metavar="NAME[,NAME...]",
        help=f"also with poses that were changed: {', '.join(PERTURBATIONS)}, or {ALL}",
    )
    parser.add_argument("--json", metavar="OUT", type=Path, help="write everything, item by item")
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=os.cpu_count() or 1, help="by default every core")
    parser.add_argument("--only", metavar="GLOB", help="only the files of such names, for example 'c0*'")
    parser.add_argument(
        "--without", metavar="NAME", action="append", default=[], help="also the total without this exercise"
    )
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE[,VALUE...]",
        action="append",
        default=[],
        help="another value of a counting parameter, as segmenter.turn=0.2; several are tried, in every combination",
    )
    parser.add_argument(
        "--folds", metavar="K", type=_folds, help="hold out each of K parts, counted with what is best on the others"
    )
    parser.add_argument(
        "--by",
        metavar="COLUMN[,COLUMN...]",
        help="of labels.csv, the first that there is: items of one value stay in one fold; prefix: files whose names "
        "are the same up to the first _",
    )
    parser.add_argument("--engine", metavar="NAME", help="see `spotter engine list`; by default the settings'")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count everything, print a table for each folder, and write it all where ``--json`` says."""
    if args.by is not None and args.folds is None:
        raise UsageError("--by names the column by which items are parted into folds: give --folds too")
    if args.as_others and args.exercise != GIVEN:
        raise UsageError(f"--as-others chooses the wrong exercises: it goes with --exercise {GIVEN}")
    config = settings.load(args.config)
    known = dict(sorted(exercises.read_all(args.config).items()))
    chosen = None if args.exercise == GIVEN else exercises.load(args.exercise, args.config)
    by = footage.engine(config, args.engine, beside=args.config)
    core, perturbed = rules(config, args.config), named(args.perturb) if args.perturb else ()
    plan = Plan(known, chosen, core, by, armed=args.armed, as_others=args.as_others, perturbed=perturbed)
    tries = combinations(parsed(args.set, core.params))
    if (args.as_others or args.perturb) and len(tries) > 1:
        raise UsageError("--as-others and --perturb count with one combination: give each --set one value")
    tasks = [_tasks(folder, plan, args) for folder in args.folders]
    report = _report(plan, tries, tasks, args)
    if args.json:
        _write(args.json, report)
    return 0


def _report(plan: Plan, tries: list[dict[str, float]], tasks: list[list[Task]], args: argparse.Namespace) -> Report:
    """Count everything and print it: folder by folder, or combination by combination and fold by fold."""
    parts = folds([task.item for some in tasks for task in some if task.exercises], args.folds) if args.folds else []
    usual, tunes = plan.rules.params, bool(parts) or len(tries) > 1
    params = [usual.with_values(values) for values in tries]
    if tunes and tries != [{}]:
        params.append(usual)
    clock, counted, found = SystemClock(), list[Counted](), list[Folder]()
    for folder, some in zip(args.folders, tasks, strict=True):
        began = clock.monotonic()
        new = list(run_all(plan, some, args.jobs, params))
        counted += new
        if len(tries) == 1:
            wall_s = clock.monotonic() - began
            found.append(summed_up(folder, some, new, args.without, auto=plan.auto, wall_s=wall_s))
            sys.stdout.write("\n".join(table.lines(found[-1])) + "\n")
            sys.stdout.flush()
    tuning = tune(usual, tries, counted, parts) if tunes else None
    if tuning is not None:
        sys.stdout.write("\n".join(table.tuning_lines(tuning)) + "\n")
    values = tries[0] if len(tries) == 1 else {}
    return Report(exercise=args.exercise, armed=args.armed, values=values, folders=found, tuning=tuning)


def _jobs(word: str) -> int:
    if not word.isdigit() or not 1 <= int(word) <= 256:  # noqa: PLR2004 - more processes help nobody
        raise argparse.ArgumentTypeError(f"{word!r} is no number of processes: give 1 to 256")
    return int(word)


def _folds(word: str) -> int:
    if not word.isdigit() or not 2 <= int(word) <= 1000:  # noqa: PLR2004 - one part leaves no others
        raise argparse.ArgumentTypeError(f"{word!r} is no number of folds: give 2 to 1000")
    return int(word)


def _tasks(folder: Path, plan: Plan, args: argparse.Namespace) -> list[Task]:
    items = [
        item
        for item in labels.read(folder, args.by.split(",") if args.by else ())
        if not args.only or fnmatch(item.path.name, args.only)
    ]
    if not items:
        raise UsageError(f"{folder}: no file in its labels is called {args.only!r}: see its labels.csv")
    return plan.tasks(items)


def _write(path: Path, report: Report) -> None:
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    except OSError as error:
        raise SpotterError(f"{path} cannot be written ({error.strerror}): choose another folder") from None
