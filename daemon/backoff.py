"""How long to wait before something that failed is tried again."""

import random
from collections.abc import Callable


class Backoff:
    """Waits twice as long each time, up to a limit, until something went well.

    Args:
        first_s: The first wait (s).
        longest_s: No wait is longer (s).
    """

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._next_s = first_s

    def next_s(self) -> float:
        """Returns the seconds to wait now; the next wait is twice as long."""
        wait_s, self._next_s = self._next_s, min(self._next_s * 2, self._longest_s)
        return wait_s

    def reset(self) -> None:
        """It went well: the next wait is the first again."""
        self._next_s = self._first_s


class JitteredBackoff(Backoff):
    """The same with full jitter: waits any time up to what ``Backoff`` would, so that many clients do not come at once.

    Reference: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.

    Args:
        first_s: The longest first wait (s).
        longest_s: No wait is longer (s).
        choose: Returns a number between its two arguments.
    """

    def __init__(
        self, first_s: float, longest_s: float, choose: Callable[[float, float], float] = random.uniform
    ) -> None:
        super().__init__(first_s, longest_s)
        self._choose = choose

    def next_s(self) -> float:
        """Returns the seconds to wait now; the next wait is up to twice as long."""
        return self._choose(0.0, super().next_s())
