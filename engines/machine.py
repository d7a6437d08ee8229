"""What this machine is, as far as engines depend on it."""

import re
from pathlib import Path

RELEASE = Path("/etc/nv_tegra_release")
"""Every Jetson has it: ``# R36 (release), REVISION: 4.7, …``."""


def l4t(release: Path = RELEASE) -> str | None:
    """The version of Jetson Linux, for example ``36.4.7``; None where this is no Jetson."""
    try:
        text = release.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"R(\d+) .*REVISION: ([\d.]+)", text)
    return f"{found[1]}.{found[2]}" if found else "unknown"
