"""How long to wait before something that failed is tried again."""


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
