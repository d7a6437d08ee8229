"""The verbs of who trains, and of what the box knows of them."""

from typing import Annotated

from msgspec import Meta

from daemon.athletes.profile import Colour, Reps
from daemon.ipc.verbs.args import Args, Name


class Athlete(Args, frozen=True, kw_only=True):
    """Set who is training; None: no name. A set that runs goes on as whose it began."""

    athlete: Name | None


class AthleteSet(Args, frozen=True, kw_only=True):
    """Change what the box knows of an athlete, or take in a new one; what is left out stays as it is.

    Attributes:
        athlete: The name.
        colour: How it is marked; of a new athlete by default the first colour that nobody has.
        targets: Reps (or seconds of a hold) at which a set ends by itself, by exercise; null: no target any more.
        board: Whether the household's board of the week shows this athlete.
        new: true: refused where the box knows the name already; false: where it does not; null: either.
    """

    athlete: Name
    colour: Colour | None = None
    targets: Annotated[dict[Name, Reps | None], Meta(max_length=100)] | None = None
    board: bool | None = None
    new: bool | None = None


class AthleteRemove(Args, frozen=True, kw_only=True):
    """Remove what the box knows of an athlete; the sets stay, and still name them (``forget`` erases those)."""

    athlete: Name


class LetGo(Args, frozen=True, kw_only=True):
    """Forget an athlete before the journal erases the sets; None: everybody. Internal: no client can send it."""

    athlete: Name | None


class Athletes(Args, frozen=True, kw_only=True):
    """Everybody who can be chosen, what the box knows of them, and who is chosen."""


class Board(Args, frozen=True, kw_only=True):
    """The household's board of this week: the athletes who are willing to be shown."""
