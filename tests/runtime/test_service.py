"""The daemon as systemd has it: what it is told, on the socket that it gives."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boxes import Box
from tests.fakes.listener import wait_until

pytestmark = pytest.mark.slow

WAIT_S = 60.0


class Manager:
    """Listens as the service manager does."""

    def __init__(self, path: Path) -> None:
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.listener.bind(str(path))
        self.listener.settimeout(WAIT_S)

    def until(self, wanted: str) -> list[str]:
        """Every line up to the first that begins so."""
        lines: list[str] = []
        while not any(line.startswith(wanted) for line in lines):
            lines += self.listener.recv(4096).decode().splitlines()
        return lines


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    path = tmp_path / "notify"
    monkeypatch.setenv("NOTIFY_SOCKET", str(path))
    monkeypatch.setenv("WATCHDOG_USEC", "3000000")
    made = Manager(path)
    yield made
    made.listener.close()


def test_the_service_is_up_when_frames_flow_and_feeds_its_watchdog(tmp_path: Path, manager: Manager) -> None:
    box = Box(tmp_path)
    with box.running("--source", "test://?width=320&height=240&rate=30") as process:
        told = manager.until("READY=1")
        assert "STATUS=watching test://?width=320&height=240&rate=30" in told
        wait_until(lambda: box.ask("health")["frames"] > 0)
        manager.until("WATCHDOG=1")
        process.send_signal(signal.SIGTERM)
        manager.until("STOPPING=1")


def test_a_box_whose_camera_is_away_is_up_and_says_so_where_a_terminal_gets_an_error(
    tmp_path: Path, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box(tmp_path)
    with box.running("--source", "v4l2:///dev/video99"):
        told = manager.until("READY=1")
        assert any(line.startswith("STATUS=") and "/dev/video99" in line for line in told), told
        assert box.ask("health")["camera"] == "lost"
        assert "/dev/video99" in box.ask("health")["trouble"]
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert box.call("run", "--source", "v4l2:///dev/video99").returncode == 66
