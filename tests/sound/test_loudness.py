"""How loud it is."""

import numpy as np
import pytest

from daemon.sound.loudness import Loudness
from daemon.sound.tones import RATE, Samples, Tone, samples_of, silence
from tests.sound.recording import level

WORD = np.concatenate([np.sin(np.arange(RATE // 4) / 9) * part for part in (0.1, 0.4, 0.05)]).astype(np.float32)


def peak(samples: Samples) -> float:
    return float(np.abs(samples).max())


def test_the_volume_is_that_of_the_peak_whatever_the_voice_gives() -> None:
    whisper = WORD * np.float32(0.01)
    assert peak(Loudness(100).apply(WORD)) == pytest.approx(0.97, abs=0.001)
    assert Loudness(50).apply(whisper) == pytest.approx(Loudness(50).apply(WORD), abs=1e-4)
    assert peak(Loudness(50).apply(WORD)) == pytest.approx(0.97 / 8, abs=0.001)
    assert peak(Loudness(0).apply(WORD)) == 0


def test_louder_than_music_is_louder_than_the_highest_volume_and_stays_under_the_top() -> None:
    loud = Loudness(10, louder_than_music=True).apply(WORD)
    assert level(loud) > 1.5 * level(Loudness(100).apply(WORD))
    assert peak(loud) <= 0.98


@pytest.mark.parametrize("louder", [False, True])
def test_silence_stays_silence(*, louder: bool) -> None:
    for nothing in (silence(0.1), silence(0)):
        assert not Loudness(80, louder_than_music=louder).apply(nothing).any()


@pytest.mark.parametrize("tone", Tone)
def test_a_beep_begins_and_ends_softly(tone: Tone) -> None:
    samples = samples_of(tone)
    assert 0.9 < peak(samples) <= 1.0
    assert max(abs(samples[0]), abs(samples[-1]), np.abs(np.diff(samples)).max() / 3) < 0.2
    assert 0.05 < len(samples) / RATE < 1.0


def test_beeps_are_told_apart() -> None:
    rows = [samples_of(tone).tobytes() for tone in Tone]
    assert len(set(rows)) == len(rows)
