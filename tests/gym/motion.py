"""Moves: what the athlete does, as postures over time. Pure numpy; times are seconds from the clip's start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.gym.linear import Array, ease
from tests.gym.posture import Posture, mix, numbers, rebuilt

Move = Callable[[float], Posture]
"""The posture at a time."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One rep's times, and how deep it goes: 1 is a full one."""

    start: float
    turn: float
    end: float
    depth: float = 1.0

    def at(self, t: float) -> float:
        """Depth at ``t``: 0 before and after."""
        if t <= self.turn:
            return self.depth * ease((t - self.start) / (self.turn - self.start))
        return self.depth * ease((self.end - t) / (self.end - self.turn))


def keyed(keys: Sequence[tuple[float, Posture]]) -> Move:
    """Through every key, without overshoot: what two neighbouring keys share stands still between them.

    Monotone cubic interpolation (Fritsch and Carlson, 1980).
    """
    times = np.array([t for t, _ in keys])
    values = np.stack([numbers(p) for _, p in keys])
    slopes = _slopes(times, values)

    def at(t: float) -> Posture:
        i = int(np.clip(np.searchsorted(times, t) - 1, 0, len(times) - 2))
        h = times[i + 1] - times[i]
        u = float(np.clip((t - times[i]) / h, 0, 1))
        a, b = (1 + 2 * u) * (1 - u) ** 2, u * u * (3 - 2 * u)
        c, d = u * (1 - u) ** 2 * h, u * u * (u - 1) * h
        return rebuilt(keys[0][1], a * values[i] + b * values[i + 1] + c * slopes[i] + d * slopes[i + 1])

    return at


def _slopes(times: Array, values: Array) -> Array:
    secants = np.diff(values, axis=0) / np.diff(times)[:, None]
    slopes = np.zeros_like(values)
    before, after = secants[:-1], secants[1:]
    same_way = before * after > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes[1:-1] = np.where(same_way, 2 * before * after / (before + after), 0.0)
    return slopes


def sequence(moves: Sequence[tuple[float, Move]], fade_s: float = 0.2) -> Move:
    """One move after another, each from its time on; neighbours are mixed for ``fade_s`` around that time."""
    starts = [t for t, _ in moves]

    def at(t: float) -> Posture:
        i = max(int(np.searchsorted(starts, t, side="right")) - 1, 0)
        since, left = t - starts[i], (starts[i + 1] - t if i + 1 < len(starts) else np.inf)
        here = moves[i][1](t)
        if i > 0 and since < fade_s / 2:
            return mix(moves[i - 1][1](t), here, ease(0.5 + since / fade_s))
        if left < fade_s / 2:
            return mix(here, moves[i + 1][1](t), ease(0.5 - left / fade_s))
        return here

    return at


def swaying(move: Move, seed: float = 0.0) -> Move:
    """The same, by someone alive: breath and balance move trunk, head and free arms a little; feet and hands stay."""

    def wave(t: float, period_s: float, k: int) -> float:
        phase = seed + 1.7 * k
        slow = np.sin(2 * np.pi * t / period_s + phase)
        return float(0.7 * slow + 0.3 * np.sin(2 * np.pi * t / (period_s * 0.43) + 2 * phase))

    def at(t: float) -> Posture:
        p = move(t)
        free = 1 - 0.8 * p.arms[0].plant
        pelvis = replace(
            p.pelvis, x=p.pelvis.x + 0.004 * free * wave(t, 3.1, 1), y=p.pelvis.y + 0.004 * free * wave(t, 2.7, 2)
        )
        arms = [
            replace(a, flex=a.flex + 1.6 * wave(t, 2.9, 3 + i), abduct=a.abduct + 0.8 * wave(t, 3.7, 5 + i))
            for i, a in enumerate(p.arms)
        ]
        return replace(
            p,
            pelvis=pelvis,
            bend=p.bend + 0.7 * wave(t, 3.3, 7),
            side=p.side + 0.6 * free * wave(t, 4.1, 8),
            nod=p.nod + 1.5 * wave(t, 3.9, 9),
            gaze=p.gaze + 2.5 * wave(t, 5.3, 10),
            arms=(arms[0], arms[1]),
        )

    return at
