"""The version of Jetson Linux is read from its release file."""

from pathlib import Path

import pytest

from engines.tensorrt import jetson_linux


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (
            "# R36 (release), REVISION: 4.7, GCID: 42132812, BOARD: generic, EABI: aarch64\n# KERNEL_VARIANT: oot",
            "36.4.7",
        ),
        ("# R38 (release), REVISION: 2.0, GCID: 41844464", "38.2.0"),
        ("", "unknown"),
    ],
)
def test_jetson_linux_is_read_from_its_release_file(tmp_path: Path, text: str, version: str) -> None:
    path = tmp_path / "nv_tegra_release"
    path.write_text(text)
    assert jetson_linux.version(path) == version


def test_a_machine_without_that_file_is_not_a_jetson(tmp_path: Path) -> None:
    assert jetson_linux.version(tmp_path / "absent") is None
