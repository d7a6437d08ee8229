"""``python -m tests.trends.power``: how often each rule speaks, on flat histories and on true changes; a minute."""

import sys

import numpy as np

from daemon.trends import findings
from daemon.trends.findings import Plateau, TooEarly
from tests.trends.histories import history

HISTORIES = 2000


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
    rng = np.random.default_rng(22)
    found = (findings.change(history(rng, sessions, step=step, noise=noise)) for _ in range(histories))
    return sum(not isinstance(each, TooEarly) and each.is_clear for each in found) / histories


def main() -> None:
    """Writes the table that is in docs/plans.md."""
    write = sys.stdout.write
    write(
        "| rule | noise | sessions | flat: false alarms | 1 % a week | 2 % a week |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    for noise in (0.04, 0.08):
        for sessions in (12, 16, 24, 32):
            cells = [share_of_trends(sessions, per_week=slope, noise=noise) for slope in (0.0, 0.01, 0.02)]
            write(f"| trend | {noise:.0%} | {sessions} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |\n")
    write("\n| rule | noise | sessions | true 2 % a week: false | flat: told |\n| --- | --- | --- | --- | --- |\n")
    for noise in (0.04, 0.08):
        for sessions in (16, 24, 32):
            cells = [share_of_plateaus(sessions, per_week=slope, noise=noise) for slope in (0.02, 0.0)]
            write(f"| plateau | {noise:.0%} | {sessions} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |\n")
    write(
        "\n| rule | noise | sessions | flat: false alarms | 10 % more | 20 % more |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    for noise in (0.04, 0.08):
        for sessions in (15, 30):
            cells = [share_of_changes(sessions, step=step, noise=noise) for step in (0.0, 0.1, 0.2)]
            write(f"| change | {noise:.0%} | {sessions} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |\n")


if __name__ == "__main__":
    main()
