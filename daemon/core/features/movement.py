"""From a body to one sample of an exercise's movement: how deep, how sure, and the signals its rules look at."""

from dataclasses import dataclass
from typing import Protocol

from daemon.core.features.body_measures import Signal
from daemon.core.features.sample import Place, Sample
from daemon.core.features.signals import SIGNALS
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.core.spec import Exercise


class Readings(dict[str, Signal]):
    """The signals of one body, each measured when it is first asked for: about 2 µs for an angle of both sides.

    Attributes:
        t: Time of the pose (s).
        place: Where the athlete is.
    """

    def __init__(self, body: Body, t: float, by: FeatureParams) -> None:
        super().__init__()
        self.t, self._body, self._by = t, body, by
        self.place = Place(*body.hips, body.shoulders[1], body.torso_px)

    def __missing__(self, name: str) -> Signal:
        """Measure a signal."""
        self[name] = signal = SIGNALS[name].measure(self._body, self._by)
        return signal


class Features(Protocol):
    """The stage that makes one sample of an exercise's movement out of a body's signals."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The signals of ``Sample.values``, in their order."""
        ...

    def sample(self, readings: Readings) -> Sample:
        """Returns the sample of one body."""
        ...


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise made ready for the per-frame path: with the signals that its rules look at, each once."""

    exercise: Exercise
    by: FeatureParams
    columns: tuple[str, ...]

    @classmethod
    def of(cls, exercise: Exercise, by: FeatureParams) -> "Movement":
        """Makes an exercise ready to be measured."""
        names = [exercise.angle, "facing", *(r.signal for r in exercise.requires)]
        return cls(exercise, by, tuple(dict.fromkeys(names)))

    def sample(self, readings: Readings) -> Sample:
        """Measures one body. Costs 2 µs, beside the signals."""
        seen = [readings[name] for name in self.columns]
        confidence = min([readings[name].confidence for name in self.exercise.visible], default=1.0)
        values, sure = zip(*seen, strict=True)
        return Sample(readings.t, self._depth(readings), confidence, values, sure, readings.place)

    def _depth(self, readings: Readings) -> float:
        """The terms' depths, weighted by confidence; a hold has none, and stays at the start."""
        depth = total = 0.0
        least = self.by.min_weight
        for term in self.exercise.movement:
            value, confidence = readings[term.signal]
            weight = term.weight * max(confidence, least)
            depth += weight * (value - term.start) / (term.turn - term.start)
            total += weight
        return depth / total if total else 0.0
