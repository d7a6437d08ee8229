"""The services as systemd reads them: no complaint, and little that an intruder could do with one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from daemon.runtime.context import HEARTBEATS_S

UNITS = sorted((Path(__file__).parent.parent.parent / "deploy/systemd").glob("*.service"))
MOST_EXPOSURE = 1.5
DAEMON = Path(__file__).parents[2] / "daemon"

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The units, as if Spotter were installed: systemd looks for the program that a unit starts."""
    for unit in UNITS:
        text = re.sub(
            r"/opt/spotter/\S*(bin/spotter|deploy/activate|deploy/pycuda)",
            "/bin/true",
            unit.read_text(encoding="utf-8"),
        )
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_systemd_has_no_complaint(folder: Path) -> None:
    names = [str(path).replace("@.", "@tty1.") for path in sorted(folder.iterdir())]
    found = analyze("verify", "--man=no", *names)
    assert found.returncode == 0, found.stderr
    ours = [line for line in found.stderr.splitlines() if "spotter" in line]
    assert ours == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_service_can_do_little_beside_its_work(unit: Path) -> None:
    found = analyze("security", "--offline=yes", "--no-pager", str(unit))
    exposure = re.search(r"Overall exposure level for .*: ([\d.]+) ", found.stdout)
    assert exposure is not None, found.stderr
    assert float(exposure[1]) <= MOST_EXPOSURE


def test_the_page_needs_nothing_of_proc_that_its_unit_hides() -> None:
    assert "ProcSubset=pid" in next(unit for unit in UNITS if unit.stem == "spotter-web").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (DAEMON / "web").rglob("*.py")]
    assert not any("boot_id" in source or "/proc/" in source for source in sources)


def test_the_daemon_has_no_network_and_the_link_no_device() -> None:
    settings = {unit.stem: unit.read_text(encoding="utf-8").splitlines() for unit in UNITS}
    assert "PrivateNetwork=yes" in settings["spotter"]
    assert "DevicePolicy=closed" in settings["spotter"]
    assert "PrivateDevices=yes" in settings["spotter-link"]


def test_the_daemon_may_use_the_loudspeaker() -> None:
    lines = next(unit for unit in UNITS if unit.stem == "spotter").read_text(encoding="utf-8").splitlines()
    (groups,) = [line for line in lines if line.startswith("SupplementaryGroups=")]
    assert "audio" in groups.partition("=")[2].split()
    assert "DeviceAllow=char-alsa rw" in lines


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_dump_of_the_memory_is_left_on_the_disk(unit: Path) -> None:
    assert "LimitCORE=0" in unit.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if "Restart=always" in unit.read_text(encoding="utf-8")], ids=lambda unit: unit.stem
)
def test_what_starts_again_for_ever_does_so_ever_later(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert "StartLimitIntervalSec=0" in lines
    (name,) = [line.partition("=")[2] for line in lines if line.startswith("RuntimeDirectory=")]
    assert f"ExecStartPre=-/opt/spotter/current/deploy/back-off /run/{name}" in lines
    assert f"ExecStopPost=-/opt/spotter/current/deploy/back-off /run/{name} ended" in lines
    assert ("UnsetEnvironment=RUNTIME_DIRECTORY" in lines) == (name != "spotter")  # the socket's folder is the daemon's
    assert any(line in ("RuntimeDirectoryPreserve=restart", "RuntimeDirectoryPreserve=yes") for line in lines)


def test_a_hung_daemon_is_replaced_within_ten_seconds_its_start_among_them() -> None:
    lines = next(unit for unit in UNITS if unit.stem == "spotter").read_text(encoding="utf-8").splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    watchdog_s, again_s = float(said["WatchdogSec"]), float(said["RestartSec"].removesuffix("ms")) / 1000
    start_s = 1.8  # on a quiet machine; where it is busy, the unit has more weight than others
    assert max(HEARTBEATS_S.values()) + watchdog_s + again_s + start_s <= 10
    assert int(said["CPUWeight"]) > 100


def test_the_keys_of_the_drop_ins_are_systemd_s_own() -> None:
    program = {"watchdog": Path("/lib/systemd/systemd"), "journald": Path("/lib/systemd/systemd-journald")}
    for name, binary in program.items():
        if not binary.exists():
            pytest.skip("systemd is not installed")
        text = (UNITS[0].parent / f"50-spotter-{name}.conf").read_text(encoding="utf-8")
        keys = re.findall(r"^(\w+)=", text, re.MULTILINE)
        assert [key for key in keys if key.encode() not in binary.read_bytes()] == []
        assert len(keys) >= 2
