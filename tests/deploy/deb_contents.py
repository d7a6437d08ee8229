"""What is in a Debian package: its fields, its scripts, its files with their sums."""

import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_FIELD = re.compile(r"^([A-Z][A-Za-z-]+): (.*(?:\n .*)*)", re.MULTILINE)


@cache
def control(package: Path) -> dict[str, str]:
    """Returns the scripts and lists of the package by name, without its sums and fields."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "--control", str(package), folder], check=True, timeout=60)
        parts = {path.name: path.read_text(encoding="utf-8") for path in Path(folder).iterdir()}
    return {name: text for name, text in parts.items() if name not in ("md5sums", "control")}


@cache
def field(package: Path) -> dict[str, str]:
    """Returns the package's fields."""
    said = subprocess.run(["dpkg-deb", "--field", str(package)], check=True, capture_output=True, text=True, timeout=60)
    return dict(_FIELD.findall(said.stdout))


@cache
def files(package: Path) -> dict[str, str]:
    """Returns the MD5 of each file by its path."""
    asked = ["dpkg-deb", "--info", str(package), "md5sums"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout
    return {name: digest for digest, name in (line.split("  ", 1) for line in said.splitlines())}
