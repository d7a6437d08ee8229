"""A hold: the seconds for which a posture is kept."""

from typing import NamedTuple

BREAK_S = 0.6
"""Seconds out of the posture that end a hold: a wobble, or a frame in which the model errs, does not."""
LEAST_S = 2.0
"""The shortest hold: whoever passes through the posture does not hold it."""


class HoldInterval(NamedTuple):
    """A hold that has ended: from when to when (s)."""

    start: float
    end: float


class Hold(NamedTuple):
    """What was held in a set.

    Attributes:
        since, last: When the posture was taken up and last seen; None while it is not held.
        done: Seconds of the holds before it.
    """

    since: float | None = None
    last: float = 0.0
    done: float = 0.0

    @property
    def seconds(self) -> float:
        """All that was held, the hold under way included."""
        under_way = self.last - self.since if self.since is not None else 0.0
        return self.done + (under_way if under_way >= LEAST_S else 0.0)


def keep(state: Hold, t: float, *, held: bool) -> tuple[Hold, HoldInterval | None]:
    """Follow the posture by one moment; a hold comes out when it is over."""
    if held:
        return state._replace(since=t if state.since is None else state.since, last=t), None
    if state.since is None or t - state.last <= BREAK_S:
        return state, None
    return end(state)


def end(state: Hold) -> tuple[Hold, HoldInterval | None]:
    """Nothing is held from now on."""
    if state.since is None or state.last - state.since < LEAST_S:
        return state._replace(since=None), None
    return Hold(done=state.seconds), HoldInterval(state.since, state.last)
