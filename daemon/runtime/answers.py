"""Answers commands once they are saved, or as soon as it is known that they cannot be; a retry is carried out once."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from daemon.errors import UnsavedError
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.ports import Clock

RETRY_S = 30.0
"""A command with the key of one that was saved less long ago (s) is a retry: its answer was lost."""
_SLOW_S = 2.0
"""Nobody waits longer (s) for a disk that neither takes nor refuses."""
_MOST = 256
"""Commands with a key that are known at most; after that the oldest is forgotten."""


@dataclass(slots=True, eq=False)
class _CarriedOut:
    """A command that was carried out; ``open`` are those who wait for its answer."""

    args: Args
    verb: str
    key: str | None
    result: Any
    begun_s: float
    open: list[Callable[[Any], None]] = field(default_factory=list)
    saved_s: float | None = None


class Answers:
    """The answers of the frame loop's commands. ``repeat``, ``carried_out`` and ``answer_late`` are for its thread.

    Args:
        clock: The time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[_CarriedOut] = []
        self._known: deque[_CarriedOut] = deque(maxlen=_MOST)

    def repeat(self, command: Command) -> bool:
        """Answer a command that was carried out already, as its key says; returns whether it was."""
        if command.key is None:
            return False
        with self._lock:
            known = next((each for each in self._known if each.key == command.key), None)
            if known is None or known.args != command.args or self._over(known):
                return False
            if known.saved_s is None:
                self._wait(known, command.answer)
                return True
        command.answer(known.result)
        return True

    def carried_out(self, command: Command, result: Any) -> Callable[[], None]:  # noqa: ANN401 - each verb has its own answer
        """Keep the answer until the command is saved; returns what to call then, from any thread."""
        made = _CarriedOut(command.args, command.verb, command.key, result, self._clock.monotonic())
        with self._lock:
            self._wait(made, command.answer)
            if made.key is not None:
                self._known.appendleft(made)
        return lambda: self._saved(made)

    def answer_late(self, trouble: str | None) -> None:
        """Answer those who would wait in vain: with what keeps the journal from saving, or for a disk that hangs."""
        now_s = self._clock.monotonic()
        with self._lock:
            late = [each for each in self._waiting if trouble is not None or now_s - each.begun_s > _SLOW_S]
            answers = [(each.verb, answer) for each in late for answer in each.open]
            for each in late:
                each.open.clear()
                self._waiting.remove(each)
        for verb, answer in answers:
            why = trouble or f"the disk has not answered for {_SLOW_S:.0f} s; check it"
            answer(UnsavedError(f"{verb}: accepted but not saved yet: {why}"))

    def _wait(self, what: _CarriedOut, answer: Callable[[Any], None]) -> None:
        what.open.append(answer)
        if what not in self._waiting:
            self._waiting.append(what)

    def _saved(self, what: _CarriedOut) -> None:
        with self._lock:
            what.saved_s = self._clock.monotonic()
            answers, what.open = what.open, []
            if what in self._waiting:
                self._waiting.remove(what)
        for answer in answers:
            answer(what.result)

    def _over(self, known: _CarriedOut) -> bool:
        return known.saved_s is not None and self._clock.monotonic() - known.saved_s > RETRY_S
