"""Fits how a joint's true angle follows from what is seen of it: ``python -m tests.form.fit [LOT]``.

The sets of a lot are rendered with known bones and seen by the real pose network. In folds by set: the polynomial of
``daemon.core.form.angles`` for each joint, then the size of its error on the sets left out, by what that grows with,
scaled so that ``COVERED`` of the errors lie within 1.96 of it. Prints the errors on the sets left out and writes
``daemon/core/form/angle_weights.py``, fitted to all sets.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import angles, limb, rom
from daemon.core.form.limb import Sight
from daemon.core.form.rep_body import RepBody
from daemon.core.form.rom import Curves, Range
from daemon.core.form.tempo import Moments
from daemon.core.form.window import Window
from daemon.core.spec import Exercise
from tests.form import playing, traces
from tests.gym.set_truth import SERIES

Floats = NDArray[np.float64]
FOLDS = 6
RIDGE = 0.1
OUTLIER_DEG = 5.0
"""Error from which on a frame weighs less: a limb that is guessed must not bend the rest."""
ENDS_WEIGH, OTHERS_WEIGH = 3.0, 0.1
"""Weight of the two ends of a range, and of joints that the exercise does not move."""
LEAST_SURE = 0.05
COVERED = 0.91
CORRECTION_RIDGE = 0.5
ERROR_RIDGE = 1.0
LEAST_ERROR_DEG = 0.5
OUT = Path(angles.__file__).with_name("angle_weights.py")


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep that was seen, and its true angles at the moments of its sights, by joint and side."""

    set: str
    exercise: Exercise
    working: int | None
    yaw: float
    view: str
    sights: dict[tuple[str, int], Sight]
    true: dict[tuple[str, int], Floats]

    @property
    def joint(self) -> str:
        """The joint whose range is told."""
        return self.exercise.angle.split("_")[0]


def reps(lot: str) -> Iterator[Rep]:
    """Yields the reps of a lot that were counted, each with what was seen of it."""
    index = json.loads((playing.RENDERED / f"{lot}.json").read_text(encoding="utf-8"))
    for truth in index:
        trace = traces.read(playing.RENDERED / lot / f"{truth['name']}.npz")
        exercise = playing._exercise(truth["exercise"])
        seen = _seen(exercise, trace)
        for row in truth["reps"]:
            true = playing.true_rep(row, exercise, trace)
            best = max(seen, key=lambda each: _overlap(true, each[0]), default=None)
            if best is not None and _overlap(true, best[0]) > (true.end - true.start) / 2:
                yield _rep(truth["name"], exercise, true, trace, best)


def _overlap(true: playing.TrueRep, body: RepBody) -> float:
    return min(true.end, body.end) - max(true.start, body.start)


def _seen(exercise: Exercise, trace: traces.Trace) -> list[tuple[RepBody, Window]]:
    looks: list[tuple[RepBody, Window]] = []

    def measure(_: Exercise, body: RepBody, __: Moments, curves: Curves) -> Range:
        looks.append((body, curves.seen))
        return Range(0.0, 0.0, "not fitted yet", (), ((0.0, 0.0), (0.0, 0.0)))

    with mock.patch.object(rom, "measure", measure):
        playing._facts(exercise, trace)
    return looks


def _rep(
    name: str, exercise: Exercise, true: playing.TrueRep, trace: traces.Trace, look: tuple[RepBody, Window]
) -> Rep:
    body, seen = look
    moments = (true.start - rom.STILL_S, true.start, true.turn, true.leave)
    at = rom.rows(seen.t, moments, true.start, min(true.end, float(seen.t[-1])))
    at = np.concatenate((at[:4], at[4::3]))
    per_metre, t = limb.scale(seen), np.array([frame.t for frame in trace.frames])
    sights, angle = {}, {}
    for joint, points in angles.LIMBS.items():
        for side, word in enumerate(("left", "right")):
            sights[joint, side] = limb.look(seen, points, side, per_metre, at)
            angle[joint, side] = np.interp(seen.t[at], t, trace.true.T[SERIES.index(f"{joint}_{word}")])
    working = None
    if exercise.angle.endswith("_lead"):
        turn = playing._around(trace.true, t, (true.turn + true.leave) / 2)
        working = 0 if playing._side(exercise.angle, turn) == "left" else 1
    return Rep(name, exercise, working, body.yaw, body.view, sights, angle)


def fit(some: Sequence[Rep], joint: str) -> Floats:
    """Returns the weights of a joint's polynomial: least squares, robust and shrunk a little."""
    blocks = [_block(rep, joint, side) for rep in some for side in (0, 1) if rep.sights[joint, side].sure > LEAST_SURE]
    x, y, own = (np.concatenate(each) for each in zip(*blocks, strict=True))
    weight = own
    for _ in range(5):
        weighted = x * weight[:, None]
        found: Floats = np.linalg.solve(weighted.T @ x + RIDGE * np.eye(x.shape[1]), weighted.T @ y)
        weight = own / np.maximum(np.abs(y - x @ found) / OUTLIER_DEG, 1.0)
    return found


def _block(rep: Rep, joint: str, side: int) -> tuple[Floats, Floats, Floats]:
    sight = rep.sights[joint, side]
    weight = np.full(len(sight.space), (1.0 if rep.joint == joint else OTHERS_WEIGH) * (0.2 + sight.sure))
    weight[:4] *= ENDS_WEIGH
    return angles.design(sight, rep.yaw), rep.true[joint, side], weight


@dataclass(frozen=True, slots=True)
class Told:
    """A rep's range by a fit: each side's, what its error grows with, how much it counts, and the true one."""

    rep: Rep
    sides: tuple[float, float]
    terms: Floats
    share: Floats
    true: float

    @property
    def name(self) -> str:
        """The exercise's name."""
        return self.rep.exercise.name

    def error(self, corrections: Mapping[str, Floats]) -> float:
        """Returns the range's error after its exercise's correction."""
        weights = corrections[self.name]
        own = [deg - weights @ angles.correction_terms(deg, self.rep.yaw) for deg in self.sides]
        return float(self.share @ np.maximum(own, 0.0) - self.true)


def told(rep: Rep, weights: Floats) -> Told:
    """Returns what a fit tells of a rep."""
    sides, true, terms = [], [], []
    for side in (0, 1):
        sight, angle = rep.sights[rep.joint, side], rep.true[rep.joint, side]
        deg = np.clip(angles.design(sight, rep.yaw) @ weights, 0, 180)
        sides.append(abs(deg[rom.TURN].mean() - deg[rom.START].mean()))
        true.append(abs(angle[rom.TURN].mean() - angle[1]))
        terms.append(angles.error_terms(sight.at(rom.START), sight.at(rom.TURN), rep.yaw))
    sure = np.array([rep.sights[rep.joint, side].sure ** 2 + rom.LEAST_SHARE for side in (0, 1)])
    share = sure / sure.sum() if rep.working is None else np.eye(2)[rep.working]
    truth = np.mean(true) if rep.working is None else true[rep.working]
    return Told(rep, (sides[0], sides[1]), np.array(terms), share, float(truth))


def correct(some: Sequence[Told]) -> dict[str, Floats]:
    """Returns by exercise what its ranges are usually wrong by: robust and shrunk."""
    found = {}
    for name in sorted({each.name for each in some}):
        mine = [each for each in some if each.name == name]
        deg = [float(each.share @ each.sides) for each in mine]
        x = np.array([angles.correction_terms(size, each.rep.yaw) for size, each in zip(deg, mine, strict=True)])
        y = np.array(deg) - np.array([each.true for each in mine])
        weight = np.ones(len(y))
        for _ in range(5):
            weighted = x * weight[:, None]
            found[name] = np.linalg.solve(weighted.T @ x + CORRECTION_RIDGE * np.eye(x.shape[1]), weighted.T @ y)
            weight = 1 / np.maximum(np.abs(y - x @ found[name]) / OUTLIER_DEG, 1.0)
    return found


def fitted(some: Sequence[Rep]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Returns the weights of angles by joint, and of corrections by exercise."""
    weights = {joint: fit(some, joint) for joint in angles.LIMBS}
    return weights, correct([told(rep, weights[rep.joint]) for rep in some])


def left_out(some: Sequence[Rep]) -> list[tuple[Told, float]]:
    """Returns what is told of each set by a fit to the others, and its error."""
    names = sorted({rep.set for rep in some})
    order = np.random.default_rng(0).permutation(len(names))
    fold = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
    found = []
    for k in range(FOLDS):
        weights, corrections = fitted([rep for rep in some if fold[rep.set] != k])
        looks = [told(rep, weights[rep.joint]) for rep in some if fold[rep.set] == k]
        found += [(look, look.error(corrections)) for look in looks]
    return found


def fit_error(found: Sequence[tuple[Told, float]]) -> dict[str, Floats]:
    """Returns the weights of the error's logarithm: each exercise its own size and its own by view, one slope for all.

    An exercise that was not rendered has the largest size of its joint's.
    """
    names = sorted({look.name for look, _ in found})
    x = np.array([look.share @ look.terms for look, _ in found])
    own = np.array([[look.name == name for name in names] for look, _ in found], float)
    both = np.concatenate((own, own * x[:, 1:2], own * x[:, 2:3], x[:, 3:]), axis=1)
    size = np.abs([error for _, error in found])
    y = np.log(np.maximum(size, LEAST_ERROR_DEG))
    solved = np.linalg.solve(both.T @ both + ERROR_RIDGE * np.eye(both.shape[1]), both.T @ (y - y.mean()))
    said = np.exp(both @ solved + y.mean())
    wide = np.log(np.quantile(size / said, COVERED) / 1.96) + y.mean()
    n = len(names)
    by_name = {
        name: np.concatenate(([solved[k] + wide, solved[n + k], solved[2 * n + k]], solved[3 * n :]))
        for k, name in enumerate(names)
    }
    joint_of = {look.name: look.rep.joint for look, _ in found}
    worst = {}
    for joint in angles.LIMBS:
        worst[joint] = max((by_name[name] for name in names if joint_of[name] == joint), key=lambda w: float(w[0]))
    return {**worst, **by_name}


def _print(found: Sequence[tuple[Told, float]], weights: dict[str, Floats]) -> None:
    size = np.abs([error for _, error in found])
    half = np.array([1.96 * look.share @ np.exp(look.terms @ weights[look.name]) for look, _ in found])
    for most in (15, 18, 20, 23, 25):
        shown = half <= most
        print(
            f"left out, told up to ±{most}°: {shown.mean():.0%} of {len(size)}, "
            f"error {np.median(size[shown]):.1f}° median, "
            f"{np.quantile(size[shown], 0.95):.1f}° 95th; ±{np.median(half[shown]):.1f}° covers "
            f"{(size <= half)[shown].mean():.0%}; agrees {(shown == (size <= 15)).mean():.0%}; over 15°: "
            f"{(size > 15)[shown].sum()} of {shown.sum()} told, "
            f"{(size > 15)[~shown].sum()} of {(~shown).sum()} withheld"
        )


def write(weights: dict[str, Floats], corrections: dict[str, Floats], error: dict[str, Floats]) -> None:
    """Writes what was fitted."""
    text = '"""Weights of a joint\'s angle and its error: fitted by ``python -m tests.form.fit``, not chosen."""\n'
    for name, doc, each in (
        ("ANGLE", "By joint: of ``angles.design``, degrees.", weights),
        ("RANGE", "By exercise: of ``angles.correction_terms``, degrees.", corrections),
        ("ERROR", "By exercise, else joint: of ``angles.error_terms``, of the standard error's logarithm.", error),
    ):
        text += f"\n{name}: dict[str, tuple[float, ...]] = {{\n"
        for joint, numbers in each.items():
            text += f'    "{joint}": (\n' + "".join(f"        {number:.4f},\n" for number in numbers) + "    ),\n"
        text += f'}}\n"""{doc}"""\n'
    OUT.write_text(text, encoding="utf-8")


def main() -> None:
    """Fits, prints and writes."""
    parser = argparse.ArgumentParser(prog="python -m tests.form.fit", description=main.__doc__)
    parser.add_argument("lot", nargs="?", default="frozen")
    some = list(reps(parser.parse_args().lot))
    found = left_out(some)
    error = fit_error(found)
    _print(found, error)
    write(*fitted(some), error)


if __name__ == "__main__":
    main()
