"""Exercises as files: every one that ships is right, and a wrong one says what to mend."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daemon.cli import exercise_text
from daemon.config import exercises, toml_file
from daemon.config.exercise_table import exercise_of
from daemon.core import spec
from daemon.core.features.signals import TOLERANCES
from daemon.core.spec import Unit
from daemon.errors import ConfigError, UsageError

GOOD = """
title = "Curl"
angle = "elbow"
[[movement]]
signal = "elbow"
start = 160
turn = 50
"""
HOLD = """
title = "Wall sit"
unit = "seconds"
angle = "knee"
"""


def wrong(tmp_path: Path, text: str) -> str:
    path = tmp_path / "curl.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        exercises.read(path)
    assert all(line.startswith(str(path)) for line in raised.value.lines)
    assert "\n" not in str(raised.value)
    return "\n".join(raised.value.lines)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "configs" / "exercises").glob("*.toml")))
def test_every_exercise_that_ships_reads(path: Path) -> None:
    exercise = exercises.read(path)
    assert exercise.name == path.stem
    assert exercise.visible
    assert exercise.camera
    assert exercise.target.reps
    assert not exercise_text.doubts(exercise)


def test_a_new_exercise_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "curl.toml").write_text(GOOD)
    assert exercises.load("curl", tmp_path).title == "Curl"
    assert "squat" in exercises.files(tmp_path)


def test_a_users_file_wins_over_the_one_that_ships(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    (folder / "squat.toml").write_text(GOOD)
    assert exercises.load("squat", tmp_path).title == "Curl"


def test_an_unknown_signal_is_told_with_the_nearest(tmp_path: Path) -> None:
    message = wrong(tmp_path, GOOD.replace('signal = "elbow"', 'signal = "elbw"'))
    assert "movement[0].signal" in message
    assert "did you mean elbow?" in message


def test_a_wrong_key_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean title?" in wrong(tmp_path, GOOD.replace("title", "titel"))


def test_a_movement_that_does_not_move_is_refused(tmp_path: Path) -> None:
    assert "nothing moves" in wrong(tmp_path, GOOD.replace("turn = 50", "turn = 160"))


def test_a_requirement_without_bounds_is_refused(tmp_path: Path) -> None:
    assert "neither min nor max is given" in wrong(tmp_path, HOLD + '[[requires]]\nsignal = "hip"\nwhen = "rep"\n')


def test_an_unknown_part_of_a_rep_is_refused(tmp_path: Path) -> None:
    assert "requires" in wrong(tmp_path, HOLD + '[[requires]]\nsignal = "hip"\nwhen = "bottom"\nmin = 1\n')


def test_an_unknown_view_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean side?" in wrong(
        tmp_path, GOOD.replace('angle = "elbow"', 'angle = "elbow"\nangle_views = ["sde"]')
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Curl"', "", "title is missing: add it"),
        ('title = "Curl"', "title = 5", "title = 5: expected a text in quotes, got a whole number"),
        ('title = "Curl"', "title = Curl", ":2: not TOML: Invalid value: a value is missing, or a text lacks its"),
        ("start = 160", 'start = "160"', "movement[0].start: expected a number, got a text in quotes"),
        ("start = 160", "", "movement[0].start is missing: add it"),
        ("start = 160", "start = 1600", "movement[0].start = 1600: elbow goes from 0 to 180°"),
        ("start = 160", "start = nan", "movement[0].start = nan: elbow goes from 0 to 180°"),
        ("[[movement]]", "views = []\n[[movement]]", "views: expected a list that is not empty"),
        ('angle = "elbow"', 'angle = "wrist_spread"', "angle: no angle 'wrist_spread'"),
        ('angle = "elbow"', 'angle = "elbow"\nunit = "second"', "unit: unknown value 'second': did you mean seconds?"),
        ('angle = "elbow"', 'angle = "elbow"\nunit = "seconds"', "a hold needs at least one [[requires]]"),
    ],
)
def test_a_mistake_is_told_with_its_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in wrong(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("least_rep_s = 0.5", "least_rep_s is now min_rep_s"),
        ("settle = 4", "settle is now min_streak"),
        ("travels = true", "travels is now allow_travel"),
        ("from_turn = true", "from_turn is now starts_at_turn"),
        ("rises = 0.1", "rises is now shoulder_rise"),
        ("[looks]\nknee = [1, 2]", "looks is now appearance"),
        ('[[movement]]\nof = "knee"', "movement[0].of is now signal"),
        ('unit = "seconds"\n[[requires]]\nof = "knee"', "requires[0].of is now signal"),
        ('unit = "seconds"\n[[requires]]\nleast = 5', "requires[0].least is now min"),
        ('unit = "seconds"\n[[requires]]\nmost = 5', "requires[0].most is now max"),
        ('unit = "seconds"\n[[requires]]\nif_seen = true', "requires[0].if_seen is now optional"),
        (
            'unit = "seconds"\n[[requires]]\nneeds_front = true',
            'requires[0].needs_front is now views = ["front", "oblique"]',
        ),
    ],
)
def test_the_key_of_an_older_file_is_told_with_its_new_name(tmp_path: Path, old: str, new: str) -> None:
    lines = wrong(tmp_path, f'title = "Curl"\nangle = "elbow"\n{old}\n').splitlines()
    assert f"{tmp_path / 'curl.toml'}: {new}" in lines
    assert not any(f"{new.partition(' is now ')[2]} is missing" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("min_depth = 0.3", "min_depth"),
        ("least_depth = 'much'", "least_depth"),
        ("min_range_ratio = 5", "min_range_ratio"),
        ("least_share = 0.5", "least_share"),
        ("max_start_depth = 0.5", "max_start_depth"),
        ("start_depth = 0.5", "start_depth"),
        ('[[requires]]\nsignal = "hip"\nwhen = "turn"\nmin = 9', "[[requires]]"),
        ('[[requires]]\nof = "hip"\nwhen = "bottom"', "[[requires]]"),
    ],
)
def test_a_key_that_is_no_longer_used_breaks_no_file_and_is_warned_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, key: str
) -> None:
    path = tmp_path / "curl.toml"
    path.write_text(f"{text}\n{GOOD}" if "[[" not in text else f"{GOOD}{text}\n")
    first, second = exercises.read(path), exercises.read(path)
    path.write_text(GOOD)
    assert first == second == exercises.read(path)
    assert caplog.messages == [f"{path}: {key} is no longer used: remove it"]


def test_a_hold_keeps_its_requirements(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "wall_sit.toml"
    path.write_text(f'min_depth = 0.3\n{HOLD}[[requires]]\nsignal = "knee"\nwhen = "rep"\nmax = 110\n')
    assert [each.max for each in exercises.read(path).requires] == [110]
    assert caplog.messages == [f"{path}: min_depth is no longer used: remove it"]


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = """
titel = "Curl"
angle = "elbw"
views = ["side", "frnt"]
unit = "seconds"
min_rep_s = 0
[target]
reps = "ten"
rest_s = 1
[[movement]]
signal = "elbow"
start = 160
turn = 160
[[movement]]
of = "hip"
start = 1
[[requires]]
signal = "knee"
when = "rep"
min = 500
max = -5
[[requires]]
signal = "knee"
when = "rep"
[appearance]
knee = [1, 999]
facing = [1, 1]
"""
    assert [line.partition(".toml: ")[2] for line in wrong(tmp_path, text).splitlines()] == [
        "unknown key titel: did you mean title?",
        "angle: no angle 'elbw': did you mean elbow?",
        "views[1]: unknown value 'frnt': did you mean front?",
        "min_rep_s = 0: expected a number from 0.1 to 60",
        "target.reps: expected a whole number, got a text in quotes",
        "target.rest_s = 1: expected a number from 5 to 3600",
        "movement[1].of is now signal",
        "movement[1].turn is missing: add it",
        "unknown key appearance.facing: not allowed in [appearance]; use one of " + ", ".join(TOLERANCES),
        "movement[0]: start and turn are the same: nothing moves",
        "requires[0]: min = 500 is over max = -5: nothing is both, swap them",
        "requires[0].min = 500: knee goes from 0 to 180°",
        "requires[0].max = -5: knee goes from 0 to 180°",
        "requires[1]: neither min nor max is given: the requirement asks for nothing",
        "appearance.knee[1] = 999: knee goes from 0 to 180°",
    ]


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.toml").write_text(GOOD.replace('"elbow"', '"elbw"'))
    with pytest.raises(ConfigError) as raised:
        exercises.repertoire(tmp_path)
    assert [Path(line.partition(":")[0]).stem for line in raised.value.lines] == ["a", "a", "b", "b"]


def test_a_requirement_is_asked_in_its_views_alone(tmp_path: Path) -> None:
    path = tmp_path / "curl.toml"
    path.write_text(HOLD + '[[requires]]\nsignal = "hip"\nwhen = "rep"\nmin = 9\nviews = ["front", "oblique"]\n')
    told = exercise_text.asked(exercises.read(path).requires[0])
    assert told == "hip is at least 9°, unless seen from the side"


def test_an_unknown_view_of_a_requirement_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = HOLD + '[[requires]]\nsignal = "hip"\nwhen = "rep"\nmin = 9\nviews = ["frnt"]\n'
    assert "requires[0].views[0]: unknown value 'frnt': did you mean front?" in wrong(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("elbw = [160, 50]", "unknown key appearance.elbw: did you mean elbow?"),
        ("facing = [1, 1]", "unknown key appearance.facing: not allowed in [appearance]; use one of knee, hip"),
        ("elbow = 160", "appearance.elbow = 160: expected two numbers: at the start, and at the turning point"),
        ("elbow = [160]", "appearance.elbow: expected two numbers: at the start, and at the turning point"),
        ("elbow = [160, 500]", "appearance.elbow[1] = 500: elbow goes from 0 to 180°"),
        ("wrist_spread = [1, 50]", "appearance.wrist_spread[1] = 50: wrist_spread goes from -5 to 5 torso lengths"),
    ],
)
def test_a_wrong_look_is_told_by_its_own_name(tmp_path: Path, line: str, told: str) -> None:
    assert told in wrong(tmp_path, f"{GOOD}[appearance]\n{line}\n")


def test_bounds_that_nothing_meets_are_refused(tmp_path: Path) -> None:
    text = HOLD + '[[requires]]\nsignal = "hip"\nwhen = "rep"\nmin = 100\nmax = 10\n'
    assert "requires[0]: min = 100 is over max = 10" in wrong(tmp_path, text)


def test_a_hold_cannot_ask_for_a_turning_point(tmp_path: Path) -> None:
    hold = HOLD + '[[requires]]\nsignal = "knee"\nmax = 110\nwhen = '
    assert 'requires[0].when: a hold has no turn: write when = "rep"' in wrong(tmp_path, hold + '"turn"\n')
    (tmp_path / "wall_sit.toml").write_text(hold + '"rep"\n')
    assert exercises.read(tmp_path / "wall_sit.toml").unit is Unit.SECONDS


def test_a_hold_need_not_say_when_its_posture_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "wall_sit.toml"
    path.write_text(HOLD + '[[requires]]\nsignal = "knee"\nmax = 110\nwhen = "rep"\n')
    said = exercises.read(path)
    path.write_text(HOLD + '[[requires]]\nsignal = "knee"\nmax = 110\n')
    assert exercises.read(path) == said


@pytest.mark.parametrize("name", ["auto", "any"])
def test_a_file_cannot_take_the_boxs_own_words(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text(GOOD)
    with pytest.raises(ConfigError, match=f"'{name}' is a reserved name; rename the file"):
        exercises.read(tmp_path / f"{name}.toml")


def test_an_unknown_name_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"did you mean push_up\?"):
        exercises.load("pushups")


KEYS = [field.name for each in (spec.Exercise, spec.Requirement, spec.Term, spec.Target) for field in fields(each)]
NAMES = st.sampled_from([*KEYS, *exercises.RENAMED, *sorted(exercises.NO_LONGER_USED), "knee", "facing"]) | st.text(
    max_size=3
)
NUMBERS = st.integers(-(10**400), 10**400) | st.floats() | st.booleans()
VALUES = NUMBERS | st.sampled_from(["knee", "turn", "side"]) | st.text(max_size=5) | st.dates()
ANYTHING = st.recursive(VALUES, lambda some: st.lists(some, max_size=4) | st.dictionaries(NAMES, some, max_size=5))


@given(st.dictionaries(NAMES, ANYTHING, max_size=8))
@example({"a\nb": 1, "angle": "\u2028"})
@example({"appearance": {"knee": [10**400, 1]}})
@example({"movement": [{"signal": "knee", "start": 10**400, "turn": 1}]})
@example({"requires": [{"signal": "knee", "when": "rep", "min": float("nan")}], "unit": ["seconds"]})
@example({"title": "x", "angle": "knee", "target": {"tempo": [1, "x", 0, 0]}, "unit": "seconds", "movement": {}})
def test_whatever_a_file_says_is_an_exercise_or_its_mistakes(data: dict[str, object]) -> None:
    used, _ = exercises.used(data)
    try:
        toml_file.refuse(Path("curl.toml"), exercises.mistakes_in(used, Path()))
    except ConfigError as error:
        assert not any(line.splitlines()[1:] for line in error.lines)  # noqa: PT017 - not raising is right too
    else:
        assert exercise_of(used, "curl").name == "curl"


FAULT = """
[[fault]]
rule = "knees_in"
signal = "knee_cave"
max = 0.1
says = "Push your knees out."
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"knee_cave"', '"knee_cav"', "fault[0].signal: no form signal 'knee_cav': did you mean knee_cave?"),
        ("max = 0.1", "max = 12", "fault[0].max = 12: the mean of knee_cave goes from -5 to 5 torso lengths"),
        ("max = 0.1", 'take = "range"\nmax = -1', "fault[0].max = -1: the range of knee_cave goes from 0 to 10"),
        ("max = 0.1", "", "fault[0]: neither min nor max is given: give one limit"),
        ("max = 0.1", "min = 0\nmax = 1", "fault[0]: both min and max are given: give one limit"),
        ("max = 0.1", "max = 0.1\nviews = []", "fault[0].views: expected a list that is not empty"),
        ("max = 0.1", 'max = 0.1\nviews = ["frnt"]', "fault[0].views[0]: unknown value 'frnt': did you mean front?"),
        ("max = 0.1", 'max = 0.1\ntake = "men"', "fault[0].take: unknown value 'men': did you mean mean?"),
        ("max = 0.1", 'max = 0.1\nover = "trun"', "fault[0].over: unknown value 'trun': did you mean turn?"),
        ('says = "Push your knees out."', "", "fault[0].says is missing: add it"),
        ('rule = "knees_in"', "", "fault[0].rule is missing: add it"),
        ("[[fault]]", FAULT + "[[fault]]", "fault[1].rule: there is a fault 'knees_in' before it"),
        (
            "[[fault]]",
            '[standard]\nname = "low"\nsignal = "hip"\nsays = "Lower."\n[[fault]]',
            "standard: neither min nor",
        ),
        (
            "[[fault]]",
            '[standard]\nname = "low"\nsignal = "hip"\nmin = 200\nsays = "Lower."\n[[fault]]',
            "standard.min = 200: the mean of hip goes from 0 to 180°",
        ),
    ],
)
def test_a_mistake_in_a_fault_is_told_with_its_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    lines = wrong(tmp_path, GOOD + FAULT.replace(old, new, 1)).splitlines()
    assert len(lines) == 1
    assert told in lines[0]


def test_faults_and_the_standard_are_read_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "curl.toml"
    second = FAULT.replace("knees_in", "heels_up").replace("knee_cave", "heel_lift")
    path.write_text(f'{GOOD}{FAULT}{second}[standard]\nname = "low"\nsignal = "hip"\nmin = 90\nsays = "Lower."\n')
    exercise = exercises.read(path)
    assert [each.rule for each in exercise.fault] == ["knees_in", "heels_up"]
    assert exercise.fault[0].limit == 0.1
    assert exercise.standard is not None
    assert exercise.standard.limit == 90


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "configs" / "exercises").glob("*.toml")))
def test_every_exercise_that_ships_says_its_faults_of_form(path: Path) -> None:
    exercise = exercises.read(path)
    assert exercise.fault
    assert all(each.says.endswith(".") for each in exercise.fault)
    told = "\n".join(exercise_text.summary(exercise))
    assert all(each.rule in told for each in exercise.fault)
