"""Records the golden facts afresh: ``python -m tests.golden.record``, after a change of the count that is wanted.

The facts are what the core makes of the golden traces: of each exercise's own (``sets.py``), and of the bundled clip's
under the clip's own commands. ``--traces`` makes the traces afresh too: the simulator's sets, and what the engine sees
in the bundled clip, rounded to a tenth of a pixel and a millimetre so that the file stays small. ``--add squat.npz
--reps 8`` takes over a trace of one's own, from ``spotter count VIDEO --poses squat.npz``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from daemon.camera.trace import TraceSource
from daemon.cli.demo import storyboard
from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.pose.pose import Pose
from daemon.core.spec import Exercise
from daemon.core.state import Rules, Workout
from daemon.ports import PoseFrame
from tests.golden import sets

HERE = Path(__file__).parent
EXERCISES = HERE.parents[1] / "configs" / "exercises"
CLIP = HERE.parents[1] / "configs" / "clip" / "demo.mp4"
TRACE, FACTS = HERE / "demo.npz", HERE / "demo.facts.json"


def replay() -> list[dict[str, Any]]:
    """The facts of the bundled clip's trace, each as its fields and its name."""
    trace = np.load(TRACE)
    size = int(trace["width"]), int(trace["height"])
    presses = storyboard.read(CLIP.with_suffix(".json")).commands
    state, facts = workout.begin(exercises.load("squat")), []
    for t, xy, world, score in zip(*(trace[key] for key in ("t", "xy", "world", "score")), strict=True):
        while presses and presses[0].t <= t:
            state, found = _press(state, presses.pop(0), float(t))
            facts += found
        pose = Pose(float(t), xy, world, score) if score.any() else None
        state, found = workout.step(state, pose, float(t), size)
        facts += found
    return plain(facts)


def watch(trace: Path, exercise: Exercise, rules: Rules | None = None) -> list[Fact]:
    """The facts of one set: the button is pressed with the first frame and after the last."""
    source = TraceSource(trace)
    state, facts, t = workout.begin(exercise, rules), list[Fact](), 0.0
    while isinstance(sight := source.read(0.0), PoseFrame):
        t = sight.t
        if not state.open:
            state, facts = workout.start(state, t)
        state, found = workout.step(state, sight.pose, t, (sight.width, sight.height))
        facts += found
    return facts + (workout.stop(state, t)[1] if state.set is not None else [])


def plain(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Facts as JSON has them: each as its fields and its name."""
    return [{"fact": type(fact).__name__, **asdict(fact)} for fact in facts]


def facts_of(name: str) -> list[dict[str, Any]]:
    """The facts of an exercise's golden trace."""
    return plain(watch(trace_of(name), exercises.read(EXERCISES / f"{name}.toml")))


def trace_of(name: str) -> Path:
    """An exercise's golden trace."""
    return sets.FOLDER / f"{name}.npz"


def known_facts_of(name: str) -> Path:
    """What its facts must be."""
    return sets.FOLDER / f"{name}.facts.json"


def _press(state: Workout, press: storyboard.Press, t: float) -> tuple[Workout, list[Fact]]:
    exercise = exercises.load(press.args["exercise"]) if "exercise" in press.args else None
    if press.verb == "start":
        return workout.start(state, t, exercise)
    if press.verb == "exercise" and exercise is not None:
        return workout.choose(state, t, exercise)
    return workout.stop(state, t)


def _see_clip() -> None:
    """The bundled clip's poses, as the engine sees them now."""
    with tempfile.TemporaryDirectory() as folder:
        poses = Path(folder) / "poses.npz"
        argv = [sys.executable, "-m", "daemon.cli", "count", str(CLIP), "--exercise", "squat", "--poses", str(poses)]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, timeout=600)
        seen = dict(np.load(poses))
    for key, decimals in (("xy", 1), ("world", 3), ("score", 2), ("t", 6)):
        seen[key] = seen[key].round(decimals)
    np.savez_compressed(TRACE, **seen)


def _write(path: Path, facts: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", action="store_true", help="make the traces afresh too")
    parser.add_argument("--add", metavar="POSES.npz", type=Path, help="take over a trace; its name is the exercise's")
    parser.add_argument("--reps", type=int, help="how many there are in it, with --add")
    args = parser.parse_args()
    if args.add and args.reps is None:
        parser.error("--add needs --reps: how many there are in it")
    if args.traces:
        sets.write()
        _see_clip()
    if args.add:
        sets.add(args.add, args.reps)
    _write(FACTS, replay())
    for path in sorted(sets.FOLDER.glob("*.npz")):
        _write(known_facts_of(path.stem), facts_of(path.stem))


if __name__ == "__main__":
    main()
