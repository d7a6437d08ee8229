"""The verbs of the box: its camera and its health, what it can count, and its first boot."""

from typing import Annotated, Literal

from msgspec import Meta

from daemon.ipc.verbs.args import Args, Name


class Counting(Args, frozen=True, kw_only=True):
    """Switch counting on or off."""

    on: bool


class Camera(Args, frozen=True, kw_only=True):
    """Switch the camera on or off."""

    on: bool


class Health(Args, frozen=True, kw_only=True):
    """The daemon's health."""


class Exercises(Args, frozen=True, kw_only=True):
    """All exercises, with camera hint and target, and the chosen one."""


class Picture(Args, frozen=True, kw_only=True):
    """A small picture of what the camera sees, and what to move; without ``pixels`` only the latter."""

    pixels: bool = True


class Setup(Args, frozen=True, kw_only=True):
    """The steps of the first boot and how each stands, the box's name, and the button's exercises."""


class SetupAnswer(Args, frozen=True, kw_only=True):
    """Answer a step of the first boot that opens nothing; see ``daemon.setup``.

    Attributes:
        name: What people call the box.
        round: The exercises that the button goes through; empty: all.
        done: The step that is done.
        later: The step that is left for later.
        dismiss: The dashboard's guide is not to open by itself again.
    """

    name: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    round: Annotated[list[Name], Meta(max_length=100)] | None = None
    done: Literal["place"] | None = None
    later: Name | None = None
    dismiss: bool = False
