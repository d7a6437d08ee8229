"""What the server needs of the rest of the daemon, and what the daemon says about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from daemon.errors import SpotterError
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from daemon.ports import Erased, Journal


@dataclass(frozen=True, slots=True)
class About:
    """What the daemon says of itself: the box's id, the kernel's boot id, Spotter's version."""

    box: str
    boot: str
    version: str


class Consumer(msgspec.Struct, frozen=True, kw_only=True):
    """How far a named consumer has got.

    Attributes:
        cursor: The last ``seq`` that it has acknowledged.
        behind: How far that is behind the newest ``seq``.
        connected: It holds a connection now.
    """

    cursor: int
    behind: int
    connected: bool


@dataclass(frozen=True, slots=True, eq=False)
class Backend:
    """What is behind the socket. Each function is called on the server's thread and must not block.

    Attributes:
        open_journal: Opens a reader for the calling thread: one for the server's, one for that of slow questions.
        submit: Puts a command into the frame loop's queue; its ``answer`` may be called from any thread.
        acknowledge: Moves a consumer's cursor.
        forget: Erases what the arguments name, and calls its second argument, from any thread, with what was erased or
            a SpotterError.
        keep: Keeps imported sets, and calls its second argument likewise with how many are new.
        health: Returns how the daemon is, as plain data or a msgspec struct; looks up consumers with its argument.
        beat: Called twice a second while the thread lives.
        exercises: Returns every exercise, likewise.
        plans: Returns every plan, likewise.
        picture: Calls its second argument, from any thread, with what the camera sees now, or a SpotterError.
        setup: Returns how the first boot stands, likewise.
        answer_setup: Answers a step of it, and calls its second argument, from any thread, with how it stands then,
            or a SpotterError.
    """

    open_journal: Callable[[], Journal]
    submit: Callable[[Command], None]
    acknowledge: Callable[[str, int], None]
    forget: Callable[[verbs.journal.Forget, Callable[[Erased | SpotterError], None]], None]
    health: Callable[[Callable[[str], Consumer | None]], Any]
    beat: Callable[[], None] = lambda: None
    keep: Callable[[verbs.journal.Import, Callable[[int | SpotterError], None]], None] = lambda _, answer: answer(0)
    exercises: Callable[[], Any] = dict
    plans: Callable[[], Any] = dict
    picture: Callable[[verbs.box.Picture, Callable[[Any], None]], None] = lambda _, answer: answer(None)
    setup: Callable[[], Any] = dict
    answer_setup: Callable[[verbs.box.SetupAnswer, Callable[[Any], None]], None] = lambda _, answer: answer(None)
