"""What other applications read is what the history shows."""

import csv
import io
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from garmin_fit_sdk import Decoder, Stream
from msgspec.structs import replace
from pyarrow import parquet

from daemon.cli.formats import names
from daemon.core.facts import Correction
from daemon.events import AnyEvent
from tests.cli.conftest import Recorded
from tests.fakes.workout import Lifter


def a_day() -> list[AnyEvent]:
    """Squats, one of them taken back and one added; push-ups that came to nothing; a plank; curls of another name."""
    eva = Lifter("eva")
    squats = [replace(eva.starts(), load_kg=80.0), eva.lifts(1), wrong := eva.lifts(2), eva.lifts(3), eva.ends(3)]
    squats += [eva.corrects(Correction.UNDONE, wrong.id, n=2), eva.corrects(Correction.ADDED, n=3)]
    squats.append(replace(eva.corrects(Correction.LOAD), load_kg=82.5))
    nothing = [eva.starts("push_up"), slip := eva.lifts(1, "push_up"), eva.ends(1, "push_up")]
    nothing.append(eva.corrects(Correction.UNDONE, slip.id, n=1))
    plank = [eva.starts("plank"), eva.holds(61.4), eva.ends(0, "plank")]
    curls = [eva.starts("my_row"), eva.lifts(1, "my_row"), eva.ends(1, "my_row")]
    return [eva.arrives(), *squats, *nothing, *plank, *curls, eva.leaves()]


def test_hevy_reads_the_sets_as_the_history_shows_them(recorded: Recorded) -> None:
    status, out, err = recorded(*a_day())("export", "--format", "hevy")
    assert (status, err) == (0, "")
    squats, plank, curls = csv.DictReader(io.StringIO(out))
    assert squats == {
        "title": "Spotter",
        "start_time": "31 Jan 2026, 07:30",
        "end_time": "31 Jan 2026, 07:30",
        "description": "",
        "exercise_title": "Squat (Barbell)",
        "superset_id": "",
        "exercise_notes": "",
        "set_index": "0",
        "set_type": "normal",
        "weight_kg": "82.5",
        "reps": "3",
        "distance_km": "",
        "duration_seconds": "",
        "rpe": "",
    }
    assert (plank["exercise_title"], plank["reps"], plank["duration_seconds"]) == ("Plank", "", "61")
    assert (curls["exercise_title"], curls["weight_kg"], curls["reps"]) == ("My Row", "", "1")


def test_strongs_readers_get_its_columns(recorded: Recorded) -> None:
    _, out, _ = recorded(*a_day())("export", "--format", "strong")
    assert out.splitlines() == [
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout No",
        "2026-01-31 07:30:01,Spotter,27s,Squat (Barbell),1,82.5,3,0,0,,1",
        "2026-01-31 07:30:01,Spotter,27s,Plank,1,0,0,0,61,,1",
        "2026-01-31 07:30:01,Spotter,27s,My Row,1,0,1,0,0,,1",
    ]


def test_fitnotes_reads_them_with_a_weight_in_each_row(recorded: Recorded) -> None:
    _, out, _ = recorded(*a_day())("export", "--format", "fitnotes")
    assert out.splitlines() == [
        "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment",
        "2026-01-31,Barbell Squat,Legs,82.5,kgs,3,,,,",
        "2026-01-31,Plank,Abs,0,kgs,0,,,0:01:01,",
        "2026-01-31,My Row,Spotter,0,kgs,1,,,,",
    ]


def test_garmins_own_reader_finds_the_sets_in_the_fit_file(recorded: Recorded, tmp_path: Path) -> None:
    status, out, _ = recorded(*a_day())("export", "--format", "fit", "--out", str(tmp_path / "fit"))
    (path,) = (tmp_path / "fit").iterdir()
    assert (status, out) == (0, f"1 workout written to {tmp_path / 'fit'}\n")
    assert path.name.startswith("2026-01-31-0730-")
    assert Decoder(Stream.from_file(str(path))).check_integrity()
    found, errors = Decoder(Stream.from_file(str(path))).read()
    assert errors == []
    assert found["file_id_mesgs"][0]["type"] == "activity"
    squats, *_, last = active = [each for each in found["set_mesgs"] if each["set_type"] == "active"]
    assert [(each["category"], each.get("category_subtype")) for each in active] == [
        ("squat", 6),  # a barbell back squat
        ("plank", 43),
        ("unknown", 0),
    ]
    (title,) = found["exercise_title_mesgs"]
    assert (title["exercise_category"], title["exercise_name"], title["wkt_step_name"]) == ("unknown", 0, "My Row")
    assert (squats["repetitions"], squats["weight"], squats["duration"]) == (3, 82.5, 12.5)
    assert squats["start_time"] == datetime(2026, 1, 31, 6, 30, 1, tzinfo=timezone.utc)
    assert "weight" not in last
    assert [each["message_index"] for each in found["set_mesgs"]] == list(range(len(found["set_mesgs"])))
    (session,) = found["session_mesgs"]
    assert (session["sport"], session["sub_sport"]) == ("training", "strength_training")
    (activity,) = found["activity_mesgs"]
    assert activity["num_sessions"] == 1


@pytest.mark.parametrize("name", ["hevy", "strong", "fitnotes", "fit"])
def test_sets_whose_date_nobody_knows_are_left_out_and_said(recorded: Recorded, tmp_path: Path, name: str) -> None:
    lost = Lifter("eva", datetime(1970, 1, 1, 0, 1, tzinfo=timezone.utc))
    undated = [lost.starts(), lost.lifts(1), lost.ends(1)]
    out = tmp_path / "out"
    status, _, err = recorded(*undated, *a_day())("export", "--format", name, "--out", str(out))
    assert (status, err) == (0, "left out: 1 set without a known date\n")
    if name == "fit":
        assert [path.name[:10] for path in out.iterdir()] == ["2026-01-31"]
    else:
        assert "1970" not in out.read_text()


def test_between_two_sets_the_fit_file_has_the_rest(recorded: Recorded, tmp_path: Path) -> None:
    eva = Lifter("eva")
    first = [eva.starts(), eva.lifts(1), eva.ends(1)]
    eva.now += timedelta(seconds=90)
    second = [eva.starts("bench_press"), eva.lifts(1, "bench_press"), eva.ends(1, "bench_press")]
    recorded(*first, *second)("export", "--format", "fit", "--out", str(tmp_path / "fit"))
    (path,) = (tmp_path / "fit").iterdir()
    found, errors = Decoder(Stream.from_file(str(path))).read()
    assert errors == []
    kinds = [(each["set_type"], each["duration"]) for each in found["set_mesgs"]]
    assert [kind for kind, _ in kinds] == ["active", "rest", "active"]
    assert 75 < kinds[1][1] < 95


def test_events_and_sets_as_a_typed_table(recorded: Recorded, tmp_path: Path) -> None:
    spotter = recorded(*a_day())
    events, sets = tmp_path / "events.parquet", tmp_path / "sets.parquet"
    assert spotter("export", "--format", "parquet", "--out", str(events)) == (0, "", "")
    assert spotter("export", "--format", "parquet", "--sets", "--out", str(sets)) == (0, "", "")
    table = parquet.read_table(events)
    assert len(table) == len(a_day())
    assert {str(table.schema.field(name).type) for name in ("rom_deg", "n", "t")} == {"double", "int64", "string"}
    assert table.column("tempo.eccentric_s").to_pylist()[2] == 1.0
    first, *_ = parquet.read_table(sets).to_pylist()
    assert (first["exercise"], first["reps"], first["load_kg"]) == ("squat", 3, 82.5)


def test_sets_as_a_table_and_as_lines_are_those_of_the_history(recorded: Recorded) -> None:
    spotter = recorded(*a_day())
    _, shown, _ = spotter("history", "--json")
    assert spotter("export", "--sets") == (0, shown, "")
    rows = list(csv.DictReader(io.StringIO(spotter("export", "--sets", "--format", "csv")[1])))
    assert [each["reps"] for each in rows] == [str(json.loads(line)["reps"]) for line in shown.splitlines()]


def test_only_what_is_asked_for_is_written(recorded: Recorded) -> None:
    eva, nobody = Lifter("eva"), Lifter()
    late = Lifter("eva", datetime(2026, 2, 3, 6, 30, tzinfo=timezone.utc))
    sets = [[who.starts(), who.lifts(1), who.ends(1)] for who in (eva, nobody, late)]
    spotter = recorded(*(event for each in sets for event in each))

    def written(*args: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(spotter("export", "--sets", "--format", "csv", *args)[1]))
        return [each["athlete"] + each["t"][8:10] for each in rows]

    assert written() == ["eva31", "31", "eva03"]
    assert written("--athlete", "eva") == ["eva31", "eva03"]
    assert written("--athlete", "") == ["31"]
    assert written("--since", "2026-02-01") == ["eva03"]
    status, out, err = spotter("export", "--format", "hevy")
    assert (status, out) == (2, "")
    assert err == "spotter: the sets are of several athletes (nobody (''), eva): name one with --athlete\n"
    assert len(spotter("export", "--format", "hevy", "--athlete", "eva")[1].splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--format", "fit"], "--format fit writes a file for each workout: name a folder with --out"),
        (["--format", "parquet"], "--format parquet is no text: name a file with --out"),
        (["--format", "hevy", "--sets"], "--sets goes with jsonl, csv and parquet"),
        (["--format", "hevy", "--out", "/nowhere/x.csv"], "cannot write /nowhere/x.csv: No such file or directory"),
        (["--format", "fit", "--out", "/proc/x"], "cannot write /proc/x: No such file or directory"),
        (["--since", "monday"], "--since monday: a day is written as 2026-01-31"),
    ],
)
def test_what_cannot_be_written_is_one_line(recorded: Recorded, args: list[str], says: str) -> None:
    status, out, err = recorded(*a_day())("export", *args)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_without_pyarrow_one_line_says_what_to_install(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    out = tmp_path / "events.parquet"
    status, _, err = recorded(*a_day())("export", "--format", "parquet", "--out", str(out))
    assert status == 2
    assert "pip install 'pyarrow" in err
    assert err.count("\n") == 1
    assert not out.exists()


def test_a_file_is_written_whole_or_not_at_all(recorded: Recorded, tmp_path: Path) -> None:
    there = tmp_path / "all.csv"
    there.write_text("kept")
    eva, tom = Lifter("eva"), Lifter("tom")
    spotter = recorded(*(event for who in (eva, tom) for event in (who.starts(), who.lifts(1), who.ends(1))))
    assert spotter("export", "--format", "hevy", "--out", str(there))[0] == 2
    assert there.read_text() == "kept"
    assert spotter("export", "--format", "hevy", "--athlete", "tom", "--out", str(there)) == (0, "", "")
    assert there.read_text().count("Squat (Bodyweight)") == 1
    assert {path.name for path in tmp_path.iterdir()} >= {"all.csv"}
    assert not list(tmp_path.glob(".all.csv*"))


def test_every_exercise_of_ours_has_a_name_elsewhere_that_means_it() -> None:
    folder = Path(__file__).parents[3] / "configs" / "exercises"
    own = {path.stem for path in folder.glob("*.toml")}
    assert own == set(names.KNOWN)
    for exercise, known in names.KNOWN.items():
        for name in (exercise, known.hevy, known.bare, known.fitnotes, *known.aliases):
            assert names.ours(name) == exercise
