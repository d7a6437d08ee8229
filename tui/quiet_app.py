"""An application that ends with one line in place of a traceback, and switches screens without a pause."""

from textual.app import App

from tui.driver import TerminalDriver

_SWITCH_S = 0.005


class QuietApp(App[None]):
    """The base of the dashboard: what goes wrong is kept for whoever started it."""

    def __init__(self) -> None:
        super().__init__(driver_class=TerminalDriver)
        self._begun = False

    @property
    def failure(self) -> str | None:
        """The exception that ended the application, in one line; None: it did not fail."""
        error = self._exception
        return None if error is None else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"

    def on_mount(self) -> None:
        """Remembers that it began. Textual calls a subclass's handler beside this one."""
        self._begun = True

    def delay_update(self, delay: float = _SWITCH_S) -> None:
        """Waits less than Textual's 50 ms when the screen changes; our widgets are ready at once."""
        super().delay_update(min(delay, _SWITCH_S))

    def _handle_exception(self, error: Exception) -> None:
        """Ignores what fails once the application is being left, as in a widget that outlives its screen."""
        if self.is_running or not self._begun:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leaves the terminal as it was; whoever started the application reports ``failure``."""
        self._close_messages_no_wait()
