"""A new exercise begins with one recorded set: its draft counts that set, and somebody else's."""

from pathlib import Path

import pytest

from daemon.camera.trace import write_trace
from daemon.cli import exercise_draft, main
from daemon.config import exercises
from daemon.core.facts import RepCounted
from daemon.core.spec import AUTO
from daemon.core.state import Rules
from daemon.errors import SourceError
from tests.golden import record
from tests.simulator import exercises as simulated
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.posture import Arm
from tests.simulator.standing import Program, Step, arms, upright
from tests.simulator.story import Lift, Plan, simulate


def good_morning(a: Athlete) -> Program:
    """A bar on the shoulders; the hips go back with straight knees."""
    bar = arms(Arm(60, 80, 140, (0, 1, -0.3)))
    low = upright(a, 20, 78, back=0.5, holding=bar)
    return Program(upright(a, 6, holding=bar), ((Step(low, 0.5, turn=True),),), 0.5, 3.0)


def filmed(folder: Path, plan: Plan) -> Path:
    path = folder / f"{plan.exercise}.npz"
    write_trace(path, simulate(plan).sights, plan.fps)
    return path


def counted(trace: Path, exercise: exercises.spec.Exercise, rules: Rules | None = None) -> list[str]:
    return [fact.exercise for fact in record.watch(trace, exercise, rules) if isinstance(fact, RepCounted)]


@pytest.fixture(autouse=True)
def _another_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(simulated.PROGRAMS, "good_morning", good_morning)


def test_a_drafted_exercise_counts_its_own_set_and_another_athletes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = filmed(tmp_path, Plan("good_morning", (Lift(), Lift(0.95, pace=1.2), Lift(), Lift()), camera=Camera(80)))
    assert main.main(["exercise", "draft", str(trace)]) == 0
    file = tmp_path / "good_morning.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    exercise = exercises.read(file)
    assert {term.signal for term in exercise.movement} == {"hip", "torso_tilt"}
    assert counted(trace, exercise) == ["good_morning"] * 4
    another = Plan("good_morning", (Lift(pace=1.4),) * 3, Athlete(1.55), Camera(-60, height=1.5), seed=7)
    assert counted(filmed(tmp_path, another), exercise) == ["good_morning"] * 3


def test_auto_knows_a_drafted_exercise_from_all_others(tmp_path: Path) -> None:
    trace = filmed(tmp_path, Plan("good_morning", (Lift(),) * 4, camera=Camera(80)))
    file = tmp_path / "good_morning.toml"
    file.write_text(exercise_draft.draft(trace), encoding="utf-8")
    rules = Rules(repertoire=(*exercises.repertoire(), exercises.read(file)))
    assert counted(trace, AUTO, rules) == ["good_morning"] * 4
    assert counted(record.trace_of("squat"), AUTO, rules) == ["squat"] * 3


def test_legs_that_work_in_turn_are_followed_by_the_one_that_is_bent(tmp_path: Path) -> None:
    trace = filmed(tmp_path, Plan("high_knees", (Lift(rest=0.05),) * 10, camera=Camera(20)))
    assert 'signal = "knee_lead"' in exercise_draft.draft(trace)


def test_arms_that_swing_along_do_not_carry_the_count() -> None:
    movements = exercise_draft.draft(record.trace_of("squat")).split("[appearance]")[0]
    assert 'signal = "shoulder"' not in movements
    assert 'signal = "hip"' in movements


def test_a_set_without_a_repeating_movement_is_one_clear_error() -> None:
    with pytest.raises(SourceError, match=r"plank\.npz: 0 reps of one movement are in it: record 3 or more"):
        exercise_draft.draft(record.trace_of("plank"))
