"""The theme's colours as styles of text, each made once."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color

if TYPE_CHECKING:
    from rich.color import Color as RichColor

_MISSING = "#ffffff"
_WHITE = (255, 255, 255)


class Inks:
    """Makes a style of a colour's name and keeps it until the theme changes.

    Args:
        variables: Returns the colours of the current theme by name.
    """

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        self._variables = variables
        self._inks: dict[str, Style] = {}
        self._fills: dict[str, Style] = {}

    def clear(self) -> None:
        """Forgets every style: the theme is another one."""
        self._inks.clear()
        self._fills.clear()

    def ink(self, names: str) -> Style:
        """Returns the style of text in a colour: ``warning``, or ``warning bold``."""
        style = self._inks.get(names)
        if style is None:
            name, _, bold = names.partition(" ")
            style = self._inks[names] = Style(color=self._rich(name), bold=bool(bold) or None)
        return style

    def fill(self, name: str) -> Style:
        """Returns the style of cells with that colour as their background."""
        style = self._fills.get(name)
        if style is None:
            style = self._fills[name] = Style(bgcolor=self._rich(name))
        return style

    def rgb(self, name: str) -> tuple[int, int, int]:
        """Returns red, green and blue, 0..255 each; white where the theme leaves the colour to the terminal."""
        colour = self._colour(name)
        return _WHITE if colour.ansi is not None else colour.rgb

    def _rich(self, name: str) -> "RichColor":
        return self._colour(name).rich_color

    def _colour(self, name: str) -> Color:
        return Color.parse(self._variables().get(name, _MISSING))
