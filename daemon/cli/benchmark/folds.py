"""Parts labelled items into folds for cross-validation."""

from collections import defaultdict
from collections.abc import Sequence

from daemon.cli.benchmark.items import Item
from daemon.errors import UsageError


def folds(items: Sequence[Item], count: int) -> list[list[int]]:
    """Parts items into folds of like size; a group is never split. The same items always give the same folds.

    The largest groups go first, each to the fold that has the fewest items; groups of one size go by exercise, so that
    each fold has something of each.

    Args:
        items: With their groups.
        count: How many folds.

    Returns:
        The places of each fold's items.

    Raises:
        UsageError: There are fewer groups than folds.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        groups[item.group or str(item.path)].append(i)
    if len(groups) < count:
        raise UsageError(f"--folds {count}: the items make {len(groups)} groups: give at most as many folds")

    def order(name: str) -> tuple[int, str, str]:
        return -len(groups[name]), items[groups[name][0]].exercise or "", name

    made: list[list[int]] = [[] for _ in range(count)]
    for name in sorted(groups, key=order):
        min(made, key=len).extend(groups[name])
    return [sorted(fold) for fold in made]
