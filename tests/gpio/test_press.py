"""What a finger does to a real button: bounces, hurries, leans on it, and lets go late."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.gpio import press
from daemon.gpio.press import Gesture, Timing

TIMING = Timing()
STUCK = [Gesture.HELD, Gesture.HELD_LONGER, Gesture.STUCK]
DOWN, UP = True, False


def gestures_of(edges: Iterable[tuple[float, bool]], until: float, *, down: bool = False) -> list[Gesture]:
    """Gestures up to ``until``, looking at every edge and whenever the fold asks to be looked at."""
    state, gestures = press.begin(0.0, down=down), []
    for t, wire in [*edges, (until, None)]:
        while (due := press.due(state, TIMING)) is not None and due < t:
            state, more = press.step(state, due, TIMING)
            gestures += more
        state, more = press.step(state, t, TIMING, wire=wire)
        gestures += more
    return gestures


def held(t: float, seconds: float) -> list[tuple[float, bool]]:
    return [(t, DOWN), (t + seconds, UP)]


def bouncing(t: float, wire: bool) -> list[tuple[float, bool]]:  # noqa: FBT001 - a level
    """A contact that closes or opens as real ones do: five changes in 8 ms."""
    return [(t + i * 0.002, wire if i % 2 == 0 else not wire) for i in range(5)]


def test_a_short_press_is_reported_once_it_cannot_become_a_double_one() -> None:
    assert gestures_of(held(1.0, 0.1), until=1.2) == []
    assert gestures_of(held(1.0, 0.1), until=3.0) == [Gesture.SHORT]


def test_a_double_press_is_one_gesture() -> None:
    assert gestures_of(held(1.0, 0.1) + held(1.3, 0.1), until=3.0) == [Gesture.DOUBLE]


def test_two_presses_with_a_pause_are_two() -> None:
    assert gestures_of(held(1.0, 0.1) + held(1.6, 0.1), until=3.0) == [Gesture.SHORT, Gesture.SHORT]


def test_three_quick_presses_are_a_double_and_a_short_one() -> None:
    edges = held(1.0, 0.1) + held(1.2, 0.1) + held(1.4, 0.1)
    assert gestures_of(edges, until=3.0) == [Gesture.DOUBLE, Gesture.SHORT]


def test_a_long_press_says_when_it_is_long_enough_and_counts_when_let_go() -> None:
    assert gestures_of(held(1.0, 2.0), until=2.5) == [Gesture.HELD]
    assert gestures_of(held(1.0, 2.0), until=5.0) == [Gesture.HELD, Gesture.LONG]


def test_a_longer_press_says_each_length_when_it_is_reached_and_counts_when_let_go() -> None:
    assert gestures_of([(1.0, DOWN)], until=3.3) == [Gesture.HELD]
    assert gestures_of([(1.0, DOWN)], until=3.5) == [Gesture.HELD, Gesture.HELD_LONGER]
    assert gestures_of(held(1.0, 3.0), until=9.0) == [Gesture.HELD, Gesture.HELD_LONGER, Gesture.LONGER]


def test_a_short_press_before_a_longer_one_is_not_lost() -> None:
    edges = held(1.0, 0.1) + held(1.3, 3.0)
    assert gestures_of(edges, until=9.0) == [Gesture.SHORT, Gesture.HELD, Gesture.HELD_LONGER, Gesture.LONGER]


@pytest.mark.parametrize(
    ("seconds", "gesture"),
    [(0.79, Gesture.SHORT), (0.81, Gesture.LONG), (2.39, Gesture.LONG), (2.41, Gesture.LONGER)],
)
def test_the_bound_of_a_long_press_is_where_the_settings_put_it(seconds: float, gesture: Gesture) -> None:
    assert gestures_of(held(1.0, seconds), until=5.0)[-1] is gesture


def test_a_short_press_before_a_long_one_is_not_lost() -> None:
    edges = held(1.0, 0.1) + held(1.3, 1.0)
    assert gestures_of(edges, until=5.0) == [Gesture.SHORT, Gesture.HELD, Gesture.LONG]


def test_a_bouncing_contact_is_one_press() -> None:
    assert gestures_of(bouncing(1.0, DOWN) + bouncing(1.2, UP), until=3.0) == [Gesture.SHORT]


def test_a_spike_on_the_wire_is_no_press() -> None:
    assert gestures_of(held(1.0, 0.005), until=3.0) == []


def test_a_spike_while_it_is_held_does_not_end_the_press() -> None:
    edges = [(1.0, DOWN), (1.4, UP), (1.41, DOWN), (2.2, UP)]
    assert gestures_of(edges, until=5.0) == [Gesture.HELD, Gesture.LONG]


def test_a_contact_that_never_comes_to_rest_does_nothing() -> None:
    chatter = [(1.0 + i * 0.02, i % 2 == 0) for i in range(2000)]
    assert gestures_of(chatter, until=40.0) == []


def test_a_stuck_button_does_nothing_for_ever() -> None:
    assert gestures_of([(1.0, DOWN)], until=100_000.0) == STUCK


def test_a_button_that_is_down_at_the_start_does_nothing_until_it_was_let_go() -> None:
    assert gestures_of([], until=100_000.0, down=True) == [Gesture.STUCK]
    assert gestures_of([(5.0, UP), *held(6.0, 0.1)], until=9.0, down=True) == [Gesture.SHORT]


def test_a_freed_button_works_again() -> None:
    edges = [*held(1.0, 30.0), *held(40.0, 0.1)]
    assert gestures_of(edges, until=50.0) == [*STUCK, Gesture.FREED, Gesture.SHORT]


def test_gestures_do_not_depend_on_how_often_it_is_looked_at() -> None:
    edges = held(1.0, 0.1) + held(1.3, 0.1) + held(3.0, 1.0)
    state, gestures = press.begin(0.0, down=False), []
    for t, wire in [*edges, (9.0, None)]:  # never at the times that the fold asks for
        state, more = press.step(state, t, TIMING, wire=wire)
        gestures += more
    assert gestures == gestures_of(edges, until=9.0) == [Gesture.DOUBLE, Gesture.HELD, Gesture.LONG]


@given(st.lists(st.floats(0.001, 4.0), max_size=40))
def test_whatever_the_wire_does_the_fold_makes_progress(gaps: list[float]) -> None:
    t, wire, edges = 0.0, False, []
    for gap in gaps:
        t, wire = t + gap, not wire
        edges.append((t, wire))
    gestures = gestures_of(edges, until=t + 1000.0)
    assert gestures.count(Gesture.LONG) + gestures.count(Gesture.LONGER) <= gestures.count(Gesture.HELD)
    assert gestures.count(Gesture.LONGER) <= gestures.count(Gesture.HELD_LONGER)
    assert len(gestures) <= 4 * len(edges)
