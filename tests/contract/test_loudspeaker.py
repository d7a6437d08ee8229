"""What the speaker asks of a loudspeaker: a real pipeline into a file and the tests' fake give the same."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from daemon.errors import SoundError
from daemon.ports import Loudspeaker
from daemon.sound.loudspeaker import GstLoudspeaker
from daemon.sound.outputs import Output
from daemon.sound.tones import RATE, Samples, silence
from daemon.system.clock import SystemClock
from tests.fakes.loudspeaker import FakeLoudspeaker
from tests.sound.recording import Recording

WAIT_S = 60.0
"""For a broken loudspeaker, never a promise of speed."""


class Bench:
    """A loudspeaker, an ear, and a hand on its plug."""

    def __init__(
        self, loudspeaker: Loudspeaker, heard: Callable[[], Samples], broken: Callable[[], Loudspeaker]
    ) -> None:
        self.loudspeaker = loudspeaker
        self.heard = heard
        self.broken = broken


def fake(_: Path) -> Bench:
    loudspeaker = FakeLoudspeaker(SystemClock())

    def broken() -> Loudspeaker:
        other = FakeLoudspeaker(SystemClock())
        other.broken = True
        return other

    return Bench(loudspeaker, loudspeaker.heard, broken)


def pipeline(folder: Path) -> Bench:
    recording = Recording(folder / "heard.wav")
    full = Output("wavenc ! filesink location=/dev/full buffer-mode=unbuffered", None, "a full one")
    loudspeaker = GstLoudspeaker(recording.output, SystemClock())
    return Bench(loudspeaker, recording.samples, lambda: GstLoudspeaker(full, SystemClock()))


@pytest.fixture(params=[fake, pipeline], ids=["fake", "pipeline"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    bench = request.param(tmp_path)
    yield bench
    bench.loudspeaker.close()


def note(level: float, seconds: float = 0.2) -> Samples:
    return np.full(round(seconds * RATE), level, np.float32)


def play_out(loudspeaker: Loudspeaker) -> None:
    while loudspeaker.ahead_s:
        time.sleep(0.01)
    time.sleep(0.2)
    loudspeaker.check()


def check_for(seconds: float, loudspeaker: Loudspeaker) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        loudspeaker.check()
        time.sleep(0.01)


def test_it_is_silent_until_something_is_played(bench: Bench) -> None:
    assert bench.loudspeaker.ahead_s == 0
    bench.loudspeaker.check()


def test_playing_does_not_wait_and_says_how_much_is_still_to_be_heard(bench: Bench) -> None:
    began = time.monotonic()
    bench.loudspeaker.play(note(0.5, seconds=600))
    assert 500 < bench.loudspeaker.ahead_s <= 600
    assert time.monotonic() - began < WAIT_S


def test_pieces_are_heard_in_order_and_without_a_gap(bench: Bench) -> None:
    for level in (0.25, 0.5, 0.75):
        bench.loudspeaker.play(note(level))
    play_out(bench.loudspeaker)
    bench.loudspeaker.close()
    heard = bench.heard()
    sound = heard[np.flatnonzero(np.abs(heard) > 0.1)]
    assert len(sound) == pytest.approx(3 * 0.2 * RATE, rel=0.02)
    assert np.diff(sound).min() > -0.01
    assert (sound[0], sound[-1]) == pytest.approx((0.25, 0.75), abs=0.01)


def test_it_is_heard_again_after_silence(bench: Bench) -> None:
    for _ in range(2):
        bench.loudspeaker.play(np.concatenate([note(0.5), silence(0.05)]))
        play_out(bench.loudspeaker)
    bench.loudspeaker.close()
    assert np.sum(np.abs(bench.heard()) > 0.1) == pytest.approx(2 * 0.2 * RATE, rel=0.02)


def test_what_is_too_loud_is_cut_at_the_top_and_does_not_wrap_around(bench: Bench) -> None:
    bench.loudspeaker.play(note(1.5))
    play_out(bench.loudspeaker)
    bench.loudspeaker.close()
    assert bench.heard().min() >= 0


def test_closing_falls_silent_at_once(bench: Bench) -> None:
    for _ in range(6000):
        bench.loudspeaker.play(note(0.5, seconds=0.1))
    bench.loudspeaker.close()
    bench.loudspeaker.close()
    assert len(bench.heard()) < 60 * RATE


def test_one_that_breaks_says_so(bench: Bench) -> None:
    broken = bench.broken()
    broken.play(note(0.5))
    with pytest.raises(SoundError, match="broke"):
        check_for(WAIT_S, broken)
    broken.close()
