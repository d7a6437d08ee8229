"""Button, lamp and beeper through gpiozero: on the Jetson's pin factory, or on the one that the environment names."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from gpiozero import BadPinFactory, Device, DigitalInputDevice, DigitalOutputDevice, GPIOZeroError
from gpiozero.pins import Factory

from daemon.config.settings import Gpio
from daemon.errors import PinError
from daemon.gpio import boards
from daemon.gpio.jetson import JetsonFactory
from daemon.gpio.panel import Devices
from daemon.ports import Clock

FACTORY = "GPIOZERO_PIN_FACTORY"
"""gpiozero's own variable: ``mock`` on a machine without pins, ``lgpio`` on a Raspberry Pi."""


def open_devices(config: Gpio, clock: Clock, environ: Mapping[str, str] | None = None) -> Devices:
    """Take the pins that the settings name.

    Raises:
        PinError: No header, no permission, or a pin that cannot do it; one line says what to do.
    """
    factory = _factory(config, clock, os.environ if environ is None else environ)
    opened: list[GpioButton | GpioOutput] = []
    try:
        button = lamp = beeper = None
        if config.button:
            opened.append(button := GpioButton(config.button, factory))
        if config.lamp:
            opened.append(lamp := GpioOutput(config.lamp, factory))
        if config.beeper:
            opened.append(beeper := GpioOutput(config.beeper, factory))
    except PinError:
        for device in opened:
            device.close()
        raise
    return Devices(button, lamp, beeper)


class GpioButton:
    """A button between a pin and ground; implements ``ports.Button``.

    Args:
        pin: The header pin.
        factory: gpiozero's pins.

    Raises:
        PinError: The pin cannot be read.
    """

    def __init__(self, pin: int, factory: Factory) -> None:
        with _told_as_pin_error():
            # No pull is asked for: a Jetson's pins have none, the resistor is on the board (docs/jetson.md).
            self._device = DigitalInputDevice(f"BOARD{pin}", pull_up=None, active_state=False, pin_factory=factory)

    @property
    def down(self) -> bool:
        """True while it is pressed."""
        return bool(self._device.is_active)

    def watch(self, changed: Callable[[bool, float], None]) -> None:
        """Calls ``changed`` with each new level, and how many seconds ago it began, as the kernel saw it."""
        self._device.when_activated = lambda: changed(True, self._device.active_time or 0.0)
        self._device.when_deactivated = lambda: changed(False, self._device.inactive_time or 0.0)

    def close(self) -> None:
        """Give the pin back."""
        self._device.close()


class GpioOutput:
    """Something that a high pin switches on; implements ``ports.Lamp`` and ``ports.Beeper``.

    Args:
        pin: The header pin.
        factory: gpiozero's pins.

    Raises:
        PinError: The pin cannot be driven.
    """

    def __init__(self, pin: int, factory: Factory) -> None:
        with _told_as_pin_error():
            self._device = DigitalOutputDevice(f"BOARD{pin}", pin_factory=factory)

    def light(self, *, on: bool) -> None:
        """Switch it; ``PinError`` where it cannot be."""
        with _told_as_pin_error():
            self._device.value = on

    def sound(self, *, on: bool) -> None:
        """Switch it; ``PinError`` where it cannot be."""
        self.light(on=on)

    def close(self) -> None:
        """Switch it off and give the pin back."""
        if not self._device.closed:
            self._device.off()
            self._device.close()


def _factory(config: Gpio, clock: Clock, environ: Mapping[str, str]) -> Factory:
    if FACTORY not in environ:
        return JetsonFactory(clock, boards.find(config.board))
    with _told_as_pin_error():
        Device.ensure_pin_factory()
    return Device.pin_factory


@contextmanager
def _told_as_pin_error() -> Iterator[None]:
    """Raise what gpiozero raises as ours, in one line."""
    try:
        yield
    except PinError:
        raise
    except BadPinFactory as error:
        raise PinError(f"{FACTORY}: {error}: name an installed one, or unset it on a Jetson") from error
    except (GPIOZeroError, OSError, ImportError) as error:
        said = " ".join(str(error).split())
        raise PinError(f"the header's pins cannot be used: {said}") from error
