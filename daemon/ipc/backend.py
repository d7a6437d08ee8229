"""What is behind the socket: what the server asks of the rest of the daemon, and what it tells of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from daemon.ipc import verbs
from daemon.ports import Journal


@dataclass(frozen=True, slots=True)
class About:
    """What the daemon says of itself: the box's id, the kernel's boot id, Spotter's version."""

    box: str
    boot: str
    version: str


@dataclass(frozen=True, slots=True, eq=False)
class Backend:
    """What is behind the socket. Each function is called on the server's thread and must not block.

    Attributes:
        open_journal: Makes a reader for that thread.
        submit: Puts a command into the frame loop's queue; its ``answer`` may be called from any thread.
        acknowledge: Moves a consumer's cursor.
        forget: Erases what the arguments name, and calls its second argument, from any thread, with the number.
        health: How the daemon is, as plain data or a msgspec struct.
        beat: Called twice a second while the thread lives.
        exercises: Every exercise, likewise.
        picture: Tells its second argument, from any thread, what the camera sees now, or a SpotterError.
    """

    open_journal: Callable[[], Journal]
    submit: Callable[[verbs.Command], None]
    acknowledge: Callable[[str, int], None]
    forget: Callable[[verbs.Forget, Callable[[int], None]], None]
    health: Callable[[], Any]
    beat: Callable[[], None] = lambda: None
    exercises: Callable[[], Any] = dict
    picture: Callable[[verbs.Picture, Callable[[Any], None]], None] = lambda _, told: told(None)


class Consumer(msgspec.Struct, frozen=True, kw_only=True):
    """How far a named consumer has got.

    Attributes:
        cursor: The last ``seq`` that it is done with.
        behind: How many places of the journal it has yet to come through.
        connected: It holds a connection now.
    """

    cursor: int
    behind: int
    connected: bool
