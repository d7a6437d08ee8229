"""GStreamer's errors as one line for the user: what, where, and what to do next."""

import os
import stat
from pathlib import Path
from typing import Any

from daemon.camera.gst import GStreamer
from daemon.camera.uri import Address, CameraAddress, CsiAddress, FileAddress, StreamAddress
from daemon.errors import SourceError
from daemon.masking import masked

_DECODERS = "gstreamer1.0-libav gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"


def name_of(address: Address) -> str:
    """The source as messages call it, without a password."""
    if isinstance(address, FileAddress):
        return str(address.path)
    if isinstance(address, CameraAddress):
        return f"camera {address.device}"
    if isinstance(address, CsiAddress):
        return f"camera csi://{address.sensor}"
    if isinstance(address, StreamAddress):
        return f"stream {address.shown}"
    return "test pattern"


def check_file(path: Path) -> None:
    """Find what is plainly wrong with a file before GStreamer does.

    Raises:
        SourceError: It is missing, a folder, no regular file, empty or not readable by this user.
    """
    if not _is_utf8(path):
        raise SourceError(f"{path} has a name that is not UTF-8, which GStreamer cannot open: rename it")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise SourceError(f"{path} is a folder: name one video file in it")
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(f"{path} is not a regular file: copy the video into a file first")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file: check the path") from None
    except PermissionError:
        raise SourceError(f"{path} may not be read by this user: chmod it, or run as its owner") from None
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{str(path)!r} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if status.st_size == 0:
        raise SourceError(f"{path} is empty: copy or download it again")


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def check_camera(device: Path) -> None:
    """Find what is plainly wrong with a camera before GStreamer does.

    Raises:
        SourceError: It is not there, no device, or this user may not use it.
    """
    try:
        is_device = stat.S_ISCHR(device.stat().st_mode)
    except (OSError, ValueError):  # a name that no file can have
        others = sorted(str(path) for path in Path("/dev").glob("video*"))
        hint = f"there are {', '.join(others)}" if others else "no camera is plugged in"
        raise SourceError(f"camera {device} is not there ({hint}): plug it in, or name another") from None
    if not is_device:
        raise SourceError(f"{device} is no camera: USB cameras are /dev/video0, /dev/video1, …")
    if not os.access(device, os.R_OK | os.W_OK):
        raise SourceError(f"camera {device} may not be used by this user: add the user to the group 'video'")


def missing_plugin(gst: GStreamer, message: Any, name: str) -> str | None:  # noqa: ANN401 - gi has no types
    """What to install, where a bus message says that a plugin is missing; else None."""
    if not gst.pbutils.is_missing_plugin_message(message):
        return None
    what = gst.pbutils.missing_plugin_message_get_description(message)
    return f"{name}: GStreamer has no {what}: install {_DECODERS}"


def explain(gst: GStreamer, complaint: Any, address: Address) -> str:  # noqa: ANN401 - gi has no types
    """One line for an error or a warning from the bus; ``complaint`` is its GError and its debug text."""
    error, debug = complaint
    name = name_of(address)
    if "not-linked" in (debug or ""):
        return f"{name} has no picture, only sound: give one that was recorded with a camera"
    for kind, words in _WORDS.get(type(address), {}).items():
        domain, code = kind.split(".")
        enum = getattr(gst.core, domain)
        if error.matches(enum.quark(), getattr(enum, code)):
            return f"{name} {words}"
    return f"{name} broke: {masked(_first_line(error.message, debug))}: see `spotter doctor`"


def _first_line(message: str, debug: str | None) -> str:
    last = (debug or "").strip().splitlines()[-1:] or [""]
    return f"{message.strip().rstrip('.')} ({last[0].strip().rstrip('.')})" if last[0] else message.strip().rstrip(".")


_FILE = {
    "StreamError.TYPE_NOT_FOUND": "is not a video that GStreamer knows: convert it to .mp4",
    "StreamError.WRONG_TYPE": "is not a video: give a video file, such as .mp4",
    "StreamError.CODEC_NOT_FOUND": f"is coded in a way that GStreamer cannot decode here: install {_DECODERS}",
    "StreamError.DEMUX": "is damaged or cut off and cannot be taken apart: copy or record it again",
    "StreamError.DECODE": "is damaged and cannot be decoded any further: copy or record it again",
    "ResourceError.READ": "can no longer be read: check the disk",
}
_CAMERA = {
    "ResourceError.BUSY": "is busy: close the program that uses it",
    "ResourceError.NOT_FOUND": "is not there: plug it in, or name another",
    "ResourceError.OPEN_READ_WRITE": "cannot be opened: close the program that uses it, or plug it in again",
    "ResourceError.OPEN_READ": "cannot be opened: close the program that uses it, or plug it in again",
    "ResourceError.SETTINGS": "is no camera, or has no such picture size: try without width, height and rate",
    "ResourceError.READ": "stopped giving pictures: plug it in again",
    "StreamError.CODEC_NOT_FOUND": f"gives pictures that GStreamer cannot decode here: install {_DECODERS}",
}
_STREAM = {
    "ResourceError.NOT_AUTHORIZED": "wants another user or password: put both into the address",
    "ResourceError.NOT_FOUND": "is not there: check the path after the host's name",
    "ResourceError.OPEN_READ_WRITE": "does not answer: check host, port and that the camera is on",
    "ResourceError.OPEN_READ": "does not answer: check host, port and that the camera is on",
    "ResourceError.OPEN_WRITE": "does not answer: check host, port and that the camera is on",
    "ResourceError.READ": "was cut off: check the camera and the network",
    "ResourceError.WRITE": "was cut off: check the camera and the network",
    "StreamError.CODEC_NOT_FOUND": f"is coded in a way that GStreamer cannot decode here: install {_DECODERS}",
}
_CSI = {
    "ResourceError.BUSY": "is busy: close the program that uses it",
    "ResourceError.READ": "stopped giving pictures: check its ribbon cable",
    "StreamError.FAILED": "gives nothing: check its ribbon cable and, in `spotter doctor`, its size and rate",
}
_WORDS: dict[type, dict[str, str]] = {
    FileAddress: _FILE,
    CameraAddress: _CAMERA,
    CsiAddress: _CSI,
    StreamAddress: _STREAM,
}
