"""Which exercises are so like each other that one is easily counted as the other."""

FAMILIES: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("deadlift", "romanian_deadlift", "squat"),  # the hip folds and stretches over standing feet
            ("squat", "lunge", "side_lunge", "side_squat_jump", "burpee"),  # the knees bend and carry the body up
            ("jumping_jack", "seal_jack"),  # feet apart and together, arms with them
            ("front_raise", "lateral_raise", "shoulder_press"),  # the arms go up beside a still trunk
            ("high_knees", "toe_tap", "mountain_climber"),  # one knee after the other
            ("push_up", "burpee", "mountain_climber", "bench_press", "plank"),  # lying or propped on the arms
            ("pull_up", "shoulder_press"),  # the hands are overhead, the elbows bend and stretch
        ),
    )
)
"""Families of like exercises; an exercise may be of several.

Who chose the wrong exercise and does one of its family makes the same movement of the same joints, or a part of it: a
burpee holds a push-up, and a push-up starts as a plank. A count there is a pardonable mistake, and may even be what the
athlete wanted. A count of an unlike exercise is not: nothing in the movement speaks for it. A pair is in a family when
the joints that carry the count and the way they go are the same, not because some footage was counted wrongly.
"""


def alike(one: str, other: str) -> bool:
    """Returns whether two exercises are of one family."""
    return any({one, other} <= family for family in FAMILIES)
