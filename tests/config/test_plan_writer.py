"""A plan that is written is read again as the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.config import exercises, plan_writer, plans
from daemon.core.plan.plan import Block, Kind, Plan, Progression, Step, Work
from daemon.printable import control_in

SHIPPED = sorted((Path(plans.__file__).parents[2] / "configs" / "plans").glob("*.toml"))


UNITS = exercises.units()


def again(folder: Path, plan: Plan, *head: str) -> Plan:
    path = folder / f"{plan.name}.toml"
    path.write_text(plan_writer.text_of(plan, head), encoding="utf-8")
    return plans.read(path, UNITS)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_plan_that_ships_is_written_as_it_is_read(path: Path, tmp_path: Path) -> None:
    plan = plans.read(path)
    assert again(tmp_path, plan) == plan


def test_what_no_shipped_plan_has_is_written_too(tmp_path: Path) -> None:
    burpees = Step(Work("burpee", 8))
    blocks = (
        Block(Kind.ROUNDS_FOR_TIME, (burpees, Step(Work("plank", seconds=7.5))), 5, cap_s=754),
        Block(Kind.EMOM, (burpees,), 8, every_s=90),
        Block(Kind.SETS, (Step(Work("squat", 12, None, 0.1735, 8), 62.5),), 4, progress=Progression("double", 1.25)),
        Block(Kind.SETS, (Step(Work("squat"), 7200),), 1),
        Block(Kind.LADDER, tuple(Step(Work("pull_up", each), 0) for each in (1, 2, 1))),
    )
    plan = Plan("p", "P", blocks, lead_s=0, between_s=3599)
    assert again(tmp_path, plan) == plan


TITLES = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and control_in(text) is None)


@given(title=TITLES, head=st.text(max_size=40))
@settings(max_examples=30, deadline=None)
def test_whatever_a_title_or_a_comment_holds_the_file_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, title: str, head: str
) -> None:
    plan = Plan("p", title, (Block(Kind.TABATA, (Step(Work("burpee", seconds=20), 10),), 8),))
    assert again(tmp_path_factory.getbasetemp(), plan, head) == plan
