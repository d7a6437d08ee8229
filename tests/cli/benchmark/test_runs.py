"""Items are counted with rules of their own, where they were held out when the plan's were made."""

from dataclasses import replace
from pathlib import Path

import pytest

from daemon.camera.trace import write_trace
from daemon.cli.benchmark import footage, report, table
from daemon.cli.benchmark.folds import folds
from daemon.cli.benchmark.items import Item
from daemon.cli.benchmark.runs import Plan, held_out, run_all
from daemon.config import exercises, settings
from daemon.core.state import Rules
from daemon.ports import PoseFrame
from tests.fakes import stick


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    poses = [stick.squatting(a, i / stick.FPS) for i, a in enumerate(stick.squats(75, 80))]
    found = []
    for name in "abcd":
        write_trace(tmp_path / f"{name}.npz", [PoseFrame(p.t, p, *stick.SIZE) for p in poses], stick.FPS)
        found.append(Item(tmp_path / f"{name}.npz", "squat", 2, group="x" if name < "c" else "y"))
    return found


def test_each_fold_is_counted_with_the_rules_that_were_made_without_it(items: list[Item], tmp_path: Path) -> None:
    usual = Rules()
    blind = replace(usual, params=usual.params.with_values({"segmenter.leave": 5}))
    plan = Plan(exercises.read_all(None), None, usual, footage.engine(settings.Settings(), None), armed=False)
    parts = folds(items, 2)
    tasks = held_out(plan.tasks(items), parts, [usual, blind])
    counted = list(run_all(plan, tasks, 1, [blind.params]))
    assert [each.outcomes[0][0].counted for each in counted] == [2 if i in parts[0] else 0 for i in range(4)]
    found = report.summed_up(tmp_path, tasks, counted, (), auto=plan.auto, wall_s=0.0)
    (everything,) = [line for line in table.lines(found) if line.startswith("all ")]
    assert everything.split()[1:4] == ["4", "8", "50.0%"]
