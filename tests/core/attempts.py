"""Movements made of numbers, for the tests of single stages."""

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from daemon.core.counting import neighbours
from daemon.core.counting.candidate import PATH_POINTS, WIDTH, Candidate
from daemon.core.counting.candidate import candidate as measured
from daemon.core.counting.judge import Weighed
from daemon.core.counting.neighbours import Usual
from daemon.core.counting.segmenter import Attempt, HysteresisSegmenter, SegmenterState
from daemon.core.evidence.looks import SIGNALS_OF_LOOKS, Looks, Seen, Vector
from daemon.core.evidence.model import Additive, Model, Term
from daemon.core.facts import RepCounted, Tempo
from daemon.core.features.sample import Place, Sample
from daemon.core.params import MeasureParams, SegmenterParams
from daemon.core.spec import Exercise

FPS = 30
NOWHERE = Place(0.0, 0.0, 0.0, 1.0)


def samples(depths: Iterable[float], fps: int = FPS, values: tuple[float, ...] = ()) -> Iterator[Sample]:
    return (Sample(i / fps, depth, 1.0, values, tuple(1.0 for _ in values)) for i, depth in enumerate(depths))


def sine(hz: float, seconds: float, fps: int = FPS, *, depth: float = 1.0) -> list[float]:
    """Depth that goes out and back, from 0 to ``depth``, so many times a second."""
    return [depth * (1 - math.cos(2 * math.pi * hz * i / fps)) / 2 for i in range(round(seconds * fps) + 1)]


def line(*corners: tuple[float, float], fps: int = FPS) -> list[float]:
    """Depth that goes straight from corner to corner, each (seconds, depth); it begins at 0."""
    depths, last = [0.0], 0.0
    for seconds, depth in corners:
        frames = round(seconds * fps)
        depths += [last + (depth - last) * i / frames for i in range(1, frames + 1)]
        last = depth
    return depths


def cut(
    depths: Iterable[float], params: SegmenterParams | None = None, fps: int = FPS, *, starts_at_turn: bool = False
) -> tuple[list[Attempt], SegmenterState]:
    """The attempts in a movement, and the state after it."""
    segmenter = HysteresisSegmenter(params or SegmenterParams(), starts_at_turn)
    state, found = segmenter.begin(), list[Attempt]()
    for sample in samples(depths, fps):
        state, attempt = segmenter.step(state, sample)
        found += [attempt] if attempt else []
    return found, state


def attempt(  # noqa: PLR0913 - what attempts differ in
    *,
    depth: float = 1.0,
    low: float = 0.0,
    seconds: float = 2.0,
    confidence: float = 1.0,
    locked_out: bool = True,
    start: Mapping[str, float] | None = None,
    turn: Mapping[str, float] | None = None,
    sure: float = 1.0,
    begin: float = 0.0,
    places: Iterable[Place] | None = None,
) -> Attempt:
    """Straight out and back, each half of the time; the signals of looks go with it, from ``start`` to ``turn``."""
    frames = 2 * max(round(seconds * FPS / 2), 1)  # so that one of them is at the turning point
    way = [1 - abs(2 * i / frames - 1) for i in range(frames + 1)]
    where = list(places) if places is not None else [NOWHERE] * len(way)
    first, last = signals(start), signals(turn if turn is not None else start)
    some = tuple(
        Sample(
            begin + i / FPS,
            low + depth * share,
            confidence,
            tuple(float(value) for value in first + share * (last - first)),
            (sure,) * WIDTH,
            place,
        )
        for i, (share, place) in enumerate(zip(way, where, strict=True))
    )
    return Attempt(some, low, low + depth, begin, locked_out)


def signals(named: Mapping[str, float] | None) -> Vector:
    """The signals of looks; 0 where none is named."""
    return np.array([(named or {}).get(name, 0.0) for name in SIGNALS_OF_LOOKS])


def seen(start: Vector, turn: Vector, sure: float = 1.0, rise: float | None = None) -> Seen:
    return Seen(start, turn, np.full(len(start), sure), np.full(len(turn), sure), rise)


def candidate(
    start: float = 0.0, *, log_odds: float = 0.0, depth: float = 1.0, seconds: float = 2.0, path: float = 0.0
) -> Candidate:
    """A movement that went ``path`` tolerances in every signal, was surely seen, and looks like nothing."""
    nought = dict.fromkeys(("brisk", "begins_at", "not_back", "trunk_elsewhere"), 0.0)
    features = {"depth": math.log(depth), "confidence": 1.0, **nought}
    nothing = seen(np.zeros(WIDTH), np.zeros(WIDTH))
    paths = np.full((PATH_POINTS, WIDTH), path)
    return Candidate(
        start, start + seconds / 2, start + seconds, depth, 0.0, 0.0, nothing, paths, 0.0, 0.0, features, log_odds
    )  # fmt: skip


def weighed(found: Candidate, usual: tuple[Usual, ...] = ()) -> Weighed:
    """A candidate in a judge's memory."""
    return Weighed(found, rep(found.start, found.end, found.depth), usual)


def model(own: Mapping[str, Term], among: Mapping[str, Term], *, bias: float = 0.0, edge: float = 0.0) -> Model:
    """A model of all features in which these terms weigh alone; ``bias`` is that of the second stage."""
    looks = Looks.of(Exercise("none", "None", (), "knee"))
    found = measured(attempt(), looks, Additive(0.0, {}), MeasureParams(), 0.4)
    around = neighbours.features(found, [], [], [], over=True)
    flat = Term(0.0, (), 0.0, edge)
    return Model(
        Additive(0.0, {**dict.fromkeys(found.features, flat), **own}),
        Additive(bias, {**dict.fromkeys(around, flat), **among}),
    )


def rep(start: float, end: float, depth: float = 1.0) -> RepCounted:
    return RepCounted(end, "squat", 1, start, end, Tempo(1, 0, 1, 0), depth, None, None, "side", 1.0)
