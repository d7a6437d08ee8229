"""Exercises as files: every one that ships is right, and a wrong one says what to mend."""

from pathlib import Path

import pytest

from daemon import exercises
from daemon.errors import ConfigError, UsageError

GOOD = """
title = "Curl"
angle = "elbow"
[[movement]]
of = "elbow"
start = 160
turn = 50
"""


def wrong(tmp_path: Path, text: str) -> str:
    path = tmp_path / "curl.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        exercises.read(path)
    message = str(raised.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["squat", "push_up", "sit_up", "jumping_jack", "pull_up"])
def test_every_exercise_that_ships_reads(name: str) -> None:
    exercise = exercises.load(name)
    assert exercise.name == name
    assert exercise.movement
    assert exercise.visible


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
    message = wrong(tmp_path, GOOD.replace('of = "elbow"', 'of = "elbw"'))
    assert "movement[0].of" in message
    assert "did you mean elbow?" in message


def test_a_wrong_key_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean title?" in wrong(tmp_path, GOOD.replace("title", "titel"))


def test_a_movement_that_does_not_move_is_refused(tmp_path: Path) -> None:
    assert "nothing moves" in wrong(tmp_path, GOOD.replace("turn = 50", "turn = 160"))


def test_a_requirement_without_bounds_is_refused(tmp_path: Path) -> None:
    assert "least" in wrong(tmp_path, GOOD + '[[requires]]\nof = "hip"\nwhen = "turn"\n')


def test_an_unknown_part_of_a_rep_is_refused(tmp_path: Path) -> None:
    assert "requires" in wrong(tmp_path, GOOD + '[[requires]]\nof = "hip"\nwhen = "bottom"\nleast = 1\n')


def test_an_unknown_view_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean side?" in wrong(
        tmp_path, GOOD.replace('angle = "elbow"', 'angle = "elbow"\nangle_views = ["sde"]')
    )


def test_an_unknown_name_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"did you mean push_up\?"):
        exercises.load("pushups")
