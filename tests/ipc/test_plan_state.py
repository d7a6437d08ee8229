"""A running plan as MQTT and the page are told of it."""

import pytest
from msgspec import Struct
from msgspec.structs import asdict

from daemon.core.plan.outlook import Outlook
from daemon.core.plan.plan import Kind
from daemon.core.plan.plan_facts import Phase
from daemon.ipc.plan_state import plan_state
from daemon.link.topics import PlanState
from daemon.web.frames import PagePlan

REST = Outlook(
    name="tabata", title="Tabata", kind=Kind.INTERVALS, phase=Phase.REST, block=1, blocks=2, round=3, rounds=8, step=1,
    steps=1, exercise="squat", reps=0, target=None, left_s=6.2, phase_s=3.8, block_left_s=100.01, next="squat",
    held=False, round_reps=(12, 11),
)  # fmt: skip


def test_a_second_counts_as_left_until_it_is_over() -> None:
    page = plan_state(PagePlan, REST)
    assert page is not None
    assert (page.left_s, page.phase_s, page.block_left_s) == (7, 3, 101)


def test_kind_and_phase_are_words() -> None:
    topic = plan_state(PlanState, REST)
    assert topic is not None
    assert (topic.kind, topic.phase) == ("intervals", "rest")


@pytest.mark.parametrize("kind", [PlanState, PagePlan])
def test_all_else_is_as_it_is(kind: type[Struct]) -> None:
    told = plan_state(kind, REST)
    assert told is not None
    told_as_is = {key: value for key, value in asdict(told).items() if not key.endswith("_s")}
    assert told_as_is == {key: getattr(REST, key) for key in told_as_is}


def test_no_plan_is_told_of_where_none_is_under_way() -> None:
    assert plan_state(PagePlan, None) is None
