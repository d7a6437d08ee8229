"""The version of Jetson Linux (L4T), which a TensorRT plan is tied to."""

import re
from pathlib import Path

RELEASE = Path("/etc/nv_tegra_release")
"""A file of every Jetson: ``# R36 (release), REVISION: 4.7, …``."""


def version(release: Path = RELEASE) -> str | None:
    """Returns the version, for example ``36.4.7``, or None where this machine is not a Jetson."""
    try:
        text = release.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"R(\d+) .*REVISION: ([\d.]+)", text)
    return f"{found[1]}.{found[2]}" if found else "unknown"
