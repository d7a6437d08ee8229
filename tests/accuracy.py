"""How well we count on real footage: ``python -m tests.accuracy FOLDER`` with clips and their labels.csv.

Each clip runs through the real ``spotter count`` with its own exercise; one of exercise ``none``, under every exercise.
MAE and OBO as the repetition-counting papers define them.
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EXERCISES = ("squat", "push_up", "sit_up", "jumping_jack", "pull_up")


@dataclass(frozen=True)
class Score:
    """One clip under one exercise."""

    clip: str
    exercise: str
    true: int
    counted: int


def count(clip: Path, exercise: str) -> int:
    """Reps that ``spotter count`` gives."""
    argv = [sys.executable, "-m", "daemon.cli", "count", str(clip), "--exercise", exercise, "--json"]
    ran = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=600)
    return int(json.loads(ran.stdout.splitlines()[-1])["reps"])


def labelled(folder: Path, only: Sequence[str] = ()) -> Iterator[tuple[Path, str, int]]:
    """Each clip with an exercise to count it as, and its true reps."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if only and row["clip"] not in only:
                continue
            if row["exercise"] == "none":
                yield from ((folder / row["clip"], exercise, 0) for exercise in EXERCISES)
            elif row["exercise"] in EXERCISES:
                yield folder / row["clip"], row["exercise"], int(row["reps"])


def scores(folder: Path, only: Sequence[str] = ()) -> Iterator[Score]:
    """Count everything."""
    for clip, exercise, true in labelled(folder, only):
        yield Score(clip.name, exercise, true, count(clip, exercise))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    found = list(scores(parser.parse_args().folder))
    for score in found:
        if score.true != score.counted:
            print(f"{score.clip} as {score.exercise}: {score.counted}, true {score.true}")
    done = [score for score in found if score.true]
    for exercise in (*EXERCISES, "all"):
        some = [score for score in done if exercise in (score.exercise, "all")]
        if some:
            print(f"{exercise:<14}{line(some)}")
    negatives = [score for score in found if not score.true]
    print(f"{'none':<14}{len(negatives):>4} runs, {sum(score.counted for score in negatives)} false reps")


def line(some: Sequence[Score]) -> str:
    """Clips, exact, within one and MAE."""
    errors = [abs(score.counted - score.true) for score in some]
    exact, within_one = sum(e == 0 for e in errors) / len(some), sum(e <= 1 for e in errors) / len(some)
    mae = sum(e / score.true for e, score in zip(errors, some, strict=True)) / len(some)
    return f"{len(some):>4} clips, exact {exact:.0%}, within one {within_one:.0%}, MAE {mae:.3f}"


if __name__ == "__main__":
    main()
