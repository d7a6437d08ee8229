"""gpiozero's mock pins in another process, driven through a file: the daemon's own process has them.

A line ``BOARD7 0`` in the file ``SPOTTER_TEST_PINS`` drives a wire; each change of an output is a line in the file of
that name with ``.log`` after it.
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


class LoggedPin(MockPin):
    """A mock pin that writes what it is driven to."""

    def _change_state(self, value: bool) -> bool:  # noqa: FBT001 - gpiozero's signature
        changed = bool(super()._change_state(value))
        if changed and self.function == "output":
            with Path(os.environ[VARIABLE] + ".log").open("a", encoding="ascii") as log:
                log.write(f"BOARD{self.info.number} {int(value)}\n")
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
                name, level = line.split()
                pin = self.pin(name)
                (pin.drive_high if level == "1" else pin.drive_low)()


class Finger:
    """A hand on the button of a daemon in another process, and an eye on its outputs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()

    def press(self, seconds: float = 0.1) -> None:
        self._drive(0)
        time.sleep(seconds)
        self._drive(1)
        time.sleep(_REST_S)

    def hold(self) -> None:
        self._drive(0)

    def log(self) -> list[str]:
        """Each change of an output, as ``BOARD15 1``."""
        log = Path(f"{self._path}.log")
        return log.read_text(encoding="ascii").splitlines() if log.exists() else []

    def _drive(self, level: int) -> None:
        with self._path.open("a", encoding="ascii") as lines:
            lines.write(f"BOARD7 {level}\n")


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
