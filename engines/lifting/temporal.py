"""The lifter: adds world joints to poses, or corrects them, from this moment and those before."""

from bisect import bisect_left
from dataclasses import replace
from pathlib import Path

from daemon.core.pose.pose import Pose
from engines.lifting.features import corrected, features, whole
from engines.lifting.network import Float32, Network, load

GAP_S = 0.5
"""A longer time without a pose is a new start: what was before says nothing of now."""


def open_lifter(weights: Path) -> "TemporalLifter":
    """Returns the lifter whose weights ``python -m tests.lifting.train`` wrote.

    Raises:
        EngineError: There is no such file, or it is no lifter.
    """
    return TemporalLifter(load(weights))


class TemporalLifter:
    """A `Lifter` on the processor, without any runtime: a frame costs about a tenth of a millisecond.

    Args:
        network: Its weights.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._times: list[float] = []
        self._codes: list[Float32] = []

    def lift(self, pose: Pose) -> Pose:
        """Returns the pose with world joints; a lifter that corrects leaves a pose without any as it is."""
        if self._network.corrects and pose.world is None:
            return pose
        world = pose.world if self._network.corrects else None
        self._keep(pose.t, self._network.code(features(pose.xy, pose.score, world)))
        limbs = self._network.answer([self._at(pose.t - tap) for tap in self._network.taps_s])
        return replace(pose, world=whole(pose.xy, limbs) if world is None else corrected(world, limbs))

    def forget(self) -> None:
        """Start afresh."""
        self._times.clear()
        self._codes.clear()

    def _keep(self, t: float, code: Float32) -> None:
        """Remember a moment, and forget those that no tap reaches any more."""
        if self._times and not 0 < t - self._times[-1] <= GAP_S:
            self.forget()
        self._times.append(t)
        self._codes.append(code)
        old = bisect_left(self._times, t - self._network.taps_s[-1]) - 1
        if old > 0:
            del self._times[:old], self._codes[:old]

    def _at(self, t: float) -> Float32:
        """Returns the code of the moment nearest to ``t``, the oldest where none reaches so far back."""
        after = min(bisect_left(self._times, t), len(self._times) - 1)
        nearer_before = after > 0 and t - self._times[after - 1] <= self._times[after] - t
        return self._codes[after - 1 if nearer_before else after]
