"""Runs of simulated sets: of what nobody filmed, and of reps that must not count."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from daemon.cli.benchmark.families import alike
from daemon.cli.benchmark.items import Item, NoRep, Span
from daemon.core.facts import Reason
from daemon.core.spec import Exercise
from tests.fit.examples import Run, of_frames
from tests.simulator.chance import SHALLOW, chosen, idle
from tests.simulator.exercises import PROGRAMS, QUICK, exercise_of
from tests.simulator.realistic import STYLES, realistic
from tests.simulator.story import Lift, Simulated, simulate

OTHERS = 2
"""Other exercises as which each set is counted too."""
IDLERS = 2
"""Sets in which nobody exercises, for each seed."""
_SHALLOW, _HALF_BACK, _QUICK = 0.25, 0.35, 0.9
"""Shares of reps that a no-rep of the kind follows."""
_STANDS_UP = ("squat", "lunge", "deadlift", "romanian_deadlift", "push_up", "pull_up", "curl")
"""Exercises whose way back has an end that everybody agrees on."""


def of_simulator(
    seeds: Sequence[int], exercises: Mapping[str, Exercise], done: Sequence[str] = tuple(STYLES)
) -> list[Run]:
    """Returns the runs of a wide set and of a plain one with its no-reps, of each exercise for each seed.

    Args:
        seeds: One makes a set, and idle moves, of its own.
        exercises: All of them: a set is also counted as some that it is unlike.
        done: The exercises that are simulated.
    """
    asked = [(seed, name, wide) for seed in seeds for name in done for wide in (True, False)]
    asked += [(seed, f"none_{i}", False) for seed in seeds for i in range(IDLERS)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return [run for runs in pool.map(partial(_of_set, exercises), asked, chunksize=8) for run in runs]


def _of_set(exercises: Mapping[str, Exercise], asked: tuple[int, str, bool]) -> list[Run]:
    return list(_runs(exercises, *asked))


def _runs(exercises: Mapping[str, Exercise], seed: int, name: str, wide: bool) -> Iterator[Run]:  # noqa: FBT001 - of a triple
    if name not in STYLES:
        rng = np.random.default_rng((seed, len(STYLES), int(name[-1])))
        nobody = Item(Path(f"{name}_{seed}"), None, 0)
        yield from of_frames("simulated", nobody, _idle(rng).sights, exercises)
        return
    rng = np.random.default_rng((seed, sorted(STYLES).index(name)))
    found = realistic(name, seed) if wide else _plain(name, rng)
    unlike = [each for each in exercises if not alike(name, each) and not exercises[each].is_hold]
    counted_as = {name, *rng.choice(unlike, OTHERS, replace=False)}
    spans = tuple(Span(rep.start, rep.end) for rep in found.reps)
    no_reps = tuple(NoRep(Span(each.start, each.end), each.expect) for each in found.no_reps if each.expect)
    item = Item(Path(f"{name}_{seed}_{'wide' if wide else 'plain'}"), name, len(spans), spans, (), no_reps)
    yield from of_frames(
        "simulated",
        item,
        found.sights,
        {each: exercises[each] for each in sorted(counted_as)},
        tuple(exercises.values()),
    )


def _plain(name: str, rng: np.random.Generator) -> Simulated:
    """Returns a plain set in which every no-rep is done that the exercise has."""
    ways = [each for each in PROGRAMS if exercise_of(each) == name]
    plan = chosen(str(rng.choice(ways)), rng, wild=True)
    return simulate(replace(plan, lifts=tuple(_with_no_reps(plan.lifts, name, rng))))


def _with_no_reps(lifts: Sequence[Lift], name: str, rng: np.random.Generator) -> Iterator[Lift]:
    """Yields the reps, some followed by a movement that is too short, comes back half way, or drops too quickly."""
    for lift in lifts:
        yield lift if lift.expect is None else replace(lift, depth=lift.depth * float(rng.uniform(0.6, 1.1)))
        if name in QUICK or lift.expect is not None:
            continue
        chance = rng.random()
        if name in SHALLOW and chance < _SHALLOW:
            yield Lift(SHALLOW[name] * float(rng.uniform(0.6, 1.1)), lift.pace, expect=Reason.SHALLOW)
        elif name in _STANDS_UP and chance < _HALF_BACK:
            yield replace(lift, back=float(rng.uniform(0.4, 0.65)), expect=Reason.NO_LOCKOUT)
        elif chance > _QUICK:
            yield Lift(lift.depth, float(rng.uniform(0.08, 0.15)), expect=Reason.TOO_FAST)


def _idle(rng: np.random.Generator) -> Simulated:
    return simulate(idle(rng))
