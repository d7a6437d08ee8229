"""What fills the terminal: one screen a file."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

_OF = {
    "set": ("tui.screens.set", "SetScreen"),
    "place": ("tui.screens.place", "PlaceScreen"),
    "history": ("tui.screens.history", "HistoryScreen"),
    "exercises": ("tui.screens.exercises", "ExercisesScreen"),
    "health": ("tui.screens.health", "HealthScreen"),
}


def open_screen(name: str) -> "Screen[None]":
    """Make the screen of a mode; its module is loaded now."""
    if name == "help":
        return _help()
    module, kind = _OF[name]
    made: Screen[None] = getattr(importlib.import_module(module), kind)()
    return made


def _help() -> "Screen[None]":
    """Every screen's own keys, as its bindings say."""
    from tui.app import SpotterApp  # noqa: PLC0415 - the application makes its screens
    from tui.screens.help import HelpScreen  # noqa: PLC0415 - as the others

    pages = [("Everywhere", SpotterApp.BINDINGS)]
    for module, kind in _OF.values():
        screen = getattr(importlib.import_module(module), kind)
        pages.append((screen.TITLE or "Set", screen.BINDINGS))
    return HelpScreen(pages)
