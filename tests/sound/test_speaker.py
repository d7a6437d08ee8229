"""The speaker's thread: it says things in their turn, and nothing that goes wrong with sound delays anybody."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
import pytest

from daemon.ports import Clock
from daemon.sound import speaker
from daemon.sound.lineup import Kind, Utterance
from daemon.sound.loudness import Loudness
from daemon.sound.outputs import Output
from daemon.sound.speaker import Means, Speaker
from daemon.sound.tones import RATE, Tone
from daemon.system.clock import SystemClock
from tests.fakes.clock import ManualClock
from tests.fakes.loudspeaker import FakeSocket, FakeVoice

WAIT_S = 60.0
"""For a broken speaker, never a promise of speed."""


class Room:
    """A speaker in a room with a socket, and an ear."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.socket = FakeSocket(self.clock)
        self.voice = FakeVoice()
        self.speaker = Speaker(Means(self.socket.find, self.socket.open, self.voice, Loudness(100)), self.clock)

    def say(self, kind: Kind, words: str = "", tone: Tone | None = None, instead: Tone | None = None) -> None:
        self.speaker.say(Utterance(kind, self.clock.monotonic(), words, tone, instead))

    def heard_s(self) -> float:
        """Seconds of sound that were heard on every loudspeaker, without the silence."""
        return sum(float(np.sum(np.abs(each.heard()) > 0.01)) for each in self.socket.opened) / RATE


@pytest.fixture
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, patient: None) -> Iterator[Room]:
    monkeypatch.setattr(speaker, "LOOK_S", 0.02)
    monkeypatch.setattr(speaker, "_FIRST_S", 0.02)
    room = Room(getattr(request, "param", None))
    yield room
    room.socket.free.set()
    room.speaker.close()


def until(happens: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + WAIT_S
    while not happens():
        assert time.monotonic() < limit, f"{what} did not happen"
        time.sleep(0.01)


def later(clock: ManualClock) -> bool:
    clock.t += 0.02  # and ``until`` waits, for the speaker's thread
    return True


def test_a_number_and_its_cue_are_heard_one_after_the_other(room: Room) -> None:
    room.speaker.start()
    room.say(Kind.NUMBER, "1")
    room.say(Kind.CUE, "sit back")
    until(lambda: room.heard_s() > 0.19, "number and cue")
    assert room.voice.spoken[-2:] == ["1", "sit back"]
    assert room.speaker.trouble is None


@pytest.mark.parametrize("room", [ManualClock()], indirect=True, ids=["its time stands still"])
def test_of_numbers_that_come_while_one_is_spoken_the_newest_is_spoken_next(room: Room) -> None:
    clock = cast("ManualClock", room.clock)
    room.voice.seconds["1"] = 0.5
    room.speaker.start()
    room.say(Kind.NUMBER, "1")
    until(lambda: later(clock) and room.heard_s() > 0, "the first number")
    for words in ("2", "3", "4"):
        room.say(Kind.NUMBER, words)
    until(room.speaker._asked.empty, "their being taken")
    until(lambda: later(clock) and room.voice.spoken[-1] == "4", "the newest number")
    assert not {"2", "3"} & set(room.voice.spoken)
    assert room.heard_s() > 0.3  # the first was not cut short


def test_a_rep_cuts_the_cue_before_it_short(room: Room) -> None:
    room.voice.seconds["a very long cue"] = 50.0
    room.speaker.start()
    room.say(Kind.CUE, "a very long cue")
    until(lambda: room.heard_s() > 0, "the cue")
    room.say(Kind.NUMBER, "2")
    until(lambda: room.voice.spoken[-1] == "2", "the number")
    assert room.heard_s() < 50


def test_who_speaks_does_not_wait_for_a_driver_that_hangs(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(speaker, "HANGS_S", 0.05)
    room.socket.free.clear()
    room.speaker.start()
    assert room.socket.held.wait(WAIT_S)
    for n in range(1000):
        room.say(Kind.NUMBER, str(n))  # returns, although nobody takes it
    until(lambda: "driver hangs: unplug" in str(room.speaker.trouble), "the trouble")
    assert room.speaker.trouble == caplog.messages[0]
    assert len(caplog.messages) == 1
    monkeypatch.setattr(speaker, "HANGS_S", WAIT_S)
    room.socket.free.set()
    until(lambda: room.speaker.trouble is None, "the mend")
    room.say(Kind.NUMBER, "1001")
    until(lambda: room.heard_s() > 0, "a number")
    assert len(room.voice.spoken) < 10  # the backlog is not


def test_without_a_loudspeaker_one_line_says_what_to_do_until_one_is_plugged_in(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    room.socket.plugged = False
    room.speaker.start()
    until(lambda: "plug a USB loudspeaker in" in str(room.speaker.trouble), "the trouble")
    time.sleep(0.1)  # a few more tries
    room.socket.plugged = True
    until(lambda: room.speaker.trouble is None, "the mend")
    room.say(Kind.NUMBER, "1")
    until(lambda: room.heard_s() > 0, "a number")
    assert caplog.messages == ["there is no sound device: plug a USB loudspeaker in"]


def test_a_loudspeaker_that_is_unplugged_is_used_again_when_it_is_back(room: Room) -> None:
    room.speaker.start()
    until(lambda: bool(room.socket.opened), "the opening")
    room.socket.unplug()
    until(lambda: room.speaker.trouble is not None, "the trouble")
    assert room.socket.opened[0].closed
    room.socket.plugged = True
    until(lambda: len(room.socket.opened) > 1, "the opening")
    room.say(Kind.SIGNAL, tone=Tone.SET_STARTED)
    until(lambda: room.heard_s() > 0, "a beep")
    assert room.speaker.trouble is None


def test_a_usb_loudspeaker_that_is_plugged_in_later_is_moved_to(room: Room) -> None:
    room.speaker.start()
    until(lambda: bool(room.socket.opened), "the opening")
    room.socket.output = Output("", "plughw:CARD=UAC,DEV=0", "USB")
    until(lambda: len(room.socket.opened) == 2, "the other")
    assert room.socket.opened[0].closed
    assert room.speaker.trouble is None


def test_a_loudspeaker_that_fails_each_time_is_tried_less_and_less_often(room: Room) -> None:
    waits = [room.speaker._give_up() for _ in range(4)]
    assert waits == sorted(set(waits))


def test_without_a_voice_the_reps_beep_and_one_line_says_what_to_install(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.voice.trouble = "nothing can be spoken: apt install espeak-ng"
    room.speaker.start()
    until(lambda: room.speaker.trouble == room.voice.trouble, "the trouble")
    for _ in range(2):
        room.say(Kind.NUMBER, "1", instead=Tone.REP)
        before = room.heard_s()
        until(lambda: room.heard_s() > before, "a beep")  # noqa: B023 - called within the turn
    assert [each.message for each in caplog.records if each.levelno == logging.WARNING] == [room.voice.trouble]
    room.voice.trouble = None
    room.say(Kind.NUMBER, "2", instead=Tone.REP)
    until(lambda: room.speaker.trouble is None, "the mend")


def test_who_wants_beeps_needs_no_voice(room: Room) -> None:
    means = Means(room.socket.find, room.socket.open, None, Loudness(100))
    beeping = Speaker(means, room.clock)
    beeping.start()
    beeping.say(Utterance(Kind.NUMBER, room.clock.monotonic(), "1", instead=Tone.REP))
    until(lambda: room.heard_s() > 0, "a beep")
    assert beeping.trouble is None
    beeping.close()


def test_a_speaker_that_is_closed_is_silent_and_may_be_closed_again(room: Room) -> None:
    room.speaker.start()
    until(lambda: bool(room.socket.opened), "the opening")
    room.speaker.close()
    room.speaker.close()
    assert room.socket.opened[-1].closed
    assert room.voice.closed
    room.say(Kind.NUMBER, "1")
