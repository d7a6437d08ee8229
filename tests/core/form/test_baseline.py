from daemon.core import workout
from daemon.core.form.baseline import Baseline, best_known, by_exercise_and_view
from daemon.core.spec import AUTO

SIDE = Baseline("squat", "side", 92.0, 101.0, 40)
FRONT = Baseline("squat", "front", 60.0, 66.0, 8)
CURL = Baseline("curl", "side", 120.0, 131.0, 90)


def test_the_view_that_most_is_known_of_speaks_for_an_exercise() -> None:
    known = by_exercise_and_view([FRONT, SIDE, CURL])
    assert best_known(known, "squat") == SIDE
    assert best_known(known, "lunge") is None


def test_a_workout_remembers_what_the_athlete_usually_reaches_and_forgets_the_one_before() -> None:
    state = workout.remember(workout.begin(AUTO), [SIDE, CURL])
    assert state.baselines["squat", "side"] is SIDE
    assert not workout.remember(state, []).baselines
