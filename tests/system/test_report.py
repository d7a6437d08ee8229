"""What ``systemctl status spotter`` shows, and when the service counts as up."""

from dataclasses import dataclass, field

import pytest

from daemon.system.report import PATIENCE_S, STATUS_S, Report
from daemon.system.sd_notify import Notifier
from tests.fakes.clock import ManualClock

AWAY = "there is no camera at /dev/video0: plug it in"


@dataclass
class Manager(Notifier):
    """Takes notices as the service manager does, and keeps them."""

    taken: list[str] = field(default_factory=list)

    def send(self, *lines: str) -> bool:
        self.taken += lines
        return True


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def manager() -> Manager:
    return Manager()


@pytest.fixture
def report(manager: Manager, clock: ManualClock) -> Report:
    return Report(manager, clock, "csi://0")


def test_the_service_is_up_with_its_first_frame(report: Report, manager: Manager) -> None:
    report.update(0, 0.0, None)
    assert manager.taken == []
    report.update(1, 0.0, None)
    assert manager.taken == ["READY=1", "STATUS=watching csi://0"]


def test_a_box_without_its_camera_is_up_after_a_while_and_says_why_it_does_not_count(
    report: Report, manager: Manager, clock: ManualClock
) -> None:
    report.update(0, 0.0, AWAY)
    assert manager.taken == []
    clock.t += PATIENCE_S
    report.update(0, 0.0, AWAY)
    assert manager.taken == ["READY=1", f"STATUS={AWAY}"]


def test_a_camera_that_gives_nothing_and_no_error_is_told_too(
    report: Report, manager: Manager, clock: ManualClock
) -> None:
    clock.t += PATIENCE_S
    report.update(0, 0.0, None)
    assert manager.taken[0] == "READY=1"
    assert "no frame from csi://0" in manager.taken[1]


def test_trouble_and_its_end_are_told_at_once(report: Report, manager: Manager, clock: ManualClock) -> None:
    report.update(1, 30.0, None)
    clock.t += 0.1
    report.update(2, 30.0, AWAY)
    clock.t += 0.1
    report.update(3, 30.0, None)
    assert manager.taken[2:] == [f"STATUS={AWAY}", "STATUS=watching csi://0, 30 frames a second"]


def test_while_all_is_well_the_status_is_renewed_now_and_then_and_ready_is_said_once(
    report: Report, manager: Manager, clock: ManualClock
) -> None:
    for frame in range(1, 301):
        report.update(frame, 29.0 + frame % 3, None)
        clock.t += 1 / 30
    assert manager.taken.count("READY=1") == 1
    assert len(manager.taken) <= 2 + 10 / STATUS_S
