"""Makes a screen by its name; its module is loaded when the screen is first seen."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType
    from textual.screen import Screen

_CLASSES = {
    "set": ("tui.screens.set", "SetScreen"),
    "place": ("tui.screens.place", "PlaceScreen"),
    "history": ("tui.screens.history", "HistoryScreen"),
    "exercises": ("tui.screens.exercises", "ExercisesScreen"),
    "plans": ("tui.screens.plans", "PlansScreen"),
    "athletes": ("tui.screens.athletes", "AthletesScreen"),
    "health": ("tui.screens.health", "HealthScreen"),
    "boot": ("tui.screens.first_boot", "FirstBootScreen"),
}
NAMES = (*_CLASSES, "help")
"""Every screen that a key opens; each is a mode of the application."""


def open_screen(name: str) -> "Screen[None]":
    """Returns a new screen of that name."""
    if name == "help":
        from tui.screens.help import HelpScreen  # noqa: PLC0415 - loaded when it is first seen, as the others

        return HelpScreen(_keys())
    made: Screen[None] = _class_of(name)()
    return made


def _keys() -> "Iterator[tuple[str, list[BindingType]]]":
    """Yields the title and the bindings of every other screen."""
    for name in _CLASSES:
        screen = _class_of(name)
        yield screen.TITLE or "", screen.BINDINGS


def _class_of(name: str) -> "type[Screen[None]]":
    module, kind = _CLASSES[name]
    found: type[Screen[None]] = getattr(importlib.import_module(module), kind)
    return found
