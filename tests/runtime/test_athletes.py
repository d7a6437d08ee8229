"""Whoever is chosen trains from the next set on, with their own targets and loads, and is forgotten whole."""

import threading
from pathlib import Path
from typing import Any

import pytest

from daemon.athletes.roster import Roster
from daemon.camera.patience import patience
from daemon.camera.uri import parse
from daemon.config import exercises, plans
from daemon.core import workout
from daemon.core.facts import Ending
from daemon.core.state import RefusedError, Workout
from daemon.errors import UsageError
from daemon.events import Rep, SetEnded, SetStarted
from daemon.ipc import verbs
from daemon.ipc.verbs import parsing
from daemon.ipc.verbs.args import Args
from daemon.ports import ReadStatus
from daemon.runtime.command_handler import CommandHandler
from daemon.runtime.corrections import CorrectionHandler, recorded_by
from daemon.runtime.plan_runner import PlanRunner
from daemon.runtime.proposals import Proposals
from daemon.vision.camera_supervisor import CameraSupervisor
from tests.fakes import stick
from tests.fakes.scripted import ScriptedPoses
from tests.fakes.stick_gym import Gym


class Household(Gym):
    """A gym in which commands are carried out and turns are followed as the frame loop does."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.open()

    def open(self) -> None:
        """What the daemon makes at its start."""
        supervisor = CameraSupervisor(
            lambda: ScriptedPoses([ReadStatus.END]), self.clock, patience(parse("test://"), 1.0)
        )
        self.handler = CommandHandler(
            exercises.load,
            supervisor,
            self.session,
            self.writer.remember,
            CorrectionHandler(recorded_by(self.writer, self.reader), exercises.load, self.session),
            lambda _: (),
            PlanRunner(exercises.load, plans.load, self.session),
            Proposals(self.session),
            Roster(self.reader.profiles(), self.writer.remember),
        )
        self.state = self.handler.athletes.apply_choice(self.state)

    def say(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own arguments and answer
        return self.do(parsing.parse(verb, args))

    def do(self, args: Args) -> Any:  # noqa: ANN401 - as above
        self.state, events, answer = self.handler.handle(self.state, args, self.t)
        self._journal(events)
        return answer

    def keep(self, state: Workout, facts: list[Any]) -> None:
        self.take(state, self.session.to_events(facts))

    def take(self, state: Workout, events: list[Any]) -> None:
        self.state, events = self.handler.follow(state, events, self.t)
        self._journal(events)

    def squat(self, count: int) -> None:
        """So many squats, without beginning or ending a set."""
        began = self.t
        for i, angle in enumerate(stick.squats(*[75] * count)):
            self.t = began + i / stick.FPS
            self.keep(*workout.step(self.state, stick.squatting(angle, self.t), self.t, stick.SIZE))

    def again(self) -> None:
        """Killed and started again."""
        self.writer.close()
        chosen = self.reader.recall("athlete")
        self.restart()
        self.session.chosen = chosen
        if self.state.set is None:
            self.session.athlete = chosen
        self.open()


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return Household(tmp_path)


def test_a_set_ends_at_its_athletes_own_target_where_none_was_said(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", targets={"squat": 2})
    home.say("athlete", athlete="Anna")
    home.say("start")
    home.squat(3)
    (ended,) = [event for event in home.events if isinstance(event, SetEnded)]
    assert (ended.why, ended.reps, ended.athlete) == (Ending.TARGET, 2, "Anna")


def test_a_target_that_was_said_goes_before_the_athletes_own(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", targets={"squat": 2})
    home.say("athlete", athlete="Anna")
    assert home.state.aims.reps == 2
    assert home.say("target", reps=3)["target"].reps == 3
    home.say("start")
    home.squat(4)
    (ended,) = [event for event in home.events if isinstance(event, SetEnded)]
    assert ended.reps == 3


def test_whoever_is_chosen_brings_their_own_target_and_load(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", targets={"squat": 12})
    home.say("load", load=40)
    home.squats(1)
    home.say("target", reps=5)
    home.say("athlete", athlete="Anna")
    assert (home.state.aims.reps, home.session.next_kg("squat")) == (12, None)
    home.say("load", load=60)
    home.say("athlete", athlete="Ann")
    assert home.state.ends_at is None  # what was said before Anna was chosen is over
    assert home.session.loads.last_kg(home.session.athlete, "squat") == 40
    home.say("athlete", athlete="anna")
    assert home.session.next_kg("squat") == 60


def test_a_running_set_stays_whose_it_began(home: Household) -> None:
    home.say("start")
    home.squat(1)
    assert home.say("athlete", athlete="Bo") == {"athlete": "Bo", "from_next_set": True}
    home.squat(1)
    home.say("stop")
    home.say("start")
    home.squat(1)
    home.say("stop")
    named = [(type(event), event.athlete) for event in home.events if isinstance(event, SetStarted | Rep | SetEnded)]
    ann, bo = [each for each in named if each[1] == "Ann"], [each for each in named if each[1] == "Bo"]
    assert ann == [(SetStarted, "Ann"), (Rep, "Ann"), (Rep, "Ann"), (SetEnded, "Ann")]
    assert bo == [(SetStarted, "Bo"), (Rep, "Bo"), (SetEnded, "Bo")]


def test_whoever_was_chosen_in_a_set_trains_after_a_restart_in_it_too(home: Household) -> None:
    home.squats(1, stop=False)
    home.say("athlete", athlete="Bo")
    home.again()
    assert home.session.athlete == "Ann"
    home.say("stop")
    assert home.session.athlete == "Bo"


def test_a_plan_has_targets_of_its_own(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", targets={"squat": 1})
    home.say("athlete", athlete="Anna")
    home.say("plan", plan="tabata")
    assert home.state.ends_at is None
    home.say("plan", plan=None)
    assert home.state.default_reps == {"squat": 1}


def test_a_target_that_is_said_in_a_plan_is_the_athletes_own_after_it(home: Household) -> None:
    home.say("target", reps=5)
    home.say("plan", plan="tabata")
    home.say("target", reps=9)
    home.say("plan", plan=None)
    assert home.state.target.reps == 9


def test_a_target_that_was_said_before_a_plan_is_not_the_next_athletes_after_a_restart(home: Household) -> None:
    home.say("target", reps=5)
    home.say("plan", plan="tabata")
    home.say("athlete", athlete="Bo")
    home.say("plan", plan=None)
    assert home.state.target.reps is None
    home.again()
    assert home.reader.recall("target") is None


def test_a_profile_outlives_a_restart(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", colour="green", targets={"squat": 2}, board=True)
    home.say("athlete", athlete="Anna")
    before = home.handler.roster.profiles
    home.again()
    assert home.handler.roster.profiles == before
    assert home.state.ends_at == 2
    home.say("athlete_remove", athlete="Anna")
    home.again()
    assert home.handler.roster.profiles == ()
    assert home.session.athlete == "Anna"  # the name goes on: only what was known of it is gone


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"athlete": "Anna", "targets": {"sqat": 3}}, "did you mean squat"),
        ({"athlete": "Anna", "targets": {"auto": 3}}, "name the exercise"),
        ({"athlete": "Anna", "targets": {"squat": 0}}, "targets"),
        ({"athlete": "Anna", "colour": "gren"}, "colour"),
        ({"athlete": "Anna", "new": False}, "none is known here"),
    ],
)
def test_what_cannot_be_known_of_an_athlete_is_refused_whole(home: Household, args: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        home.say("athlete_set", **args)
    assert home.handler.roster.profiles == ()


def test_whoever_is_forgotten_is_no_longer_chosen_and_brings_nothing(home: Household) -> None:
    home.say("athlete_set", athlete="Anna", targets={"squat": 2})
    home.say("athlete", athlete="Anna")
    home.say("load", load=60)
    home.do(verbs.athletes.LetGo(athlete="Anna"))
    assert (home.session.athlete, home.session.chosen, home.state.ends_at) == (None, None, None)
    assert home.handler.roster.profiles == ()
    erased = threading.Event()
    home.writer.forget(athlete="Anna", done=lambda _: erased.set())
    assert erased.wait(60)
    assert home.session.loads.next_kg("Anna", "squat", None) is None


def test_the_last_set_of_somebody_who_is_forgotten_cannot_be_corrected_any_more(home: Household) -> None:
    home.squats(2)
    home.say("athlete", athlete="Bo")
    home.do(verbs.athletes.LetGo(athlete="Ann"))
    with pytest.raises((RefusedError, UsageError)):
        home.say("undo")
    with pytest.raises((RefusedError, UsageError)):
        home.say("add")
    assert home.session.record is None
    assert isinstance(home.events[-1], SetEnded)  # nothing was said of it since


def test_whoever_is_in_a_plan_is_not_forgotten(home: Household) -> None:
    home.say("plan", plan="emom")
    assert home.state.set is None
    with pytest.raises(RefusedError, match="Ann is in a plan: stop it first"):
        home.do(verbs.athletes.LetGo(athlete="Ann"))


def test_whoever_is_in_a_set_is_not_forgotten(home: Household) -> None:
    home.say("start")
    for athlete in ("Ann", None):
        with pytest.raises(RefusedError, match="Ann is in a set: stop it first"):
            home.do(verbs.athletes.LetGo(athlete=athlete))
    home.do(verbs.athletes.LetGo(athlete="Bo"))
    assert home.session.athlete == "Ann"
