"""One thread that speaks and beeps: it alone starts espeak-ng, opens the loudspeaker and waits for either."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

import numpy as np

from daemon.backoff import Backoff
from daemon.errors import SoundError
from daemon.ports import Clock, Loudspeaker
from daemon.sound.lineup import Lineup, Utterance, cuts_short
from daemon.sound.loudness import Loudness
from daemon.sound.outputs import Output
from daemon.sound.tones import RATE, Samples, samples_of, silence

LOOK_S = 1.0
"""Seconds between two looks at what is plugged in while nothing is said."""
CLOSE_S = 1.0
"""Seconds that the thread is given to fall silent."""
HANGS_S = 5.0
"""Seconds that a driver may take to open or close; then it is said that it hangs."""
AHEAD_S = 0.12
"""Sound that the loudspeaker has in advance: a busy machine does not stutter, and a cut comes soon."""
PIECE_S = 0.04
"""Sound is given in pieces of this length."""
GAP_S = 0.1
"""Silence after what was said."""
_START_S = 0.3
"""Silence that a device begins with."""
_FIRST_S, _LONGEST_S = 1.0, 30.0
"""From one try to open the loudspeaker to the next."""
_HANGS = "the loudspeaker's driver hangs: unplug the loudspeaker and plug it in again"
_log = logging.getLogger(__name__)


class Speech(Protocol):
    """Makes sound of words."""

    def speak(self, words: str) -> Samples:
        """Returns it; ``SoundError`` where it cannot."""

    def close(self) -> None:
        """End what it has started; safe to call twice."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the speaker speaks with.

    Attributes:
        find: Returns where sound goes as things are plugged in now; ``SoundError`` where nowhere.
        open: Opens that; ``SoundError`` where it cannot be.
        voice: Speaks; None where only beeps are wanted.
        loudness: How loud.
    """

    find: Callable[[], Output]
    open: Callable[[Output], Loudspeaker]
    voice: Speech | None
    loudness: Loudness


class Speaker:
    """Speaks utterances. ``say`` may be called from any thread and never waits.

    Args:
        means: What it speaks with.
        clock: The time.
    """

    def __init__(self, means: Means, clock: Clock) -> None:
        self._means = means
        self._clock = clock
        self._asked: SimpleQueue[Utterance | None] = SimpleQueue()
        self._lineup = Lineup()
        self._loudspeaker: Loudspeaker | None = None
        self._backoff = Backoff(_FIRST_S, _LONGEST_S)
        self._output: Output | None = None
        self._opened_t = self._retry_t = 0.0
        self._spoken: Utterance | None = None
        self._left: Samples = silence(0)
        self._mute: str | None = None
        self._unheard: str | None = None
        self._hung: str | None = None
        self._working_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    @property
    def trouble(self) -> str | None:
        """One line on what is wrong and what to do, or None. For one thread beside the speaker's own."""
        since = self._working_since
        if since is None or self._clock.monotonic() - since <= HANGS_S:
            self._hung = None
        else:
            self._hung = self._complain(self._hung, _HANGS)
        return self._hung or self._unheard or self._mute

    def start(self) -> None:
        """Open the loudspeaker and speak from now on."""
        self._thread.start()

    def say(self, utterance: Utterance) -> None:
        """Say this when its turn comes, or nothing where it would come late."""
        self._asked.put(utterance)

    def close(self) -> None:
        """Fall silent; a driver that hangs is left behind. Safe to call twice."""
        if self._thread.is_alive():
            self._asked.put(None)
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        self._speech("1")  # a missing voice is found at the start, and not at the first rep
        while True:
            wait_s = self._drive()
            try:
                asked = self._asked.get(timeout=wait_s)
            except Empty:
                continue
            if asked is None:
                self._end()
                return
            self._take(asked)

    def _take(self, asked: Utterance) -> None:
        self._lineup.add(asked)
        if self._spoken is not None and cuts_short(asked, self._spoken):
            self._left = _faded(self._left)

    def _drive(self) -> float:
        """Open, play on or begin the next; returns the seconds until there is something to do again."""
        self._working_since = self._clock.monotonic()
        try:
            return self._play()
        except SoundError as error:
            self._unheard = self._complain(self._unheard, str(error))
            return self._give_up()
        finally:
            self._working_since = None

    def _give_up(self) -> float:
        """Close what is lost; returns the seconds until it is tried again: ever longer, until it has held for long."""
        now = self._clock.monotonic()
        if self._loudspeaker is not None and now - self._opened_t > _LONGEST_S:
            self._backoff.reset()
        self._close()
        wait_s = self._backoff.next_s()
        self._retry_t = now + wait_s
        return wait_s

    def _play(self) -> float:
        loudspeaker = self._loudspeaker
        if loudspeaker is None:
            wait_s = self._retry_t - self._clock.monotonic()
            if wait_s > 0:
                return wait_s
            loudspeaker = self._open()
        loudspeaker.check()
        while loudspeaker.ahead_s < AHEAD_S:
            if not len(self._left) and not self._begin():
                self._look()
                return LOOK_S
            count = round(PIECE_S * RATE)
            piece, self._left = self._left[:count], self._left[count:]
            loudspeaker.play(piece)
        return PIECE_S

    def _open(self) -> Loudspeaker:
        self._output = self._means.find()
        self._loudspeaker = self._means.open(self._output)
        # The device starts now: what it refuses is found before the first word, and HDMI swallows none of that.
        self._loudspeaker.play(silence(_START_S))
        self._opened_t = self._clock.monotonic()
        self._unheard = None
        _log.info("the loudspeaker is %s", self._output.title)
        return self._loudspeaker

    def _look(self) -> None:
        """Move to another loudspeaker where one was plugged in, or the one in use was unplugged."""
        if self._means.find() != self._output:
            self._close()
            self._retry_t = 0.0

    def _begin(self) -> bool:
        """Make sound of the next utterance; returns whether there is one."""
        self._spoken = self._lineup.next(self._clock.monotonic())
        if self._spoken is None:
            return False
        self._left = self._sound_of(self._spoken)
        return True

    def _sound_of(self, utterance: Utterance) -> Samples:
        parts = [] if utterance.tone is None else [samples_of(utterance.tone), silence(GAP_S)]
        spoken = self._speech(utterance.words) if utterance.words else None
        if spoken is not None:
            parts.append(spoken)
        elif utterance.instead is not None:
            parts.append(samples_of(utterance.instead))
        levelled = [self._means.loudness.apply(part) for part in parts]
        return np.concatenate([*levelled, silence(GAP_S)])

    def _speech(self, words: str) -> Samples | None:
        if self._means.voice is None:
            return None
        try:
            spoken = self._means.voice.speak(words)
        except SoundError as error:
            self._mute = self._complain(self._mute, str(error))
            return None
        self._mute = None
        return spoken

    def _end(self) -> None:
        self._close()
        if self._means.voice is not None:
            self._means.voice.close()

    def _close(self) -> None:
        loudspeaker, self._loudspeaker = self._loudspeaker, None
        self._spoken, self._left = None, silence(0)
        if loudspeaker is not None:
            loudspeaker.close()

    @staticmethod
    def _complain(before: str | None, why: str) -> str:
        if why != before:
            _log.warning("%s", why)
        return why


def _faded(left: Samples) -> Samples:
    """Returns a short end of what is left, so that cutting it off does not click."""
    end = left[: round(PIECE_S * RATE)]
    return np.concatenate([end * np.linspace(1.0, 0.0, len(end), dtype=np.float32), silence(GAP_S)])
