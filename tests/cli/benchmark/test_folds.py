"""Folds keep groups together, are of like size, and are always the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.cli.benchmark.folds import folds
from daemon.cli.benchmark.items import Item
from daemon.errors import UsageError


def item(name: str, group: str = "", exercise: str = "squat") -> Item:
    return Item(Path(name), exercise, 5, group=group)


@given(st.lists(st.sampled_from("abcdefg"), min_size=7), st.integers(2, 3))
def test_a_group_is_never_split_and_every_item_is_in_one_fold(groups: list[str], count: int) -> None:
    items = [item(f"{i}.npz", group) for i, group in enumerate([*"abc", *groups])]
    made = folds(items, count)
    assert sorted(i for fold in made for i in fold) == list(range(len(items)))
    homes = {group: {n for n, fold in enumerate(made) for i in fold if items[i].group == group} for group in groups}
    assert all(len(home) == 1 for home in homes.values())
    assert made == folds(items, count)


def test_without_groups_each_file_stands_for_itself_and_its_sets_stay_together() -> None:
    items = [item("a.mp4"), item("a.mp4"), item("b.mp4"), item("c.mp4")]
    assert folds(items, 2) == [[0, 1], [2, 3]]


def test_each_fold_has_something_of_each_exercise() -> None:
    items = [item(f"{i}.npz", exercise=("curl", "squat")[i // 4]) for i in range(8)]
    assert [{items[i].exercise for i in fold} for fold in folds(items, 4)] == [{"curl", "squat"}] * 4


def test_the_order_of_the_items_parts_no_group_otherwise() -> None:
    items = [item(f"{name}.npz", group) for name, group in zip("abcdef", "xxyyzz", strict=True)]
    once = {frozenset(items[i].group for i in fold) for fold in folds(items, 3)}
    again = {frozenset(items[::-1][i].group for i in fold) for fold in folds(items[::-1], 3)}
    assert once == again


def test_more_folds_than_groups_are_wrong_use() -> None:
    with pytest.raises(UsageError, match="--folds 3: the items make 2 groups"):
        folds([item("a", "x"), item("b", "x"), item("c", "y")], 3)
