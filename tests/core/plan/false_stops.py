"""``python -m tests.core.plan.false_stops``: how often a set is stopped by chance.

Sets of ten reps that truly slow by a tenth to the last one, by a plan that stops at a fifth.
"""

import random
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise

from daemon.core.form.velocity import slowing
from daemon.core.plan.steadiness import steadiness

SETS = 4000
REPS = 10
_TRUE, _STOP = 0.10, 0.20
_HISTORY = 5


def velocities(noise: float, dice: random.Random, true: float = _TRUE) -> list[float]:
    """Returns a set: each rep a little slower than the one before, and off by its own share."""
    return [max((1 - true * n / (REPS - 1)) * (1 + dice.gauss(0, noise)), 0.01) for n in range(REPS)]


def slow(set_: Sequence[float]) -> list[bool]:
    """Returns after each rep whether the last two are slower than the fastest two by the share."""
    told = [slowing(set_[: n + 1]) for n in range(len(set_))]
    return [each is not None and each >= _STOP for each in told]


def is_stopped(set_: Sequence[float]) -> bool:
    """Returns whether the rule ends the set: it is slow on two reps running."""
    return any(before and now for before, now in pairwise(slow(set_)))


def is_slow_once(set_: Sequence[float]) -> bool:
    """Returns whether it would end where it is slow once."""
    return any(slow(set_))


def is_stopped_by_one(set_: Sequence[float]) -> bool:
    """Returns whether one rep alone, slower than the fastest, would end it."""
    return any(1 - set_[n] / max(set_[: n + 1]) >= _STOP for n in range(1, len(set_)))


def is_steady(noise: float, dice: random.Random) -> bool:
    """Returns whether the athlete's own variation, as earlier sets show it, lets a set be stopped."""
    return steadiness("squat", "side", [velocities(noise, dice) for _ in range(_HISTORY)]).suffices


def share(
    noise: float, rule: Callable[[Sequence[float]], bool], true: float = _TRUE, *, gate: bool = False, sets: int = SETS
) -> float:
    """Returns the share of sets that a rule ends.

    Args:
        noise: Each rep's variation, a share.
        rule: Ends a set, or not.
        true: How much slower the last rep truly is.
        gate: Only where the athlete's own variation is known to be small enough.
        sets: How many are done.
    """
    dice = random.Random(5)  # noqa: S311 - the same sets every time
    ended = ((not gate or is_steady(noise, dice)) and rule(velocities(noise, dice, true)) for _ in range(sets))
    return sum(ended) / sets


def main() -> None:
    """Writes the table of docs/plans.md."""
    sys.stdout.write(
        "| reps vary by | one rep | two reps' mean | twice running | and known to be steady | truly 30 % slower |\n"
    )
    sys.stdout.write("| --- | --- | --- | --- | --- | --- |\n")
    for noise in (0.03, 0.05, 0.06, 0.08):
        rules = (is_stopped_by_one, is_slow_once, is_stopped)
        shares = [share(noise, each) for each in rules]
        shares += [share(noise, is_stopped, gate=True), share(noise, is_stopped, 0.30, gate=True)]
        row = " | ".join(f"{100 * each:.1f} %" for each in shares)
        sys.stdout.write(f"| {100 * noise:.0f} % | {row} |\n")


if __name__ == "__main__":
    main()
