"""Each try waits longer than the last, and success makes it short again."""

from daemon.backoff import Backoff, JitteredBackoff


def test_a_wait_doubles_up_to_the_longest_and_is_short_after_success() -> None:
    backoff = Backoff(0.5, 1.5)
    assert [backoff.next_s() for _ in range(4)] == [0.5, 1.0, 1.5, 1.5]
    backoff.reset()
    assert backoff.next_s() == 0.5


def test_a_wait_with_jitter_is_any_time_up_to_what_it_would_be_without() -> None:
    asked: list[tuple[float, float]] = []

    def choose(least: float, most: float) -> float:
        asked.append((least, most))
        return most / 4

    backoff = JitteredBackoff(1.0, 60.0, choose)
    assert [backoff.next_s() for _ in range(8)] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    assert asked[-1] == (0.0, 60.0)
    backoff.reset()
    assert backoff.next_s() == 0.25


def test_two_who_lost_the_same_broker_do_not_come_back_together() -> None:
    waits = [
        [backoff.next_s() for _ in range(6)] for backoff in (JitteredBackoff(1.0, 60.0), JitteredBackoff(1.0, 60.0))
    ]
    assert waits[0] != waits[1]
    assert all(0 <= wait <= 60 for wait in waits[0])
