"""The thread in which jetson-utils may block: it waits by the wall clock, and its driver may never let go."""

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any

CAPTURE_MS = 500
"""How long one capture waits. Also how long closing may take at most, and a moved clock's effect where it moves on."""


class Grabber:
    """Takes one picture at a time when asked, so that no more than one is ever taken ahead.

    jetson-utils waits on CLOCK_REALTIME: when a time server puts the clock back by an hour, one capture lasts an hour.
    Who asks waits on the monotonic clock instead, and sees silence.

    Args:
        make: Opens the camera; runs in the thread, as all else.
        capture: Takes the next picture of it; None where there is none in time.
    """

    def __init__(self, make: Callable[[], Any], capture: Callable[[Any], Any]) -> None:
        self._make = make
        self._capture = capture
        self._asked: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._waiting = False
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def next(self, timeout_s: float) -> Any | None:  # noqa: ANN401 - a picture of jetson-utils has no type
        """The next picture, or None where there is none within the time.

        Raises:
            Exception: Whatever jetson-utils raised, once; then there is nothing more.
        """
        if not self._waiting:
            self._asked.put(True)
            self._waiting = True
        try:
            answer = self._answers.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None
        self._waiting = False
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self, timeout_s: float) -> bool:
        """Close the camera; False where it does not let go in time and is left behind."""
        self._asked.put(False)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            source = self._make()
        except Exception as error:  # noqa: BLE001 - jetson-utils raises bare ones; the reader is told
            self._answers.put(error)
            return
        try:
            while self._asked.get():
                self._answers.put(self._capture(source))
        except Exception as error:  # noqa: BLE001 - the same
            self._answers.put(error)
        finally:
            with contextlib.suppress(Exception):  # a bare one again, and nothing is left to be done
                source.Close()  # and never Capture after it, which would open it again
