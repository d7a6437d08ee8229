"""The set behind each exercise's golden trace: who does it, seen from where, and what must not count.

The simulator acts them out once (``python -m tests.golden.record --traces``); a trace that was recorded from a camera
serves as well, with its line in ``labels.csv``.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from daemon.camera.trace import TraceSource
from daemon.core.facts import Reason
from daemon.ports import PoseFrame
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.story import Lift, Plan, Rep, Simulated, simulate
from tests.simulator.weakness import Weakness

FOLDER = Path(__file__).parent / "exercises"
LABELS = FOLDER / "labels.csv"
COLUMNS = ("trace", "exercise", "reps", "rep_times_s", "key_times_s", "no_reps", "fps")
SLOW_FPS, QUICK_FPS = 15.0, 20.0
SHARP = Weakness(jitter=0.004)
PIXEL, METRE, SCORE = 1.0, 0.01, 0.05
"""To what the arrays are rounded, so that a trace stays under 40 kB."""
HOLD, STANDS_S = "plank", 2.0
"""Its trace is a hold between two moments of standing."""


def _slow(exercise: str, azimuth: float, shallow: float | None = None, **other: float) -> Plan:
    """Three reps of different tempo; before the last, where told, one that goes only ``shallow`` of the way."""
    lifts = [Lift(), Lift(0.95, pace=1.2), Lift(pace=0.9)]
    if shallow is not None:
        lifts.insert(2, Lift(shallow, expect=Reason.SHALLOW))
    return _plan(exercise, lifts, azimuth, SLOW_FPS, **other)


def _quick(exercise: str, azimuth: float, **other: float) -> Plan:
    lifts = [Lift(1 - 0.02 * (i % 3), pace=1 + 0.03 * (i % 2), rest=0.05) for i in range(8)]
    return _plan(exercise, lifts, azimuth, QUICK_FPS, **other)


def _plan(  # noqa: PLR0913 - what the sets differ in
    exercise: str, lifts: list[Lift], azimuth: float, fps: float, *, height: float = 1.75, shelf: float = 1.0
) -> Plan:
    """Of an athlete, and before a camera, of these heights (m)."""
    camera = Camera(azimuth=azimuth, height=shelf)
    return Plan(exercise, tuple(lifts), Athlete(height), camera, SHARP, fps, still=1.0, seed=len(exercise))


SETS = {
    plan.exercise: plan
    for plan in (
        _slow("squat", 80, 0.35, height=1.62),
        _slow("push_up", 60, 0.3, shelf=0.5),
        _slow("sit_up", 75, 0.35, shelf=0.6),
        _slow("pull_up", 20, 0.35, height=1.85),
        _slow("lunge", 60, 0.25),
        _slow("side_lunge", 10, 0.35, height=1.68),
        _slow("deadlift", 90, 0.42, height=1.9),
        _slow("romanian_deadlift", 80, 0.42),
        _slow("bench_press", 70, 0.35, shelf=1.2),
        _slow("shoulder_press", 0, 0.42, height=1.7),
        _slow("curl", 25, 0.35),
        _slow("lateral_raise", 5, 0.42, height=1.58),
        _slow("front_raise", 50, 0.42),
        _slow("burpee", 80),
        _quick("jumping_jack", 0),
        _quick("seal_jack", 15),
        _quick("side_squat_jump", 5),
        _quick("toe_tap", 20),
        _quick("high_knees", 25, height=1.66),
        _quick("mountain_climber", 45, shelf=0.6),
        _plan(HOLD, [Lift(), Lift(0.9)], 90, SLOW_FPS, shelf=0.5),
    )
}


def write(folder: Path = FOLDER) -> None:
    """Act every set out: its trace, and its line in the labels."""
    folder.mkdir(exist_ok=True)
    with (folder / LABELS.name).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        rows.writeheader()
        for name, plan in sorted(SETS.items()):
            simulated, path = simulate(plan), folder / f"{name}.npz"
            if name == HOLD:
                _write_trace(path, _between_standing(plan, simulated.sights), plan.camera.size, plan.fps)
                row: tuple[object, ...] = _hold_row(plan, simulated)
            else:
                _write_trace(path, simulated.sights, plan.camera.size, plan.fps)
                row = _row(plan, simulated)
            rows.writerow(dict(zip(COLUMNS, row, strict=True)))


def add(trace: Path, reps: int, folder: Path = FOLDER) -> None:
    """Take over a trace of somebody's own: thinned, rounded, and with its line in the labels.

    Its name is the exercise's.
    """
    source, sights = TraceSource(trace), list[PoseFrame]()
    while isinstance(sight := source.read(0.0), PoseFrame):
        if not sights or sight.t - sights[-1].t > 1 / QUICK_FPS - 1e-3:
            sights.append(sight)
    name = trace.stem
    fps = round((len(sights) - 1) / (sights[-1].t - sights[0].t), 1)
    _write_trace(folder / f"{name}.npz", sights, (source.width, source.height), fps)
    with (folder / LABELS.name).open("r+", encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith(f"{name}.npz,")]
        file.seek(0)
        file.truncate()
        file.writelines([*lines, f"{name}.npz,{name},{reps},,,,{fps:g}\n"])


def _between_standing(plan: Plan, hold: list[PoseFrame]) -> list[PoseFrame]:
    """Somebody stands, is in the hold, and stands again; how one gets down is left out."""
    upright = [
        sight
        for sight in simulate(replace(plan, exercise="squat", lifts=(), still=STANDS_S)).sights
        if sight.t < STANDS_S
    ]
    spliced = (*upright, *hold, *upright)
    return [replace(sight, t=i / plan.fps) for i, sight in enumerate(spliced)]


def _hold_row(plan: Plan, done: Simulated) -> tuple[object, ...]:
    end = STANDS_S + len(done.sights) / plan.fps
    times = f"{STANDS_S:.3f} {end:.3f}"
    return f"{plan.exercise}.npz", plan.exercise, round(end - STANDS_S), "", times, "", f"{plan.fps:g}"


def _row(plan: Plan, done: Simulated) -> tuple[object, ...]:
    return (
        f"{plan.exercise}.npz",
        plan.exercise,
        len(done.reps),
        " ".join(map(_times, done.reps)),
        " ".join(f"{rep.turn:.3f}" for rep in done.reps),
        " ".join(f"{_times(rep)}:{rep.expect.value}" for rep in done.no_reps if rep.expect),
        f"{plan.fps:g}",
    )


def _times(rep: Rep) -> str:
    return f"{rep.start:.3f}-{rep.end:.3f}"


def _write_trace(path: Path, sights: list[PoseFrame], size: tuple[int, int], fps: float) -> None:
    """A trace of rounded numbers, time fastest in memory: what hardly changes lies together and packs well."""
    poses = [(sight.t, sight.pose) for sight in sights if sight.pose is not None]
    arrays = {
        "xy": _packed([pose.xy for _, pose in poses], PIXEL),
        "world": _packed([pose.world for _, pose in poses if pose.world is not None], METRE),
        "score": _packed([pose.score for _, pose in poses], SCORE),
    }
    t = np.array([t for t, _ in poses]).round(4)
    np.savez_compressed(path, t=t, **arrays, width=size[0], height=size[1], fps=fps)


def _packed(rows: list[np.ndarray], step: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.asfortranarray((np.array(rows, np.float64) / step).round() * step).astype(np.float16, order="K")
