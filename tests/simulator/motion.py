"""Movement in time: from posture to posture as people move, standing still as people stand, and walking."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.simulator.body import Athlete
from tests.simulator.linear import Vectors
from tests.simulator.posture import WIDTH, Arm, Foot, Posture

Shape = Callable[[Vectors], Vectors]
_STRIDE_S = 1.1
_STANCE = 0.6
_SWAY_HZ = (0.17, 0.31, 0.53)


def eased(share: Vectors) -> Vectors:
    """Minimum jerk, 0 to 1 (Flash and Hogan, 1985)."""
    s = np.clip(share, 0.0, 1.0)
    result: Vectors = s**3 * (10 - 15 * s + 6 * s**2)
    return result


@dataclass
class Timeline:
    """What the athlete does, piece by piece.

    Attributes:
        now: When the newest piece ends (s).
        at: The posture then, as a row.
    """

    at: Vectors
    now: float = 0.0
    _pieces: list[tuple[float, float, Shape]] = field(default_factory=list)

    def to(self, row: Vectors, seconds: float) -> None:
        """Go to a posture, or stay in it."""
        begin, began = self.at, self.now
        end = row

        def shape(t: Vectors) -> Vectors:
            share = eased((t - began) / seconds)[:, None]
            return begin + (end - begin) * share

        self.by(shape, seconds, end)

    def by(self, shape: Shape, seconds: float, end: Vectors) -> None:
        """Move as ``shape`` says for absolute times."""
        self._pieces.append((self.now, self.now + seconds, shape))
        self.now += seconds
        self.at = end

    def rows(self, times: Vectors) -> Vectors:
        """Postures (N, columns) at these times."""
        out = np.zeros((len(times), WIDTH))
        for began, ends, shape in self._pieces:
            within = (times >= began) & (times < ends)
            out[within] = shape(times[within])
        out[times >= self.now] = self.at
        return out


def sway(rows: Vectors, times: Vectors, athlete: Athlete, amount: float, rng: np.random.Generator) -> Vectors:
    """Nobody stands still: hips by millimetres, trunk and arms by a degree."""
    swaying = rows.copy()
    sizes = np.zeros(WIDTH)
    sizes[:3] = 0.0025 * athlete.height
    sizes[3:5] = 0.7
    sizes[[6, 12]] = 1.2
    sizes[[8, 14]] = 1.5
    for hz in _SWAY_HZ:
        phase = rng.uniform(0, 2 * np.pi, WIDTH)
        swaying += amount * sizes * np.sin(2 * np.pi * hz * times[:, None] + phase) / len(_SWAY_HZ) * 1.7
    return swaying


def walking(
    a: Athlete, begin: tuple[float, float], to: tuple[float, float], seconds: float
) -> tuple[Shape, Vectors, Vectors]:
    """A walk over the floor from (x, z) to (x, z), for times from 0; with its first and its last posture."""
    way = np.array(to) - np.array(begin)
    yaw = float(np.degrees(np.arctan2(way[0], way[1])))
    heading = way / max(float(np.linalg.norm(way)), 1e-6)
    speed = float(np.linalg.norm(way)) / seconds
    hip = a.ankle + 0.97 * (a.thigh + a.shank)

    def one(t: float) -> Vectors:
        x, z = np.array(begin) + way * t / seconds
        feet, arms = [], []
        for sign, phase in ((1.0, 0.0), (-1.0, 0.5)):
            ahead, up = _step((t / _STRIDE_S + phase) % 1.0, speed * _STRIDE_S * _STANCE, a)
            beside = np.array([heading[1], -heading[0]]) * 0.05 * a.height * sign
            spot = (x + heading[0] * ahead + beside[0], a.ankle + up, z + heading[1] * ahead + beside[1])
            feet.append(Foot(spot, (heading[0], 0.0, heading[1])))
            arms.append(Arm(float(-22 * np.cos(2 * np.pi * (t / _STRIDE_S + phase))), 0.0, 18))
        bob = 0.012 * a.height * np.cos(4 * np.pi * t / _STRIDE_S)
        return Posture((x, hip + bob, z), (feet[0], feet[1]), (arms[0], arms[1]), 4.0, 0.0, yaw).vector()

    def shape(times: Vectors) -> Vectors:
        return np.array([one(float(t)) for t in times]).reshape(len(times), WIDTH)

    return shape, one(0.0), one(seconds)


def _step(phase: float, length: float, a: Athlete) -> tuple[float, float]:
    """How far a foot is ahead of the hips, and how high, at a phase of the stride."""
    if phase < _STANCE:
        return length * (0.5 - phase / _STANCE), 0.0
    swing = (phase - _STANCE) / (1 - _STANCE)
    return length * (float(eased(np.array(swing))) - 0.5), 0.07 * a.height * float(np.sin(np.pi * swing))
