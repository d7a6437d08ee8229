"""A loudspeaker's recording as a test looks at it: which stretches are loud, and how loud."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daemon.sound.outputs import Output
from daemon.sound.tones import RATE, Samples

_STEP = RATE // 50
_QUIET = 0.002


@dataclass(frozen=True)
class Recording:
    """``path`` is a WAV file that a real pipeline writes in place of a loudspeaker."""

    path: Path

    @property
    def output(self) -> Output:
        """At the pace of a loudspeaker, with the silence between utterances in it."""
        sink = f"audiorate ! identity sync=true ! wavenc ! filesink location={self.path} buffer-mode=unbuffered"
        return Output(sink, None, "the recorder")

    def samples(self) -> Samples:
        values = np.frombuffer(self.path.read_bytes()[44:], "<i2")
        return values.astype(np.float32) / 32768

    def utterances(self, gap_s: float = 0.5) -> list[Samples]:
        """Returns each stretch of sound; the syllables and words of one are less than ``gap_s`` apart."""
        samples = self.samples()
        steps = samples[: len(samples) // _STEP * _STEP].reshape(-1, _STEP)
        loud = np.flatnonzero(np.abs(steps).max(axis=1) > _QUIET)
        runs = np.split(loud, np.flatnonzero(np.diff(loud) > gap_s * RATE / _STEP) + 1)
        return [samples[run[0] * _STEP : (run[-1] + 1) * _STEP] for run in runs if len(run)]


def level(samples: Samples) -> float:
    """Returns the root mean square."""
    return float(np.sqrt(np.mean(np.square(samples))))
