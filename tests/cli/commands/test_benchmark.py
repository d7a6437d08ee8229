"""``spotter benchmark`` as a user meets it, on sets of which everything is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from daemon.camera.trace import write_trace
from daemon.cli import main
from daemon.ports import PoseFrame
from tests.fakes import stick
from tests.simulator.story import Lift, Plan, simulate

EXIT_SOURCE, EXIT_USAGE = 66, 2


def write(path: Path, *depths: float) -> None:
    angles = stick.squats(*depths)
    poses = [stick.squatting(a, i / stick.FPS) for i, a in enumerate(angles)]
    write_trace(path, [PoseFrame(p.t, p, *stick.SIZE) for p in poses], stick.FPS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three squats, two squats of which one is mislabelled as more, and somebody who stands about."""
    write(tmp_path / "three.npz", 75, 80, 70)
    write(tmp_path / "two.npz", 75, 130, 75)
    write(tmp_path / "idle.npz")
    (tmp_path / "labels.csv").write_text(
        "file,exercise,reps,no_reps\nthree.npz,squat,3,\ntwo.npz,squats,3,3.6-5.7:shallow\n"
        "idle.npz,none,0,\nthree.npz,juggling,5,\n"
    )
    return tmp_path


def report(folder: Path, *more: str) -> dict[str, object]:
    out = folder / "out.json"
    assert main.main(["benchmark", str(folder), "--jobs", "1", "--json", str(out), *more]) == 0
    (found,) = json.loads(out.read_text())["folders"]
    return dict(found)


def test_counts_are_held_against_the_labels(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = report(folder)
    squat, everything = found["rows"]  # type: ignore[misc]
    assert squat == {**everything, "name": "squat"}
    assert (squat["items"], squat["true"], squat["exact"], squat["within_one"]) == (2, 6, 0.5, 1.0)
    assert (squat["no_reps"], squat["no_reps_right"]) == (1, 1)
    assert found["no_exercise"] == {"juggling": 1}
    said = capsys.readouterr().out
    assert "two.npz as squat" in said
    assert "no exercise: juggling, 1 items left out" in said


def test_a_clip_that_nobody_counted_has_a_line_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "labels.csv").write_text("file,exercise,reps\nthree.npz,squat,3\ntwo.npz,squat,\n")
    found = report(folder)
    assert [(row["name"], row["items"]) for row in found["rows"]] == [("squat", 1), ("all", 1)]  # type: ignore[attr-defined]
    assert found["uncounted"] == {"items": 1, "minutes": 0.15, "counted": 2, "refused": 1, "right_exercise": None}
    assert "count not known: 1 items, 0.1 min: 2 reps counted, 1 refused" in capsys.readouterr().out


def test_a_clip_is_counted_as_every_other_exercise(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = report(folder, "--as-others", "--only", "t*")
    alone = report(folder, "--only", "t*")
    assert found["rows"][0]["exact"] == alone["rows"][0]["exact"]  # type: ignore[index]
    assert alone["others"] is None
    others = found["others"]
    assert others["all"]["runs"] == 40  # type: ignore[index]  # two squat clips as 20 others; juggling has no file
    assert others["unlike"]["runs"] == 28  # type: ignore[index]
    assert "wrong exercise chosen: false counts in" in capsys.readouterr().out


def test_the_same_items_are_counted_after_each_perturbation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = report(folder, "--perturb", "half_rate,covered,no_legs")["robustness"]
    assert [(row["name"], row["items"]) for row in rows] == [  # type: ignore[attr-defined]
        ("unperturbed", 2),
        ("half_rate", 2),
        ("covered", 2),
        ("covered, one forgiven", 2),
        ("no_legs", 2),
    ]
    assert [run["counted"] for run in rows[1]["runs"]] == [3, 2]  # type: ignore[index]
    assert [run["counted"] for run in rows[-1]["runs"]] == [0, 0]  # type: ignore[index]
    assert "half_rate                  2   50.0%" in capsys.readouterr().out
    assert report(folder)["robustness"] == []


def test_the_confidence_of_reps_and_the_ranges_of_sets_are_held_against_the_truth(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "labels.csv").write_text(
        "file,exercise,reps,key_times_s\nthree.npz,squat,3,2.0 4.3 6.6\ntwo.npz,squat,2,\n"
    )
    sureness = report(folder)["sureness"]
    assert (sureness["reps"], sureness["right"]) == (3, 3)  # type: ignore[index]  # when the other two are is not labelled
    assert (sureness["sets"], sureness["covered"]) == (2, 2)  # type: ignore[index]
    said = capsys.readouterr().out
    assert "how sure: 3 of 3 counted reps were done" in said
    assert "90 % ranges: 2 of 2 sets covered, 100.0%" in said


def test_somebody_idle_is_counted_as_every_exercise(folder: Path) -> None:
    found = report(folder)["negatives"]
    assert found["runs"] >= 20  # type: ignore[index]
    assert found["false_reps"] == 0  # type: ignore[index]


def test_one_exercise_alone_is_counted_on_its_own_items(folder: Path) -> None:
    found = report(folder, "--exercise", "squat")
    assert [item["item"] for item in found["items"]] == ["three.npz", "two.npz", "idle.npz"]  # type: ignore[attr-defined]


def test_auto_is_told_nothing_and_names_the_exercise(folder: Path) -> None:
    simulated = simulate(Plan("squat", (Lift(), Lift(), Lift())))
    write_trace(folder / "three.npz", simulated.sights, 30.0)
    found = report(folder, "--exercise", "auto", "--only", "three*")
    (item,) = found["items"]  # type: ignore[misc]
    assert (item["counted_as"], item["counted"], item["named"]) == ("auto", 3, "squat")


def test_any_needs_no_exercise_file(folder: Path) -> None:
    found = report(folder, "--exercise", "any")
    assert found["no_exercise"] == {}
    assert [item["true_exercise"] for item in found["items"]] == ["squat", "squat", None, "juggling"]  # type: ignore[attr-defined]


def test_only_the_named_files_are_counted(folder: Path) -> None:
    assert {item["item"] for item in report(folder, "--only", "t*")["items"]} == {"three.npz", "two.npz"}  # type: ignore[attr-defined]


def test_the_total_without_an_exercise_has_a_row_of_its_own(folder: Path) -> None:
    (folder / "labels.csv").write_text("file,exercise,reps\nthree.npz,squat,3\ntwo.npz,lunge,2\n")
    rows = report(folder, "--without", "lunge")["rows"]
    assert [(row["name"], row["items"]) for row in rows][-2:] == [("all", 2), ("all but lunge", 1)]  # type: ignore[attr-defined]


def test_armed_tells_when_the_set_began(folder: Path) -> None:
    (folder / "labels.csv").write_text("file,exercise,reps,key_times_s\nthree.npz,squat,3,2.0 4.4 6.8\n")
    write(folder / "three.npz", 75, 80, 70)
    (item,) = report(folder, "--armed")["items"]  # type: ignore[misc]
    assert item["ready_s"] == pytest.approx(0.0, abs=0.1)  # when the athlete was seen
    assert item["counted"] == 3


@pytest.mark.slow
def test_many_processes_find_what_one_finds(folder: Path) -> None:
    alone = report(folder)["rows"]
    together = report(folder, "--jobs", "2")["rows"]

    def counts(rows: object) -> list[tuple[object, ...]]:
        return [(row["name"], row["exact"], row["mae"]) for row in rows]  # type: ignore[attr-defined]

    assert counts(together) == counts(alone)


def test_a_parameter_can_be_set(folder: Path) -> None:
    assert [item["counted"] for item in report(folder, "--only", "t*")["items"]] == [3, 2]  # type: ignore[attr-defined]
    nothing = report(folder, "--only", "t*", "--set", "segmenter.leave=5")
    assert [item["counted"] for item in nothing["items"]] == [0, 0]  # type: ignore[attr-defined]


def tuning(folder: Path, *more: str) -> dict[str, object]:
    out = folder / "out.json"
    assert main.main(["benchmark", str(folder), "--jobs", "1", "--json", str(out), *more]) == 0
    return dict(json.loads(out.read_text())["tuning"])


def test_values_are_tried_and_held_out_fold_by_fold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tuning(folder, "--set", "segmenter.leave=5,0.15", "--folds", "2", "--only", "t*")
    assert [trial["figures"]["exact"] for trial in found["trials"]] == [0, 1]  # type: ignore[attr-defined]
    assert [fold["files"] for fold in found["folds"]] == [["three.npz"], ["two.npz"]]  # type: ignore[attr-defined]
    assert [fold["figures"]["exact"] for fold in found["folds"]] == [1, 0]  # type: ignore[attr-defined]
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split()[:2] == ["values", "items"]
    assert [line.split("  ")[0] for line in lines] == [
        "segmenter.leave=5",
        "segmenter.leave=0.15",
        "fold 1: segmenter.leave=0.15",
        "fold 2: segmenter.leave=0.15",
        "all folds, held out",
        "as in the settings",
    ]


def test_items_of_one_source_stay_in_one_fold(folder: Path) -> None:
    for name in ("four", "five"):
        write(folder / f"{name}.npz", 75, 80)
    rows = "three.npz,squat,3,x\ntwo.npz,squat,2,y\nfour.npz,squat,2,x\nfive.npz,squat,2,y\n"
    (folder / "labels.csv").write_text("file,exercise,reps,source\n" + rows)
    found = tuning(folder, "--folds", "2", "--by", "source")
    assert [fold["files"] for fold in found["folds"]] == [["four.npz", "three.npz"], ["five.npz", "two.npz"]]  # type: ignore[attr-defined]
    assert found["held_out"] == found["defaults"]


def test_an_athlete_whose_place_was_lost_never_leaves_the_picture(tmp_path: Path) -> None:
    angles = stick.squats(75, 75)
    poses = [stick.squatting(a, i / stick.FPS) for i, a in enumerate(angles)]
    sights = []
    for p in poses:
        # Hips at one point, so near the top that every shoulder is outside, and nobody seen for two seconds.
        p.xy[:] += np.float32([320, 10]) - p.xy[23:25].mean(axis=0)
        lost = 3.2 < p.t < 4.4
        sights.append(PoseFrame(p.t, None if lost else p, *stick.SIZE))
    write_trace(tmp_path / "a.npz", sights, stick.FPS)
    (tmp_path / "labels.csv").write_text("trace,exercise,reps\na.npz,squat,2\n")
    (item,) = report(tmp_path)["items"]  # type: ignore[misc]
    assert "out_of_frame" not in [rejected["reason"] for rejected in item["rejected"]]


@pytest.mark.parametrize(
    ("argv", "status", "says"),
    [
        (["nowhere"], EXIT_SOURCE, "no labels.csv"),
        (["{folder}", "--exercise", "squirt"], EXIT_USAGE, "did you mean squat?"),
        (["{folder}", "--set", "segmenter.trun=1"], EXIT_USAGE, "did you mean segmenter.turn?"),
        (["{folder}", "--by", "source"], EXIT_USAGE, "give --folds too"),
        (["{folder}", "--folds", "2", "--by", "no_rep"], EXIT_SOURCE, "no column 'no_rep': did you mean no_reps?"),
        (["{folder}", "--as-others", "--exercise", "auto"], EXIT_USAGE, "it goes with --exercise given"),
        (["{folder}", "--as-others", "--set", "segmenter.turn=0.1,0.2"], EXIT_USAGE, "give each --set one value"),
        (["{folder}", "--perturb", "noise,mirored"], EXIT_USAGE, "did you mean mirrored?"),
        (["{folder}", "--folds", "9"], EXIT_USAGE, "--folds 9: the items make 3 groups"),
        (["{folder}", "--only", "x*"], EXIT_USAGE, "no file in its labels is called 'x*'"),
    ],
)
def test_a_wrong_word_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], argv: list[str], status: int, says: str
) -> None:
    assert main.main(["benchmark", *(word.format(folder=folder) for word in argv)]) == status
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


@pytest.mark.slow
def test_a_damaged_trace_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "two.npz").write_bytes((folder / "two.npz").read_bytes()[:200])
    assert main.main(["benchmark", str(folder)]) == EXIT_SOURCE
    said = capsys.readouterr().err
    assert "two.npz is no pose trace, or a damaged one" in said
    assert len(said.splitlines()) == 1


def test_no_number_of_processes_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main.main(["benchmark", str(folder), "--jobs", "none"])
    assert stopped.value.code == EXIT_USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1
