"""How long a video file says it is, so that one which was cut off does not look like one that ended.

GStreamer's demuxers end a cut file as they end a whole one. The box and chunk sizes below are read from the
file itself: ISO 14496-12 (MP4, MOV), RFC 8794 with RFC 9559 (Matroska, WebM), and RIFF (AVI).
"""

import struct
from pathlib import Path
from typing import BinaryIO

_MAX_BOXES = 100_000
"""A fragmented MP4 has two boxes for each fragment; more than this is no video that a user waits for."""
_JUDGED = (b"moov", b"mdat", b"moof")
_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067


def missing_bytes(path: Path) -> int:
    """How many bytes the file lacks of what its container promises; 0 where it is whole or does not say.

    Raises:
        OSError: The file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        file.seek(0)
        if head[:4] == b"RIFF":
            promised = _riff_end(file, size)
        elif head[:4] == _EBML.to_bytes(4, "big"):
            promised = _matroska_end(file, size)
        elif head[4:8] == b"ftyp":
            promised = _boxes_end(file, size)
        else:
            promised = 0
    return max(0, promised - size)


def _boxes_end(file: BinaryIO, size: int) -> int:
    at = 0
    for _ in range(_MAX_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:  # noqa: PLR2004 - a box's size and type
            break
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:  # noqa: PLR2004 - the long form: 64 bits of size follow
            length = int.from_bytes(head[8:], "big")
        if length < 8:  # noqa: PLR2004 - 0 reaches to the end of the file; less than a head is damage
            break
        at += length
        if at > size:
            return at if kind in _JUDGED else 0
    return 0


def _riff_end(file: BinaryIO, size: int) -> int:
    """AVI files over 1 GB are several RIFF chunks in a row."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8 or head[:4] != b"RIFF":  # noqa: PLR2004 - a chunk's name and size
            return 0
        length = int.from_bytes(head[4:], "little")
        if length in (0, 0xFFFFFFFF):
            return 0
        at += 8 + length
    return at


def _matroska_end(file: BinaryIO, size: int) -> int:
    """The header's element, then the segment, which is all the rest and may be of unknown size."""
    head = file.read(64)
    length, used = _vint(head, 4)
    at = 4 + used + length
    if at > size:
        return 0
    file.seek(at)
    head = file.read(12)
    if len(head) < 12 or int.from_bytes(head[:4], "big") != _SEGMENT:  # noqa: PLR2004 - an id and the longest size
        return 0
    length, used = _vint(head, 4)
    return 0 if length == (1 << 7 * used) - 1 else at + 4 + used + length


def _vint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and the bytes it takes: the leading zeros of the first byte count them."""
    used = 9 - data[at].bit_length() if at < len(data) else 9
    if used > 8:  # noqa: PLR2004 - longer is not allowed
        return 0, 1
    return int.from_bytes(data[at : at + used], "big") & ((1 << 7 * used) - 1), used
