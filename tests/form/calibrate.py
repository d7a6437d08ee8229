"""Calibrates what is said of stability, tempo and velocity: ``python -m tests.form.calibrate [LOT]``.

On a lot's clean reps, those without any planted fault: the sway that the pose model shows of them, and how much it
differs from rep to rep, by the camera's true place; by what the ± of the tempo must be multiplied to cover 95 % of its
errors; and the same for the velocities of equal reps around their set's median, since true ones are not kept. Prints
what ``stability.FLOOR``, ``stability.NOISE``, ``error.TEMPO`` and ``error.WAY`` are to be.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from unittest import mock

import numpy as np

from daemon.core.form import stability
from daemon.core.form.rep_body import Floats, RepBody
from tests.form import playing
from tests.form.playing import PHASES, Pair, is_rest

COVERED = 0.95
VIEWS = ("front", "oblique", "side")


@contextmanager
def _shown() -> Iterator[list[tuple[RepBody, float]]]:
    """Keeps the sway that is shown of each rep, before what the model shows of anybody is taken off."""
    found: list[tuple[RepBody, float]] = []
    measure = stability._sway

    def measured(body: RepBody, depth: Floats) -> float:
        sway = measure(body, depth)
        found.append((body, sway))
        return sway

    with mock.patch.object(stability, "_sway", measured):
        yield found


def sways(clean: Iterable[Pair], shown: Sequence[tuple[RepBody, float]]) -> None:
    """Prints sway and jitter of clean reps by view."""
    by_body = {id(body): sway for body, sway in shown}
    sway, jitter = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for pair in clean:
        if pair.seen is not None and pair.rep is not None and pair.rep.stability is not None:
            sway[pair.view].append(by_body[id(pair.seen.body)])
            jitter[pair.view].append(pair.rep.stability.jitter)
    for view in VIEWS:
        print(
            f"{view:8} {len(sway[view]):4} clean reps: sway {_spread(sway[view])}, jitter {_spread(jitter[view])} "
            "torso lengths, median and standard deviation"
        )


def _spread(values: Sequence[float]) -> str:
    """Returns the median and the standard deviation, from the middle two thirds: one bad rep does not count."""
    low, middle, high = np.quantile(values, (0.159, 0.5, 0.841))
    return f"{middle:.3f} ± {(high - low) / 2:.3f}"


def tempo(done: Iterable[Pair]) -> None:
    """Prints by what the tempo's ± covers its errors."""
    times = []
    for pair in done:
        if pair.rep is None or pair.rep.tempo_pm is None:
            continue
        told = pair.rep.tempo
        four = (told.eccentric_s, told.bottom_s, told.concentric_s, told.top_s)
        for phase, seconds, true in zip(PHASES, four, pair.true.tempo, strict=True):
            if pair.true.n > 1 or not is_rest(pair, phase):
                times.append(abs(seconds - true) / pair.rep.tempo_pm)
    _print("tempo", times)


def velocity(done: Iterable[Pair]) -> None:
    """Prints by what the velocity's ± covers how equal reps differ."""
    sets = defaultdict[str, list[tuple[float, float]]](list)
    for pair in done:
        if pair.equal and pair.rep is not None and pair.rep.velocity is not None:
            sets[pair.set].append((pair.rep.velocity.mean, pair.rep.velocity.pm))
    times = []
    for reps in sets.values():
        middle = float(np.median([mean for mean, _ in reps]))
        times += [abs(mean - middle) / pm for mean, pm in reps]
    _print("velocity", times)


def _print(name: str, times: Sequence[float]) -> None:
    """Prints what share of errors lies within the ±, given as times of it, and by what it would be ``COVERED``."""
    share, factor = float(np.mean(np.array(times) <= 1.0)), float(np.quantile(times, COVERED))
    print(f"{name}: ± covers {share:.0%} of {len(times)}; {factor:.2f} times as much would cover {COVERED:.0%}")


def main() -> None:
    """Prints what is to be."""
    parser = argparse.ArgumentParser(prog="python -m tests.form.calibrate", description=main.__doc__)
    parser.add_argument("lot", nargs="?", choices=playing.lots(), default="frozen")
    with _shown() as shown:
        done = playing.pairs(parser.parse_args().lot)
    sways([pair for pair in done if pair.true.clean], shown)
    tempo(done)
    velocity(done)


if __name__ == "__main__":
    main()
