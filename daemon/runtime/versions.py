"""The versions that belong into a bug report."""

import platform
from importlib import metadata

from daemon.camera import gst
from daemon.errors import SourceError

_RUNTIMES = {"onnxruntime": ("onnxruntime", "onnxruntime-gpu"), "tensorrt": ("tensorrt",)}
"""The pose model's runtimes, and the packages that contain them."""


def versions() -> dict[str, str | None]:
    """Returns those of Spotter, Python, GStreamer and the runtimes; None: not installed. About 3 ms."""
    found: dict[str, str | None] = {"spotter": metadata.version("spotter"), "python": platform.python_version()}
    found["gstreamer"] = _gstreamer()
    for name, packages in _RUNTIMES.items():
        found[name] = next((known for package in packages if (known := _package(package)) is not None), None)
    return found


def _gstreamer() -> str | None:
    try:
        return str(gst.load().core.version_string()).removeprefix("GStreamer ")
    except SourceError:
        return None


def _package(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
