"""A widget of big text: a number or a few words that fill it."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.drawing.big_text import BigText
from tui.host import host_of


class Block(Widget):
    """Shows text in block letters; draws again only when the text or its colour changes."""

    DEFAULT_CSS = "Block { width: 1fr; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._text = ""
        self._colour = "digits"
        self._big_text: BigText | None = None
        self._strips: list[Strip] | None = None

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self._text

    def show_text(self, text: str, colour: str) -> None:
        """Shows a text in a colour of the theme."""
        if (text, colour) != (self._text, self._colour):
            self._text, self._colour = text, colour
            self.forget()
            self.refresh()

    def forget(self) -> None:
        """Draws again, because the size or the theme changed."""
        self._strips = None

    def on_resize(self) -> None:
        """Fits the text to the new size."""
        self.forget()

    def render_line(self, y: int) -> Strip:
        """Returns a row of the letters."""
        if self._strips is None:
            self._strips = self._paint()
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.visual_style.rich_style)

    def _paint(self) -> list[Strip]:
        host = host_of(self)
        if self._big_text is None:
            self._big_text = BigText(plain=host.plain)
        style = self.visual_style.rich_style + host.inks.ink(self._colour)
        rows = self._big_text.set(self._text, self.size.width, self.size.height)
        return [Strip([Segment(row, style)], len(row)) for row in rows]
