"""Speech by espeak-ng, as a program of its own.

Not as a GStreamer element: that one (Debian's gstreamer1.0-espeak) brings a library with global state into the daemon.
A program is stopped where it hangs, and speaks the same on Debian 12 (1.51) and on JetPack 6 (1.50).
"""

import struct
import subprocess
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from daemon.core.nearest import nearest
from daemon.errors import SoundError
from daemon.sound.tones import RATE, Samples

PROGRAM = "espeak-ng"
_SPEAK_S = 3.0
"""Seconds that a sentence may take; it takes 10 to 30 ms."""
_QUIET = 0.01
"""Samples under this level at both ends are cut off: a number is followed by the next thing at once."""
_UNKNOWN = "voice does not exist"
"""What espeak-ng says of a voice that it does not know."""
_LISTED = 12
_COLUMNS = 5


class Voice:
    """One of espeak-ng's voices.

    Args:
        name: As ``espeak-ng --voices`` lists it, for example ``en-gb``.
        words_per_min: How fast.
    """

    def __init__(self, name: str, words_per_min: int) -> None:
        self._name, self._words_per_min = name, words_per_min
        self.speak = lru_cache(maxsize=256)(self._speak)
        """Returns the words as sound; each of them is made once. ``SoundError``: it cannot be, and what to do."""

    def _speak(self, words: str) -> Samples:
        # Through stdin: no text is taken for an option.
        spoken = _run([PROGRAM, "--stdin", "--stdout", "-v", self._name, "-s", str(self._words_per_min)], words)
        if spoken.returncode or not spoken.stdout:
            raise SoundError(self._refused(spoken.stderr.decode("utf-8", "replace")))
        return _trimmed(_samples(spoken.stdout))

    def _refused(self, said: str) -> str:
        if _UNKNOWN not in said:
            lines = said.strip().splitlines() or ["it gave no sound"]
            return f"{PROGRAM} cannot speak as {self._name}: {lines[0]}: choose another sound.voice"
        known = voices()
        close = nearest(self._name, known)
        hint = f"did you mean {close}?" if close else f"try {', '.join(_likely(known))}"
        return f"{PROGRAM} has no voice {self._name}: {hint} `{PROGRAM} --voices` lists all"


def voices() -> list[str]:
    """Returns the names of the voices that are installed, each language once.

    Raises:
        SoundError: espeak-ng is not installed.
    """
    rows = [line.split() for line in _run([PROGRAM, "--voices"]).stdout.decode("utf-8", "replace").splitlines()[1:]]
    # Those in mb/ need MBROLA and its voices, which are installed apart.
    return sorted({row[1] for row in rows if len(row) >= _COLUMNS and not row[4].startswith("mb/")})


def _likely(known: Sequence[str]) -> list[str]:
    """Returns English voices first: the sentences are English."""
    return sorted(known, key=lambda name: not name.startswith("en"))[:_LISTED]


def _run(argv: Sequence[str], words: str = "") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(argv, input=words.encode(), capture_output=True, timeout=_SPEAK_S, check=False)
    except FileNotFoundError:
        raise SoundError(f"nothing can be spoken: {PROGRAM} is not installed: apt install {PROGRAM}") from None
    except subprocess.TimeoutExpired:
        raise SoundError(f"{PROGRAM} did not answer within {_SPEAK_S:.0f} s: try it: {PROGRAM} ten") from None
    except OSError as error:
        raise SoundError(f"{PROGRAM} cannot be started ({error.strerror}): apt install --reinstall {PROGRAM}") from None


def _samples(wave: bytes) -> Samples:
    """Returns the sound of a WAV file of 16 bit mono; its lengths are not true where a pipe was written to."""
    rate, at = RATE, 12
    while at + 8 <= len(wave):
        name, size = wave[at : at + 4], int.from_bytes(wave[at + 4 : at + 8], "little")
        at += 8
        if name == b"fmt ":
            rate = struct.unpack_from("<I", wave, at + 4)[0]
        if name == b"data":
            whole = wave[at : at + (len(wave) - at) // 2 * 2]
            return _at_our_rate(np.frombuffer(whole, "<i2").astype(np.float32) / 32768, rate)
        at += size
    raise SoundError(f"{PROGRAM} gave no sound: apt install --reinstall {PROGRAM}")


def _at_our_rate(samples: Samples, rate: int) -> Samples:
    if rate == RATE or not rate:
        return samples
    moments = np.arange(0, len(samples), rate / RATE)
    return np.interp(moments, np.arange(len(samples)), samples).astype(np.float32)


def _trimmed(samples: Samples) -> Samples:
    heard = np.flatnonzero(np.abs(samples) > _QUIET)
    return samples[heard[0] : heard[-1] + 1] if len(heard) else samples[:0]
