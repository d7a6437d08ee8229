"""Fits when a rep was really over: ``python -m tests.form.fit_tempo [LOT]``.

A count lets a rep go before its end, which follows from how it began: ``daemon.core.form.way.AS_IT_LEFT``. In folds by
set, as ``tests.form.fit``: the share with the least median error of a rep's end on the others, then the errors on the
sets left out. Prints them and the share that fits all sets; nothing is written.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from daemon.core.form import way
from daemon.core.form.way import Way
from tests.form import playing, traces
from tests.form.fit import FOLDS

Floats = NDArray[np.float64]
SHARES = np.arange(0.6, 1.61, 0.05)


class Rep(NamedTuple):
    """A rep that was followed: its ways, when it began, and its true end (s)."""

    set: str
    back: Way
    out: Way
    began: float
    end: float

    def error(self, share: float) -> float:
        """Returns the error of its end by a share (s)."""
        with mock.patch.object(way, "AS_IT_LEFT", share):
            return -way.returned(self.back, self.out, self.began) - self.end


def reps(lot: str) -> Iterator[Rep]:
    """Yields the reps of a lot that were followed."""
    for truth in json.loads((playing.RENDERED / f"{lot}.json").read_text(encoding="utf-8")):
        exercise = playing._exercise(truth["exercise"])
        seen = _seen(truth["name"], lot, exercise.name)
        for row in truth["reps"]:
            turn = (row["turn"] + row["leave"]) / 2
            inside = (each for each in seen if each[2] < turn < -each[0].half)
            found = next(inside, None)
            if found is not None:
                yield Rep(truth["name"], *found, row["end"])


def _seen(name: str, lot: str, exercise: str) -> list[tuple[Way, Way, float]]:
    looks: list[tuple[Way, Way, float]] = []
    returned = way.returned

    def watched(back: Way, out: Way, began: float) -> float:
        looks.append((back, out, began))
        return returned(back, out, began)

    with mock.patch.object(way, "returned", watched):
        playing._facts(playing._exercise(exercise), traces.read(playing.RENDERED / lot / f"{name}.npz"))
    return looks


def errors(some: Sequence[Rep]) -> Floats:
    """Returns each rep's error by each of the shares (s)."""
    return np.array([[rep.error(float(share)) for share in SHARES] for rep in some])


def best(wrong: Floats) -> int:
    """Returns which of the shares has the least median error."""
    return int(np.argmin(np.median(np.abs(wrong), axis=0)))


def left_out(some: Sequence[Rep], wrong: Floats) -> Floats:
    """Returns each rep's error by the share that fits the other sets (s)."""
    names = sorted({rep.set for rep in some})
    order = np.random.default_rng(0).permutation(len(names))
    fold = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
    of = np.array([fold[rep.set] for rep in some])
    found = np.zeros(len(some))
    for k in range(FOLDS):
        found[of == k] = wrong[of == k, best(wrong[of != k])]
    return found


def main() -> None:
    """Fits and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.form.fit_tempo", description=main.__doc__)
    parser.add_argument("lot", nargs="?", default="frozen")
    some = list(reps(parser.parse_args().lot))
    wrong = errors(some)
    found = left_out(some, wrong)
    print(
        f"left out, {len(some)} reps: a rep's end is wrong by {np.median(np.abs(found)):.3f} s (median), "
        f"bias {np.median(found):+.3f} s; best of all sets: AS_IT_LEFT = {SHARES[best(wrong)]:.2f}"
    )


if __name__ == "__main__":
    main()
