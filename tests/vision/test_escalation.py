"""A CSI camera that dies: opened again, then a new process, then its service, then patience."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from daemon.camera.csi import Csi
from daemon.camera.gstreamer import open_source
from daemon.camera.patience import patience
from daemon.camera.uri import parse
from daemon.errors import DriverError, RestartError, SourceError, StuckError
from daemon.ports import FrameSource, PoseFrame, ReadStatus
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor
from daemon.vision.escalation import Escalation
from tests.fakes.clock import ManualClock
from tests.fakes.jetson_utils import FAIL, HANG, NO_CAMERA, SILENCE, FakeJetsonUtils, install

DEAD = ["frame", SILENCE]
NEVER = [SILENCE]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJetsonUtils]:
    fake = install(monkeypatch, FakeJetsonUtils())
    yield fake
    fake.stuck.set()
    assert fake.abuses == []


class Poses:
    """Frames without poses: the supervisor's port without an engine."""

    live = True

    def __init__(self, frames: FrameSource) -> None:
        self._frames = frames

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        frame = self._frames.read(timeout_s)
        return frame if isinstance(frame, ReadStatus) else PoseFrame(frame.t, None, frame.width, frame.height)

    def close(self) -> None:
        self._frames.close()


class Process:
    """One life of the daemon: a supervisor on a clock of its own, the mark in a folder that outlives it."""

    def __init__(self, module: FakeJetsonUtils, run: Path, *scripts: Iterable[str]) -> None:
        module.scripts = scripts
        module.__post_init__()
        self.clock = ManualClock()
        self._begun = self.clock.t
        escalation = Escalation(run / "camera-rung")
        csi = Csi(on_hang=escalation.hangs)

        def watch() -> Poses:
            return Poses(open_source("csi://0", self.clock, csi=csi))

        self.supervisor = CameraSupervisor(watch, self.clock, patience(parse("csi://0"), 1.0), escalation)
        self.supervisor.start()

    @property
    def age_s(self) -> float:
        return self.clock.t - self._begun

    def read(self, after_s: float = 0.0) -> PoseFrame | None:
        self.clock.t += after_s
        return self.supervisor.read(0.02)

    def first_frame_s(self) -> float:
        """Seconds until there is a picture."""
        begun = self.clock.t
        for _ in range(400):
            frame = self.read() or self.read(0.05)
            if frame is not None:
                return self.clock.t - begun
        raise AssertionError("no picture within 20 s")

    def end(self) -> RestartError:
        """What the daemon ends with."""
        with pytest.raises(RestartError) as error:
            self._watch()
        return error.value

    def _watch(self) -> None:
        for _ in range(4000):
            self.read(0.25)


def test_a_camera_that_a_new_opening_mends_counts_again_and_nothing_is_remembered(
    module: FakeJetsonUtils, tmp_path: Path
) -> None:
    process = Process(module, tmp_path, DEAD, NEVER, ["frame"] * 50)
    process.first_frame_s()
    while process.supervisor.camera is not CameraState.LOST:
        process.read(0.25)
    assert process.first_frame_s() < 10
    assert process.supervisor.camera is CameraState.OK
    assert module.closed == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_rungs_are_climbed_from_process_to_process(module: FakeJetsonUtils, tmp_path: Path) -> None:
    process = Process(module, tmp_path, DEAD, NEVER, NEVER, NEVER)
    process.first_frame_s()
    first = process.end()
    assert (type(first), first.exit_status) == (RestartError, 70), "a new process is tried"
    assert len(module.opened) == 3
    assert process.age_s < 20, "seconds"
    second = Process(module, tmp_path, NEVER, NEVER, NEVER).end()
    assert (type(second), second.exit_status) == (StuckError, 71), "then the camera's own service"
    patient = Process(module, tmp_path, *[NEVER] * 50)
    third = patient.end()
    assert third.exit_status == 71
    assert patient.age_s > 120, "then there is no more haste"
    healed = Process(module, tmp_path, ["frame"] * 50)
    assert healed.first_frame_s() < 1
    assert list(tmp_path.iterdir()) == [], "a camera that is back begins at the first rung"


@pytest.mark.parametrize("how", [FAIL, NO_CAMERA])
def test_a_camera_that_cannot_be_opened_at_all_climbs_it_too(module: FakeJetsonUtils, tmp_path: Path, how: str) -> None:
    process = Process(module, tmp_path, *[[how]] * 3)
    assert process.end().exit_status == 70
    assert "\n" not in str(process.supervisor.trouble)
    assert Process(module, tmp_path, *[[how]] * 3).end().exit_status == 71


def test_a_driver_that_does_not_let_go_ends_the_process_at_once(
    module: FakeJetsonUtils, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.camera.jetson._CLOSE_S", 0.05)
    process = Process(module, tmp_path, ["frame", HANG], ["frame"] * 50)
    process.first_frame_s()
    assert process.end().exit_status == 70
    assert len(module.opened) == 1, "the dead session would only be in the new one's way"


def test_a_new_process_is_enough_where_it_is(module: FakeJetsonUtils, tmp_path: Path) -> None:
    Process(module, tmp_path, NEVER, NEVER, NEVER).end()
    healed = Process(module, tmp_path, ["frame"] * 50)
    healed.first_frame_s()
    again = Process(module, tmp_path, DEAD, NEVER, NEVER)
    again.first_frame_s()
    assert again.end().exit_status == 70, "the next trouble begins at the first rung"


@pytest.mark.parametrize("mark", ["", "nonsense", "99", "-3"])
def test_a_damaged_mark_does_no_harm(module: FakeJetsonUtils, tmp_path: Path, mark: str) -> None:
    (tmp_path / "camera-rung").write_text(mark)
    assert Process(module, tmp_path, ["frame"] * 50).first_frame_s() < 20


def test_a_folder_that_cannot_be_written_does_no_harm(module: FakeJetsonUtils, tmp_path: Path) -> None:
    assert Process(module, tmp_path / "missing", NEVER, NEVER, NEVER).end().exit_status == 70


def test_a_usb_camera_that_is_unplugged_is_waited_for_without_end(
    module: FakeJetsonUtils, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process and no service brings it back: whoever plugs it in does."""
    monkeypatch.setattr("daemon.camera.gstreamer.check_camera", lambda _device: None)
    module.scripts = [NEVER] * 60
    module.__post_init__()
    for _ in range(50):
        source = open_source("/dev/video0", ManualClock())
        assert source.read(0.0) is ReadStatus.STALL
        source.close()
    with pytest.raises(SourceError, match="closed"):
        source.read(0.0)


def test_what_is_not_installed_is_said_and_ends_no_process(tmp_path: Path) -> None:
    """Neither another process nor the camera's service would bring it."""

    def watch() -> Poses:
        raise DriverError("jetson-utils does not fit this NumPy: build it again")

    clock = ManualClock()
    supervisor = CameraSupervisor(watch, clock, patience(parse("csi://0"), 1.0), Escalation(tmp_path / "camera-rung"))
    with pytest.raises(DriverError):
        supervisor.start()
    for _ in range(100):
        clock.t += 2.0
        assert supervisor.read(0.02) is None
    assert "build it again" in str(supervisor.trouble)
    assert list(tmp_path.iterdir()) == []


def test_a_camera_that_cannot_be_opened_at_the_start_is_tried_further(tmp_path: Path) -> None:
    def watch() -> Poses:
        raise SourceError("camera csi://0 gives nothing")

    clock = ManualClock()
    supervisor = CameraSupervisor(watch, clock, patience(parse("csi://0"), 1.0), Escalation(tmp_path / "camera-rung"))
    supervisor.start()
    for _ in range(2):
        clock.t += 2.0
        assert supervisor.read(0.02) is None
    clock.t += 2.0
    with pytest.raises(RestartError, match="opened 3 times: Spotter starts again"):
        supervisor.read(0.02)
    assert (tmp_path / "camera-rung").read_text() == "1"
