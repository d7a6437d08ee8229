"""The names of files: what is typed is understood, and what the box would not find, or find twice, is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.config import exercises, names, plans, programmes
from daemon.config.exercise_library import ExerciseLibrary
from daemon.errors import ConfigError, UsageError

KINDS = {
    "plan": ("plans", "emom", plans.read),
    "programme": ("programmes", "hiit", programmes.read),
    "exercise": ("exercises", "push_up", exercises.read),
}
Read = Callable[[Path], object]


@pytest.fixture(params=KINDS)
def shipped(request: pytest.FixtureRequest) -> tuple[str, str, str, Read]:
    """A kind of file, its folder, one that ships, and how it is read."""
    return (request.param, *KINDS[request.param])


def copied(folder: Path, kind: str, name: str, called: str) -> Path:
    """Returns a copy of a file that ships, in the folder of its kind, under another name."""
    path = folder / kind / called
    path.parent.mkdir(exist_ok=True)
    path.write_text((Path(names.__file__).parents[2] / "configs" / kind / f"{name}.toml").read_text())
    return path


@pytest.mark.parametrize(
    ("called", "meant"), [("UP.TOML", "UP"), ("mine.Toml", "mine"), ("mine", "mine"), ("my.txt", "my")]
)
def test_a_file_that_the_box_would_not_find_is_refused(
    shipped: tuple[str, str, str, Read], called: str, meant: str, tmp_path: Path
) -> None:
    _, folder, name, read = shipped
    path = copied(tmp_path, folder, name, called)
    with pytest.raises(ConfigError) as caught:
        read(path)
    says = f"its name does not end in .toml, so the box does not find it: rename it to {meant}.toml"
    assert caught.value.lines == (f"{path}: {says}",)


def test_a_name_is_found_in_any_capitals_with_hyphen_or_space() -> None:
    there = ["push_up", "Push up hard", "squat"]
    assert [names.one_of("exercise", each, there) for each in ("PUSH-UP", "push up hard", "squat")] == [
        "push_up",
        "Push up hard",
        "squat",
    ]


def test_one_that_is_written_exactly_so_goes_first_and_another_may_be_several() -> None:
    there = ["Mine", "mine"]
    assert [names.one_of("plan", each, there) for each in there] == there
    with pytest.raises(UsageError, match="plan 'MINE' may be Mine or mine: spell it as one of them"):
        names.one_of("plan", "MINE", there)


def test_a_plan_in_capitals_is_begun_as_it_is_typed(tmp_path: Path) -> None:
    copied(tmp_path, "plans", "emom", "UP.toml")
    library = ExerciseLibrary(tmp_path)
    assert [library.plan(each).name for each in ("UP", "up", "EMOM")] == ["UP", "UP", "emom"]
    assert plans.load("up", tmp_path).name == "UP"
    assert programmes.load("HIIT", tmp_path).name == "hiit"
    assert exercises.load("Push-up", tmp_path).name == "push_up"


def test_check_refuses_a_name_that_is_another_files_spelled_otherwise(
    shipped: tuple[str, str, str, Read], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind, folder, name, _ = shipped
    path = copied(tmp_path, folder, name, f"{name.capitalize()}.toml")
    assert main([kind, "check", str(path), "--config", str(tmp_path)]) == 78
    err = capsys.readouterr().err
    assert err.startswith(f"spotter: {path}: called as ")
    assert err.endswith(f"{folder}/{name}.toml is, but for capitals, spaces or hyphens: rename one of them\n")


def test_check_takes_a_file_that_replaces_one_that_ships(
    shipped: tuple[str, str, str, Read], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind, folder, name, _ = shipped
    path = copied(tmp_path, folder, name, f"{name}.toml")
    assert main([kind, "check", str(path), "--config", str(tmp_path)]) == 0
    assert "no mistake found" in capsys.readouterr().out


@pytest.mark.parametrize(("folder", "name", "called"), [("plans", "emom", "Today"), ("exercises", "squat", "Auto")])
def test_a_reserved_name_is_reserved_in_capitals_too(folder: str, name: str, called: str, tmp_path: Path) -> None:
    read = plans.read if folder == "plans" else exercises.read
    with pytest.raises(ConfigError, match="reserved"):
        read(copied(tmp_path, folder, name, f"{called}.toml"))
