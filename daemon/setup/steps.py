"""The steps of the first boot: one list, through which terminal, dashboard and page lead."""

from dataclasses import dataclass

from daemon.core.nearest import suggestion
from daemon.errors import UsageError


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: As in ``spotter setup NAME``.
        title: What is to be done.
        how: One sentence on it.
        anywhere: A phone that is paired and the dashboard can do it too: it opens nothing. Else it is done at the box.
    """

    name: str
    title: str
    how: str
    anywhere: bool = False

    @property
    def command(self) -> str:
        """What to type at the box."""
        return f"sudo spotter setup {self.name}"


STEPS = (
    Step("name", "Name the box", "Dashboard, page and home hub show it.", anywhere=True),
    Step("clock", "Time zone and clock", "Every set is kept with its time of day."),
    Step("camera", "Camera", "Which one it is, and which way up its picture is."),
    Step("place", "Place the camera", "Hip height, two to three metres away, your whole body in it.", anywhere=True),
    Step("round", "Exercise round", "The exercises that a long press of the button goes through.", anywhere=True),
    Step("gpio", "Button, lamp and beeper", "Each is lit, heard and pressed once."),
    Step("broker", "MQTT broker", "The box's own, or the home's; the connection is tried before it is kept."),
    Step("pair", "First phone", "A code to scan, with which a phone shows the page."),
    Step("engine", "Pose engine", "Built once for this machine's GPU, which takes minutes."),
)
NAMES = tuple(step.name for step in STEPS)


def find(name: str) -> Step:
    """Returns the step of that name.

    Raises:
        UsageError: There is none; suggests the nearest.
    """
    for step in STEPS:
        if step.name == name:
            return step
    raise UsageError(f"no step '{name[:40]}': {suggestion(name[:40], NAMES)}")
