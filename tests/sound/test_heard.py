"""A set as it is heard: real espeak-ng through a real GStreamer pipeline, with a file in place of the loudspeaker."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from daemon.events import AnyEvent
from daemon.runtime.announcer import Announcer
from daemon.sound.loudness import Loudness
from daemon.sound.loudspeaker import GstLoudspeaker
from daemon.sound.sayings import Say, Sayings
from daemon.sound.speaker import Means, Speaker
from daemon.sound.speech import Voice
from daemon.sound.tones import RATE, Samples
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter
from tests.sound.recording import Recording, level

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,  # a pause within an utterance makes two of it
    pytest.mark.usefixtures("patient"),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

WAIT_S = 60.0
BETWEEN_S = 0.5
"""Of silence beside what was waited for: what is further apart are two utterances."""
Tell = Callable[..., None]


class Counted(GstLoudspeaker):
    """Counts what it was given."""

    given = 0

    def play(self, samples: Samples) -> None:
        self.given += 1
        super().play(samples)


@contextmanager
def heard(path: Path, say: Say = Say.COUNT, loudness: Loudness | None = None) -> Iterator[Tell]:
    """Yields what tells the announcer of events that are on the disk now, and returns when they have been heard."""
    clock = SystemClock()
    recording = Recording(path)
    opened: list[Counted] = []

    def open_it(_: object) -> GstLoudspeaker:
        opened.append(Counted(recording.output, clock))
        return opened[-1]

    means = Means(lambda: recording.output, open_it, Voice("en-gb", 175), loudness or Loudness(80))
    announcer = Announcer(Sayings(say), Speaker(means, clock))
    announcer.start()

    def tell(*events: AnyEvent) -> None:
        before = opened[0].given
        announcer.on_committed([msgspec.structs.replace(each, t_mono=clock.monotonic()) for each in events])
        wait_for(lambda: opened[0].given > before and silent(opened[0]))

    try:
        wait_for(lambda: bool(opened))
        yield tell
        assert announcer.trouble is None
    finally:
        announcer.close()


def wait_for(happens: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_S
    while not happens():
        assert time.monotonic() < limit
        time.sleep(0.05)


def silent(loudspeaker: GstLoudspeaker) -> bool:
    """Whether it stays silent: between two pieces it is ahead, and between two utterances it is not for a moment."""
    still = [loudspeaker.ahead_s]
    for _ in range(10):
        time.sleep(0.05)
        still.append(loudspeaker.ahead_s)
    return not any(still)


def set_of(lifter: Lifter, count: int) -> Sequence[AnyEvent]:
    return [lifter.lifts(n + 1) for n in range(count)]


def test_it_is_silent_before_a_rep_and_heard_after_it(tmp_path: Path) -> None:
    with heard(tmp_path / "heard.wav") as tell:
        time.sleep(1)
        tell(Lifter().lifts(7))
    samples = Recording(tmp_path / "heard.wav").samples()
    assert not samples[: round(0.9 * RATE)].any()
    (number,) = Recording(tmp_path / "heard.wav").utterances()
    assert 0.2 < len(number) / RATE < 1.0
    assert level(number) > 0.03


def test_each_rep_is_one_utterance(tmp_path: Path) -> None:
    with heard(tmp_path / "heard.wav") as tell:
        for rep in set_of(Lifter(), 4):
            tell(rep)
            time.sleep(BETWEEN_S)
    assert len(Recording(tmp_path / "heard.wav").utterances()) == 4


def test_reps_that_are_credited_together_are_one_number(tmp_path: Path) -> None:
    with heard(tmp_path / "heard.wav") as tell:
        tell(*set_of(Lifter(), 5))
    (number,) = Recording(tmp_path / "heard.wav").utterances()
    assert len(number) / RATE < 1.0


def test_a_cue_is_heard_behind_its_number_where_cues_are_wanted(tmp_path: Path) -> None:
    lengths = {}
    for say in (Say.COUNT, Say.CUES):
        with heard(tmp_path / say.value, say) as tell:
            tell(msgspec.structs.replace(Lifter().lifts(3), cue="push your knees out"))
        (said,) = Recording(tmp_path / say.value).utterances()
        lengths[say] = len(said) / RATE
    assert lengths[Say.CUES] > lengths[Say.COUNT] + 0.7


def test_a_set_is_beeps_at_both_ends_a_number_and_a_no_rep(tmp_path: Path) -> None:
    lifter = Lifter()
    with heard(tmp_path / "heard.wav") as tell:
        for event in (lifter.starts(), lifter.lifts(1), lifter.fails(), lifter.ends(1)):
            tell(event)
            time.sleep(BETWEEN_S)
    start, number, no_rep, end = Recording(tmp_path / "heard.wav").utterances()
    assert len(no_rep) > max(len(start), len(number), len(end))


def test_louder_than_music_is_louder_than_full_volume(tmp_path: Path) -> None:
    levels = []
    for i, loudness in enumerate((Loudness(50), Loudness(100), Loudness(50, louder_than_music=True))):
        path = tmp_path / f"{i}.wav"
        with heard(path, loudness=loudness) as tell:
            tell(Lifter().lifts(7))
        (number,) = Recording(path).utterances()
        levels.append(level(number))
    quiet, full, loud = levels
    assert quiet < full / 2
    assert loud > 1.8 * full
