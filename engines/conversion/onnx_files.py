"""The converted networks in the models' folder: made once, and never used damaged."""

from pathlib import Path

from daemon.errors import EngineError
from engines import files
from engines.registry import Network

_CONVERTER = 2
"""Raised when the converter writes another graph: files of an older one are not used."""


def converted(network: Network, folder: Path) -> Path:
    """The network as ONNX; converts it (a second or so) where that file is missing, damaged or of an older converter.

    Raises:
        EngineError: The published file is missing or damaged, or the folder cannot be written.
    """
    source = verified(network, folder)
    target = folder / f"{source.stem}.{_CONVERTER}.onnx"
    noted = target.with_suffix(".onnx.sha256")
    if not _intact(target, noted):
        _convert(network, source, target, noted)
    return target


def verified(network: Network, folder: Path) -> Path:
    """The published file.

    Raises:
        EngineError: It is missing or not what was published.
    """
    path = folder / network.file
    found = files.sha256(path)
    if found is None:
        raise EngineError(f"the pose model {path} is missing; run: spotter engine fetch")
    if found != network.sha256:
        raise EngineError(f"the pose model {path} is damaged; run: spotter engine fetch")
    return path


def _intact(target: Path, noted: Path) -> bool:
    found = files.sha256(target)
    return found is not None and noted.is_file() and noted.read_bytes() == _note(target, found)


def _note(target: Path, digest: str) -> bytes:
    """As ``sha256sum --check`` reads it."""
    return f"{digest}  {target.name}\n".encode()


def _convert(network: Network, source: Path, target: Path, noted: Path) -> None:
    from engines.conversion import tflite_to_onnx  # noqa: PLC0415 - half a second and 60 MB, once in a machine's life

    files.write(target, tflite_to_onnx.to_onnx(source, network.outputs))
    written = files.sha256(target)
    if written is None:
        raise EngineError(f"{target} vanished while it was written; run: spotter engine build")
    files.write(noted, _note(target, written))
    for old in set(target.parent.glob(f"{source.stem}.*.onnx*")) - {target, noted}:
        old.unlink(missing_ok=True)
