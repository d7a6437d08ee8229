"""Measures form on UI-PRMD's motion capture: ``python -m tests.form.ui_prmd FOLDER``.

FOLDER has the traces and their ``labels.csv`` (trace, exercise, movement, subject, view, correct, reps, rep_frames,
fps). The traces are motion capture, so the true angles and the true tempo are in them: an angle's range in a labelled
rep, and its halves from where the angle's speed rises above ``STILL`` of the half's fastest to where it falls below it.
Printed by movement: errors of range and tempo, and how well the score tells reps done correctly from those that were
meant to be done badly (area under the curve; a rep that was refused scores 0, one whose score is withheld is left out).
No weight is computed from these subjects, but they are no unseen ones either: the measure of sway, the weights of its
parts (2.8 and 2.5), what depth costs, the least share of a habit (0.6) and the limits of stability and tempo were
chosen with an eye on the areas of five of them. Other subjects may come out lower.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import RepCounted
from daemon.core.features.signals import SIGNALS
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.core.pose.pose import Pose
from daemon.core.spec import Exercise, Part

Floats = NDArray[np.float64]
STILL = 0.05
"""Share of a half's fastest speed below which the athlete is taken to stand still."""
OVERLAP = 0.5
"""Share of a labelled rep that a counted one must cover to be it."""


@dataclass(frozen=True)
class Labelled:
    """A trace, and what is true of it."""

    path: Path
    exercise: Exercise
    movement: str
    subject: int
    view: str
    correct: bool
    reps: tuple[tuple[float, float], ...]


class Truth(NamedTuple):
    """What is true of a rep: range (degrees), and seconds out, at the turn, and back."""

    rom_deg: float
    out_s: float
    turn_s: float
    back_s: float


class Rep(NamedTuple):
    """A labelled rep, and what was made of it; None: it was refused, or not seen."""

    label: Labelled
    truth: Truth
    counted: RepCounted | None

    @property
    def score(self) -> float | None:
        """Its score: 0 where it was refused, None where the view does not support one."""
        return 0.0 if self.counted is None else self.counted.score


def read(folder: Path) -> list[Labelled]:
    """Returns the labelled traces of exercises that Spotter knows."""
    known = exercises.read_all()
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [_labelled(folder, row, known) for row in csv.DictReader(file) if row["exercise"] in known]


def _labelled(folder: Path, row: dict[str, str], known: dict[str, Exercise]) -> Labelled:
    fps = float(row["fps"])
    spans = [tuple(int(each) / fps for each in span.split("-")) for span in row["rep_frames"].split()]
    return Labelled(
        folder / row["trace"],
        known[row["exercise"]],
        row["movement"],
        int(row["subject"]),
        row["view"],
        row["correct"] == "1",
        tuple((first, last) for first, last in spans),
    )


def poses_of(path: Path) -> tuple[list[Pose], tuple[int, int]]:
    """Returns a trace's poses and the size of its picture."""
    with np.load(path) as trace:
        t, xy, world, score = (trace[key] for key in ("t", "xy", "world", "score"))
        size = int(trace["width"]), int(trace["height"])
    rows = zip(t, xy, world, score, strict=True)
    return [Pose(float(a), *(np.ascontiguousarray(x, np.float32) for x in (b, c, d))) for a, b, c, d in rows], size


def counted(exercise: Exercise, poses: Iterable[Pose], size: tuple[int, int]) -> list[RepCounted]:
    """Returns the reps of one set, from the first pose to after the last."""
    state, facts, t = workout.begin(exercise), [], 0.0
    for pose in poses:
        t = pose.t
        if state.set is None:
            state, _ = workout.start(state, t, armed=False)
        state, found = workout.step(state, pose, t, size)
        facts += found
    facts += workout.stop(state, t)[1]
    return [fact for fact in facts if isinstance(fact, RepCounted)]


def angle_of(exercise: Exercise, poses: Sequence[Pose]) -> Floats:
    """Returns the exercise's angle in each pose."""
    measure, params = SIGNALS[exercise.angle].measure, FeatureParams()
    return np.array([measure(Body.of(pose), params).value for pose in poses])


def truth_of(t: Floats, angle: Floats, first: float, last: float) -> Truth:
    """Returns what is true of a rep between two times."""
    inside = slice(*np.searchsorted(t, (first, last)))
    t, angle = t[inside], angle[inside]
    start = np.median(angle[:5])
    turn = int(np.argmax(np.abs(angle - start)))
    way = np.abs(angle - start)
    speed = np.gradient(way, t)
    began, down = _moving(t[: turn + 1], speed[: turn + 1])
    up, ended = _moving(t[turn:], -speed[turn:])
    return Truth(float(way[turn]), down - began, up - down, ended - up)


def _moving(t: Floats, speed: Floats) -> tuple[float, float]:
    """Returns from when to when it moves around its fastest moment."""
    if len(t) < 2:
        return float(t[0]), float(t[-1])
    fastest = int(np.argmax(speed))
    still = speed < STILL * speed[fastest]
    before, after = np.flatnonzero(still[:fastest]), np.flatnonzero(still[fastest:])
    first = before[-1] + 1 if len(before) else 0
    last = fastest + after[0] - 1 if len(after) else len(t) - 1
    return float(t[first]), float(t[last])


def reps_of(label: Labelled) -> list[Rep]:
    """Returns a trace's labelled reps with what was counted of each."""
    poses, size = poses_of(label.path)
    found = counted(label.exercise, poses, size)
    t, angle = np.array([pose.t for pose in poses]), angle_of(label.exercise, poses)
    return [Rep(label, truth_of(t, angle, *span), _match(span, found)) for span in label.reps]


def _match(span: tuple[float, float], found: Sequence[RepCounted]) -> RepCounted | None:
    first, last = span
    covered = [(min(last, rep.end) - max(first, rep.start), rep) for rep in found]
    most, rep = max(covered, key=lambda each: each[0], default=(0.0, None))
    return rep if rep is not None and most > OVERLAP * min(rep.end - rep.start, last - first) else None


def area(good: Sequence[float], bad: Sequence[float]) -> float:
    """Returns the area under the curve: how often a good one scores more than a bad one; a tie is half."""
    if not good or not bad:
        return float("nan")
    a, b = np.array(good)[:, None], np.array(bad)[None, :]
    return float(((a > b) + 0.5 * (a == b)).mean())


def tempo_errors(rep: Rep) -> tuple[float, float, float] | None:
    """Returns the errors out, at the turn and back (s)."""
    if rep.counted is None:
        return None
    tempo = rep.counted.tempo
    told = (tempo.eccentric_s, tempo.bottom_s, tempo.concentric_s)
    if rep.label.exercise.first is Part.CONCENTRIC:
        told = (tempo.concentric_s, tempo.top_s, tempo.eccentric_s)
    out, turn, back = (abs(a - b) for a, b in zip(told, rep.truth[1:], strict=True))
    return out, turn, back


def _print(movement: str, reps: Sequence[Rep]) -> None:
    seen = [rep for rep in reps if rep.counted is not None]
    rom = [
        abs(rep.counted.rom_deg - rep.truth.rom_deg) for rep in seen if rep.counted and rep.counted.rom_deg is not None
    ]
    tempo = np.array([errors for rep in seen if (errors := tempo_errors(rep)) is not None]).reshape(-1, 3)
    by_subject = {
        subject: area(*_scores([rep for rep in reps if rep.label.subject == subject]))
        for subject in sorted({rep.label.subject for rep in reps})
    }
    print(
        f"{movement:26} {len(reps):4} {len(seen) / len(reps):6.0%} "
        f"{np.median(rom) if rom else np.nan:6.1f} {np.quantile(rom, 0.95) if rom else np.nan:6.1f} "
        f"{' '.join(f'{each:5.2f}' for each in (np.median(tempo, axis=0) if len(tempo) else [np.nan] * 3))}  "
        f"{area(*_scores(reps)):5.2f}  " + " ".join(f"{subject}:{each:.2f}" for subject, each in by_subject.items())
    )


def _scores(reps: Sequence[Rep]) -> tuple[list[float], list[float]]:
    good = [rep.score for rep in reps if rep.label.correct and rep.score is not None]
    return good, [rep.score for rep in reps if not rep.label.correct and rep.score is not None]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    by_movement = defaultdict[str, list[Rep]](list)
    for label in read(args.folder):
        by_movement[f"{label.movement} ({label.exercise.name})"] += reps_of(label)
    print("movement                   reps counted  range error°  tempo error s     area   by subject")
    for movement, reps in sorted(by_movement.items()):
        _print(movement, reps)


if __name__ == "__main__":
    main()
