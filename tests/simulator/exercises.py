"""Every exercise that the simulator can do, by its name."""

from collections.abc import Callable

from tests.simulator import floor, standing
from tests.simulator.body import Athlete
from tests.simulator.standing import Program

PROGRAMS: dict[str, Callable[[Athlete], Program]] = {
    "squat": standing.squat,
    "squat_dumbbells": standing.squat_dumbbells,
    "push_up": floor.push_up,
    "sit_up": floor.sit_up,
    "jumping_jack": standing.jumping_jack,
    "seal_jack": standing.seal_jack,
    "pull_up": floor.pull_up,
    "lunge": standing.lunge,
    "side_lunge": standing.side_lunge,
    "deadlift": standing.deadlift,
    "romanian_deadlift": standing.romanian_deadlift,
    "bench_press": floor.bench_press,
    "shoulder_press": standing.shoulder_press,
    "curl": standing.curl,
    "curl_alternating": standing.curl_alternating,
    "lateral_raise": standing.lateral_raise,
    "front_raise": standing.front_raise,
    "burpee": floor.burpee,
    "side_squat_jump": standing.side_squat_jump,
    "toe_tap": standing.toe_tap,
    "high_knees": standing.high_knees,
    "mountain_climber": floor.mountain_climber,
    "plank": floor.plank,
}
VARIANTS = {"curl_alternating": "curl", "squat_dumbbells": "squat"}
"""A way to do an exercise -> the exercise."""


def exercise_of(program: str) -> str:
    """The exercise that a program is one way to do."""
    return VARIANTS.get(program, program)


QUICK = ("toe_tap", "high_knees", "mountain_climber", "side_squat_jump", "jumping_jack", "seal_jack")
"""Done without a pause between reps, many in a row."""
