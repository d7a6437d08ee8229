"""The beeps: each is a row of notes that is told apart from the others from across the room."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

RATE = 22_050
"""Samples a second of all sound here: espeak-ng's own rate, so that speech is not converted."""
Samples = NDArray[np.float32]
"""Mono sound at ``RATE``, -1 to 1."""

_RAMP_S = 0.008
"""A note fades in and out this long: a step in the wave would click."""


class Tone(str, Enum):
    """What a beep says."""

    REP = "rep"
    NO_REP = "no_rep"
    SET_STARTED = "set_started"
    SET_ENDED = "set_ended"
    TARGET = "target"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class _Note:
    """``seconds`` of a pitch; 0 Hz is silence."""

    hz: float
    seconds: float


_GAP = _Note(0.0, 0.07)
_NOTES: Mapping[Tone, tuple[_Note, ...]] = MappingProxyType(
    {
        Tone.REP: (_Note(880, 0.08),),
        Tone.NO_REP: (_Note(330, 0.3),),
        Tone.SET_STARTED: (_Note(660, 0.1), _GAP, _Note(990, 0.16)),
        Tone.SET_ENDED: (_Note(990, 0.1), _GAP, _Note(660, 0.25)),
        Tone.TICK: (_Note(740, 0.12),),
        Tone.TARGET: (_Note(660, 0.12), _GAP, _Note(830, 0.12), _GAP, _Note(990, 0.35)),
    }
)
"""No pitch is under 330 Hz, which a small loudspeaker does not give."""


def samples_of(tone: Tone) -> Samples:
    """Returns a beep at full level."""
    return np.concatenate([_wave(note) for note in _NOTES[tone]])


def silence(seconds: float) -> Samples:
    """Returns silence of this length."""
    return np.zeros(round(seconds * RATE), np.float32)


def _wave(note: _Note) -> Samples:
    if not note.hz:
        return silence(note.seconds)
    t = np.arange(round(note.seconds * RATE), dtype=np.float32) / RATE
    ramp = np.minimum(np.minimum(t, t[::-1]) / _RAMP_S, 1.0)
    # The third harmonic makes a beep heard through music that covers its own pitch.
    wave = np.sin(2 * np.pi * note.hz * t) + 0.3 * np.sin(6 * np.pi * note.hz * t)
    return np.asarray(wave * ramp / 0.93, np.float32)
