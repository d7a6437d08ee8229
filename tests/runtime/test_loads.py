"""What is lifted is said by the athlete: before a set, in it or after it; it is of that set, and can be corrected."""

from pathlib import Path
from typing import Any

import pytest

from daemon.camera.patience import patience
from daemon.camera.uri import parse
from daemon.config import exercises, plans
from daemon.core import workout
from daemon.core.facts import Correction
from daemon.core.facts import RepCorrected as RepFound
from daemon.core.facts import SetStarted as Begun
from daemon.errors import UsageError
from daemon.events import AnyEvent, RepCorrected, SetStarted
from daemon.ipc.verbs import parsing
from daemon.journal import writer
from daemon.ports import ReadStatus
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.corrections import CorrectionHandler, recorded_by
from daemon.runtime.plan_runner import PlanRunner
from daemon.runtime.proposals import Proposals
from daemon.vision.camera_supervisor import CameraSupervisor
from tests.fakes.scripted import ScriptedPoses
from tests.fakes.stick_gym import Gym
from tests.fakes.version import fail_to_save


class Rack(Gym):
    """A gym whose commands are carried out as the frame loop does."""

    def say(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own arguments and answer
        supervisor = CameraSupervisor(
            lambda: ScriptedPoses([ReadStatus.END]), self.clock, patience(parse("test://"), 1.0)
        )
        corrections = CorrectionHandler(recorded_by(self.writer, self.reader), exercises.load, self.session)
        plan_runner = PlanRunner(exercises.load, plans.load, self.session)
        handler = CommandHandler(
            exercises.load,
            supervisor,
            self.session,
            self.writer.remember,
            corrections,
            lambda _: (),
            plan_runner,
            Proposals(self.session),
        )
        self.state, events, answer = handler.handle(self.state, parsing.parse(verb, args), self.t)
        self.take(events)
        return answer

    def take(self, events: list[AnyEvent]) -> None:
        self.events += events
        if events:
            self.writer.append(events)

    def lift(self, load: float | str | None) -> dict[str, Any]:
        return dict(self.say("load", load=load))

    def later(self) -> None:
        """The next workout, and everything is on the disk."""
        self.t += 2000
        self.keep(*workout.tick(self.state, self.t))
        self.writer.close()
        self.restart()

    @property
    def next_kg(self) -> float | None:
        return self.session.next_kg(self.state.exercise.name)

    @property
    def proposed(self) -> float | None:
        return self.session.loads.last_kg(self.session.athlete, self.state.exercise.name)

    def loads(self) -> list[float | None]:
        self.writer.close()
        found = [each.load_kg for each in self.reader.history(20)]
        self.restart()
        return found


@pytest.fixture
def rack(tmp_path: Path) -> Rack:
    return Rack(tmp_path)


def test_a_load_before_the_set_is_that_sets_and_stays_for_the_next_ones(rack: Rack) -> None:
    assert rack.lift("82,5 kg") == {"load_kg": 82.5, "exercise": "squat", "set": None}
    rack.squats(1)
    rack.squats(1)
    rack.lift(85)
    rack.squats(1)
    assert [each.load_kg for each in rack.events if isinstance(each, SetStarted)] == [82.5, 82.5, 85]
    assert rack.loads() == [82.5, 82.5, 85]


def test_a_load_in_the_set_is_that_sets_and_said_again_it_replaces_the_first(rack: Rack) -> None:
    running = rack.squats(1, stop=False)
    assert rack.lift("135 lb")["set"] == running
    rack.lift(60)
    assert rack.session.record is not None
    assert rack.session.record.load_kg == 60
    rack.keep(*workout.stop(rack.state, rack.t))
    assert (rack.next_kg, rack.loads()) == (60, [60])


def test_a_load_after_the_set_is_that_sets_where_it_has_none(rack: Rack) -> None:
    done = rack.squats(1)
    assert rack.lift(800)["set"] == done
    rack.t += 10
    assert rack.lift(80)["set"] == done  # a slip is mended by saying it again
    rack.t += 120
    assert rack.lift(85)["set"] is None  # plates are on for the next set
    assert rack.next_kg == 85
    assert rack.loads() == [80]


def test_who_means_the_next_set_can_say_so(rack: Rack) -> None:
    rack.squats(1)
    assert rack.say("load", load=85, next=True)["set"] is None
    assert (rack.next_kg, rack.loads()) == (85, [None])


def test_a_load_of_another_exercise_than_the_sets_is_that_of_its_next_set(rack: Rack) -> None:
    running = rack.squats(1, stop=False)
    assert rack.say("load", load=100, exercise="deadlift") == {"load_kg": 100, "exercise": "deadlift", "set": None}
    assert rack.say("load", load=80, exercise="squat")["set"] == running
    rack.keep(*workout.stop(rack.state, rack.t))
    assert rack.next_kg == 80
    rack.say("exercise", exercise="deadlift")
    assert rack.next_kg == 100
    assert rack.loads() == [80]


def test_a_load_of_the_last_sets_exercise_is_that_sets_though_another_is_chosen(rack: Rack) -> None:
    done = rack.squats(1)
    rack.say("exercise", exercise="deadlift")
    assert rack.say("load", load=80, exercise="squat")["set"] == done
    assert rack.say("load", load=100)["exercise"] == "deadlift"


def test_nothing_is_lifted_again_after_it_was_said(rack: Rack) -> None:
    rack.lift(80)
    rack.squats(1)
    rack.lift(None)
    rack.squats(1)
    rack.squats(1)
    assert rack.loads() == [80, None, None]


def test_the_load_of_an_old_set_is_corrected_by_its_id(rack: Rack) -> None:
    rack.lift(800)
    old = rack.squats(1)
    rack.squats(1)
    corrected = rack.say("correct", set=old, kind="load", load="80", reason="a slip")
    assert (corrected.set, corrected.load_kg) == (old, 80)
    said = rack.events[-1]
    assert isinstance(said, RepCorrected)
    assert (said.kind, said.refers, said.set, said.load_kg, said.why) == (Correction.LOAD, old, old, 80, "a slip")
    count = len(rack.events)
    rack.say("correct", set=old, kind="load", load=80)
    assert len(rack.events) == count  # it is so already
    assert rack.loads() == [80, 800]


def test_in_a_later_workout_the_last_load_is_proposed_and_not_taken_down(rack: Rack) -> None:
    rack.lift(80)
    rack.squats(1)
    rack.later()
    assert (rack.next_kg, rack.proposed) == (None, 80)
    rack.squats(1)
    assert rack.loads() == [80, None]
    assert rack.proposed == 80


def test_each_athlete_and_each_exercise_has_its_own(rack: Rack) -> None:
    rack.lift(80)
    rack.squats(1)
    rack.say("athlete", athlete="Bo")
    assert (rack.next_kg, rack.proposed) == (None, None)
    rack.lift(100)
    rack.squats(1)
    rack.say("athlete", athlete="Ann")
    assert rack.next_kg == 80
    rack.say("exercise", exercise="deadlift")
    assert rack.next_kg is None
    rack.lift(120)
    rack.say("exercise", exercise="squat")
    assert rack.next_kg == 80
    assert rack.loads() == [80, 100]


def test_a_load_whose_set_waits_for_the_disk_is_known_as_well(rack: Rack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "commit", fail_to_save)
    rack.lift(80)
    rack.squats(1)
    rack.say("athlete", athlete="Bo")
    rack.lift(100)
    rack.squats(1)
    rack.say("athlete", athlete="Ann")
    assert (rack.next_kg, rack.proposed) == (80, 80)
    rack.say("athlete", athlete="Bo")
    assert rack.next_kg == 100
    monkeypatch.undo()
    assert rack.loads() == [80, 100]


def test_a_load_outlives_a_restart_before_its_set_and_after_it(rack: Rack) -> None:
    rack.lift(80)
    rack.writer.close()
    rack.restart()
    assert rack.next_kg == 80
    rack.squats(1)
    rack.writer.close()
    rack.restart()
    assert rack.next_kg == 80  # of the workout that goes on


def test_a_load_belongs_to_the_exercise_that_the_set_turns_out_to_be(rack: Rack) -> None:
    rack.lift(80)
    done = rack.squats(1)
    rack.say("correct", set=done, kind="exercise", exercise="deadlift")
    assert rack.next_kg is None
    rack.say("exercise", exercise="deadlift")
    assert rack.next_kg == 80


def test_a_set_of_auto_gets_the_load_once_its_exercise_is_known(rack: Rack) -> None:
    rack.lift(80)
    rack.squats(1)
    found = RepFound(rack.t, Correction.EXERCISE, "squat", 0, workout.RECOGNISED)
    rack.keep(rack.state, [Begun(rack.t, "auto"), found])
    said = rack.events[-1]
    assert isinstance(said, RepCorrected)
    assert (said.kind, said.load_kg) == (Correction.LOAD, 80)
    assert rack.session.record is not None
    assert (rack.session.record.exercise, rack.session.record.load_kg) == ("squat", 80)


def test_what_was_said_is_forgotten_with_its_athlete(rack: Rack) -> None:
    rack.lift(80)
    rack.say("athlete", athlete="Bo")
    rack.lift(100)
    rack.writer.forget(athlete="Ann")
    rack.writer.close()
    rack.restart()
    rack.session.athlete = "Ann"
    assert rack.next_kg is None
    rack.session.athlete = "Bo"
    assert rack.next_kg == 100


@pytest.mark.parametrize(
    ("verb", "args", "says"),
    [
        ("load", {"load": "heavy"}, "load: 'heavy' is no load: write 80, 82.5 kg or 135 lb"),
        ("load", {"load": 1200}, "load: 1200 kg is no load: it is -200 to 1000 kg"),
        ("load", {"load": float("nan")}, "load: nan kg is no load"),
        ("load", {"load": True}, "load: load: expected float | str | null, got bool"),
        ("load", {}, "load: missing load"),
        ("load", {"load": 80, "exercise": ""}, "load: exercise: expected str of length >= 1"),
        ("load", {"kg": 80}, "load has no 'kg': "),
        ("correct", {"kind": "undone", "load": 80}, "correct: load goes with the kind 'load', and with no other"),
        ("correct", {"kind": "load", "load": "x"}, "correct: 'x' is no load"),
    ],
)
def test_what_is_no_load_is_one_line_that_says_what_to_send(verb: str, args: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsing.parse(verb, args)
    assert str(caught.value).startswith(says)
