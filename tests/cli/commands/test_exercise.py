"""``spotter exercise`` tells what the box looks for, and what is wrong, in words of a user's."""

import logging
import re
from pathlib import Path

import pytest

from daemon.cli import main
from daemon.core.features.signals import SIGNALS
from daemon.core.form.form_signals import FORM_SIGNALS

WIDTH = 100
SHIPPED = sorted(path.stem for path in (Path(__file__).parents[3] / "configs" / "exercises").glob("*.toml"))
CALF_RAISE = """
title = "Calf raise"
angle = "knee"
[[movement]]
signal = "hip_height"
start = 1.5
turn = 1.75
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "exercises"
    folder.mkdir()
    path = folder / "calf_raise.toml"
    path.write_text(CALF_RAISE, encoding="utf-8")
    return path


def output(capsys: pytest.CaptureFixture[str], *argv: object) -> str:
    assert main.main(["exercise", *map(str, argv)]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines()[1:])) <= WIDTH
    return text


def test_a_good_file_is_told_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"\s+", " ", output(capsys, "check", file))
    assert f"{file}: Calf raise, counted in reps: no mistake found" in text
    assert "moves hip_height from about 1.5 torso lengths to about 1.75 torso lengths" in text
    assert "auto does not find it out: add [appearance], or choose it by name" in text


def test_what_ships_can_be_checked_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"\s+", " ", output(capsys, "check", "squat"))
    assert "knee from about 168° to about 75°" in text
    assert "the joints of knee and hip: a set begins when they are seen" in text
    assert "aims at 10 reps, 2-0-1-0, rest 120 s" in text
    assert "shoulders that go down by about 0.8 torso lengths" in text


def test_a_hold_is_told_in_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"\s+", " ", output(capsys, "check", "plank"))
    assert "Plank, held for seconds" in text
    assert "otherwise the posture is not held" in text
    assert "aims at 60 s" in text
    assert "moves" not in text


@pytest.mark.parametrize("name", SHIPPED)
def test_every_exercise_that_ships_is_told_and_leaves_no_doubt(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "check", name)
    assert "no mistake found" in text
    assert "doubt" not in text


def test_a_file_whose_own_usual_rep_looks_wrong_leaves_a_doubt(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(CALF_RAISE + "[appearance]\nhip_height = [1.75, 1.5]\n")
    text = re.sub(r"\s+", " ", output(capsys, "check", file))
    assert (
        "doubt hip_height goes from 1.75 torso lengths to 1.5 torso lengths under [appearance], but goes from 1.5"
        in text
    )
    assert "to 1.75 torso lengths under [[movement]]: correct one of them" in text


def test_a_key_of_an_older_version_is_warned_of_and_breaks_nothing(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own
    file.write_text(f'min_depth = 0.3\n{CALF_RAISE}[[requires]]\nsignal = "knee"\nwhen = "turn"\nmin = 150\n')
    assert main.main(["exercise", "check", str(file)]) == 0
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        f"spotter: {file}: min_depth is no longer used: remove it",
        f"spotter: {file}: [[requires]] is no longer used: remove it",
    ]
    assert "no mistake found" in printed.out
    assert "asks that" not in printed.out


def test_every_mistake_of_a_file_is_a_line_of_its_own(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(
        CALF_RAISE.replace('"hip_height"', '"hip_hight"').replace("title", "min_depth = 1\nsettle = 3\ntitle")
    )
    assert main.main(["exercise", "check", str(file)]) == 78
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        f"spotter: {file}: settle is now min_streak",
        f"spotter: {file}: movement[0].signal: no signal 'hip_hight': did you mean hip_height?",
    ]


def test_a_faulty_file_is_one_line_and_status_78(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(CALF_RAISE.replace('"hip_height"', '"hip_hight"'))
    assert main.main(["exercise", "check", str(file)]) == 78
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"spotter: {file}: movement[0].signal: no signal 'hip_hight': did you mean hip_height?\n"


def test_a_missing_file_is_one_line_and_status_78(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["exercise", "check", str(tmp_path / "no.toml")]) == 78
    assert capsys.readouterr().err.count("\n") == 1


def test_the_list_has_a_line_for_each_that_fits_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    heading, *lines = output(capsys, "list").splitlines()
    assert heading.split() == ["NAME", "TITLE", "COUNTS", "BEST", "VIEWS", "TARGET", "AUTO"]
    assert [line.split()[0] for line in lines] == sorted(SHIPPED)
    at = [heading.index(word) for word in ("TITLE", "COUNTS", "BEST", "TARGET", "AUTO")]
    assert all(line[column - 1] == " " and line[column] != " " for line in lines for column in at)


def test_the_list_tells_a_new_exercise_and_who_knows_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys, "--config", file.parents[1], "list").splitlines()
    mine, squat = (next(line for line in lines if line.startswith(name)) for name in ("calf_raise ", "squat "))
    assert mine.split()[1:4] == ["Calf", "raise", "reps"]
    assert (mine.split()[-1], squat.split()[-1]) == ("no", "yes")


def test_a_faulty_file_hides_no_other_from_the_list(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("title = 3")
    assert main.main(["exercise", "--config", str(file.parents[1]), "list"]) == 78
    printed = capsys.readouterr()
    assert printed.err.startswith(f"calf_raise cannot be chosen: {file}: ")
    assert {line.split()[0] for line in printed.out.splitlines()[1:]} == set(SHIPPED)


def test_every_signal_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys, "signals").splitlines()
    assert [line.split()[0] for line in lines] == list(SIGNALS)


def test_every_signal_of_form_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.partition(" ")[0] for line in output(capsys, "signals", "--form").splitlines()] == list(FORM_SIGNALS)
