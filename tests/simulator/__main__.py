"""Writes simulated sets as pose traces with their labels: ``python -m tests.simulator --out FOLDER --n 100``.

``spotter benchmark FOLDER`` reads them.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from daemon.camera.trace import write_trace
from tests.simulator.chance import chosen, idle
from tests.simulator.exercises import PROGRAMS, exercise_of
from tests.simulator.story import Plan, Rep, Simulated, simulate

COLUMNS = ("trace", "exercise", "variant", "reps", "rep_times_s", "key_times_s", "no_reps", "fps", "view", "height_m")
IDLE = 10
"""With ``--wild``, every so manieth set is of somebody who does no exercise."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder; made where it does not exist")
    parser.add_argument("--n", type=int, default=100, help="sets")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(PROGRAMS), action="append", help="one exercise; may be repeated")
    parser.add_argument(
        "--wild", action="store_true", help="no-reps, idlers, walks, passers-by, arm swings and gaps too"
    )
    args = parser.parse_args()
    names = args.only or [name for name in PROGRAMS if name != "plank"]
    args.out.mkdir(parents=True, exist_ok=True)
    with (args.out / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for i in range(args.n):
            rng = np.random.default_rng((args.seed, i))
            rests = args.wild and i % IDLE == IDLE - 1
            plan = idle(rng) if rests else chosen(names[i % len(names)], rng, wild=args.wild)
            simulated = simulate(plan)
            name = f"{'none' if rests else plan.exercise}_{args.seed}_{i:04d}.npz"
            write_trace(args.out / name, simulated.sights, plan.fps)
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


if __name__ == "__main__":
    main()
