"""GPIO lines through libgpiod v2, found by the chip's label and the line's name."""

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import gpiod
from gpiod import Chip, LineRequest, LineSettings
from gpiod.line import Bias, Clock, Direction, Edge, Value

from daemon.errors import PinError
from daemon.gpio.headers import Row

CONSUMER = "spotter"
OpenChip = Callable[[str], Chip]
_INPUT = LineSettings(
    direction=Direction.INPUT,
    edge_detection=Edge.BOTH,
    # Tegra's driver has no bias and refuses debouncing over 255 ms (gpio-tegra186.c): a resistor and our code do both.
    bias=Bias.AS_IS,
    debounce_period=timedelta(0),
    event_clock=Clock.MONOTONIC,
)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line that is ours until it is released.

    Attributes:
        row: The header's pin.
        offset: Its place in the chip.
        request: libgpiod's hold on it.
    """

    row: Row
    offset: int
    request: LineRequest

    def read(self) -> bool:
        """Returns True where the wire is high.

        Raises:
            PinError: The kernel refuses.
        """
        try:
            return self.request.get_value(self.offset) is Value.ACTIVE
        except OSError as error:
            raise _refused(self.row, error) from error

    def write(self, *, high: bool) -> None:
        """Drive the wire; ``PinError`` where the kernel refuses."""
        try:
            self.request.set_value(self.offset, _value(high=high))
        except OSError as error:
            raise _refused(self.row, error) from error


class Lines:
    """Opens lines of this machine's chips.

    Args:
        folder: Where the chips' devices are.
        open_chip: libgpiod's ``Chip``.
    """

    def __init__(self, folder: Path = Path("/dev"), open_chip: OpenChip = gpiod.Chip) -> None:
        self._folder = folder
        self._open_chip = open_chip

    def take_input(self, row: Row) -> Line:
        """Requests a line with its edges; a refusal of the kernel is a ``PinError``."""
        return self._take(row, _INPUT)

    def take_output(self, row: Row, *, high: bool) -> Line:
        """Drive a line from this level on; the kernel refusing is a ``PinError``."""
        return self._take(row, LineSettings(direction=Direction.OUTPUT, output_value=_value(high=high)))

    def _take(self, row: Row, settings: LineSettings) -> Line:
        with self._chip(row) as chip:
            offset = _offset(chip, row)
            try:
                request = chip.request_lines({offset: settings}, consumer=CONSUMER)
            except OSError as error:
                holder = chip.get_line_info(offset).consumer if error.errno == errno.EBUSY else ""
                raise _refused(row, error, holder) from error
        return Line(row, offset, request)

    def _chip(self, row: Row) -> Chip:
        """Returns the chip with the row's label, open."""
        paths = sorted(self._folder.glob("gpiochip*"))
        closed: list[Path] = []
        for path in paths:
            try:
                chip = self._open_chip(str(path))
            except OSError:
                closed.append(path)
                continue
            if chip.get_info().label == row.chip:
                return chip
            chip.close()
        raise PinError(_no_chip(row, self._folder, closed))


def _no_chip(row: Row, folder: Path, closed: Sequence[Path]) -> str:
    if closed:
        return (
            f"{', '.join(map(str, closed))} cannot be opened: "
            "let the user that runs Spotter into the group gpio, and the unit use the device"
        )
    return f"there is no GPIO chip {row.chip} in {folder}: check gpio.board, or set gpio.enabled = false"


def _offset(chip: Chip, row: Row) -> int:
    """Returns the line's offset: by its name, or as it is known where the kernel names no lines."""
    try:
        return chip.line_offset_from_id(row.line)
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise _refused(row, error) from error
    if chip.get_info().num_lines <= row.offset or chip.get_line_info(row.offset).name:
        raise PinError(
            f"chip {row.chip} has no line {row.line} (header pin {row.pin}): this kernel's header is another; "
            "check gpio.board, or choose another pin"
        )
    return row.offset


def _value(*, high: bool) -> Value:
    return Value.ACTIVE if high else Value.INACTIVE


def _refused(row: Row, error: OSError, holder: str = "") -> PinError:
    whose = f" has it ({holder}): end that program" if holder else ""
    why = f"another program{whose}" if error.errno == errno.EBUSY else f"{error.strerror}"
    return PinError(f"header pin {row.pin} (line {row.line} of {row.chip}): {why}, or choose another pin")
