"""The screen for placing the camera: what the box sees, and what to move where."""

import contextlib
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from daemon.errors import SpotterError, UsageError
from tui.drawing.pixels import Raster, Stroke
from tui.drawing.skeleton import EDGES
from tui.model import answers
from tui.model.answers import Placement
from tui.model.messages import SetUp
from tui.model.state import State
from tui.screens.page import Page
from tui.text import placement
from tui.widgets.checklist import Checklist
from tui.widgets.picture import Picture, View

_ROOMY = 30
"""Rows of a terminal from which the checklist also has room for what is right."""
_SURE = 0.5
"""Visibility from which a joint is drawn."""


class PlaceScreen(Page[None]):
    """The camera's picture with the athlete's outline, and the checklist. Asks for them only while it is shown."""

    TITLE = "Place the camera"
    CSS_PATH = "place.tcss"
    EVERY_S = 0.2
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._answer: Placement | None = None
        self._refused: str | None = None

    def body(self) -> ComposeResult:
        """Composes the verdict over picture and checklist."""
        yield Static(id="verdict", markup=False)
        with Horizontal():
            with Vertical(id="eye"):
                yield Picture(plain=self.plain, id="picture")
                yield Static(id="caption", markup=False)
            with VerticalScroll(id="checks", can_focus=False):
                yield Checklist(plain=self.plain)
                yield Static(id="hint", markup=False)

    def follow(self, state: State) -> None:
        """Draws the outline of the newest telemetry, also where there is no picture."""
        self._hint(state)
        if self._answer is not None:
            self._draw(self._answer)

    async def poll(self) -> None:
        """Asks for the next picture and checklist, and shows them."""
        try:
            self._answer = answers.read(Placement, await self._ask())
        except SpotterError as error:
            self.stale(str(error))
            return
        self.stale(None)
        self.show(self.state)
        words, well = placement.headline(self._answer.checks)
        self._verdict(words, well=well)
        if well:
            await self._placed()
        self.query_one(Checklist).check(self._answer.checks, brief=self.size.height < _ROOMY)

    async def _ask(self) -> object:
        """Asks with the picture; where that is switched off, without."""
        if self._refused is None:
            try:
                return await self.ask("picture")
            except UsageError as error:
                self._refused = str(error)
        return await self.ask("picture", pixels=False)

    async def _placed(self) -> None:
        """Says once that the first boot's step of this screen is done."""
        steps = self.state.boot.steps if self.state.boot is not None else ()
        if any(step.name == "place" and step.state != "done" for step in steps):
            with contextlib.suppress(SpotterError):  # it is said again with the next answer
                boot = answers.read(answers.FirstBoot, await self.ask("setup_answer", done="place"))
                self.host.take(SetUp(boot=boot))

    def _verdict(self, words: str, *, well: bool | None) -> None:
        verdict = self.query_one("#verdict", Static)
        verdict.update(self.words(words))
        verdict.set_class(well is True, "good")
        verdict.set_class(well is False, "bad")

    def _hint(self, state: State) -> None:
        """Shows what the chosen exercise asks of the camera, and why there is no picture."""
        chosen = state.exercise
        if chosen is not None:
            self.query_one("#hint", Static).update(self.words(f"{chosen.title}: {chosen.camera}"))
        trouble = state.telemetry.trouble if state.telemetry is not None else None
        self.query_one("#caption", Static).update(self.words(trouble or self._refused or ""))

    def _draw(self, answer: Placement) -> None:
        telemetry = self.state.telemetry
        outline = telemetry.outline if telemetry is not None else None
        raster = None
        if answer.width and answer.height and answer.rgb is not None:
            raster = Raster(answer.width, answer.height, answer.rgb)
        aspect = raster.width / raster.height if raster else outline.aspect if outline else 16 / 9
        strokes = () if outline is None else _strokes(outline.xy, outline.score, self._tint())
        self.query_one(Picture).show(View(raster, aspect, strokes))

    def _tint(self) -> int:
        r, g, b = self.host.inks.rgb("lit")
        return r << 16 | g << 8 | b


def _strokes(xy: list[float], score: list[float], colour: int) -> tuple[Stroke, ...]:
    """Returns the bones whose two ends are visible."""
    return tuple(
        Stroke(xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1], colour)
        for a, b in EDGES
        if score[a] >= _SURE and score[b] >= _SURE
    )
