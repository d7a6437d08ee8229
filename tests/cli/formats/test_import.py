"""What another application recorded is in the history, once, and is not taken for what the camera saw."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.cli import main
from daemon.cli.formats import importing, names, sheet
from daemon.cli.formats.foreign import ForeignSet
from daemon.core.facts import Correction
from daemon.errors import SpotterError
from daemon.events import IMPORTED_BOOT, SetImported
from daemon.ipc import verbs
from daemon.journal.baselines import read_baselines
from daemon.journal.last_loads import read_last_loads
from daemon.journal.reader import JournalReader
from daemon.journal.rows import check
from daemon.journal.unfinished import open_set, open_workout
from daemon.set_record import newest, of_set
from tests.cli.conftest import Recorded, Spotter
from tests.cli.formats.test_export import a_day
from tests.fakes.workout import Lifter

_HEVY = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes", "set_index",
    "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
_PUSH = '"Push, heavy","28 Mar 2024, 17:29","28 Mar 2024, 18:31","a ""good"" day"'
_LEGS = '"Legs","7 Jul 2023, 07:05","7 Jul 2023, 08:00",""'
HEVY = "\ufeff" + "".join(
    f"{line}\n"
    for line in (
        ",".join(f'"{name}"' for name in _HEVY),
        f'{_PUSH},"Bench Press (Barbell)",,"",0,"warmup",40,10,,,',
        f'{_PUSH},"Bench Press (Barbell)",,"",1,"normal",82.5,5,,,8.5',
        f'{_PUSH},"Bench Press (Barbell)",,"",2,"normal",82.5,5,,,9',
        f'{_PUSH},"Leg Press (Machine)",,"",0,"normal",120,12,,,',
        f'{_LEGS},"Squat (Bodyweight)",,"",0,"normal",,20,,,',
        f'{_LEGS},"Plank",,"",0,"normal",,,,60,',
        f'{_LEGS},"Running",,"",0,"normal",,,5.2,1800,',
    )
)
STRONG = """Date;Workout Name;Duration;Exercise Name;Set Order;Weight;Reps;Distance;Seconds;Notes;Workout Notes;RPE
2023-05-01 17:29:00;"Push; heavy";1h 5m;Bench Press (Barbell);W;40,0;10;0;0;;;
2023-05-01 17:29:00;"Push; heavy";1h 5m;Bench Press (Barbell);1;82,5;5;0;0;;;8
2023-05-01 17:29:00;"Push; heavy";1h 5m;Bench Press (Barbell);Rest Timer;;;;90;;;
2023-05-01 17:29:00;"Push; heavy";1h 5m;Pull Up;1;0;8;0;0;;;
"""
FITNOTES = """Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment
2024-06-01,Flat Barbell Bench Press,Chest,135.0,lbs,5,,,,felt light
2024-06-01,Flat Barbell Bench Press,Chest,135.0,lbs,5,,,,
2024-06-01,Plank,Abs,0,kgs,0,,,0:01:30,
2024-06-02,Cycling,Cardio,,,0,12.5,km,0:40:00,
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    def write(text: str | bytes, name: str = "file.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


File = Callable[..., str]


def sets(spotter: Spotter) -> list[tuple[object, ...]]:
    found = [json.loads(line) for line in spotter("history", "--json")[1].splitlines()]
    return [(each["t"][:16], each["exercise"], each["reps"], each["held_s"], each["load_kg"]) for each in found]


def test_hevys_history_is_taken_over_and_a_second_time_adds_nothing(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    path = file(HEVY)
    status, out, err = spotter("import", "--format", "hevy", path)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        f"{path}: 6 sets with 52 reps: 6 taken, 0 there before",
        "left out: 1 row with a distance, the first in line 8",
        "kept under their own names, as Spotter does not count them: Leg Press (Machine)",
    ]
    taken = sets(spotter)
    assert taken == [
        ("2023-07-07T05:05", "squat", 20, None, None),
        ("2023-07-07T05:05", "plank", 0, 60.0, None),
        ("2024-03-28T16:29", "bench_press", 10, None, 40.0),
        ("2024-03-28T16:29", "bench_press", 5, None, 82.5),
        ("2024-03-28T16:29", "bench_press", 5, None, 82.5),
        ("2024-03-28T16:29", "leg_press_machine", 12, None, 120.0),
    ]
    assert "6 sets with 52 reps: 0 taken, 6 there before" in spotter("import", path)[1]
    assert sets(spotter) == taken
    line = spotter("history")[1].splitlines()[-1]
    assert "leg_press_machine" in line
    assert "12 reps at 120 kg" in line
    assert line.endswith("from hevy")


def test_nothing_that_the_file_says_is_lost(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    spotter("import", file(HEVY), "--athlete", "eva")
    first = json.loads(spotter("export")[1].splitlines()[3])
    assert (first["event_type"], first["source"], first["athlete"]) == ("set_imported", "hevy", "eva")
    assert (first["name"], first["boot"]) == ("Bench Press (Barbell)", IMPORTED_BOOT)
    assert first["kept"] == {
        "workout": "Push, heavy",
        "end_time": "28 Mar 2024, 18:31",
        "description": 'a "good" day',
        "set_type": "normal",
        "rpe": "8.5",
    }
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", first["id"])


def test_strongs_history_is_taken_over_with_its_commas_and_rests(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    status, out, _ = spotter("import", file(STRONG), "--unit", "kg")
    assert status == 0
    assert "3 sets with 23 reps: 3 taken" in out
    assert "left out: 1 row with a rest timer, the first in line 4" in out
    assert sets(spotter) == [
        ("2023-05-01T15:29", "bench_press", 10, None, 40.0),
        ("2023-05-01T15:29", "bench_press", 5, None, 82.5),
        ("2023-05-01T15:29", "pull_up", 8, None, None),
    ]


def test_fitnotes_pounds_are_kilograms_and_its_days_are_noons(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    assert "3 sets with 10 reps: 3 taken" in spotter("import", file(FITNOTES))[1]
    assert sets(spotter) == [
        ("2024-06-01T10:00", "bench_press", 5, None, 61.235),
        ("2024-06-01T10:00", "bench_press", 5, None, 61.235),
        ("2024-06-01T10:00", "plank", 0, 90.0, None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        STRONG.replace(";", ",").replace("40,0", "40").replace("82,5", "82.5").replace("Push, heavy", "Push heavy"),
        STRONG.replace("2023-05-01 17:29:00", "2023-05-01 5:29:00\u202fPM"),
        STRONG.replace("Weight;", "Weight (kg);"),
        STRONG.replace("Weight;", "Weight;Weight Unit;").replace("40,0", "40,0;kg").replace("82,5", "82,5;kg").replace(
            ";1;0;8", ";1;0;kg;8").replace("Timer;;", "Timer;;;"),
        STRONG.replace("\n", "\r\n"),
        STRONG.replace("\n", "\n\n"),
        STRONG.encode("utf-16"),
        b"\xef\xbb\xbf" + STRONG.encode(),
    ],
    ids=["commas", "12 hours", "unit in the header", "unit in a column", "CRLF", "empty lines", "UTF-16", "BOM"],
)  # fmt: skip
def test_the_same_history_is_the_same_in_whatever_way_it_was_written(
    recorded: Recorded, file: File, text: str | bytes
) -> None:
    spotter = recorded()
    assert "3 taken" in spotter("import", file(STRONG), "--unit", "kg")[1]
    assert "0 taken, 3 there before" in spotter("import", file(text), "--unit", "kg")[1]


def test_pounds_of_hevy_are_kilograms(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    spotter("import", file(HEVY.replace("weight_kg", "weight_lbs").replace("distance_km", "distance_miles")))
    assert sets(spotter)[2][-1] == 18.144


ROUND = ("hevy", "strong", "fitnotes")


@pytest.mark.parametrize("kind", ROUND)
def test_what_was_exported_comes_back_into_an_empty_journal(
    recorded: Recorded, file: File, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    spotter = recorded(*a_day())
    exported = spotter("export", "--format", kind)[1]
    before = [each[1:3] for each in sets(spotter) if each[2] or each[3]]
    loads = [each[4] for each in sets(spotter) if each[2] or each[3]]
    other = tmp_path / "other.toml"
    other.write_text(f'[journal]\npath = "{tmp_path}/new/journal.db"\n[socket]\npath = "{tmp_path}/new/none.sock"\n')
    unit = ["--unit", "kg"] if kind == "strong" else []
    assert main.main(["import", file(exported), *unit, "--config", str(other)]) == 0
    assert "3 taken" in capsys.readouterr().out
    with JournalReader(tmp_path / "new" / "journal.db") as reader:
        back = reader.history(10)
    assert [(each.exercise, each.reps) for each in back] == before
    assert [each.load_kg for each in back] == loads
    assert back[1].held_s == 61


def test_what_was_imported_is_exported_under_the_names_that_it_had(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    spotter("import", file(STRONG), "--unit", "kg")
    spotter("import", file(HEVY))
    rows = list(csv.DictReader(spotter("export", "--format", "hevy")[1].splitlines()))
    assert {each["title"] for each in rows} == {"Push; heavy", "Push, heavy", "Legs"}
    assert {each["exercise_title"] for each in rows} >= {"Bench Press (Barbell)", "Pull Up", "Leg Press (Machine)"}
    assert [each["set_index"] for each in rows if each["title"] == "Push; heavy"] == ["0", "1", "0"]


@pytest.mark.parametrize("kind", ["hevy", "strong"])
def test_what_this_box_exported_does_not_come_back_into_its_own_journal(
    recorded: Recorded, file: File, kind: str
) -> None:
    spotter = recorded(*a_day())
    before = spotter("history", "--json")[1]
    exported = spotter("export", "--format", kind)[1]
    out = spotter("import", file(exported), "--athlete", "eva", "--unit", "kg")[1]
    assert "0 sets with 0 reps: 0 taken" in out
    assert "left out: 3 rows with a set that this box saw itself" in out
    assert spotter("history", "--json")[1] == before


def test_what_was_imported_is_forgotten_like_all_else(recorded: Recorded, file: File) -> None:
    spotter = recorded()
    spotter("import", file(HEVY), "--athlete", "eva")
    spotter("import", file(HEVY), "--athlete", "tom")
    assert spotter("forget", "--athlete", "eva", "--yes")[1].startswith("6 events of 6 sets were erased")
    assert spotter("forget", "--before", "2024-01-01", "--yes")[1].startswith("2 events of 2 sets were erased")
    assert {json.loads(line)["athlete"] for line in spotter("export")[1].splitlines()} == {"tom"}
    assert "6 taken" in spotter("import", file(HEVY), "--athlete", "eva")[1]


def test_what_was_imported_stands_where_it_was_done_and_is_no_measure(recorded: Recorded, file: File) -> None:
    eva = Lifter("eva")
    own = [eva.starts("bench_press"), *(eva.lifts(n, "bench_press") for n in range(1, 7)), eva.ends(6, "bench_press")]
    spotter = recorded(*own)
    spotter("import", file(HEVY), "--athlete", "eva")
    assert [each[0][:4] for each in sets(spotter)] == ["2023"] * 2 + ["2024"] * 4 + ["2026"]
    assert json.loads(spotter("history", "--json", "--limit", "1")[1])["imported"] is None


def test_a_journal_with_imports_knows_loads_and_athletes_and_no_false_baseline(
    tmp_path: Path, recorded: Recorded, file: File
) -> None:
    spotter = recorded()
    spotter("import", file(HEVY), "--athlete", "eva")
    with JournalReader(tmp_path / "journal.db") as reader:
        assert reader.athletes() == ["eva"]
        assert {name: each.load_kg for name, each in read_last_loads(reader, "eva").items()} == {
            "bench_press": 82.5,
            "leg_press_machine": 120.0,
        }
        assert read_baselines(reader, "eva") == ()
        assert open_set(reader) is None
        assert open_workout(reader) is None


def test_an_imported_set_is_corrected_like_any_other() -> None:
    done = SetImported(
        id="set-0", set="set-0", t="2024-03-28T16:29:00Z", boot=IMPORTED_BOOT, t_mono=0.0, box="box", workout="w",
        exercise="squat", name="Squat", source="hevy", reps=3, load_kg=80.0,
    )  # fmt: skip
    lifter = Lifter()
    lifter.set = "set-0"
    record = of_set([done, lifter.corrects(Correction.UNDONE, "set-0#2"), lifter.corrects(Correction.ADDED)])
    assert record is not None
    assert [rep.id for rep in record.reps][:2] == ["set-0#1", "set-0#3"]
    assert (len(record.reps), record.load_kg, record.measured) == (3, 80.0, ())
    running = of_set([Lifter().starts()])
    assert newest(running, done) is running


@pytest.mark.parametrize(
    ("text", "args", "says"),
    [
        (HEVY.replace("82.5,5,,,8.5", "82.5,five,,,"), [], "line 3, column 'reps': 'five' is no number"),
        (HEVY.replace("82.5,5,,,8.5", "82.5,5.5,,,"), [], "line 3, column 'reps': '5.5' is no count"),
        (HEVY.replace("82.5,5,,,8.5", "9e9,5,,,"), [], "line 3, column 'weight_kg': '9e9' is no weight"),
        (HEVY.replace("28 Mar 2024, 17:29", "28 mars 2024, 17:29", 1), [], "line 2, column 'start_time': '28 mars"),
        (HEVY.replace("exercise_title", "exercice"), ["--format", "hevy"], "line 1: no column 'exercise_title'"),
        (HEVY.replace("reps", "r"), [], "line 1: the header is of no known format (hevy, strong, fitnotes)"),
        (HEVY, ["--format", "strong"], "line 1: the header is that of hevy: say --format hevy"),
        (STRONG, [], "does not say the unit of its weights: add --unit kg or --unit lb"),
        (FITNOTES.replace("lbs", "stone"), [], "line 2: a weight in 'stone': it must be kg or lbs"),
        (FITNOTES.replace("0:01:30", "long"), [], "line 4, column 'time': 'long' is no time: it is written as"),
        (FITNOTES.replace("felt light", "felt, light"), [], "line 2: 11 cells, but the header has 10"),
        ("", [], "it is empty: export it again"),
        (b"\xff\xfe\x00", [], "line 1: not UTF-8"),
        (HEVY.encode("latin-1", "replace").replace(b"Plank", b"Gr\xfcn"), [], "line 7: not UTF-8: save it as CSV in"),
        (b"\x00\x01\x02", [], "the header is of no known format"),
        (b'"' + b"x" * 300_000, [], "field larger than field limit"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_line_and_nothing_of_it_is_taken(
    recorded: Recorded, file: File, text: str | bytes, args: list[str], says: str
) -> None:
    spotter = recorded()
    path = file(text)
    status, out, err = spotter("import", path, *args)
    assert status in (2, 66)
    assert out == ""
    assert says in err
    assert path in err
    assert err.count("\n") == 1
    assert spotter("export")[1] == "" or spotter("export")[0] == 74


def test_a_file_that_is_not_there_is_one_line(recorded: Recorded, tmp_path: Path) -> None:
    assert recorded()("import", str(tmp_path / "no.csv")) == (
        66, "", f"spotter: {tmp_path}/no.csv: No such file or directory: check the path\n"
    )  # fmt: skip


def test_ten_years_of_training_are_taken_in_pages(recorded: Recorded, tmp_path: Path) -> None:
    path = tmp_path / "years.csv"
    with path.open("w", newline="") as out:
        table = csv.writer(out)
        table.writerow(_HEVY)
        for n in range(2000):
            day = f"{n % 28 + 1} Jan {2010 + n // 336}, {n // 28 % 12 + 6:02}:00"
            table.writerow(["W", day, day, "", "Squat (Barbell)", "", "", n, "normal", 60 + n % 40, 5, "", "", ""])
    spotter = recorded()
    assert "2000 sets with 10000 reps: 2000 taken" in spotter("import", str(path))[1]
    assert "0 taken, 2000 there before" in spotter("import", str(path))[1]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Squat (Smith Machine)", "squat"),
        ("Overhead Press (Dumbbell)", "shoulder_press"),
        ("PULL-UP", "pull_up"),
        ("Bicep Curl (Cable)", "curl"),
        ("Kniebeuge", "kniebeuge"),
        ("Leg Press (Machine)", "leg_press_machine"),
        ("臥推", "臥推"),
    ],
)
def test_a_name_means_one_of_ours_or_is_kept(name: str, ours: str) -> None:
    assert names.ours(name) == ours
    assert names.is_ours(names.ours(name)) == (ours in names.KNOWN)


CELLS = st.sampled_from(
    ["", "0", "5", "-1", "1e400", "nan", "5,5", "1.5", "x", '"', "\x00", "\u202e", "\U0001f600", "\r", "\n", "W",
     '"28 Mar 2024, 17:29"', "2024-03-28", "9999-12-31", "0001-01-01 00:00:00", "Rest Timer", "lbs", "stone", "a" * 300]
)  # fmt: skip
HEADERS = st.sampled_from([",".join(_HEVY), STRONG.splitlines()[0], FITNOTES.splitlines()[0], "", "a,b", '"'])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HEADERS, st.lists(st.lists(CELLS, max_size=16), max_size=4), st.binary(max_size=40), st.sampled_from(",;\t"))
def test_whatever_is_in_a_file_it_is_read_or_refused_in_one_line(
    tmp_path: Path, header: str, rows: list[list[str]], tail: bytes, delimiter: str
) -> None:
    path = tmp_path / "fuzz.csv"
    body = "\n".join([header.replace(",", delimiter), *(delimiter.join(row) for row in rows)])
    path.write_bytes(body.encode() + tail)
    made, refused = [], "one line"
    try:
        table = sheet.read(path)
        reader, _ = importing.FORMATS[importing.format_of(table, None)]
        sets = [each for each in reader(table, "kg") if isinstance(each, ForeignSet)]
        made = list(importing.events(sets, "hevy", "box", None))
    except SpotterError as error:
        refused = str(error)
    assert len(refused.splitlines()) == 1
    verbs.journal.Import(sets=made)
    for each in made:
        check(each)
