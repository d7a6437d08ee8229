"""What is shown at each moment of a video: when it happened, where that is known by then."""

from typing import Any

import pytest

from daemon.config import exercises
from daemon.core.facts import Ending, Fault, Reason, Side, Tempo
from daemon.events import Rep, RepRejected, SetEnded, SetStarted
from daemon.render.story import Story

ENVELOPE: dict[str, Any] = {"t": "", "boot": "b", "box": "x", "set": "s1"}
FAULT = Fault("heels_up", "heel_lift", 0.1, 0.06, 0.02, " torso lengths", "Keep your heels on the floor.")


def rep(n: int, start: float, end: float, **said: Any) -> Rep:  # noqa: ANN401 - any field of a rep
    fields: dict[str, Any] = {
        "tempo": Tempo(1.0, 0.2, 0.8, 0.0),
        "depth": 1.0,
        "rom_deg": 90.0,
        "rom_share": None,
        "view": "side",
        "confidence": 1.0,
        "withheld": {},
        "t_mono": end + 0.5,
    }
    return Rep(id=f"r{n}", exercise="squat", n=n, start=start, end=end, **ENVELOPE, **(fields | said))


def refused(end: float, found_out: float) -> RepRejected:
    return RepRejected(
        id="n", exercise="squat", start=end - 1, end=end, reason=Reason.SHALLOW, value=0.32, limit=0.6, unit="depth",
        t_mono=found_out, **ENVELOPE,
    )  # fmt: skip


def story(*events: Rep | RepRejected, hindsight: bool = True, exercise: str = "squat") -> Story:
    told = Story({name: exercises.load(name) for name in ("squat", "curl")}, hindsight=hindsight)
    told.hear(SetStarted(id="s1", exercise=exercise, t_mono=0.0, **ENVELOPE))
    for event in events:
        told.hear(event)
    return told


@pytest.mark.parametrize(("hindsight", "from_t"), [(True, 4.0), (False, 4.5)])
def test_a_rep_counts_when_it_ends_or_when_that_is_known(*, hindsight: bool, from_t: float) -> None:
    told = story(rep(1, 2.0, 4.0), hindsight=hindsight)
    assert told.at(from_t - 0.01).reps == 0
    assert told.at(from_t).reps == 1


def test_a_fault_is_shown_during_the_rep_that_it_was_in() -> None:
    told = story(rep(1, 2.0, 4.0, faults=(FAULT,)), rep(2, 5.0, 7.0))
    assert told.at(1.9).faulty is None
    assert getattr(told.at(3.0).faulty, "faults", None) == (FAULT,)
    assert told.at(4.5).faulty is not None
    assert told.at(6.0).faulty is None


def test_at_once_a_fault_is_shown_after_its_rep() -> None:
    told = story(rep(1, 2.0, 4.0, faults=(FAULT,)), hindsight=False)
    assert told.at(3.0).faulty is None
    assert told.at(4.6).faulty is not None
    assert told.at(9.0).faulty is None


def test_the_reason_of_a_no_rep_is_shown_when_it_ended_and_while_it_is_fresh() -> None:
    told = story(refused(end=4.0, found_out=6.0))
    assert [told.at(t).why_not for t in (3.9, 6.6)] == [None, None]
    assert told.at(4.1).why_not == "not deep enough: 32 %, asked 60 %"


def test_a_rep_that_counts_takes_the_reason_away() -> None:
    told = story(refused(end=4.0, found_out=4.0), rep(1, 4.2, 5.0))
    assert told.at(4.9).why_not is not None
    assert told.at(5.1).why_not is None


def test_the_best_rep_so_far_is_that_of_the_best_score() -> None:
    told = story(rep(1, 2.0, 4.0, score=70.0), rep(2, 5.0, 7.0, score=90.0), rep(3, 8.0, 10.0, score=80.0))
    best = [getattr(told.at(t).best, "n", None) for t in (3.0, 4.5, 7.5, 10.5)]
    assert best == [None, 1, 2, 2]


def test_without_scores_the_best_rep_is_that_of_the_greatest_range() -> None:
    told = story(rep(1, 2.0, 4.0, rom_deg=95.0), rep(2, 5.0, 7.0, rom_deg=80.0))
    assert getattr(told.at(7.5).best, "n", None) == 1


def test_a_rep_of_the_other_arm_or_another_view_is_no_model() -> None:
    told = story(rep(1, 2.0, 4.0, side=Side.LEFT), rep(2, 5.0, 7.0, side=Side.RIGHT), exercise="curl")
    assert told.at(6.0).best is None
    told = story(rep(1, 2.0, 4.0), rep(2, 5.0, 7.0, view="front"))
    assert told.at(6.0).best is None


def test_where_the_view_cannot_support_the_angle_it_is_not_measured() -> None:
    assert story(rep(1, 2.0, 4.0)).at(3.0).measured
    assert not story(rep(1, 2.0, 4.0, rom_deg=None, view="front")).at(3.0).measured


def test_the_exercise_that_was_found_out_late_is_known_from_the_start() -> None:
    told = story(rep(1, 2.0, 4.0), exercise="auto")
    told.hear(
        SetEnded(
            id="e", exercise="squat", why=Ending.STOPPED, reps=1, rejected=0, duration_s=9.0, t_mono=9.0, **ENVELOPE
        )
    )
    assert told.at(0.5).exercise.name == "squat"


@pytest.mark.parametrize(
    ("exercise", "phases"),
    [("squat", ["eccentric", "bottom", "concentric"]), ("curl", ["concentric", "bottom", "eccentric"])],
)
def test_the_phases_of_a_rep_are_those_of_its_tempo(exercise: str, phases: list[str]) -> None:
    told = story(rep(1, 2.0, 4.0), exercise=exercise)
    assert [told.at(t).phase(t, turn=3.1) for t in (2.5, 3.15, 3.5)] == phases
    assert told.at(5.0).phase(5.0, turn=3.1) is None
