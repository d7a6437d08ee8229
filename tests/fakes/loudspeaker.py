"""A loudspeaker that remembers what was played, and is unplugged, missing or held by a test."""

import threading

import numpy as np

from daemon.errors import SoundError
from daemon.ports import Clock
from daemon.sound.outputs import Output
from daemon.sound.tones import RATE, Samples

OUTPUT = Output("", None, "the fake")


class FakeLoudspeaker:
    """Implements ``ports.Loudspeaker``: as fast as its clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard_t = 0.0
        self._pieces: list[tuple[float, Samples]] = []
        self.broken = self.closed = False

    @property
    def ahead_s(self) -> float:
        return max(self._heard_t - self._clock.monotonic(), 0.0)

    def play(self, samples: Samples) -> None:
        t = max(self._heard_t, self._clock.monotonic())
        self._pieces.append((t, samples))
        self._heard_t = t + len(samples) / RATE

    def check(self) -> None:
        if self.broken:
            raise SoundError("the fake was unplugged or broke: plug it in again")

    def close(self) -> None:
        if not self.closed:
            self.closed, self._closed_t = True, self._clock.monotonic()

    def heard(self) -> Samples:
        """Returns what was heard, without the silence between."""
        until = self._closed_t if self.closed else self._clock.monotonic()
        ends = [(samples, max(round((until - t) * RATE), 0)) for t, samples in self._pieces]
        return np.concatenate([np.zeros(0, np.float32), *(samples[:end] for samples, end in ends)])


class FakeSocket:
    """Where loudspeakers are plugged in; each that is opened is another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.output = OUTPUT
        self.opened: list[FakeLoudspeaker] = []
        self.plugged = True
        self.tries = 0
        self.free = threading.Event()
        self.free.set()
        self.held = threading.Event()

    def find(self) -> Output:
        if not self.plugged:
            raise SoundError("there is no sound device: plug a USB loudspeaker in")
        return self.output

    def open(self, _: Output) -> FakeLoudspeaker:
        """Hangs, as a driver does, while a test keeps it from being free."""
        self.tries += 1
        if not self.free.is_set():
            self.held.set()
            self.free.wait()
        loudspeaker = FakeLoudspeaker(self._clock)
        self.opened.append(loudspeaker)
        return loudspeaker

    def unplug(self) -> None:
        self.plugged = False
        self.opened[-1].broken = True


class FakeVoice:
    """Speaks every text as a tenth of a second, or as long as a test says; says that it cannot where it is told so."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.seconds: dict[str, float] = {}
        self.trouble: str | None = None
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def speak(self, words: str) -> Samples:
        if self.trouble is not None:
            raise SoundError(self.trouble)
        self.spoken.append(words)
        return np.full(round(self.seconds.get(words, 0.1) * RATE), 0.5, np.float32)
