"""The guides of a new box: through the first boot, then to the first set."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.model.answers import FirstBoot

if TYPE_CHECKING:
    from tui.screens.welcome import WelcomeScreen


class FirstRunGuide:
    """Opens the first boot's steps on a box that nobody has set up; then, once, the welcome screen.

    The first set closes the welcome screen.

    Args:
        app: Shows the screens.
        chosen: Is called with the step that the user chose, or with None.
    """

    def __init__(self, app: App[Any], chosen: Callable[[str | None], None]) -> None:
        self._app = app
        self._chosen = chosen
        self._screen: WelcomeScreen | None = None
        self._led = False

    def lead(self, boot: FirstBoot) -> None:
        """Opens the steps of the first boot, once, where nobody has answered any."""
        if boot.first_run and not self._led and self._app.current_mode == "set":
            self._led = True
            self._app.switch_mode("boot")

    def follow(self, any_set: bool | None) -> None:  # noqa: FBT001 - the state's own field
        """Opens or closes the guide; ``any_set`` says whether the journal has a set, None: not known yet."""
        if any_set and self._screen is not None and self._screen.is_current:
            self._screen.dismiss(None)
        if any_set is False and self._screen is None and self._app.current_mode == "set":
            from tui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - seen once in a box's life

            self._screen = WelcomeScreen()
            self._app.push_screen(self._screen, self._chosen)
