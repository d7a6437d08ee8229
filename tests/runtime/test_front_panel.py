"""The box as the athlete has it: a button, a lamp and a beeper on a real ``spotter run``, with mock pins under them."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import cast

import msgspec
import pytest

from daemon import events
from daemon.config import exercises
from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.plan import state_machine
from daemon.core.plan.outlook import outlook
from daemon.core.plan.plan import Block, Plan, Step, Work
from daemon.core.plan.plan import Kind as KindOfBlock
from daemon.core.workout import begin
from daemon.errors import UnsavedError, UsageError
from daemon.events import RepCorrected
from daemon.gpio.panel import Panel
from daemon.gpio.patterns import Blink, Show, Tune
from daemon.gpio.press import Gesture
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.ipc.verbs.command import Command
from daemon.runtime.front_panel import FrontPanel
from daemon.runtime.snapshot import Snapshot
from daemon.system.health import Vitals
from daemon.vision.camera_supervisor import CameraState
from tests.boxes import Box
from tests.fakes.pins import Finger, driven_pins
from tests.runtime.test_frame_loop import Box as LoopBox

pytestmark = [pytest.mark.slow, pytest.mark.alone]  # presses are as long as they are in a second of their own

PATTERN = "test://?width=320&height=240&rate=30"
WAIT_S = 60.0
"""For a broken box, never a promise of speed."""


@pytest.fixture
def finger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Finger]:
    environ: dict[str, str] = {}
    with driven_pins(tmp_path, environ) as finger:
        for key, value in environ.items():
            monkeypatch.setenv(key, value)
        yield finger


@pytest.fixture
def box(tmp_path: Path) -> Box:
    box = Box(tmp_path)
    settings = '[gpio]\nenabled = true\nexercises = ["squat", "push_up", "sit_up"]\n'
    box.config.write_text(box.config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return box


def until(happens: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + WAIT_S
    while not happens():
        assert time.monotonic() < limit, f"{what} did not happen"
        time.sleep(0.02)


def names(box: Box) -> list[str]:
    return [events.name(event) for event in box.events()]


def beeps(finger: Finger) -> int:
    return finger.log().count("BOARD18 1")


def test_a_short_press_starts_a_set_and_the_next_one_ends_it(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        finger.press()
        until(lambda: "set_started" in names(box), "the start")
        until(lambda: beeps(finger) >= 2, "two beeps")
        finger.press()
        until(lambda: "set_ended" in names(box), "the end")
    assert names(box) == ["workout_started", "set_started", "set_ended"]


def test_a_long_press_chooses_the_next_exercise_round_and_round(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN, "--exercise", "push_up"):
        for answered in (2, 4):  # one beep when it is long enough, one when it is done
            finger.press(1.0)
            until(lambda: beeps(finger) == answered, "the answer")  # noqa: B023 - called within the turn
        assert box.ask("start")["exercise"] == "squat"


def test_a_longer_press_chooses_the_next_athlete_and_says_who_it_is(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        for name in ("Bo", "Anna"):
            box.ask("athlete_set", athlete=name)
        finger.press(3.0)
        until(lambda: beeps(finger) == 4, "a tick, two ticks, and one beep for the first place")
        until(lambda: box.ask("athletes")["chosen"] == "Anna", "the choice")
        finger.press(3.0)
        until(lambda: box.ask("athletes")["chosen"] == "Bo", "the next choice")
        until(lambda: beeps(finger) == 9, "the same, and two beeps for the second place")


def test_a_double_press_takes_the_last_rep_back(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        box.ask("start")
        box.ask("add")
        finger.press()
        finger.press()
        until(lambda: names(box).count("rep_corrected") == 2, "the correction")
        added, undone = [event for event in box.events() if isinstance(event, RepCorrected)]
    assert undone.refers == added.id


def test_what_cannot_be_done_is_refused_in_beeps_and_blinks(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        finger.press()
        finger.press()  # there is no rep to take back
        until(lambda: beeps(finger) == 2, "the refusal")
        until(lambda: finger.log().count("BOARD15 1") >= 3, "the blinks")
        assert names(box) == []


def test_a_rep_beeps_once_it_is_on_the_disk(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        box.ask("start")
        until(lambda: beeps(finger) == 2, "the start's beeps")
        box.ask("add")
        until(lambda: beeps(finger) == 3, "the rep's beep")
    assert beeps(finger) == 3


def test_the_lamp_blinks_while_somebody_looks_at_the_picture(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        until(lambda: box.ask("picture") and blinks(finger), "the blinking")
    assert blinks(finger)


def blinks(finger: Finger) -> bool:
    """Whether the lamp came on twice within a second; an idle box's lamp flashes every four."""
    times = finger.times("BOARD15 1")
    return any(later - earlier < 1 for earlier, later in pairwise(times))


def test_a_box_that_is_stopped_is_dark_and_silent(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN) as process:
        box.ask("start")
        until(lambda: bool(finger.log()) and finger.log()[-1].endswith("1"), "light or sound")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=WAIT_S) == 0
    last = dict(line.split() for line in finger.log())
    assert set(last.values()) == {"0"}


def test_a_box_without_a_header_counts_and_says_what_is_missing(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    with box.running("--source", PATTERN):
        assert box.ask("start")["state"] == "armed"
        assert "gpio.enabled = false" in box.ask("health")["trouble"]


def test_the_health_has_the_machine_in_it(box: Box, finger: Finger) -> None:
    with box.running("--source", PATTERN):
        health = box.ask("health")
    assert {"temperature_c", "gpu_load", "power_w", "power_mode", "fan", "throttled"} <= set(health)
    assert os.environ["GPIOZERO_PIN_FACTORY"] == "driven"


class HeardPanel:
    """A panel that notes what it is asked, and is pressed by a test."""

    def __init__(self) -> None:
        self.asked: list[Show | Blink | Tune] = []
        self.commands: list[Command] = []
        names = ["curl", "squat", "sit_up"]
        self.front = FrontPanel(cast("Panel", self), self.commands.append, lambda: names)
        self.front.start()
        self.show = self.play = self.blink = self.asked.append

    def start(self, pressed: Callable[[Gesture], None]) -> None:
        self.press = pressed


def snapshot(phase: SetPhase, *, camera: CameraState = CameraState.OK, unsaved: str | None = None) -> Snapshot:
    """A box whose set is in this phase."""
    state = begin(exercises.load("squat"))
    if phase is not SetPhase.IDLE:
        running = SetState(state.selection.pipeline, phase, 0.0)
        state = state._replace(last=running, open=True) if phase is SetPhase.ENDED else state._replace(set=running)
    return Snapshot(
        t=0.0,
        workout=state,
        frame=None,
        first_t=None,
        frames=0,
        pending=0,
        unsaved=0,
        athlete=None,
        set=None,
        camera=camera,
        camera_trouble=None,
        journal_trouble=unsaved,
        other_trouble=None,
        engine="fake",
        vitals=Vitals(),
    )


@pytest.mark.parametrize(
    ("stands", "show"),
    [
        (snapshot(SetPhase.IDLE), Show.IDLE),
        (snapshot(SetPhase.ARMED), Show.ARMED),
        (snapshot(SetPhase.ACTIVE), Show.ACTIVE),
        (snapshot(SetPhase.PAUSED), Show.PAUSED),
        (snapshot(SetPhase.ENDED), Show.REST),
        (snapshot(SetPhase.ACTIVE, unsaved="disk full"), Show.FAULT),
        (snapshot(SetPhase.IDLE, camera=CameraState.OFF), Show.DARK),
    ],
)
def test_the_lamp_says_how_the_set_stands(stands: Snapshot, show: Show) -> None:
    panel = HeardPanel()
    panel.front.show(stands)
    assert panel.asked == [show]


def test_the_button_starts_where_nothing_runs_and_ends_what_runs() -> None:
    panel = HeardPanel()
    for phase, on in ((SetPhase.IDLE, True), (SetPhase.PAUSED, False), (SetPhase.ENDED, True)):
        panel.front.show(snapshot(phase))
        panel.press(Gesture.SHORT)
        assert panel.commands[-1].args == verbs.box.Counting(on=on)


def test_an_exercise_that_cannot_be_read_does_not_end_the_round() -> None:
    panel = HeardPanel()
    panel.front.show(snapshot(SetPhase.IDLE))
    for name, answer in (("sit_up", UsageError("its file is wrong")), ("curl", {}), ("sit_up", {})):
        panel.press(Gesture.LONG)
        assert panel.commands[-1].args == verbs.sets.Exercise(exercise=name)
        panel.commands[-1].answer(answer)
    assert [what for what in panel.asked if isinstance(what, Blink)] == [Blink.REFUSED, Blink.DONE, Blink.DONE]


def test_what_is_done_and_not_saved_yet_is_neither_confirmed_nor_refused() -> None:
    panel = HeardPanel()
    panel.front.show(snapshot(SetPhase.IDLE))
    panel.press(Gesture.SHORT)
    panel.commands[-1].answer(UnsavedError("counting: accepted but not saved yet: the disk is full"))
    assert [what for what in panel.asked if isinstance(what, Blink | Tune)] == []


def test_nothing_is_heard_of_a_rep_before_it_is_on_the_disk(tmp_path: Path) -> None:
    panel = HeardPanel()
    box = LoopBox(tmp_path, on_committed=panel.front.on_committed)
    box.loop.run(Event())
    assert panel.asked == []
    box.disk.let()
    assert panel.asked == [Tune.SET_STARTED, Tune.REP, Tune.REP, Tune.SET_ENDED]
    box.close()


def test_throttling_and_a_missing_header_are_told_to_who_watches(tmp_path: Path) -> None:
    vitals = Vitals(temperature_c=97.0, throttled="too hot: the kernel slows the GPU down; give it air")
    box = LoopBox(tmp_path, vitals=lambda: vitals, other_trouble=lambda: "no header")
    box.loop.run(Event())
    assert box.shown[-1].throttled == vitals.throttled
    assert box.shown[-1].trouble == "no header"
    box.close()


class NotedPanel:
    """A panel that notes what it is asked to beep and to show."""

    trouble = None

    def __init__(self) -> None:
        self.played: list[Tune] = []
        self.shown: list[Show] = []
        self.blinked: list[Blink] = []

    def play(self, tune: Tune) -> None:
        self.played.append(tune)

    def show(self, show: Show) -> None:
        self.shown.append(show)

    def blink(self, blink: Blink) -> None:
        self.blinked.append(blink)


TABATA = Plan("t", "T", (Block(KindOfBlock.TABATA, (Step(Work("squat", seconds=20), 10),), 2),), lead_s=5)


def test_a_plans_last_seconds_are_beeped_and_the_lamp_rests_before_its_work() -> None:
    noted, running = NotedPanel(), state_machine.begin(TABATA, 0.0)[0]
    panel = FrontPanel(cast("Panel", noted), lambda _: None, lambda: ["squat"])
    for t in range(5):
        stands = msgspec.structs.replace(snapshot(SetPhase.IDLE), t=float(t), plan=outlook(running, float(t)))
        panel.show(stands)
    assert noted.played == [Tune.TICK] * 3
    assert noted.blinked == [Blink.TICK] * 3
    assert set(noted.shown) == {Show.REST}


@pytest.mark.parametrize(("phase", "block"), [(SetPhase.ENDED, True), (SetPhase.ACTIVE, False)])
def test_a_long_press_goes_on_in_a_plan(phase: SetPhase, *, block: bool) -> None:
    asked: list[Args] = []
    panel = FrontPanel(cast("Panel", NotedPanel()), lambda command: asked.append(command.args), lambda: ["squat"])
    panel.show(msgspec.structs.replace(snapshot(phase), plan=outlook(state_machine.begin(TABATA, 0.0)[0], 0.0)))
    panel._pressed(Gesture.LONG)
    assert asked == [verbs.plans.Skip(block=block)]
