"""Reps of footage as the rules of form saw them, with the faults that were planted on purpose where that is known."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.play import play
from daemon.config import exercises
from daemon.config.rules import rules
from daemon.config.settings import Settings
from daemon.core.facts import RepCounted
from daemon.core.form import faults
from daemon.core.form.faults import Judged
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import Exercise, FaultRule
from daemon.errors import SourceError
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock
from tests.form import traces


@dataclass(frozen=True)
class Footage:
    """A set to be looked at.

    Attributes:
        name: Of its file.
        exercise: What is done.
        frames: Its poses.
        reps: The true reps with their planted faults, or None: nobody knows them.
    """

    name: str
    exercise: Exercise
    frames: list[PoseFrame]
    reps: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Seen:
    """A counted rep.

    Attributes:
        footage: The set's name.
        exercise, view: What was done, and from where it was seen.
        judged: What each rule that could be looked at saw, by its name.
        planted: The faults that it has, or None: nobody knows.
        unsure: Faults that it has in part.
    """

    footage: str
    exercise: str
    view: str
    judged: Mapping[str, Judged]
    planted: frozenset[str] | None
    unsure: frozenset[str] = frozenset()

    @property
    def told(self) -> frozenset[str]:
        """The faults that were found."""
        return frozenset(name for name, each in self.judged.items() if each.is_fault)


def read(folder: Path) -> Iterator[Footage]:
    """Yields every set of a folder: rendered ones, or labelled clips and traces of exercises that we know."""
    known = exercises.read_all()
    truth = folder.with_suffix(".json")
    if truth.exists():
        for story in json.loads(truth.read_text(encoding="utf-8")):
            frames = list(traces.read(folder / f"{story['name']}.npz").frames)
            yield Footage(story["name"], known[story["exercise"]], frames, story["reps"])
        return
    by, clock = footage.engine(Settings(), None), SystemClock()
    for item in labels.read(folder):
        if item.exercise in known:
            try:
                frames = footage.within(footage.pose_frames(item.path, by, clock), item.window)
            except SourceError:
                continue
            yield Footage(item.name, known[item.exercise], frames)


def look(some: Footage) -> Iterator[Seen]:
    """Counts a set as the daemon does, and yields each rep as its rules saw it."""
    looked: list[tuple[RepBody, tuple[Judged, ...]]] = []
    judge = faults.judge

    def spy(known: Sequence[FaultRule], body: RepBody) -> tuple[Judged, ...]:
        looked.append((body, judge(known, body)))
        return looked[-1][1]

    with mock.patch.object(faults, "judge", spy):
        facts = play(some.frames, some.exercise, rules(Settings()), SystemClock(), armed=False).facts
    if any(isinstance(fact, RepCounted) for fact in facts):
        for body, judged in looked:
            true = _true(some, body)
            planted = None if some.reps is None or true is None else frozenset(true["faults"])
            unsure = frozenset(true.get("unsure", ())) if true is not None else frozenset[str]()
            yield Seen(
                some.name, some.exercise.name, body.view, {each.rule.rule: each for each in judged}, planted, unsure
            )


def _true(some: Footage, body: RepBody) -> Mapping[str, Any] | None:
    """Returns the true rep that a counted one is."""
    return next((rep for rep in some.reps or () if rep["start"] <= body.turn <= rep["end"]), None)
