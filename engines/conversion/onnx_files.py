"""The converted networks in the models' folder: written once, and converted again where they are damaged."""

from pathlib import Path

from daemon.errors import EngineError
from engines import families, files
from engines.registry import Network

_CONVERTER_VERSION = 2
"""Raise it when a converter writes another graph: files of an older version are converted again."""
_ONNX = ".onnx"
_AS_IT_IS = (_ONNX, ".engine")


def ensure_onnx(network: Network, folder: Path) -> Path:
    """Returns the network's ONNX file, or its TensorRT engine where it was brought as one.

    Converts the network (about a second) where that file is missing, damaged or of an older converter. A network that
    was brought as ONNX is taken as it is.

    Raises:
        EngineError: The published file is missing or damaged, or the folder is not writable.
    """
    source = check_published(network, folder)
    if source.suffix in _AS_IT_IS:
        return source
    target = folder / f"{source.stem}.{_CONVERTER_VERSION}{_ONNX}"
    checksum = target.with_suffix(f"{_ONNX}.sha256")
    if not _is_intact(target, checksum):
        _convert(network, source, target, checksum)
    return target


def check_published(network: Network, folder: Path) -> Path:
    """Returns the network's main file after checking the hash of all of its files.

    Raises:
        EngineError: One is missing or not what it should be.
    """
    for file in network.files:
        path = folder / file.name
        found = files.sha256(path)
        hint = f"run: spotter engine fetch {network.engine}" if file.package else "add the engine again"
        if found is None:
            raise EngineError(f"the pose model {path} is missing; {hint}")
        if found != file.sha256:
            raise EngineError(f"the pose model {path} is damaged; {hint}")
    return folder / network.file


def _is_intact(target: Path, checksum: Path) -> bool:
    found = files.sha256(target)
    return found is not None and checksum.is_file() and checksum.read_bytes() == _checksum_line(target, found)


def _checksum_line(target: Path, digest: str) -> bytes:
    """Returns a line that ``sha256sum --check`` reads."""
    return f"{digest}  {target.name}\n".encode()


def _convert(network: Network, source: Path, target: Path, checksum: Path) -> None:
    convert = {".tflite": _from_tflite, ".json": _from_tfjs}.get(source.suffix)
    if convert is None:
        raise EngineError(
            f"{source.name} cannot be converted: expected a file that ends with .tflite, .json, .onnx or .engine"
        )
    files.write(target, convert(network, source))
    written = files.sha256(target)
    if written is None:
        raise EngineError(f"{target} vanished while it was written; run: spotter engine build")
    files.write(checksum, _checksum_line(target, written))
    for old in set(target.parent.glob(f"{source.stem}.*.onnx*")) - {target, checksum}:
        old.unlink(missing_ok=True)


def _from_tflite(network: Network, source: Path) -> bytes:
    from engines.conversion import tflite_to_onnx  # noqa: PLC0415 - half a second and 60 MB, once in a machine's life

    return tflite_to_onnx.to_onnx(source, families.tflite_outputs(network))


def _from_tfjs(_: Network, source: Path) -> bytes:
    from engines.conversion import tfjs_to_onnx  # noqa: PLC0415 - as above

    return tfjs_to_onnx.to_onnx(source, "keypoints")
