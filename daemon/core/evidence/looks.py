"""How exercises look at the start and at the turning point of a rep, and how far a movement is from each of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.features.signals import TOLERANCES
from daemon.core.spec import Exercise

Vector = NDArray[np.float64]

SIGNALS_OF_LOOKS = tuple(TOLERANCES)
"""The signals by which exercises are told apart: the order of every vector here."""
TOLERANCE: Vector = np.array(list(TOLERANCES.values()))
LEAST_WEIGHT = 0.1
"""Weight of a signal that is all guessed."""
MOST_TOLERANCES = 3.0
"""Beyond so many tolerances a signal is simply wrong: one hidden limb must not decide."""
RISE_TOLERANCE = 0.3
"""How much athletes differ in how far their shoulders go up in the picture (torso lengths)."""
RISE_WEIGHT = 2.0
"""Weight of that rise beside a surely seen signal."""
_SOFTENING = 0.3
"""Added to the length of a change, so that one that is no longer than jitter has no direction."""
_CLEAR, _GUESSED = 0.5, 0.1
"""Confidences from which a joint is seen, and up to which it is guessed."""
_GROUPS = {
    "arms": ("elbow", "shoulder", "wrist_over_shoulder", "wrist_over_hip", "wrist_spread"),
    "legs": ("knee", "hip", "knee_lead", "hip_lead", "hip_height", "ankle_spread"),
    "trunk": ("torso_tilt",),
}
_ROWS = {name: [SIGNALS_OF_LOOKS.index(each) for each in members] for name, members in _GROUPS.items()}


class Seen(NamedTuple):
    """A movement as it was seen.

    Attributes:
        start, turn: The signals at the start and at the turning point, each in its unit.
        start_sure, turn_sure: How sure each of them is, 0..1.
        rise: How far the shoulders went up in the picture between the two, torso lengths; None where it is not known.
    """

    start: Vector
    turn: Vector
    start_sure: Vector
    turn_sure: Vector
    rise: float | None


@dataclass(frozen=True, slots=True)
class Looks:
    """How one exercise looks, and how the others do.

    Attributes:
        start, turn: The usual values, one row an exercise, the own one first; NaN where a signal may be anything.
        rise: The usual rise of the shoulders (torso lengths); NaN where it may be anything.
    """

    start: Vector
    turn: Vector
    rise: Vector

    @classmethod
    def of(cls, exercise: Exercise, others: Sequence[Exercise] = ()) -> "Looks":
        """Returns the looks of an exercise among others; what looks like nothing is left out."""
        known = [exercise, *(each for each in others if each.name != exercise.name and each.appearance)]
        rows = [_row(each) for each in known]
        rises = [math.nan if each.shoulder_rise is None else each.shoulder_rise for each in known]
        return cls(np.array([start for start, _ in rows]), np.array([turn for _, turn in rows]), np.array(rises))

    def distances(self, seen: Seen) -> Vector:
        """Returns how far a movement is from each exercise: mean of squared tolerances, about 1 for a good rep."""
        start, turn = _squares(seen.start, self.start), _squares(seen.turn, self.turn)
        start_weight = np.where(np.isnan(start), 0.0, np.maximum(seen.start_sure, LEAST_WEIGHT))
        turn_weight = np.where(np.isnan(turn), 0.0, np.maximum(seen.turn_sure, LEAST_WEIGHT))
        distance = (start_weight * np.nan_to_num(start) + turn_weight * np.nan_to_num(turn)).sum(axis=1)
        weight = start_weight.sum(axis=1) + turn_weight.sum(axis=1)
        rise = self._rises(seen)
        known = ~np.isnan(rise)
        distance += np.where(known, RISE_WEIGHT * np.nan_to_num(rise), 0.0)
        found: Vector = distance / np.maximum(weight + RISE_WEIGHT * known, 1e-6)
        return found

    def features(self, seen: Seen) -> dict[str, float]:
        """Returns what a movement's looks say for the exercise and against it; each is 0 or small for a good rep."""
        distances = self.distances(seen)
        others = distances[1:].min() if len(distances) > 1 else MOST_TOLERANCES
        rise = self._rises(seen)[0]
        return {
            "start_distance": _root_mean(seen.start, self.start[0], seen.start_sure),
            "turn_distance": _root_mean(seen.turn, self.turn[0], seen.turn_sure),
            "rise_distance": 0.0 if np.isnan(rise) else float(rise) ** 0.5,
            "nearer_another": float(np.clip(distances[0] - others, -MOST_TOLERANCES, MOST_TOLERANCES)),
            **self._change(seen),
            **self._worst(seen),
        }

    def farthest(self, seen: Seen) -> tuple[str, str, float, float]:
        """Returns the signal that is farthest from the looks: its name, ``start`` or ``turn``, its value and limit."""
        found = []
        for when, values, usual, sure in (
            ("start", seen.start, self.start[0], seen.start_sure),
            ("turn", seen.turn, self.turn[0], seen.turn_sure),
        ):
            off = np.nan_to_num(np.abs(values - usual) / TOLERANCE) * np.maximum(sure, LEAST_WEIGHT)
            row = int(off.argmax())
            limit = usual[row] + math.copysign(TOLERANCE[row], values[row] - usual[row])
            found.append((float(off[row]), SIGNALS_OF_LOOKS[row], when, float(values[row]), float(limit)))
        _, signal, when, value, limit = max(found)
        return signal, when, value, limit

    def _rises(self, seen: Seen) -> Vector:
        """Returns the squared distance of the shoulders' rise from each exercise's, NaN where either is not known."""
        rise = np.nan if seen.rise is None else seen.rise
        squares: Vector = np.minimum(((rise - self.rise) / RISE_TOLERANCE) ** 2, MOST_TOLERANCES**2)
        return squares

    def _change(self, seen: Seen) -> dict[str, float]:
        """Compares the change from start to turning point with the usual one, as two arrows.

        ``direction`` is the cosine between them, ``reach`` how far the movement went along the usual one.
        """
        usual, made = self._arrows(seen)
        along = float(usual @ made)
        long, longer = float(np.linalg.norm(usual)), float(np.linalg.norm(made))
        reach = along / (long**2 + _SOFTENING)
        return {
            "direction": along / (long * longer + _SOFTENING),
            "reach": min(reach, 1.0),
            "beyond": min(max(reach - 1.0, 0.0), 2.0),
        }

    def _arrows(self, seen: Seen) -> tuple[Vector, Vector]:
        """Returns the usual change and the one that was made, in tolerances, each signal by how sure it is."""
        weight = np.sqrt(np.maximum(np.minimum(seen.start_sure, seen.turn_sure), LEAST_WEIGHT))
        usual = weight * (self.turn[0] - self.start[0]) / TOLERANCE
        made = np.where(np.isnan(usual), 0.0, weight * (seen.turn - seen.start) / TOLERANCE)
        return np.nan_to_num(usual), made

    def _worst(self, seen: Seen) -> dict[str, float]:
        """Returns, for arms, legs and trunk, the worst signal at either end, and what the change lacks and adds."""
        found = {}
        usual, made = self._arrows(seen)
        for end, values, looks, sure in (
            ("start", seen.start, self.start[0], seen.start_sure),
            ("turn", seen.turn, self.turn[0], seen.turn_sure),
        ):
            off = np.maximum(np.nan_to_num(np.abs(values - looks) / TOLERANCE) - 1.0, 0.0)
            off *= np.clip((sure - _GUESSED) / (_CLEAR - _GUESSED), 0.0, 1.0)
            for group, rows in _ROWS.items():
                found[f"{group}_{end}"] = min(float(off[rows].max()), MOST_TOLERANCES)
        for group, rows in _ROWS.items():
            ask, did = usual[rows], made[rows]
            ahead = (ask @ did - ask @ ask) / (math.sqrt(ask @ ask) + 1.0)
            aside = np.linalg.norm(did - ask) / math.sqrt(len(rows))
            found[f"{group}_short"] = float(np.clip(ahead, -MOST_TOLERANCES, MOST_TOLERANCES))
            found[f"{group}_aside"] = min(float(aside), MOST_TOLERANCES)
        return found


def _row(exercise: Exercise) -> tuple[Vector, Vector]:
    """Returns an exercise's usual values; of one without an appearance, those of the signals that move."""
    start, turn = np.full(len(TOLERANCE), np.nan), np.full(len(TOLERANCE), np.nan)
    for each in exercise.appearance or exercise.movement:
        if each.signal in TOLERANCES:
            row = SIGNALS_OF_LOOKS.index(each.signal)
            start[row], turn[row] = each.start, each.turn
    return start, turn


def _squares(values: Vector, usual: Vector) -> Vector:
    found: Vector = np.minimum(((values - usual) / TOLERANCE) ** 2, MOST_TOLERANCES**2)
    return found


def _root_mean(values: Vector, usual: Vector, sure: Vector) -> float:
    """Returns the distance of one end of a movement in tolerances; 0 where the exercise may look like anything."""
    squares = _squares(values, usual)
    weight = np.where(np.isnan(squares), 0.0, np.maximum(sure, LEAST_WEIGHT))
    total = float(weight.sum())
    return math.sqrt(float((weight * np.nan_to_num(squares)).sum()) / total) if total else 0.0
