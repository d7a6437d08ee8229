"""Each try waits longer than the last, and success makes it short again."""

from daemon.backoff import Backoff


def test_a_wait_doubles_up_to_the_longest_and_is_short_after_success() -> None:
    backoff = Backoff(0.5, 1.5)
    assert [backoff.next_s() for _ in range(4)] == [0.5, 1.0, 1.5, 1.5]
    backoff.reset()
    assert backoff.next_s() == 0.5
