"""Whoever mistypes a name is told the one that was meant, or all of them."""

import pytest

from daemon.core.nearest import nearest, suggestion


@pytest.mark.parametrize(
    ("name", "says"),
    [("squt", "did you mean squat?"), ("zzz", "known: push_up, squat"), ("", "known: push_up, squat")],
)
def test_a_mistyped_name_is_answered_with_the_nearest_or_all(name: str, says: str) -> None:
    assert suggestion(name, {"squat", "push_up"}) == says


def test_where_nothing_is_known_nothing_is_suggested() -> None:
    assert nearest("squat", []) is None
    assert suggestion("squat", []) == "none is known here"
