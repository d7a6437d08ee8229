"""Chooses the fastest of several ways to do the same work, from the times of the work itself, and follows a change."""

from collections.abc import Sequence

TURN = 5
"""Runs in a row of one way while the ways are compared; the first one, with cold caches, is not measured."""
_TURNS = 3
_CLEAR = 1.5
"""A way that takes longer by this factor after its first turn is not tried further: on a busy machine a try is dear."""
LOOK_EVERY_S = 30.0
"""Seconds between two comparisons: a way that is not used may have become faster, which only a try can tell."""
_LOOK_AGAIN_S = 5.0
"""Seconds from a comparison to the next one when the time of a run has changed."""
_CHANGED = 1.3
"""A run that takes longer or shorter by this factor than in the last comparison asks for the next one."""
_GAIN = 0.9
"""A way must take less than this share of the time of the way in use to replace it, so that noise does not."""
_WINDOW = 20
"""Runs over which the time of the way in use is averaged."""


class FastestWay:
    """Compares the ways in the first runs, and again in runs that come anyway; belongs to the thread of the runs.

    Args:
        ways: How many ways there are.
    """

    def __init__(self, ways: int) -> None:
        self._ways = ways
        self._best = 0
        self._step: int | None = 0
        self._tried: list[list[float]] = [[] for _ in range(ways)]
        self._compared_t = 0.0
        self._expected_s = self._mean_s = 0.0

    @property
    def best(self) -> int:
        """The way that was the fastest when they were compared last; the first one until then."""
        return self._best

    @property
    def next(self) -> int:
        """The way for the next run."""
        return self._best if self._step is None else self._step // TURN % self._ways

    def took(self, run_s: float, t: float) -> None:
        """Take in how long the run took.

        Args:
            run_s: Seconds of the run, made in the way ``next``.
            t: Seconds at its end.
        """
        if self._step is not None:
            self._compare(self._step, run_s, t)
            return
        self._mean_s += (run_s - self._mean_s) / _WINDOW
        if t - self._compared_t >= (_LOOK_AGAIN_S if self._has_changed() else LOOK_EVERY_S):
            self._step = 0

    def _has_changed(self) -> bool:
        return not self._expected_s / _CHANGED < self._mean_s < self._expected_s * _CHANGED

    def _compare(self, step: int, run_s: float, t: float) -> None:
        if step % TURN:
            self._tried[self.next].append(run_s)
        self._step = step + 1
        if self._step % (TURN * self._ways) == 0:
            found_s = [_typical(tried) for tried in self._tried]
            if self._step == TURN * _TURNS * self._ways or max(found_s) > _CLEAR * min(found_s):
                self._decide(found_s, t)

    def _decide(self, found_s: Sequence[float], t: float) -> None:
        fastest = min(range(self._ways), key=lambda way: found_s[way])
        if found_s[fastest] < _GAIN * found_s[self._best]:
            self._best = fastest
        self._expected_s = self._mean_s = found_s[self._best]
        self._compared_t = t
        self._step = None
        self._tried = [[] for _ in range(self._ways)]


def _typical(tried: Sequence[float]) -> float:
    """Returns the mean without the slowest: that one may be another process's moment."""
    return (sum(tried) - max(tried)) / (len(tried) - 1)
