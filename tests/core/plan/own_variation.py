"""``python -m tests.core.plan.own_variation FOLDER``: by how much the velocity of labelled reps varies.

Each item of the folder is one set of somebody else, so this is no athlete's own figure: it is what one set shows.
"""

import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.play import play
from daemon.config import exercises, settings
from daemon.config.rules import rules
from daemon.core.facts import RepCounted
from daemon.core.plan.steadiness import STEADY, steadiness
from daemon.system.clock import SystemClock

_LEAST_REPS = 6


def main(folder: Path) -> None:
    """Writes a line for each exercise and view."""
    config, clock = settings.load(None), SystemClock()
    by, core = footage.engine(config, None), rules(config, None)
    known = exercises.read_all(None)
    found: dict[str, list[float]] = defaultdict(list)
    for item in labels.read(folder):
        if item.exercise not in known:
            continue
        frames = footage.within(footage.pose_frames(item.path, by, clock), item.window)
        facts = play(frames, known[item.exercise], core, clock, armed=False).facts
        reps = [fact for fact in facts if isinstance(fact, RepCounted) and fact.velocity is not None]
        speeds = [rep.velocity.mean for rep in reps if rep.velocity is not None]
        if len(speeds) >= _LEAST_REPS:
            found[item.exercise].append(steadiness(item.exercise, "", [speeds]).cv)
    sys.stdout.write("| exercise | sets | median | steady enough |\n| --- | --- | --- | --- |\n")
    for exercise, cvs in sorted(found.items()):
        steady = sum(cv <= STEADY for cv in cvs)
        sys.stdout.write(f"| {exercise} | {len(cvs)} | {100 * median(cvs):.0f} % | {steady} |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
