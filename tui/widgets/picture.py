"""A widget of the camera's picture in half-block cells, with the athlete's outline over it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.drawing import pixels
from tui.drawing.pixels import Raster, Stroke

_UPPER = "▀"
_MOST_STYLES = 16384
"""How many styles are kept: a picture of 96 by 54 needs a few thousand, and the next one nearly the same."""


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: a picture or None, its width by height, and the lines over it."""

    raster: Raster | None
    aspect: float
    strokes: tuple[Stroke, ...] = ()


class Picture(Widget):
    """Shows a ``View`` as large as it fits, centred; draws again only when the view changes.

    Args:
        plain: Whether the terminal is a plain console: ASCII characters show the brightness.
    """

    DEFAULT_CSS = "Picture { width: 1fr; height: 1fr; }"

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._plain = plain
        self._view = View(None, 16 / 9)
        self._strips: list[Strip] | None = None
        self._styles: dict[int, Style] = {}

    def show(self, view: View) -> None:
        """Shows a view."""
        if view != self._view:
            self._view = view
            self._strips = None
            self.refresh()

    def on_resize(self) -> None:
        """Fits the picture to the new size."""
        self._strips = None

    def render_line(self, y: int) -> Strip:
        """Returns one line of cells, centred."""
        if self._strips is None:
            self._strips = self._paint()
        above = (self.size.height - len(self._strips)) // 2
        if above <= y < above + len(self._strips):
            return self._strips[y - above]
        return Strip.blank(self.size.width, self.visual_style.rich_style)

    def _paint(self) -> list[Strip]:
        view = self._view
        columns, rows = pixels.size(view.aspect, max(self.size.width, 1), max(self.size.height, 1))
        width, height = columns, rows * 2
        grid = pixels.blank(width, height) if view.raster is None else pixels.scaled(view.raster, width, height)
        pixels.draw(grid, view.strokes)
        pairs = zip(grid[0::2], grid[1::2], strict=True)
        return [self._strip(top, bottom, columns) for top, bottom in pairs]

    def _strip(self, top: Sequence[int], bottom: Sequence[int], columns: int) -> Strip:
        style = self.visual_style.rich_style
        left = (self.size.width - columns) // 2
        if self._plain:
            cells = [Segment(pixels.ramp(top, bottom), style)]
        else:
            cells = [
                Segment(_UPPER * count if a != b else " " * count, self._style(a, b))
                for count, a, b in pixels.runs(top, bottom)
            ]
        margin, rest = Segment(" " * left, style), Segment(" " * (self.size.width - columns - left), style)
        return Strip([margin, *cells, rest], self.size.width)

    def _style(self, top: int, bottom: int) -> Style:
        key = top << 24 | bottom
        style = self._styles.get(key)
        if style is None:
            if len(self._styles) >= _MOST_STYLES:
                self._styles.clear()
            style = self._styles[key] = Style.from_color(_colour(top), _colour(bottom))
        return style


def _colour(pixel: int) -> Color:
    return Color.from_rgb(pixel >> 16, pixel >> 8 & 255, pixel & 255)
