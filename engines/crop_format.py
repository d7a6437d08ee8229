"""How a network wants its input: which value a byte becomes, in which order, and what lies beyond the picture."""

from dataclasses import dataclass
from enum import Enum

from daemon.errors import EngineError
from engines.arrays import Array

Rgb = tuple[float, float, float]
"""One value for red, green and blue, in this order whatever the network's own order is."""

_AS_IS = ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
_GREY = 114
_CHANNELS = 3


class Outside(Enum):
    """How a crop continues beyond the edge of the picture; a network needs the one that it was trained with."""

    BLACK = "black"
    GREY = "grey"
    """114 of 255 in every channel, as YOLO, YOLOX and RTMDet are trained with."""
    EDGE = "edge"

    @property
    def byte(self) -> int:
        """The value of every channel there, 0..255; of no meaning for ``EDGE``."""
        return _GREY if self is Outside.GREY else 0


class ChannelOrder(Enum):
    """The order of the channels in a network's input."""

    RGB = "rgb"
    BGR = "bgr"


@dataclass(frozen=True, slots=True)
class CropFormat:
    """What a family asks of the one crop. Size, layout (NCHW or NHWC) and type are the input's own (see ``Runtime``).

    A byte of a channel becomes ``byte * scale + low`` of that channel.

    Attributes:
        scale, low: By colour. An input of whole numbers takes the bytes as they are: leave both.
        outside: How the crop continues beyond the edge of the picture.
        order: The order of the channels.
    """

    scale: Rgb = _AS_IS[0]
    low: Rgb = _AS_IS[1]
    outside: Outside = Outside.BLACK
    order: ChannelOrder = ChannelOrder.RGB

    @classmethod
    def between(cls, low: float, high: float, outside: Outside, order: ChannelOrder = ChannelOrder.RGB) -> "CropFormat":
        """Returns the format in which black is ``low`` and white is ``high``."""
        scale = (high - low) / 255
        return cls((scale, scale, scale), (low, low, low), outside, order)

    @classmethod
    def standardised(
        cls, mean: Rgb, std: Rgb, outside: Outside, order: ChannelOrder = ChannelOrder.RGB
    ) -> "CropFormat":
        """Returns the format ``(byte - mean) / std``, both 0..255 and by colour: red first."""
        red, green, blue = (1 / one for one in std)
        low = (-mean[0] * red, -mean[1] * green, -mean[2] * blue)
        return cls((red, green, blue), low, outside, order)

    @property
    def is_as_is(self) -> bool:
        """Returns whether a byte stays what it is."""
        return (self.scale, self.low) == _AS_IS

    @property
    def places(self) -> tuple[int, int, int]:
        """The network's channel that red, green and blue each go to."""
        return (0, 1, 2) if self.order is ChannelOrder.RGB else (2, 1, 0)


@dataclass(frozen=True, slots=True)
class InputLayout:
    """A network's input by its shape.

    Attributes:
        width, height: Pixels, both even.
        is_nhwc: Whether it is stored pixel by pixel, not channel by channel.
    """

    width: int
    height: int
    is_nhwc: bool

    @classmethod
    def of(cls, image: Array) -> "InputLayout":
        """Returns the layout of an input, (1, 3, H, W) or (1, H, W, 3).

        Raises:
            EngineError: It is no picture of three channels, or a side of it is odd.
        """
        shape = image.shape
        is_picture = len(shape) == _CHANNELS + 1 and shape[0] == 1 and _CHANNELS in (shape[1], shape[3])
        is_nhwc = is_picture and shape[1] != _CHANNELS
        height, width = (shape[1], shape[2]) if is_nhwc else shape[-2:] if is_picture else (1, 1)
        if height % 2 or width % 2:
            raise EngineError(f"the network's input is {shape}: expected one picture of three channels and even sides")
        return cls(width, height, is_nhwc)
