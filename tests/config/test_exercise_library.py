"""The exercises in memory: answers without the disk, and files that come, change and go while it runs."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.config.exercise_library import ExerciseLibrary
from daemon.core.spec import ANY, AUTO
from daemon.errors import ConfigError, UsageError

CURL = 'title = "Zottman curl"\nangle = "elbow"\n[[movement]]\nsignal = "elbow"\nstart = 160\nturn = 50\n'
PERIOD_S, PATIENCE_S = 0.02, 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exercises"
    folder.mkdir()
    return folder


@pytest.fixture
def library(folder: Path) -> Iterator[ExerciseLibrary]:
    library = ExerciseLibrary(folder.parent, PERIOD_S)
    library.start()
    yield library
    library.close()


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, "the library noticed nothing"
        time.sleep(PERIOD_S)


def titles(library: ExerciseLibrary) -> dict[str, str]:
    return {each.name: each.title for each in library.list("squat").exercises}


def test_it_knows_what_ships() -> None:
    library = ExerciseLibrary(None)
    assert library.find("squat").title == "Squat"
    assert library.find("auto") is AUTO
    assert library.find("any") is ANY
    assert library.list("squat").chosen == "squat"
    assert tuple(titles(library)) == ("auto", *library.names())


def test_an_exercise_that_is_gone_or_wrong_is_called_by_its_name(folder: Path) -> None:
    (folder / "zottman.toml").write_text(CURL)
    (folder / "hammer_curl.toml").write_text("nonsense")
    library = ExerciseLibrary(folder.parent)
    assert library.title("zottman") == "Zottman curl"
    assert library.title("hammer_curl") == "Hammer curl"
    assert library.title("gone") == "Gone"


def test_answers_need_no_disk(folder: Path) -> None:
    (folder / "zottman.toml").write_text(CURL)
    library = ExerciseLibrary(folder.parent)
    shutil.rmtree(folder)
    assert library.find("zottman").title == "Zottman curl"
    assert titles(library)["zottman"] == "Zottman curl"
    assert "zottman" in library.names()


def test_an_unknown_name_is_wrong_use() -> None:
    with pytest.raises(UsageError, match=r"did you mean push_up\?"):
        ExerciseLibrary(None).find("pushups")


@pytest.mark.parametrize("typed", ["Push-up", "push up", "PUSH_UP", "push-up", "Push_Up"])
def test_an_exercise_is_known_by_its_title_and_however_its_name_is_typed(typed: str) -> None:
    library = ExerciseLibrary(None)
    assert library.find(typed).name == "push_up"
    assert library.find("Auto") is AUTO
    assert all(library.find(title).title == title for title in titles(library).values())


def test_a_name_counts_before_another_ones_title(folder: Path) -> None:
    (folder / "curl.toml").write_text(CURL)
    (folder / "zottman.toml").write_text(CURL.replace("Zottman curl", "Curl"))
    library = ExerciseLibrary(folder.parent)
    assert (library.find("Curl").name, library.find("curl").name) == ("curl", "curl")


def test_a_mistyped_name_in_capitals_has_its_nearest_too() -> None:
    with pytest.raises(UsageError, match=r"did you mean push_up\?"):
        ExerciseLibrary(None).find("PUSHUPS")


def test_a_broken_file_stops_nobody_and_keeps_its_error(folder: Path) -> None:
    (folder / "zottman.toml").write_text(CURL.replace("elbow", "elbw"))
    library = ExerciseLibrary(folder.parent)
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"zottman\.toml.*did you mean elbow\?"):
            library.find("zottman")
    assert library.find("squat").title == "Squat"
    error = next(each.error for each in library.list("squat").exercises if each.name == "zottman")
    assert error is not None
    assert "did you mean elbow?" in error


def test_a_new_file_is_known_without_a_restart(folder: Path, library: ExerciseLibrary) -> None:
    assert "zottman" not in library.names()
    (folder / "zottman.toml").write_text(CURL)
    until(lambda: "zottman" in library.names())
    assert library.find("zottman").title == "Zottman curl"


def test_a_changed_file_and_one_that_is_gone_are_noticed(folder: Path, library: ExerciseLibrary) -> None:
    path = folder / "squat.toml"
    path.write_text(CURL)
    until(lambda: titles(library)["squat"] == "Zottman curl")
    path.write_text(CURL.replace("Zottman curl", "My curl"))
    until(lambda: titles(library)["squat"] == "My curl")
    path.write_text("title = ")
    until(lambda: any(each.error for each in library.list("").exercises))
    path.unlink()
    until(lambda: titles(library)["squat"] == "Squat")


def test_a_file_that_did_not_change_is_not_read_again(folder: Path) -> None:
    (folder / "zottman.toml").write_text(CURL)
    library = ExerciseLibrary(folder.parent)
    before = {name: library.find(name) for name in library.names()}
    library.refresh()
    assert all(library.find(name) is exercise for name, exercise in before.items())


def test_closing_twice_and_before_the_start_is_fine() -> None:
    library = ExerciseLibrary(None)
    library.close()
    library.close()
