"""A first boot: what is missing on the board is found, and the mend is told."""

from pathlib import Path

import pytest

from daemon.cli.doctor import jetson
from daemon.cli.doctor.finding import Finding, Ground, Verdict
from daemon.config.settings import Camera, Settings
from tests.cli.doctor.board import PACKAGES, Jetson, part, unwell

CSI = Settings(camera=Camera(source="csi://0"))


@pytest.fixture
def board(tmp_path: Path) -> Jetson:
    made = Jetson(tmp_path)
    made.listen()
    return made


def look(board: Jetson, config: Settings = CSI) -> list[Finding]:
    return list(jetson.checks(board.ground, config))


def test_a_board_that_is_set_up_is_well(board: Jetson) -> None:
    found = look(board)
    assert unwell(found) == []
    assert part(found, "jetpack").says == "6.2.1 (Jetson Linux 36.4.7)"
    assert "Orin Nano" in part(found, "board").says
    assert part(found, "power mode").says == "MAXN_SUPER"


def test_a_pc_passes_what_only_a_jetson_has(tmp_path: Path) -> None:
    found = list(jetson.checks(Ground(root=tmp_path), CSI))
    assert unwell(found) == []
    assert {finding.part for finding in found if finding.says == "not a Jetson"} == {
        *("jetpack", "cuda", "tensorrt", "pycuda", "jetson-utils", "argus", "power mode"),
    }


@pytest.mark.parametrize("revision", ["R35 (release), REVISION: 4.1", "R36 (release), REVISION: 3.0"])
def test_a_jetpack_that_is_too_old_is_to_be_flashed(board: Jetson, revision: str) -> None:
    board.write("etc/nv_tegra_release", f"# {revision}, GCID: 1")
    found = part(look(board), "jetpack")
    assert found.verdict is Verdict.FAIL
    assert "flash JetPack 6.2" in str(found.mend)


def test_a_release_that_nobody_has_tried_is_noted(board: Jetson) -> None:
    board.write("etc/nv_tegra_release", "# R41 (release), REVISION: 0.0, GCID: 1")
    assert part(look(board), "jetpack").verdict is Verdict.NOTE


def test_jetpack_7_is_known(board: Jetson) -> None:
    board.write("etc/nv_tegra_release", "# R39 (release), REVISION: 2.0, GCID: 1")
    board.write("usr/local/cuda/version.json", '{"cuda": {"version": "13.2.0"}}')
    found = look(board)
    assert part(found, "jetpack").says.startswith("7.2 ")
    assert part(found, "cuda").verdict is Verdict.OK


def test_missing_cuda_is_to_be_installed(board: Jetson) -> None:
    board.remove("usr/local/cuda/version.json")
    assert "nvidia-jetpack" in str(part(look(board), "cuda").mend)


@pytest.mark.parametrize("text", ['{"cuda": {"version": "13.0.0"}}', "{", "{}"])
def test_a_foreign_or_broken_cuda_is_found(board: Jetson, text: str) -> None:
    board.write("usr/local/cuda/version.json", text)
    assert part(look(board), "cuda").verdict is Verdict.FAIL


def test_missing_tensorrt_says_what_is_lost_without_it(board: Jetson) -> None:
    board.remove(f"{PACKAGES}/tensorrt-10.3.0.dist-info/METADATA")
    (board.root / PACKAGES / "tensorrt-10.3.0.dist-info").rmdir()
    found = part(look(board), "tensorrt")
    assert "left to the processor" in found.says
    assert "python3-libnvinfer" in str(found.mend)


def test_a_tensorrt_that_is_too_old_is_found(board: Jetson) -> None:
    (board.root / PACKAGES / "tensorrt-10.3.0.dist-info").rename(board.root / PACKAGES / "tensorrt-8.6.2.dist-info")
    assert part(look(board), "tensorrt").verdict is Verdict.FAIL


def test_without_pycuda_the_installer_is_to_be_run_again(board: Jetson) -> None:
    venv = board.root / "opt/spotter/current/.venv/lib/python3.10/site-packages"
    (venv / "pycuda-2026.1.dist-info").rename(venv / "elsewhere")
    assert "deploy/install" in str(part(look(board), "pycuda").mend)


def test_the_other_project_of_the_same_name_is_recognised(board: Jetson) -> None:
    board.remove("usr/local/lib/python3.10/dist-packages/jetson_utils_python.so")
    board.write("opt/spotter/current/.venv/lib/python3.10/site-packages/jetson_utils-0.0.10.dist-info/METADATA", "")
    found = part(look(board), "jetson-utils")
    assert "another project of the same name" in found.says
    assert "pip uninstall jetson-utils" in str(found.mend)


@pytest.mark.parametrize(("source", "verdict"), [("csi://0", Verdict.FAIL), ("v4l2:///dev/video0", Verdict.NOTE)])
def test_jetson_utils_is_needed_by_a_csi_camera_only(board: Jetson, source: str, verdict: Verdict) -> None:
    board.remove("usr/local/lib/python3.10/dist-packages/jetson_utils_python.so")
    assert part(look(board, Settings(camera=Camera(source=source))), "jetson-utils").verdict is verdict


def test_argus_that_does_not_listen_is_to_be_restarted(board: Jetson) -> None:
    board.remove("tmp/argus_socket")
    assert "restart nvargus-daemon" in str(part(look(board), "argus").mend)
    assert part(look(board, Settings()), "argus").verdict is Verdict.OK


def test_a_slow_power_mode_is_noted_with_the_fastest(board: Jetson) -> None:
    board.write("var/lib/nvpmodel/status", "pmode:0000")
    found = part(look(board), "power mode")
    assert found.verdict is Verdict.NOTE
    assert found.says == "15W; the fastest is MAXN_SUPER"


def test_a_small_board_without_swap_is_told_so_before_it_builds(board: Jetson) -> None:
    board.write("proc/meminfo", "MemTotal:        7801984 kB\nSwapTotal:             0 kB")
    assert "nvzramconfig" in str(part(look(board), "swap").mend)


def test_a_board_that_is_too_hot_says_so(board: Jetson) -> None:
    board.alert("cpu-throttle-alert", 1)
    found = part(look(board), "heat")
    assert found.verdict is Verdict.NOTE
    assert "of 95 °C" in found.says
