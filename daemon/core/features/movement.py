"""From a body to one sample of an exercise's movement: how deep, how sure, and the signals its rules look at."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from daemon.core.features.body_measures import Signal
from daemon.core.features.sample import Place, Sample
from daemon.core.features.signals import SIGNALS, TOLERANCES
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.core.spec import Exercise

_MEASURES = {name: spec.measure for name, spec in SIGNALS.items()}


class Readings(dict[str, Signal]):
    """The signals of one body, each measured when it is first asked for: about 2 µs for an angle of both sides.

    Attributes:
        t: Time of the pose (s).
        place: Where the athlete is.
        has_depth: The pose model gave world landmarks.
        looks: Value and confidence of each signal by which exercises are told apart; None before it is asked for.
    """

    def __init__(self, body: Body, t: float, params: FeatureParams) -> None:
        super().__init__()
        self.t, self._body, self._params = t, body, params
        self.place = Place(*body.hips, body.shoulders[1], body.torso_px)
        self.has_depth = body.has_depth
        self.looks: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    def __missing__(self, name: str) -> Signal:
        """Measures a signal."""
        self[name] = signal = _MEASURES[name](self._body, self._params)
        return signal


def _looks(readings: Readings) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measures the signals of looks once a frame, however many exercises count along."""
    values, confidences = zip(*[readings[name] for name in TOLERANCES], strict=True)
    readings.looks = values, confidences
    return values, confidences


class Features(Protocol):
    """The stage that makes one sample of an exercise's movement out of a body's signals."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The signals of ``Sample.values``, in their order."""
        ...

    def sample(self, readings: Readings) -> Sample:
        """Returns the sample of one body."""
        ...


class _Term(NamedTuple):
    """A term of the movement, as the depth is computed by it."""

    signal: str
    start: float
    span: float
    weight: float


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise made ready for the per-frame path.

    Attributes:
        columns: The signals of a sample: those of looks, and what else is measured of a rep.
        visible: The signals whose joints must be seen.
        terms: The signals that make the depth.
        min_weight: See ``FeatureParams``.
    """

    columns: tuple[str, ...]
    visible: tuple[str, ...]
    terms: tuple[_Term, ...]
    min_weight: float

    @classmethod
    def of(cls, exercise: Exercise, params: FeatureParams) -> "Movement":
        """Makes an exercise ready to be measured."""
        names = [*TOLERANCES, "facing", exercise.angle, *(r.signal for r in exercise.requires)]
        if exercise.side_signal is not None:
            names.append(exercise.side_signal)
        terms = tuple(_Term(each.signal, each.start, each.turn - each.start, each.weight) for each in exercise.movement)
        return cls(tuple(dict.fromkeys(names)), exercise.visible, terms, params.min_weight)

    def sample(self, readings: Readings) -> Sample:
        """Measures one body. Costs 2 µs, beside the signals."""
        values, confidences = readings.looks or _looks(readings)
        more = [readings[name] for name in self.columns[len(values) :]]
        confidence = min([readings[name].confidence for name in self.visible], default=1.0)
        values += tuple([each.value for each in more])
        confidences += tuple([each.confidence for each in more])
        depth = self._depth(readings)
        return Sample(readings.t, depth, confidence, values, confidences, readings.place, readings.has_depth)

    def _depth(self, readings: Readings) -> float:
        """Returns the mean of the terms' depths, weighted by confidence; a hold has no term and stays at the start."""
        depth = total = 0.0
        least = self.min_weight
        for signal, start, span, usual in self.terms:
            value, confidence = readings[signal]
            weight = usual * max(confidence, least)
            depth += weight * (value - start) / span
            total += weight
        return depth / total if total else 0.0
