from daemon.core.spec import Target
from tui.model.answers import ExerciseLine
from tui.text import exercises


def test_the_plan_marks_the_best_place_for_the_camera() -> None:
    lines = exercises.plan(("side", "oblique"))
    assert [(text.strip().split()[-1], rank) for text, rank in lines] == [
        ("front", None),
        ("angle", False),
        ("side", True),
    ]
    assert "●" in lines[2][0]
    assert "·" in lines[0][0]


def test_an_exercise_without_views_has_no_best_place() -> None:
    assert {rank for _, rank in exercises.plan(())} == {None}


def test_only_what_differs_from_the_exercise_was_set_by_the_user() -> None:
    own = Target(reps=10, tempo=(2.0, 0.0, 1.0, 0.0), rest_s=120.0)
    assert exercises.set_by_user(own, 10, [2.0, 0.0, 1.0, 0.0], 120.0) == Target()
    assert exercises.set_by_user(own, 8, [3.0, 1.0, 1.0, 0.0], None) == Target(reps=8, tempo=(3.0, 1.0, 1.0, 0.0))


def test_working_joints_are_named() -> None:
    assert exercises.joints((25, 26, 23)) == "hips, knees"
    assert exercises.joints(()) == "—"


def test_an_exercise_says_what_of_its_form_each_camera_position_shows() -> None:
    measures = {"range and score": ("side", "oblique"), "heels up": ("side", "oblique"), "knees in": ("front",)}
    each = ExerciseLine(name="squat", views=("side", "front"), measures=measures)
    assert exercises.measured(each) == (
        ("Measures", "from the side: everything but knees in"),
        ("", "from the front: the count, knees in"),
    )
    assert exercises.measured(ExerciseLine(name="plank", views=("side",))) == ()
