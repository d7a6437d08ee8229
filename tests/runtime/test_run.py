"""The daemon as its user has it: a real process, a real pipeline, a real pose model, a real journal."""

import signal
from pathlib import Path

import pytest

from daemon import events
from daemon.core.facts import Ending
from daemon.errors import UsageError
from tests.boxes import STOP_S, Box
from tests.fakes.listener import wait_until

pytestmark = pytest.mark.slow

PATTERN = "test://?width=320&height=240&rate=30"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def one_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def test_a_set_is_journaled_from_start_to_stop(box: Box) -> None:
    with box.running("--source", PATTERN):
        assert box.ask("start", exercise="push_up")["state"] == "armed"
        box.ask("add")
        box.ask("undo")
        assert box.ask("stop")["state"] == "ended"
        names = [events.name(event) for event in box.events()]
    assert names == ["workout_started", "set_started", "rep_corrected", "rep_corrected", "set_ended"]


def test_a_correction_refers_to_what_it_corrects(box: Box) -> None:
    with box.running("--source", PATTERN):
        box.ask("start")
        box.ask("add")
        box.ask("undo")
        _, started, added, undone = box.events()
    assert isinstance(added, events.RepCorrected)
    assert isinstance(undone, events.RepCorrected)
    assert added.refers == started.set
    assert undone.refers == added.id


def test_a_command_that_makes_no_sense_is_refused_in_words(box: Box) -> None:
    with box.running("--source", PATTERN), pytest.raises(UsageError, match="no set is running"):
        box.ask("stop")


def test_an_unknown_exercise_is_refused_with_the_nearest(box: Box) -> None:
    with box.running("--source", PATTERN), pytest.raises(UsageError, match="did you mean squat"):
        box.ask("start", exercise="squats")


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_and_the_set_goes_on_at_the_next_start(box: Box, ends: signal.Signals) -> None:
    with box.running("--source", PATTERN) as process:
        box.ask("start", exercise="sit_up")
        box.ask("add")
        process.send_signal(ends)
        assert process.wait(timeout=STOP_S) == 0
    with box.running("--source", PATTERN):
        answer = box.ask("add")
    assert answer == {"state": "active", "exercise": "sit_up", "reps": 2}


def test_nohup_keeps_it_alive_when_the_terminal_goes(box: Box) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with box.running("--source", PATTERN) as process:
            process.send_signal(signal.SIGHUP)
            assert box.ask("start")["state"] == "armed"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=STOP_S) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_kill_9_in_a_set_loses_nothing_that_was_answered(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        box.ask("start")
        for _ in range(5):
            box.ask("add")
        process.kill()
        process.wait(timeout=STOP_S)
    with box.running("--source", PATTERN):
        assert box.ask("add")["reps"] == 6
    ids = [event.id for event in box.events()]
    assert len(ids) == len(set(ids)) == 8


def test_a_set_that_is_too_old_is_closed_as_interrupted(tmp_path: Path) -> None:
    box = Box(tmp_path, **{"set.resume_s": 0.0})
    with box.running("--source", PATTERN) as process:
        box.ask("start")
        box.ask("add")
        process.kill()
        process.wait(timeout=STOP_S)
    with box.running("--source", PATTERN):
        pass
    ended = box.events()[-1]
    assert isinstance(ended, events.SetEnded)
    assert ended.why is Ending.INTERRUPTED
    assert ended.reps == 1


def test_the_chosen_exercise_is_remembered(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        box.ask("exercise", exercise="pull_up")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=STOP_S)
    with box.running("--source", PATTERN):
        assert box.ask("start")["exercise"] == "pull_up"


def test_the_camera_can_be_let_go_and_taken_again(box: Box) -> None:
    with box.running("--source", PATTERN):
        assert box.ask("camera", on=False) == {"camera": "off"}
        assert box.ask("camera", on=True) == {"camera": "lost"}
        assert box.ask("start")["state"] == "armed"


def test_a_journal_that_is_deleted_under_the_daemon_is_said_and_made_anew(box: Box) -> None:
    with box.running("--source", PATTERN):
        box.ask("start", exercise="squat")
        box.ask("add")
        for file in box.journal.parent.glob("journal.db*"):
            file.unlink()
        wait_until(lambda: "was deleted while Spotter ran" in str(box.ask("health")["trouble"]))
        assert "was deleted" in str(box.ask("health")["errors"])
        assert box.ask("add")["reps"] == 2
        box.ask("stop")
        assert [each["reps"] for each in box.ask("history")["sets"]] == [2]
    names = [events.name(event) for event in box.events()]
    assert names == ["workout_started", "set_started", "rep_corrected", "rep_corrected", "set_ended"]


def test_a_second_daemon_is_told_who_has_the_journal(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        second = box.call("run", "--source", PATTERN)
    assert second.returncode == 73
    assert str(process.pid) in one_line(second.stderr)


def test_a_socket_in_use_is_one_clear_line(tmp_path: Path) -> None:
    first, other = Box(tmp_path), tmp_path / "other"
    other.mkdir()
    second = Box(other)
    second.config.write_text(second.config.read_text().replace(str(second.socket), str(first.socket)))
    with first.running("--source", PATTERN):
        ended = second.call("run", "--source", PATTERN)
    assert ended.returncode == 73
    assert str(first.socket) in one_line(ended.stderr)


@pytest.mark.parametrize(
    ("source", "says"),
    [("v4l2:///dev/video99", "/dev/video99"), ("/nowhere/clip.mp4", "there is no such file")],
)
def test_a_camera_that_is_not_there_is_one_clear_line(box: Box, source: str, says: str) -> None:
    ended = box.call("run", "--source", source)
    assert ended.returncode == 66
    assert says in one_line(ended.stderr)


def test_a_missing_model_is_one_clear_line(box: Box, tmp_path: Path) -> None:
    ended = box.call("run", "--source", PATTERN, SPOTTER_MODELS=str(tmp_path / "none"))
    assert ended.returncode == 69
    assert "spotter engine fetch" in one_line(ended.stderr)


@pytest.mark.parametrize(
    ("line", "says"),
    [("set.rst_s = 60", "did you mean rest_s?"), ("set.rest_s = ", "spotter.toml"), ("mqtt.port = 0", "mqtt.port")],
)
def test_wrong_settings_are_one_clear_line(box: Box, line: str, says: str) -> None:
    box.config.write_text(box.config.read_text() + line + "\n")
    ended = box.call("run", "--source", PATTERN)
    assert ended.returncode == 78
    assert says in one_line(ended.stderr)


def test_an_unknown_exercise_at_the_start_is_wrong_use(box: Box) -> None:
    ended = box.call("run", "--source", PATTERN, "--exercise", "push_ups")
    assert ended.returncode == 2
    assert "did you mean push_up?" in one_line(ended.stderr)
