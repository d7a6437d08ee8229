"""Words as sound, each of them made once.

By espeak-ng as a program, not as a GStreamer element: that one (Debian's gstreamer1.0-espeak) brings a library with
global state into the daemon. A program is ended where it hangs, and speaks the same on Debian 12 and on JetPack 6.
"""

from collections import OrderedDict

from daemon.errors import SoundError
from daemon.sound.espeak import PROGRAM, Espeak
from daemon.sound.tones import Samples
from daemon.sound.wav import samples_of

_KEPT = 64
"""Texts that are kept as sound; a sentence of two seconds has 0.2 MB."""


class Voice:
    """One of espeak-ng's voices.

    Args:
        name: As ``espeak-ng --voices`` lists it, for example ``en-gb``.
        words_per_min: How fast.
    """

    def __init__(self, name: str, words_per_min: int) -> None:
        self._espeak = Espeak(name, words_per_min)
        self._made: OrderedDict[str, Samples] = OrderedDict()

    def speak(self, words: str) -> Samples:
        """Returns the words as sound.

        Raises:
            SoundError: espeak-ng is not installed, has no such voice, fails or hangs; says what to do.
        """
        if words not in self._made:
            samples = samples_of(self._espeak.wave(words))
            if samples is None:
                raise SoundError(f"{PROGRAM} gave no sound: apt install --reinstall {PROGRAM}")
            self._made[words] = samples
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return self._made[words]

    def close(self) -> None:
        """End what it has started; safe to call twice."""
        self._espeak.close()
