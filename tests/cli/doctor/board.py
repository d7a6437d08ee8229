"""The files of an Orin Nano as its owner has them after `deploy/install`: all is well until a test changes one."""

import socket
from collections.abc import Sequence
from pathlib import Path

from daemon.cli.doctor.finding import Finding, Ground, Verdict
from tests.fakes.sysfs import Tree, orin_nano

PACKAGES = "usr/lib/python3.10/dist-packages"
_FILES = {
    "proc/device-tree/model": "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0",
    "proc/device-tree/compatible": "nvidia,p3768-0000+p3767-0005-super\0nvidia,p3767-0005\0nvidia,tegra234\0",
    "etc/nv_tegra_release": "# R36 (release), REVISION: 4.7, GCID: 42132812, BOARD: generic, EABI: aarch64",
    "usr/local/cuda/version.json": '{"cuda": {"version": "12.6.11"}, "nvcc": {"version": "12.6.68"}}',
    "usr/local/cuda/bin/nvcc": "",
    f"{PACKAGES}/tensorrt-10.3.0.dist-info/METADATA": "Name: tensorrt",
    "opt/spotter/current/.venv/lib/python3.10/site-packages/pycuda-2026.1.dist-info/METADATA": "",
    "usr/local/lib/python3.10/dist-packages/jetson_utils_python.so": "",
    "proc/meminfo": "MemTotal:        7801984 kB\nMemFree:         123456 kB\nSwapTotal:       3900992 kB",
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nspotter:x:990:990:Spotter:/var/lib/spotter:/usr/sbin/nologin",
    "etc/group": (
        "video:x:44:user,spotter\nrender:x:104:spotter\ngpio:x:999:spotter\naudio:x:29:spotter\nspotter:x:990:"
    ),
    "etc/systemd/system/spotter.service": "[Unit]",
    "sys/class/video4linux/video0/name": "vi-output, imx219 9-0010",
}


class Jetson(Tree):
    """The tree, and what the system's programs say there."""

    def __init__(self, root: Path) -> None:
        orin_nano(root)
        super().__init__(root, _FILES)
        self.write("var/lib/nvpmodel/status", "pmode:0002")
        self.says = {
            "timedatectl": "yes",
            "systemctl": "ActiveState=active\nStatusText=watching csi://0, 30 frames a second",
        }
        self.ground = Ground(root=root, program=self._program)

    def listen(self) -> None:
        """Argus is there."""
        (self.root / "tmp").mkdir()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.root / "tmp/argus_socket"))

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def _program(self, argv: Sequence[str]) -> str | None:
        return self.says.get(argv[0])


def part(found: list[Finding], name: str) -> Finding:
    """What was found of one part."""
    (only,) = [finding for finding in found if finding.part == name]
    return only


def unwell(found: list[Finding]) -> list[str]:
    """The parts that are not well."""
    return [finding.part for finding in found if finding.verdict is not Verdict.OK]
