"""A hold: the seconds for which a posture is kept."""

from dataclasses import dataclass
from typing import NamedTuple

from daemon.core.params import HoldParams


class HoldInterval(NamedTuple):
    """A hold that has ended: from when to when (s)."""

    start: float
    end: float


class HoldState(NamedTuple):
    """What was held in a set.

    Attributes:
        since, last: When the posture was taken up and last seen; None while it is not held.
        done: Seconds of the holds before it.
    """

    since: float | None = None
    last: float = 0.0
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class HoldTimer:
    """Times a posture; a short break does not end a hold, and a short hold is none."""

    params: HoldParams

    def step(self, state: HoldState, t: float, *, held: bool) -> tuple[HoldState, HoldInterval | None]:
        """Follows the posture by one moment; returns a hold when it is over."""
        if held:
            return state._replace(since=t if state.since is None else state.since, last=t), None
        if state.since is None or t - state.last <= self.params.break_s:
            return state, None
        return self.finish(state)

    def finish(self, state: HoldState) -> tuple[HoldState, HoldInterval | None]:
        """Ends the hold under way, if there is one."""
        if state.since is None or state.last - state.since < self.params.min_s:
            return state._replace(since=None), None
        return HoldState(done=self.seconds(state)), HoldInterval(state.since, state.last)

    def seconds(self, state: HoldState) -> float:
        """Returns the seconds of all holds, the one under way included."""
        under_way = state.last - state.since if state.since is not None else 0.0
        return state.done + (under_way if under_way >= self.params.min_s else 0.0)
