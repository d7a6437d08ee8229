"""gpiozero's mock pins in another process, driven through a file: the daemon's own process has them.

A line ``BOARD7 0 24.5`` in the file ``SPOTTER_TEST_PINS`` drives a wire, at that second of the monotonic clock as the
kernel would tell it: a press is as long as it is said to be, however busy the machine is. Each change of an output is a
line in the file of that name with ``.log`` after it.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPin

VARIABLE = "SPOTTER_TEST_PINS"
_LOOK_S = 0.005
_REST_S = 0.1
"""Seconds that a finger is off the button before it can come again."""


class StampedPin(MockPin):
    """A mock pin whose wire changes at a second that is told."""

    def drive_at(self, t: float, *, high: bool) -> None:
        self._t = t
        (self.drive_high if high else self.drive_low)()

    def _call_when_changed(self) -> None:
        self._last_change = self._t
        super()._call_when_changed()


class Strokes:
    """When a finger is on the button: each press after the one before, with a rest between."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def next(self, seconds: float) -> tuple[float, float]:
        """When the next press begins and ends: now, or as soon as the finger is free."""
        begin = max(time.monotonic(), self._free_at)
        self._free_at = begin + seconds + _REST_S
        return begin, begin + seconds


class LoggedPin(StampedPin):
    """A mock pin that writes what it is driven to."""

    def _change_state(self, value: bool) -> bool:  # noqa: FBT001 - gpiozero's signature
        changed = bool(super()._change_state(value))
        if changed and self.function == "output":
            with Path(os.environ[VARIABLE] + ".log").open("a", encoding="ascii") as log:
                log.write(f"BOARD{self.info.number} {int(value)} {time.monotonic()}\n")
        return changed


class DrivenFactory(MockFactory):
    """Mock pins whose inputs are high, as pull-ups make them, until a line in the file says otherwise."""

    def __init__(self) -> None:
        super().__init__(pin_class=LoggedPin)
        self.pin("BOARD7").drive_high()
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        with Path(os.environ[VARIABLE]).open(encoding="ascii") as lines:
            while True:
                line = lines.readline()
                if not line:
                    time.sleep(_LOOK_S)
                    continue
                name, level, t = line.split()
                self.pin(name).drive_at(float(t), high=level == "1")


class Finger:
    """A hand on the button of a daemon in another process, and an eye on its outputs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._strokes = Strokes()
        path.touch()

    def press(self, seconds: float = 0.1) -> None:
        begin, end = self._strokes.next(seconds)
        with self._path.open("a", encoding="ascii") as lines:
            lines.write(f"BOARD7 0 {begin}\nBOARD7 1 {end}\n")

    def log(self) -> list[str]:
        """Each change of an output, as ``BOARD15 1``."""
        return [change for change, _ in self._changes()]

    def times(self, change: str) -> list[float]:
        """When an output changed so, in monotonic seconds."""
        return [float(t) for each, t in self._changes() if each == change]

    def _changes(self) -> list[tuple[str, str]]:
        log = Path(f"{self._path}.log")
        whole = log.read_text(encoding="ascii").rpartition("\n")[0].splitlines() if log.exists() else []
        return [(line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in whole]


@contextmanager
def driven_pins(folder: Path, environ: dict[str, str]) -> Iterator[Finger]:
    """Have daemons that are started with this environment use pins that the finger presses.

    gpiozero finds a factory by an entry point, which needs a distribution: one is made of nothing but that.
    """
    made = folder / "driven_pins-1.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: driven-pins\nVersion: 1\n", encoding="ascii")
    points = "[gpiozero_pin_factories]\ndriven = tests.fakes.pins:DrivenFactory\n"
    (made / "entry_points.txt").write_text(points, encoding="ascii")
    finger = Finger(folder / "pins")
    root = Path(__file__).parents[2]
    environ |= {"GPIOZERO_PIN_FACTORY": "driven", VARIABLE: str(folder / "pins"), "PYTHONPATH": f"{folder}:{root}"}
    yield finger
