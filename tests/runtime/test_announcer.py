"""The box's voice beside the frame loop: it says what is on the disk, and the loop never waits for it."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import cast

import msgspec
import pytest

from daemon.config.settings import Sound
from daemon.core.counting.set_state import SetPhase
from daemon.core.plan import state_machine
from daemon.core.plan.outlook import outlook
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.core.spec import Target
from daemon.events import Rep
from daemon.runtime.announcer import Announcer, open_announcer
from daemon.sound.lineup import Utterance
from daemon.sound.loudness import Loudness
from daemon.sound.sayings import Say, Sayings
from daemon.sound.speaker import Means, Speaker
from daemon.sound.tones import Tone
from daemon.system.clock import SystemClock
from tests.boxes import Box
from tests.fakes.loudspeaker import FakeSocket, FakeVoice
from tests.fakes.workout import Lifter
from tests.runtime.test_frame_loop import Box as LoopBox
from tests.runtime.test_front_panel import snapshot, until

WAIT_S = 60.0


class HeardSpeaker:
    """A speaker that notes what it is asked to say."""

    trouble = None

    def __init__(self) -> None:
        self.asked: list[str] = []

    def say(self, utterance: Utterance) -> None:
        self.asked.append(utterance.words or str(utterance.tone and utterance.tone.value))


def announcer(speaker: HeardSpeaker, say: Say = Say.CUES) -> Announcer:
    return Announcer(Sayings(say), cast("Speaker", speaker))


@pytest.fixture
def hung() -> Iterator[tuple[Announcer, FakeSocket]]:
    """An announcer whose loudspeaker's driver hangs."""
    clock = SystemClock()
    socket = FakeSocket(clock)
    socket.free.clear()
    made = Announcer(Sayings(Say.CUES), Speaker(Means(socket.find, socket.open, FakeVoice(), Loudness(80)), clock))
    made.start()
    assert socket.held.wait(WAIT_S)
    yield made, socket
    socket.free.set()
    made.close()


def test_nothing_is_said_of_a_rep_before_it_is_on_the_disk(tmp_path: Path) -> None:
    speaker = HeardSpeaker()
    box = LoopBox(tmp_path, on_committed=announcer(speaker, Say.COUNT).on_committed)
    box.loop.run(Event())
    assert speaker.asked == []
    box.disk.let()
    assert speaker.asked == [Tone.SET_STARTED.value, "1", "2", Tone.SET_ENDED.value]
    box.close()


def test_the_loop_counts_on_while_the_loudspeaker_is_held(tmp_path: Path, hung: tuple[Announcer, FakeSocket]) -> None:
    made, socket = hung
    committed: list[object] = []

    def tell(events: object) -> None:
        made.on_committed(cast("list[Rep]", events))
        committed.append(events)

    box = LoopBox(tmp_path, on_committed=tell)

    def count() -> None:
        box.loop.run(Event())
        box.disk.let()

    counting = Thread(target=count, daemon=True)
    counting.start()
    counting.join(WAIT_S)
    assert not counting.is_alive()
    assert len(committed) >= 3  # every call came back, with the driver still held
    assert not socket.free.is_set()
    assert socket.opened == []
    box.close()


def test_the_last_reps_of_the_users_own_target_are_counted_down() -> None:
    speaker, lifter = HeardSpeaker(), Lifter()
    made = announcer(speaker)
    stands = snapshot(SetPhase.ACTIVE)
    made.show(stands)
    made.on_committed([lifter.lifts(4)])
    made.show(msgspec.structs.replace(stands, workout=stands.workout._replace(target=Target(reps=5))))
    made.on_committed([lifter.lifts(4)])
    made.on_committed([lifter.lifts(5)])
    assert speaker.asked == ["4", "one more", "done"]


def test_a_box_that_says_nothing_opens_nothing_and_has_no_trouble() -> None:
    made = open_announcer(Sound(), SystemClock())
    made.start()
    made.on_committed([Lifter().lifts(1)])
    assert made.trouble is None
    made.close()


@pytest.mark.slow
def test_a_box_without_its_loudspeaker_counts_and_says_what_is_missing(tmp_path: Path) -> None:
    box = Box(tmp_path)
    settings = '[sound]\nsay = "cues"\ndevice = "plughw:CARD=Unplugged"\n'
    box.config.write_text(box.config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    with box.running("--source", "test://?width=320&height=240&rate=30"):
        until(lambda: "no such sound card is plugged in" in str(box.ask("health")["trouble"]), "the trouble")
        assert box.ask("start")["state"] == "armed"
        assert box.ask("add") is not None


def test_a_plans_clock_is_told() -> None:
    tabata = Plan("t", "T", (Block(Kind.TABATA, (Step(Work("squat", seconds=20), 10),), 2),), lead_s=5)
    speaker, running = HeardSpeaker(), state_machine.begin(tabata, 0.0)[0]
    made = announcer(speaker)
    for t in range(12):
        made.show(msgspec.structs.replace(snapshot(SetPhase.IDLE), t=float(t), plan=outlook(running, float(t))))
        running, _, _ = state_machine.step(running, [], float(t) + 1)
    assert speaker.asked == ["next: Squat", "3", "2", "1"]
