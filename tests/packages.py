"""Holds two built packages against each other: the same program, scripts and packages of Python, for two processors.

    python -m tests.packages dist/spotter_0.1.0_amd64.deb dist/spotter_0.1.0_arm64.deb

And whether each Python that Spotter is for finds all of its lock among the wheels, as pip would on Debian 12 and Ubuntu
22.04 and 24.04. It needs ``python3.10``, ``python3.11`` and ``python3.12`` for that.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.deploy.deb_contents import control, field, files

PYTHONS = ("3.10", "3.11", "3.12")
WHEELS = "opt/spotter/payload/wheels/"
MAY_DIFFER = {"Architecture", "Installed-Size", "Recommends"}
ONLY_JETSON = {"mako", "markupsafe", "pycuda", "pytools", "siphash24"}
"""What pycuda needs, and itself."""


def _kinds(package: Path) -> set[str]:
    """Returns the carried packages without the processor that they are for: ``numpy-1.26.4-cp310``."""
    names = [name.removeprefix(WHEELS) for name in files(package) if name.startswith(WHEELS)]
    return {"-".join(name.removesuffix(".tar.gz").split("-")[:3]) for name in names}


def differences(amd64: Path, arm64: Path) -> list[str]:
    """Returns one line for each difference that must not be."""
    ours, theirs = field(amd64), field(arm64)
    names = sorted((ours.keys() | theirs.keys()) - MAY_DIFFER)
    found = [f"{name}: {ours.get(name)}, {theirs.get(name)}" for name in names if ours.get(name) != theirs.get(name)]
    found += [f"{each} differs" for each in control(amd64) if control(amd64)[each] != control(arm64).get(each)]
    rest = [
        {name: sums for name, sums in files(each).items() if not name.startswith(WHEELS)} for each in (amd64, arm64)
    ]
    found += [
        f"{name} differs" for name in sorted(set(rest[0]) | set(rest[1])) if rest[0].get(name) != rest[1].get(name)
    ]
    for kind in sorted(_kinds(amd64) ^ _kinds(arm64)):
        if kind.partition("-")[0] not in ONLY_JETSON:
            found.append(f"{kind} is for one processor alone")
    return found


def unresolved(package: Path, python: str) -> str | None:
    """Returns why a Python does not find its lock among the carried wheels, or None: it does."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "--extract", str(package), folder], check=True)
        payload = Path(folder) / "opt/spotter/payload"
        asked = ["-m", "pip", "install", "--isolated", "--dry-run", "--no-index", "--find-links", "wheels", "--quiet"]
        options = ["--ignore-installed", "--require-hashes", "-r", "requirements.txt"]
        command = [f"python{python}", *asked, *options]
        done = subprocess.run(command, cwd=payload, capture_output=True, text=True, check=False)
        return None if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def main() -> int:
    """Print what differs, and what a Python lacks."""
    amd64, arm64 = (Path(word) for word in sys.argv[1:])
    found = differences(amd64, arm64)
    for python in PYTHONS:
        why = unresolved(amd64, python)
        found += [f"Python {python}: {why}"] if why else []
    print("\n".join(found) or f"{len(files(amd64))} and {len(files(arm64))} files: nothing differs that must not")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
