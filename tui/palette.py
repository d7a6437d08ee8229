"""The command palette as this application opens it."""

from textual.command import CommandPalette

from tui.screens.leaving import LeftOnce


class Palette(LeftOnce[None], CommandPalette):
    """Textual's own; two quick Enters choose once."""
