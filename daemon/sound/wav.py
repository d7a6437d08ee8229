"""espeak-ng's WAV files as sound."""

import struct

import numpy as np

from daemon.sound.tones import RATE, Samples

_QUIET = 0.01
"""Samples under this level at both ends are cut off: a number is followed by the next thing at once."""
_HEADER, _CHUNK = 12, 8
"""Bytes before the first chunk, and of a chunk's own name and size."""


def samples_of(wave: bytes) -> Samples | None:
    """Returns the sound of a WAV file of 16 bit mono at ``RATE``, without the silence around it.

    The sizes in the file are not true where it was written to a pipe. None: it is no such file.
    """
    rate, at = RATE, _HEADER
    while at + _CHUNK <= len(wave):
        name, size = struct.unpack_from("<4sI", wave, at)
        at += _CHUNK
        if name == b"fmt ":
            rate = struct.unpack_from("<I", wave, at + 4)[0]
        if name == b"data":
            whole = wave[at : at + (len(wave) - at) // 2 * 2]
            return _trimmed(_at_our_rate(np.frombuffer(whole, "<i2").astype(np.float32) / 32768, rate))
        at += size
    return None


def _at_our_rate(samples: Samples, rate: int) -> Samples:
    if rate == RATE or not rate:
        return samples
    moments = np.arange(0, len(samples), rate / RATE)
    return np.interp(moments, np.arange(len(samples)), samples).astype(np.float32)


def _trimmed(samples: Samples) -> Samples:
    heard = np.flatnonzero(np.abs(samples) > _QUIET)
    return samples[heard[0] : heard[-1] + 1] if len(heard) else samples[:0]
