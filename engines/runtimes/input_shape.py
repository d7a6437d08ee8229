"""The shape of a network's input where its file leaves batch, height or width open."""

from collections.abc import Sequence

from daemon.errors import EngineError

Size = tuple[int, int]
"""Width and height of an input, pixels."""

_RANK = 4
_CHANNELS = 3


def fixed(shape: Sequence[object], size: Size | None, network: str) -> tuple[int, ...]:
    """Returns the shape with what is open filled in: one picture, of the given size.

    Args:
        shape: As the file says: a number, or a name or -1 for an open side.
        size: The size to take where it is open.
        network: The network's name for the message.

    Raises:
        EngineError: The size is open and none is given, or it is no picture.
    """
    known = [side if isinstance(side, int) and side > 0 else None for side in shape]
    if len(known) != _RANK:
        raise EngineError(f"{network}: its input has {len(known)} dimensions: expected one picture, 4 dimensions")
    is_nhwc = known[1] != _CHANNELS and known[3] == _CHANNELS
    columns, rows = (2, 1) if is_nhwc else (3, 2)
    if None in (known[columns], known[rows]) and size is None:
        raise EngineError(f"{network}: its input has no fixed size: name one (input_size in the engine's file)")
    width, height = size or (0, 0)
    filled = {0: 1, columns: width, rows: height}
    return tuple(filled.get(axis, _CHANNELS) if side is None else side for axis, side in enumerate(known))
