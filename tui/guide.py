"""The guide to the first set, for a box whose journal has none."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from tui.screens.welcome import WelcomeScreen


class FirstRunGuide:
    """Opens the welcome screen once; the first set closes it.

    Args:
        app: Shows the screen.
        chosen: Is called with the step that the user chose, or with None.
    """

    def __init__(self, app: App[Any], chosen: Callable[[str | None], None]) -> None:
        self._app = app
        self._chosen = chosen
        self._screen: WelcomeScreen | None = None

    def follow(self, any_set: bool | None) -> None:  # noqa: FBT001 - the state's own field
        """Opens or closes the guide; ``any_set`` says whether the journal has a set, None: not known yet."""
        if any_set and self._screen is not None and self._screen.is_current:
            self._screen.dismiss(None)
        if any_set is False and self._screen is None and self._app.current_mode == "set":
            from tui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - seen once in a box's life

            self._screen = WelcomeScreen()
            self._app.push_screen(self._screen, self._chosen)
