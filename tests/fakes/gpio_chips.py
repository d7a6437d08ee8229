"""GPIO chips without hardware: libgpiod's ``Chip`` and ``LineRequest`` as far as Spotter uses them.

What they take and give is held against the real package by a test. They refuse what Tegra's driver refuses: debouncing
over 255 ms, and a line that another program has; a bias is taken and does nothing.
"""

import errno
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from gpiod import ChipInfo, EdgeEvent, LineInfo, LineSettings
from gpiod.line import Direction, Edge, Value

from daemon.gpio.headers import Board

_LONGEST_DEBOUNCE = timedelta(milliseconds=255)


@dataclass
class Wire:
    """One line and what hangs on it.

    Attributes:
        name: The kernel's name; empty: it has none.
        high: The level; an output's own, else what a test drives.
        consumer: Who has it.
    """

    name: str
    high: bool = True
    consumer: str = ""
    settings: LineSettings = field(default_factory=LineSettings)
    request: "FakeRequest | None" = None

    def drive(self, *, high: bool) -> None:
        """Do what the world outside does to an input."""
        assert self.settings.direction is not Direction.OUTPUT, f"{self.name} is an output"
        if high != self.high:
            self.high = high
            if self.request is not None and self.settings.edge_detection is not Edge.NONE:
                self.request.push(high=high)


class FakeChips:
    """The chips of a board in a folder of their own. ``open`` stands for ``gpiod.Chip``.

    Attributes:
        wires: Every line by its chip's label and its name.
        locked: Nobody may open a chip.
        open_chips: Those that were not closed yet.
    """

    def __init__(self, folder: Path, board: Board, *, named: bool = True) -> None:
        self.locked = False
        self.wires: dict[tuple[str, str], Wire] = {}
        self.open_chips: list[FakeChip] = []
        self._chips: dict[str, tuple[ChipInfo, list[Wire]]] = {}
        labels = ["some-expander", *sorted({row.chip for row in board.rows}, reverse=True)]
        for i, label in enumerate(labels):
            path = folder / f"gpiochip{i}"
            path.touch()
            wires = [Wire(f"P{label}.{offset}" if named else "") for offset in range(170)]
            for row in board.rows:
                if row.chip == label:
                    wires[row.offset] = self.wires[label, row.line] = Wire(row.line if named else "")
            self._chips[str(path)] = ChipInfo(path.name, label, len(wires)), wires

    def open(self, path: str) -> "FakeChip":
        if self.locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        chip = FakeChip(*self._chips[path], self.open_chips)
        self.open_chips.append(chip)
        return chip

    @property
    def taken(self) -> list[str]:
        """Lines that somebody has."""
        return [wire.name for wire in self.wires.values() if wire.consumer]


class FakeChip:
    """``gpiod.Chip``."""

    def __init__(self, info: ChipInfo, wires: list[Wire], open_chips: "list[FakeChip]") -> None:
        self._info = info
        self._wires = wires
        self._open_chips = open_chips

    def __enter__(self) -> "FakeChip":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._open_chips.remove(self)

    def get_info(self) -> ChipInfo:
        assert self in self._open_chips
        return self._info

    def line_offset_from_id(self, id: str | int) -> int:  # noqa: A002 - libgpiod's name
        if isinstance(id, int):
            return id
        for offset, wire in enumerate(self._wires):
            if wire.name == id:
                return offset
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    def get_line_info(self, line: int | str) -> LineInfo:
        offset = self.line_offset_from_id(line)
        wire = self._wires[offset]
        return LineInfo(offset, wire.name, bool(wire.consumer), wire.consumer, 1, False, 1, 1, 1, 1, False, 0)

    def request_lines(
        self,
        config: dict[Iterable[int | str] | int | str, LineSettings | None],
        consumer: str | None = None,
        event_buffer_size: int | None = None,
        output_values: dict[int | str, Value] | None = None,
    ) -> "FakeRequest":
        assert self in self._open_chips
        ((offset, settings),) = config.items()
        assert isinstance(offset, int)
        wire, settings = self._wires[offset], settings or LineSettings()
        if wire.consumer:
            raise OSError(errno.EBUSY, "Device or resource busy")
        if settings.debounce_period > _LONGEST_DEBOUNCE:
            raise OSError(errno.EINVAL, "Invalid argument")
        wire.consumer, wire.settings = consumer or "?", settings
        if settings.direction is Direction.OUTPUT:
            wire.high = settings.output_value is Value.ACTIVE
        wire.request = FakeRequest(wire, offset)
        return wire.request


class FakeRequest:
    """``gpiod.LineRequest`` of one line."""

    def __init__(self, wire: Wire, offset: int) -> None:
        self._wire = wire
        self._offset = offset
        self._events: list[EdgeEvent] = []
        self._read, self._write = os.pipe()

    @property
    def fd(self) -> int:
        return self._read

    def get_value(self, line: int | str) -> Value:
        assert line == self._offset
        return Value.ACTIVE if self._wire.high else Value.INACTIVE

    def set_value(self, line: int | str, value: Value) -> None:
        assert line == self._offset
        if self._wire.settings.direction is not Direction.OUTPUT:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        self._wire.high = value is Value.ACTIVE

    def read_edge_events(self, max_events: int | None = None) -> list[EdgeEvent]:
        os.read(self._read, 4096)
        events, self._events = self._events, []
        return events

    def release(self) -> None:
        self._wire.consumer, self._wire.request, self._wire.settings = "", None, LineSettings()
        os.close(self._read)
        os.close(self._write)

    def push(self, *, high: bool) -> None:
        kind = EdgeEvent.Type.RISING_EDGE if high else EdgeEvent.Type.FALLING_EDGE
        number = len(self._events) + 1
        # The kernel stamps edges with CLOCK_MONOTONIC.
        self._events.append(EdgeEvent(kind.value, time.monotonic_ns(), self._offset, number, number))
        os.write(self._write, b"x")
