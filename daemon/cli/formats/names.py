"""What each exercise is called in other applications, and which of their names are ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """An exercise elsewhere.

    Attributes:
        hevy: Its title in Hevy, done with a load.
        bare: Its title there, done without.
        fitnotes: Its name in FitNotes.
        part: What FitNotes files it under.
        fit: Category and name in Garmin's profile, as ``fit_tool`` spells them.
        aliases: Other names that mean it, in Hevy, Strong or FitNotes; without what is in brackets.
    """

    hevy: str
    bare: str
    fitnotes: str
    part: str
    fit: tuple[str, str | None]
    aliases: tuple[str, ...] = ()


def _names(  # noqa: PLR0913 - the columns of the table below
    hevy: str, fitnotes: str, part: str, category: str, subtype: str | None, *aliases: str, bare: str | None = None
) -> Names:
    return Names(hevy, bare or hevy, fitnotes, part, (category, subtype), aliases)


KNOWN: dict[str, Names] = {
    "bench_press": _names(
        "Bench Press (Barbell)", "Flat Barbell Bench Press", "Chest", "BENCH_PRESS", "BARBELL_BENCH_PRESS",
        "bench press", "barbell bench press", "flat bench press", "dumbbell bench press", "flat dumbbell bench press",
    ),
    "burpee": _names("Burpee", "Burpee", "Cardio", "TOTAL_BODY", "BURPEE", "burpees"),
    "curl": _names(
        "Bicep Curl (Dumbbell)", "Dumbbell Curl", "Biceps", "CURL", "STANDING_DUMBBELL_BICEPS_CURL",
        "bicep curl", "biceps curl", "barbell curl", "curl", "ez-bar curl", "hammer curl", "dumbbell hammer curl",
    ),
    "deadlift": _names(
        "Deadlift (Barbell)", "Deadlift", "Back", "DEADLIFT", "BARBELL_DEADLIFT",
        "barbell deadlift", "conventional deadlift", "sumo deadlift",
    ),
    "front_raise": _names(
        "Front Raise (Dumbbell)", "Front Dumbbell Raise", "Shoulders", "LATERAL_RAISE", "FRONT_RAISE",
        "front raise", "dumbbell front raise",
    ),
    "high_knees": _names("High Knees", "High Knees", "Cardio", "WARM_UP", "WALKING_HIGH_KNEES", "high knee"),
    "jumping_jack": _names(
        "Jumping Jack", "Jumping Jack", "Cardio", "CARDIO", "JUMPING_JACKS", "jumping jacks", "star jump"
    ),
    "lateral_raise": _names(
        "Lateral Raise (Dumbbell)", "Lateral Dumbbell Raise", "Shoulders", "LATERAL_RAISE", "DUMBBELL_LATERAL_RAISE",
        "lateral raise", "dumbbell lateral raise", "side lateral raise",
    ),
    "lunge": _names(
        "Lunge (Dumbbell)", "Dumbbell Lunge", "Legs", "LUNGE", "LUNGE",
        "lunge", "lunges", "walking lunge", "reverse lunge", "barbell lunge", bare="Lunge",
    ),
    "mountain_climber": _names(
        "Mountain Climber", "Mountain Climber", "Abs", "PLANK", "MOUNTAIN_CLIMBER", "mountain climbers"
    ),
    "plank": _names("Plank", "Plank", "Abs", "PLANK", "PLANK", "front plank"),
    "pull_up": _names(
        "Pull Up (Weighted)", "Pull Up", "Back", "PULL_UP", "PULL_UP",
        "pull up", "pull-up", "pullup", "pull ups", "chin up", "chin-up", bare="Pull Up",
    ),
    "push_up": _names(
        "Push Up (Weighted)", "Push Up", "Chest", "PUSH_UP", "PUSH_UP",
        "push up", "push-up", "pushup", "push ups", "press up", bare="Push Up",
    ),
    "romanian_deadlift": _names(
        "Romanian Deadlift (Barbell)", "Romanian Deadlift", "Legs", "DEADLIFT", "ROMANIAN_DEADLIFT",
        "rdl", "stiff leg deadlift", "stiff-legged deadlift", "dumbbell romanian deadlift",
    ),
    "seal_jack": _names("Seal Jack", "Seal Jack", "Cardio", "CARDIO", None, "seal jacks"),
    "shoulder_press": _names(
        "Overhead Press (Barbell)", "Overhead Press", "Shoulders", "SHOULDER_PRESS", "OVERHEAD_BARBELL_PRESS",
        "overhead press", "shoulder press", "military press", "strict military press", "seated dumbbell press",
        "dumbbell shoulder press", "seated overhead press",
    ),
    "side_lunge": _names("Lateral Lunge", "Side Lunge", "Legs", "LUNGE", "SIDE_LUNGE", "side lunge", "lateral lunge"),
    "side_squat_jump": _names("Side Squat Jump", "Side Squat Jump", "Legs", "PLYO", None, "lateral squat jump"),
    "sit_up": _names(
        "Sit Up (Weighted)", "Sit Up", "Abs", "SIT_UP", "SIT_UP", "sit up", "sit-up", "situp", "sit ups", bare="Sit Up"
    ),
    "squat": _names(
        "Squat (Barbell)", "Barbell Squat", "Legs", "SQUAT", "BARBELL_BACK_SQUAT",
        "squat", "back squat", "barbell squat", "air squat", "high bar squat", "low bar squat", "bodyweight squat",
        bare="Squat (Bodyweight)",
    ),
    "toe_tap": _names("Toe Tap", "Toe Tap", "Cardio", "CARDIO", None, "toe taps"),
}  # fmt: skip
"""Spotter's own exercises. Garmin's profile has no seal jack, side squat jump or toe tap: they have a category only."""

_EQUIPMENT = re.compile(r"\s*\([^()]*\)\s*$")
_NOT_OF_NAMES = re.compile(r"[^a-z0-9]+")


def title(exercise: str) -> str:
    """Returns what an exercise that no table has is called: ``leg_press`` is ``Leg Press``."""
    return exercise.replace("_", " ").title()


def hevy(exercise: str, load_kg: float | None) -> str:
    """Returns the exercise's title in Hevy."""
    known = KNOWN.get(exercise)
    if known is None:
        return title(exercise)
    return known.hevy if load_kg else known.bare


def fitnotes(exercise: str) -> tuple[str, str]:
    """Returns the exercise's name in FitNotes, and what it is filed under."""
    known = KNOWN.get(exercise)
    return (title(exercise), "Spotter") if known is None else (known.fitnotes, known.part)


def ours(name: str) -> str:
    """Returns the exercise that another application's name means; one of ours, or the name itself as we would spell it.

    What is done with other equipment is the same exercise: ``Squat (Smith Machine)`` is a squat.
    """
    found = _ALIASES.get(_folded(name)) or _ALIASES.get(_folded(_EQUIPMENT.sub("", name)))
    return found or _NOT_OF_NAMES.sub("_", name.casefold()).strip("_") or name.strip()


def is_ours(exercise: str) -> bool:
    """Whether it is one of Spotter's own exercises."""
    return exercise in KNOWN


def _folded(name: str) -> str:
    return _NOT_OF_NAMES.sub(" ", name.casefold()).strip()


def _aliases() -> Iterator[tuple[str, str]]:
    for exercise, known in KNOWN.items():
        for name in (exercise, known.hevy, known.bare, known.fitnotes, *known.aliases):
            yield _folded(name), exercise


_ALIASES = dict(_aliases())
