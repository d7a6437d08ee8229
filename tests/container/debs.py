"""The package that is tested, and others made of it: another version, or a spoilt one."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Debs:
    """The packages of a run.

    Args:
        package: The one that is tested; where there is none yet, ``deploy/package`` builds it.
        folder: For those that are made of it.

    Attributes:
        package: The one that is tested.
        version: Its version.
        architecture: The processor that it is for: ``amd64`` or ``arm64``.
        mark: Tells it from others of that version.
    """

    def __init__(self, package: Path | None, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.package = package if package is not None else _built()
        self.version = _field(self.package, "Version")
        self.architecture = _field(self.package, "Architecture")
        self.mark = hashlib.sha256(self.package.read_bytes()).hexdigest()[:12]

    def depends(self) -> list[str]:
        """Returns the names of what the package depends on and recommends."""
        named = f"{_field(self.package, 'Depends')},{_field(self.package, 'Recommends')}"
        return sorted({each.split()[0] for each in named.split(",") if each.strip()})

    def fetched(self, name: str, fetch: Callable[[Path], object]) -> Path:
        """Returns a folder of what was fetched, once."""
        folder = self._folder / name
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self._folder) as temporary:
                fetch(Path(temporary, name))
                Path(temporary, name).rename(folder)
        return folder

    def other(self, version: str, change: Callable[[Path], object] = lambda _: None) -> Path:
        """Returns the package as it would be with another version, made anew.

        Args:
            version: For Debian and for Python, like ``0.0.9``.
            change: Called with the folder that holds ``opt/spotter/payload`` and ``DEBIAN``: spoils or changes it.
        """
        made = self._folder / f"spotter_{version}_changed.deb"
        with tempfile.TemporaryDirectory(dir=self._folder) as temporary:
            tree = Path(temporary)
            subprocess.run(["dpkg-deb", "--raw-extract", str(self.package), str(tree)], check=True)
            _replace(tree / "DEBIAN/control", r"^Version: .*$", f"Version: {version}")
            _replace(tree / "opt/spotter/payload/pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
            change(tree)
            subprocess.run(["dpkg-deb", "-Znone", "--build", str(tree), str(made)], check=True, capture_output=True)
        return made


def _built() -> Path:
    """Returns the package of the checkout as it is."""
    into = ROOT / "build/container"
    shutil.rmtree(into, ignore_errors=True)
    subprocess.run([str(ROOT / "deploy/package"), "--into", str(into), "amd64"], check=True, stdout=subprocess.DEVNULL)
    (made,) = into.glob("*.deb")
    return made


def _field(package: Path, name: str) -> str:
    asked = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _replace(file: Path, pattern: str, by: str) -> None:
    text, times = re.subn(pattern, by, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if times != 1:
        raise SystemExit(f"{file} has no line {pattern}")
    file.write_text(text, encoding="utf-8")
