"""What the core remembers of a workout, and the rules it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.evidence.model import Model
from daemon.core.evidence.weights import MODEL
from daemon.core.facts import Fact
from daemon.core.form.appraisal import Form
from daemon.core.form.baseline import NOTHING_KNOWN, Baselines
from daemon.core.params import CountingParams
from daemon.core.pose.pose import Pose
from daemon.core.pose.smoothing import SmoothedPose, Smoother
from daemon.core.recognition.recogniser import Recogniser, Recognition
from daemon.core.recognition.selection import Selection
from daemon.core.spec import Exercise, Target

NO_DEFAULTS: Mapping[str, int] = MappingProxyType({})
"""Of an athlete who has none."""


class RefusedError(ValueError):
    """A command that makes no sense now; the message says why."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every set.

    Attributes:
        rest_s: A set without a rep for longer has ended; the athlete rests.
        idle_s: A workout without a set for longer closes.
        repertoire: What ``auto`` may turn out to be.
        params: The constants of counting.
        model: What each part of the evidence for a rep weighs.
    """

    rest_s: float = 90.0
    idle_s: float = 1200.0
    repertoire: tuple[Exercise, ...] = ()
    params: CountingParams = field(default_factory=CountingParams)
    model: Model = MODEL


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages that do not depend on the exercise: before the count, and beside it."""

    smoother: Smoother
    recogniser: Recogniser


@dataclass(frozen=True, slots=True)
class SavedSet:
    """How a running set stood in the last frame before the athlete's skeleton jumped away.

    Attributes:
        at: Where the athlete was.
        set, recognition, next: As in ``Workout``.
    """

    at: SmoothedPose
    set: SetState
    recognition: Recognition | None
    next: Recognition | None


class Workout(NamedTuple):
    """Everything the core remembers. A frame changes four of its fields; a named tuple does so in 1 µs.

    Attributes:
        rules: What holds for every set.
        selection: What is chosen for the next set.
        stages: What every set goes through.
        set: The running set, or None.
        recognition: What the running set may be, until that is known; None where it was said.
        next: With ``auto``, what may have followed since the running set's last rep.
        last: The set that ended last in this workout, which can still be corrected.
        open: A workout is under way.
        sets, reps: The workout's totals; reps of ended sets, corrections accounted for.
        idle_since: When the last set ended (s).
        target: What the user aims at: ``reps`` end a set by themselves; what is None is the exercise's own (``aims``).
        default_reps: At which reps (or seconds) this athlete's sets end by themselves, by exercise, where ``target``
            names none; see ``workout.default_to``.
        smoothed: The smoother's state.
        pose: The athlete when last seen, or None.
        saved: How the running set stood when the athlete's skeleton last jumped away.
        baselines: What the athlete usually reaches, by exercise and view; see ``workout.remember``.
        form: The last minute, and what else a rep's form is measured by.
    """

    rules: Rules
    selection: Selection
    stages: Stages
    set: SetState | None = None
    recognition: Recognition | None = None
    next: Recognition | None = None
    last: SetState | None = None
    open: bool = False
    sets: int = 0
    reps: int = 0
    idle_since: float = 0.0
    target: Target = Target()
    default_reps: Mapping[str, int] = NO_DEFAULTS
    smoothed: SmoothedPose | None = None
    pose: Pose | None = None
    saved: SavedSet | None = None
    baselines: Baselines = NOTHING_KNOWN
    form: Form = Form()

    @property
    def phase(self) -> SetPhase:
        """Where the set is: idle before the first, ended after one."""
        if self.set is not None:
            return self.set.phase
        return SetPhase.ENDED if self.last is not None else SetPhase.IDLE

    @property
    def exercise(self) -> Exercise:
        """What is done now, or chosen for the next set; with ``auto`` the running set's, once it is known."""
        return self.set.exercise if self.set is not None else self.selection.exercise

    @property
    def ends_at(self) -> int | None:
        """Reps (or seconds of a hold) at which the set ends by itself: the user's word, else the athlete's default."""
        target_reps = self.target.reps
        return self.default_reps.get(self.exercise.name) if target_reps is None else target_reps

    @property
    def aims(self) -> Target:
        """What is aimed at: what ends the set, else the exercise's own."""
        target, own, reps = self.target, self.exercise.target, self.ends_at
        return Target(
            own.reps if reps is None else reps,
            own.tempo if target.tempo is None else target.tempo,
            own.rest_s if target.rest_s is None else target.rest_s,
        )


Step = tuple[Workout, list[Fact]]
"""A new state, and what came out."""
