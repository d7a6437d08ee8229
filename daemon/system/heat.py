"""How many frames a second a hot machine is asked for: a pure policy that steps down before the kernel does.

The kernel halves clocks at its limit, and a frame then takes as long as it likes; fewer frames, evenly, keep the count
right and the chip below that limit. Five degrees apart and half a minute, so that it does not see-saw.
"""

from dataclasses import dataclass, replace

BELOW_LIMIT_C = (10.0, 5.0)
"""Degrees below the limit from which on the first and the second step are taken."""
BACK_C = 5.0
"""Degrees by which it must have cooled below a step before the step is taken back …"""
BACK_S = 30.0
"""… and for how long (s): a heat sink takes about as long to follow."""
USUAL_LIMIT_C = 95.0
"""The passive trip point of Orin modules (Linux, ``tegra234-p3767``)."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one machine.

    Attributes:
        limit_c: Where the kernel slows down (°C).
        warm_fps, hot_fps: Frames a second at the first and the second step.
    """

    limit_c: float
    warm_fps: float
    hot_fps: float


@dataclass(frozen=True, slots=True)
class Heat:
    """Where it stands.

    Attributes:
        level: Steps taken: 0, 1 or 2.
        cool_since: Since when it has been cool enough to take one back (s), or None.
    """

    level: int = 0
    cool_since: float | None = None


def step(state: Heat, temperature_c: float | None, t: float, steps: Steps) -> Heat:
    """Go on by one reading; without one, nothing changes."""
    if temperature_c is None:
        return state
    asked = sum(temperature_c >= steps.limit_c - below for below in BELOW_LIMIT_C)
    if asked > state.level:
        return Heat(asked)
    if state.level == 0 or temperature_c >= steps.limit_c - BELOW_LIMIT_C[state.level - 1] - BACK_C:
        return replace(state, cool_since=None)
    if state.cool_since is None:
        return replace(state, cool_since=t)
    return Heat(state.level - 1) if t - state.cool_since >= BACK_S else state


def cap_fps(state: Heat, steps: Steps) -> float | None:
    """Frames a second that are allowed; None: as many as there are."""
    return (None, steps.warm_fps, steps.hot_fps)[state.level]
