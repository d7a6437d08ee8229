"""What the box knows of an athlete beside the sets: colour, default targets, and whether the board may show them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Colour = Literal["orange", "sky", "green", "yellow", "blue", "red", "purple", "grey"]
"""How an athlete is marked wherever the name is shown; never without the name.

The words are those of Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), which people of any colour vision
tell apart. Each surface draws them as its own background needs.
"""
COLOURS: tuple[Colour, ...] = ("orange", "sky", "green", "yellow", "blue", "red", "purple", "grey")
MOST_REPS = 1000
Reps = Annotated[int, Meta(ge=1, le=MOST_REPS)]
KIND = "athlete"
"""What the journal remembers of an athlete is kept under ``<kind>:<name>``, so that all of it can be forgotten."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """An athlete whom the box knows.

    Attributes:
        name: As it is in every event.
        colour: How the name is marked.
        targets: Reps (or seconds of a hold) at which a set ends by itself, by exercise.
        board: The household's board of the week may show this athlete.
    """

    name: str
    colour: Colour
    targets: dict[str, Reps] = {}
    board: bool = False


class Athletes(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to ``athletes``.

    Attributes:
        athletes: Every name that can be chosen: those whom the box knows, and those whom only sets name.
        profiles: Those whom the box knows. Both are in the order of the alphabet.
        chosen: Who trains next, or None.
    """

    athletes: list[str]
    profiles: list[Profile] = []
    chosen: str | None = None


def key(kind: str, name: str | None) -> str:
    """Returns the key under which the journal remembers something of an athlete; None: of whoever has no name."""
    return f"{kind}:{name or ''}"


def encode(profile: Profile) -> str:
    """Returns a profile as the journal remembers it."""
    return msgspec.json.encode(profile).decode()


def decode(kept: str) -> Profile | None:
    """Returns a remembered profile; None where it cannot be read, as a newer Spotter wrote it."""
    try:
        return msgspec.json.decode(kept, type=Profile)
    except msgspec.MsgspecError:
        return None
