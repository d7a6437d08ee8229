"""Engine files of other programs: a bare TensorRT plan, or one behind the JSON header that Ultralytics writes.

The header is four bytes, the length of the JSON (little-endian), and the JSON itself.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

ENDING = ".engine"
_LENGTH = 4
_MAX_HEADER = 2**20
"""Real headers have about a kilobyte."""
_PLAN_START = b"ftrt"
"""How TensorRT's own serialisation begins."""


def is_engine(head: bytes, size: int) -> bool:
    """Returns whether a file of this size that begins like this can be an engine file."""
    return head.startswith(_PLAN_START) or (_header_bytes(head, size) > 0 and head[_LENGTH:].lstrip().startswith(b"{"))


def is_given(network: Path) -> bool:
    """Returns whether a network of an engine's description is a plan already, which only TensorRT can run."""
    return network.suffix == ENDING


def plan_of(network: Path) -> bytes:
    """Returns the plan in an engine file."""
    return split(network.read_bytes())[1]


def split(content: bytes) -> tuple[Mapping[str, str], bytes]:
    """Returns an engine file's metadata (empty without a header) and its plan. Values are written as text."""
    end = _LENGTH + _header_bytes(content, len(content))
    if end > _LENGTH:
        try:
            header = msgspec.json.decode(content[_LENGTH:end], type=dict[str, object])
        except msgspec.DecodeError:
            pass
        else:
            return {key: str(value) for key, value in header.items()}, content[end:]
    return {}, content


def _header_bytes(content: bytes, size: int) -> int:
    """Returns the length of the JSON, or 0 where there can be none."""
    length = int.from_bytes(content[:_LENGTH], "little")
    return length if 0 < length <= min(size - _LENGTH, _MAX_HEADER) else 0
