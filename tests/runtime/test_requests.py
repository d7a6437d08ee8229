"""What a dashboard asks of the real daemon, and what a restart leaves of it."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.errors import UsageError
from daemon.ipc.client import Client
from daemon.journal.reader import JournalReader
from tests.boxes import STOP_S, Box
from tests.fakes.box import go
from tests.fakes.listener import wait_until

pytestmark = pytest.mark.slow

PATTERN = "test://?width=320&height=240&rate=30"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """One daemon for every test that leaves it as good as before."""
    box = Box(tmp_path_factory.mktemp("box"))
    with box.running("--source", PATTERN):
        yield box


def a_set(box: Box, reps: int) -> str:
    box.ask("start", exercise="squat")
    for _ in range(reps):
        box.ask("add")
    box.ask("stop")
    return str(box.ask("history", limit=1)["sets"][-1]["set"])


def known(box: Box) -> tuple[Any, ...]:
    sets = box.ask("history")["sets"]
    return [(each["exercise"], each["reps"], each["why"]) for each in sets], box.ask("weeks")["weeks"]


def test_corrections_and_target_are_the_same_after_kill_9(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        first, second = a_set(box, 3), a_set(box, 2)
        assert box.ask("correct", set=first, kind="undone", reason="slip")["reps"] == 2
        assert box.ask("correct", set=first, kind="exercise", exercise="push_up")["exercise"] == "push_up"
        assert box.ask("undo", reason="not deep")["reps"] == 1
        box.ask("target", reps=4, tempo=[3, 0, 1, 0], rest_s=45)
        before = known(box)
        with JournalReader(box.journal) as journal:  # a target is no event: it is answered before it is on the disk
            wait_until(lambda: journal.recall("target"))
        process.kill()
        process.wait(timeout=STOP_S)
    with box.running("--source", PATTERN):
        assert known(box) == before
        assert before[0] == [("push_up", 2, "stopped"), ("squat", 1, "stopped")]
        assert box.ask("correct", set=second, kind="undone")["reps"] == 0
        with pytest.raises(UsageError, match="has no rep to undo"):
            box.ask("correct", set=second, kind="undone")
        with pytest.raises(UsageError, match="has no unsure rep to confirm"):
            box.ask("confirm")
        box.ask("start")
        standing = [box.ask("add") for _ in range(4)]
        assert standing[-1] == {"state": "ended", "exercise": "squat", "reps": 4}
        assert box.ask("history", limit=1)["sets"][0]["why"] == "target"
        assert box.ask("target")["target"]["reps"] != 4


def test_an_exercise_file_s_own_target_ends_no_set(running: Box) -> None:
    own = next(each for each in running.ask("exercises")["exercises"] if each["name"] == "squat")["target"]["reps"]
    assert own is not None
    running.ask("start", exercise="squat")
    assert [running.ask("add") for _ in range(own + 1)][-1]["state"] != "ended"
    running.ask("stop")


def test_exercises_are_listed_with_what_a_dashboard_shows(running: Box) -> None:
    running.ask("exercise", exercise="push_up")
    wait_until(lambda: running.ask("exercises")["chosen"] == "push_up")
    answer = running.ask("exercises")
    squat = next(each for each in answer["exercises"] if each["name"] == "squat")
    assert squat["title"]
    assert squat["camera"]
    assert squat["unit"] == "reps"
    plank = next(each for each in answer["exercises"] if each["name"] == "plank")
    assert plank["unit"] == "seconds"
    assert 23 in plank["joints"]
    assert squat["views"][0] == "side"
    assert {25, 26} <= set(squat["joints"])
    assert set(squat["target"]) == {"reps", "tempo", "rest_s"}


def test_health_says_what_a_report_of_a_fault_needs(running: Box) -> None:
    health = running.ask("health")
    assert health["journal"] == str(running.journal)
    assert set(health["versions"]) >= {"spotter", "python", "gstreamer", "onnxruntime"}
    assert health["link"] is None
    assert health["errors"] == []
    assert isinstance(health["dropped"], int)


def test_health_says_how_far_the_broker_is(running: Box) -> None:
    a_set(running, 1)

    async def scenario() -> None:
        async with await Client.connect(running.socket) as link:
            await link.subscribe(consumer="link")
            await link.__anext__()
            await link.ack(1)
            last = (await link.request("export"))["next"]
            assert (await link.request("health"))["link"] == {"cursor": 1, "behind": last - 1, "connected": True}

    go(scenario)
    wait_until(lambda: not running.ask("health")["link"]["connected"])


def test_the_picture_is_small_and_comes_with_its_checks(running: Box) -> None:
    view = running.ask("picture")
    assert (view["width"], view["height"]) == (72, 54)
    assert len(view["rgb"]) == 72 * 54 * 3
    assert 0 < view["light"] < 1
    assert [each["check"] for each in view["checks"]] == ["body", "distance", "height", "view", "light", "shake"]


def test_a_picture_that_is_switched_off_is_refused_and_its_checks_are_not(tmp_path: Path) -> None:
    box = Box(tmp_path)
    with box.config.open("a") as file:
        file.write("[camera]\npicture = false\n")
    with box.running("--source", PATTERN):
        with pytest.raises(UsageError, match=r"set camera\.picture = true"):
            box.ask("picture")
        view = box.ask("picture", pixels=False)
    assert (view["width"], view["height"], view["rgb"]) == (None, None, None)
    assert len(view["checks"]) == 6


def test_a_correction_that_makes_no_sense_is_one_line(running: Box) -> None:
    with pytest.raises(UsageError, match="no set 'nowhere'"):
        running.ask("correct", set="nowhere", kind="added")
    with pytest.raises(UsageError, match="exercise goes with the kind 'exercise'"):
        running.ask("correct", set="nowhere", kind="added", exercise="squat")
    with pytest.raises(UsageError, match="reason: expected str of length <= 200"):
        running.ask("undo", reason="x" * 201)


def test_a_rest_goes_on_over_a_restart(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        a_set(box, 1)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=STOP_S)
    with box.running("--source", PATTERN):
        assert box.ask("add") == {"state": "ended", "exercise": "squat", "reps": 2}
