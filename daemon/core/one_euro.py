"""One-euro filter: little jitter at rest, little lag in motion.

Source: Casiez, Roussel, Vogel, "1€ Filter: A Simple Speed-based Low-pass Filter for Noisy Input in Interactive
Systems", CHI 2012, equations 2 to 7.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Smoothing:
    """The filter's parameters, for values in torso lengths.

    Attributes:
        min_cutoff_hz: Cut-off at rest. Lower is steadier; 1.7 Hz lags a slow movement by about 90 ms.
        beta: Hz of cut-off added for each torso length a second. Higher is quicker: a jumping jack's wrist moves
            6 torso lengths a second, so 1.5 opens the filter to about 10 Hz, a lag of 16 ms.
        derivative_cutoff_hz: Cut-off of the speed estimate; 1 Hz as the paper recommends.
    """

    min_cutoff_hz: float = 1.7
    beta: float = 1.5
    derivative_cutoff_hz: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """The filter's state: the last time (s), value and speed (value's unit a second), arrays of one shape."""

    t: float
    value: Array
    rate: Array


def begin(value: Array, t: float) -> Filtered:
    """Start from a first value, at rest."""
    return Filtered(t, value, np.zeros_like(value))


def smooth(last: Filtered, value: Array, t: float, by: Smoothing) -> Filtered:
    """Filter one more value. A time that does not advance gives the last state back."""
    dt = t - last.t
    if dt <= 0:
        return last
    step = value - last.value
    share = _share(by.derivative_cutoff_hz, dt)
    # In place from here on: eleven passes over 165 floats, whose cost is in the calls, not in the floats.
    rate = step * np.float32(share / dt)
    rate += last.rate * np.float32(1 - share)
    pull = np.abs(rate)
    pull *= np.float32(2 * math.pi * dt * by.beta)
    pull += np.float32(2 * math.pi * dt * by.min_cutoff_hz)
    step *= pull
    pull += np.float32(1)
    step /= pull
    step += last.value
    return Filtered(t, step, rate)


def _share(cutoff_hz: float, dt: float) -> float:
    """The smoothing factor of a first-order low-pass (equation 3)."""
    pull = 2 * math.pi * cutoff_hz * dt
    return pull / (pull + 1)
