"""A count is told with its sides and its doubt, and a certain one with neither."""

import pytest

from daemon import count_text
from daemon.set_summary import SetSummary


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, ""),
        ({"at_least": 10, "at_most": 10}, ""),
        ({"at_least": 9, "at_most": 11}, ", perhaps 9 to 11"),
        ({"at_least": 9, "at_most": 10}, ", perhaps 9 to 10"),
        ({"at_least": 10, "at_most": 12}, ", perhaps 10 to 12"),
        ({"left": 5, "right": 5}, " (5 + 5)"),
        ({"left": 10}, " (10 left)"),
        ({"right": 10}, " (10 right)"),
        ({"left": 3, "right": 2}, ""),  # the other five's are not known
        ({"left": 5, "right": 5, "at_least": 8, "at_most": 10}, " (5 + 5), perhaps 8 to 10"),
    ],
)
def test_what_stands_beside_a_count_of_ten(counts: dict[str, int], words: str) -> None:
    assert count_text.beside(SetSummary(set="s", t="", exercise="curl", reps=10, **counts)) == words
