"""Who may do what on a box: users, services, disk, clock."""

import os
from pathlib import Path

import pytest

from daemon.cli.doctor import rights
from daemon.cli.doctor.finding import Finding, Ground, Verdict
from tests.cli.doctor.board import Jetson, part, unwell

STATE = Path("/var/lib/spotter")


@pytest.fixture
def board(tmp_path: Path) -> Jetson:
    return Jetson(tmp_path)


def look(board: Jetson) -> list[Finding]:
    return list(rights.checks(board.ground, STATE))


def test_an_installed_box_is_well(board: Jetson) -> None:
    found = look(board)
    assert unwell(found) in ([], ["you"])
    assert part(found, "spotter").says == "active, watching csi://0, 30 frames a second"
    assert part(found, "cameras").says == "/dev/video0 vi-output, imx219 9-0010"


def test_a_user_that_may_not_use_the_gpu_is_told_with_the_command_that_mends_it(board: Jetson) -> None:
    board.write("etc/group", "video:x:44:user,spotter\nrender:x:104:\nspotter:x:990:")
    found = part(look(board), "users")
    assert found.verdict is Verdict.FAIL
    assert "not in render, gpio, audio" in found.says
    assert str(found.mend).startswith("sudo usermod -aG render,gpio,audio spotter")


def test_without_the_services_one_line_says_how_to_get_them(tmp_path: Path) -> None:
    found = list(rights.checks(Ground(root=tmp_path, program=lambda _: None), STATE))
    assert "deploy/install" in str(part(found, "users").mend)
    assert [finding for finding in found if finding.part == "spotter"] == []


def test_a_service_that_failed_says_where_the_reason_is(board: Jetson) -> None:
    board.says["systemctl"] = "ActiveState=failed\nStatusText="
    found = part(look(board), "spotter")
    assert found.verdict is Verdict.FAIL
    assert "journalctl -u spotter" in str(found.mend)


def test_the_services_of_the_package_are_looked_at_too(board: Jetson) -> None:
    board.remove("etc/systemd/system/spotter.service")
    board.write("usr/lib/systemd/system/spotter.service", "[Unit]")
    assert part(look(board), "spotter").verdict is Verdict.OK


def test_a_clock_that_nobody_sets_is_noted(board: Jetson) -> None:
    board.says["timedatectl"] = "no"
    assert "wrong time of day" in part(look(board), "clock").says


def test_a_full_disk_is_told(board: Jetson, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(board.root)
    full = os.statvfs_result([*real[:3], 0, 0, *real[5:]])
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    assert part(look(board), "disk").verdict is Verdict.FAIL
