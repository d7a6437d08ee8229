"""What a folder's labels become, and what is said of wrong ones."""

import json
from pathlib import Path

import pytest

from daemon.cli.benchmark import labels
from daemon.cli.benchmark.items import NoRep, Span
from daemon.config.paths import find
from daemon.core.facts import Reason
from daemon.errors import SourceError


def folder(path: Path, text: str, *files: str) -> Path:
    (path / "labels.csv").write_text(text, encoding="utf-8")
    for name in files or ("a.npz",):
        (path / name).touch()
    return path


def test_a_clip_has_its_exercise_reps_and_turning_points(tmp_path: Path) -> None:
    (item,) = labels.read(folder(tmp_path, "clip,exercise,reps,key_times_s\na.npz,squat,2,1.5 4.0\n"))
    assert (item.path, item.exercise, item.reps, item.turns) == (tmp_path / "a.npz", "squat", 2, (1.5, 4.0))
    assert item.no_reps is None


def test_an_empty_count_is_not_known_unless_nobody_exercises(tmp_path: Path) -> None:
    found = labels.read(folder(tmp_path, "clip,exercise,reps\na.npz,squat,\na.npz,none,\n"))
    assert [item.reps for item in found] == [None, 0]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ((), ["", ""]),
        (("source",), ["x", "y"]),
        (("subject", "source"), ["x", "y"]),
        (("subject", "prefix"), ["a", "a"]),
    ],
)
def test_items_are_grouped_by_the_first_column_there_is(tmp_path: Path, by: tuple[str, ...], groups: list[str]) -> None:
    rows = "clip,exercise,reps,source\na_1.npz,squat,1,x\na_2.npz,squat,1,y\n"
    found = labels.read(folder(tmp_path, rows, "a_1.npz", "a_2.npz"), by)
    assert [item.group for item in found] == groups


def test_a_column_to_group_by_that_is_missing_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"labels\.csv: no column 'exercises': did you mean exercise\?"):
        labels.read(folder(tmp_path, "clip,exercise,reps\na.npz,squat,1\n"), ("exercises", "subject"))


def test_frames_of_a_trace_become_seconds(tmp_path: Path) -> None:
    (item,) = labels.read(folder(tmp_path, "trace,exercise,reps,rep_frames\na.npz,squat,2,30-60 60-96\n"))
    assert item.spans == (Span(1.0, 2.0), Span(2.0, 3.2))


def test_frames_count_at_the_rate_that_is_given(tmp_path: Path) -> None:
    (item,) = labels.read(folder(tmp_path, "file,exercise,reps,fps,rep_frames\na.npz,squat,1,10,30-60\n"))
    assert item.spans == (Span(3.0, 6.0),)


def test_a_movement_that_must_be_rejected_has_its_reason(tmp_path: Path) -> None:
    (item,) = labels.read(folder(tmp_path, "file,exercise,reps,no_reps\na.npz,squat,0,5.0-6.1:shallow\n"))
    assert item.no_reps == (NoRep(Span(5.0, 6.1), Reason.SHALLOW),)


def test_a_hold_is_as_long_as_from_its_first_key_time_to_its_last(tmp_path: Path) -> None:
    (item,) = labels.read(folder(tmp_path, "clip,exercise,reps,key_times_s\na.npz,plank,0,3.3 34.3\n"))
    assert item.reps == 31


@pytest.mark.parametrize(
    ("word", "name"),
    [("Push-Up", "push_up"), ("situp", "sit_up"), ("jump_jack", "jumping_jack"), ("none", None), ("burpee", "burpee")],
)
def test_data_sets_call_an_exercise_what_they_like(word: str, name: str | None) -> None:
    assert labels.exercise_name(word) == name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clip,exercise\na.npz,squat\n", "no column 'reps'"),
        ("clip,excercise,reps\na.npz,squat,1\n", "did you mean excercise?"),
        ("name,exercise,reps\na.npz,squat,1\n", "no column 'file'"),
        ("clip,exercise,reps\na.npz,squat,many\n", "labels.csv:2: reps: 'many' is no count"),
        ("clip,exercise,reps\na.npz,squat,-1\n", "'-1' is no count"),
        ("clip,exercise,reps\na.npz,squat\n", "labels.csv:2: not as many cells as columns"),
        ("clip,exercise,reps\na.npz,squat,1,2,3\n", "labels.csv:2: not as many cells as columns"),
        ("clip,exercise,reps\n,squat,1\n", "clip or exercise is empty"),
        ("clip,exercise,reps\ngone.mp4,squat,1\n", "gone.mp4 does not exist"),
        ("clip,exercise,reps,rep_frames\na.npz,squat,1,9-3\n", "rep_frames: '9-3' is no time from-to"),
        ("clip,exercise,reps,rep_frames,fps\na.npz,squat,1,3-9,0\n", "fps is 0"),
        ("clip,exercise,reps,key_times_s\na.npz,squat,1,soon\n", "key_times_s: 'soon' is no number"),
        ("clip,exercise,reps,no_reps\na.npz,squat,1,1-2:shalow\n", "did you mean shallow?"),
    ],
)
def test_wrong_labels_are_one_line_that_names_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SourceError) as error:
        labels.read(folder(tmp_path, text))
    assert says in str(error.value)
    assert str(tmp_path) in str(error.value)
    assert "\n" not in str(error.value)


def test_labels_that_are_no_text_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(b"clip,exercise,reps\n\xff\xfe,squat,1\n")
    with pytest.raises(SourceError, match="must be comma-separated UTF-8"):
        labels.read(tmp_path)


def test_a_folder_without_labels_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no labels\.csv: write one with the columns file, exercise and reps"):
        labels.read(tmp_path)


def test_the_bundled_clip_is_its_two_sets() -> None:
    squats, push_ups = labels.read(find("clip/demo.json").parent)
    assert (squats.exercise, squats.reps, push_ups.exercise, push_ups.reps) == ("squat", 4, "push_up", 4)
    assert squats.no_reps == (NoRep(Span(7.83, 9.03), Reason.SHALLOW),)
    assert squats.window == Span(2.5, 13.91)


def test_a_damaged_story_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "a.json").write_text(json.dumps({"reps": 3}))
    with pytest.raises(SourceError, match="no story of a rendered clip"):
        labels.read(tmp_path)
