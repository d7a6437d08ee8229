"""Reads the kernel's small files under a root that a test may put anywhere; what cannot be read is None."""

import re
from collections.abc import Iterator
from pathlib import Path


def text(path: Path) -> str | None:
    """Returns the file's one line. A sensor that sleeps gives an error instead (EAGAIN), which is no news."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0 \n")
    except OSError:
        return None


def number(path: Path) -> float | None:
    """Returns the file's number."""
    content = text(path)
    try:
        return None if content is None else float(content)
    except ValueError:
        return None


def hwmons(root: Path, names: str) -> Iterator[Path]:
    """Folders of the hardware monitors whose name matches the pattern."""
    for folder in sorted(root.glob("sys/class/hwmon/hwmon*")):
        if re.fullmatch(names, text(folder / "name") or ""):
            yield folder
