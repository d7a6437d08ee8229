"""TensorRT's engines on the disk: each says what it was built from and for, and is never used where it does not fit.

A file is a line with the sha256 of all that follows, one line of JSON (``Header``), and the engine as TensorRT gave it.
"""

import contextlib
import hashlib
from pathlib import Path

import msgspec

from daemon.errors import EngineError
from engines import files

_MAGIC = b"spotter engine 1 "
_AGAIN = "run: spotter engine build"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What must be the same for an engine to fit.

    Attributes:
        onnx: sha256 of the network's ONNX file.
        tensorrt: TensorRT's version, all of it.
        l4t: Jetson Linux, or ``none``.
        gpu: See ``Gpu.name``.
        options: How it was built.
    """

    onnx: str
    tensorrt: str
    l4t: str
    gpu: str
    options: str


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of its engine.

    Attributes:
        key: What it was built from and for.
        off: How far its keypoints were from float32's, as a share of the torso's length (see ``accuracy_gate``).
        refused: Why it must not be used, or None.
    """

    key: Key
    off: float
    refused: str | None = None


class UnfitError(EngineError):
    """There is no engine that can be used; says why."""


def path(folder: Path, network: str) -> Path:
    """Where a network's engine lies.

    Args:
        folder: The models' folder.
        network: The published file's name without its ending.
    """
    return folder / f"{network}.tensorrt"


def write(target: Path, key: Key, plan: bytes, off: float, refused: str | None = None) -> None:
    """Write an engine durably; one that is refused lies beside the place where it would be used.

    Raises:
        EngineError: The disk is full, or the folder may not be written.
    """
    content = msgspec.json.encode(Header(key=key, off=off, refused=refused)) + b"\n" + plan
    aside = _aside(target, "refused")
    files.write(target if refused is None else aside, _first_line(content) + content)
    if refused is None:
        aside.unlink(missing_ok=True)


def load(source: Path, key: Key) -> bytes:
    """The engine, as TensorRT wants it; a damaged or stale file is set aside.

    Raises:
        UnfitError: There is none that fits; says why.
    """
    try:
        header, plan = _read(source)
        fits(source, header, key)
    except FileNotFoundError:
        raise UnfitError(_absent(source, key)) from None
    return plan


def fits(source: Path, header: Header, key: Key) -> None:
    """Check that an engine was built from this and for this; sets a stale one aside.

    Raises:
        UnfitError: It was not; says what differs.
    """
    for name, word in (("onnx", "network"), ("tensorrt", "TensorRT"), ("l4t", "Jetson Linux"), ("gpu", "GPU")):
        built, now = getattr(header.key, name), getattr(key, name)
        if built != now:
            set_aside(source, "stale")
            raise UnfitError(f"{source.name} was built for {word} {built[:24]}, here is {now[:24]}; {_AGAIN}")
    if header.key != key:
        set_aside(source, "stale")
        raise UnfitError(f"{source.name} was built with other options; {_AGAIN}")


def refused(target: Path, key: Key) -> str | None:
    """Why the engine that would fit was refused; None where there is no such one."""
    try:
        header, _ = _read(_aside(target, "refused"))
    except (UnfitError, FileNotFoundError):
        return None
    return header.refused if header.key == key else None


def deviation(source: Path) -> float | None:
    """How far the keypoints of an engine were from float32's when it was built; None where there is none."""
    try:
        return _read(source)[0].off
    except (UnfitError, FileNotFoundError):
        return None


def set_aside(source: Path, how: str) -> None:
    """Rename a file so that it is not used again, and not lost; a folder that is not ours to write stays as it is."""
    with contextlib.suppress(OSError):
        source.replace(_aside(source, how))


def _aside(source: Path, how: str) -> Path:
    return source.with_name(f"{source.name}.{how}")


def _read(source: Path) -> tuple[Header, bytes]:
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnfitError(f"{source} cannot be read: {error.strerror}; check its owner and mode") from error
    first, _, rest = content.partition(b"\n")
    if first + b"\n" != _first_line(rest):
        set_aside(source, "damaged")
        raise UnfitError(f"{source.name} is damaged; {_AGAIN}")
    line, _, plan = rest.partition(b"\n")
    try:
        return msgspec.json.decode(line, type=Header), plan
    except msgspec.DecodeError as error:
        raise UnfitError(f"{source.name} was built by another Spotter; {_AGAIN}") from error


def _first_line(content: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n"


def _absent(source: Path, key: Key) -> str:
    why = refused(source, key)
    return f"no TensorRT engine is built yet; {_AGAIN}" if why is None else f"the TensorRT engine was refused: {why}"
