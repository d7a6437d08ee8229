"""From a pose to one sample of an exercise's movement: how deep, how sure, and the signals its rules look at."""

from dataclasses import dataclass

from daemon.core.counting.segmenter import Place, Sample
from daemon.core.counting.validator import columns
from daemon.core.features.signals import SIGNALS, Body, Signal
from daemon.core.spec import Exercise

FLOOR = 0.05
"""Least weight of a term, so that a movement that is all guessed still has a depth."""


class Readings(dict[str, Signal]):
    """The signals of one pose, each computed when it is first asked for: about 2 µs for an angle of both sides.

    Attributes:
        t: Time of the pose (s).
        place: Where the athlete is.
    """

    def __init__(self, body: Body, t: float) -> None:
        super().__init__()
        self.t, self._body = t, body
        self.place = Place(*body.hips, body.shoulders[1], body.torso_px)

    def __missing__(self, name: str) -> Signal:
        """Compute a signal."""
        self[name] = signal = SIGNALS[name](self._body)
        return signal


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise made ready for the per-frame path: with the signals that its rules look at, each once."""

    exercise: Exercise
    columns: tuple[str, ...]

    def sample(self, readings: Readings) -> Sample:
        """Measure one pose. Costs 2 µs, beside the signals."""
        seen = [readings[name] for name in self.columns]
        confidence = min([readings[name].confidence for name in self.exercise.visible], default=1.0)
        values, sure = zip(*seen, strict=True)
        return Sample(readings.t, self._depth(readings), confidence, values, sure, readings.place)

    def _depth(self, readings: Readings) -> float:
        """The terms' depths, weighted by confidence; a hold has none, and stays at the start."""
        depth = total = 0.0
        for term in self.exercise.movement:
            value, confidence = readings[term.signal]
            weight = term.weight * max(confidence, FLOOR)
            depth += weight * (value - term.start) / (term.turn - term.start)
            total += weight
        return depth / total if total else 0.0


def prepare(exercise: Exercise) -> Movement:
    """Make an exercise ready to be measured."""
    return Movement(exercise, columns(exercise))
