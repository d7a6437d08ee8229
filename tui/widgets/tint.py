"""A colour of the theme as numbers, for what is drawn pixel by pixel."""

from textual.app import App
from textual.color import Color

_WHITE = (255, 255, 255)


def tint(app: App[object], name: str) -> tuple[int, int, int]:
    """Red, green and blue, 0..255 each; white where the theme leaves the colour to the terminal."""
    colour = Color.parse(app.theme_variables.get(name, "#ffffff"))
    return _WHITE if colour.ansi is not None else colour.rgb
