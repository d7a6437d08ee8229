"""``spotter programme --plans``: each coming session is a file that can be begun, changed, and carried away."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from daemon.cli import session_files
from daemon.cli.journal_access import open_access
from daemon.cli.main import main
from daemon.config import plans, programmes
from daemon.config.settings import Journal, Settings, Socket
from daemon.errors import SpotterError
from daemon.programmes.schedule import Schedule, schedule
from daemon.programmes.template import Choice, Double, Session, Template, kept, key
from daemon.set_summary import SetSummary
from daemon.system.clock import SystemClock
from tests.fakes.box import Box
from tests.fakes.workout import Lifter
from tests.programmes.test_schedule import HISTORY, MONDAY, hiit, squats

DOUBLE = Double(
    exercise="romanian_deadlift", sets=3, low=8, high=12, step_kg=1, stalls=3, stall=90, round_kg=2.5, rest_s=90
)
FRIDAY = MONDAY + timedelta(days=4)


def made(name: str = "531", today: date = MONDAY, done: list[SetSummary] = HISTORY, athlete: str = "Ann") -> Schedule:
    choice = Choice(template=programmes.load(name), start=MONDAY.isoformat(), weeks=2)
    return schedule(choice, athlete, done, today)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["531", "double_progression", "hiit"])
def test_each_coming_session_is_read_as_the_plan_that_the_box_leads_through(tmp_path: Path, name: str) -> None:
    found = made(name)
    assert session_files.write(tmp_path, found) == session_files.Written(len(found.sessions))
    for each in found.sessions:
        assert each.led
        plan = plans.read(tmp_path / session_files.file_name(found, each))
        ours = each.led.plan
        assert (plan.title, plan.blocks) == (ours.title, ours.blocks)
        assert (plan.lead_s, plan.between_s) == (ours.lead_s, ours.between_s)


def test_a_file_says_its_day_its_loads_and_why(tmp_path: Path) -> None:
    session_files.write(tmp_path, made())
    text = (tmp_path / "2026-11-30-531-squat.toml").read_text()
    assert text.startswith("# 5/3/1, week 1, session 1 of 8: Monday, 30 November 2026\n# squat: 5 x 62.5 kg, ")
    assert "# because: squat: training max 95 kg, 90 % of the 105 kg that 5 x 90 kg of 2026-11-20 come to\n" in text
    assert "#   spotter plan start 2026-11-30-531-squat\n" in text
    assert '\n# 5+ x 80 kg\n[[block]]\nkind = "sets"\n' in text
    assert "Ann" not in text


def test_what_moved_takes_its_file_along_and_what_was_done_has_none(tmp_path: Path) -> None:
    session_files.write(tmp_path, made("hiit"))
    assert names(tmp_path)[:3] == ["2026-11-30-hiit.toml", "2026-12-02-hiit.toml", "2026-12-04-hiit.toml"]
    done = session_files.write(tmp_path, made("hiit", FRIDAY, hiit(MONDAY)))
    assert done == session_files.Written(5, 2)
    assert names(tmp_path)[:2] == ["2026-12-04-hiit.toml", "2026-12-07-hiit.toml"]
    assert "# because: moved from 2026-12-02 to 2026-12-04, as a" in (tmp_path / "2026-12-04-hiit.toml").read_text()


def test_what_was_not_changed_is_written_anew_with_its_new_loads(tmp_path: Path) -> None:
    session_files.write(tmp_path, made())
    assert session_files.write(tmp_path, made(today=FRIDAY, done=squats({MONDAY: (2, 80.0)}))).kept == ()
    assert "training max 85 kg, 90 % of what it was" in (tmp_path / "2026-12-07-531-squat.toml").read_text()


@pytest.mark.parametrize("how", ["changed", "another's", "none of ours", "a folder", "not UTF-8", "a dangling link"])
def test_a_file_of_a_persons_own_is_left_as_it_is(tmp_path: Path, how: str) -> None:
    path = tmp_path / "2026-11-30-531-squat.toml"
    session_files.write(tmp_path, made(athlete="Bob") if how == "another's" else made())
    if how == "changed":
        path.write_text(path.read_text().replace("reps = 5", "reps = 6"))
    elif how != "another's":
        path.unlink()
        {
            "none of ours": lambda: path.write_text("mine"),
            "a folder": path.mkdir,
            "not UTF-8": lambda: path.write_bytes(b"\xff"),
            "a dangling link": lambda: path.symlink_to("nowhere"),
        }[how]()
    before = path.read_bytes() if path.is_file() else None
    written = session_files.write(tmp_path, made())
    mend = "name another folder" if how == "another's" else "rename or delete it to have it written"
    assert written.kept[0].startswith(f"{path} ")
    assert written.kept[0].endswith(mend)
    assert before is None or path.read_bytes() == before
    assert written.plans == (0 if how == "another's" else 7)


def test_a_changed_file_stays_when_its_session_moved(tmp_path: Path) -> None:
    session_files.write(tmp_path, made("hiit"))
    mine = tmp_path / "2026-12-02-hiit.toml"
    mine.write_text(mine.read_text() + "# my own\n")
    session_files.write(tmp_path, made("hiit", FRIDAY, hiit(MONDAY)))
    assert mine.name in names(tmp_path)


def test_another_athletes_files_and_other_plans_stay(tmp_path: Path) -> None:
    session_files.write(tmp_path, made("double_progression", athlete="Bob"))
    (tmp_path / "2026-01-01-mine.toml").write_text('title = "Mine"')
    before = names(tmp_path)
    session_files.write(tmp_path, made("hiit"))
    assert set(before) < set(names(tmp_path))


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpotterError, match=r"cannot be made .*: name a folder for plans"):
        session_files.make(tmp_path / "file")


def test_the_command_writes_checks_and_lists_them(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "plans"  # beside the settings: where a box looks for plans
    line = ["programme", "531", "--weeks", "1", "--start", "2030-01-07", "--config", config, "--plans", str(folder)]
    assert main(line) == 0
    assert capsys.readouterr().out.endswith(f"4 plans lie in {folder}\n")
    assert main(["plan", "list", "--config", config]) == 0
    assert "2030-01-07-531-squat Squat (5/3/1, week 1) " in " ".join(capsys.readouterr().out.split())
    for path in sorted(folder.iterdir()):
        assert main(["plan", "check", str(path)]) == 0
    first = folder / "2030-01-07-531-squat.toml"
    first.write_text(first.read_text() + "# mine\n")
    capsys.readouterr()
    assert main(["programme", "show", "--json", "--config", config, "--plans", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["sessions"][0].keys().isdisjoint({"led", "more"})
    assert err == (
        f"spotter: {first} was changed, or is no programme's, and is left as it is: "
        "rename or delete it to have it written\n"
    )


@pytest.mark.parametrize("what", ["list", "check", "stop"])
def test_where_no_session_is_told_none_is_written(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    file = ["hiit"] if what == "check" else []
    assert main(["programme", what, *file, "--config", config, "--plans", str(tmp_path / "plans")]) == 2
    assert f"go with a programme's name, show or today, and not with {what}\n" in capsys.readouterr().err
    assert not (tmp_path / "plans").exists()


@pytest.mark.parametrize("runs", ["daemon", "alone"])
def test_a_programme_that_no_message_has_room_for_is_told_whole(tmp_path: Path, runs: str) -> None:
    rules = tuple(replace(DOUBLE, step_kg=each) for each in range(1, 13))
    sessions = tuple(Session(title=title * 60, rules=rules) for title in "ABC")
    template = Template(name="long", title="L" * 60, days=tuple(range(7)), sessions=sessions)
    choice = Choice(template=template, start=MONDAY.isoformat(), weeks=26)
    box = Box(tmp_path)
    box.start()
    box.writer.remember(key("Ann"), kept(choice))
    box.record(Lifter("Ann").starts())
    if runs == "alone":
        box.stop()
    config = Settings(journal=Journal(path=tmp_path / "journal.db"), socket=Socket(path=tmp_path / "spotter.sock"))
    with open_access(config, SystemClock()) as journal:
        found = journal.schedule("Ann")
    box.stop()
    assert [each.n for each in found.sessions] == list(range(1, 183))
    assert all(each.led for each in found.sessions)
