"""``python -m tests.trends.power``: how often each rule speaks, on flat histories and on true changes; a minute."""

import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from daemon.trends import findings
from daemon.trends.findings import Change, Plateau, Point, TooEarly
from tests.trends.histories import history, range_history, sides_history

HISTORIES = 2000
Series = Callable[..., list[Point]]


def share_of_trends(sessions: int, *, per_week: float, noise: float, histories: int = HISTORIES) -> float:
    """Returns in which share of histories a trend is told."""
    rng = np.random.default_rng(20)
    found = (findings.trend(history(rng, sessions, per_week=per_week, noise=noise)) for _ in range(histories))
    return sum(not isinstance(each, TooEarly) and each.is_clear for each in found) / histories


def share_of_plateaus(sessions: int, *, per_week: float, noise: float, histories: int = HISTORIES) -> float:
    """Returns in which share of histories a plateau is told."""
    rng = np.random.default_rng(21)
    found = (findings.plateau(history(rng, sessions, per_week=per_week, noise=noise)) for _ in range(histories))
    return sum(isinstance(each, Plateau) for each in found) / histories


def share_of_changes(sessions: int, *, step: float, noise: float, histories: int = HISTORIES) -> float:
    """Returns in which share of histories a change is told."""
    return _share(history, sessions, step, noise, lambda change: "more than" in change.says, histories)


def share_of_ranges(sessions: int, *, step: float, noise: float, histories: int = HISTORIES) -> float:
    """Returns in which share of histories another range of motion is told."""
    return _share(
        range_history, sessions, step, noise, lambda change: "than your usual" in change.range_says, histories
    )


def share_of_sides(sessions: int, *, step: float, noise: float, histories: int = HISTORIES) -> float:
    """Returns in which share of histories it is told that a side fell behind."""
    return _share(
        sides_history, sessions, step, noise, lambda change: "than your usual" in change.sides_says, histories
    )


def _share(  # noqa: PLR0913, PLR0917 - each is one property of the simulation
    series: Series, sessions: int, step: float, noise: float, tells: Callable[[Change], bool], histories: int
) -> float:
    rng = np.random.default_rng(22)
    found = (findings.change(series(rng, sessions, step=step, noise=noise)) for _ in range(histories))
    return sum(isinstance(each, Change) and tells(each) for each in found) / histories


def main() -> None:
    """Writes the tables that are in docs/progress.md."""
    write = sys.stdout.write
    for title, columns, lines in _tables():
        write(f"| {title}: noise of a session | sessions | {' | '.join(columns)} |\n")
        write("| --- " * (len(columns) + 2) + "|\n")
        for noise, sessions, cells in lines:
            write(f"| {noise} | {sessions} | {' | '.join(f'{100 * cell:.1f} %' for cell in cells)} |\n")
        write("\n")


Line = tuple[str, int, Sequence[float]]


def _tables() -> Iterator[tuple[str, tuple[str, ...], Iterator[Line]]]:
    told = ("flat: false alarms", "true 1 % a week: told", "true 2 % a week: told")
    yield "trend", told, _lines((13, 16, 24, 32), (0.04, 0.08), (0.0, 0.01, 0.02), share_of_trends, "per_week")
    told = ("true 2 % a week: told as flat", "true 1 %, the limit: told as flat", "flat: told")
    yield "plateau", told, _lines((16, 24, 32, 52), (0.04, 0.08), (0.02, 0.01, 0.0), share_of_plateaus, "per_week")
    told = ("flat: false alarms", "10 % more: told", "20 % more: told")
    yield "change", told, _lines((15, 30), (0.04, 0.08), (0.0, 0.1, 0.2), share_of_changes, "step")
    told = ("flat: false alarms", "6° less: told", "12° less: told")
    yield "range", told, _lines((15, 30), (2, 4), (0.0, -6.0, -12.0), share_of_ranges, "step")
    yield "left-right", told, _lines((15, 30), (2, 4), (0.0, -6.0, -12.0), share_of_sides, "step")


def _lines(
    counts: Sequence[int], noises: Sequence[float], truths: Sequence[float], share: Callable[..., float], what: str
) -> Iterator[Line]:
    for noise in noises:
        for sessions in counts:
            cells = [share(sessions, noise=noise, **{what: truth}) for truth in truths]
            yield f"{noise:g}°" if noise >= 1 else f"{100 * noise:.0f} %", sessions, cells


if __name__ == "__main__":
    main()
