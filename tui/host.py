"""What screens and widgets know of the application that shows them."""

from datetime import date
from typing import Any, Protocol, cast

from textual.dom import DOMNode

from tui.drawing.inks import Inks
from tui.model.messages import Message
from tui.model.state import State


class Host(Protocol):
    """The application, as its screens and widgets see it; they tell it nothing except through Textual's messages."""

    @property
    def state(self) -> State:
        """Everything that the dashboard shows."""

    @property
    def plain(self) -> bool:
        """Whether the terminal is a console without braille, half blocks and the usual signs."""

    @property
    def inks(self) -> Inks:
        """The theme's colours as styles."""

    def take(self, message: Message) -> None:
        """Folds a message into the state, and shows it soon."""

    def now(self) -> float:
        """Returns seconds that never jump."""

    def today(self) -> date:
        """Returns the local date."""

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Asks the daemon and returns its answer.

        Raises:
            SpotterError: The daemon refuses the request, or is away.
        """


def host_of(node: DOMNode) -> Host:
    """Returns the application that shows this screen or widget."""
    return cast("Host", node.app)
