"""Which board this machine is, by its device tree."""

import re
from pathlib import Path

from daemon.errors import PinError
from daemon.gpio.headers import BOARDS, Board

COMPATIBLE = Path("/proc/device-tree/compatible")


def find(name: str = "auto", compatible: Path = COMPATIBLE) -> Board:
    """Returns the board of this name; with ``auto`` the one that the device tree names.

    Raises:
        PinError: There is none.
    """
    names = ", ".join(board.name for board in BOARDS)
    if name != "auto":
        for board in BOARDS:
            if board.name == name:
                return board
        raise PinError(f"there is no board {name!r}: choose from {names}")
    tree = _read(compatible)
    for board in BOARDS:
        # A carrier and a module, each with its variant: "nvidia,p3768-0000+p3767-0005-super".
        if any(re.search(rf"\b{board.module}-\d{{4}}", entry) for entry in tree):
            return board
    raise PinError(f"no header that is known on this machine: set gpio.board ({names}), or gpio.enabled = false")


def _read(compatible: Path) -> list[str]:
    try:
        return compatible.read_bytes().decode("ascii", "replace").split("\0")
    except OSError:
        return []
