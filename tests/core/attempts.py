"""Movements made of numbers, for the tests of single stages."""

import math
from collections.abc import Iterable, Iterator

from daemon.core.counting.segmenter import Attempt, HysteresisSegmenter, SegmenterState
from daemon.core.facts import RepCounted, Tempo
from daemon.core.features.sample import Place, Sample
from daemon.core.params import SegmenterParams

FPS = 30


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
    values: tuple[float, ...] = (),
    sure: float = 1.0,
    places: Iterable[Place] | None = None,
) -> Attempt:
    """Straight out and back, each half of the time."""
    frames = round(seconds * FPS)
    shape = [low + depth * (1 - abs(2 * i / frames - 1)) for i in range(frames + 1)]
    where = list(places) if places is not None else [Place(0.0, 0.0, 0.0, 1.0)] * len(shape)
    some = tuple(
        Sample(i / FPS, each, confidence, values, tuple(sure for _ in values), place)
        for i, (each, place) in enumerate(zip(shape, where, strict=True))
    )
    return Attempt(some, low, low + depth, 0.0, locked_out)


def rep(start: float, end: float, depth: float = 1.0) -> RepCounted:
    return RepCounted(end, "squat", 1, start, end, Tempo(1, 0, 1, 0), depth, None, None, "side", 1.0)
