"""A command on its way to the frame loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from daemon.errors import SpotterError
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.table import COMMANDS


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One command on its way to the frame loop, from button, dashboard or link.

    Attributes:
        args: The verb's own type: ``Start``, ``Undo``, …
        answer: Called once, from any thread, with the result (or None) or the error, after its events are committed; or
            with an ``UnsavedError`` as soon as it is known that they cannot be.
        key: See ``codec.Request``.
    """

    args: Args
    answer: Callable[[Any | SpotterError], None] = lambda _: None
    key: str | None = None

    @property
    def verb(self) -> str:
        """Returns the verb's name; of what no client can ask for, its type's."""
        kind = type(self.args)
        return next((name for name, each in COMMANDS.items() if each is kind), kind.__name__.lower())
