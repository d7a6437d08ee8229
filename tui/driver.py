"""The terminal that the dashboard writes to, which may go away at any moment."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from typing import TextIO


class LosableFile:
    """A terminal as a file; once it is gone, what is written is dropped.

    Textual's output thread would end with the error, and the application would then wait for room in that thread's
    queue without end, deaf to the signal that tells it to leave.

    Args:
        file: The terminal.
    """

    def __init__(self, file: "TextIO") -> None:
        self._file = file
        self._lost = False

    def write(self, text: str) -> int:
        """Writes the text, or drops it; returns its length."""
        self._attempt(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Has what was written sent, or dropped."""
        self._attempt(self._file.flush)

    def fileno(self) -> int:
        """Returns the terminal's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Returns whether it is a terminal."""
        return self._file.isatty()

    def _attempt(self, send: Callable[[], object]) -> None:
        if self._lost:
            return
        try:
            send()
        except OSError:
            self._lost = True


class TerminalDriver(LinuxDriver):
    """Textual's driver of a terminal; survives the terminal until the application has ended."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as Textual's own
        super().__init__(*args, **options)
        if self._file is not None:
            self._file = LosableFile(self._file)  # type: ignore[assignment]  # it has all that the driver uses
