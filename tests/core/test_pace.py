"""Reps a minute, as of this moment."""

import pytest

from daemon.core.pace import pace


@pytest.mark.parametrize(
    ("times", "t", "expected"),
    [
        ([], 5.0, None),
        ([4.0], 5.0, None),
        ([1.0, 3.0], 3.0, 30.0),
        ([1.0, 3.0], 5.0, 30.0),
        ([1.0, 3.0], 7.0, 20.0),
        ([0.0, 10.0, 11.0, 12.0, 13.0, 14.0], 14.0, 60.0),
        ([2.0, 2.0], 3.0, None),
    ],
)
def test_the_pace_is_that_of_the_last_reps_and_falls_once_the_next_is_overdue(
    times: list[float], t: float, expected: float | None
) -> None:
    assert pace(times, t) == (None if expected is None else pytest.approx(expected))
