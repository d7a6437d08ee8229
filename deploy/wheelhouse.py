"""Downloads the packages of a lock for machines that this one is not: every Python that Spotter is for, one processor.

    python deploy/wheelhouse.py ARCHITECTURE FOLDER LOCK

pip weighs a lock's markers (``python_full_version < '3.11'``) by the Python that it runs on, even where another one is
asked for. So they are weighed here, and pip is given what is left, with its hashes. A wheel for every Python is there
once.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

PYTHONS = ("3.10", "3.11", "3.12")
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
OLDEST_GLIBC_MINOR = 35
"""Of glibc 2: Ubuntu 22.04's, the oldest of the systems that Spotter is for."""
SOURCES = ("pycuda",)
"""What is compiled on the machine, against its own CUDA: carried as it was published."""


def requirements(lock: str, python: str, machine: str) -> Iterator[str]:
    """Yields each requirement of a lock that one machine needs, with its hashes and without its marker.

    Args:
        lock: The lock's text.
        python: Its Python: ``3.10``.
        machine: As ``uname -m`` calls its processor.
    """
    environment = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    for line in lock.replace("\\\n", " ").splitlines():
        words = line.partition("#")[0].strip()
        if not words:
            continue
        said, *hashes = words.split(" --hash=")
        requirement = Requirement(said)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            pinned = f"{requirement.name}{requirement.specifier}"
            yield " ".join([pinned, *(f"--hash={each.strip()}" for each in hashes)])


def platforms(machine: str) -> list[str]:
    """Returns the platforms whose wheels run on every system that Spotter is for, the newest first."""
    newest_first = range(OLDEST_GLIBC_MINOR, 4, -1)
    return [*(f"manylinux_2_{minor}_{machine}" for minor in newest_first), f"manylinux2014_{machine}"]


def download(lines: list[str], options: list[str], folder: Path) -> None:
    """Let pip download what the lines name, each checked by its hash."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write("\n".join(lines))
        wanted.flush()
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        where = ["--dest", str(folder), "--require-hashes", "--requirement", wanted.name]
        subprocess.run([*command, *options, *where], check=True)


def fill(folder: Path, lock: str, machine: str) -> None:
    """Put what the lock names into the folder, for each Python."""
    for python in PYTHONS:
        lines = list(requirements(lock, python, machine))
        sources = [line for line in lines if line.startswith(SOURCES)]
        options = ["--only-binary=:all:", f"--python-version={python}", "--implementation=cp"]
        options += [f"--platform={each}" for each in platforms(machine)]
        download([line for line in lines if line not in sources], options, folder)
    if sources:
        download(sources, [f"--no-binary={','.join(SOURCES)}"], folder)


def main() -> None:
    """Read the command line and fill the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("architecture", choices=MACHINES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("lock", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    fill(args.folder, args.lock.read_text(encoding="utf-8"), MACHINES[args.architecture])


if __name__ == "__main__":
    main()
