from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.doctor import health, parts
from daemon.cli.doctor.finding import fail
from daemon.cli.doctor.health import State, judge
from daemon.cli.main import main
from daemon.upgrade import waiting

WELL: dict[str, Any] = {
    "version": "1.0",
    "fps": 30.0,
    "frames": 9,
    "uptime_s": 12.0,
    "trouble": None,
    "saved": True,
    "safe_mode": None,
}


def test_a_daemon_that_sees_frames_and_saves_is_healthy() -> None:
    assert judge(WELL) == State(True, "healthy: 1.0, 30.0 frames a second", uptime_s=12.0, frames=True)


def test_a_camera_that_is_away_is_a_reason_and_no_illness() -> None:
    state = judge({**WELL, "frames": 0, "trouble": "camera lost: check the cable"})
    assert state.healthy
    assert state.says == "healthy, without frames: camera lost: check the cable"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "has not begun to count"),
        ({**WELL, "frames": 0}, "no frame yet, and no reason why"),
        ({**WELL, "saved": False, "trouble": "the disk is full"}, "the journal is not saved: the disk is full"),
        ({**WELL, "hung": ["loop"]}, "the daemon hangs: no sign of life of its loop"),
        ({**WELL, "safe_mode": "three starts failed"}, "not healthy: three starts failed"),
    ],
)
def test_anything_else_is_not(answer: dict[str, Any] | None, says: str) -> None:
    state = judge(answer)
    assert not state.healthy
    assert says in state.says


def test_an_older_daemon_that_does_not_say_whether_all_is_saved_is_believed() -> None:
    older = {key: value for key, value in WELL.items() if key not in ("saved", "safe_mode")}
    assert judge(older).healthy


def waited(states: Iterator[State]) -> tuple[State, float]:
    """What came of waiting, and how long that took."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    look: Callable[[Path], State] = lambda _: next(states)  # noqa: E731 - a name for its type
    return health.wait(Path("socket"), 30.0, look, lambda: now[0], sleep), now[0]


def test_it_waits_until_one_process_has_been_healthy_for_a_while() -> None:
    state, took = waited(State(True, "healthy", uptime_s=each / 2, frames=True) for each in range(100))
    assert state.healthy
    assert took == health.STEADY_S


def test_a_reason_why_there_is_no_frame_is_believed_later() -> None:
    state, took = waited(State(True, "healthy, without frames", uptime_s=each / 2) for each in range(100))
    assert state.healthy
    assert took == health.PATIENCE_S


def test_a_daemon_that_starts_again_and_again_is_not_healthy() -> None:
    state, took = waited(State(True, "healthy", uptime_s=each % 10, frames=True) for each in range(100))
    assert not state.healthy
    assert state.says == "not healthy: it is started again and again, after 30 s"
    assert took == 30.0


def test_the_seconds_of_the_commands_own_start_count(monkeypatch: pytest.MonkeyPatch) -> None:
    limits_s = []

    def wait(_: Path, limit_s: float) -> State:
        limits_s.append(limit_s)
        return State(False, "not healthy")

    monkeypatch.setattr(health, "wait", wait)
    assert main(["doctor", "--health", "--wait", "30"]) == 1
    monkeypatch.setenv(waiting.SINCE, "-1e9")  # monotonic: very long ago
    assert main(["doctor", "--health", "--wait", "30"]) == 1
    assert limits_s == [30.0, 0.0]


def test_the_command_is_told_how_long_somebody_waits_already() -> None:
    environ = waiting.told({"PATH": "/bin"}, 100.25)
    assert waiting.waited_s(environ, 107.75) == 7.5
    assert waiting.waited_s({}, 107.75) == 0.0
    assert waiting.waited_s({waiting.SINCE: "soon"}, 107.75) == 0.0


def test_a_daemon_that_just_started_again_is_told_as_one_that_does_so_again_and_again() -> None:
    states = [State(True, "healthy", uptime_s=each / 2, frames=True) for each in range(1, 9)]
    away, begun = State(False, "not healthy: no daemon"), State(False, "not healthy: no frame yet", uptime_s=0.5)
    state, _ = waited(iter([*states, away, begun, *[away] * 100]))
    assert state.says == "not healthy: it is started again and again, after 30 s"


def test_a_daemon_that_ended_and_did_not_come_again_is_away() -> None:
    begun, away = State(True, "healthy", uptime_s=4.0, frames=True), State(False, "not healthy: no daemon")
    state, _ = waited(iter([begun, *[away] * 100]))
    assert state.says == "not healthy: no daemon, after 30 s"


def test_safe_mode_is_not_waited_for() -> None:
    state, took = waited(iter([State(False, "not healthy: three starts failed", final=True)]))
    assert not state.healthy
    assert took == 0.0


def test_in_safe_mode_the_doctor_names_the_command_that_leaves_it() -> None:
    said = {**WELL, "engine": "onnx", "camera": "away", "unsaved": 0, "trouble": "safe mode: no pose model"}
    asked = next(parts._running({**said, "safe_mode": "no pose model"}))
    assert asked == fail("daemon", "safe mode: no pose model", "once that is mended, sudo systemctl restart spotter")
    assert next(parts._running(said)).mend is None


def test_the_doctor_says_that_a_daemon_hangs_which_was_well_before() -> None:
    said = {**WELL, "engine": "onnx", "camera": "ok", "unsaved": 0, "hung": ["loop", "journal"]}
    hangs = "the daemon hangs: no sign of life of its loop and journal"
    assert next(parts._running(said)) == fail("daemon", hangs, "sudo systemctl restart spotter")
