"""Button, lamp and beeper: the header, its chips and its lines. Nothing is taken from the daemon that uses them."""

import contextlib
from collections.abc import Callable, Iterator

import gpiod

from daemon.cli.doctor.finding import Finding, Ground, fail, note, ok
from daemon.config.settings import Gpio
from daemon.errors import PinError
from daemon.gpio import boards
from daemon.gpio.headers import Row

OpenChip = Callable[[str], gpiod.Chip]


def checks(ground: Ground, config: Gpio, open_chip: OpenChip = gpiod.Chip) -> Iterator[Finding]:
    """Look at what the settings use.

    Args:
        ground: The machine.
        config: Which pins.
        open_chip: libgpiod's ``Chip``.
    """
    if not config.enabled:
        yield ok("gpio", "switched off: gpio.enabled = false")
        return
    try:
        board = boards.find(config.board, ground.path("/proc/device-tree/compatible"))
        rows = [board.row(pin) for pin in (config.button, config.lamp, config.beeper) if pin]
    except PinError as error:
        yield fail("gpio", str(error))
        return
    yield _lines(ground, board.title, rows, open_chip)


def _lines(ground: Ground, title: str, rows: list[Row], open_chip: OpenChip) -> Finding:
    devices = ground.found("/dev/gpiochip*")
    chips: dict[str, gpiod.Chip] = {}
    with contextlib.ExitStack() as stack:
        for device in devices:
            with contextlib.suppress(OSError):
                chip = stack.enter_context(open_chip(str(device)))
                chips[chip.get_info().label] = chip
        missing = sorted({row.chip for row in rows} - chips.keys())
        if missing and len(chips) < len(devices):
            return fail("gpio", "a GPIO chip cannot be opened", "sudo usermod -aG gpio spotter; sudo udevadm trigger")
        if missing:
            return fail("gpio", f"there is no GPIO chip {', '.join(missing)}", "set gpio.board to the board's own name")
        unnamed = [row.line for row in rows if not _named(chips[row.chip], row.line)]
    pins = ", ".join(f"pin {row.pin} is {row.line}" for row in rows)
    if unnamed:
        return note(
            "gpio", f"{title}: the kernel names no line {', '.join(unnamed)}: taken by its number; try the button"
        )
    return ok("gpio", f"{title}: {pins}")


def _named(chip: gpiod.Chip, line: str) -> bool:
    try:
        chip.line_offset_from_id(line)
    except OSError:
        return False
    return True
