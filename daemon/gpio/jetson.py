"""A gpiozero pin factory for the Jetson's 40-pin header, over libgpiod v2. gpiozero itself knows Raspberry Pis only.

Pins have the names that people use: 7, ``BOARD7`` and ``J12:7`` by the header, ``BCM4`` by the Raspberry Pi's number at
the same place, ``PAC.06`` by the chip's. As in gpiozero, a bare number is the Raspberry Pi's: use ``BOARD…``.
"""

from gpiozero.compat import frozendict
from gpiozero.exc import PinFixedPull, PinInvalidEdges, PinInvalidFunction, PinInvalidPull, PinSetInput
from gpiozero.pins import BoardInfo, HeaderInfo, PinInfo
from gpiozero.pins.pi import PiFactory, PiPin

from daemon.gpio import boards
from daemon.gpio.edges import EdgeReader
from daemon.gpio.headers import Board, Can, Row
from daemon.gpio.lines import Line, Lines
from daemon.ports import Clock

_EDGES = ("none", "rising", "falling", "both")
_PULLS = ("up", "down", "floating")


class JetsonFactory(PiFactory):  # type: ignore[misc]  # gpiozero has no types
    """Pins of a Jetson's header.

    Args:
        clock: For ``ticks``.
        board: Whose header; None: as the device tree says.
        lines: The kernel's lines.

    Raises:
        PinError: The machine has no header that is known.
    """

    def __init__(self, clock: Clock, board: Board | None = None, lines: Lines | None = None) -> None:
        super().__init__()
        self.board = board if board is not None else boards.find()
        self.lines = lines if lines is not None else Lines()
        self.pin_class = JetsonPin
        self._clock = clock
        self._header = _board_info(self.board)

    def ticks(self) -> float:
        """Monotonic seconds, the clock of the kernel's edge events too."""
        return self._clock.monotonic()

    def ticks_diff(self, later: float, earlier: float) -> float:
        """Returns the seconds from one to the other."""
        return later - earlier

    def _get_board_info(self) -> BoardInfo:
        return self._header


class JetsonPin(PiPin):  # type: ignore[misc]  # gpiozero has no types
    """One pin; its line is taken from the kernel when it is given a function, and given back at ``close``."""

    def __init__(self, factory: JetsonFactory, info: PinInfo) -> None:
        super().__init__(factory, info)
        self._row = factory.board.row(info.number)
        self._line: Line | None = None
        self._output = False
        self._edges = "both"
        self._bounce: float | None = None
        self._reader: EdgeReader | None = None

    def close(self) -> None:
        """Give the line back: the wire floats."""
        self.when_changed = None
        self._let_go()
        self._output = False

    def output_with_state(self, state: bool) -> None:  # noqa: FBT001 - gpiozero's signature
        """Drive the wire, from the first moment with this level."""
        self._disable_event_detect()
        self._let_go()
        self._line = self.factory.lines.take_output(self._row, high=bool(state))
        self._output = True

    def input_with_pull(self, pull: str) -> None:
        """Read the wire; the pull must be ``floating``."""
        self._set_function("input")
        self._set_pull(pull)

    def _get_function(self) -> str:
        return "output" if self._output else "input"

    def _set_function(self, value: str) -> None:
        if value not in ("input", "output"):
            raise PinInvalidFunction(f"invalid function {value!r} for pin {self!r}: input or output")
        if value == "output":
            self.output_with_state(False)
            return
        if self._row.can is Can.DRIVE:
            raise PinInvalidFunction(f"header pin {self._row.pin} only leads outwards on this board: choose another")
        self._let_go()
        self._output = False
        self._line = self.factory.lines.take_input(self._row)

    def _get_state(self) -> bool:
        return self._taken().read()

    def _set_state(self, value: float) -> None:
        if not self._output:
            raise PinSetInput(f"cannot set state of pin {self!r}")
        self._taken().write(high=bool(value))

    def _get_pull(self) -> str:
        return "floating"

    def _set_pull(self, value: str) -> None:
        if value not in _PULLS:
            raise PinInvalidPull(f"invalid pull {value!r} for pin {self!r}")
        if self._output or value != "floating":
            raise PinFixedPull(f"{self!r} has no pull that software can switch on a Jetson: fit a resistor")

    def _get_bounce(self) -> float | None:
        return self._bounce

    def _set_bounce(self, value: float | None) -> None:
        self._bounce = None if value is None else float(value)

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        if value not in _EDGES:
            raise PinInvalidEdges(f"invalid edges {value!r} for pin {self!r}")
        self._edges = value

    def _enable_event_detect(self) -> None:
        self._reader = EdgeReader(self._taken(), self._changed, self._bounce, self.factory.ticks)
        self._reader.start()

    def _disable_event_detect(self) -> None:
        if self._reader is not None:
            self._reader.stop()
            self._reader = None

    def _changed(self, ticks: float, high: bool) -> None:  # noqa: FBT001 - passed by position
        """Is called when the kernel saw an edge.

        It is called in the reader's thread, without gpiozero's lock: whoever holds that may wait for the reader to end.
        """
        handler = self._when_changed
        method = None if handler is None else handler()
        if method is not None and self._edges in ("both", "rising" if high else "falling"):
            method(ticks, high)

    def _taken(self) -> Line:
        if self._line is None:
            self._line = self.factory.lines.take_input(self._row)
        return self._line

    def _let_go(self) -> None:
        self._disable_event_detect()
        if self._line is not None:
            self._line.request.release()
            self._line = None


def _board_info(board: Board) -> BoardInfo:
    pins = {row.pin: _pin_info(board, row) for row in board.rows}
    header = HeaderInfo(name=board.header, rows=20, columns=2, pins=frozendict(pins))
    unknown: dict[str, object] = dict.fromkeys(BoardInfo._fields, "")
    known = {"revision": board.module, "model": board.title, "soc": board.soc, "manufacturer": "NVIDIA"}
    return BoardInfo(**{**unknown, **known, "headers": frozendict({board.header: header})})


def _pin_info(board: Board, row: Row) -> PinInfo:
    names = {f"GPIO{row.bcm}", row.bcm, str(row.bcm), f"BCM{row.bcm}"}
    names |= {f"BOARD{row.pin}", f"{board.header}:{row.pin}", row.line}
    place = divmod(row.pin - 1, 2)
    return PinInfo(
        number=row.pin,
        name=f"GPIO{row.bcm}",
        names=frozenset(names),
        pull="",
        row=place[0] + 1,
        col=place[1] + 1,
        interfaces=frozenset({"gpio"}),
    )
