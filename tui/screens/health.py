"""The screen of the box's health: speed, stages, heat, journal, broker, versions, last errors."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, VerticalScroll

from tui.model.health import Health
from tui.screens.page import Page
from tui.text import health
from tui.text.health import Tone
from tui.widgets.lines import FAINT, Lines, Row

_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "$text-success",
    Tone.WARN: "$text-warning",
    Tone.BAD: "bold $text-error",
    Tone.FAINT: FAINT,
}
_LABEL = 12
_KEPT = 240
"""How many answers the trend keeps: as many as the widest terminal has cells."""
_BESIDE = _LABEL + 10
"""Cells that the trend's line has beside it."""
_TALL, _HIGH = 30, 3
"""Rows of a terminal from which on a plot of the trend has more than one, and how many it has then."""


class HealthScreen(Page[None]):
    """Groups of lines; asks for the health once a second while it is shown."""

    TITLE = "Health"
    CSS_PATH = "health.tcss"
    EVERY_S = 1.0
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._samples: list[Health] = []

    def on_screen_suspend(self) -> None:
        """Forgets the trend when the screen is left."""
        self._samples = []

    def body(self) -> ComposeResult:
        """Composes the trend over a box for each group; the first answer fills them."""
        with VerticalScroll():
            yield self._box("trend")
            with Grid(id="groups"):
                for name in health.TITLES:
                    if name != "trend":
                        yield self._box(name)

    def _box(self, name: str) -> Lines:
        box = Lines(_LABEL, plain=self.plain, id=f"group-{name}", classes="group")
        box.border_title = health.TITLES[name]
        return box

    async def poll(self) -> None:
        """Asks for the health, and shows it."""
        answer = await self.fetch(Health, "health")
        if answer is None:
            return
        self._samples = [*self._samples, answer][-_KEPT:]
        groups = health.groups(answer)
        high = _HIGH if self.size.height >= _TALL else 1
        groups["trend"] = health.trend(self._samples, max(self.size.width - _BESIDE, 10), high)
        for name, lines in groups.items():
            rows = [Row(line.label, line.value, _STYLES[line.tone]) for line in lines]
            self.query_one(f"#group-{name}", Lines).show(rows)
