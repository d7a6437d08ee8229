"""What a source's address means: a file, a USB or CSI camera, an RTSP stream or the test pattern."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from daemon.errors import UsageError
from daemon.masking import masked

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_TYPO = re.compile(r"^rtsps?:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LIMITS = {"width": (16, 7680), "height": (16, 7680), "rate": (1, 240), "frames": (1, 10**9), "turn": (0, 270)}
_KNOWN = "give a file's path, v4l2:///dev/video0, csi://0, rtsp://… or test://"
_ESCAPES = "the port is a number, and a / ? # or % of the password is written %2F %3F %23 or %25"
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+(%\w+)?\]|[\w.-]+)(:.*)?")
_CSI = {"width": 1280, "height": 720, "rate": 30}
"""What every camera that Jetsons are sold with can give."""
_PATTERN = {"width": 640, "height": 480, "rate": 30}


@dataclass(frozen=True, slots=True)
class FileAddress:
    """A video file; ``turn`` as in ``CsiAddress``, after what the file's own tag says."""

    path: Path
    turn: int = 0


@dataclass(frozen=True, slots=True)
class CameraAddress:
    """A USB camera; None leaves the choice to the camera (Spotter asks for 640x480 at 30 first).

    ``turn`` as in ``CsiAddress``.
    """

    device: Path
    width: int | None
    height: int | None
    rate: int | None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class CsiAddress:
    """A Jetson's own camera.

    Attributes:
        sensor: Its number.
        width, height, rate: What it is asked for.
        turn: How far its picture must be turned clockwise to be upright: 0, 90, 180 or 270 degrees.
    """

    sensor: int
    width: int
    height: int
    rate: int
    turn: int


@dataclass(frozen=True, slots=True)
class StreamAddress:
    """An RTSP stream; ``location`` may hold a password and is never shown. ``turn`` as in ``CsiAddress``."""

    location: str
    turn: int = 0

    @property
    def shown(self) -> str:
        """The address without user and password."""
        return masked(self.location)


@dataclass(frozen=True, slots=True)
class PatternAddress:
    """A ball that bounces, for trying things without a camera; ``frames`` None never ends.

    ``turn`` as in ``CsiAddress``.
    """

    width: int
    height: int
    rate: int
    frames: int | None
    turn: int = 0


Address = FileAddress | CameraAddress | CsiAddress | StreamAddress | PatternAddress


def turned(address: Address, turn: int | None) -> Address:
    """Returns the address with another turn, or as it is where ``turn`` is None."""
    return address if turn is None else replace(address, turn=turn)


def parse(uri: str) -> Address:
    """Read a source's address.

    Raises:
        UsageError: No source has such an address; says what addresses look like.
    """
    if not _SCHEME.match(uri):
        return _local(uri)
    if _CONTROL.search(uri) or "%00" in uri:
        raise UsageError("the source's address holds a control character: type it again")
    try:
        parts = urlsplit(uri)
    except ValueError:  # its words may hold the password
        raise UsageError(f"{masked(uri)} is no address: {_ESCAPES}, and an IPv6 host stands in [ ]") from None
    if parts.scheme == "file":
        return FileAddress(Path(unquote(parts.path)), _options(uri, parts.query, ("turn",)).get("turn", 0))
    if parts.scheme == "v4l2":
        return _camera(uri, unquote(parts.path), parts.query)
    if parts.scheme == "csi":
        return _csi(uri, parts.netloc, parts.query)
    if parts.scheme in ("rtsp", "rtsps"):
        return _stream(uri, parts)
    if parts.scheme == "test":
        options = _options(uri, parts.query, tuple(_LIMITS))
        width, height, rate = (options.get(name, usual) for name, usual in _PATTERN.items())
        return PatternAddress(width, height, rate, options.get("frames"), options.get("turn", 0))
    raise UsageError(f"{masked(uri)}: no source has addresses that begin with {parts.scheme}://; {_KNOWN}")


def _local(path: str) -> Address:
    if not path:
        raise UsageError(f"the source is empty: {_KNOWN}")
    if _TYPO.match(path) and not Path(path).exists():
        raise UsageError(f"{masked(path)} is no address: {_ESCAPES}")
    if path.startswith("/dev/"):
        return _camera(path, *path.partition("?")[::2])
    return FileAddress(Path(path))


def _camera(uri: str, device: str, query: str) -> CameraAddress:
    options = _options(uri, query, ("width", "height", "rate", "turn"))
    width, height, rate = (options.get(name) for name in ("width", "height", "rate"))
    return CameraAddress(Path(device), width, height, rate, options.get("turn", 0))


def _stream(uri: str, parts: SplitResult) -> StreamAddress:
    """An ``@`` in a password is written as GStreamer reads it."""
    if len(uri.split()) != 1 or uri != uri.strip():
        raise UsageError(f"{masked(uri.split(maxsplit=1)[0])}: an address has no spaces: write each as %20")
    user, at, host = parts.netloc.rpartition("@")
    if not _HOST.fullmatch(host):
        raise UsageError(f"{masked(uri)} is no address: {_ESCAPES}")
    try:
        _ = parts.port
    except ValueError:
        raise UsageError(f"{masked(uri)} is no address: {_ESCAPES}") from None
    ours, theirs = _split_turn(parts.query)
    turn = _options(uri, ours, ("turn",)).get("turn", 0)
    if "@" not in user and not ours:
        return StreamAddress(uri)
    netloc = user.replace("@", "%40") + at + host
    return StreamAddress(urlunsplit(parts._replace(netloc=netloc, query=theirs)), turn)


def _split_turn(query: str) -> tuple[str, str]:
    """Returns a stream's ``turn``, which is Spotter's, and what else it asks for, which is the camera's."""
    words = query.split("&")
    ours = [word for word in words if word.startswith("turn=")]
    return "&".join(ours), "&".join(word for word in words if word not in ours)


def _csi(uri: str, sensor: str, query: str) -> CsiAddress:
    if not sensor.isascii() or not sensor.isdigit() or len(sensor) > 1:
        raise UsageError(f"{masked(uri)}: {sensor or 'nothing'} is no camera's number: give csi://0 or csi://1")
    options = _options(uri, query, ("width", "height", "rate", "turn"))
    width, height, rate = (options.get(name, usual) for name, usual in _CSI.items())
    return CsiAddress(int(sensor), width, height, rate, options.get("turn", 0))


def _options(uri: str, query: str, known: tuple[str, ...]) -> dict[str, int]:
    options: dict[str, int] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise UsageError(f"{masked(uri)}: there is no option {name!r}; there are {', '.join(known)}")
        low, high = _LIMITS[name]
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise UsageError(f"{masked(uri)}: {name}={value} is not a whole number from {low} to {high}")
        options[name] = int(value)
    if options.get("turn", 0) % 90:
        raise UsageError(f"{masked(uri)}: turn={options['turn']} is not 0, 90, 180 or 270")
    return options
