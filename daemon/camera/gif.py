"""The times of a GIF's pictures, as the file says them: GStreamer's decoder gives all of them time 0.

Read by the GIF89a specification (W3C, https://www.w3.org/Graphics/GIF/spec-gif89a.txt).
"""

from pathlib import Path
from typing import BinaryIO

_SHORTEST_S = 0.02
"""Every browser takes a shorter delay, and none, for ``_USUAL_S``."""
_USUAL_S = 0.1
_EXTENSION, _PICTURE, _CONTROL = 0x21, 0x2C, 0xF9


def picture_times_s(path: Path) -> tuple[float, ...]:
    """Returns when each picture is shown, and when the last one ends (s); empty where the file is no GIF.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        if file.read(6) not in (b"GIF87a", b"GIF89a"):
            return ()
        screen = file.read(7)
        _skip_colours(file, screen[4:5])
        times, t = [0.0], 0
        for delay in _delays(file):
            t += delay if delay >= _SHORTEST_S * 100 else round(_USUAL_S * 100)
            times.append(t / 100)
    return tuple(times)


def _delays(file: BinaryIO) -> list[int]:
    """Returns each picture's delay in hundredths of a second, as far as the file goes."""
    found, delay = list[int](), 0
    while (kind := file.read(1)) in (bytes([_EXTENSION]), bytes([_PICTURE])):
        if kind[0] == _PICTURE:
            found.append(delay)
            delay = 0
            _skip_colours(file, file.read(9)[8:9])
            file.read(1)  # the size of a code
            _skip_blocks(file)
        else:
            label = file.read(1)
            first = _skip_blocks(file)
            if label == bytes([_CONTROL]):
                delay = int.from_bytes(first[1:3], "little")
    return found


def _skip_colours(file: BinaryIO, flags: bytes) -> None:
    if flags and flags[0] & 0x80:
        file.seek(3 << (flags[0] & 7) + 1, 1)


def _skip_blocks(file: BinaryIO) -> bytes:
    """Returns the first of some blocks; the file then stands behind the last."""
    first = b""
    while (size := file.read(1)) not in (b"", b"\0"):
        block = file.read(size[0])
        first = first or block
    return first
