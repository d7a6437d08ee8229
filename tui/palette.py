"""The command palette as this application opens it."""

from textual.command import CommandPalette

from tui.screens.dismiss_once import DismissOnce


class Palette(DismissOnce[None], CommandPalette):
    """Textual's own; two quick Enters choose once."""
