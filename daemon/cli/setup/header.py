"""The step of button, lamp and beeper: each pin is lit, heard and pressed before it is kept."""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from daemon.cli.setup.work import Work
from daemon.config.settings import Gpio
from daemon.config.table import Context, mistakes
from daemon.errors import PinError, UsageError
from daemon.gpio.devices import open_devices
from daemon.gpio.panel import Devices
from daemon.ports import Button
from daemon.system.clock import SystemClock

PARTS = ("button", "lamp", "beeper")
_PRESS_S = 30.0
_ON_S, _OFF_S = 0.3, 0.2
_FLASHES = 3


def try_out(work: Work) -> None:
    """Asks what is fitted, tries each pin with the person, and keeps the pins.

    Raises:
        PinError: One cannot be used, or does not do what it should; nothing is kept.
    """
    question = "Is a button, a lamp or a beeper wired to the header"
    if not work.dialog.yes("gpio", question, default=work.settings.gpio.enabled):
        work.change(gpio={"enabled": False})
        return
    config = _pins(work)
    if work.dialog.terminal:
        with work.services.paused():
            _try(work, config)
    work.change(gpio={"enabled": True, **{part: getattr(config, part) for part in PARTS}})
    if work.dialog.terminal:
        work.note(lambda notes: notes.with_done("gpio"))


def _pins(work: Work) -> Gpio:
    now = work.settings.gpio
    while True:
        chosen: dict[str, object] = {
            part: work.dialog.text(part, f"Header pin of the {part}; 0: not fitted", str(getattr(now, part)), _pin)
            for part in PARTS
        }
        wrong = next(mistakes(chosen, Gpio, Context(Path(), {})), None)
        if wrong is None:
            return msgspec.structs.replace(now, enabled=True, **chosen)
        if any(work.dialog.given(part) is not None for part in PARTS):
            raise UsageError(wrong)
        work.dialog.say(wrong)


def _pin(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"'{text}': a pin's number, 1 to 40; 0: not fitted")
    return int(text)


def _try(work: Work, config: Gpio) -> None:
    devices = open_devices(config, SystemClock(), os.environ)
    try:
        if devices.lamp is not None:
            lamp = devices.lamp
            _flash(work, f"lamp at pin {config.lamp}", "lights", lambda on: lamp.light(on=on))
        if devices.beeper is not None:
            beeper = devices.beeper
            _flash(work, f"beeper at pin {config.beeper}", "sounds", lambda on: beeper.sound(on=on))
        if devices.button is not None:
            _press(work, devices.button, config.button)
    finally:
        _close(devices)


def _flash(work: Work, what: str, does: str, switch: Callable[[bool], None]) -> None:
    """Switches an output on and off, and asks whether it was noticed."""
    while True:
        for _ in range(_FLASHES):
            switch(True)
            time.sleep(_ON_S)
            switch(False)
            time.sleep(_OFF_S)
        answer = work.dialog.text("tried", f"The {what} {does} {_FLASHES} times: did it (yes, no, again)", "yes", _seen)
        if answer == "yes":
            return
        if answer == "no":
            raise PinError(
                f"the {what} was driven and nobody noticed: check its wires, resistor and ground, or the pin"
            )


def _seen(text: str) -> str:
    known = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "a": "again", "again": "again"}
    if text.lower() not in known:
        raise UsageError(f"'{text}': yes, no or again")
    return known[text.lower()]


def _press(work: Work, button: Button, pin: int) -> None:
    if button.down:
        raise PinError(
            f"the button at pin {pin} reads as pressed although nobody does: it needs a pull-up (docs/jetson.md), "
            "or its wires touch"
        )
    work.dialog.say(f"Press the button now ({_PRESS_S:.0f} s)")
    pressed = threading.Event()

    def changed(down: bool, _: float) -> None:  # noqa: FBT001 - as the port calls it
        if down:
            pressed.set()

    button.watch(changed)
    if not pressed.wait(_PRESS_S):
        raise PinError(f"no press came from the button at pin {pin}: check its wires, or choose another pin")
    work.dialog.say("pressed")


def _close(devices: Devices) -> None:
    with contextlib.ExitStack() as stack:  # each, even where one cannot be given back
        for device in (devices.button, devices.lamp, devices.beeper):
            if device is not None:
                stack.callback(device.close)
