"""Programme files: what ships, and what is said of a wrong one."""

from pathlib import Path
from textwrap import dedent

import pytest

from daemon.config import exercises, programmes
from daemon.errors import ConfigError, UsageError
from daemon.programmes.template import Double, Intervals, Wave, WaveSet

SHIPPED = Path(programmes.__file__).parents[2] / "configs" / "programmes"
BLOCK = 'title = "T"\ndays = ["mon"]\n[[session]]\ntitle = "S"\n[[session.block]]\n'
ONE = 'rule = "intervals"\nexercises = ["burpee"]\nrounds = [1]\n'
UNITS = exercises.units()


def wrong(folder: Path, text: str) -> list[str]:
    path = folder / "mine.toml"
    path.write_text(dedent(text))
    with pytest.raises(ConfigError) as caught:
        programmes.read(path, UNITS)
    assert all(line.startswith(str(path)) for line in caught.value.lines)
    return [line.removeprefix(str(path)).removeprefix(":").strip() for line in caught.value.lines]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_programme_that_ships_can_be_chosen(path: Path) -> None:
    assert programmes.read(path, exercises.units()).name == path.stem


def test_each_rule_ships_in_a_programme() -> None:
    found = [programmes.read(path) for path in SHIPPED.glob("*.toml")]
    assert {type(rule) for each in found for session in each.sessions for rule in session.rules} == {
        Wave, Double, Intervals,
    }  # fmt: skip


def test_a_wave_is_read_as_it_is_written() -> None:
    [rule] = programmes.load("531").sessions[0].rules
    assert isinstance(rule, Wave)
    assert rule.weeks[0][2] == WaveSet(reps=5, percent=85, more=True)
    assert rule.rest_s == 180


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "title is missing"),
        ('title = "T"\ndays = ["mon"]\nsession = []\n', "session: 0 sessions: 1 to 30"),
        ('title = "T"\ndays = ["mun"]\n' + BLOCK[27:], "days[0]"),
        ('title = "T"\ndays = ["mon", "mon"]\n' + BLOCK[27:] + 'rule = "wave"\n', "days: a day stands there twice"),
        (BLOCK + 'exercise = "squat"\n', "session[0].block[0].rule is missing: add one of wave, double, intervals"),
        (BLOCK + 'rule = "wafe"\n', "session[0].block[0].rule: no rule 'wafe': did you mean wave"),
        (BLOCK + 'rule = "double"\nexercise = "squad"\nreps = "8-12"\nstep_kg = 2\n', "did you mean squat"),
        (BLOCK + 'rule = "double"\nexercise = "auto"\nreps = "8-12"\nstep_kg = 2\n', "is no exercise of its own"),
        (BLOCK + 'rule = "double"\nexercise = "squat"\nreps = 10\nstep_kg = 2\n', "needs a range of reps"),
        (BLOCK + 'rule = "double"\nexercise = "squat"\nreps = "8-12"\n', "step_kg is missing"),
        (BLOCK + 'rule = "double"\nexercise = "plank"\nreps = "8-12"\nstep_kg = 2\n', "reps: plank is held and has"),
        (BLOCK + 'rule = "wave"\nexercise = "plank"\nweeks = [["5 x 65"]]\nstep_kg = 2\n', "weeks: plank is held"),
        (BLOCK + 'rule = "wave"\nexercise = "squat"\nweeks = [["5 x"]]\nstep_kg = 5\n', "weeks[0][0]"),
        (BLOCK + 'rule = "wave"\nexercise = "squat"\nweeks = [["5 x 200"]]\nstep_kg = 5\n', "200 % of the training"),
        (BLOCK + 'rule = "intervals"\nexercises = ["burpe"]\nrounds = [3]\n', "exercises[0]: no exercise 'burpe'"),
        (BLOCK + 'rule = "intervals"\nexercises = ["burpee"]\nrounds = []\n', "rounds"),
        ('title = "T"\ndays = ["mon"]\n[[session]]\ntitle = "S"\nblock = []\n', "no [[session.block]]"),
        ('title = "T"\ndays = []\n' + BLOCK[27:], "days: expected a list that is not empty"),
        ('title = "T"\ndays = ["mon"]\n[session]\n', "session: expected sessions, each begun by a line [[session]]"),
        ('title = "T"\ndays = ["mon"]\n[[session]]\ntitle = "S"\n[session.block]\n', "by a line [[session.block]]"),
        ('title = "T\\u0007"\ndays = ["mon"]\n' + BLOCK[27:], "title: expected a text of 1 to 60 characters on one"),
        (BLOCK + 'rule = ["wave"]\n', "no rule ['wave']: did you mean wave?"),
        (BLOCK + 'rule = "wave"\nexercise = "squat"\nweeks = ["5 x 65"]\nstep_kg = 5\n', "weeks[0]: expected a list"),
        (BLOCK + 'rule = "wave"\nexercise = "squat"\nweeks = [["\u0665 x 65"]]\nstep_kg = 5\n', "weeks[0][0]: "),
        (BLOCK + 'rule = "double"\nexercise = "squat"\nreps = "8-12"\nstep_kg = nan\n', "step_kg = nan: expected"),
        (BLOCK + 'rule = "double"\nexercise = "squat"\nreps = "12-8"\nstep_kg = 2\n', "needs a range of reps"),
        (BLOCK + 'rule = "intervals"\nexercises = ["burpee"]\nrounds = [1]\nwork = 1\n', "work = 1: too short to do"),
        (BLOCK + 'rule = "intervals"\nexercises = ["burpee"]\nrounds = 3\n', "rounds = 3: expected a list"),
        (BLOCK + ONE + f"[[session.block]]\n{ONE}" * 100, "session[0].block: 101 steps in all, 100 at most: make two"),
        ('title = "A"\n[[block]]\nkind = "tabata"\n', "this is a plan, and no programme: see `spotter plan check`"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_with_key_and_mend(tmp_path: Path, text: str, says: str) -> None:
    found = wrong(tmp_path, text)
    assert any(says in line for line in found), found


def test_work_is_a_time_as_it_is_in_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(BLOCK + ONE + 'work = "1:30"\n')
    [rule] = programmes.read(path, UNITS).sessions[0].rules
    assert isinstance(rule, Intervals)
    assert rule.work_s == 90


def test_a_mistyped_programme_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="no programme 'hit': did you mean hiit"):
        programmes.find("hit")
