"""GStreamer, loaded when the first source is opened and never at import."""

from functools import lru_cache
from typing import Any, NamedTuple

from daemon.errors import SourceError
from daemon.unwinding import unwind_by_gcc

PACKAGES = "python3-gi python3-gst-1.0 gir1.2-gst-plugins-base-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
"""The Debian packages that every source needs."""


class GStreamer(NamedTuple):
    """The parts of GStreamer that the sources use; PyGObject has no types for them."""

    core: Any
    glib: Any
    video: Any
    pbutils: Any


@lru_cache(maxsize=1)
def load() -> GStreamer:
    """Load and initialise GStreamer, once a process.

    Raises:
        SourceError: PyGObject, a typelib or the Python overrides are missing; names the packages.
    """
    unwind_by_gcc()
    try:
        import gi  # noqa: PLC0415 - costs 80 ms, and traces are read without it

        for part in ("Gst", "GstApp", "GstVideo", "GstPbutils"):
            gi.require_version(part, "1.0")
        from gi.repository import GLib, Gst, GstApp, GstPbutils, GstVideo  # noqa: PLC0415 - must follow require_version
    except (ImportError, ValueError) as error:
        raise SourceError(f"GStreamer cannot be loaded ({error}): install {PACKAGES}") from error
    Gst.init(None)
    if "map" not in vars(Gst.Buffer) or GstApp is None:
        raise SourceError(
            "frames cannot be read in place without GStreamer's Python overrides: install python3-gst-1.0"
        )
    return GStreamer(Gst, GLib, GstVideo, GstPbutils)
