"""An athlete who is forgotten is found nowhere: in no event, choice, profile or backup, nor in the database's log."""

import threading
from collections.abc import Callable
from pathlib import Path

from daemon.athletes.roster import Roster
from daemon.core.facts import Correction
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.events import AnyEvent, PlanStarted, SetImported
from daemon.journal.backup import back_up
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Erased
from tests.fakes.workout import Lifter

Open = Callable[..., JournalWriter]
NAME = "Zoë-Forgettable"


def outcome_of(act: Callable[[Callable[[Outcome], None]], None]) -> Outcome:
    """What became of a job."""
    outcomes: list[Outcome] = []
    done = threading.Event()

    def take(outcome: Outcome) -> None:
        outcomes.append(outcome)
        done.set()

    act(take)
    assert done.wait(60)
    return outcomes[0]


def trained(name: str) -> list[AnyEvent]:
    """A workout of one set, corrected after its end."""
    lifter = Lifter(name)
    return [
        *(lifter.arrives(), lifter.starts(), lifter.shows_form(), lifter.fails(), lifter.holds(3), lifter.ends(1)),
        *(lifter.corrects(Correction.ADDED), lifter.leaves()),
    ]


def of_elsewhere(name: str) -> list[AnyEvent]:
    """A plan, and a set of another application: both can hold the name in a text of their own."""
    first = Lifter(name).starts()
    plan = Plan("anna", f"{name}'s own", (Block(Kind.TABATA, (Step(Work("squat", seconds=20), 10),), 2),))
    imported = SetImported(
        id="i-1", t=first.t, boot="imported", t_mono=0.0, box="box", athlete=name, workout="w", set="i-1",
        exercise="squat", name="Squat", source="hevy", reps=5, kept={"notes": f"{name} was here"},
    )  # fmt: skip
    started = PlanStarted(id="p-1", t=first.t, boot="boot", t_mono=1.0, box="box", athlete=name, plan=plan)
    return [imported, started]


def holding(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and NAME.encode() in file.read_bytes()]


def test_an_athlete_who_is_forgotten_is_found_in_no_file(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    events = [*trained(NAME), *of_elsewhere(NAME), *trained("Tom")]
    roster = Roster(remember=writer.remember)
    roster.write(NAME, targets={"squat": 12}, board=True)
    roster.write("Tom")
    kept = {"athlete": NAME, f"load:{NAME}": "{}", f"programme:{NAME}": f'"of {NAME}"', "load:Tom": "{}"}
    for key, value in kept.items():
        writer.remember(key, value)
    outcome_of(lambda done: writer.append(events, done))
    backup = back_up(path, "20260131T063000Z")
    assert backup.name in holding(path.parent)
    assert len(holding(path.parent)) > 1

    assert outcome_of(lambda done: writer.forget(athlete=NAME, done=done)).erased == Erased(
        forgotten=10, sets=2, remembered=4
    )

    assert holding(path.parent) == []
    for file in (path, backup):
        with JournalReader(file) as reader:
            assert len(list(reader.export())) == 8
            assert {event.athlete for event in reader.export()} == {"Tom"}
            assert [each.name for each in reader.profiles()] == ["Tom"]
            assert (reader.recall("load:Tom"), reader.recall("athlete")) == ("{}", None)
