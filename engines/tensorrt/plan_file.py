"""Plan files, as TensorRT calls serialised engines: each says what it was built from and for, and is used only there.

A file is a line with the sha256 of everything after it, one line of JSON (``PlanHeader``), and the engine as TensorRT
serialised it.
"""

import contextlib
import hashlib
from pathlib import Path

import msgspec

from daemon.errors import EngineError
from engines import files

_MAGIC = b"spotter engine 1 "
_AGAIN = "run: spotter engine build"


class PlanKey(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan was built from and for: it fits only where all of it is the same.

    Attributes:
        onnx: sha256 of the network's ONNX file.
        tensorrt: The full version of TensorRT.
        l4t: The version of Jetson Linux, or ``none``.
        gpu: The GPU's name (see ``Gpu.name``).
        options: The builder's settings (see ``BuilderOptions``).
    """

    onnx: str
    tensorrt: str
    l4t: str
    gpu: str
    options: str


class PlanHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The header of a plan file.

    Attributes:
        key: What the plan was built from and for.
        deviation: How far its keypoints are from float32's, as a share of the torso's length (see ``accuracy_gate``).
        refusal: Why it must not be used, or None.
    """

    key: PlanKey
    deviation: float = msgspec.field(name="off")
    refusal: str | None = msgspec.field(default=None, name="refused")


class PlanUnavailableError(EngineError):
    """There is no plan that can be used; the message says why."""


def path_for(network: Path, folder: Path) -> Path:
    """Returns the path of a network's plan.

    Args:
        network: The network's ONNX file, whose name begins with the published file's name.
        folder: The models' folder.
    """
    name = network.name.split(".", 1)[0]
    return folder / f"{name}.tensorrt"


def write(target: Path, plan: bytes, header: PlanHeader) -> None:
    """Write a plan durably. A refused one is written under another name, so that it is never used.

    Raises:
        EngineError: The disk is full, or the folder is not writable.
    """
    content = msgspec.json.encode(header) + b"\n" + plan
    aside = _aside(target, "refused")
    files.write(target if header.refusal is None else aside, _first_line(content) + content)
    if header.refusal is None:
        aside.unlink(missing_ok=True)


def load(source: Path, key: PlanKey) -> bytes:
    """Returns the plan that fits a key. Sets a damaged or stale file aside.

    Raises:
        PlanUnavailableError: No plan fits; the message says why.
    """
    try:
        header, plan = read(source)
        check_fit(source, header, key)
    except FileNotFoundError:
        raise PlanUnavailableError(_absent(source, key)) from None
    return plan


def check_fit(source: Path, header: PlanHeader, key: PlanKey) -> None:
    """Check that a plan was built from and for what the key says. Sets a stale one aside.

    Raises:
        PlanUnavailableError: It was not; the message says what differs.
    """
    for name, word in (("onnx", "network"), ("tensorrt", "TensorRT"), ("l4t", "Jetson Linux"), ("gpu", "GPU")):
        built, now = getattr(header.key, name), getattr(key, name)
        if built != now:
            set_aside(source, "stale")
            raise PlanUnavailableError(f"{source.name} was built for {word} {built[:24]}, here is {now[:24]}; {_AGAIN}")
    if header.key != key:
        set_aside(source, "stale")
        raise PlanUnavailableError(f"{source.name} was built with other options; {_AGAIN}")


def refusal(target: Path, key: PlanKey) -> str | None:
    """Returns why a plan with this key was refused, or None where none was."""
    try:
        header, _ = read(_aside(target, "refused"))
    except (PlanUnavailableError, FileNotFoundError):
        return None
    return header.refusal if header.key == key else None


def deviation(source: Path) -> float | None:
    """Returns how far a plan's keypoints were from float32's when it was built, or None where there is no plan."""
    try:
        return read(source)[0].deviation
    except (PlanUnavailableError, FileNotFoundError):
        return None


def set_aside(source: Path, suffix: str) -> None:
    """Rename a file, so that it is kept but not used again. Does nothing where the folder is not writable."""
    with contextlib.suppress(OSError):
        source.replace(_aside(source, suffix))


def _aside(source: Path, suffix: str) -> Path:
    return source.with_name(f"{source.name}.{suffix}")


def read(source: Path) -> tuple[PlanHeader, bytes]:
    """Returns a plan file's header and its plan. Sets a damaged file aside.

    Raises:
        FileNotFoundError: There is no such file.
        PlanUnavailableError: It is damaged, cannot be read, or was written by another Spotter.
    """
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise PlanUnavailableError(f"{source} cannot be read: {error.strerror}; check its owner and mode") from error
    first, _, rest = content.partition(b"\n")
    if first + b"\n" != _first_line(rest):
        set_aside(source, "damaged")
        raise PlanUnavailableError(f"{source.name} is damaged; {_AGAIN}")
    line, _, plan = rest.partition(b"\n")
    try:
        return msgspec.json.decode(line, type=PlanHeader), plan
    except msgspec.DecodeError as error:
        raise PlanUnavailableError(f"{source.name} was built by another Spotter; {_AGAIN}") from error


def _first_line(content: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n"


def _absent(source: Path, key: PlanKey) -> str:
    why = refusal(source, key)
    return f"no TensorRT engine is built yet; {_AGAIN}" if why is None else f"the TensorRT engine was refused: {why}"
