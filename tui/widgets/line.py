"""A widget of one line of text in the theme's colours."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.host import host_of
from tui.text.ascii import to_ascii
from tui.text.cells import Cells


class Line(Widget):
    """Shows one line of cells; draws again only when they change.

    It has cells at the left and at the right; the left ones are cut where both do not fit.

    Args:
        middle: Whether the cells of the left are centred.
    """

    DEFAULT_CSS = "Line { height: 1; width: 1fr; background: $surface; }"

    def __init__(self, *, middle: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._middle = middle
        self._left: Cells = ()
        self._right: Cells = ()

    @property
    def text(self) -> str:
        """The text that is shown."""
        return "".join(text for text, _ in (*self._left, *self._right))

    def update_cells(self, left: Cells, right: Cells = ()) -> None:
        """Shows these cells."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Returns the line; further rows are blank."""
        width = self.size.width
        base = self.visual_style.rich_style
        if y:
            return Strip.blank(width, base)
        right = Strip(self._segments(self._right, base))
        left = Strip(self._segments(self._left, base))
        room = max(width - right.cell_length, 0)
        if self._middle and left.cell_length < room:
            left = Strip([Segment(" " * ((room - left.cell_length) // 2), base), *left])
        return Strip([*left.adjust_cell_length(room, base), *right]).adjust_cell_length(width, base)

    def _segments(self, cells: Cells, base: Style) -> list[Segment]:
        host = host_of(self)
        return [
            Segment(to_ascii(text) if host.plain else text, base + host.inks.ink(colour) if colour else base)
            for text, colour in cells
        ]
