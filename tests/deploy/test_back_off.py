"""A service that cannot live is started ever later; one that lived, or was stopped, at once."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy/back-off"


class Service:
    """A service's starts and ends, with a ``sleep`` that only says how long."""

    def __init__(self, folder: Path) -> None:
        self.starts = folder / "run/starts"
        self.starts.parent.mkdir()
        (folder / "sleep").write_text('#!/bin/sh\necho "$1"\n', encoding="utf-8")
        (folder / "sleep").chmod(0o755)
        self._script = SCRIPT
        self._environ = {"PATH": f"{folder}:/usr/bin:/bin"}

    def start(self) -> int:
        """Returns how long it waits (s)."""
        return int(self._run().stdout or "0")

    def end(self, result: str) -> None:
        self._run("ended", SERVICE_RESULT=result)

    def upgrade(self) -> None:
        """Let the script, and the program that it belongs to, be another one."""
        other = self.starts.parent.parent / "back-off"
        shutil.copy(SCRIPT, other)
        self._script = other

    def _run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._script, self.starts.parent, *words],
            env={**self._environ, **environ},
            check=True,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


@pytest.mark.parametrize("content", ["", "\n", "7", "7 ", "seven 8", "7 \x00", "9 9 9 9"])
def test_a_count_that_a_full_disk_left_half_written_begins_anew(service: Service, content: str) -> None:
    for left in (content, f"{content} {SCRIPT.resolve()}\n"):
        service.starts.write_text(left)
        assert service.start() == 0
        assert service.starts.read_text().startswith("1 ")


def test_it_waits_ever_longer_after_the_fifth_start_in_a_row(service: Service) -> None:
    waits = []
    for _ in range(12):
        waits.append(service.start())
        service.end("exit-code")
    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]


def test_one_that_was_stopped_starts_at_once(service: Service) -> None:
    for _ in range(7):
        service.start()
        service.end("signal")
    service.end("success")
    assert service.start() == 0


def test_another_version_does_not_wait_for_what_the_one_before_did(service: Service) -> None:
    for _ in range(9):
        service.start()
        service.end("exit-code")
    service.upgrade()
    assert service.start() == 0


@pytest.mark.parametrize(
    "then", [int(time.time()) - 200, int(time.time()) + 9999, 0], ids=["minutes ago", "in the future", "never"]
)
def test_one_that_lived_for_some_minutes_starts_at_once_and_so_does_one_whose_clock_was_set(
    service: Service, then: int
) -> None:
    service.starts.write_text(f"9 {then}\n", encoding="utf-8")
    assert service.start() == 0
    assert service.starts.read_text(encoding="utf-8").startswith("1 ")


def test_a_damaged_count_keeps_nobody_from_starting(service: Service) -> None:
    service.starts.write_bytes(b"")
    assert service.start() == 0


def test_it_can_be_run() -> None:
    assert os.access(SCRIPT, os.X_OK)
