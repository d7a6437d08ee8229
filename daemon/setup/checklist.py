"""What is done of the first boot, read from the settings, the machine and the notes: nothing is asked twice."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import msgspec

from daemon.config.settings import Settings
from daemon.masking import masked
from daemon.setup.notes import Notes
from daemon.setup.steps import STEPS, Step

UTC = ("UTC", "Etc/UTC", "Universal", "Etc/Universal")
"""Zones that a system has to which nobody said where it is."""


class Standing(str, Enum):
    """How a step stands; ``unknown``: who asks cannot see it."""

    DONE = "done"
    OPEN = "open"
    LEFT_OUT = "left_out"
    UNKNOWN = "unknown"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One step, as it is told.

    Attributes:
        name, title, how: See ``Step``.
        state: How it stands.
        says: What was found.
        anywhere: A paired phone and the dashboard can do it; else it is done at the box.
        command: What to type at the box.
    """

    name: str
    title: str
    how: str
    state: Standing
    says: str
    anywhere: bool
    command: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What was seen of the machine; None: that cannot be seen from here.

    Attributes:
        zone: The time zone's name.
        clock_set: A time server set the clock.
        paired: Somebody may open the page.
        engine: What runs the pose model, in words.
        engine_ready: It needs no building: it was built, or there is no GPU.
    """

    zone: str | None = None
    clock_set: bool | None = None
    paired: bool | None = None
    engine: str | None = None
    engine_ready: bool | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """All that the steps are judged by.

    Attributes:
        settings: What the settings say.
        given: The keys that the box's own settings file sets.
        notes: What a person said beside it.
        machine: What was seen.
    """

    settings: Settings
    given: frozenset[str]
    notes: Notes
    machine: Machine = Machine()

    @property
    def name(self) -> str | None:
        """What people call it; the settings come first."""
        return self.settings.box.name or self.notes.name

    @property
    def round(self) -> tuple[str, ...]:
        """The exercises that the button goes through; none: all. The settings come first."""
        return self.settings.gpio.exercises if "gpio.exercises" in self.given else self.notes.round or ()

    @property
    def begun(self) -> bool:
        """Whether a person has answered anything yet."""
        return self.notes != Notes() or bool({"box.name", "gpio.enabled"} & self.given)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """How the first boot stands, for dashboard, page and link.

    Attributes:
        name: What people call the box; None: nobody named it.
        round: The exercises that the button goes through; none: all.
        steps: In order.
        untouched: Nobody has answered anything yet.
        first_run: The same of an installed box: the dashboard's guide is to open by itself.
    """

    name: str | None
    round: tuple[str, ...]
    steps: tuple[Line, ...]
    untouched: bool
    first_run: bool


def lines(box: Box) -> tuple[Line, ...]:
    """Returns every step, in order."""
    return tuple(line(step, box) for step in STEPS)


def line(step: Step, box: Box) -> Line:
    """Returns one step."""
    done, says = _LOOKS[step.name](box)
    state = Standing.UNKNOWN if done is None else Standing.DONE if done else Standing.OPEN
    if state is not Standing.DONE and step.name in box.notes.left_out:
        state = Standing.LEFT_OUT
    return Line(
        name=step.name,
        title=step.title,
        how=step.how,
        state=state,
        says=says,
        anywhere=step.anywhere,
        command=step.command,
    )


def _name(box: Box) -> tuple[bool, str]:
    return box.name is not None, box.name or f"called {box.settings.box.id} so far"


def _clock(box: Box) -> tuple[bool | None, str]:
    zone, is_set = box.machine.zone, box.machine.clock_set
    if zone is None:
        return None, "the time zone cannot be seen from here"
    clock = {
        True: "a time server set the clock",
        False: "no time server set the clock",
        None: "whether the clock is right is not known",
    }
    placed = zone not in UTC and is_set is not False
    return placed or "clock" in box.notes.done, f"{zone}; {clock[is_set]}"


def _camera(box: Box) -> tuple[bool, str]:
    camera = box.settings.camera
    turned = f", turned by {camera.turn} degrees" if camera.turn else ""
    return "camera.source" in box.given, f"{masked(camera.source)}{turned}"


def _place(box: Box) -> tuple[bool, str]:
    done = "place" in box.notes.done
    return done, "placed" if done else "nobody said that it stands well"


def _round(box: Box) -> tuple[bool, str]:
    asked = "gpio.exercises" in box.given or box.notes.round is not None
    return asked, ", ".join(box.round) or "all exercises"


def _gpio(box: Box) -> tuple[bool, str]:
    config = box.settings.gpio
    if not config.enabled:
        none = "gpio.enabled" in box.given
        return none, "none fitted" if none else "not used so far"
    done = "gpio" in box.notes.done
    pins = ((config.button, "button"), (config.lamp, "lamp"), (config.beeper, "beeper"))
    fitted = ", ".join(f"{what} at pin {pin}" for pin, what in pins if pin)
    return done, f"{fitted}; {'tried' if done else 'not tried yet'}"


def _broker(box: Box) -> tuple[bool, str]:
    mqtt = box.settings.mqtt
    where = f"{mqtt.host}:{mqtt.port}{' with TLS' if mqtt.tls else ''}"
    return "mqtt.host" in box.given, where


def _pair(box: Box) -> tuple[bool | None, str]:
    paired = box.machine.paired
    says = {True: "somebody is paired", False: "nobody is paired", None: "cannot be seen from here"}
    return paired, says[paired]


def _engine(box: Box) -> tuple[bool | None, str]:
    return box.machine.engine_ready, box.machine.engine or "cannot be seen from here"


_LOOKS: dict[str, Callable[[Box], tuple[bool | None, str]]] = {
    "name": _name,
    "clock": _clock,
    "camera": _camera,
    "place": _place,
    "round": _round,
    "gpio": _gpio,
    "broker": _broker,
    "pair": _pair,
    "engine": _engine,
}
