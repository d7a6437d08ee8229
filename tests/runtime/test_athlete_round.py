"""The button's round of athletes: held longer, it chooses the next one, and lamp, beeper and voice say who."""

from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest

from daemon.athletes.profile import Profile
from daemon.core.counting.set_state import SetPhase
from daemon.errors import UnsavedError
from daemon.gpio.panel import Panel
from daemon.gpio.patterns import Blink, Place, Show, Tune
from daemon.gpio.press import Gesture
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from daemon.runtime.announcer import Announcer
from daemon.runtime.front_panel import FrontPanel
from daemon.runtime.snapshot import Snapshot
from daemon.sound.lineup import Utterance
from daemon.sound.sayings import Say, Sayings
from daemon.sound.speaker import Speaker
from tests.runtime.test_front_panel import snapshot

FAMILY = tuple(Profile(name=name, colour="green") for name in ("Anna", "Bo"))


def stands(chosen: str | None = None, athletes: tuple[Profile, ...] = FAMILY) -> Snapshot:
    """A box with these athletes, of whom one is chosen."""
    return msgspec.structs.replace(snapshot(SetPhase.IDLE), chosen=chosen, athletes=athletes)


class HeardPanel:
    """A panel that notes what it is asked, and is pressed by a test."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.commands: list[Command] = []
        self.front = FrontPanel(cast("Panel", self), self.commands.append, lambda: ["curl", "squat"])
        self.front.start()

    def start(self, pressed: Callable[[Gesture], None]) -> None:
        self.press = pressed

    def show(self, _: Show) -> None:
        """Nothing to note."""

    def play(self, tune: Tune) -> None:
        self.asked.append(tune)

    def blink(self, blink: Blink) -> None:
        self.asked.append(blink)

    def tell(self, place: Place) -> None:
        self.asked.append(place)

    def answer(self) -> Any:  # noqa: ANN401 - each verb has its own arguments
        """Carries out the last command as the loop does; returns what was asked for."""
        args = self.commands[-1].args
        assert isinstance(args, verbs.athletes.Athlete)
        self.commands[-1].answer({"athlete": args.athlete, "from_next_set": False})
        return args.athlete


@pytest.fixture
def panel() -> HeardPanel:
    return HeardPanel()


def test_a_longer_press_goes_round_the_athletes_and_nobody(panel: HeardPanel) -> None:
    panel.front.show(stands())
    chosen = []
    for _ in range(4):
        panel.press(Gesture.LONGER)
        chosen.append(panel.answer())
    assert chosen == ["Anna", "Bo", None, "Anna"]
    assert panel.asked == [Place(1), Place(2), Place(0), Place(1)]


def test_the_round_goes_on_from_whoever_was_chosen_elsewhere(panel: HeardPanel) -> None:
    panel.front.show(stands("Anna"))
    panel.press(Gesture.LONGER)
    assert panel.answer() == "Bo"
    panel.front.show(stands("somebody known by sets alone"))
    panel.press(Gesture.LONGER)
    assert panel.answer() == "Anna"


def test_the_finger_hears_when_it_has_held_long_enough(panel: HeardPanel) -> None:
    panel.front.show(stands())
    panel.press(Gesture.HELD)
    panel.press(Gesture.HELD_LONGER)
    assert panel.asked == [Tune.HELD, Tune.HELD_LONGER]
    assert panel.commands == []


def test_without_athletes_a_longer_press_is_a_long_one(panel: HeardPanel) -> None:
    panel.front.show(stands(athletes=()))
    panel.press(Gesture.HELD_LONGER)
    panel.press(Gesture.LONGER)
    assert panel.asked == []
    assert isinstance(panel.commands[-1].args, verbs.sets.Exercise)


def test_a_choice_that_is_not_saved_yet_is_not_confirmed(panel: HeardPanel) -> None:
    panel.front.show(stands())
    panel.press(Gesture.LONGER)
    panel.commands[-1].answer(UnsavedError("athlete: accepted but not saved yet: the disk is full"))
    assert panel.asked == []


def test_somebody_who_was_removed_while_they_were_chosen_breaks_nothing(panel: HeardPanel) -> None:
    panel.front.show(stands())
    panel.press(Gesture.LONGER)
    panel.front.show(stands(athletes=FAMILY[1:]))
    panel.answer()
    assert panel.asked == [Tune.DONE, Blink.DONE]


class HeardSpeaker:
    """A speaker that notes what it is asked to say."""

    trouble = None

    def __init__(self) -> None:
        self.asked: list[str] = []

    def say(self, utterance: Utterance) -> None:
        self.asked.append(utterance.words)


@pytest.mark.parametrize(
    ("say", "heard"), [(Say.CUES, ["Bo", "nobody"]), (Say.COUNT, ["Bo", "nobody"]), (Say.BEEPS, [])]
)
def test_the_voice_says_who_was_chosen_and_not_who_trained_before_the_start(say: Say, heard: list[str]) -> None:
    speaker = HeardSpeaker()
    announcer = Announcer(Sayings(say), cast("Speaker", speaker))
    for chosen in ("Anna", "Anna", "Bo", "Bo", None):
        announcer.show(stands(chosen))
    assert speaker.asked == heard
