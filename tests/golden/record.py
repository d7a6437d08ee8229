"""Records the golden trace afresh: ``python -m tests.golden.record``, after a change of the count that is wanted.

The poses are what the engine sees in the bundled clip, rounded to a tenth of a pixel and a millimetre so that the file
stays small; the facts are what the core makes of them under the clip's own commands.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from daemon import exercises
from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.pose import Pose
from daemon.demo import storyboard

HERE = Path(__file__).parent
CLIP = HERE.parents[1] / "configs" / "clip" / "demo.mp4"
TRACE, FACTS = HERE / "demo.npz", HERE / "demo.facts.json"


def replay() -> list[dict[str, Any]]:
    """The facts of the golden trace, each as its fields and its name."""
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
    return [{"fact": type(fact).__name__, **asdict(fact)} for fact in facts]


def _press(state: workout.Workout, press: storyboard.Press, t: float) -> tuple[workout.Workout, list[Fact]]:
    exercise = exercises.load(press.args["exercise"]) if "exercise" in press.args else None
    if press.verb == "start":
        return workout.start(state, t, exercise)
    if press.verb == "exercise" and exercise is not None:
        return workout.choose(state, t, exercise)
    return workout.stop(state, t)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        poses = Path(folder) / "poses.npz"
        argv = [sys.executable, "-m", "daemon.cli", "count", str(CLIP), "--exercise", "squat", "--poses", str(poses)]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, timeout=600)
        seen = dict(np.load(poses))
    for key, decimals in (("xy", 1), ("world", 3), ("score", 2), ("t", 6)):
        seen[key] = seen[key].round(decimals)
    np.savez_compressed(TRACE, **seen)
    FACTS.write_text(json.dumps(replay(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
