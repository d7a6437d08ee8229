"""The converted networks in the models' folder: written once, and converted again where they are damaged."""

from pathlib import Path

from daemon.errors import EngineError
from engines import files
from engines.registry import Network

_CONVERTER_VERSION = 2
"""Raise it when the converter writes another graph: files of an older version are converted again."""


def ensure_onnx(network: Network, folder: Path) -> Path:
    """Returns the network's ONNX file.

    Converts the network (about a second) where that file is missing, damaged or of an older converter.

    Raises:
        EngineError: The published file is missing or damaged, or the folder is not writable.
    """
    source = check_published(network, folder)
    target = folder / f"{source.stem}.{_CONVERTER_VERSION}.onnx"
    checksum = target.with_suffix(".onnx.sha256")
    if not _is_intact(target, checksum):
        _convert(network, source, target, checksum)
    return target


def check_published(network: Network, folder: Path) -> Path:
    """Returns the published file after checking its hash.

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


def _is_intact(target: Path, checksum: Path) -> bool:
    found = files.sha256(target)
    return found is not None and checksum.is_file() and checksum.read_bytes() == _checksum_line(target, found)


def _checksum_line(target: Path, digest: str) -> bytes:
    """Returns a line that ``sha256sum --check`` reads."""
    return f"{digest}  {target.name}\n".encode()


def _convert(network: Network, source: Path, target: Path, checksum: Path) -> None:
    from engines.conversion import tflite_to_onnx  # noqa: PLC0415 - half a second and 60 MB, once in a machine's life

    files.write(target, tflite_to_onnx.to_onnx(source, network.outputs))
    written = files.sha256(target)
    if written is None:
        raise EngineError(f"{target} vanished while it was written; run: spotter engine build")
    files.write(checksum, _checksum_line(target, written))
    for old in set(target.parent.glob(f"{source.stem}.*.onnx*")) - {target, checksum}:
        old.unlink(missing_ok=True)
