"""Finds dusty-nv's jetson-utils and opens its cameras; what is known of it stands where it matters."""

import contextlib
import importlib
import importlib.util
from typing import Any

from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.errors import DriverError

_EXTENSION = "jetson_utils_python"
"""The compiled module itself. ``jetson_utils`` of 2025 covers some of its functions with broken ones."""
_PACKAGE = "jetson_utils"
BUFFERS = 8
"""Frames in its ring. A frame is overwritten when so many less one have come after it: 0.1 s at 60 a second."""


def installed() -> bool:
    """Whether its compiled module is there; it is not loaded."""
    return importlib.util.find_spec(_EXTENSION) is not None


def load() -> Any | None:  # noqa: ANN401 - it has no types
    """The module, or None where there is none.

    Raises:
        DriverError: Another package of that name is installed, or it does not fit this Python's NumPy.
    """
    found = _imported(_EXTENSION) or _imported(_PACKAGE)
    if found is not None and not hasattr(found, "videoSource"):
        raise DriverError(
            "the installed jetson-utils is another project of that name: run pip uninstall jetson-utils, "
            "and build dusty-nv's from its source"
        )
    return found


def _imported(name: str) -> Any | None:  # noqa: ANN401 - it has no types
    if importlib.util.find_spec(name) is None:
        return None
    try:
        return importlib.import_module(name)
    except (ImportError, RuntimeError, SystemError) as error:  # the last two where it was built for another NumPy
        raise DriverError(f"{name} cannot be loaded ({error}): build it again for this system's NumPy") from error


def arguments(address: CsiAddress | CameraAddress) -> list[str]:
    """A ``videoSource``'s command line; the first word stands for a program's name and is passed over."""
    wishes = {"width": address.width, "height": address.height, "rate": address.rate}
    asked = [f"--input-{name}={value}" for name, value in wishes.items() if value]
    # It turns CSI pictures by itself, and takes this for "as the sensor has it"; Spotter turns them at no cost.
    flip = ["--input-flip=rotate-180"] if isinstance(address, CsiAddress) else []
    return ["spotter", *asked, *flip, f"--num-buffers={BUFFERS}", "--log-level=error", "--headless"]


def resource(address: CsiAddress | CameraAddress) -> str:
    """The address as it writes it."""
    return f"csi://{address.sensor}" if isinstance(address, CsiAddress) else str(address.device)


def describe(error: BaseException) -> str:
    """The first line of one of its exceptions, which are bare and name their C++ file on the second."""
    with contextlib.suppress(IndexError):
        return str(error).strip().splitlines()[0].removeprefix("jetson.utils -- ")
    return type(error).__name__
