"""Writes simulated sets as pose traces with their labels: ``python -m tests.simulator --out FOLDER --n 100``.

``spotter benchmark FOLDER`` reads them. ``python -m tests.simulator --compare`` prints how the signals of simulated and
real sets spread.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from daemon.camera.trace import write_trace
from daemon.cli.benchmark.items import Span
from tests.simulator import realistic, spreads
from tests.simulator.chance import chosen, idle
from tests.simulator.exercises import PROGRAMS, exercise_of
from tests.simulator.story import Plan, Rep, Simulated, simulate

COLUMNS = ("trace", "exercise", "variant", "reps", "rep_times_s", "key_times_s", "no_reps", "fps", "view", "height_m")
IDLE = 10
"""With ``--wild``, every so manieth set is of somebody who does no exercise."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--out", type=Path, help="folder; made where it does not exist")
    task.add_argument("--compare", action="store_true", help="print mean and spread of each signal, beside real sets'")
    parser.add_argument("--n", type=int, help="sets; with --compare of each exercise (100; 20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(PROGRAMS), action="append", help="one exercise; may be repeated")
    parser.add_argument(
        "--wild", action="store_true", help="no-reps, idlers, walks, passers-by, arm swings and gaps too"
    )
    parser.add_argument("--realistic", action="store_true", help="people, views and models as different as real ones")
    parser.add_argument("--traces", type=Path, default=spreads.TRACES, help="real traces, with --compare")
    parser.add_argument("--clips", type=Path, default=spreads.CLIPS, help="real clips, with --compare")
    args = parser.parse_args()
    if args.compare:
        _compare(args)
    else:
        _write(args.out, _planned(args))


def _planned(args: argparse.Namespace) -> Iterator[tuple[str, Plan]]:
    """Yields the sets to write, each with its file's name."""
    known = realistic.STYLES if args.realistic else [name for name in PROGRAMS if name != "plank"]
    names = [name for name in args.only or known if name in known]
    for i in range(args.n or 100):
        name = names[i % len(names)]
        if args.realistic:
            plan = realistic.plan(name, args.seed + i)
        else:
            rng = np.random.default_rng((args.seed, i))
            rests = args.wild and i % IDLE == IDLE - 1
            plan = idle(rng) if rests else chosen(name, rng, wild=args.wild)
        yield f"{plan.exercise if plan.lifts else 'none'}_{args.seed}_{i:04d}.npz", plan


def _write(out: Path, planned: Iterator[tuple[str, Plan]]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for name, plan in planned:
            simulated = simulate(plan)
            write_trace(out / name, simulated.sights, plan.fps)
            rows.writerow(dict(zip(COLUMNS, _row(name, plan, simulated), strict=True)))


def _row(name: str, plan: Plan, simulated: Simulated) -> tuple[object, ...]:
    no_reps = " ".join(f"{_times(rep)}:{rep.expect.value}" for rep in simulated.no_reps if rep.expect)
    return (
        name,
        exercise_of(plan.exercise) if plan.lifts else "none",
        plan.exercise,
        len(simulated.reps),
        " ".join(map(_times, simulated.reps)),
        " ".join(f"{rep.turn:.3f}" for rep in simulated.reps),
        no_reps,
        f"{plan.fps:g}",
        f"{plan.camera.azimuth:.0f}",
        f"{plan.athlete.height:.2f}",
    )


def _times(rep: Rep) -> str:
    return f"{rep.start:.3f}-{rep.end:.3f}"


def _compare(args: argparse.Namespace) -> None:
    """Print a table for each exercise: the narrow population, and the wide one beside the real sets that it is like."""
    count = args.n or 20
    traces, clips = spreads.real(args.traces), spreads.real(args.clips)
    for name in args.only or realistic.STYLES:
        narrow = [chosen(name, np.random.default_rng((args.seed, i)), wild=False) for i in range(count)]
        columns = {
            "narrow": spreads.of_sets((made.sights, _spans(made)) for made in map(simulate, narrow)),
            "as traces": realistic_values(name, args.seed, count, picture=True) if name in traces else [],
            "traces": traces.get(name, []),
            "as clips": realistic_values(name, args.seed, count, picture=False),
            "clips": clips.get(name, []),
        }
        print(spreads.table(name, columns), end="\n\n", flush=True)


def realistic_values(name: str, seed: int, count: int, *, picture: bool) -> list[spreads.Values]:
    """Returns the signals of so many sets of the wide population."""
    made = realistic.sets([name], range(seed, seed + count), picture=picture)
    return spreads.of_sets((each.pose_frames, each.spans) for each in made)


def _spans(simulated: Simulated) -> list[Span]:
    return [Span(rep.start, rep.end) for rep in simulated.reps]


if __name__ == "__main__":
    main()
