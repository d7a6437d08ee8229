"""The lock installs where Spotter runs: Python 3.10 and 3.12 on the Jetson's processor, and here."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "lock",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-jetson.txt",
        "requirements-mediapipe.txt",
        "requirements-hub.txt",
        "requirements-package.txt",
    ],
)
def test_every_package_is_pinned_with_hashes_and_without_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    pinned = [line for line in text.splitlines() if line and line[0].isalnum()]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert "://" not in text


@pytest.mark.parametrize("python", ["3.10", "3.12"])
def test_the_lock_resolves_on_a_jetson(python: str) -> None:
    tried = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "uv",
                "pip",
                "install",
                "--dry-run",
                "--require-hashes",
                "--only-binary",
            ),
            *(":all:", "--target", "/nonexistent", "--python-version", python),
            *("--python-platform", "aarch64-manylinux_2_35", "--requirement", "requirements.txt"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert tried.returncode == 0, tried.stderr
    for package in ("numpy==1.26.4", "onnxruntime==", "opencv-python-headless==", "msgspec=="):
        assert f"+ {package}" in tried.stderr
