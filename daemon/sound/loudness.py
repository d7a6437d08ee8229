"""How loud it is: each utterance is brought to one level, and to the most that fits where music plays."""

from dataclasses import dataclass

import numpy as np

from daemon.sound.tones import Samples

_TOP = 0.97
"""The highest level: a converter behind it may overshoot a little."""
_DRIVE = 6.0
"""How hard ``louder_than_music`` presses: quiet parts of speech rise by up to this factor (16 dB)."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """The user's choice.

    Attributes:
        volume: Percent, 0..100.
        louder_than_music: Compress, and play at the top whatever the volume is.
    """

    volume: int
    louder_than_music: bool = False

    def apply(self, samples: Samples) -> Samples:
        """Returns the sound at this level.

        The volume goes by the cube, as the ear does and as PulseAudio's does. Louder than music is a soft limiter
        (tanh): the peaks stay under the top and all that is quieter is raised towards them.
        """
        peak = float(np.abs(samples).max(initial=0.0))
        if peak == 0.0:
            return samples
        if self.louder_than_music:
            pressed: Samples = np.tanh(samples * np.float32(_DRIVE / peak))
            return pressed * np.float32(_TOP)
        return samples * np.float32(_TOP * (self.volume / 100) ** 3 / peak)
