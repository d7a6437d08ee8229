"""The box that is announced."""

from dataclasses import dataclass

from daemon.link.topics import Topics

UNNAMED = "Spotter"
"""What a box is called that nobody named."""


@dataclass(frozen=True, slots=True)
class Box:
    """What Home Assistant is told of the box.

    Attributes:
        id: The box's stable id.
        topics: Where it publishes.
        version: Spotter's.
        exercises: Names and titles that can be chosen, in the order in which they are shown.
        athletes: Names that can be chosen.
        plans: Names and titles that can be begun.
        name: What people call it.
    """

    id: str
    topics: Topics
    version: str
    exercises: tuple[tuple[str, str], ...]
    athletes: tuple[str, ...] = ()
    plans: tuple[tuple[str, str], ...] = ()
    name: str = UNNAMED

    @property
    def state_topic(self) -> str:
        """The topic of the box's state."""
        return f"{self.topics.root}/state"

    def command_topic(self, name: str) -> str:
        """Returns the topic of a command."""
        return f"{self.topics.root}/command/{name}"
